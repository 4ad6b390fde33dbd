"""Questions that set papers side by side: which they are, what is said of one that is missing, and what follows."""

from collections.abc import Callable

import pytest

from assistant.config import Settings
from assistant.engine import Assistant, last
from assistant.jobs.recorded import recorded
from assistant.store.conversations import Conversations
from assistant.store.turns import history
from assistant.types import Answer, Claimed, Comparison, Finished, Retrieved, Turn
from tests.support.papers import paper

FOLD = paper(
    "ZebraFold: Folding Token Streams",
    "Training on long token streams is slow and costly. We propose ZebraFold, which folds a token stream into layers. "
    "ZebraFold is evaluated on QuillBench. ZebraFold cuts the training time by 46% and reaches 91.2 points.",
    "2401.00001",
    published="2024-01-02",
)
PRESS = paper(
    "TokenPress: Pressing Token Streams Without Training",
    "Long token streams do not fit into memory. We present TokenPress, which presses a token stream without any "
    "training. On QuillBench, TokenPress reaches 88.0 points with 12 GB of memory.",
    "2402.00002",
    published="2024-02-03",
)
SKIM = paper(
    "SkimNet: Skimming Token Streams",
    "Reading every token of a stream is wasteful. We introduce SkimNet, which skims a token stream and skips what "
    "repeats. SkimNet loses no accuracy on QuillBench.",
    "2403.00003",
    published="2024-03-04",
)
QUIETLY = paper(
    "Answering Without Labels by Made-up Letters",
    "Labels for letters are rare. LettGen asks a model to make up a letter. LettGen then looks for real letters near "
    "it. LettGen beats searchers that need labels.",
    "2404.00004",
)
TWINS = tuple(
    paper(
        f"GridLore: {what}", f"We propose GridLore, which is about {what.lower()}. GridLore is tested.", f"2405.0000{n}"
    )
    for n, what in enumerate(("Maps of Grids", "Songs of Grids"))
)
Say = Callable[..., list[Answer]]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    assistant = Assistant.open(Settings(home=tmp_path_factory.mktemp("compared")))
    assistant.library.upsert([FOLD, PRESS, SKIM, QUIETLY, *TWINS])
    return assistant


@pytest.fixture(scope="module")
def say(assistant: Assistant) -> Say:
    def conversation(*turns: str) -> list[Answer]:
        past, answers = list[Turn](), list[Answer]()
        for typed in turns:
            done = last(assistant.ask(typed, history=past))
            assert done.turn
            answers.append(done.answer)
            past.append(done.turn)
        return answers

    return conversation


def compared(answer: Answer) -> Comparison:
    assert answer.comparison, answer.text
    return answer.comparison


def rows(answer: Answer) -> list[str]:
    return [row.id for row in compared(answer).rows]


@pytest.mark.parametrize(
    "question",
    [
        "compare ZebraFold and TokenPress",
        "How does ZebraFold differ from TokenPress?",
        "ZebraFold vs TokenPress",
        "was ist der Unterschied zwischen ZebraFold und TokenPress?",
        "Is ZebraFold better than TokenPress?",
        "arxiv:2401.00001 or TokenPress?",
    ],
)
def test_papers_that_are_named_are_set_side_by_side(say: Say, question: str) -> None:
    (answer,) = say(question)
    assert rows(answer) == [FOLD.id, PRESS.id] == list(answer.papers)
    assert answer.status == "answered"
    assert answer.sources == compared(answer).sources


def test_papers_of_the_last_answer_are_set_beside_the_one_that_a_turn_names(say: Say) -> None:
    *_, two, three = say("compare ZebraFold and TokenPress", "how is that different from SkimNet?")
    assert rows(two) == [FOLD.id, PRESS.id]
    assert rows(three) == [FOLD.id, PRESS.id, SKIM.id]


def test_record_is_asked_of_the_paper_that_is_talked_of(say: Say) -> None:
    *_, told = say("What is ZebraFold?", "when was it posted?")
    assert "2024-01-02" in told.text


@pytest.mark.parametrize(
    "question",
    [
        "What is ZebraFold?",
        "Does TokenPress build on ZebraFold?",
        "Which papers press token streams?",
        "How much training time does ZebraFold save on QuillBench?",
        "dropout or weight decay?",
        "Is it better in ZebraFold to train on raw streams or on folded ones?",
        "ZebraFold: cheaper and better than plain layers for pressing token streams?",
    ],
)
def test_other_questions_are_answered_as_ever(say: Say, question: str) -> None:
    assert say(question)[0].comparison is None


def test_part_of_a_question_that_is_no_name_is_no_missing_paper(say: Say) -> None:
    """It was refused: no paper called “whole-stream folding” was there to be set beside ZebraFold."""
    (answer,) = say("What is ZebraFold and what can it do that pressed token layers or whole-stream folding can't?")
    assert FOLD.id in {source.id for source in answer.sources}
    assert not answer.comparison


@pytest.mark.parametrize(
    "question", ["pressing token streams vs ZebraFold", "how does ZebraFold differ from pressing token streams?"]
)
def test_side_may_be_told_by_words_of_a_title(say: Say, question: str) -> None:
    (answer,) = say(question)
    assert set(rows(answer)) == {FOLD.id, PRESS.id}
    assert "“pressing token streams” is taken for “TokenPress" in answer.notice


