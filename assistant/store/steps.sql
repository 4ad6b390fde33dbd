-- The steps that make the assistant's memory, each behind a line that says its number. One that was released is never
-- changed: what is to be different is a further one. An open end of a brief's days, no topic and no interest are '' because
-- NULL differs from NULL in a key. Times are of UTC, in ISO 8601.

-- Step 1
CREATE TABLE briefs (
    id INTEGER PRIMARY KEY,
    since TEXT NOT NULL, until TEXT NOT NULL, topic TEXT NOT NULL, interest TEXT NOT NULL,
    day TEXT NOT NULL, told_at TEXT NOT NULL, brief TEXT NOT NULL,
    UNIQUE (since, until, topic, interest)
);
CREATE TABLE shown (
    brief INTEGER NOT NULL REFERENCES briefs (id) ON DELETE CASCADE,
    paper TEXT NOT NULL,
    PRIMARY KEY (brief, paper)
) WITHOUT ROWID;
CREATE INDEX briefs_of_day ON briefs (interest, day);
CREATE INDEX shown_paper ON shown (paper);

-- Step 2
CREATE TABLE deliveries (
    channel TEXT NOT NULL, recipient TEXT NOT NULL, day TEXT NOT NULL, interest TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed', 'refused')),
    tries INTEGER NOT NULL DEFAULT 0, last_error TEXT NOT NULL DEFAULT '', sent_at TEXT,
    PRIMARY KEY (channel, recipient, day, interest)
) WITHOUT ROWID;

-- Step 3
-- What the interest asked for when the brief was written, as a digest; '' for nothing.
ALTER TABLE briefs ADD COLUMN wanted TEXT NOT NULL DEFAULT '';

-- Step 4
-- A fork holds copies of its turns. What is searched stands apart: to read past whole answers takes five times as long.
CREATE TABLE conversations (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, forked_from TEXT NOT NULL DEFAULT '',
    started_at TEXT NOT NULL, changed_at TEXT NOT NULL, deleted_at TEXT
) WITHOUT ROWID;
CREATE TABLE turns (
    id INTEGER PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    place INTEGER NOT NULL, question TEXT NOT NULL, asked_at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'growing' CHECK (state IN ('growing', 'finished', 'stopped', 'failed')),
    message TEXT NOT NULL DEFAULT '', answer TEXT, turn TEXT,
    UNIQUE (conversation, place)
);
CREATE TABLE turn_words (
    turn INTEGER PRIMARY KEY REFERENCES turns (id) ON DELETE CASCADE,
    words TEXT NOT NULL
);
CREATE INDEX conversations_changed ON conversations (changed_at);

-- Step 5
CREATE TABLE marks (
    paper TEXT NOT NULL, mark TEXT NOT NULL CHECK (mark IN ('saved', 'read')), marked_at TEXT NOT NULL,
    PRIMARY KEY (paper, mark)
) WITHOUT ROWID;
CREATE TABLE notes (paper TEXT PRIMARY KEY, text TEXT NOT NULL, changed_at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE searches (name TEXT PRIMARY KEY, query TEXT NOT NULL, saved_at TEXT NOT NULL) WITHOUT ROWID;

-- Step 6
-- Of each day on which a reader looked at the newest papers: which day's those were.
CREATE TABLE visits (day TEXT PRIMARY KEY, newest TEXT NOT NULL) WITHOUT ROWID;
