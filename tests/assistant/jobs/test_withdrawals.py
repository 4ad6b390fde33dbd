"""A withdrawn paper is no finding: it is found, marked, and told of only to who asks for it by name."""

from pathlib import Path

import pytest

from assistant.cli import show
from assistant.config import Settings
from assistant.engine import Assistant, last
from assistant.jobs.withdrawals import behind, statements
from assistant.types import Answer, Claimed, Replaced
from index.query import Filters
from tests.support.openai_server import OpenAIServer, says
from tests.support.papers import LANTERN, MOSSGATE, ZEBRAFOLD, paper

BADGER = paper(
    "Badgerfold: Folding Token Streams Twice",
    "We propose Badgerfold, which folds a token stream twice. "
    "Badgerfold reduces the training time on Quillset by 99 percent, a new state of the art.",
    "2403.00003",
    version=2,
    withdrawn=True,
    note="This paper has been withdrawn by the authors due to an error in Table 1",
)
FIRST = f"“{BADGER.title}” was withdrawn, so what its abstract states may not hold."


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    opened = Assistant.open(Settings(home=tmp_path))
    opened.library.upsert([BADGER, ZEBRAFOLD, MOSSGATE, LANTERN])
    return opened


def ask(assistant: Assistant, question: str, filters: Filters | None = None) -> Answer:
    return last(assistant.ask(question, filters=filters)).answer


def cited(answer: Answer) -> set[str]:
    return {source.id for source in answer.sources}


def test_question_on_its_subject_is_answered_from_other_papers(assistant: Assistant) -> None:
    answer = ask(assistant, "How much does folding token streams reduce the training time on Quillset?")
    assert answer.status in {"answered", "related"}
    assert cited(answer) == {ZEBRAFOLD.id}
    assert "99" not in answer.text
    assert f"“{BADGER.title}” came near and was withdrawn: not used." in answer.notice


@pytest.mark.parametrize("question", ["What does Badgerfold reduce?", "What does 2403.00003 reduce on Quillset?"])
def test_question_for_the_paper_itself_is_told_first_that_it_was_withdrawn(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert answer.text.startswith(FIRST)
    assert (answer.claims[0].text, answer.claims[0].basis) == (FIRST, "record")
    assert cited(answer) == {BADGER.id}
    assert answer.sources[0].flagged == "it was withdrawn"


def test_paper_given_as_a_filter_is_asked_for_by_name(assistant: Assistant) -> None:
    answer = ask(assistant, "What is reduced on Quillset?", Filters(papers=(BADGER.id,)))
    assert answer.text.startswith(FIRST)


def test_library_of_nothing_else_has_no_answer(tmp_path: Path) -> None:
    assistant = Assistant.open(Settings(home=tmp_path))
    assistant.library.upsert([BADGER])
    answer = ask(assistant, "How much does folding token streams twice reduce the training time?")
    assert answer.status == "abstained"
    assert [(miss.id, miss.reason) for miss in answer.nearest] == [
        (BADGER.id, "near the question, but it was withdrawn; not used")
    ]


def test_model_writes_behind_the_first_sentence(assistant: Assistant, openai_server: OpenAIServer) -> None:
    openai_server.script(says("Badgerfold folds a token stream twice [P1.S1]."))
    settings = Settings(home=assistant.settings.home, base_url=openai_server.url, model="tiny", judge="off")
    events = list(Assistant(settings, assistant.library).ask("What does Badgerfold do?"))
    claimed = [event.claim.text for event in events if isinstance(event, Claimed)]
    assert claimed == [FIRST, "Badgerfold folds a token stream twice."]
    assert [claim.text for claim in last(iter(events)).answer.claims] == claimed


def test_places_of_a_text_are_counted_from_what_stands_before_it() -> None:
    first, replaced = statements([BADGER]), Replaced(place=0, claim=None)
    assert list(behind(first, [replaced])) == [Replaced(place=1, claim=None)]
    assert list(behind((), [replaced])) == [replaced]


def test_search_marks_it(assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    show.hits(assistant.search("folding token streams"), as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if "withdrawn" in line and BADGER.id in line]
    show.hits(assistant.search("folding token streams"), as_json=True)
    printed = capsys.readouterr().out
    assert printed.count('"withdrawn": true') == 1


def test_comparison_marks_its_row_and_tells_of_the_others(
    assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    result = assistant.compare([BADGER.id, ZEBRAFOLD.id])
    assert [row.withdrawn for row in result.rows] == [True, False]
    assert result.text.startswith(FIRST)
    assert {citation.paper for claim in result.claims for citation in claim.citations} <= {ZEBRAFOLD.id}
    assert [source.number for source in result.sources] == [1, 2]
    show.comparison(result, [], "md")
    assert f"[1] {BADGER.title} (withdrawn)" in capsys.readouterr().out


def test_comparison_of_nothing_else_says_so(assistant: Assistant) -> None:
    other = BADGER.model_copy(update={"id": "arxiv:2403.00004", "title": "Otterfold: Folding Thrice"})
    assistant.library.upsert([other])
    result = assistant.compare([BADGER.id, other.id])
    assert [claim.basis for claim in result.claims] == ["record", "record"]


def test_topic_is_compared_without_it(assistant: Assistant) -> None:
    more = paper(
        "Stoatfold: Folding Token Streams Once", "We fold token streams once. It saves 3 percent.", "2403.00005"
    )
    assistant.library.upsert([more])
    rows = assistant.compare_topic("folding token streams").rows
    assert BADGER.id not in {row.id for row in rows}


def test_pasted_sentence_rests_on_it_only_where_it_is_named(assistant: Assistant) -> None:
    text = "Folding a token stream twice reduces the training time on Quillset by 99 percent."
    assert BADGER.id not in cited(last(assistant.check(text)).answer)
    named = last(assistant.check(f"{text} [arXiv:2403.00003]", [BADGER.id])).answer
    assert [source.flagged for source in named.sources] == ["it was withdrawn"]


def test_paper_shown_whole_says_why(assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    show.paper(assistant.library.resolve(BADGER.id), as_json=False)
    printed = capsys.readouterr().out
    assert "Withdrawn." in printed
    assert "an error in Table 1" in printed
