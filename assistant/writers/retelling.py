"""The sentences of an abstract told in the third person, by edits that `assistant.verification.retold` can undo.

One that would not make sense on its own, or that no edit frees from `we`, is not made.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.verification.retold import Known, edits, is_retold, long_form, subject_of
from assistant.verification.retold_rules import Edit
from assistant.writers.telling_edits import (
    is_dropped,
    is_presentable,
    is_readable,
    is_spelled_out,
    third_person,
    undefined,
)
from index.names import mentions
from index.paper import Paper
from index.statements import heading_of, statements_of
from index.text import plain
from index.verbs import is_verb

_LATEX = re.compile(r"[\\${}~`_]|''|\*\*|\d(?:times|rightarrow)")
_COLLECTIVE = re.compile(
    r"\b(?:team|lab|labs|group|inc|ai|research|university|institute|project)\b|[\d:]", re.IGNORECASE
)
_ARTICLE = re.compile(
    r"\b(?P<article>[Aa])n? "
    r"(?P<word>[A-Za-z](?:[a-z]\w*|(?=\s))|\d[\d.]*|[AEIO][A-Z]+\b|[FHLMNRSX](?:(?![AEIOUY])[A-Z])+\b)"
)
_TAKES_AN = re.compile(r"[AEIOFHLMNRSX][A-Z]")  # spelled: `an LLM`; what may be a word, `a LoRA`, is left as it is
_TAKES_A = re.compile(r"(?!8|1[18]\b)[^aeiouh]|h(?!our|onest|eir)|uni(?!n)|us[ei]|ut[ei]|ubi|eu|one\b|once\b")
_DEMONSTRATIVE = re.compile(r"\b(?:this|these|those|such|that|it|them)\b", re.IGNORECASE)
_COORDINATED = re.compile(r"(?:[,)] |[-–—] ?)and (?:\w+ly )?(?P<verb>[a-z]+)\b|\band (?P<we>we)\b", re.IGNORECASE)
_SHORT_LEAD, _NAME_WORDS = 3, 4  # words
_NEAR = 60  # characters behind a frame in which the work is named


class Telling(NamedTuple):
    """A sentence of an abstract, by number, as it may be told; `defines`: it says what the work is, by its name."""

    number: int
    text: str
    defines: bool = False
    kept: str = ""  # of its sentence, where the tail is left out
    acronyms: frozenset[str] = frozenset()  # those that the paper defines, and this sentence does not

    @property
    def is_cut(self) -> bool:
        """Whether a tail of its sentence is left out."""
        return bool(self.kept)

    @property
    def words(self) -> int:
        """How long it is."""
        return len(self.text.split())


@lru_cache(maxsize=2048)
def tellings(paper: Paper, *, opens: bool, only: frozenset[int] | None = None) -> tuple[Telling, ...]:
    """Return how sentences may be told, longer forms first; with `opens`, nothing stands before to refer to."""
    known = known_of(paper)
    found: list[Telling] = []
    for number, sentence in enumerate(statements_of(paper), start=1):
        if sentence and is_readable(sentence) and (only is None or number in only):
            found += _told(number, paper, known, opens=opens)
    return tuple(found)


def titled(told: Telling, paper: Paper) -> Telling | None:
    """Return a telling behind the title of its paper, or None where the title cannot stand in quotes.

    What its authors did is told as `In “Folding Streams”, Example et al. find`, what the paper does as `“Folding
    Streams”, a paper by Example et al., finds`, what a thing of its title does as `Zebrafold (“Folding Streams”)
    halves`, all else behind a colon. What is told in the words of the title needs none.
    """
    title, subject = heading_of(paper), known_of(paper).subject
    name, _, rest = title.partition(": ")
    if not title or set("“”\n") & set(title):
        return None
    if (rest or title).lower().removesuffix("s") in told.text.lower():
        return told
    text = f"“{title}”: {told.text}"
    if subject and (begun := re.match(rf"(?P<fronted>[^,]+, )?{re.escape(subject)}", told.text)):
        fronted = begun["fronted"] or ""
        low = fronted[:1].lower() if fronted[1:2].islower() else fronted[:1]
        text = f"In “{title}”, {low}{told.text[1:] if fronted else told.text}"
    elif subject and (paper_by := re.match(rf"(?:A|The) (?P<what>[a-z ]+ by {re.escape(subject)}) ", told.text)):
        text = f"“{title}”, {paper_by[0][:1].lower()}{paper_by[0][1:-1]}, {told.text[paper_by.end() :]}"
    elif rest and told.text.startswith(f"{name} "):
        behind = re.sub(r"^ \([^()]*\)", "", told.text[len(name) :])  # no second bracket
        text = f"{name} (“{rest}”){behind}"
    return told._replace(text=text, defines=False)


def known_of(paper: Paper) -> Known:
    """Return what a telling of a paper may use beside the sentence itself; a team is no first author."""
    first = paper.authors[0] if len(paper.authors) > 1 else ""
    subject = subject_of(first) if len(first.split()) > 1 and not _COLLECTIVE.search(first) else ""
    return Known(
        subject[:1].upper() + subject[1:], plain(". ".join(filter(None, (heading_of(paper), *statements_of(paper)))))
    )


def name_of(paper: Paper) -> str:
    """Return the name of the system, data set or method that a paper is about, as its title has it, or ""."""
    name, colon, _ = heading_of(paper).partition(":")
    name = name.strip()
    if not colon or len(name.split()) > _NAME_WORDS or not any(map(str.isupper, name)):
        return ""
    used = rf"[\w,;] [\"“(]*{re.escape(name)}\b|\b{re.escape(name)} [a-z]\w+s\b"  # in a sentence, or doing something
    return name if re.search(used, paper.abstract) else ""


def _told(number: int, paper: Paper, known: Known, *, opens: bool) -> Iterator[Telling]:
    text, seen = _shown(statements_of(paper)[number - 1]), set[str]()
    allowed = edits(text, known)
    for form in _forms(text, allowed, paper):
        for spelled in (True,) if opens else (False, True):
            left = [edit for edit in allowed if spelled or edit.kind != "acronym"]
            chosen = _completed(text, form, left, paper, known.subject if opens else "", opens=opens)
            told = _finished(_applied(text, chosen))
            if told in seen:
                continue
            seen.add(told)
            if is_presentable(told) and is_retold(told, statements_of(paper)[number - 1], known):
                yield Telling(
                    number,
                    told,
                    defines=any(edit.kind == "is" for edit in chosen),
                    kept=next((text[: edit.start] for edit in chosen if edit.kind == "tail"), ""),
                    acronyms=frozenset(short for short in undefined(told, paper) if long_form(short, known.whole)),
                )


def _shown(sentence: str) -> str:
    """Return a sentence without LaTeX, as a reader is shown it."""
    flat = " ".join(sentence.split())
    return plain(flat).replace("can not", "cannot") if _LATEX.search(flat) else flat


def _forms(text: str, allowed: Sequence[Edit], paper: Paper) -> Iterator[list[Edit]]:
    """Yield the edits that give a sentence its form: without its lead and frame, as a definition, without its tail."""
    leads = [edit for edit in allowed if edit.kind == "lead"]
    definition = [edit for edit in allowed if edit.kind == "is"]
    frames = [edit for edit in allowed if edit.kind == "frame" and _may_fall(text, edit, paper)]
    impersonal = [edit for edit in frames if not _is_personal(text, edit)]
    cuts = sorted((edit for edit in allowed if edit.kind == "tail"), key=lambda edit: -edit.start)
    cuts = [edit for edit in cuts if text[edit.start] != ":"]  # `has three parts` says nothing without them
    kept = [edit for edit in leads if not _says_what_for(text[edit.start : edit.end])]
    for tail in ([], *([cut] for cut in cuts)):
        end = tail[0].start if tail else len(text)
        if definition and not _is_coordinated(text[definition[-1].end : end]):
            yield [*leads, *definition, *tail]
        yield [*kept, *frames, *tail]
        if frames != impersonal:  # `our` needs who it is
            yield [*kept, *impersonal, *tail]


def _says_what_for(lead: str) -> bool:
    """Return whether a lead tells a purpose by itself, `To save memory,`, and not by what stands before it."""
    is_purpose = lead.lower().startswith(("to ", "for ")) and len(lead.split()) > _SHORT_LEAD
    return is_purpose and not _DEMONSTRATIVE.search(lead)


def _is_coordinated(rest: str) -> bool:
    """Return whether a second thing that the authors do follows behind the definition."""
    return any(
        found["we"] or (is_verb(found["verb"].lower()) and not found["verb"].endswith(("s", "ed", "ing")))
        for found in _COORDINATED.finditer(rest)
    )


def _may_fall(text: str, frame: Edit, paper: Paper) -> bool:
    """Return if a frame is left out: `we find that` only where the work itself is spoken of, none of two `that`."""
    if re.search(r"\b(?:and|but) that\b", text[frame.end :]):
        return False
    if not _is_personal(text, frame):
        return True
    rest, name = text[frame.end :], name_of(paper)
    return bool(re.match(r"our\b|the proposed\b", rest, re.IGNORECASE) or (name and mentions(rest[:_NEAR], name)))


def _is_personal(text: str, edit: Edit) -> bool:
    return bool(re.search(r"\bwe\b", text[edit.start : edit.end], re.IGNORECASE))


def _completed(
    text: str, form: Sequence[Edit], allowed: Sequence[Edit], paper: Paper, subject: str, *, opens: bool
) -> list[Edit]:
    """Return the edits of a form with those that put it into the third person, and leave out asides and praise."""
    chosen = list(form)
    begun = False  # whether its authors were named
    left = text  # with spaces where it is changed
    for edit in form:
        left = f"{left[: edit.start]}{' ' * (edit.end - edit.start)}{left[edit.end :]}"
    end = next((edit.start for edit in form if edit.kind == "tail"), len(text))
    last = max((edit.start for edit in allowed if edit.kind == "item" and edit.start < end), default=0)
    for edit in sorted(allowed, key=lambda each: (each.start, each.kind != "name")):
        if any(edit.start < other.end and other.start < edit.end for other in chosen):
            continue
        match edit.kind:
            case "person":
                fits = edit.text == third_person(left, edit, subject, begun=begun, opens=opens)
                begun = begun or (fits and edit.text not in {"", "the", "their"})  # `using their ways, the authors`
            case "aside":
                fits = is_dropped(text[edit.start : edit.end].strip(), text, paper)
            case "acronym":
                fits = is_spelled_out(text, edit, paper)
            case "name":
                fits = not mentions(text, edit.text)
            case "item":
                fits = not edit.text.startswith("and ") or edit.start == last
            case _:
                fits = edit.kind == "praise"
        chosen += [edit] if fits else []
    return chosen


def _applied(text: str, chosen: Sequence[Edit]) -> str:
    for edit in sorted(chosen, key=lambda each: -each.start):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _finished(text: str) -> str:
    """Return a text as a sentence: one capital at its beginning, one stop at its end, no double space."""
    text = re.sub(r"([a-z])- (?!and |or |to )(?=[A-Za-z])", r"\1-", re.sub(r"\s+([,.;:])", r"\1", text))
    text = re.sub(r"(?<=\bthat):", "", text)
    text = re.sub(r"\s+", " ", text).strip(" ,;")
    text = _ARTICLE.sub(_article, re.sub(r"^that ", "", re.sub(r",(?: ?,)+", ",", text)))
    if text[:1].islower() and not re.match(r"[a-z]+[A-Z\d]", text):
        text = text[0].upper() + text[1:]
    return re.sub(r"[\s,;]*\.+$", ".", text) if text[-1:] in ".!" else f"{text}."


def _article(found: re.Match[str]) -> str:
    """Return the article of a word, or of an acronym that is spelled: the one it had may have been another word's."""
    is_spelled = _TAKES_AN.match(found["word"])
    return (
        f"{found['article']}{'' if not is_spelled and _TAKES_A.match(found['word'].lower()) else 'n'} {found['word']}"
    )
