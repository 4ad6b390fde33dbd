"""What errors and notices say in the browser: without advice for a command line, and with something to press."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from assistant.web.i18n import SENTENCE, say, told
from assistant.web.pages.settings_fields import LABELS
from index.storage import without_folders

# Sentences that only make sense at a command line: a command, a flag, a file of settings, a variable.
_COMMAND = re.compile(
    r"`assistant |(?<!\w)--[a-z]|\bpip install\b|config\.toml|\bdocs/|\bthe environment\b|\b[A-Z]+_[A-Z_]{2,}\b"
)
_NUMBER = re.compile(r"\[Errno -?\d+\] ")  # of an error of the system, which goes on in words
_SETTING = re.compile(rf"\b(?:{'|'.join(sorted((name for name in LABELS if '_' in name), key=len, reverse=True))})\b")
_VARIABLE = re.compile(r"\b(?:ASSISTANT|OPENAI)_([A-Z_]+)\b")


class Press(NamedTuple):
    """A link to where something can be done, and what it is called."""

    address: str
    name: str


FETCH, ADD = Press("./", "Fetch papers"), Press("./library", "Add papers")
LOOK = Press("./library", "Look in the library")
MODEL, BUDGET = Press("./settings#model", "Set up the model"), Press("./settings#budget", "Change the budget")
SEARCH, MAIL = Press("./settings#search", "See the search"), Press("./settings#mail", "Set up mail")
SOURCES, SETTINGS = Press("./settings#sources", "See the sources"), Press("./settings", "Open the settings")
_BY_WORDS: tuple[tuple[re.Pattern[str], tuple[Press, ...]], ...] = (  # the first that fits
    (re.compile(r"`assistant ingest|library is empty"), (FETCH, ADD)),
    (re.compile(r"\badd papers\b"), (ADD,)),
    (re.compile(r"\bbudget\b"), (BUDGET,)),
    (re.compile(r"\bSet a model\b|`assistant doctor`|\b(?:another|faster) model\b"), (MODEL,)),
    (re.compile(r"\bbase_url\b|\bapi_key\b|\b(?:API|the) key\b"), (MODEL,)),
    (_COMMAND, (SETTINGS,)),
    (_SETTING, (SETTINGS,)),
)


class Line(NamedTuple):
    """A notice and what can be pressed behind it."""

    text: str
    presses: tuple[Press, ...] = ()


def lines(texts: Iterable[str]) -> list[Line]:
    """Return notices as they are shown: no sentence twice, and each link once."""
    said, pressed, shown = set[str](), set[Press](), list[Line]()
    for text in texts:
        fresh = [part for part in dict.fromkeys(SENTENCE.split(text)) if part not in said]
        told = " ".join(fresh)
        links = next((links for words, links in _BY_WORDS if words.search(told)), ())
        presses = tuple(one for one in links if one not in pressed)
        said.update(fresh)
        pressed.update(presses)
        if plain := in_browser(told):
            shown.append(Line(plain, presses))
    return shown


def in_browser(text: str) -> str:
    """Return a text in the reader's language, without what is only for a command line; settings go by their labels."""
    named = _VARIABLE.sub(lambda found: _labelled(found[1].lower()) or found[0], without_folders(text))
    named = _SETTING.sub(lambda found: _labelled(found[0]), named)
    kept = list[str]()
    for part in SENTENCE.split(_NUMBER.sub("", named)):
        if not _COMMAND.search(part):
            kept.append(part)
        elif kept and kept[-1].endswith((";", ",")):
            kept[-1] = f"{kept[-1][:-1]}."
    return told(" ".join(kept).strip())


def _labelled(setting: str) -> str:
    return f"“{say(LABELS[setting])}”" if setting in LABELS else ""
