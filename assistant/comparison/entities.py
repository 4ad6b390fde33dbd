"""What a sentence names that belongs into a table: metrics, and the data sets and benchmarks that it speaks of.

The tagger of `index.models.entity_tagger` reads them; beside it, names that look like those of benchmarks are taken as
they stand, for it was trained on few of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.dictionary import occurrences
from index.entities import names
from index.models.entity_tagger import Entity, tag

_SHORT = 4  # letters of a name that may be that of a task: QA, VQA
_BEHIND, _BEFORE = 10, 60  # characters
_GENERIC = frozenset("benchmark benchmarks bench arena dataset datasets data".split())
_DATA_NAME = re.compile(
    r"(?:[Bb]ench|[Aa]rena|QA|MMLU|GSM|MATH|COCO|ImageNet|GLUE|Eval|VQA|SWE|CIFAR|MNIST|Wiki|WMT|LibriSpeech|AIME)"
)


_PLAIN = 1000  # occurrences in the word list, from which a word is plain English
_LISTED = re.compile(
    r"(?:datasets|data sets|benchmarks|corpora)[^()]{0,20}\((?P<members>[^()]*,[^()]*)\)", re.IGNORECASE
)
_MEMBER = re.compile(r"(?<![\w-])(?!and\b|e\.g|i\.e|or\b)[\w.+-]*[A-Z][\w.+-]*(?: [\w.+-]*[A-Z\d][\w.+-]*){0,3}")
_DATA_WORD = re.compile(r"\b(?:datasets?|data sets?|benchmarks?|corpora|corpus|leaderboards?|suites?)\b", re.IGNORECASE)
_TRIED_ON = re.compile(r"(?:\b(?:on|across|including|and|as|namely|e\.g\.|the|both)|[,(—:-])\s*$")
_MODEL = re.compile(
    r"\d[BMb]\b|^(?:GPT|L[Ll]a[Mm][Aa]|Qwen|Gemini|Claude|Mistral|BERT|T5|CLIP|LLMs?|VLMs?|MLLMs?)\b|\b(?:Error|Accuracy|Rate|Score|Precision|Recall)$"
)


def data_of(sentence: str, own: str = "") -> tuple[Entity, ...]:
    """Return the data sets and benchmarks that a plain sentence gives by name or number.

    Something is tried on them, or they say themselves that they are data. Models are none, nor is the work itself,
    which is called `own`, if that does not look like a benchmark's name.
    """
    found = []
    for each in entities_of(sentence):
        if each.kind != "material" or _MODEL.search(each.text) or not re.search(r"[A-Z\d]", each.text):
            continue
        named = bool(_DATA_NAME.search(each.text))
        if each.text == own and not named:
            continue
        tried = (
            each.text[0].isupper()
            and bool(_TRIED_ON.search(sentence, 0, each.start))
            and _is_tried(sentence, each.start)
        )
        if named or tried or _DATA_WORD.search(sentence[each.start : each.end + _BEHIND]):
            found.append(each)
    return tuple(
        sorted({*_beside(sentence, found), *(each for each in found if not _is_generic(each.text))}, key=_start)
    )


def _start(each: Entity) -> int:
    return each.start


def _beside(sentence: str, found: Sequence[Entity]) -> Iterator[Entity]:
    """Yield the other members of a list in brackets that has one of these: `five data sets (A, B and C)`."""
    for listed in _LISTED.finditer(sentence):
        if any(listed.start() <= each.start and each.end <= listed.end() for each in found):
            for member in _MEMBER.finditer(sentence, *listed.span("members")):
                if not any(each.start < member.end() and member.start() < each.end for each in found):
                    yield Entity("material", member[0], member.start(), member.end())


def _is_generic(text: str) -> bool:
    """Return whether a text says what kind of data it is and names none: `High Quality data`."""
    words = [word for word in text.split() if not _DATA_WORD.fullmatch(word) and not word.islower()]
    plain = (word[0].isdigit() or (word.istitle() and occurrences(word.lower()) >= _PLAIN) for word in words)
    return bool(_DATA_WORD.search(text)) and text.split()[-1].islower() and bool(words) and all(plain)


def _is_tried(sentence: str, start: int) -> bool:
    before = sentence[max(0, start - _BEFORE) : start]
    return bool(re.search(r"(?<!focus )(?<!focusing )\b(?:on|across|including|benchmarks?|datasets?)\b[^.;]*$", before))


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
        if not known and len(name.text) > _SHORT and _DATA_NAME.search(name.text):
            found.append(Entity("material", name.text, start, at))
    return tuple(sorted([*tagged, *found], key=lambda each: each.start))
