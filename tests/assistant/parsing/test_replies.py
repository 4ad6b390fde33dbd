"""Replies as models write them, and what a reader sees of each: sentences, what they cite, verdicts, notices."""

import pytest

from assistant.jobs.abstention import Searched
from assistant.jobs.answer import ask
from assistant.parsing.events import Text
from assistant.parsing.marks import drafts
from assistant.parsing.reply import is_absence
from assistant.types import Answer, Claimed, Finished, Replaced
from assistant.writers.extractive import ExtractiveWriter
from index.paper import Paper
from index.query import Query
from tests.support.desk import Desk
from tests.support.openai_server import says
from tests.support.papers import ALL, MOSSGATE, ZEBRAFOLD, evidence
from tests.support.writers import FixedRetriever

FOLDS = "Zebrafold folds a stream into layers."
SAVES = "On Quillset, Zebrafold reduces the training time by 46%."
FINDS = "Mossgate finds the right species in 88 of 100 queries."
TWO = [(FOLDS, [("2401.00001", (2,))]), (SAVES, [("2401.00001", (3,))])]
ONE = TWO[1:]
MARKED = "On Quillset, Zebrafold reduces the training time by 46% [P1.S3]."


def answer(desk: Desk, text: str, papers: tuple[Paper, ...] = ALL, size: int = 7) -> Answer:
    desk.server.script(says(*(text[start : start + size] for start in range(0, len(text), size))))
    desk.server.default = says("I cannot help.")  # with a repair
    query = Query(text="What is Zebrafold?")
    writers = (desk.writer(), ExtractiveWriter())
    *seen, done = ask(
        query, retriever=FixedRetriever(evidence(*papers)), writers=writers, searched=Searched(len(papers))
    )
    assert isinstance(done, Finished)
    shown = [event.claim for event in seen if isinstance(event, Claimed)]
    for event in seen:
        if isinstance(event, Replaced):
            shown[event.place : event.place + 1] = [event.claim] if event.claim else []
    assert not done.answer.claims or [claim.text for claim in shown] == [claim.text for claim in done.answer.claims]
    return done.answer


def told(result: Answer) -> list[tuple[str, list[tuple[str, tuple[int, ...]]]]]:
    return [
        (claim.text, [(cited.paper.removeprefix("arxiv:"), cited.sentences) for cited in claim.citations])
        for claim in result.claims
    ]


GOOD = {
    "marks at the end of the paragraph": (f"{FOLDS} {SAVES[:-1]} [P1.S2][P1.S3].", None),
    "no marks": (f"{FOLDS} {SAVES}", TWO),
    "marks before their sentences": (f"[P1.S2] {FOLDS} [P1.S3] {SAVES}", TWO),
    "marks on a line with a label": (f"{SAVES}\nMarks: [P1.S3]", ONE),
    "evidence on a line": (f"{SAVES}\n\nEvidence: P1.S3", ONE),
    "authors": (f"{SAVES[:-1]} (Example et al., 2024).", ONE),
    "authors in brackets": (f"{SAVES[:-1]} [Example and Other, 2024].", ONE),
    "in words": (f"{SAVES[:-1]} [Abstract P1, Sentence S3].", ONE),
    "as an attribute": (f'{SAVES[:-1]} [abstract id="P1", S3].', ONE),
    "sentence of paper": (f"{SAVES[:-1]} [S3 of P1].", ONE),
    "sentence outside": (f"{SAVES[:-1]} [P1] S3.", ONE),
    "stops": (f"{SAVES[:-1]} [P.1.S.3].", ONE),
    "reference": (f"{SAVES[:-1]} [ref: 1].", ONE),
    "says that": ("P1.S3 states that on Quillset, Zebrafold reduces the training time by 46%.", ONE),
    "according to": ("According to abstract P1 (S3), on Quillset, Zebrafold reduces the training time by 46%.", ONE),
    "colon": (f"[P1.S3]: {SAVES}", ONE),
    "dash": (f"{SAVES[:-1]} — P1.S3.", ONE),
    "stars around the mark": (f"{SAVES[:-1]} *[P1.S3]*.", ONE),
    "command": (f"{SAVES[:-1]} \\cite{{P1.S3}}.", ONE),
    "bars": (f"{SAVES[:-1]} |P1.S3|.", ONE),
    "mark raised": (f"{SAVES[:-1]} <sup>[P1.S3]</sup>.", ONE),
    "emphasis": ("On *Quillset*, __Zebrafold__ _reduces_ the `training` time by **46%** [P1.S3].", ONE),
    "formula": ("On Quillset, Zebrafold reduces the training time by $46\\%$ [P1.S3].", ONE),
    "boxed": ("On Quillset, Zebrafold reduces the training time by \\(\\boxed{46\\%}\\) [P1.S3].", ONE),
    "narrow lines": ("On Quillset, Zebrafold reduces\nthe training\ntime by 46% [P1.S3].", ONE),
    "tags": (f"<answer>\n<p>{MARKED}</p><br></answer>", ONE),
    "output": (f"<output>{MARKED}</output>", ONE),
    "quotes": (f'"{SAVES}" [P1.S3]', ONE),
    "quoted from the abstract": (f'The abstract states: "{SAVES[:-1]}" [P1.S3].', ONE),
    "table": (f"| Method | Effect | |\n|---|---|---|\n| {SAVES[:-1]} [P1.S3] | |", [(SAVES[:-1], ONE[0][1])]),
    "picture": (f"{MARKED} 🎉", ONE),
    "yes alone": (f"Yes. {MARKED}", ONE),
    "cheer": (f"{SAVES[:-1]}! [P1.S3]", ONE),
    "label": (f"Final answer: {MARKED}", ONE),
    "letter": (f"A: {MARKED}", ONE),
    "role": (f"Assistant: {MARKED}", ONE),
    "preface": (f"Here's a concise answer to your question: {MARKED}", ONE),
    "based on": (f"Based on the provided abstracts, {MARKED[0].lower()}{MARKED[1:]}", ONE),
    "praise": (f"That's a great question! {MARKED}", ONE),
    "sure": (f"Sure, here's the answer: {MARKED}", ONE),
    "heading": (f"## Key findings\n\n{MARKED}\n\nExplanation\n", ONE),
    "question repeated": (f"Question: What is Zebrafold?\nAnswer: {MARKED}", ONE),
    "confidence": (f"{MARKED}\n\nConfidence: high", ONE),
    "note": (f"{MARKED}\n\n(Note: I have copied the numbers exactly.)", ONE),
    "note on the answer": (f"{MARKED}\n\n**Note:** This answer is based solely on the abstracts.", ONE),
    "what I found": (f"Based on the abstracts you provided, here is what I found.\n\n{MARKED}", ONE),
    "fence": (f"```markdown\n{MARKED}\n```", ONE),
    "JSON before the answer": (f'{{"thought": "P1 folds."}}\n{MARKED}', ONE),
    "scratchpad": (f"<scratchpad>\nP1.S2 says it folds.\n</scratchpad>\n{MARKED}", ONE),
    "next turn": (f"{MARKED}</s>[INST] What about moss? [/INST] {FINDS}", ONE),
    "asks itself more": (f"{MARKED}\n\nQuestion: And moss?\n{FINDS[:-1]} [P2.S3].", ONE),
}