@pytest.mark.parametrize("question", ["ZebraFold vs quill tuning", "how does quill tuning differ from ZebraFold?"])
def test_side_in_words_that_no_paper_has_is_missing(say: Say, question: str) -> None:
    (answer,) = say(question)
    assert answer.missing == ("quill tuning",)
    assert answer.comparison is None


def test_events_come_as_of_any_answer(assistant: Assistant) -> None:
    first, *claimed, end = assistant.ask("compare ZebraFold, TokenPress and SkimNet")
    assert isinstance(first, Retrieved)
    assert [item.paper.id for item in first.evidence] == [FOLD.id, PRESS.id, SKIM.id]
    assert isinstance(end, Finished)
    assert [event.claim for event in claimed if isinstance(event, Claimed)] == list(end.answer.claims)


def test_what_a_list_is_asked_for_is_a_column(say: Say) -> None:
    listed, cheapest, training, them = say(
        "list papers on token streams",
        "which of these is cheapest?",
        "which of them need training?",
        "compare them",
    )
    assert len(listed.papers) > 1
    assert compared(cheapest).columns == ("cost",)
    assert compared(training).columns == ("training",)
    assert set(rows(cheapest)) == set(listed.papers)
    assert len(compared(them).columns) > 1


def test_places_of_a_list_are_compared(say: Say) -> None:
    listed, two = say("list all papers", "compare the first and the third")
    assert rows(two) == [listed.papers[0], listed.papers[2]]


def test_paper_that_came_up_behind_another_topic_is_compared(say: Say) -> None:
    earlier = ("Which papers are about token streams?", "When was SkimNet published?")
    assert set(rows(say(*earlier, "Compare it with TokenPress")[-1])) == {SKIM.id, PRESS.id}
    assert set(rows(say(*earlier, "What is ZebraFold?", "Compare it with TokenPress")[-1])) == {FOLD.id, PRESS.id}


def test_comparison_is_talked_about(say: Say) -> None:
    _, slower = say("compare ZebraFold and TokenPress", "why is the second slower?")
    assert {source.id for source in slower.sources} <= {PRESS.id}


def test_topic_is_compared_by_papers_on_it(say: Say) -> None:
    (answer,) = say("compare approaches to compressing token streams")
    assert PRESS.id in rows(answer)
    assert set(rows(answer)) <= {FOLD.id, PRESS.id, SKIM.id}
    assert compared(answer).topic == "compressing token streams"


def test_missing_paper_is_named_with_the_nearest(say: Say) -> None:
    (answer,) = say("compare ZebraFold and GlimmerNet")
    assert answer.status == "abstained"
    assert answer.missing == ("GlimmerNet",)
    assert "GlimmerNet" in answer.text
    assert {miss.id for miss in answer.nearest} & {PRESS.id, SKIM.id}
    assert FOLD.id not in {miss.id for miss in answer.nearest}


def test_table_of_those_that_are_there_says_who_is_missing(say: Say) -> None:
    (answer,) = say("compare ZebraFold, TokenPress and GlimmerNet")
    assert rows(answer) == [FOLD.id, PRESS.id]
    assert answer.missing == ("GlimmerNet",)
    assert "GlimmerNet" in answer.notice


def test_name_that_no_title_has_is_that_of_the_paper_about_it(say: Say) -> None:
    (answer,) = say("How does LettGen differ from SkimNet?")
    assert set(rows(answer)) == {QUIETLY.id, SKIM.id}
    assert QUIETLY.title in answer.notice


def test_name_of_two_papers_stands_for_both_unless_one_is_named(say: Say) -> None:
    both, chosen = say("compare ZebraFold and GridLore", "compare ZebraFold and GridLore (arxiv:2405.00001)")
    assert rows(both) == [FOLD.id, *(twin.id for twin in TWINS)]
    assert "GridLore" in both.notice
    assert set(rows(chosen)) == {FOLD.id, TWINS[1].id}


def test_comparison_is_kept_and_goes_on_after_a_reload(assistant: Assistant) -> None:
    kept = Conversations(assistant.database)
    recording = kept.begin("compare ZebraFold and TokenPress", "")
    *_, end = recorded(assistant.ask("compare ZebraFold and TokenPress"), recording)
    assert isinstance(end, Finished)
    turns = Conversations(assistant.database).turns(recording.conversation)
    assert turns[0].answer == end.answer
    later = last(assistant.ask("which is cheaper?", history=history(turns))).answer
    assert rows(later) == [FOLD.id, PRESS.id]


def test_command_line_takes_the_names_that_questions_have(assistant: Assistant) -> None:
    names = [row.id for row in assistant.compare(["LettGen", "SkimNet"]).rows]
    assert names == [QUIETLY.id, SKIM.id]


def test_it_is_compared_with_two_others(say: Say) -> None:
    _, three = say("What is ZebraFold?", "Compare it with TokenPress and SkimNet")
    assert set(rows(three)) == {FOLD.id, PRESS.id, SKIM.id}
