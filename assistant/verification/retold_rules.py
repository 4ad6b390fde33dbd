"""The rules by which a sentence of an abstract may be told: what may stand in the place of which part of it.

What joins the sentence to the one before, who tried a thing, praise, an aside, and a clause behind the last comma may
go; never a condition, a scope, a negation or a figure that another part needs. The words that the rules know are the
closed lists of `data/retold.toml`.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

_ADVERBS = r"(?:\w+ly |also |further |then )*"
_NAME = r"(?P<name>(?:the )?[^\s,:;()“”\"]+(?: [^\s,:;()“”\"]+){0,6}?(?: ?\([^()]{1,80}\)(?: [a-z]+){0,2}?)?)"
_WHERE = r"(?:on|across|over|in|with|using|from) (?!this|these)[^;:]{3,160}?"
_BEFORE = r"[^,;:]*\b(?:this|these|those|such|(?:the|all) (?:above|aforementioned))\b[^,;:]*"
_TO_DO_SO = (
    r"(?:(?:to|towards?|for) (?:this|that|these) (?:end|goal|purpose|aim)s?"
    rf"|(?:to \w+|addressing|tackling|overcoming|applying|using|leveraging|following){_BEFORE}"
    rf"|(?:different from|unlike|in contrast to) (?:them|these|those|this)\b[^,;:]{{0,40}}"
    rf"|(?:motivated|inspired|driven|guided) by {_BEFORE}"
    rf"|(?:building|based) (?:up)?on {_BEFORE})"
)
_GOES_ON = (
    r"(?:that|which|to|for|of|with|where|in|on|by|based|designed|built|capable|tailored|aimed|using|consisting)\b"
)
_FIGURE = r"as (?:shown|illustrated|depicted|seen) in (?:figure|fig\.|table) \d+"


@cache
def _lists() -> dict[str, list[str]]:
    text = resources.files("assistant.verification").joinpath("data/retold.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _any(name: str) -> str:
    """Return a pattern for any entry of a list, the longest first."""
    return "(?:" + "|".join(re.escape(each) for each in sorted(_lists()[name], key=len, reverse=True)) + ")"


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Return what the rules look for, by the part of a sentence that it stands for; groups name pieces that change."""
    works, we = _any("works"), rf"(?:we|(?:this|the present|our) {_any('works')})"
    show = rf"{_ADVERBS}(?:have |consistently )*{_any('shows')} {_ADVERBS}that "
    by = r"[^,;:.()]{3,160}? by (?:introducing|proposing|presenting|developing)"  # `we address this by introducing`
    introduce = rf"(?P<we>{we} {_ADVERBS}(?:(?:[^,;:.()]{{5,160}}? and {_ADVERBS})?{_any('introduces')}|{by}) )"
    trials = rf"(?:{_any('praise_of_trials')},? )*{_any('trials')}"
    adjective = rf"{_any('praise_adjectives')}(?:,| yet| but| and|, yet|, but|, and)? "
    named = r"called|named|termed|dubbed|coined|namely|i\.e\.,"
    found = {
        "work": rf"\b(?P<which>this|the present|our) (?P<work>{works})\b",  # `this paper`
        # `Moreover,`; `To address this,`; `(1)`
        "lead": rf"(?:{_any('leads')}|(?:in|with|through) (?:this|the present|our) {works}"
        rf"|{_TO_DO_SO}(?=,| we\b)|{_FIGURE})"
        r"(?! (?:of|to|with|from|than)\b),? (?![\w-]+(?:, [\w-]+)*,? and [\w -]+, )"
        r"|(?:(?:%|\(?\d\)) +|\([ivx]+\) +(?=[A-Z]))(?:[A-Z][\w-]+(?: [\w-]+){0,4}: (?=[A-Z]))?"
        r"|[^:;.]{0,80}\bcontributions\b[^:;.]{0,40}: \(?[1i]\)\s*(?=We )",
        "purpose": rf"(?:to|for) [^,;:]{{5,160}}, (?={introduce})",  # `To save memory,` before `we introduce`
        "trials_show": rf"{trials} {show}",  # `Extensive experiments show that`
        "trials_on": rf"(?P<trials>{trials} ){_WHERE},?(?P<show> {show})",  # `Experiments on A show that`
        "in_trials": rf"(?P<trials>(?:through|in|via|by|with|from|based on) {trials} ){_WHERE}, (?P<show>we {show})?",
        "by_trials": rf"(?:through|in|via|by|with) {trials}, ",  # `Through extensive experiments,`
        "we_show": rf"(?:^|(?<=, )|(?<=and )){we} {show}",  # `we show that`
        # `Our study reveals three insights: (1)`
        "first_of": rf"(?=[^:;]*\b(?:{_any('shows')}|uncovers?|indicates?|yields?|leads? to|conclude)\b)[^:;]{{3,160}}"
        r"\b(?:that|conclusions|findings|insights|observations|patterns|surprises): \(?[1i]\)\s*",
        "introduces": introduce,  # `We introduce`
        "defined": rf"{introduce}{_NAME}(?P<sign>(?: ?,|:| [-–—]+|—) )(?=an? |the |designed |built )"
        r"(?!.*, and [^,]{2,60}, an? )",  # `A, a model, and B, a runtime`: A is not both
        "which": rf"{introduce}{_NAME}(?P<sign>,? (?:which|that) )(?={_ADVERBS}\w+s\b)",
        # `We introduce a method called X that`
        "called": rf"{introduce}(?P<what>an? (?:[^,;:()]|\([^()]*\)){{3,120}}?)(?:,? (?:{named}) |, (?=[^\s,]+,))"
        rf"[\"“]?{_NAME}[\"”]?(?P<sign>,?)(?= {_GOES_ON}|\.$)",
        # a method `that addresses these limits by` folding
        "overcomes": rf"\b(?:that|which) (?:\w+ly )?{_any('overcomes')} (?:this|these|those|such) "
        r"(?:[\w-]+ ){1,3}?by (?=(?:\w+ly )?\w+ing\b)",
        "praise_adverb": rf"\b{_any('praise_adverbs')} (?=\w)",
        "praise_adjective": rf"\ban? (?:{adjective})+(?!yet\b|but\b|views?\b|viewpoints?\b)(?=\w)",
        # `a light` yet powerful `model`; by a large margin
        "praise_behind": rf"(?<=\w),? (?:yet|but) {_any('praise_adjectives')}(?= [a-z])"
        rf"|(?<=\w) by (?:an? )?(?:{_any('praise_of_results')}|wide) margins?\b",
        "praise_of_result": rf"(?<!\band )\b(?P<article>an? )?(?:{_any('praise_of_results')}(?:,| and|, and)? )+"
        rf"(?=(?:[\w-]+ |\d[\d.]*(?:%|x) )?{_any('results')}\b)",
        "state_of_the_art": r"\b(?P<article>an? )?(?:current |existing |prior |previous )?"
        r"(?:state-of-the-art|SOTA) (?=(?:(?!(?:and|or|among|across|for|in|of|on|over)\b)[\w-]+ ){0,2}?"
        rf"{_any('others')}\b)",
        "tail": rf", (?:and )?{_any('tails')}\b|: (?=\(?(?:1|i|a)\))",  # `, enabling`; `: (1)`
    }
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in found.items()}