@pytest.mark.parametrize(("text", "expected"), GOOD.values(), ids=GOOD)
def test_true_sentence_is_shown_as_one_however_it_is_written(desk: Desk, text: str, expected: list | None) -> None:
    result = answer(desk, text)
    assert {claim.verdict.support for claim in result.claims} == {"supported"}
    assert (result.engine, result.notice) == ("tiny", "")
    if expected is None:
        assert [claim.text for claim in result.claims] == [FOLDS, SAVES]
    else:
        assert told(result) == expected


@pytest.mark.parametrize(
    "text",
    [
        'Here is the table:\n```json\n{"cells": [{"paper": "P1", "problem": "x"',
        '{"papers": [{"paper": "P1", "aspect": "results", "value": "cuts the time by 46% [P1.S3]"}]}',
        '{"papers": "[{\\"paper\\": \\"P1\\"}]"}',
        f'["{MARKED}"]',
    ],
)
def test_JSON_in_place_of_sentences_is_not_shown(desk: Desk, text: str) -> None:
    result = answer(desk, text)
    assert (result.engine, result.usage.calls) == ("extractive", 1)
    assert not set('{}"') & set(result.text)


@pytest.mark.parametrize("mark", ["[S3]", "(S3)", "[1, 2]"])
def test_mark_without_a_paper_means_the_only_one(desk: Desk, mark: str) -> None:
    assert told(answer(desk, f"{SAVES[:-1]} {mark}.", (ZEBRAFOLD,))) == ONE


def test_each_paper_that_a_sentence_names_is_cited_for_its_own_clause(desk: Desk) -> None:
    result = answer(desk, "Zebrafold (P1) folds a stream into layers, while Mossgate (P2) is a gated retriever.")
    assert [(cited.paper, cited.sentences) for cited in result.claims[0].citations] == [
        (ZEBRAFOLD.id, (2,)),
        (MOSSGATE.id, (2,)),
    ]


def test_sentence_without_a_mark_is_checked_like_any_other(desk: Desk) -> None:
    result = answer(desk, f"{MARKED} On Quillset, Zebrafold reduces the training time by 64%.")
    assert [claim.verdict.support for claim in result.claims] == ["supported", "unsupported"]


def test_sentence_that_nothing_is_like_stays_without_a_source(desk: Desk) -> None:
    result = answer(desk, f"{MARKED} It was praised by critics of Lantern all over the world.")
    assert result.claims[-1].citations == ()
    assert result.claims[-1].verdict.support == "unsupported"


def test_sentence_of_the_abstract_takes_the_place_of_the_same_one_that_failed(desk: Desk) -> None:
    result = answer(desk, f"{ZEBRAFOLD.sentences[1][:-1]} [P9.S9].")
    assert [(claim.text, claim.verdict.support) for claim in result.claims].count(
        (ZEBRAFOLD.sentences[1], "quoted")
    ) == 1
    assert not [claim for claim in result.claims if claim.verdict.support == "unsupported"]


