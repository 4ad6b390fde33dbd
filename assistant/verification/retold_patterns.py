"""The patterns of `assistant.verification.retold_rules`, made of the closed lists of `data/retold.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple

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


class Patterns(NamedTuple):
    """What the rules look for, by the part of a sentence that it stands for; groups name the pieces that change."""

    work: re.Pattern[str]  # `this paper`
    lead: re.Pattern[str]  # `Moreover,`; `To address this,`
    purpose: re.Pattern[str]  # `To save memory,` before `we introduce`
    trials_show: re.Pattern[str]  # `Extensive experiments show that`
    trials_on: re.Pattern[str]  # `Experiments on A show that`
    in_trials: re.Pattern[str]  # `In experiments on A, we show that`
    by_trials: re.Pattern[str]  # `Through extensive experiments,`
    we_show: re.Pattern[str]  # `we show that`
    first_of: re.Pattern[str]  # `Our study reveals three insights: (1)`
    introduces: re.Pattern[str]  # `We introduce`
    defined: re.Pattern[str]  # `We introduce X, a`
    which: re.Pattern[str]  # `We introduce X, which does`
    called: re.Pattern[str]  # `We introduce a method called X that`
    overcomes: re.Pattern[str]  # a method `that addresses these limits by` folding
    praise_adverb: re.Pattern[str]
    praise_adjective: re.Pattern[str]  # with the article before it
    praise_behind: re.Pattern[str]  # `a light` yet powerful `model`; by a large margin
    praise_of_result: re.Pattern[str]  # `substantial` gains
    state_of_the_art: re.Pattern[str]  # models
    tail: re.Pattern[str]  # `, enabling`; `: (1)`


@cache
def patterns() -> Patterns:
    """Return the patterns; the lists are read once."""
    works, we, show = _any("works"), rf"(?:we|(?:this|the present|our) {_any('works')})", _show()
    by = r"[^,;:.()]{3,160}? by (?:introducing|proposing|presenting|developing)"  # `we address this by introducing`
    introduce = rf"(?P<we>{we} {_ADVERBS}(?:(?:[^,;:.()]{{5,160}}? and {_ADVERBS})?{_any('introduces')}|{by}) )"
    trials = rf"(?:{_any('praise_of_trials')},? )*{_any('trials')}"
    adjective = rf"{_any('praise_adjectives')}(?:,| yet| but| and|, yet|, but|, and)? "
    named = r"called|named|termed|dubbed|coined|namely|i\.e\.,"
    found = {
        "work": rf"\b(?P<which>this|the present|our) (?P<work>{works})\b",
        "lead": rf"(?:{_any('leads')}|(?:in|with|through) (?:this|the present|our) {works}"
        rf"|{_TO_DO_SO}(?=,| we\b)|{_FIGURE})"
        r"(?! (?:of|to|with|from|than)\b),? (?![\w-]+(?:, [\w-]+)*,? and [\w -]+, )"
        r"|(?:(?:%|\(?\d\)) +|\([ivx]+\) +(?=[A-Z]))(?:[A-Z][\w-]+(?: [\w-]+){0,4}: (?=[A-Z]))?"
        r"|[^:;.]{0,80}\bcontributions\b[^:;.]{0,40}: \(?[1i]\)\s*(?=We )",
        "purpose": rf"(?:to|for) [^,;:]{{5,160}}, (?={introduce})",
        "trials_show": rf"{trials} {show}",
        "trials_on": rf"(?P<trials>{trials} ){_WHERE},?(?P<show> {show})",
        "in_trials": rf"(?P<trials>(?:through|in|via|by|with|from|based on) {trials} ){_WHERE}, (?P<show>we {show})?",
        "by_trials": rf"(?:through|in|via|by|with) {trials}, ",
        "we_show": rf"(?:^|(?<=, )|(?<=and )){we} {show}",
        "first_of": rf"(?=[^:;]*\b(?:{_any('shows')}|uncovers?|indicates?|yields?|leads? to|conclude)\b)[^:;]{{3,160}}"
        r"\b(?:that|conclusions|findings|insights|observations|patterns|surprises): \(?[1i]\)\s*",
        "introduces": introduce,
        "defined": rf"{introduce}{_NAME}(?P<sign>(?: ?,|:| [-–—]+|—) )(?=an? |the |designed |built )"
        r"(?!.*, and [^,]{2,60}, an? )",  # `A, a model, and B, a runtime`: A is not both
        "which": rf"{introduce}{_NAME}(?P<sign>,? (?:which|that) )(?={_ADVERBS}\w+s\b)",
        "called": rf"{introduce}(?P<what>an? (?:[^,;:()]|\([^()]*\)){{3,120}}?)(?:,? (?:{named}) |, (?=[^\s,]+,))"
        rf"[\"“]?{_NAME}[\"”]?(?P<sign>,?)(?= {_GOES_ON}|\.$)",
        "overcomes": rf"\b(?:that|which) (?:\w+ly )?{_any('overcomes')} (?:this|these|those|such) "
        r"(?:[\w-]+ ){1,3}?by (?=(?:\w+ly )?\w+ing\b)",
        "praise_adverb": rf"\b{_any('praise_adverbs')} (?=\w)",
        "praise_adjective": rf"\ban? (?:{adjective})+(?!yet\b|but\b|views?\b|viewpoints?\b)(?=\w)",
        "praise_behind": rf"(?<=\w),? (?:yet|but) {_any('praise_adjectives')}(?= [a-z])"
        rf"|(?<=\w) by (?:an? )?(?:{_any('praise_of_results')}|wide) margins?\b",
        "praise_of_result": rf"(?<!\band )\b(?P<article>an? )?(?:{_any('praise_of_results')}(?:,| and|, and)? )+"
        rf"(?=(?:[\w-]+ |\d[\d.]*(?:%|x) )?{_any('results')}\b)",
        "state_of_the_art": r"\b(?P<article>an? )?(?:current |existing |prior |previous )?"
        r"(?:state-of-the-art|SOTA) (?=(?:(?!(?:and|or|among|across|for|in|of|on|over)\b)[\w-]+ ){0,2}?"
        rf"{_any('others')}\b)",
        "tail": rf", (?:and )?{_any('tails')}\b|: (?=\(?(?:1|i|a)\))",
    }
    return Patterns(**{name: re.compile(pattern, re.IGNORECASE) for name, pattern in found.items()})


def _show() -> str:
    return rf"{_ADVERBS}(?:have |consistently )*{_any('shows')} {_ADVERBS}that "


@cache
def _lists() -> dict[str, list[str]]:
    text = resources.files("assistant.verification").joinpath("data/retold.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _any(name: str) -> str:
    """Return a pattern for any entry of a list, the longest first."""
    return "(?:" + "|".join(re.escape(each) for each in sorted(_lists()[name], key=len, reverse=True)) + ")"
