"""The marks of a sentence, in the forms that models write although they were asked for another one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.parsing.events import Text
from assistant.parsing.marks import drafts, drafts_of

ONE = [(1, 2)]
FORMS = {
    "paper and sentence apart": ("[P1, S2]", ONE),
    "list of one paper": ("[P1, S2, S3]", [(1, 2), (1, 3)]),
    "two brackets": ("[P1][S2]", [(1, None), (1, 2)]),
    "semicolon": ("[P1.S2; P2.S1]", [(1, 2), (2, 1)]),
    "and": ("[P1.S2 and P2.S1]", [(1, 2), (2, 1)]),
    "range written out": ("[P1.S2–P1.S4]", [(1, 2), (1, 3), (1, 4)]),
    "colon": ("[P1:S2]", ONE),
    "dash": ("[P1-S2]", ONE),
    "slash": ("[P1/S2]", ONE),
    "underscore": ("[P1_S2]", ONE),
    "no S": ("[P1.2]", ONE),
    "lower case": ("[p1.s2]", ONE),
    "in words": ("[Paper 1, Sentence 2]", ONE),
    "see": ("[see P1.S2]", ONE),
    "source": ("[source: P1.S2]", ONE),
    "stop inside": ("[P1.S2.]", ONE),
    "twice in brackets": ("[[P1.S2]]", ONE),
    "parentheses around": ("([P1.S2], [P2.S1])", [(1, 2), (2, 1)]),
    "parentheses": ("(P1.S2)", ONE),
    "braces": ("{P1.S2}", ONE),
    "angles": ("<P1.S2>", ONE),
    "lenticular": ("【P1.S2】", ONE),
    "code": ("`[P1.S2]`", ONE),
    "bold": ("**[P1.S2]**", ONE),
    "escaped": ("\\[P1.S2\\]", ONE),
    "link": ("[P1.S2](https://example.org/a.b?c=1)", ONE),
    "link to nowhere": ("[1](#source-1)", [(1, None)]),
    "bare": ("P1.S2", ONE),
    "bare list": ("P1.S2, P2.S1", [(1, 2), (2, 1)]),
    "number in braces": ("{1}", [(1, None)]),
    "label": ("[ID:1]", [(1, None)]),
    "label before the mark": ("[id: P1.S2]", ONE),
    "label before each": ("[ID: P1.S2, ID: P2.S1]", [(1, 2), (2, 1)]),
    "label before a paper": ("{id=P1}", [(1, None)]),
    "wide brackets": ("［P1.S2］", ONE),
    "wide parentheses": ("（P1.S2）", ONE),
    "empty brackets": ("[]", []),
    "empty braces": ("{}", []),
    "letters of the grammar": (" [Pn.Sm]", []),
    "numbers": ("[1, 2]", [(1, None), (2, None)]),
    "numbers in parentheses": ("(1, 2)", [(1, None), (2, None)]),
    "numbers from to": ("[1-3]", [(1, None), (2, None), (3, None)]),
    "footnote": ("[^1]", [(1, None)]),
    "dagger": ("【1†source】", [(1, None)]),
}


@pytest.mark.parametrize("stop", ["{}.", ". {}"], ids=["before the stop", "after the stop"])
@pytest.mark.parametrize(("group", "marks"), FORMS.values(), ids=FORMS)
def test_group_is_read_and_leaves_no_trace(group: str, marks: list, stop: str) -> None:
    text = "Folding is cheap" + stop.format(group if stop[0] == "." else f" {group}") + "\nGlue is not [P3.S1]."
    first, second = drafts_of(text)
    assert (first.text.rstrip("."), [tuple(mark) for mark in first.marks]) == ("Folding is cheap", marks)
    assert (second.text, second.marks) == ("Glue is not.", ((3, 1),))


TEXT = {
    "token": "It reads [CLS] and [SEP].",
    "interval": "Values lie in [0, 1] and in [0.5].",
    "counted": "It needs (1) fewer steps and (2) less glue.",
    "year": "It was made [2024] by hand.",
    "storage": "It is kept in storage (S3) for years.",
    "probability": "It holds (p = 0.05) and (p 0.05).",
    "index": "It maps f[x](y) to g[i] in <b> and {x}.",
    "calls": "It calls f() and keeps a list[] or a map{} of x[i].",
    "power": "It costs x^{2}.",
    "set": "It takes {1, 2} of them.",
    "field": "It has a field (id 3) for each.",
    "tag": "It adds <think> tokens.",
}


@pytest.mark.parametrize("text", TEXT.values(), ids=TEXT)
def test_what_only_looks_like_a_group_stays(text: str) -> None:
    (draft,) = drafts_of(text)
    assert (draft.text, draft.marks) == (text, ())


def test_links_and_images_become_what_they_show() -> None:
    text = "See [Zebrafold](http://example.org/x) and ![a fold](data:image/png;base64,x) [P1.S1]."
    assert drafts_of(text)[0].text == "See Zebrafold and a fold."


def test_lead_in_goes_with_its_group() -> None:
    for lead in ("According to [P1.S2],", "In P1.S2,", "As stated in [P1.S2],", "Based on (P1.S2),"):
        (draft,) = drafts_of(f"{lead} folding is cheap.")
        assert (draft.text, draft.marks) == ("Folding is cheap.", ((1, 2),)), lead


REFERENCES = {
    "titles": "\n\nReferences:\n[1] On Folding\n[2] On Glue\n",
    "heading": "\n\n## Sources\n\n- P1: On Folding\n",
    "bold": "\n**Citations:**\n1. On Folding",
    "quoted": "\n\nSources: [P1.S2] Folding is cheap.",
    "marks alone": "\nSources: [P1.S2], [P2.S1]",
}


@pytest.mark.parametrize("end", REFERENCES.values(), ids=REFERENCES)
def test_list_of_references_is_left_out(end: str) -> None:
    (draft,) = drafts_of(f"Folding is cheap [P1.S2].{end}")
    assert (draft.text, draft.marks) == ("Folding is cheap.", ((1, 2),))


def test_sentence_that_begins_like_a_list_of_references_is_one() -> None:
    (draft,) = drafts_of("Sources: three kinds of moss [P1.S2].")
    assert draft.text == "Sources: three kinds of moss."


SENTENCES = st.lists(
    st.sampled_from([f"Folding is cheap {group}." for group, _ in FORMS.values()] + list(TEXT.values())), max_size=4
)


@given(SENTENCES, st.data())
def test_forms_are_read_alike_wherever_the_stream_is_cut(sentences: list[str], data: st.DataObject) -> None:
    text = " ".join(sentences) + data.draw(st.sampled_from(["", *REFERENCES.values()]))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert list(drafts(map(Text, pieces))) == drafts_of(text)


def test_hostile_brackets_are_read_quickly() -> None:
    for text in (
        "[P1" * 30_000,
        "[" * 90_000,
        "[1, " * 20_000,
        "P1.S2, " * 15_000,
        "(S1 and " * 10_000,
        "\\[" * 40_000,
    ):
        drafts_of(text)
