"""Damage each file of a data directory in each way, run each command on it, and do what it says.

    python -m tests.faults.table FOLDER [--files GLOB] [--damages a,b] [--commands a,b] [--part 1/2]

Each run is a line of JSON in FOLDER/runs-PART.jsonl. Prints one JSON object; exit code 1 if a command crashed, lost a
paper, showed an empty library, did not name the file or a step, named one that does not help, or told to move
something away that can be made again. All 3,700 take about an hour of one core. It makes its own data directory.
"""

import argparse
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from itertools import product
from pathlib import Path
from typing import NamedTuple

import httpx

from tests.faults import homes
from tests.faults.advice import Damaged, carry_out, failures, is_whole, steps
from tests.faults.damage import CLOSED, DAMAGES, DERIVED, FILES, FOLDERS, KEPT, NO_RIGHTS, damage
from tests.faults.processes import Processes, Ran

QUESTION = "Which sampler needs no training?"
COMMANDS: dict[str, tuple[str, ...]] = {
    "status": ("status",),
    "doctor": ("doctor",),
    "search": ("search", "s5s", "-k", "1"),
    "ask": ("ask", QUESTION),
    "compare": ("compare", "arxiv:2403.00001", "arxiv:2403.00002"),
    "brief": ("brief", "--date", homes.DAY, "--again"),
    "like": ("interests", "like", "arxiv:2403.00005"),
    "mark": (),
    "ingest": ("ingest", "file", "MORE"),
    "reindex": ("reindex",),
    "backup": ("backup", "BACKUP"),
    "serve": ("serve", "--port", "0"),
}
_PAGES = (
    "",
    "ask",
    "compare",
    "library",
    "settings",
    "paper?id=arxiv:2403.00005",
    "healthz",
    "api/search?q=s5s",
    "api/feed.xml",
)
_PATIENCE = 60  # seconds for a server to start
_DEPTH = 4  # steps after one another


class Case(NamedTuple):
    file: str
    damage: str
    command: str


