"""Fifty people at work for some minutes: how long answers take, what fails, how memory grows.

    python -m tests.bench.people HOME [--people 50] [--slow 10] [--minutes 5] [--pause 30] [--restart] [--offline]

Serves a data directory, which is written to, in a process of its own. Four of five people read the page of questions:
they open it, ask some questions of one conversation over Gradio's queue as the page's scripts do, leave and come again;
the others ask over REST, every second time as a stream. Each waits about half a minute between two questions. A model
stands beside it that answers at once, and to the people who are `slow` after twenty seconds of thinking. With
`--restart` the server is stopped in the middle by SIGTERM and started again.

Prints one JSON object: seconds of answers by who asked, errors (those while the server was away apart), memory in MB
each quarter of a minute, conversations before and after the restart, the processor time of the server for a question,
which a busy machine does not spoil, and the machine's load. Needs Linux.
"""

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from tests.support.judging_server import JudgingServer
from tests.support.openai_server import Reply, says
from tests.support.visitor import Visitor

QUESTIONS = (
    "Which papers are about {}?",
    "What improves {}, and by how much?",
    "What limits {}?",
    "Why is {} hard?",
    "How is {} evaluated?",
)
SUBJECTS = (
    "hallucination", "diffusion models", "video generation", "quantization", "code generation", "long context",
    "reinforcement learning", "mixture of experts", "medical images", "machine translation",
)  # fmt: skip
SLOW_SUBJECTS = ("speech recognition", "robotics", "time series", "graph neural networks")
THINKS = 20  # seconds before the model answers a slow person
TURNS = 4  # questions, then the page is left
SAMPLED = 15  # seconds between two readings of the memory
_FAILURES = (httpx.HTTPError, AssertionError, OSError, StopIteration)  # the last: a page without its events


class Model(JudgingServer):
    """Writes the first sentence of the first paper, and confirms it; to slow people after it has thought."""

    def __init__(self) -> None:
        super().__init__()
        self._judged, self.default = self.default, self._written

    def _written(self, body: dict[str, Any]) -> Reply:
        asked = str(body["messages"][-1]["content"])
        if "Sentences to judge:" in asked:
            return self._judged(body)
        sentence = re.search(r"^S1 (.*)$", asked, re.MULTILINE)
        text = f"{sentence[1]} [P1.S1]" if sentence else "NOT ANSWERED"
        is_slow = any(subject in asked.partition("Question:")[2] for subject in SLOW_SUBJECTS)
        return says(*[{"reasoning_content": "hm "}] * THINKS, text, delay=1) if is_slow else says(text, delay=0.2)


class Server:
    """`assistant serve` at one port, to be stopped and started again."""

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        self._home, self._environment, self._port = home, environment, "0"
        self.away: list[tuple[float, float]] = []  # when it was not there
        self._spent = 0.0  # seconds of the processor, by those that were stopped
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "assistant", "--home", str(self._home), "serve", "--port", self._port]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env={**os.environ, **self._environment}
        )
        assert self._process.stdout
        self.url = self._process.stdout.readline().split(" is at ")[1].split()[0]
        self._port = self.url.rstrip("/").rpartition(":")[2]

    def stop(self) -> None:
        self._spent = self.processor()
        self._process.terminate()
        self._process.wait(60)  # of which three are the server's own; a busy machine takes the rest

    def restart(self) -> None:
        begun = time.monotonic()
        self.stop()
        self.start()
        self.away.append((begun, time.monotonic()))

    def processor(self) -> float:
        """Return the seconds of the processor that it has used so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return self._spent + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Return the resident memory in MB, 0 while it is away."""
        try:
            status = Path(f"/proc/{self._process.pid}/status").read_text()
        except OSError:
            return 0
        found = re.findall(r"VmRSS:\s+(\d+)", status)
        return int(found[0]) // 1024 if found else 0

    def conversations(self) -> set[str]:
        """Return the ids of the newest that are kept."""
        reply = httpx.get(f"{self.url}api/conversations", params={"limit": 200}, timeout=60, trust_env=False)
        return {each["id"] for each in reply.raise_for_status().json()}


class Happened(NamedTuple):
    """A question of somebody: from when to when, and what went wrong, "" if nothing did."""

    who: str
    begun: float
    ended: float
    error: str


