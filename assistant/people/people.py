"""Who has a login, what proves it (of a password an argon2id hash is kept), and how much each may ask."""

import datetime as dt
import hashlib
import re
import secrets
import shutil
import time
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from assistant.people.person import (
    FOLDER,
    LimitReached,
    LoginFailed,
    Person,
    PersonRefused,
    Role,
    UnknownPerson,
    account_of,
)
from assistant.store.database import Database, Step
from index.storage import stored

_OF_ADDRESS = RateLimitItemPerMinute(30, 5, "address")  # tries of one address in five minutes
_OF_NAME = RateLimitItemPerHour(60, 1, "name")  # tries of all addresses


class Limits:
    """The counts. Any number of threads may use them."""

    def __init__(self) -> None:
        self._windows = MovingWindowRateLimiter(MemoryStorage())

    def question(self, person: Person, an_hour: int) -> None:
        """Count a question, a search, a comparison or a brief of a person."""
        what = f"One person may ask {an_hour:,} times an hour."
        self._count(RateLimitItemPerHour(an_hour, 1, "questions"), person.id, what)

    def attempt(self, name: str, address: str) -> None:
        """Count a try to log in."""
        what = "There were too many tries to log in."
        self._count(_OF_ADDRESS, address, what)
        self._count(_OF_NAME, name.strip().casefold()[:64], what)

    def _count(self, limit: RateLimitItem, key: str, what: str) -> None:
        if not self._windows.hit(limit, key):
            until = self._windows.get_window_stats(limit, key).reset_time
            left = max(1, round(until - time.time()))
            wait = f"{left} seconds" if left < 100 else f"{round(left / 60)} minutes"
            raise LimitReached(what, f"Try again in {wait}.")


LEAST, MOST = 10, 1000  # characters
_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """Return what is kept of a password, in a tenth of a second and 64 MB; raise `PersonRefused` for its length."""
    if not LEAST <= len(password) <= MOST:
        what = f"A password has {LEAST} to {MOST:,} characters; this one has {len(password):,}."
        raise PersonRefused(what, "Choose another: several words are easy to keep in mind.")
    return _hasher.hash(_normal(password))


