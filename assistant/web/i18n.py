"""The words of the pages in other languages, by the English ones that templates, scripts and labels have."""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from importlib import resources

from gradio.context import LocalContext

from assistant.config import Language

Translate = Callable[[str], str]
_MARKS = "\ue000", "\ue001"  # of a private area of Unicode: no text of ours has them
_MARKED = re.compile("\ue000([^\ue000\ue001]*)\ue001")
_IN_SCRIPT = re.compile(r'\bword\("([^"]+)"')
SENTENCE = re.compile(r"(?<=[.!?;…]) +")

_ENOUGH = 7  # characters that tell a text with places from others
_speaking: ContextVar[Language | None] = ContextVar("language", default=None)
_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
_DAYS = "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split()


def language_of(accepted: str) -> Language:
    """Return the first language of an `Accept-Language` header in which there are words, English if there is none."""
    wanted = (one.partition(";")[0].strip().lower().partition("-")[0] for one in accepted.split(","))
    known: dict[str, Language] = {"en": "en", "de": "de"}
    return next((known[one] for one in wanted if one in known), "en")


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Let a language be the one that is spoken in this block, as where a page is made outside of Gradio's events."""
    token = _speaking.set(language)
    try:
        yield
    finally:
        _speaking.reset(token)


def spoken() -> Language:
    """Return the language of who waits for what is made now; English where it is made for nobody."""
    if language := _speaking.get():
        return language
    request = LocalContext.request.get(None)
    return language_of(request.headers.get("accept-language") or "") if request else "en"


def say(text: str) -> str:
    """Return a text in the language of who waits for it, or as it is where it is not translated."""
    return catalogue(spoken()).get(text, text)


def told(text: str) -> str:
    """Return what the rest of the program tells in English, in the reader's language, each sentence with its values."""
    language = spoken()
    if not catalogue(language) or not text:
        return text
    if text in catalogue(language):
        return catalogue(language)[text]
    parts = SENTENCE.split(text)
    words = [_part(part, language) for part in parts]
    if any(words):
        return " ".join(word or part for word, part in zip(words, parts, strict=True))
    return in_words(text, language) or text  # a value in it, as a title, may end a sentence


def _part(text: str, language: Language) -> str:
    """Return the word of a part of a text, which may go on behind a semicolon where the catalogue has a full stop."""
    if word := in_words(text, language):
        return word
    return f"{word[:-1]};" if text.endswith(";") and (word := in_words(f"{text[:-1]}.", language)) else ""


def in_words(text: str, language: Language) -> str:
    """Return the word of a text, or of one that has places where it has values; "" if there is none."""
    words = catalogue(language)
    if text in words:
        return words[text]
    for pattern, word in _with_places(language):
        if found := pattern.fullmatch(text):
            return word.format(**{name: _value(value, language) for name, value in found.groupdict().items()})
    return ""