class Crowd:
    """The people, each in a thread."""

    def __init__(self, server: Server, until: float, pause: float) -> None:
        self._server, self._until, self._pause = server, until, pause
        self._lock = threading.Lock()
        self.happened: list[Happened] = []

    def reader(self, who: str, number: int, subjects: tuple[str, ...]) -> None:
        """Ask on pages until the time is over."""
        chance = random.Random(number)
        while self._waited(chance):
            with ExitStack() as visit:
                page = visit.push(Visitor(self._server.url))  # closed also where it does not open
                turns = TURNS if self._timed(f"{who}, page opened", page.__enter__) else 0
                for turn in range(turns):
                    question = chance.choice(QUESTIONS).format(chance.choice(subjects))

                    def ask(page: Visitor = page, question: str = question, turn: int = turn) -> bool:
                        shown = page.ask(question).conversation
                        assert shown.count('class="engine') > turn, shown[-300:]
                        return True

                    if not self._waited(chance) or self._timed(who, ask) is None:
                        break

    def program(self, who: str, number: int, subjects: tuple[str, ...]) -> None:
        """Ask over REST until the time is over."""
        chance, stream = random.Random(number), False
        with httpx.Client(timeout=120, trust_env=False) as client:
            while self._waited(chance):
                stream = not stream
                body = {"question": chance.choice(QUESTIONS).format(chance.choice(subjects)), "stream": stream}

                def ask(body: dict[str, Any] = body) -> bool:
                    reply = client.post(f"{self._server.url}api/ask", json=body).raise_for_status()
                    assert '"answered"' in reply.text or '"related"' in reply.text, reply.text[-300:]
                    return True

                self._timed(who, ask)

    def _waited(self, chance: random.Random) -> bool:
        """Wait as people do, and tell whether there is still time."""
        time.sleep(max(0.0, min(self._pause * chance.uniform(0.5, 1.5), self._until - time.monotonic())))
        return time.monotonic() < self._until

    def _timed(self, who: str, do: Callable[[], Any]) -> Any:
        begun, error, done = time.monotonic(), "", None
        try:
            done = do()
        except _FAILURES as failure:
            error = f"{type(failure).__name__}: {failure}"[:200]
        with self._lock:
            self.happened.append(Happened(who, begun, time.monotonic(), error))
        return done


def found(happened: list[Happened], away: list[tuple[float, float]]) -> dict[str, Any]:
    """Return figures for each kind of question, and what failed while the server was there."""
    cut = [one for one in happened if any(one.begun <= end and start <= one.ended for start, end in away)]
    whole = [one for one in happened if one not in cut]
    result: dict[str, Any] = {}
    for who in sorted({one.who for one in happened}):
        seconds = [one.ended - one.begun for one in whole if one.who == who and not one.error]
        if len(seconds) > 1:
            cuts = statistics.quantiles(seconds, n=20, method="inclusive")
            result[who] = {"n": len(seconds), "p50": cuts[9], "p95": cuts[18], "most": max(seconds)}
            result[who] = {name: round(value, 2) for name, value in result[who].items()}
    failed = {"while_away": len([one for one in cut if one.error]), "while_away_done": len(cut)}
    return result | {"errors": Counter(one.error for one in whole if one.error)} | failed


def work(server: Server, options: argparse.Namespace) -> dict[str, Any]:
    """Let the people work, and return what was found."""
    begun, idle = time.monotonic(), server.processor()
    crowd, memory = Crowd(server, begun + options.minutes * 60, options.pause), [server.memory()]
    kept: dict[str, int] = {}  # conversations
    with ThreadPoolExecutor(options.people + 1) as pool:
        for number in range(options.people):
            is_slow = number < options.slow
            subjects = SLOW_SUBJECTS if is_slow else SUBJECTS
            one, where = (crowd.program, "REST") if number % 5 == 4 else (crowd.reader, "page")
            pool.submit(one, f"{where}{', slow model' if is_slow else ''}", number, subjects).add_done_callback(_seen)
        while (passed := time.monotonic() - begun) < options.minutes * 60:
            time.sleep(min(SAMPLED, options.minutes * 60 - passed))
            memory.append(server.memory())
            if options.restart and not server.away and passed > options.minutes * 30:
                before = server.conversations()
                server.restart()
                kept = {"before_restart": len(before), "still_there": len(before & server.conversations())}
    questions = len([one for one in crowd.happened if not one.error and "opened" not in one.who])
    spent = round((server.processor() - idle) / max(questions, 1), 3)
    away = [round(end - start, 1) for start, end in server.away]
    more = {"processor_seconds_a_question": spent, "load": round(os.getloadavg()[1], 1), "cores": os.cpu_count()}
    return found(crowd.happened, server.away) | {"memory_mb": memory, "away_seconds": away, "kept": kept} | more


def _seen(done: Any) -> None:
    """Say at once what no person expects."""
    if done.exception():
        print(repr(done.exception()), file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--slow", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--pause", type=float, default=30, help="seconds between two questions of a person, about")
    parser.add_argument("--restart", action="store_true")
    parser.add_argument("--offline", action="store_true", help="without any model")
    options = parser.parse_args()
    with Model() as model:
        environment = {} if options.offline else {"ASSISTANT_BASE_URL": model.url, "ASSISTANT_MODEL": "tiny"}
        server = Server(options.home, environment)
        try:
            print(json.dumps({"people": options.people, "slow": options.slow} | work(server, options)))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