class Table:
    """Runs commands on damaged copies of one data directory, in `folder`."""

    def __init__(self, folder: Path, part: str = "") -> None:
        self._at = folder / f"part-{part}"
        self._at.mkdir(parents=True, exist_ok=True)
        self._processes = Processes(self._at, "assistant.web.app", "assistant.web.server", "assistant.store.reader")
        self._base = homes.made(self._processes, self._at)
        self._backup = self._at / "kept.zip"
        assert self._processes.run(self._base, "backup", str(self._backup)).code == 0
        more = homes.write_records(self._at / "more.jsonl", homes.PAPERS, homes.PAPERS + 3)
        self._words = {"MORE": str(more), "BACKUP": str(self._at / "made.zip")}

    def close(self) -> None:
        self._processes.close()
        clear(self._at)

    def row(self, case: Case) -> dict[str, object]:
        """Run a command on a damaged copy, then do all that it says, each on a new copy."""
        damaged = self._damaged(case)
        ran = self._ran(damaged.home, case.command)
        told = steps(failures(ran)) if ran.code == 1 else []
        faults = list(self._faults(case, damaged, ran, told))
        for place, step in enumerate(told):
            if place:
                damaged = self._damaged(case)
                self._ran(damaged.home, case.command)
            if fault := self._after(case, damaged, step):
                faults.append(f"{step}: {fault}")
        return {**case._asdict(), "code": ran.code, "said": ran.said[-900:], "steps": told, "faults": faults}

    def _damaged(self, case: Case) -> Damaged:
        home = self._at / "home"
        clear(home)
        shutil.copytree(self._base, home)
        target = damage(home, case.file, case.damage)
        return Damaged(home, case.file, target, self._base, self._backup, self._at / "records.jsonl")

    def _ran(self, home: Path, command: str) -> Ran:
        if command == "mark":
            return self._processes.call("tests.faults.homes:mark", str(home), "arxiv:2403.00005", plain=1)
        order = tuple(self._words.get(word, word) for word in COMMANDS[command])
        if command != "serve":
            return self._processes.run(home, *order, plain=1)
        pages: list[str] = []
        called = ("tests.faults.forks:command", "--home", str(home), *order)
        ran = self._processes.watched(lambda is_over: pages.extend(self._visited(is_over)), *called, plain=1)
        return Ran(0 if pages else ran.code, "\n".join(pages), ran.err)

    def _visited(self, is_over: Callable[[], bool]) -> Iterator[str]:
        """Yield what each page of a server says, once there is one."""
        until = time.monotonic() + _PATIENCE
        while " is at " not in (said := (self._at / "out").read_text(errors="replace")):
            if is_over() or time.monotonic() > until:
                return
            time.sleep(0.02)
        url = said.split(" is at ")[1].split()[0]
        with httpx.Client(trust_env=False, timeout=60) as client:
            for page in _PAGES:
                try:
                    reply = client.get(url + page)
                except httpx.HTTPError as error:
                    yield f"/{page}: Traceback {error!r}"  # a page that does not answer
                else:
                    yield f"/{page}: {reply.status_code} {reply.text if is_telling(reply) else ''}"

    def _faults(self, case: Case, damaged: Damaged, ran: Ran, told: list[str]) -> Iterator[str]:
        if not ran.is_clean:
            yield "unclean"
        if ran.code == 1 and not told:
            yield "names no step"
        if ran.code == 1 and not {damaged.target.name, damaged.target.parent.name} & set(_names(failures(ran))):
            yield "does not name the file"
        if case.file in DERIVED and case.damage not in CLOSED and {"rename", "delete"} & set(told):
            yield "tells to move away what can be made again"
        if ran.code == 0 and case.command == "search" and "2403.00005" not in ran.out:
            yield "a paper is not found"
        if ran.code == 0 and case.command == "status" and f"papers {homes.PAPERS}" not in " ".join(ran.out.split()):
            yield "another number of papers"
        if ran.code == 0 and case.command == "backup" and case.file in KEPT and case.damage in CLOSED:
            yield "a backup without it"
        if case.command == "serve" and any(map(_is_failure, ran.out.splitlines())):
            yield "a page fails"

    def _after(self, case: Case, damaged: Damaged, step: str) -> str:
        """Carry out a step, and those that are told after it; return what is wrong in the end."""
        for _ in range(_DEPTH):
            if step == "elsewhere":
                return ""
            if fault := carry_out(self._processes, step, damaged):
                return fault
            ran = self._ran(damaged.home, case.command)
            if ran.code == 0 and "FAIL" not in ran.out:
                lost = not is_whole(self._processes, damaged.home)
                return "papers are lost" if lost and not case.file.startswith("library/chroma") else ""
            is_lost = step == "reindex" and case.file.startswith("library/chroma")  # as it said: ingest again
            found = steps(failures(ran)) or ["ingest"] * is_lost
            if not found:
                break
            step = found[0]
        return f"still fails: {ran.said[-400:]}"


def is_telling(reply: httpx.Response) -> bool:
    """Tell whether what a page says is worth to be kept: short, or of an error."""
    return reply.status_code >= 400 and len(reply.text) < 2000


def _is_failure(page: str) -> bool:
    """Tell whether a page failed in another way than by an error that it tells."""
    return "Traceback" in page or (" 500 " in page and "urn:assistant:" not in page)


def _names(said: str) -> Iterator[str]:
    for word in said.replace(":", " ").split():
        yield from word.strip(".,;()'\"").split("/")


def clear(folder: Path) -> None:
    """Remove a folder, whatever rights there are in it."""
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def cases(files: str, damages: str, commands: str) -> list[Case]:
    chosen = [*product(FILES, DAMAGES), *((folder, NO_RIGHTS) for folder in FOLDERS)]
    wanted = [(file, how) for file, how in chosen if fnmatch(file, files) and how in _named(damages, DAMAGES)]
    return [Case(*pair, command) for pair, command in product(wanted, _named(commands, COMMANDS))]


def _named(names: str, known: object) -> list[str]:
    return names.split(",") if names else list(known)  # type: ignore[call-overload]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", default="*")
    parser.add_argument("--damages", default="")
    parser.add_argument("--commands", default="")
    parser.add_argument("--part", default="1/1")
    options = parser.parse_args()
    number, parts = map(int, options.part.split("/"))
    table, runs, faults = Table(options.folder, str(number)), 0, []
    with (options.folder / f"runs-{number}.jsonl").open("w") as lines:
        for case in cases(options.files, options.damages, options.commands)[number - 1 :: parts]:
            row = table.row(case)
            lines.write(json.dumps(row) + "\n")
            lines.flush()
            runs += 1
            if row["faults"]:
                faults.append([*case, *row["faults"]])
                print(json.dumps(row), file=sys.stderr, flush=True)
    table.close()
    print(json.dumps({"runs": runs, "faults": faults}))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
