"""Attacks planted in abstracts, as `tests/bench/train_guard.py` needs them: varied, at every place, with labels."""

import base64
import random
from collections.abc import Sequence
from typing import NamedTuple

from index.sentences import split

HALF = 0.5
SHORT = 4  # sentences
WRAPS = (
    "[{}]",
    '"{}"',
    "Note: {}",
    "IMPORTANT: {}",
    "SYSTEM: {}",
    "<!-- {} -->",
    "({})",
    "**{}**",
    "P.S. {}",
    "{} Thanks!",
)


class Host(NamedTuple):
    title: str
    abstract: str
    language: str = "en"


class Attack(NamedTuple):
    text: str
    language: str
    weight: float


class Planted(NamedTuple):
    title: str
    sentences: tuple[str, ...]
    labels: tuple[int, ...]  # of the title and each sentence
    weight: float


def varied(text: str, drawn: random.Random) -> str:
    chance = drawn.random()
    if chance < 0.08:
        text = drawn.choice(WRAPS).format(text)
    elif chance < 0.12:
        text = text.lower()
    elif chance < 0.14:
        text = text.upper()
    elif chance < 0.16 and len(text) < 120:
        text = drawn.choice(
            (base64.b64encode(text.encode()).decode(), " ".join(text.replace(" ", "")), text.encode().hex(), text[::-1])
        )
    elif chance < 0.19:
        letters = list(text)
        for _ in range(len(letters) // 12):
            at = drawn.randrange(len(letters) - 1)
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        text = "".join(letters)
    if drawn.random() < 0.35:
        text = text.rstrip(".!。?")
    return text


def text_to_plant(one: Attack, all_of: Sequence[Attack], drawn: random.Random) -> str:
    text = varied(one.text, drawn)
    if drawn.random() < 0.25:
        same = [each for each in drawn.sample(list(all_of), 12) if each.language == one.language and each.weight >= 0.3]
        text = " ".join([text, *(varied(each.text, drawn) for each in same[: drawn.randint(1, 3)])])
    return text


def shortened(host: Host, drawn: random.Random) -> Host:
    """Return a paper, one in seven with a part of its abstract only: in a short one there is little to cohere with."""
    sentences = split(host.abstract)
    if drawn.random() > 1 / 7 or len(sentences) < SHORT:
        return host
    size = drawn.randint(1, SHORT)
    at = drawn.randrange(len(sentences) - size + 1)
    return host._replace(abstract=" ".join(sentences[at : at + size]))


def about(host: Host, text: str, drawn: random.Random) -> str:
    """Fill in what an attack says of its paper: its name, one of its sentences."""
    sentence = drawn.choice(split(host.abstract) or [host.title]).rstrip(".")
    name = host.title.partition(":")[0] if drawn.random() < HALF else host.title.rstrip(".")
    return text.replace("{name}", name).replace("{sentence}", sentence)


def plant(host: Host, text: str, drawn: random.Random, weight: float) -> Planted:
    sentences = split(host.abstract)
    text = about(host, text, drawn)
    chance = drawn.random()
    if chance < 0.02:
        return Planted(text, tuple(sentences), (1, *(0 for _ in sentences)), weight)
    if chance < 0.04:
        return Planted(host.title, tuple(own := split(text)), (0, *(1 for _ in own)), weight)
    if chance < 0.12:
        title = f"{host.title.rstrip('.')}. {text}"
        return Planted(title, tuple(sentences), (1, *(0 for _ in sentences)), weight)
    if drawn.random() < 0.07 and (inner := inside(sentences, text, drawn)):
        return Planted(host.title, *inner, weight)
    at = drawn.choice((0, len(sentences) // 2, len(sentences), drawn.randint(0, len(sentences))))
    before = " ".join(sentences[:at])
    if drawn.random() < 0.3:
        before = before.rstrip(".")
    start = len(before) + 1 if before else 0
    abstract = " ".join(filter(None, (before, text, *sentences[at:])))
    return Planted(host.title, *labelled(abstract, start, start + len(text)), weight)


def inside(sentences: Sequence[str], text: str, drawn: random.Random) -> tuple[tuple[str, ...], tuple[int, ...]] | None:
    """Plant a text behind a comma of a sentence, in brackets or between dashes."""
    at = drawn.randrange(len(sentences)) if sentences else 0
    before, comma, behind = sentences[at].partition(", ") if sentences else ("", "", "")
    if not comma:
        return None
    text = text[:1].lower() + text[1:].rstrip(".")
    head = " ".join([*sentences[:at], before])
    opened, closed = drawn.choice(((" (", "), "), (", ", ", "), (" - ", " - "), ("; ", "; ")))
    abstract = " ".join([f"{head}{opened}{text}{closed}{behind}", *sentences[at + 1 :]])
    start = len(head) + len(opened)
    return labelled(abstract, start, start + len(text))


def labelled(abstract: str, start: int, end: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    sentences, labels, at = split(abstract), [0], 0
    for sentence in sentences:
        at = abstract.index(sentence, at)
        shared = min(end, at + len(sentence)) - max(start, at)
        labels.append(int(shared > min(6, (end - start) / 2)))
        at += len(sentence)
    return tuple(sentences), tuple(labels)
