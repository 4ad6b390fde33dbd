"""The interests beside the papers of a day: what is wanted, and what is wanted no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from assistant.engine import Assistant
from assistant.interests.profile import DEFAULT, KEYS, Interest
from assistant.store.reader import Marks
from assistant.web import render

_CALLED = {
    "topics": "Topics",
    "authors": "People",
    "categories": "Categories",
    "liked": "More like",
    "disliked": "Less like",
}
_TYPED = {"topics": "Topic", "authors": "Person", "categories": "Category"}  # what is typed; papers are pressed
_LONGEST = 200  # characters


class Wish(NamedTuple):
    """One thing that is wanted or not; `name` is what the file has, `title` what the reader sees."""

    name: str
    title: str
    paper: str = ""


def panel(assistant: Assistant, note: str = "") -> str:
    """Return the panel; `note` says what came of the last press."""
    interest = assistant.interests.get()
    groups = [(key, _CALLED[key], _wishes(assistant, interest, key)) for key in KEYS if getattr(interest, key)]
    saved, fresh = Marks(assistant.database).marked("saved"), _unliked(assistant)
    counts = {"saved": len(saved), "fresh": len(fresh)}
    whole = DEFAULT if DEFAULT in assistant.interests.choices() else ""
    return render.render("today_wishes.html", groups=groups, kinds=_TYPED.items(), note=note, whole=whole, **counts)


def change(assistant: Assistant, pressed: Mapping[str, str]) -> str:
    """Do what was pressed in the panel, and return what came of it in words, "" for nothing."""
    key, words = pressed.get("kind", ""), " ".join(pressed.get("words", "").split())
    match pressed.get("do"):
        case "want" if key in _TYPED and words:
            if len(words) > _LONGEST:
                return f"That is longer than {_LONGEST} characters: give a few words."
            assistant.interests.add(Interest(**{key: (words,)}))
            return f"“{words}” comes first from now on."
        case "drop" if key in KEYS and words in getattr(assistant.interests.get(), key):
            (gone,) = (wish for wish in _wishes(assistant, assistant.interests.get(), key) if wish.name == words)
            assistant.interests.remove(Interest(**{key: (words,)}))
            return f"“{gone.title}” counts no more."
        case "seed":
            liked = assistant.interests.like(_unliked(assistant)) if _unliked(assistant) else ()
            return (
                f"What is near {len(liked)} saved {'paper' if len(liked) == 1 else 'papers'} comes first from now on."
            )
        case _:
            return ""


def _wishes(assistant: Assistant, interest: Interest, key: str) -> tuple[Wish, ...]:
    names = getattr(interest, key)
    if key in _TYPED:
        return tuple(Wish(name, name) for name in names)
    return tuple(
        Wish(one.name, one.paper.title, one.paper.id) if one.paper else Wish(one.name, one.name)
        for one in assistant.interests.papers(names)
    )


def _unliked(assistant: Assistant) -> list[str]:
    """Return the ids of saved papers that the interests do not name yet."""
    saved = Marks(assistant.database).marked("saved")
    interest = assistant.interests.get()
    named = {one.paper.id for one in assistant.interests.papers((*interest.liked, *interest.disliked)) if one.paper}
    return [paper.id for paper in assistant.library.get(saved) if paper.id not in named]