Kind = Literal["lead", "frame", "is", "person", "aside", "praise", "item", "tail", "acronym", "name"]
_LEAST = 8  # words that are left of a sentence without its tail


class Edit(NamedTuple):
    """What may stand in the place of a part of a sentence, from `start` to `end`, and by which kind of rule."""

    start: int
    end: int
    text: str
    kind: Kind


Rule = Callable[[str], Iterator[Edit]]


_CAPITAL = re.compile(r"[A-Z0-9α-ωΑ-Ω]")
_NO_NAME = re.compile(
    r"^(?:first|an?|our|two|three|several|how|that|new|novel)\b|\b(?:and|a|an|is|are|that|to|by|via|development|from|trained|based|built|designed)\b|--|—",
    re.IGNORECASE,
)
_PLURAL = re.compile(r" [a-z]+[^s\W]s$")  # `Zebrafold models`, which are
_PRONOUN = re.compile(r"(?<![\w-])(?:[Ww]e|us|[Oo]urs|ourselves)(?![\w-])")  # not of `WE-MATH`, nor the US
_PERSONS = {
    "we": ("the authors", "they"),
    "us": ("the authors", "them"),
    "ours": ("theirs",),
    "ourselves": ("themselves",),
}
_WE_ALSO = re.compile(
    r"\bwe(?P<adverb> (?:also|first|then|further|additionally|finally|next|thus|therefore))\b", re.IGNORECASE
)
_OUR = re.compile(r"\bour\b", re.IGNORECASE)
_OUR_NAME = re.compile(r"\b[Oo]ur (?:proposed |own )?(?=\w*[A-Z])")
_ASIDE = re.compile(r"\s?\([^()]*\)")
_NEGATES = re.compile(r"\b(?:no|not|without|never|nor|neither|hardly|fails?)\b|n't\b", re.IGNORECASE)
_KEEPS_PRAISE = re.compile(
    r"(?:\b(?:as|more|most|less|least|how|not|no|so|too|very|both|either|or|than|but|statistically|particularly"
    r"|especially)|ly and) $",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"(?:^|[,;:(] |\b(?:the|of|to|over|than|by|with|from|and|or|even|as|against|all|many|most|for|on|\w+(?:s|ing|ed)) )"
    r"$",
    re.IGNORECASE,
)
_HANGS = re.compile(
    r"\b(?:into|of|as|by|with|to|are|is|from|via|through|on|for|and|includ\w+|follow\w*|be)$", re.IGNORECASE
)
# `On nine data sets`, which is no sentence without what follows.
_FRONTED = re.compile(
    r"(?:on|in|across|with|by|for|from|through|under|over|at|as|to|when|while|after) [^,]*", re.IGNORECASE
)
_FRONTED_BEFORE = re.compile(rf"^{_FRONTED.pattern}, (?!(?:and|or) )", re.IGNORECASE)
_MARK = re.compile(r"(?<![\w(])\(?(?:[1-9]|i{1,3}|iv|v|[a-e])\)\s+(?P<word>(?:An?|[A-Z][a-z]{2,})\b(?!-))?")
_COUNTED = re.compile(
    r"\b(?:two|three|four|five|six|seven|both|\d+) (?:[\w-]+ ){0,3}[\w-]+s\b|\b(?:between|either)\b", re.IGNORECASE
)
_BETWEEN = re.compile(r"(?:[\s,;.]|\b(?:and|or)\b)*$")
_LISTS = re.compile(
    r"\b(?:such as|including|includes?|like|e\.g\.|i\.e\.|namely|between|covering|across|from)\b[^;]*$",
    re.IGNORECASE,
)


