"""Filters that are typed, from the question to the answer."""

import datetime as dt
from pathlib import Path

import pytest

from assistant.config import Settings
from assistant.engine import Assistant, last
from assistant.types import Answer, Noticed, Retrieved, Turn
from index.query import Filters
from tests.support.papers import ALL, LANTERN, MOSSGATE, ZEBRAFOLD, paper

FERNS = paper(
    "Fernet: Ferns in Boxes", "We present Fernet, which folds ferns into boxes.", "2403.00003",
    published=dt.date(2024, 3, 4), authors=("Ada Example",), categories=("cs.CV",),
)  # fmt: skip


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    assistant = Assistant.open(Settings(home=tmp_path_factory.mktemp("filtered")))
    assistant.library.upsert([*ALL, FERNS])
    return assistant


def answer(assistant: Assistant, question: str, *earlier: str) -> Answer:
    return last(assistant.ask(question, history=[Turn(question=text) for text in earlier])).answer


def test_filters_are_shown_before_anything_is_answered(assistant: Assistant) -> None:
    first = next(iter(assistant.ask("What folds ferns, since February 2024?")))
    assert isinstance(first, Retrieved)
    assert first.understood == "published since 1 February 2024"
    assert ZEBRAFOLD.id not in {item.paper.id for item in first.evidence}


def test_no_filter_is_said_where_there_is_none(assistant: Assistant) -> None:
    assert answer(assistant, "What is Mossgate?").understood == ""


def test_filters_in_a_search(assistant: Assistant) -> None:
    def found(text: str) -> set[str]:
        return {item.paper.id for item in assistant.search(text)}

    assert found("papers on moss and ferns by Ada Example") == {ZEBRAFOLD.id, FERNS.id}
    assert found("papers that fold, but not ferns") == {one.id for one in ALL}
    assert found("papers in cs.CV") == {FERNS.id}
    assert found(f"@{FERNS.id} boxes") == {FERNS.id}


def test_newest_come_first_where_only_a_filter_is_given(assistant: Assistant) -> None:
    assert [item.paper.id for item in assistant.search("papers since 2024")] == [FERNS.id, MOSSGATE.id, ZEBRAFOLD.id]
    assert answer(assistant, "What's new since March 2024?").sources[0].id == FERNS.id


def test_question_that_is_a_title_has_no_filters(assistant: Assistant, tmp_path: Path) -> None:
    titled = paper("Papers by Ada Example Since 2024", "We list papers. Papers are listed by year.")
    library = Assistant.open(Settings(home=tmp_path))
    library.library.upsert([*ALL, titled])
    assert library.search(titled.title)[0].paper.id == titled.id
    assert library.understand(titled.title).said == ""


def test_filter_that_no_paper_passes_is_dropped_and_named(assistant: Assistant) -> None:
    events = list(assistant.ask("papers on moss images in cs.RO since 2024"))
    notice = next(event.text for event in events if isinstance(event, Noticed))
    assert "so this was searched without “in cs.RO”" in notice
    result = last(events).answer
    assert result.understood == "published since 1 January 2024"
    assert [source.id for source in result.sources] == [MOSSGATE.id]


def test_paper_that_would_answer_outside_the_dates_is_named_and_not_used(assistant: Assistant) -> None:
    result = answer(assistant, "What is Zebrafold since March 2024?")
    assert result.status == "abstained"
    outside = next(miss for miss in result.nearest if miss.id == ZEBRAFOLD.id)
    assert outside.reason == "outside the dates: published 2 January 2024"
    assert result.claims == ()
    assert "searched for what is published since 1 March 2024" in result.text


@pytest.mark.parametrize("question", ["What came out in March 2024?", "which papers were out in March 2024"])
def test_question_with_nothing_but_dates_is_a_list_of_that_time(assistant: Assistant, question: str) -> None:
    result = answer(assistant, question)
    assert result.text.startswith("1 of the 4 papers in the library was published in March 2024")
    assert [source.id for source in result.sources] == [FERNS.id]


def test_papers_of_an_organisation_are_those_that_have_it_as_such_or_as_author(tmp_path: Path) -> None:
    theirs = [
        FERNS.model_copy(update={"organisation": "Mossworks Research"}),
        MOSSGATE.model_copy(update={"authors": ("Mossworks", "Ada Example")}),
    ]
    library = Assistant.open(Settings(home=tmp_path))
    library.library.upsert([*ALL, *theirs])
    counted = answer(library, "How many papers did Mossworks publish?")
    by = "2 of the 4 papers in the library are by Mossworks (as author or organisation)"
    assert counted.text == f"{by}; 3 records have no organisation."
    assert counted.understood == "from Mossworks"
    asked = answer(library, "What folds ferns, by people at Mossworks?")
    assert [source.id for source in asked.sources] == [FERNS.id]
    assert "3 papers have no organisation and were searched by their authors alone." in asked.notice
    assert answer(library, "papers on ferns by Nobody at All").understood != "from Nobody at All"


def test_none_is_told_of_a_time_without_papers(assistant: Assistant) -> None:
    assert answer(assistant, "How many papers on ferns are from May 2023?").text.startswith("None of the 4 papers")
    assert answer(assistant, "How many papers on ferns are from May 2023?").notice.startswith("1 paper has no date")


def test_filter_holds_in_the_conversation(assistant: Assistant) -> None:
    result = answer(assistant, "What is Zebrafold?", "only papers since March 2024")
    assert (result.status, result.understood) == ("abstained", "published since 1 March 2024")
    assert answer(assistant, "What is Zebrafold, any year?", "only papers since March 2024").status == "answered"


