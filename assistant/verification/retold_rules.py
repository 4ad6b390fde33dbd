"""The rules by which a sentence of an abstract may be told: what may stand in the place of which part of it.

What joins the sentence to the one before, who tried a thing, praise, an aside, and a clause behind the last comma may
go; never a condition, a scope, a negation or a figure that another part needs. What the rules look for, and the words
that they know, stand in `assistant/data/patterns/retold.toml`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from index.patterns import patterns as read_patterns


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Return what the rules look for, by the part of a sentence that it stands for; groups name pieces that change."""
    found = read_patterns("retold", "assistant.data").items()
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in found}


Kind = Literal["lead", "frame", "is", "person", "aside", "praise", "item", "tail", "acronym", "name"]
_LEAST = 8  # words that are left of a sentence without its tail


class Edit(NamedTuple):
    """What may stand in the place of a part of a sentence, from `start` to `end`, and by which kind of rule."""

    start: int
    end: int
    text: str
    kind: Kind


class Rule(NamedTuple):
    """What may stand in the place of a group of a pattern, 0 for all of it; `{name}` in a text is another group.

    A rule that `begins` a sentence is used where one may begin, any other wherever its pattern is found, unless
    `allows` says of the sentence and what was found that it may not.
    """

    kind: Kind
    pattern: str
    texts: Sequence[tuple[int | str, str]] = ((0, ""),)
    begins: bool = False
    allows: Callable[[str, re.Match[str]], bool] = lambda *_: True

    def edits(self, sentence: str) -> Iterator[Edit]:
        """Yield the edits of a sentence."""
        pattern = patterns()[self.pattern]
        places = (pattern.match(sentence, place) for place in _begin(sentence))
        for found in places if self.begins else pattern.finditer(sentence):
            if found and self.allows(sentence, found):
                known = {name: text or "" for name, text in found.groupdict().items()}
                for group, text in self.texts:
                    if found[group] is not None:
                        yield Edit(*found.span(group), text.format_map(known), self.kind)


def _is_name(_: str, found: re.Match[str]) -> bool:
    """Return whether what is introduced is called by a name, and is one thing."""
    bare = re.sub(r"^the |\([^()]*\)", "", found["name"], flags=re.IGNORECASE)
    return bool(patterns()["capital"].search(bare)) and not any(patterns()[no].search(bare) for no in _NO_NAME)


def _is_mere_praise(sentence: str, found: re.Match[str]) -> bool:
    """Return whether what stands before praise neither denies nor compares it."""
    return not any(patterns()[each].search(sentence, 0, found.start()) for each in ("negates", "keeps_praise"))


def _is_of_leaders(sentence: str, found: re.Match[str]) -> bool:
    """Return whether others are spoken of; `commercial models` needs no more."""
    return bool(patterns()["leads_on"].search(sentence, 0, found.start()))


_NO_NAME = ("no_name", "plural")
_TABLE = (
    Rule("lead", "we_also", [("adverb", "")]),
    # Who tried and showed a thing; where it was tried stays: `Experiments on A show that` is `On A,`.
    Rule("frame", "trials_show", begins=True),
    Rule("frame", "by_trials", begins=True),
    Rule("frame", "first_of", begins=True),
    Rule("frame", "trials_on", [("trials", ""), ("show", ", ")], begins=True),
    Rule("frame", "in_trials", [("trials", ""), ("show", "")], begins=True),
    Rule("frame", "we_show"),
    # `We introduce X, a method` is `X is a method`.
    Rule("is", "defined", [("we", ""), ("sign", " is ")], begins=True, allows=_is_name),
    Rule("is", "which", [("we", ""), ("sign", " ")], begins=True, allows=_is_name),
    Rule("is", "called", [("we", "{name} is "), ("sign", "")], begins=True, allows=_is_name),
    # The third person for the first; verbs stay, because both are plural.
    Rule("person", "person", [("we", "the authors"), ("we", "they"), ("us", "the authors"), ("us", "them")]),
    Rule("person", "person", [("ours", "theirs"), ("ourselves", "themselves")]),
    Rule("person", "our", [(0, "the"), (0, "their"), (0, "the authors’")]),
    Rule("person", "our_name"),
    Rule("person", "work", [(0, "the {work}")]),
    Rule("aside", "aside"),
    Rule("praise", "overcomes"),
    Rule("praise", "praise_adverb", allows=_is_mere_praise),
    Rule("praise", "praise_adjective", [(0, "a ")], allows=_is_mere_praise),
    Rule("praise", "praise_behind", allows=_is_mere_praise),
    Rule("praise", "praise_of_result", [(0, "{article}")], allows=_is_mere_praise),
    Rule("praise", "state_of_the_art", [(0, "{article}leading ")], allows=_is_of_leaders),
    Rule("praise", "state_of_the_art", [(0, "{article}")], allows=lambda *found: not _is_of_leaders(*found)),
)


def _leads(sentence: str) -> Iterator[Edit]:
    """Yield what opens a sentence and joins it to the one before, and the purpose for which a thing is introduced."""
    place = 0
    while found := patterns()["lead"].match(sentence, place):
        yield Edit(place, found.end(), "", "lead")
        place = found.end()
    if found := patterns()["purpose"].match(sentence, place):
        yield Edit(place, found.end(), "", "lead")


@lru_cache(maxsize=64)
def _begin(sentence: str) -> tuple[int, ...]:
    """Return the places at which a sentence may begin: its own beginning, and behind each lead."""
    return (0, *(edit.end for edit in _leads(sentence)))


def _tails(sentence: str) -> Iterator[Edit]:
    """Yield what follows a whole sentence behind a comma, or its list behind a colon; never from within a list."""
    for found in patterns()["tail"].finditer(sentence):
        head = sentence[: found.start()]
        if (found[0][0] == ":" and patterns()["hangs"].search(head)) or patterns()["fronted"].fullmatch(head):
            continue
        clause = patterns()["fronted_before"].sub("", head)  # `Across nine lakes, it counts`: no list goes on
        in_list = found[0][0] == "," and (
            ": " in head or patterns()["lists"].search(clause.rpartition(", ")[0] or clause)
        )
        if len(head.split()) >= _LEAST and not in_list:
            yield Edit(found.start(), len(sentence.rstrip(" .")), "", "tail")


def _items(sentence: str) -> Iterator[Edit]:
    """Yield the marks of an enumeration, `(1)`, and what follows behind an item, where nobody has counted them."""
    marks = list(patterns()["mark"].finditer(sentence))
    if len(marks) <= 1:
        return
    for mark in marks:
        begun = (mark["word"] or "").lower()
        is_listed = sentence[: mark.start()].rstrip()[-1:] in ",;"
        if mark is not marks[0] and is_listed:  # the last one that is told
            yield Edit(mark.start(), mark.end(), f"and {begun}", "item")
        if mark is not marks[-1] or not is_listed:
            yield Edit(mark.start(), mark.end(), begun, "item")
    before = sentence[: marks[0].start()]
    is_first_of = patterns()["first_of"].match(sentence)  # which leaves their number out
    if not is_first_of and patterns()["counted"].search(before) and not before.endswith("that "):
        return  # `25 models show that (1)`
    for mark in marks[2 if not is_first_of and re.search(r"(?<!that):\s*$", before) else 1 :]:
        head = patterns()["between"].sub("", sentence[: mark.start()])
        if len(head.split()) >= _LEAST:
            yield Edit(len(head), len(sentence.rstrip(" .")), "", "tail")


RULES = (_leads, *(rule.edits for rule in _TABLE), _items, _tails)
