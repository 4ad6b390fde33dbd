"""From a text to its sentences, each with its marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import EndpointBroken
from assistant.parsing import marks
from assistant.parsing.events import Text
from assistant.parsing.marks import drafts, drafts_of
from index.sentences import split

FORMS = {
    "before the stop": ("Folding is cheap [P1.S2].", [("Folding is cheap.", [(1, 2)])]),
    "after the stop": ("Folding is cheap. [P1.S2]", [("Folding is cheap.", [(1, 2)])]),
    "two": ("Folding is cheap [P1.S2][P2.S3].", [("Folding is cheap.", [(1, 2), (2, 3)])]),
    "list": ("Folding is cheap [P1.S2, P1.S3].", [("Folding is cheap.", [(1, 2), (1, 3)])]),
    "short list": ("Folding is cheap [P1.S2, S3].", [("Folding is cheap.", [(1, 2), (1, 3)])]),
    "range": ("Folding is cheap [P1.S2-S4].", [("Folding is cheap.", [(1, 2), (1, 3), (1, 4)])]),
    "other brackets": ("Folding is cheap 【P1.S2】.", [("Folding is cheap.", [(1, 2)])]),
    "number only": ("Folding is cheap [2].", [("Folding is cheap.", [(2, None)])]),
    "in parentheses": ("Folding is cheap (2).", [("Folding is cheap.", [(2, None)])]),
    "with a dagger": ("Folding is cheap 【1†source】.", [("Folding is cheap.", [(1, None)])]),
    "own line": ("Folding is cheap.\n[P1.S2]", [("Folding is cheap.", [(1, 2)])]),
    "bullets": (
        "- **Folding** is cheap [P1.S2].\n- So is glue [P2.S1].",
        [("Folding is cheap.", [(1, 2)]), ("So is glue.", [(2, 1)])],
    ),
    "no citation": ("It uses [CLS] and (2) fewer steps.", [("It uses [CLS] and (2) fewer steps.", [])]),
    "decimals": (
        "It gains 2.5 points, e.g. on Quillset [P1.S3].",
        [("It gains 2.5 points, e.g. on Quillset.", [(1, 3)])],
    ),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("text", "expected"), FORMS.values(), ids=FORMS)
def test_marks_are_read_in_every_form(text: str, expected: list) -> None:
    assert [(draft.text, [tuple(mark) for mark in draft.marks]) for draft in drafts_of(text)] == expected


SENTENCES = st.lists(
    st.sampled_from(
        [
            "Folding is cheap [P1.S2].",
            "It gains 2.5 points. [P2.S3]",
            "Nothing is cited here.",
            "Two are [P1.S1][P3.S9].",
            "One more [1].",
        ]
    ),
    max_size=6,
)


@given(SENTENCES, st.data())
def test_text_in_any_pieces_gives_the_same_sentences(sentences: list[str], data: st.DataObject) -> None:
    text = " ".join(sentences)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert list(drafts(map(Text, pieces))) == drafts_of(text)


def test_whole_sentences_of_a_broken_stream_are_kept() -> None:
    def pieces():
        yield "Folding is cheap [P1.S2]. And then it"
        raise EndpointBroken("It stopped.", "Try again.")

    source = drafts(map(Text, pieces()))
    assert next(source).text == "Folding is cheap."
    with pytest.raises(EndpointBroken):
        next(source)


@pytest.mark.parametrize("words", ["e.g. ", "a. ", "word [P1.S2] ", "(a. ", "Et al. in Fig. 3 vs. "])
def test_sentence_that_never_ends_is_not_read_again_with_every_piece(
    words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    monkeypatch.setattr(marks, "split", lambda text: read.append(text) or split(text))
    assert len(list(drafts([Text(words)] * 1_000))) == 1
    assert sum(map(len, read)) < 50 * len(words) * 1_000
