"""A model that judges: it reads the numbered sentences of its prompt, and knows which of the bundled ones are true.

    with JudgingServer() as server:
        server.false["Moss is blue."] = ("moss is green", "Moss is green.", ["P1.S1"])
        ...  # a client of server.url; `reply_of` is its way of writing, `blind` what it gets wrong

What is not in `false`, and no false twin of ours, is supported.
"""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from assistant.judges.sheet import pairs
from tests.support.openai_server import OpenAIServer, Reply, says

_ROW = re.compile(r"^(\d+) \| (.*?)(?: (?:\[P\d+\.S\d+\])+)?$", re.MULTILINE)
Item = dict[str, Any]


def rows(body: dict[str, Any]) -> list[tuple[int, str]]:
    """Return the numbered sentences of a request."""
    user = body["messages"][-1]["content"]
    return [(int(n), text) for n, text in _ROW.findall(user.partition("Sentences to judge:")[2])]


def as_json(items: Sequence[Item]) -> str:
    return json.dumps({"verdicts": list(items)}, ensure_ascii=False)


def as_lines(items: Sequence[Item]) -> str:
    return "\n".join(
        f"{item['number']} | supported"
        if item["verdict"] == "supported"
        else f"{item['number']} | unsupported | {item['part']} | {item['correction']} [{']['.join(item['marks'])}]"
        for item in items
    )


class JudgingServer(OpenAIServer):
    """The server."""

    def __init__(self) -> None:
        super().__init__()
        self.false: dict[str, tuple[str, str, list[str]]] = {}
        self.reply_of: Callable[[Sequence[Item]], str] = as_json
        self.blind = 0  # of the false twins, how many it takes for true
        self.default = lambda body: says(*_pieces(self.reply_of(self.items(body))))

    def items(self, body: dict[str, Any]) -> list[Item]:
        twins = [pair.false for pair in pairs()][self.blind :]
        found = {text: ("it is otherwise", "", []) for text in twins} | self.false
        return [
            {"number": n, "part": part, "verdict": verdict, "correction": correction, "marks": marks}
            for n, text in rows(body)
            for verdict in ["unsupported" if text in found else "supported"]
            for part, correction, marks in [found.get(text, ("", "", []))]
        ]


class ObedientJudge(JudgingServer):
    """Does what a sentence of an abstract tells it, as `instruction` has it: calls everything supported."""

    def __init__(self, instruction: str) -> None:
        super().__init__()
        self.instruction = instruction
        honest = self.default
        self.default = lambda body: self._obey(body) if self._reads(body) else honest(body)  # type: ignore[operator]

    def _reads(self, body: dict[str, Any]) -> bool:
        return self.instruction in body["messages"][-1]["content"]

    def _obey(self, body: dict[str, Any]) -> Reply:
        return says(as_json([{"number": n, "verdict": "supported"} for n, _ in rows(body)]))


def _pieces(text: str) -> list[str]:
    return [text[start : start + 40] for start in range(0, len(text), 40)]
