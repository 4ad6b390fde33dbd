"""A brief follows what its reader wants: one that was told under other interests is written anew."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import app
from assistant.config import Settings
from assistant.engine import Assistant
from assistant.interests.profile import Interest
from assistant.jobs.brief_days import Span
from assistant.web.pages.today_day import Day
from index.paper import Paper
from tests.support.papers import paper

MONDAY = dt.date(2026, 3, 30)
THINGS = {
    "Quillmoss": "a mapping tool that draws peat bogs from satellite images",
    "Bellvane": "a controller that steers small sailing boats through storms",
    "Tarnfish": "a sonar decoder that counts trout in mountain lakes",
    "Oakdial": "a dating method that reads the age of beams from photographs",
    "Fennlark": "a recorder that separates the songs of marsh birds at night",
    "Clayring": "a scanner that tells the kiln of pots from their glaze",
    "Dustvale": "a filter that takes dust from the air of mills",
}


def listed(number: int, name: str) -> Paper:
    abstract = (
        f"Such work is slow where it is done by hand. We introduce {name}, {THINGS[name]} without help from people. "
        f"{name} reaches {90 + number}% on a test of ours, at a third of the cost of the best earlier system."
    )
    fields = {"featured": MONDAY, "authors": ("Ada Example",), "upvotes": 100 - number}
    return paper(f"{name}: One of Many Things", abstract, f"2603.{number:05d}", **fields)


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    opened = Assistant.open(Settings(home=tmp_path / "home"))
    opened.library.upsert([listed(number, name) for number, name in enumerate(THINGS)])
    return opened


def names(assistant: Assistant, interest: str = "") -> list[str]:
    written = assistant.brief(Span(MONDAY, MONDAY), interest=interest)
    return [source.title.partition(":")[0] for source in written.sources]


def test_dislike_changes_the_brief_that_was_told_today(assistant: Assistant) -> None:
    before = names(assistant)
    assert names(assistant) == before
    assistant.interests.dislike([f"{before[0]}: One of Many Things"])
    after = names(assistant)
    assert before[0] not in after
    assert names(assistant) == after
    assistant.interests.clear()
    assert names(assistant) == before  # told today, and allowed again


def test_brief_is_written_once_while_interests_stay(assistant: Assistant) -> None:
    assistant.interests.add(Interest(topics=("trout", "kilns")))
    first = assistant.brief(Span(MONDAY, MONDAY))
    assistant.interests.remove(Interest(topics=("trout",)))
    assistant.interests.add(Interest(topics=("trout",)))  # the same again, in another order
    assert assistant.brief(Span(MONDAY, MONDAY)) == first  # seconds and all
    assert assistant.ledger.history() == (first,)


def test_other_interests_keep_their_briefs(assistant: Assistant) -> None:
    assistant.interests.add(Interest(topics=("marsh birds",)), "birds")
    birds = assistant.brief(Span(MONDAY, MONDAY), interest="birds")
    assistant.interests.dislike(["Quillmoss"])
    assert assistant.brief(Span(MONDAY, MONDAY), interest="birds") == birds


def test_command_line_and_page_follow_at_once(assistant: Assistant) -> None:
    def run(*words: str) -> Any:
        done = CliRunner().invoke(app, ["--home", str(assistant.settings.home), *words])
        assert done.exit_code == 0, done.output
        return done.stdout

    def told() -> list[str]:
        return [
            source["title"] for source in json.loads(run("brief", "--date", str(MONDAY), "--format", "json"))["sources"]
        ]

    gone = told()[0]
    run("interests", "dislike", gone)
    assert gone not in told()
    *_, (_, brief, cards) = Day(assistant, {"day": str(MONDAY)}).shown()
    assert any(name in brief for name in THINGS)
    assert gone not in brief
    assert gone in cards


def test_what_is_named_is_told_on_the_page(assistant: Assistant) -> None:
    def page() -> str:
        *_, (_, brief, _) = Day(assistant, {"day": str(MONDAY)}).shown()
        return brief

    untold = next(name for name in THINGS if name not in page())
    assistant.interests.add(Interest(topics=(THINGS[untold],)))
    assert untold in page()