def test_name_above_a_list_is_the_subject_of_its_items(desk: Desk) -> None:
    paper = Paper(id="x:1", title="MossGPT", abstract="MossGPT: Uses two gates. Other work has none of them.")
    result = answer(desk, "**MossGPT:**\n- Uses two gates [P1.S1]", (paper,))
    assert [claim.text for claim in result.claims] == ["MossGPT: Uses two gates"]


# Declining


@pytest.mark.parametrize(
    "text",
    [
        "NOT_ANSWERED",
        "NOT ANSWERED [P1.S1].",
        "Answer: NOT ANSWERED",
        "NOT ANSWERED. The abstracts do not mention this.",
        "NOT ANSWERED\n\nThe abstracts only discuss folding in general.",
        "The abstracts do not answer the question.",
        "I cannot answer this question.",
        "Note: The abstract does not state the training cost [P1.S1].",
        "NICHT BEANTWORTET",
    ],
)
def test_declining_in_any_words_is_believed(desk: Desk, text: str) -> None:
    result = answer(desk, text)
    assert (result.status, result.engine, result.notice, result.usage.calls) == ("abstained", "tiny", "", 1)


def test_abstention_names_the_model_that_the_server_chose(desk: Desk) -> None:
    desk.server.script(says("NOT ANSWERED"))
    writers = (desk.writer(model=None), ExtractiveWriter())
    engines = []
    for relevance in (0.9, 0.0):
        retriever = FixedRetriever(evidence(*ALL, relevance=relevance))
        *_, done = ask(Query(text="What is Zebrafold?"), retriever=retriever, writers=writers, searched=Searched(3))
        assert isinstance(done, Finished)
        engines.append(done.answer.engine)
        writers = (desk.writer(model=None), ExtractiveWriter())
    assert engines == ["tiny", "extractive"]  # off the subject no model is asked


@pytest.mark.parametrize(
    "text", ["[P1.S3]", "Visit www.moss.example for more [P1.S1].", "I'm sorry, but I can't assist with that."]
)
def test_reply_without_a_usable_sentence_is_no_decline(desk: Desk, text: str) -> None:
    result = answer(desk, text)
    assert (result.status, result.engine) == ("answered", "extractive")
    assert "own sentences follow" in result.notice


@pytest.mark.parametrize(
    "text",
    [
        "The abstract gives no figure for the cost [P1.S2].",
        "NOT ANSWERED for the cost in dollars.",
        "However, the abstracts do not mention the cost.",
    ],
)
def test_what_the_abstracts_do_not_say_is_told_beside_the_answer(desk: Desk, text: str) -> None:
    result = answer(desk, f"{MARKED} {text}")
    assert told(result) == ONE
    assert result.notice.startswith("The model says: ")
    assert "cost" in result.notice


@pytest.mark.parametrize("link", ["https://moss.example", "help@moss.example"])
def test_no_address_is_told_in_the_name_of_what_is_not_stated(desk: Desk, link: str) -> None:
    result = answer(desk, f"{MARKED} The abstracts do not state the cost, which stands at {link} for you.")
    assert told(result) == ONE
    assert "moss" not in result.notice


@pytest.mark.parametrize(
    "text",
    [
        "Zebrafold does not add latency.",
        "Retrieved passages do not contain the answer in half of the cases.",
        "This paper does not use labels.",
        "The paper shows no loss of accuracy.",
        "Models cannot answer questions that need two documents.",
        "There is no evidence that Zebrafold is slower.",
        "The dataset is not available.",
        "NOT ANSWERED is a phrase.",
        "Users do not say why they leave.",
    ],
)
def test_statement_about_the_world_is_no_absence(text: str) -> None:
    assert not is_absence(text)


# How much is read


def test_answer_ends_where_a_model_goes_on_for_ever(desk: Desk) -> None:
    kinds = ["folds", "stores", "reads", "sorts", "joins", "cuts", "maps", "lists", "ranks", "trains"] * 3
    text = " ".join(
        f"Zebrafold {kind} a stream with {place * 'very '}thin layers [P1.S2]." for place, kind in enumerate(kinds)
    )
    assert len(answer(desk, text, size=400).claims) <= 12


def test_loop_that_counts_is_a_loop(desk: Desk) -> None:
    text = " ".join(f"{SAVES[:-1]} and that is point {n} [P1.S3]." for n in range(30))
    assert sum("that is point" in claim.text for claim in answer(desk, text, size=400).claims) < 5


def test_text_is_read_once_however_long_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.parsing import marks

    work = []
    split = marks.split
    monkeypatch.setattr(marks, "split", lambda line: work.append(len(line)) or split(line))
    for count in (50, 500):
        work.clear()
        text = " ".join(f"Zebrafold folds the stream number {n} into layers [P1.S2]." for n in range(count))
        pieces = [text[start : start + 5] for start in range(0, len(text), 5)]
        assert len(list(drafts(map(Text, pieces)))) == count
        assert sum(work) < 60 * len(text)
