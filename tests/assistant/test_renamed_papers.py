"""A paper that gets another id when a source brings a better one stays the paper that was told, cited and judged."""

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import app
from assistant.config import Settings
from assistant.engine import Assistant
from assistant.jobs.brief_days import Span
from assistant.types import Source
from assistant.web.pages.today_day import Day
from index.paper import Paper
from index.store.library import Library
from tests.support.embedder import HashedEmbedder
from tests.support.papers import paper

MONDAY, TUESDAY = dt.date(2026, 3, 30), dt.date(2026, 3, 31)
THINGS = {
    "Quillmoss": "a mapping tool that draws peat bogs from satellite images",
    "Bellvane": "a controller that steers small sailing boats through storms",
    "Tarnfish": "a sonar decoder that counts trout in mountain lakes",
    "Oakdial": "a dating method that reads the age of beams from photographs",
}


def listed(name: str, day: dt.date, identifier: str | None = None, upvotes: int = 5) -> Paper:
    abstract = (
        f"Such work is slow where it is done by hand. We introduce {name}, {THINGS[name]} without help from people. "
        f"{name} reaches 91% on a test of ours, at a third of the cost of the best earlier system."
    )
    return paper(f"{name}: One of Many Things", abstract, identifier, featured=day, authors=("Ada Example",))


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    return Assistant.open(Settings(home=tmp_path))


def on(day: dt.date) -> Span:
    return Span(day, day)


def name_of(source: Source) -> str:
    return source.title.partition(":")[0]


def test_paper_that_was_told_is_not_told_again_under_the_id_that_arxiv_gives_it(assistant: Assistant) -> None:
    assistant.library.upsert([listed("Quillmoss", MONDAY), listed("Bellvane", MONDAY)])
    told = name_of(assistant.brief(on(MONDAY)).sources[0])
    assistant.library.upsert([listed(told, MONDAY, "2603.00001"), listed("Tarnfish", TUESDAY, "2603.00002")])
    (moved,) = assistant.library.get(["arxiv:2603.00001"])
    assistant.library.put([moved.model_copy(update={"featured": TUESDAY})])  # as if its list were Tuesday's
    assert [name_of(source) for source in assistant.brief(on(TUESDAY)).sources] == ["Tarnfish"]


def test_every_ingest_of_the_command_line_takes_note_of_new_ids(tmp_path: Path) -> None:
    def run(*words: str) -> Any:
        done = CliRunner().invoke(app, ["--home", str(tmp_path / "home"), *words])
        assert done.exit_code == 0, done.output
        return done.stdout

    def put(name: str, *papers: Paper) -> None:
        file = tmp_path / name
        rows = [one.model_dump(mode="json", exclude_defaults=True, exclude={"id"}) | ids(one) for one in papers]
        file.write_text("\n".join(map(json.dumps, rows)))
        run("ingest", "file", str(file))

    def brief() -> Any:
        return json.loads(run("brief", "--date", str(MONDAY), "--format", "json"))

    put("monday.jsonl", listed("Quillmoss", MONDAY), listed("Bellvane", MONDAY))
    before = brief()
    told = before["sources"][0]["title"].partition(":")[0]
    put("later.jsonl", listed(told, MONDAY, "2603.00001"), listed("Tarnfish", TUESDAY, "2603.00002"))
    again = brief()
    assert again["text"] == before["text"]  # the same brief, under today's ids
    assert again["sources"][0]["id"] == "arxiv:2603.00001"
    cited = {citation["paper"] for claim in again["claims"] for citation in claim["citations"]}
    assert cited == {source["id"] for source in again["sources"]}


def ids(one: Paper) -> dict[str, str]:
    return {"arxiv_id": one.id.removeprefix("arxiv:")} if one.id.startswith("arxiv:") else {}


def test_page_of_a_brief_opens_after_its_papers_got_other_ids_or_were_removed(assistant: Assistant) -> None:
    assistant.library.upsert([listed("Quillmoss", MONDAY), listed("Bellvane", MONDAY)])
    before = assistant.brief(on(MONDAY))
    told = name_of(before.sources[0])
    assistant.library.upsert([listed(told, MONDAY, "2603.00001")])
    *_, (_, brief, cards) = Day(assistant, {"day": str(MONDAY)}).shown()
    assert 'href="#p' in brief
    assert "./paper?id=arxiv%3A2603.00001" in cards
    assert "not in the library any more" not in brief
    assistant.library.remove([one.id for one in assistant.library.all()])
    *_, (_, brief, _) = Day(assistant, {"day": str(MONDAY)}).shown()
    assert told in brief
    assert "not in the library any more" in brief


def test_ids_are_told_before_they_change_so_that_a_kill_between_loses_none(tmp_path: Path) -> None:
    told: list[tuple[dict[str, str], int]] = []

    def note(replaced: Mapping[str, str]) -> None:
        told.append((dict(replaced), len(library.get(list(replaced)))))

    library = Library(tmp_path / "library", HashedEmbedder(), renamed=note)
    old, new = listed("Quillmoss", MONDAY), listed("Quillmoss", MONDAY, "2603.00001")
    library.upsert([old])
    library.upsert([listed("Tarnfish", MONDAY)])
    assert told == []
    library.upsert([new])
    library.upsert([new, old])
    assert told == [({old.id: new.id}, 1)]


def test_paper_that_is_disliked_by_its_title_stays_so_when_it_gets_an_identifier(assistant: Assistant) -> None:
    quillmoss, bellvane = listed("Quillmoss", MONDAY), listed("Bellvane", MONDAY)
    assistant.library.upsert([quillmoss, bellvane])
    assistant.interests.dislike([quillmoss.id])
    assistant.library.upsert([listed("Quillmoss", MONDAY, "2603.00001")])
    (there,) = assistant.library.get(["arxiv:2603.00001"])
    assert assistant.interests.taste().score(there)[0] == -1
