"""The cells of one paper's row as a model writes them."""

import json

import pytest

from assistant import errors
from assistant.parsing.events import Draft, Mark
from assistant.parsing.objects import CellReply, read_cells
from assistant.writers.base import CellColumn, CellWriter
from tests.support.desk import Desk, evidence
from tests.support.openai_server import Reply, failure, says

COLUMNS = (CellColumn("idea"), CellColumn("results"), CellColumn("Does it need labels?", "Does it need labels?"))
ITEM = evidence(1)[0]
ROW = [
    {"number": 1, "sentences": [2], "value": "trains low-rank matrices"},
    {"number": 2, "sentences": [3], "value": "3 times less memory"},
    {"number": 3, "sentences": [], "value": ""},
]
FILLED = {
    "idea": Draft("trains low-rank matrices", (Mark(1, 2),)),
    "results": Draft("3 times less memory", (Mark(1, 3),)),
    "Does it need labels?": None,
}
AS_JSON = json.dumps({"cells": ROW})


def test_row_is_asked_for_by_a_schema(desk: Desk) -> None:
    desk.server.script(says(AS_JSON[:30], AS_JSON[30:]))
    writer = desk.writer()
    assert isinstance(writer, CellWriter)
    assert writer.cells(COLUMNS, ITEM) == FILLED
    (asked,) = desk.server.asked
    assert asked.body["response_format"]["type"] == "json_schema"
    assert "3 Does it need labels?" in asked.body["messages"][1]["content"]
    assert writer.usage.calls == 1


def test_server_without_schemas_is_asked_for_an_object_and_then_for_text(desk: Desk) -> None:
    refused = failure(400, "response_format is not supported here", "invalid_request_error", "response_format")
    desk.server.script(refused, refused, says(AS_JSON))
    assert desk.writer().cells(COLUMNS, ITEM) == FILLED
    types = [asked.body.get("response_format", {}).get("type") for asked in desk.server.asked]
    assert types == ["json_schema", "json_object", None]


def test_reply_without_a_cell_is_asked_for_once_more_without_a_format(desk: Desk) -> None:
    lines = "1 | trains low-rank matrices [S2]\n2 | 3 times less memory [S3]\n3 | not stated"
    desk.server.script(says("{}"), says(lines))
    assert desk.writer().cells(COLUMNS, ITEM) == FILLED
    assert "response_format" not in desk.server.asked[1].body


@pytest.mark.parametrize("reply", [says("I cannot."), says("{}"), says(json.dumps({"cells": []}))])
def test_no_cell_is_an_error(desk: Desk, reply: Reply) -> None:
    desk.server.script(reply, reply)
    with pytest.raises(errors.EndpointBroken, match="wrote no cell"):
        desk.writer().cells(COLUMNS, ITEM)


def test_whole_cells_of_a_reply_that_was_cut_off_count(desk: Desk) -> None:
    desk.server.script(says(AS_JSON[:-60], finish="length"))
    assert desk.writer().cells(COLUMNS, ITEM) == {"idea": FILLED["idea"]}


def test_cut_connection_without_a_cell_is_told(desk: Desk) -> None:
    desk.server.script(says(AS_JSON[:20], AS_JSON[20:], cut_at=1))
    with pytest.raises(errors.EndpointBroken, match="stopped in mid-answer"):
        desk.writer().cells(COLUMNS, ITEM)


def test_what_a_model_thinks_is_no_cell(desk: Desk) -> None:
    thought = '<think>{"cells": [{"number": 1, "sentences": [1], "value": "a draft"}]}</think>'
    desk.server.script(says(thought, AS_JSON))
    assert desk.writer().cells(COLUMNS, ITEM) == FILLED


REPLIES = {
    "JSON": (AS_JSON, [(1, "trains low-rank matrices", (2,)), (2, "3 times less memory", (3,)), (3, "", ())]),
    "in a fence": ('Sure!\n```json\n[{"number": 1, "sentences": [2], "value": "a"}]\n```', [(1, "a", (2,))]),
    "numbers as text": ('{"cells": [{"number": "2", "sentences": ["S3", "4"], "value": "a"}]}', [(2, "a", (3, 4))]),
    "one sentence": ('{"number": 1, "sentences": 2, "value": "a"}', [(1, "a", (2,))]),
    "marks in the value": ('{"number": 1, "sentences": [], "value": "a [P1.S2]."}', [(1, "a.", (2,))]),
    "null": ('{"number": 1, "sentences": [], "value": null}', [(1, "", ())]),
    "not stated": ('{"number": 1, "sentences": [4], "value": "Not stated in the abstract."}', [(1, "", (4,))]),
    "n/a": ('{"number": 1, "sentences": [], "value": "N/A"}', [(1, "", ())]),
    "starts like none": ('{"number": 1, "value": "none of the weights move"}', [(1, "none of the weights move", ())]),
    "twice": ('{"number": 1, "value": "a"}{"number": 1, "value": "b"}', [(1, "b", ())]),
    "no such column": ('{"number": 4, "value": "a"}', []),
    "a list is no value": ('{"number": 1, "value": ["a"]}', []),
    "true is no number": ('{"number": true, "value": "a"}', []),
    "cut": ('{"cells": [{"number": 1, "value": "a"}, {"number": 2, "val', [(1, "a", ())]),
    "far too long": ('{"number": 1, "value": "' + 400 * "a" + '"}', [(1, "", ())]),
    "lines": ("| 1 | a [S2] |\n- 2. | b [P1.S3]\n3: not stated", [(1, "a", (2,)), (2, "b", (3,)), (3, "", ())]),
    "lines with names": ("1 | idea | a [S2]", [(1, "a", (2,))]),
    "signs that cannot be shown": ('{"number": 1, "value": "a\\u001b[31m\\nb \\ud800"}', [(1, "a [31m b ?", ())]),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("reply", "cells"), REPLIES.values(), ids=REPLIES)
def test_read_cells(reply: str, cells: list[tuple[int, str, tuple[int, ...]]]) -> None:
    assert read_cells(reply, 3) == tuple(CellReply(*cell) for cell in cells)
