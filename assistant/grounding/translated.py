"""A claim in another language than its abstract: what survives translation is checked, and no more is promised."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.grounding.cited import Cited, partial, unsupported
from assistant.grounding.figures_abroad import Figure, figures
from assistant.grounding.languages import SMALL, is_english
from assistant.grounding.numbers import Quantity, quantities
from assistant.grounding.plain import plain
from assistant.types import Verdict

UNCHECKED = "it is in another language than the abstract: only its figures and names were checked"
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9+.-]*[A-Za-z0-9+]|[A-Z]\+")
# What other languages call AI, DNA, MRI and their like.
_THEIRS = frozenset(
    "ki ia ai adn dns irm rmn eeg ekg ecg ue eu usa eeuu uu ee il ni ee.uu sida hiv vih oms who".split()
)


def is_translated(claim: str, cited: Cited) -> bool:
    """Tell whether a claim is in another language than the English of what it cites."""
    return not is_english(claim) and is_english(" ".join(cited.sentences))


def figures_and_names_are_cited(claim: str, cited: Cited) -> Verdict | None:
    """Every figure and every name of a claim stands in the cited abstract; it is partial at best."""
    there = [each for paper in cited.papers for each in quantities(plain(paper))]
    plainly = {value for paper in cited.papers for each in figures(paper) for value in each.values}
    for figure in figures(claim):
        if not any(_is(figure, each) for each in there) and (figure.percent or not figure.values & plainly):
            return unsupported(f"{figure.text} does not stand in the cited abstract")
    missing = next((name for name in names(claim) if not _stands_in(name, cited.papers)), "")
    if missing:
        return unsupported(f"{missing} does not stand in the cited abstract")
    return partial(UNCHECKED)


def says_something_of(claim: str, texts: Sequence[str]) -> bool:
    """Tell whether a claim has a figure or a name that one of the texts has."""
    there = {each.value for text in texts for each in quantities(plain(text))}
    return any(figure.values & there for figure in figures(claim)) or any(
        _stands_in(name, texts) for name in names(claim)
    )


def _is(figure: Figure, quantity: Quantity) -> bool:
    alike = any(abs(value - quantity.value) <= 1e-9 * max(value, quantity.value) for value in figure.values)
    return alike and (not figure.percent or "%" in quantity.units or quantity.units == {"points"})


def names(text: str) -> Iterator[str]:
    """Yield the parts of a text that are names in any language: with a figure, an inner capital, or all capitals."""
    for found in _TOKEN.finditer(text):
        for part in re.split(r"-(?=[^\W\d_])", found[0]):
            low = part.lower()
            if low in SMALL or low in _THEIRS or not any(letter.isalpha() for letter in part) or len(part) < 2:
                continue
            if re.fullmatch(r"\d[\d.,]*(?:[kKMBT]|x|ms|s|GB|MB|fach|mal)?(?:-.*)?", part):
                continue  # a figure with its unit
            inner = any(letter.isupper() for letter in part[1:])
            if inner or (any(letter.isdigit() for letter in part) and part[0].isalpha()):
                yield part


def _stands_in(name: str, texts: Sequence[str]) -> bool:
    key = _key(name)
    return any(form in _key(text) for form in {key, key.removesuffix("s")} for text in texts)


def _key(text: str) -> str:
    return re.sub(r"[^a-z0-9+]", "", text.lower())
