"""What a paper's work is called where no title and no "we propose" says so: the name that its abstract is about."""

from __future__ import annotations

import re
from functools import lru_cache

from index.dictionary import occurrences
from index.entities import common_acronyms
from index.labels import label
from index.paper import Paper
from index.statements import statements_of
from index.verbs import is_verb

_SHARE = 0.5  # of the sentences that have the name
_NAMED = 4  # words; a longer label is a title
_PLAIN = 1000  # occurrences in the word list, from which a word is plain English
_OPENS = re.compile(r"^(?P<name>[A-Z][\w.+-]*\w)(?: \([^)]*\))? (?:\w+ly )?(?P<does>[a-z]+s)\b")
_KIND = re.compile(r"[A-Z]{2,}s")  # several of a kind, such as LLMs
_BRACKETED = re.compile(r"\((?P<name>[A-Z][\w.+-]*\w)\)")


@lru_cache(maxsize=2048)
def called(paper: Paper) -> str:
    """Return the short name of a paper's work, or its label where there is none; "" if that may not be shown."""
    own = label(paper.title, paper.sentences)
    return own if own and len(own.split()) < _NAMED else _subject(paper) or own


def _subject(paper: Paper) -> str:
    """Return the name that opens a sentence and does something there, and that most sentences have."""
    texts = [text for text in statements_of(paper) if text]
    opening = [found["name"] for text in texts if (found := _OPENS.match(text)) and is_verb(found["does"])]
    opening += [found["name"] for text in texts for found in _BRACKETED.finditer(text)]
    for name in dict.fromkeys(opening):
        has = sum(bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)) for text in texts)
        known = bool(_KIND.fullmatch(name)) or name in common_acronyms() or occurrences(name.lower()) >= _PLAIN
        if has >= _SHARE * len(texts) and has > 1 and not known:
            return name
    return ""