def _leads(sentence: str) -> Iterator[Edit]:
    """Yield what opens a sentence and joins it to the one before, and the purpose for which a thing is introduced."""
    place = 0
    while found := patterns()["lead"].match(sentence, place):
        yield Edit(place, found.end(), "", "lead")
        place = found.end()
    if found := patterns()["purpose"].match(sentence, place):
        yield Edit(place, found.end(), "", "lead")
    for found in _WE_ALSO.finditer(sentence):
        yield Edit(*found.span("adverb"), "", "lead")


def _begin(sentence: str) -> Iterator[int]:
    """Yield the places at which a sentence may begin: its own beginning, and behind each lead."""
    yield 0
    yield from (edit.end for edit in _leads(sentence))


def _frames(sentence: str) -> Iterator[Edit]:
    """Yield who tried and showed a thing; where it was tried stays: `Experiments on A show that` is `On A,`."""
    for place in _begin(sentence):
        for pattern in (patterns()["trials_show"], patterns()["by_trials"], patterns()["first_of"]):
            if found := pattern.match(sentence, place):
                yield Edit(place, found.end(), "", "frame")
        if found := patterns()["trials_on"].match(sentence, place):
            yield Edit(place, found.end("trials"), "", "frame")
            yield Edit(*found.span("show"), ", ", "frame")
        if found := patterns()["in_trials"].match(sentence, place):
            yield Edit(place, found.end("trials"), "", "frame")
            if found["show"]:
                yield Edit(*found.span("show"), "", "frame")
    for found in patterns()["we_show"].finditer(sentence):
        yield Edit(*found.span(), "", "frame")


def _definitions(sentence: str) -> Iterator[Edit]:
    """Yield what makes `We introduce X, a method` into `X is a method`, and the like."""
    for place in _begin(sentence):
        for pattern, sign in ((patterns()["defined"], " is "), (patterns()["which"], " ")):
            if (found := pattern.match(sentence, place)) and _is_name(found["name"]):
                yield Edit(place, found.end("we"), "", "is")
                yield Edit(*found.span("sign"), sign, "is")
        if (found := patterns()["called"].match(sentence, place)) and _is_name(found["name"]):
            yield Edit(place, found.end("we"), f"{found['name']} is ", "is")
            yield Edit(found.end("what"), found.end("sign"), "", "is")