def test_answer_is_as_long_as_was_asked_for(assistant: Assistant) -> None:
    assert len(answer(assistant, "What is Zebrafold?").claims) > 1
    assert len(answer(assistant, "What is Zebrafold, in one sentence?").claims) == 1
    assert len(answer(assistant, "What is Zebrafold?", "From now on answer in one sentence.").claims) == 1


def test_language_that_only_a_model_can_write_is_said(assistant: Assistant) -> None:
    assert "for German, set a model" in answer(assistant, "What is Zebrafold? Answer in German.").notice


def test_numbers_of_citations_begin_anew(assistant: Assistant) -> None:
    history = [Turn(question="What is Mossgate?", papers=(MOSSGATE.id, LANTERN.id))]
    result = last(assistant.ask("What is Zebrafold?", history=history)).answer
    assert [source.number for source in result.sources] == list(range(1, len(result.sources) + 1))
    assert result.sources[0].id == ZEBRAFOLD.id


def test_search_drops_a_filter_that_no_paper_passes_and_says_so(assistant: Assistant) -> None:
    found = assistant.find("papers on moss images in cs.RO since 2024")
    assert found.evidence[0].paper.id == MOSSGATE.id
    assert found.understood == "published since 1 January 2024"
    assert "searched without “in cs.RO”" in found.notice


def test_author_that_is_not_there_is_dropped_and_named(assistant: Assistant) -> None:
    result = answer(assistant, "papers by Nobody Known on gated retrieval of moss images")
    assert "No paper passes “by Nobody Known”" in result.notice
    assert result.sources[0].id == MOSSGATE.id


def test_filter_of_a_flag_is_not_dropped(assistant: Assistant) -> None:
    events = assistant.ask("What is Zebrafold?", filters=Filters(since=dt.date(2030, 1, 1)))
    result = last(events).answer
    assert (result.status, result.notice) == ("abstained", "1 paper has no date and was not searched.")
    assert result.nearest[0].reason == "outside the dates: published 2 January 2024"


def test_flag_wins_over_what_is_typed(assistant: Assistant) -> None:
    given = Filters(since=dt.date(2024, 3, 1))
    assert assistant.find("papers since 2020 on ferns", filters=given).understood == "published since 1 March 2024"


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("What is Fernet in cs.CL or cs.RO?", "outside cs.CL or cs.RO: it is in cs.CV"),
        ("What is Mossgate, by Ada Example?", "not by Ada Example, as far as its record says"),
        ("Which papers fold ferns into boxes, but not Fernet?", "it is not without “Fernet”"),
        ("What are lantern networks since 2024?", "outside the dates: its record has no date"),
    ],
)
def test_reason_says_which_filter_a_paper_misses(assistant: Assistant, question: str, reason: str) -> None:
    typed = assistant.understand(question).filters  # as if by flags: a typed filter that none passes is dropped
    result = last(assistant.ask(question, filters=typed)).answer
    assert result.status != "answered"
    assert reason in {miss.reason for miss in result.nearest}


def test_further_question_says_what_it_is_about(assistant: Assistant) -> None:
    history = [Turn(question="What is Zebrafold?", papers=(ZEBRAFOLD.id,))]
    result = last(assistant.ask("what about its limits, in one sentence?", history=history)).answer
    assert result.understood == "about the papers of the last answer; in one sentence"
    assert [source.id for source in result.sources] == [ZEBRAFOLD.id]


def test_other_papers_are_found(assistant: Assistant) -> None:
    history = [Turn(question="Which papers fold?", papers=(ZEBRAFOLD.id,))]
    result = last(assistant.ask("who else folds ferns into boxes?", history=history)).answer
    assert FERNS.id in {source.id for source in result.sources}
    assert ZEBRAFOLD.id not in {source.id for source in result.sources}


def test_paper_that_was_found_is_called_by_its_name_in_a_comparison(assistant: Assistant) -> None:
    history = [Turn(question="Which papers fold token streams?", papers=(ZEBRAFOLD.id,))]
    first = next(iter(assistant.ask("does it beat FernNet?", history=history)))
    assert isinstance(first, Retrieved)
    assert first.understood == ""  # it is searched for everywhere
    assert ZEBRAFOLD.id in {item.paper.id for item in first.evidence}


@pytest.mark.parametrize(
    "question",
    [
        "Which papers retrieve moss images that look alike?",
        "Which methods retrieve moss images?",
        "something else: moss images",
    ],
)
def test_change_of_subject_leaves_the_last_papers(assistant: Assistant, question: str) -> None:
    history = [Turn(question="What is Zebrafold?", papers=(ZEBRAFOLD.id,))]
    result = last(assistant.ask(question, history=history)).answer
    assert result.sources[0].id == MOSSGATE.id


def test_false_statement_of_the_reader_is_no_evidence(assistant: Assistant) -> None:
    false = "Zebrafold was invented by Napoleon and reduces the time by 99 %, doesn't it?"
    history = [Turn(question=false, papers=(ZEBRAFOLD.id,))]
    for question in ("by how much does it reduce the time?", "What is Zebrafold?", "who else does this?"):
        result = last(assistant.ask(question, history=history)).answer
        assert "99" not in result.text
        assert "Napoleon" not in result.text


def test_long_question_is_answered_or_not_but_ends(assistant: Assistant) -> None:
    for text in (" " * 19_000 + "moss", "papers since 2024 but not moss " * 600):
        assert answer(assistant, text, text, "why?").status in ("answered", "related", "abstained")
