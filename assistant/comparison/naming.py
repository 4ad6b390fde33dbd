"""What a paper's work is called where no title and no "we propose" says so: the name that its abstract is about."""

import re
from functools import lru_cache

from index.dictionary import occurrences
from index.entities import common_acronyms, names
from index.labels import label
from index.models.entity_tagger import Entity, tag
from index.paper import Paper
from index.patterns import patterns
from index.statements import statements_of
from index.verbs import is_verb

_SHARE = 0.5  # of the sentences that have the name
_NAMED = 4  # words; a longer label is a title
_PLAIN = 1000  # occurrences in the word list, from which a word is plain English
PATTERNS = {name: re.compile(each) for name, each in patterns("comparison", "assistant.data").items()}
OTHERS_MADE = PATTERNS["others_made"]


@lru_cache(maxsize=2048)
def called(paper: Paper) -> str:
    """Return the short name of a paper's work, or its label where there is none; "" if that may not be shown."""
    own = label(paper.title, paper.sentences)
    return own if own and len(own.split()) < _NAMED else _subject(paper) or own


def _subject(paper: Paper) -> str:
    """Return the name that opens a sentence and does something there, and that most sentences have."""
    texts = [text for text in statements_of(paper) if text]
    opening = [found["name"] for text in texts if (found := PATTERNS["opens"].match(text)) and is_verb(found["does"])]
    opening += [found["name"] for text in texts for found in PATTERNS["bracketed"].finditer(text)]
    for name in dict.fromkeys(opening):
        has = sum(bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)) for text in texts)
        known = (
            bool(PATTERNS["kind"].fullmatch(name)) or name in common_acronyms() or occurrences(name.lower()) >= _PLAIN
        )
        if has >= _SHARE * len(texts) and has > 1 and not known:
            return name
    return ""


_SHORT = 4  # letters of a name that may be that of a task: QA, VQA
_GENERIC = frozenset("benchmark benchmarks bench arena dataset datasets data".split())


@lru_cache(maxsize=4096)
def entities_of(sentence: str) -> tuple[Entity, ...]:
    """Return what a plain sentence names, in order."""
    tagged = [each for each in tag(sentence) if each.kind != "material" or each.text.lower() not in _GENERIC]
    at, found = 0, list[Entity]()
    for name in names(sentence):
        start = sentence.find(name.text, at)
        if start < 0:
            continue
        at = start + len(name.text)
        known = any(each.start < at and start < each.end for each in tagged)
        if not known and len(name.text) > _SHORT and PATTERNS["data_name"].search(name.text):
            found.append(Entity("material", name.text, start, at))
    return tuple(sorted([*tagged, *found], key=lambda each: each.start))
