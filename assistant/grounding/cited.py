"""What a claim is checked against, and the shape of a check."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from assistant.types import Verdict


class Cited(NamedTuple):
    """The cited sentences, and the title and abstract of each cited paper, joined by a line break."""

    sentences: tuple[str, ...]
    papers: tuple[str, ...]


Check = Callable[[str, Cited], Verdict | None]


def unsupported(reason: str) -> Verdict:
    """Return the verdict on a claim that the cited sentences do not carry."""
    return Verdict(support="unsupported", reason=reason)


def partial(reason: str) -> Verdict:
    """Return the verdict on a claim that they carry in part."""
    return Verdict(support="partial", reason=reason)
