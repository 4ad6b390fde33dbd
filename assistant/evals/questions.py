"""Questions made from papers, in the ways in which people ask, and questions that no paper of the field answers."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from index import cues
from index.lexical import terms
from index.names import names
from index.paper import Paper

OFF_TOPIC = (
    "Who won the 2018 football world cup?",
    "What is the melting point of tungsten?",
    "How do I bake sourdough bread?",
    "How long should I boil an egg?",
    "What is the statute of limitations for theft in France?",
    "Can a tenant break a lease early?",
    "Which antibiotics treat a kidney infection?",
    "What are the symptoms of appendicitis?",
    "What causes earthquakes along subduction zones?",
    "How do glaciers carve valleys?",
    "Which enzymes break down cellulose in termites?",
    "How do coral reefs recover after bleaching?",
    "How do black holes evaporate?",
    "What crystal structure does austenite have?",
    "What is the half-life of carbon-14?",
    "How did the Roman Empire fall?",
    "Which treaty ended the Thirty Years' War?",
    "Who painted the ceiling of the Sistine Chapel?",
    "What is the capital of Mongolia?",
    "What is the gross domestic product of Kenya?",
    "How does inflation change mortgage rates?",
    "How should I invest my savings?",
    "How do I change a bicycle tyre?",
    "How do I remove a wine stain from a carpet?",
    "Which chess opening is best against e4?",
    "What is the weather like in Lisbon tomorrow?",
    "What time is it?",
    "Hello, how are you?",
    "Thanks, that was great.",
    "Tell me a joke.",
)

Form = Callable[[Paper, random.Random], str | None]
_LEAST = 3  # content words; fewer do not tell one paper
_OPENING = re.compile(
    r"^.*?\b(?:we|this paper|this work)\s+(?:\w+ly )?(?:also |further |then )?"
    r"(?P<verb>propose|introduce|present|develop|show|find|demonstrate|study|investigate|explore)s?\s+(?:that )?",
    re.IGNORECASE,
)
_STATES = ("show", "find", "demonstrate")


def make_questions(papers: Sequence[Paper], size: int, seed: int) -> list[tuple[str, Paper]]:
    """Return at most `size` questions, each with the paper that it was made from, the forms taking turns."""
    drawn = random.Random(seed)  # noqa: S311  a sample, no secret
    chosen = drawn.sample(list(papers), min(size, len(papers)))
    made = []
    for turn, paper in enumerate(chosen):
        forms = (*FORMS[turn % len(FORMS) :], *FORMS[: turn % len(FORMS)])
        made.append((next(question for form in forms if (question := form(paper, drawn))), paper))
    return made


def _title(paper: Paper, _: random.Random) -> str:
    return paper.title


def _about_the_title(paper: Paper, drawn: random.Random) -> str:
    return drawn.choice(
        ("What does the paper “{}” propose?", "What problem does {} address?", "What are the main findings of {}?")
    ).format(paper.title)


def _without_its_name(paper: Paper, drawn: random.Random) -> str | None:
    rest = paper.title.partition(":")[2].strip()
    if len(terms(rest)) < _LEAST:
        return None
    form = drawn.choice(("What is known about {}?", "Which paper is about {}?", "How does one do {}?"))
    return form.format(rest[0].lower() + rest[1:])


def _by_name(paper: Paper, drawn: random.Random) -> str | None:
    name = _name(paper)
    if not name:
        return None
    forms = ["What is {}?", "What does {} do?", "How does {} work?", "What is the main idea of {}?"]
    if any(map(cues.has_quantity, paper.sentences)):
        forms.append("How much does {} improve?")
    return drawn.choice(forms).format(name)


def _contribution(paper: Paper, drawn: random.Random) -> str | None:
    number = cues.idea_sentence(paper.sentences)
    return _asked(paper.sentences[number - 1], drawn) if number else None


def _any_sentence(paper: Paper, drawn: random.Random) -> str | None:
    return _asked(drawn.choice(paper.sentences), drawn)


FORMS: tuple[Form, ...] = (_title, _without_its_name, _by_name, _contribution, _any_sentence, _about_the_title)


def _name(paper: Paper) -> str | None:
    """Return the name before the title's colon, or the first one in the title that the abstract has too."""
    before, colon, _ = paper.title.partition(":")
    if colon and len(before.split()) == 1:
        return before.strip()
    return next((name for name in names(paper.title) if name in paper.abstract), None)


def _asked(sentence: str, drawn: random.Random) -> str | None:
    """Return a statement as a question, with the words it has."""
    plain = sentence.rstrip(". ")
    opening = _OPENING.match(plain)
    rest = plain[opening.end() :] if opening else plain[:1].lower() + plain[1:]
    if len(terms(rest)) < _LEAST:
        return None
    if opening and opening["verb"].lower() not in _STATES:
        return f"Which paper {opening['verb'].lower().removesuffix('s')}s {rest}?"
    return drawn.choice(("Is it true that {}?", "What is known about how {}?")).format(rest)
