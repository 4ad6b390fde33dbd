"""Who wrote what a reader sees, and who confirmed it, in a line."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.config import Settings
from assistant.types import Claim
from assistant.writers.extractive import NAME as EXTRACTIVE

_CHECKED = "figures and names are checked against the abstracts"


def is_judged(settings: Settings) -> bool:
    """Return whether somebody is to read what a model writes against what it cites."""
    return settings.has_endpoint and settings.judge != "off"


def byline(settings: Settings, model: str, engine: str = "", claims: Sequence[Claim] = ()) -> str:
    """Say who writes, or with `engine` and `claims` who has written and confirmed them, and how to get prose.

    `model` is the writer's, as a reader knows it. A judge is credited only where it has read a claim, and no claim is
    left that nobody confirmed.
    """
    if not settings.has_endpoint:
        return (
            "Written by the extractive writer: the abstracts' own sentences, no model, no key, no network. "
            "For prose, set OPENAI_API_KEY, or OPENAI_BASE_URL to a local server such as Ollama's, and start again."
        )
    if engine == EXTRACTIVE:
        return "Written by the extractive writer: the abstracts' own sentences."
    where = settings.base_url or "OpenAI"
    written = f"Written by {engine or f'{model} at {where}'}"
    if not is_judged(settings):
        return f"{written}; {_CHECKED}, the wording by nobody (judge=off)."
    if any(claim.support == "unverified" for claim in claims):
        return f"{written}; {_CHECKED}, and nobody confirmed the wording of what is marked."
    if engine and not any(claim.verdict and claim.verdict.judged for claim in claims):
        return f"{written}; {_CHECKED}." if claims else f"{written}."
    return f"{written}, and read against the abstracts by {_judge(settings, model)}."


def _judge(settings: Settings, model: str) -> str:
    return settings.judge_model if settings.judge_model and settings.judge_model != model else "the same model"