def _value(text: str, language: Language) -> str:
    """Return a value in words: a day, a number, or what is itself told with values, alone or one of several."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", text):
        return number(int(text.replace(",", "")), language)
    for form, said in _DATES.items():
        with suppress(ValueError):
            return said(dt.datetime.strptime(text, form).date(), language)
    words = catalogue(language)
    first, comma, rest = text.partition(", ")
    told = in_words(text, language) or (f"{_value(first, language)}, {_value(rest, language)}" if comma else text)
    first, joined, rest = text.partition(" and ")
    if told == text and joined and (one := in_words(first, language)) and (other := in_words(rest, language)):
        return f"{one} {words['and']} {other}"
    told = re.sub(r"(?<=” )(?:or|and)(?= “)", lambda found: words[found[0]], told)
    return re.sub(
        r" and ([\d,]+) more$", lambda found: f" {words['and']} {_value(found[1], language)} {words['more']}", told
    )


@cache
def _with_places(language: Language) -> list[tuple[re.Pattern[str], str]]:
    """Return the texts that have places as patterns, those that say most first, with their words."""
    texts = sorted((text for text in catalogue(language) if "{" in text), key=_said, reverse=True)
    return [(_pattern(text), catalogue(language)[text]) for text in texts if _said(text) >= _ENOUGH]


def _said(text: str) -> int:
    return len(re.sub(r"\{\w+\}", "", text))


def _pattern(text: str) -> re.Pattern[str]:
    """Return the pattern of a text; a place that comes twice has the same value in both."""
    said, *rest = re.split(r"\{(\w+)\}", text)
    parts, known = [re.escape(said)], set[str]()
    for name, said in zip(rest[::2], rest[1::2], strict=True):
        parts += [f"(?P={name})" if name in known else f"(?P<{name}>.+?)", re.escape(said)]
        known.add(name)
    return re.compile("".join(parts))


def translate(language: Language) -> Translate:
    """Return the function that gives a text in a language, or as it is where it is not translated."""
    words = catalogue(language)
    return lambda text: words.get(text, text)


def later(text: str) -> str:
    """Return a text that is put into words when the page is sent: what is laid out before is for everybody."""
    return f"{_MARKS[0]}{text}{_MARKS[1]}"


def put(page: str, language: Language) -> str:
    """Return a page, in which texts stand in JSON, with those that wait for it in a language."""
    words = catalogue(language)
    return _MARKED.sub(lambda found: json.dumps(words.get(found[1], found[1]), ensure_ascii=False)[1:-1], page)


@cache
def catalogue(language: Language) -> dict[str, str]:
    """Return the words of a language by the English ones; none for English."""
    if language in ("en", "auto"):
        return {}
    file = resources.files("assistant.web").joinpath("languages", f"{language}.json")
    words: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return words


@cache
def of_scripts(language: Language) -> dict[str, str]:
    """Return those words that the scripts of the pages say."""
    folder = resources.files("assistant.web") / "static" / "script"
    said = {text for file in folder.iterdir() for text in _IN_SCRIPT.findall(file.read_text(encoding="utf-8"))}
    return {text: word for text, word in catalogue(language).items() if text in said}


def day(date: dt.date, language: Language | None = None, *, year: bool = True) -> str:
    """Return a day as it is written in a language, that which is spoken if none is given."""
    is_german = (language or spoken()) == "de"
    named = f"{date.day}. {_MONTHS[date.month - 1]}" if is_german else f"{date.day} {date:%B}"
    return f"{named} {date.year}" if year else named


def short_day(date: dt.date) -> str:
    """Return a day in short, without its year."""
    return f"{date.day}. {_MONTHS[date.month - 1][:3]}" if spoken() == "de" else f"{date:%d %b}"


def short_date(date: dt.date) -> str:
    """Return a day with its month in short, and its year."""
    return f"{short_day(date)} {date.year}" if spoken() == "de" else f"{date.day} {date:%b %Y}"


def month(date: dt.date, language: Language | None = None, *, short: bool = False) -> str:
    """Return a month with its year."""
    if (language or spoken()) == "de":
        return f"{_MONTHS[date.month - 1][: 3 if short else None]} {date.year}"
    return f"{date:%b %Y}" if short else f"{date:%B %Y}"


def weekday(date: dt.date, language: Language | None = None) -> str:
    """Return the name of the day of the week."""
    return _DAYS[date.weekday()] if (language or spoken()) == "de" else f"{date:%A}"


_DATES: Mapping[str, Callable[[dt.date, Language], str]] = {  # in which the program writes days and months
    "%d %B %Y": day,
    "%A, %d %B %Y": lambda date, language: f"{weekday(date, language)}, {day(date, language)}",
    "%B %Y": month,
    "%Y-%m-%d": day,
}


def lasted(seconds: float) -> str:
    """Return how long something took, at least a tenth of a second."""
    text = f"{max(seconds, 0.1):.1f} s"
    return text.replace(".", ",") if spoken() == "de" else text


def number(count: int, language: Language | None = None) -> str:
    """Return a whole number with its thousands set apart as in a language."""
    return f"{count:,}".replace(",", ".") if (language or spoken()) == "de" else f"{count:,}"
