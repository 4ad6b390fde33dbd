"""What the server answers to the script of the library's page, whatever a stranger sends to it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.browsing.adding import Bin
from assistant.config import Settings
from assistant.engine import Assistant
from assistant.errors import AssistantError, LibraryBusy, SourceUnreadable
from assistant.web.messages import in_words
from assistant.web.pages.library import Desk
from index.errors import EmbedderChanged, SourceThrottled, SourceUnreachable
from index.store.library import Library
from tests.support.papers import ALL, LANTERN, MOSSGATE, ZEBRAFOLD

Functions = dict[str, Callable[[object], dict[str, Any]]]


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    assistant = Assistant.open(Settings(home=tmp_path))
    assistant.library.upsert(list(ALL))
    return assistant


@pytest.fixture
def functions(assistant: Assistant, tmp_path: Path) -> Functions:
    return {each.__name__: each for each in Desk(assistant, Bin(assistant.library)).functions()}


@pytest.mark.parametrize("sent", [None, 7, "x", [], {}, {"papers": {}, "page": [], "q": None, "token": 1, "mark": {}}])
def test_nonsense_is_answered_with_words_and_changes_nothing(
    functions: Functions, assistant: Assistant, sent: object
) -> None:
    assert "error" not in functions["browse"](sent)
    for name in ("set_mark", "take_out", "put_back", "write_file"):
        assert functions[name](sent)["error"]
    assert assistant.library.count() == 3


def test_only_papers_that_are_there_get_marks(functions: Functions) -> None:
    assert functions["set_mark"]({"paper": "arxiv:none", "mark": "saved", "on": True})["error"]
    assert functions["set_mark"]({"paper": LANTERN.id, "mark": "loved", "on": True})["error"]
    assert functions["set_mark"]({"paper": LANTERN.id, "mark": "read", "on": True}) == {"on": True}
    rows = functions["browse"]({"mark": "read"})["rows"]
    assert LANTERN.title in rows
    assert ZEBRAFOLD.title not in rows


def test_what_is_shown_is_exported_where_nothing_is_ticked(functions: Functions) -> None:
    reply = functions["write_file"]({"q": "moss", "format": "bibtex", "papers": None})
    assert "Mossgate" in reply["text"]
    assert "Zebrafold" not in reply["text"]
    assert re.fullmatch(r"papers-\d{4}-\d\d-\d\d\.bib", reply["name"])
    assert functions["write_file"]({"format": "exe", "papers": [MOSSGATE.id]})["error"]


def test_a_question_is_about_what_is_shown(functions: Functions) -> None:
    assert f'href="./ask?papers={MOSSGATE.id}"' in functions["browse"]({"q": "moss"})["rows"]
    assert "./ask?" not in functions["browse"]({})["rows"]


def test_a_library_without_papers_offers_to_add_some(tmp_path: Path) -> None:
    empty = Assistant.open(Settings(home=tmp_path))
    browse = Desk(empty, Bin(empty.library)).functions()[0]
    assert "Add papers" in browse({})["rows"]


def test_a_busy_library_is_told_with_what_to_press(
    functions: Functions, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise LibraryBusy("Another process is writing to this library.", "Try again when it has finished.")

    monkeypatch.setattr(Library, "remove", busy)
    told = functions["take_out"]({"papers": [MOSSGATE.id]})["error"]
    assert told.endswith("Wait until it has finished, then press the button again.")


def test_searches_are_saved_by_what_they_ask_for_and_forgotten(functions: Functions) -> None:
    asks = {"q": "moss <b>", "category": "cs.CV", "since": "2024-01-01", "mark": "unread", "page": 3}
    saved = functions["keep_search"](asks)["saved"]
    assert "“moss &lt;b&gt;”, cs.CV, not read yet, since 2024-01-01</a>" in saved
    assert 'href="./library?q=moss+%3Cb%3E&amp;since=2024-01-01&amp;category=cs.CV&amp;mark=unread"' in saved
    assert functions["browse"]({})["saved"] == functions["keep_search"]({})["saved"] == saved
    name = "“moss <b>”, cs.CV, not read yet, since 2024-01-01"
    assert not functions["forget_search"]({"name": name})["saved"].strip()


@pytest.mark.parametrize(
    "error",
    [
        EmbedderChanged.between("a", "b"),
        SourceThrottled("The site asks for fewer requests.", "Run it again later."),
        SourceUnreachable("The site cannot be reached.", "Check the network."),
        SourceUnreadable("It is empty.", "Give .jsonl or .csv."),
        AssistantError("It failed.", "Find its id with `assistant search`."),
        AssistantError("It failed.", "Choose another with --home or ASSISTANT_HOME."),
    ],
)
def test_no_words_of_a_command_line_reach_the_page(error: AssistantError) -> None:
    assert not re.search(r"`assistant|--\w|ASSISTANT_|\bRun\b", in_words(error))
    assert in_words(error).startswith(error.what)