def _is_name(name: str) -> bool:
    """Return whether what is introduced is called by a name, and is one thing."""
    bare = re.sub(r"^the |\([^()]*\)", "", name, flags=re.IGNORECASE)
    return bool(_CAPITAL.search(bare)) and not (_NO_NAME.search(bare) or _PLURAL.search(bare))


def _persons(sentence: str) -> Iterator[Edit]:
    """Yield the third person for the first; verbs stay, because both are plural."""
    for found in _PRONOUN.finditer(sentence):
        yield from (Edit(*found.span(), text, "person") for text in _PERSONS[found[0].lower()])
    for found in _OUR.finditer(sentence):
        yield from (Edit(*found.span(), text, "person") for text in ("the", "their", "the authors’"))
    for found in _OUR_NAME.finditer(sentence):
        yield Edit(*found.span(), "", "person")
    for found in patterns()["work"].finditer(sentence):
        yield Edit(*found.span(), f"the {found['work']}", "person")


def _asides(sentence: str) -> Iterator[Edit]:
    for found in _ASIDE.finditer(sentence):
        yield Edit(*found.span(), "", "aside")


def _praise(sentence: str) -> Iterator[Edit]:
    """Yield praise, but where it is denied or compared, and that a thing overcomes what stands before it."""
    for found in patterns()["overcomes"].finditer(sentence):
        yield Edit(*found.span(), "", "praise")
    for pattern, article in (
        (patterns()["praise_adverb"], ""),
        (patterns()["praise_adjective"], "a "),
        (patterns()["praise_behind"], ""),
        (patterns()["praise_of_result"], ""),
    ):
        for found in pattern.finditer(sentence):
            before = sentence[: found.start()]
            if not (_NEGATES.search(before) or _KEEPS_PRAISE.search(before)):
                yield Edit(*found.span(), found.groupdict().get("article") or article, "praise")
    for found in patterns()["state_of_the_art"].finditer(sentence):
        leading = "leading " if _LEADS.search(sentence[: found.start()]) else ""  # `commercial models` needs no more
        yield Edit(*found.span(), f"{'a ' if found['article'] else ''}{leading}", "praise")


def _tails(sentence: str) -> Iterator[Edit]:
    """Yield what follows a whole sentence behind a comma, or its list behind a colon; never from within a list."""
    for found in patterns()["tail"].finditer(sentence):
        head = sentence[: found.start()]
        if (found[0][0] == ":" and _HANGS.search(head)) or _FRONTED.fullmatch(head):
            continue
        clause = _FRONTED_BEFORE.sub("", head)  # `Across nine lakes, it counts`: no list goes on
        in_list = found[0][0] == "," and (": " in head or _LISTS.search(clause.rpartition(", ")[0] or clause))
        if len(head.split()) >= _LEAST and not in_list:
            yield Edit(found.start(), len(sentence.rstrip(" .")), "", "tail")


def _items(sentence: str) -> Iterator[Edit]:
    """Yield the marks of an enumeration, `(1)`, and what follows behind an item, where nobody has counted them."""
    marks = list(_MARK.finditer(sentence))
    if len(marks) <= 1:
        return
    for mark in marks:
        begun = mark["word"]  # with a capital, as no word has within a sentence
        if mark is not marks[0] and sentence[: mark.start()].rstrip()[-1:] in ",;":  # the last one that is told
            yield Edit(mark.start(), mark.end(), f"and {begun.lower() if begun else ''}", "item")
        if mark is not marks[-1] or sentence[: mark.start()].rstrip()[-1:] not in ",;":
            yield Edit(mark.start(), mark.end(), begun.lower() if begun else "", "item")
    before = sentence[: marks[0].start()]
    is_first_of = patterns()["first_of"].match(sentence)  # which leaves their number out
    if not is_first_of and _COUNTED.search(before) and not before.endswith("that "):  # `25 models show that (1)`
        return
    for mark in marks[2 if not is_first_of and re.search(r"(?<!that):\s*$", before) else 1 :]:
        head = _BETWEEN.sub("", sentence[: mark.start()])
        if len(head.split()) >= _LEAST:
            yield Edit(len(head), len(sentence.rstrip(" .")), "", "tail")


RULES: tuple[Rule, ...] = (_leads, _frames, _definitions, _persons, _asides, _praise, _items, _tails)
