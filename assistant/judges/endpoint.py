"""The judge behind any OpenAI-compatible endpoint: one call over all sentences of a text, and its reply read.

Asked for is JSON by a schema, `{"verdicts": [{"number": 1, "part": "", "verdict": "supported", ...}]}`, and of a model
whose reply holds no verdict at all once more lines such as `2 | unsupported | what is not stated | a correction`. Read
is also JSON with text around it, or cut off. What it says counts only if it judges the two controls of the call right
(`assistant.judges.sheet`). It is not told who wrote the sentences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

import prompts
from assistant.errors import JudgeUntrusted
from assistant.judges.sheet import Sheet, readable_marks, sheet
from assistant.parsing.events import Mark, Waiting
from assistant.parsing.objects import items, one_line, whole_number
from assistant.store.spending import Spending
from assistant.verification.judge import Judged, Judgement
from assistant.writers.model import EndpointModel, tokens
from index.endpoint.address import Endpoint
from index.endpoint.sse import json_formats, json_object
from index.patterns import patterns
from index.query import Evidence

if TYPE_CHECKING:
    import httpx

_MOST = 23  # claims a call, 25 sentences with the controls: models lose count of longer lists
_JUDGEMENT, _FRAME = 120, 100  # tokens of what is not stated with a corrected sentence, and of what stands around it
_Support = Literal["supported", "unsupported"]
_LONGEST_REPLY = 200_000  # characters; a judgement takes some 300
_LONGEST_PART, _LONGEST_CORRECTION = 200, 700  # characters; a longer one is no part of a sentence, no sentence
_MOST_STARTS = 2_000  # opening braces that are tried
_SAID = {name: re.compile(each) for name, each in patterns("verdicts", "assistant.data").items()}
_NUMBER, _VERDICT = ("number", "id", "sentence", "n", "no"), ("verdict", "support", "label", "supported", "judgement")
_PART, _CORRECTION = ("part", "missing", "reason", "not_stated"), ("correction", "corrected", "corrected_sentence")


def read_verdicts(reply: str, count: int) -> tuple[Judgement, ...]:
    """Return the judgements in a reply, by number, 1..`count`: the later where it has two; marks may name nothing."""
    reply = reply[:_LONGEST_REPLY]
    last = max((found.end() for found in _SAID["thought"].finditer(reply)), default=0)
    found = _read(reply[last:]) or (_read(reply) if last else [])  # the tag may stand in a judged sentence
    by_number = {judgement.number: judgement for judgement in found if 0 < judgement.number <= count}
    return tuple(by_number[number] for number in sorted(by_number))


def _read(reply: str) -> list[Judgement]:
    told = (_of_item(item) for item in items(reply, _MOST_STARTS, *_VERDICT))
    return [each for each in told if each] or [_of_line(found) for found in _SAID["line"].finditer(reply)]


def _of_item(item: dict[str, Any]) -> Judgement | None:
    number, says = whole_number(_first(item, _NUMBER)), _says(_first(item, _VERDICT))
    if number is None or says is None:
        return None
    marks = item.get("marks")
    told = " ".join(map(str, marks)) if isinstance(marks, list) else str(marks or "")
    part, correction = (said if isinstance(said := _first(item, names), str) else "" for names in (_PART, _CORRECTION))
    return _judgement(number, says, part, correction, told)


def _of_line(line: re.Match[str]) -> Judgement:
    part, _, correction = (line[3] or "").strip(" \t|").partition("|")
    return _judgement(int(line[1]), _says(line[2]) or "unsupported", part, correction, "")


def _judgement(number: int, says: _Support, part: str, correction: str, marks: str) -> Judgement:
    """Return a judgement without what contradicts it: a supported sentence has no part that is not stated."""
    if says == "supported":
        return Judgement(number, says)
    found = _SAID["mark"].findall(f"{correction} {marks}")
    part, correction = _unmarked(part), _unmarked(correction)
    if len(correction) > _LONGEST_CORRECTION:
        correction = ""
    own = tuple(dict.fromkeys(Mark(int(paper), int(sentence)) for paper, sentence in found)) if correction else ()
    return Judgement(number, says, part[:_LONGEST_PART].strip(), correction, own)


def _unmarked(text: str) -> str:
    """Return a text without marks on one line, "" where a model writes "none"."""
    line = one_line(_SAID["mark"].sub("", text))
    return "" if _SAID["nothing"].fullmatch(line.lower().strip(" .")) else line


def _says(value: object) -> _Support | None:
    said = str(value).strip(" .*\"'").replace("_", " ").replace("-", " ").lower()
    return next((support for support in get_args(_Support) if _SAID[support].fullmatch(said)), None)


def _first(item: dict[str, Any], names: tuple[str, ...]) -> object:
    return next((item[name] for name in names if item.get(name) is not None), None)


_ITEM: dict[str, Any] = {
    "number": {"type": "integer"},
    "part": {"type": "string"},  # before the verdict: what is written first is thought of first
    "verdict": {"type": "string", "enum": ["supported", "unsupported"]},
    "correction": {"type": "string"},
    "marks": {"type": "array", "items": {"type": "string"}},
}


FORMATS = json_formats("verdicts", {"verdicts": {"type": "array", "items": json_object(_ITEM)}})


class EndpointJudge(EndpointModel):
    """Judges with a model behind an endpoint. One judge for one job; it is not shared between threads."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        spending: Spending | None = None,
        controls: bool = True,
        http_client: httpx.Client | None = None,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        """Without `controls` every reply counts: so it is measured how good the judge is."""
        super().__init__(endpoint, spending=spending, http_client=http_client, sleep=sleep)
        self._controls = controls

    def judge(
        self, question: str, claims: Sequence[Judged], evidence: Sequence[Evidence]
    ) -> Iterator[Judgement | Waiting]:
        """Yield a judgement for each claim that the reply speaks of; a claim that cites nothing readable has none."""
        marked = [(n, claim._replace(marks=readable_marks(claim.marks, evidence))) for n, claim in enumerate(claims, 1)]
        for each in self._sheets(question, [(n, claim) for n, claim in marked if claim.marks], evidence):
            yield from self._judged(each)

    def _sheets(
        self, question: str, claims: Sequence[tuple[int, Judged]], evidence: Sequence[Evidence]
    ) -> Iterator[Sheet]:
        """Yield one sheet, or halves where it would be too long; one claim is never too long to be asked."""
        if not claims:
            return
        whole = sheet(question, claims, evidence, controls=self._controls)
        if len(claims) > 1 and (len(claims) > _MOST or tokens(_prompt(whole)) > self.endpoint.budget):
            half = (len(claims) + 1) // 2
            yield from self._sheets(question, claims[:half], evidence)
            yield from self._sheets(question, claims[half:], evidence)
        else:
            yield whole

    def _judged(self, asked: Sheet) -> Iterator[Judgement | Waiting]:
        failure, found = None, tuple[Judgement, ...]()
        for formats in (FORMATS, ()):  # JSON in one of the formats, or lines
            prompt, most = _prompt(asked, lines=not formats), _FRAME + _JUDGEMENT * len(asked.rows)
            text, failure = yield from self.reply(prompt, max_output=most, formats=formats, thinking=True)
            if (found := read_verdicts(text, len(asked.rows))) or failure is not None:
                break
        if missed := asked.missed(found):
            said = next((each.support for each in found if asked.rows[each.number - 1] == missed), None)
            raise (failure if said is None else None) or JudgeUntrusted.of(self.name, said)
        yield from asked.judgements(found)
        if failure is not None and len(found) < len(asked.rows):
            raise failure


def _prompt(asked: Sheet, *, lines: bool = False) -> prompts.Prompt:
    return prompts.render("judge", question=asked.question, papers=asked.papers, rows=asked.rows, lines=lines)
