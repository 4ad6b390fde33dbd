"""What a sentence names that belongs into a table: tasks, methods, metrics, and data sets and benchmarks.

The tagger of `index.models.entity_tagger` reads them; beside it, names that look like those of benchmarks are taken as
they stand, for it was trained on few of them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.entities import names
from index.models.entity_tagger import Entity, tag

_SHORT = 4  # letters of a name that may be that of a task: QA, VQA
_GENERIC = frozenset("benchmark benchmarks bench arena dataset datasets data".split())
_DATA_NAME = re.compile(
    r"(?:[Bb]ench|[Aa]rena|QA|MMLU|GSM|MATH|COCO|ImageNet|GLUE|Eval|VQA|SWE|CIFAR|MNIST|Wiki|WMT|LibriSpeech|AIME)"
)


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
