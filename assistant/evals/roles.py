"""How well the roles of sentences in abstracts are told, against labels that people gave."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pydantic import BaseModel

from assistant.errors import SourceUnreadable
from assistant.evals.collection import read_rows
from index.models.sentence_roles import ROLES, Role, roles

# Where a set does not know a role, its sentences have another one there, as CSAbstruct labels them.
_WIDER: dict[Role, str] = {"limitation": "result", "release": "other"}


class RoleFound(BaseModel, frozen=True):
    """Precision, recall and F1 of one role, and how many sentences have it."""

    n: int
    precision: float
    recall: float
    f1: float


class RolesEvaluation(BaseModel, frozen=True):
    """What `assistant eval roles` prints; with one role a sentence micro-F1 is the share that is right."""

    n: int
    micro_f1: float
    by_role: dict[str, RoleFound]


def evaluate(path: Path) -> RolesEvaluation:
    """Tell the roles of the sentences of each abstract and compare them with its labels.

    Raises:
        SourceUnreadable: the file is not what it should be, or no abstract in it has a label for each sentence.
    """
    pairs: list[tuple[str, Role]] = []
    for row in read_rows(path):
        sentences, labels = tuple(map(str, row.get("sentences") or ())), list(map(str, row.get("labels") or ()))
        if len(sentences) == len(labels):
            pairs += zip(labels, roles(sentences).of, strict=True)
    if not pairs:
        raise SourceUnreadable(f"{path.name} has no labelled abstract.", "Each line needs `sentences` and `labels`.")
    known = {label for label, _ in pairs}
    told = [(label, role if role in known else _WIDER.get(role, role)) for label, role in pairs]
    names = [role for role in ROLES if role in known] + sorted(known - set(ROLES))
    return RolesEvaluation(
        n=len(told),
        micro_f1=round(sum(label == role for label, role in told) / len(told), 4),
        by_role={name: _found(name, told) for name in names},
    )


def _found(name: str, told: list[tuple[str, str]]) -> RoleFound:
    labelled, given = Counter(label for label, _ in told)[name], Counter(role for _, role in told)[name]
    right = sum(label == role == name for label, role in told)
    precision, recall = right / max(given, 1), right / max(labelled, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return RoleFound(n=labelled, precision=round(precision, 4), recall=round(recall, 4), f1=round(f1, 4))
