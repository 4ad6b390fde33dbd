"""Verdicts are read from whatever a model sends, and from nothing else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.judges.endpoint import read_verdicts
from assistant.parsing.events import Mark
from assistant.verification.judge import Judgement

ITEMS = [
    {"number": 1, "part": "", "verdict": "supported", "correction": "", "marks": []},
    {
        "number": 2,
        "part": "moss is green, not blue",
        "verdict": "unsupported",
        "correction": "Moss is green.",
        "marks": ["P1.S2", "[P2.S1]"],
    },
]
READ = (
    Judgement(1, "supported"),
    Judgement(2, "unsupported", "moss is green, not blue", "Moss is green.", (Mark(1, 2), Mark(2, 1))),
)
WHOLE = json.dumps({"verdicts": ITEMS})
LINES = "1 | supported\n2 | unsupported | moss is green, not blue | Moss is green [P1.S2][P2.S1]."
FORMS = {
    "as asked": WHOLE,
    "in a fence": f"```json\n{json.dumps({'verdicts': ITEMS}, indent=2)}\n```",
    "with text around it": f"Here are the verdicts {{as JSON}}:\n{WHOLE}\nI hope this helps.",
    "a bare list": json.dumps(ITEMS),
    "an object a line": "\n".join(map(json.dumps, ITEMS)),
    "trailing commas": WHOLE.replace("}]}", "},],}"),
    "under another name": json.dumps({"results": ITEMS}),
    "kept under numbers": json.dumps({str(item.pop("number")): item for item in [dict(item) for item in ITEMS]}),
    "numbers as text": WHOLE.replace('"number": 1', '"number": "1"').replace('"number": 2', '"number": "2."'),
    "a truth value": WHOLE.replace('"verdict": "supported"', '"supported": true').replace(
        '"verdict": "unsupported"', '"supported": false'
    ),
    "other words": WHOLE.replace('"unsupported"', '"Not supported"').replace('"verdict"', '"label"'),
    "after thinking": f'Let me see: {{"number": 2, "verdict": "supported"}}\n</think>\n{WHOLE}',
    "a draft before it": f'{{"verdicts": [{{"number": 2, "verdict": "supported"}}]}} No: {WHOLE}',
    "lines": LINES,
    "lines in a table": "| n | verdict |\n|---|---|\n| 1 | supported | | |\n"
    "| 2 | unsupported | moss is green, not blue | Moss is green [P1.S2] [P2.S1]. |",
    "lines of a list": f"1. **Supported**\n{LINES.splitlines()[1]}",
}


@pytest.mark.parametrize("reply", FORMS.values(), ids=FORMS)
def test_every_form_is_read(reply: str) -> None:
    assert read_verdicts(reply, 2) == READ


def test_whole_items_of_a_reply_that_was_cut_off_are_read() -> None:
    cut = WHOLE[: WHOLE.index("moss is green, not")]
    assert read_verdicts(cut, 2) == READ[:1]


def test_numbers_that_were_not_asked_for_are_left_out() -> None:
    verdicts = [{"number": n, "verdict": "supported"} for n in (0, -1, 3, 901, True, 2.5, None, "two", 10**6)]
    assert read_verdicts(json.dumps({"verdicts": verdicts}), 2) == ()
    assert read_verdicts("3 | supported\n0 | supported\n901 | unsupported | x |", 2) == ()


@pytest.mark.parametrize(
    "reply", ["", "I cannot do that.", "[]", "{}", '{"verdicts": "all supported"}', "All supported."]
)
def test_what_holds_no_verdict_gives_none(reply: str) -> None:
    assert read_verdicts(reply, 5) == ()


def test_supported_sentence_has_neither_part_nor_correction() -> None:
    item = {"number": 1, "verdict": "supported", "part": "none", "correction": "Moss.", "marks": ["P1.S1"]}
    assert read_verdicts(json.dumps([item]), 1) == (Judgement(1, "supported"),)


@pytest.mark.parametrize("nothing", ["None", "n/a", "-", " ", None, 7])
def test_nothing_in_words_is_nothing(nothing: object) -> None:
    item = {"number": 1, "verdict": "unsupported", "part": nothing, "correction": nothing, "marks": nothing}
    assert read_verdicts(json.dumps([item]), 1) == (Judgement(1, "unsupported"),)


def test_words_for_the_reader_are_one_short_line_without_signs_that_cannot_be_shown() -> None:
    item = {"number": 1, "verdict": "unsupported", "part": "a\n\x1b[31mb \ud800" + "c" * 999, "correction": "x" * 9999}
    (found,) = read_verdicts(json.dumps([item]), 1)
    assert found.part.startswith("a [31mb ?c")
    assert len(found.part) <= 200
    assert found.correction == ""
    found.part.encode()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["number", "verdict", "part", "marks", "1"]), inner)
    ),
    max_leaves=20,
)


@given(st.text() | _JSON.map(json.dumps) | st.tuples(st.text(), _JSON).map(lambda two: two[0] + json.dumps(two[1])))
def test_nothing_raises_and_no_number_is_made_up(reply: str) -> None:
    found = read_verdicts(reply, 3)
    numbers = [judgement.number for judgement in found]
    assert set(numbers) <= {1, 2, 3}
    assert numbers == sorted(set(numbers))


@given(st.integers(min_value=0, max_value=len(WHOLE)))
def test_no_cut_turns_a_verdict(place: int) -> None:
    assert set(read_verdicts(WHOLE[:place], 2)) <= set(READ)


@pytest.mark.parametrize(
    "reply", ["{" * 100_000, '{"a":' * 50_000, '{"a": [' * 50_000, "9" * 100_000, '{"number": ' + "9" * 9999]
)
def test_hostile_reply_is_read_in_time(reply: str) -> None:
    assert read_verdicts(reply, 3) == ()
