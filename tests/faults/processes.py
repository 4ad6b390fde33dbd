"""Commands in processes of their own: run, watched while they write, killed; and what they printed."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Ran(NamedTuple):
    """How a command ended: its exit code (negative: the signal), and what it printed."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return f"{self.out}\n{self.err}".strip()

    @property
    def is_clean(self) -> bool:
        """Whether it worked, or said in one line why not, as every command must."""
        if re.search(r"Traceback|panicked|core dumped|Error: |error: \(code", self.said):
            return False
        told = [line for line in self.err.splitlines() if line.startswith("assistant: ")]
        return self.code == 0 or (self.code == 1 and (len(told) == 1 or "FAIL" in self.out))


def _send(process: int, sign: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, sign)


class Processes:
    """What starts commands. `at` is the folder of what they print; `modules` are imported beside the usual ones.

    `environment` is put into that of each of them.
    """

    def __init__(self, at: Path, *modules: str) -> None:
        self._at, self.environment = at, dict[str, str]()
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "NO_COLOR": "1", "COLUMNS": "400"}
        self._server = subprocess.Popen(
            [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "tests.faults.forks", *modules],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._line()

    def close(self) -> None:
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.close()
        self._server.wait(30)
        self._server.stdout.close()

    def run(self, home: Path, *arguments: str, **limits: int) -> Ran:
        """Run `assistant --home HOME ARGUMENTS`; limits are those of `forks`."""
        return self.call("tests.faults.forks:command", "--home", str(home), *arguments, **limits)

    def call(self, function: str, *arguments: str, **limits: int) -> Ran:
        self._start(function, arguments, limits)
        return self._ended()

    def script(self, text: str, *arguments: object) -> Ran:
        """Run a text as `python -c TEXT ARGUMENTS` does, without the seconds of its imports."""
        return self.call("tests.faults.forks:script", text, *map(str, arguments))

    def at_once(self, text: str, *each: tuple[object, ...]) -> Ran:
        """Run a text in a process for each of these arguments, all at the same time."""
        lists = [json.dumps([str(argument) for argument in arguments]) for arguments in each]
        return self.call("tests.faults.forks:at_once", text, *lists)

    def watched(
        self,
        until: Callable[[Callable[[], bool]], object],
        function: str,
        *arguments: str,
        sign: signal.Signals = signal.SIGKILL,
        **limits: int,
    ) -> Ran:
        """Start it, and send it a signal when `until` returns, which is told whether it is over."""
        child = self._start(function, arguments, limits)
        try:
            until(lambda: not Path(f"/proc/{child}").exists())
        finally:  # a test that fails leaves no line for the next one to read
            _send(child, sign)
            last = Timer(60, _send, (child, signal.SIGKILL))  # one that does not end would hold the tests for ever
            last.start()
            ended = self._ended()
            last.cancel()
        return ended

    def _start(self, function: str, arguments: tuple[str, ...], limits: dict[str, int]) -> int:
        order = {
            "call": function,
            "arguments": arguments,
            "out": str(self._at / "out"),
            "err": str(self._at / "err"),
            "limits": limits,
            "environment": self.environment,
        }
        assert self._server.stdin
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        return self._number("child")

    def _ended(self) -> Ran:
        code = self._number("ended")
        out, err = ((self._at / name).read_text(encoding="utf-8", errors="replace") for name in ("out", "err"))
        return Ran(code, out, err)

    def _number(self, word: str) -> int:
        """Return what an answer of this kind says; a number of another kind must never be taken for a process's id."""
        kind, _, number = self._line().partition(" ")
        assert kind == word, f"{kind} came where {word} should"
        return int(number)

    def _line(self) -> str:
        assert self._server.stdout
        line = self._server.stdout.readline().strip()
        assert line, "the process that forks is gone"
        return line
