"""A comparison in the chat: as it grows, as it was stored, and what a cell of it opens."""

from pathlib import Path

from assistant.config import Settings
from assistant.engine import Assistant
from assistant.store.conversations import Conversations
from assistant.web import render
from assistant.web.render import papers_of
from assistant.web.shown import Shown, grow, stored
from tests.support.papers import MOSSGATE, ZEBRAFOLD

QUESTION = "How does Zebrafold differ from Mossgate?"


def test_cells_open_their_quotes_and_come_back(tmp_path: Path) -> None:
    assistant = Assistant.open(Settings(home=tmp_path))
    assistant.library.upsert([ZEBRAFOLD, MOSSGATE])
    kept = Conversations(assistant.database)
    recording = kept.begin(QUESTION, "")
    *_, shown = grow(Shown(number=1, question=QUESTION), assistant, (), recording)
    assert shown.answer.comparison
    page = render.render("conversation.html", turns=[shown], papers=2)
    panel = render.render("sources.html", turns=[shown])
    row = shown.answer.comparison.rows[0]
    cell = next(each for each in row.cells if each.quotes)
    place = f"t1-s{row.number}-{cell.sentences[0]}"
    assert "<details" in page
    assert f'href="#{place}"' in page
    assert f'id="{place}"' in panel
    turn = kept.turns(recording.conversation)[0]
    assert turn.answer
    again = stored(turn, papers_of([turn.answer], assistant.library)[0])
    assert render.render("sources.html", turns=[again]) == panel
    assert again.answer.comparison == shown.answer.comparison


def test_missing_paper_comes_with_a_button_that_fetches_it(tmp_path: Path) -> None:
    assistant = Assistant.open(Settings(home=tmp_path))
    assistant.library.upsert([ZEBRAFOLD, MOSSGATE])
    *_, shown = grow(Shown(number=1, question="compare Zebrafold and GlimmerNet"), assistant, ())
    page = render.render("conversation.html", turns=[shown], papers=2)
    assert 'href="./library?add=GlimmerNet"' in page
    assert "assistant ingest" not in page
