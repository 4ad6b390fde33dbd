"""A reader of the page of questions without a browser: it speaks with the server as the page's scripts do.

Gradio's queue: an event is sent to `queue/join`, and what it changes comes back over `queue/data` as server-sent
events (https://www.gradio.app/guides/querying-gradio-apps-with-curl). While a page is open, its `heartbeat` is, too.
"""

from __future__ import annotations

import json
import secrets
from contextlib import ExitStack
from types import TracebackType
from typing import Any, NamedTuple

import httpx

_API = "gradio_api"
Changes = dict[str, str]


class Said(NamedTuple):
    """The end of an answer: the page's address, and the conversation as HTML."""

    address: str
    conversation: str


class Visitor:
    """One open page of questions, from the beginning of a context to its end."""

    def __init__(self, url: str, *, timeout: float = 120) -> None:
        self._open = ExitStack()
        self._client = self._open.enter_context(httpx.Client(base_url=url, timeout=timeout, trust_env=False))
        self._session, self._address = secrets.token_hex(6), ""

    def __enter__(self) -> Visitor:
        self._open.enter_context(self._client.stream("GET", f"{_API}/heartbeat/{self._session}"))
        self._client.get("ask").raise_for_status()
        config = self._client.get("config").raise_for_status().json()
        self._names = {part["id"]: part["props"].get("elem_id", "") for part in config["components"]}
        self._events = config["dependencies"]
        self._heard(self.put("load", "?"))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()

    def ask(self, question: str) -> Said:
        """Ask in the conversation of the page, and wait for the end of the answer."""
        shown = self._heard(self.put("submit", question, self._address, ""))
        self._address = shown.get("address", self._address)
        return Said(self._address, shown.get("conversation", ""))

    def put(self, kind: str, *data: str) -> list[str]:
        """Send the page's event of this kind, and return the names of the parts that it changes."""
        event = next(one for one in self._events if self._is(kind, one))
        body = {"data": data, "fn_index": event["id"], "session_hash": self._session}
        self._client.post(f"{_API}/queue/join", json=body).raise_for_status()
        return [self._names[number] for number in event["outputs"]]

    def _heard(self, parts: list[str]) -> Changes:
        """Wait for the end of an event, and return what the parts show then."""
        shown = Changes()
        with self._client.stream("GET", f"{_API}/queue/data", params={"session_hash": self._session}) as reply:
            for line in reply.iter_lines():
                told: dict[str, Any] = json.loads(line.partition(":")[2]) if line.startswith("data:") else {"msg": ""}
                if told["msg"] in ("process_generating", "process_completed"):
                    assert told["success"], told
                    for name, change in zip(parts, told["output"]["data"], strict=True):
                        shown[name] = _changed(shown.get(name, ""), change)
                if told["msg"] == "process_completed":
                    break
        return shown

    def _is(self, kind: str, event: dict[str, Any]) -> bool:
        shows = {self._names[number] for number in event["outputs"]}
        return kind in {name for _, name in event["targets"]} and {"conversation", "address"} <= shows


def _changed(before: str, change: object) -> str:
    """Return what a part shows after a change: a text, or a list of differences to it; anything else is none."""
    if isinstance(change, str):
        return change
    for how, _, text in change if isinstance(change, list) else []:
        if isinstance(text, str):
            before = before + text if how == "append" else text
    return before
