"""A model that fills the rows of tables and writes their paragraph: it reads the papers and columns of its prompts.

    with TableServer() as server:
        server.cells["Zebrafold"]["results"] = ("46% less training time", [3])
        ...  # a client of server.url; `paragraph` is what it writes, `broken` the papers that it fails on

A paper is known by the beginning of its title. It judges as `JudgingServer` does.
"""

import json
import re
from threading import Barrier
from typing import Any

from tests.support.judging_server import JudgingServer
from tests.support.openai_server import Reply, failure, says

_TITLE = re.compile(r"^Title: (.*)$", re.MULTILINE)
_COLUMN = re.compile(r"^(\d+) ([^:\n?]+\??)", re.MULTILINE)


class TableServer(JudgingServer):
    """The server."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: dict[str, dict[str, tuple[str, list[int]]]] = {}
        self.paragraph = ""
        self.broken: set[str] = set()
        self.meeting: Barrier | None = None  # where the requests for rows wait for each other before any is answered
        self.judges = self.default
        self.default = self._reply

    def kinds(self) -> list[str]:
        """Return what each request asked for."""
        return [_kind(asked.body) for asked in self.asked]

    def _reply(self, body: dict[str, Any]) -> Reply:
        kind, user = _kind(body), body["messages"][-1]["content"]
        if kind == "judge":
            return says(self.reply_of(self.items(body)))
        if kind == "paragraph":
            return says(self.paragraph)
        if self.meeting:
            self.meeting.wait(30)
        (title,) = _TITLE.findall(user)
        name = next((name for name in {*self.cells, *self.broken} if title.startswith(name)), "")
        if name in self.broken:
            return failure(400, f"It cannot read {name}.")
        return says(json.dumps({"cells": self._row(name, user)}))

    def _row(self, name: str, user: str) -> list[dict[str, Any]]:
        row = self.cells.get(name, {})
        columns = _COLUMN.findall(user.partition("Columns:")[2])
        return [
            {"number": int(number), "sentences": sentences, "value": value}
            for number, column in columns
            for value, sentences in [row.get(column.strip(), ("", []))]
        ]


def _kind(body: dict[str, Any]) -> str:
    user = body["messages"][-1]["content"]
    return "judge" if "Sentences to judge:" in user else "cells" if "\nColumns:\n" in user else "paragraph"