def is_password(password: str, kept: str | None) -> bool:
    """Tell whether a password is the one of which this is kept. None takes as long: it is not told who has a login."""
    try:
        return _hasher.verify(kept or _of_nobody(), _normal(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """Return a password in the one form of its letters: keyboards differ in how they write an accent."""
    return unicodedata.normalize("NFKC", password[:MOST])


@cache
def _of_nobody() -> str:
    return _hasher.hash("nobody")


FILE_NAME = "people.sqlite"
TOKEN = "dpa_"  # noqa: S105  how a token begins, so that whoever finds one knows what it is
LASTS = dt.timedelta(days=30)  # a login in a browser
_NAME = re.compile(r"[\w.@+-]{1,64}")
_LONGEST = 64  # characters of a label
_COLUMNS = "people.id, people.name, people.role, people.is_first"
_STEPS: tuple[Step, ...] = (
    (
        """CREATE TABLE people (
            id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL CHECK (role IN ('reader', 'keeper')),
            is_first INTEGER NOT NULL, password TEXT NOT NULL, epoch TEXT NOT NULL, added_at TEXT NOT NULL
        ) WITHOUT ROWID""",
        """CREATE TABLE tokens (
            digest TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
            label TEXT NOT NULL, made_at TEXT NOT NULL, UNIQUE (person, label)
        ) WITHOUT ROWID""",
        "CREATE TABLE ended (session TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID",
    ),
)


class Login(NamedTuple):
    """A person who has just logged in; `epoch` changes with the password, and ends what was logged in before."""

    person: Person
    epoch: str


class People:
    """The people of a data directory; see `Database` for errors. Nothing is made before the first one is added."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._database = Database(home / FILE_NAME, steps=_STEPS)

    def any(self) -> bool:
        """Tell whether anybody has a login."""
        return bool(self._rows("SELECT 1 FROM people LIMIT 1"))

    def check(self) -> None:
        """Read the whole file, if there is one, and raise StoreDamaged if it is not sound."""
        if self._database.file.exists():
            self._database.check()

    def all(self) -> tuple[Person, ...]:
        """Return the people by name."""
        return tuple(map(_person, self._rows(f"SELECT {_COLUMNS} FROM people ORDER BY name")))  # noqa: S608

    def named(self, name: str) -> Person:
        """Return the person of a name."""
        for row in self._rows(f"SELECT {_COLUMNS} FROM people WHERE name = ?", _folded(name)):  # noqa: S608
            return _person(row)
        raise UnknownPerson(f"There is nobody called {name[:64]!r}.", "`assistant users list` shows who there is.")

    def add(self, name: str, password: str, role: Role | None = None) -> Person:
        """Add somebody. Without a role the first one is a keeper, and others are readers."""
        name = _folded(name)
        if not _NAME.fullmatch(name):
            raise PersonRefused(f"{name[:64]!r} is no name.", "A name has up to 64 letters, digits and signs of .@+-_")
        kept, at = hashed(password), dt.datetime.now(dt.UTC).isoformat()
        self._make_folder()
        with self._database.writing() as connection:
            if connection.execute("SELECT 1 FROM people WHERE name = ?", (name,)).fetchone():
                raise PersonRefused(f"There is somebody called {name!r}.", "Choose another name.")
            is_first = connection.execute("SELECT 1 FROM people LIMIT 1").fetchone() is None
            person = Person(secrets.token_hex(8), name, role or ("keeper" if is_first else "reader"), is_first)
            row = (*person, kept, secrets.token_hex(8), at)
            connection.execute("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return person

    def remove(self, name: str) -> Person:
        """Remove somebody with their tokens and all that they keep; what the first one keeps stays, as the home's own.

        Raises:
            StorageError: what they keep cannot be removed; the login is.
        """
        person = self.named(name)
        with self._database.writing() as connection:
            connection.execute("DELETE FROM people WHERE id = ?", (person.id,))
        folder = account_of(self._home, person)
        gone = folder.with_suffix(".gone")
        self._make_folder()
        with stored(folder):
            if folder.exists():
                folder.replace(gone)
            folder.touch()  # in the place of a folder: what is still being answered for them cannot be kept any more
            if gone.exists():
                shutil.rmtree(gone)
        return person

    def set_role(self, name: str, role: Role) -> None:
        """Make somebody a reader or a keeper."""
        self._update(name, "role = ?", role)

    def set_password(self, name: str, password: str) -> None:
        """Give somebody another password, which ends all their logins; tokens stay."""
        self._update(name, "password = ?, epoch = ?", hashed(password), secrets.token_hex(8))

    def login(self, name: str, password: str) -> Login:
        """Return who has a name and a password, or raise `LoginFailed` after as long: a tenth of a second."""
        rows = self._rows(f"SELECT {_COLUMNS}, password, epoch FROM people WHERE name = ?", _folded(name))  # noqa: S608
        *found, kept, epoch = rows[0] if rows else ("", "")
        if not is_password(password, kept if rows else None):
            todo = "Try again, or ask who runs this server for another password."
            raise LoginFailed("Name or password is wrong.", todo)
        if _hasher.check_needs_rehash(kept):  # made with parameters that are not those of today
            self._update(name, "password = ?", hashed(password))
        return Login(_person(found), epoch)

    def of_session(self, id: str, epoch: str, session: str) -> Person | None:
        """Return who has logged in as the person of an id, in a session that has not been ended; None if nobody has."""
        query = f"""SELECT {_COLUMNS} FROM people WHERE id = ? AND epoch = ?
            AND NOT EXISTS (SELECT 1 FROM ended WHERE session = ?)"""  # noqa: S608
        return next(map(_person, self._rows(query, id, epoch, session)), None)

    def end_session(self, session: str) -> None:
        """Let a login count no more."""
        now = dt.datetime.now(dt.UTC)
        with self._database.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO ended VALUES (?, ?)", (session, now.isoformat()))
            connection.execute("DELETE FROM ended WHERE at < ?", ((now - LASTS).isoformat(),))

    def make_token(self, name: str, label: str) -> str:
        """Return a new token of somebody, which is shown this once."""
        person, label = self.named(name), " ".join(label.split())
        if not label or len(label) > _LONGEST or not label.isprintable():
            raise PersonRefused("A token needs a label.", f"Give one of up to {_LONGEST} characters, such as `laptop`.")
        token = TOKEN + secrets.token_urlsafe(32)
        with self._database.writing() as connection:
            query = "SELECT 1 FROM tokens WHERE person = ? AND label = ?"
            if connection.execute(query, (person.id, label)).fetchone():
                raise PersonRefused(f"There is a token {label!r} already.", "Choose another label, or remove that one.")
            row = (_digest(token), person.id, label, dt.datetime.now(dt.UTC).isoformat())
            connection.execute("INSERT INTO tokens VALUES (?, ?, ?, ?)", row)
        return token

    def tokens(self, person: Person) -> tuple[str, ...]:
        """Return the labels of the tokens of somebody."""
        rows = self._database.rows("SELECT label FROM tokens WHERE person = ? ORDER BY label", person.id)
        return tuple(label for (label,) in rows)

    def drop_token(self, name: str, label: str) -> None:
        """Let a token count no more."""
        person = self.named(name)
        with self._database.writing() as connection:
            done = connection.execute("DELETE FROM tokens WHERE person = ? AND label = ?", (person.id, label))
        if not done.rowcount:
            raise UnknownPerson(f"{person.name} has no token {label[:_LONGEST]!r}.", "See `assistant users list`.")

    def of_token(self, token: str) -> Person | None:
        """Return whose token it is; None if it is nobody's."""
        query = f"SELECT {_COLUMNS} FROM people JOIN tokens ON tokens.person = people.id WHERE digest = ?"  # noqa: S608
        return next(map(_person, self._rows(query, _digest(token))), None)

    def _rows(self, query: str, *values: str) -> list[Any]:
        """Return what a query finds; nothing, and no new file, where nobody was ever added."""
        return self._database.rows(query, *values) if self._database.file.exists() else []

    def _update(self, name: str, change: str, *values: str) -> None:
        person = self.named(name)
        with self._database.writing() as connection:
            connection.execute(f"UPDATE people SET {change} WHERE id = ?", (*values, person.id))  # noqa: S608

    def _make_folder(self) -> None:
        """Make the folder of what people keep, for its owner alone."""
        folder = self._home / FOLDER
        with stored(folder):
            self._home.mkdir(parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name.strip()).casefold()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _person(row: Sequence[Any]) -> Person:
    id, name, role, is_first = row
    return Person(id, name, role, bool(is_first))
