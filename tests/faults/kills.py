"""Kill each job at many moments, spread over every file that it writes, and look at what is left.

    python -m tests.faults.kills FOLDER [--each 4] [--jobs ingest,reindex]

A job is first watched to its end, which tells what happens to which file, and how often. Then, for each file, it is
killed at some of these events, on a fresh copy of the data directory, looked at, and run again to its end. Prints one
JSON object; exit code 1 if anything was lost, doubled, or did not open.
"""

import argparse
import json
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.faults import homes
from tests.faults.processes import Processes, Ran
from tests.faults.watching import Watch
from tests.support.hub_server import HubServer, item

MORE = 30
_COMMAND = "tests.faults.forks:command"
_LARGEST = 50_000_000  # bytes, of any file of so small a library


class Job(NamedTuple):
    """What is run, and how many papers there are when it is done."""

    call: str
    arguments: tuple[str, ...]
    papers: int = homes.PAPERS

    def at(self, home: Path) -> tuple[str, ...]:
        return (self.call, *(part.replace("HOME", str(home)) for part in self.arguments))


def jobs(folder: Path, hub: HubServer) -> dict[str, Job]:
    more = homes.write_records(folder / "more.jsonl", homes.PAPERS // 2, homes.PAPERS + MORE, "anew")
    hub.days = {homes.DAY: [item(number) for number in range(1, 6)]}
    home, question = ("--home", "HOME"), "Which sampler needs no training?"
    return {
        "ingest": Job(_COMMAND, (*home, "ingest", "file", str(more)), homes.PAPERS + MORE),
        "reindex": Job(_COMMAND, (*home, "reindex")),
        "fetch": Job("tests.faults.homes:fetch", ("HOME", hub.url, homes.DAY), homes.PAPERS + 5),
        "brief": Job(_COMMAND, (*home, "brief", "--date", homes.DAY, "--again", "--site", "HOME/site")),
        "chat": Job("tests.faults.homes:chat", ("HOME", question, question)),
        "backup": Job(_COMMAND, (*home, "backup", "HOME/backup.zip")),
    }


class Kill(NamedTuple):
    job: str
    file: str
    event: int


class Killer:
    """Runs jobs on copies of one data directory."""

    def __init__(self, processes: Processes, base: Path, folder: Path) -> None:
        self._processes, self._base, self._home = processes, base, folder / "killed"

    @contextmanager
    def _copy(self) -> Iterator[Watch]:
        shutil.rmtree(self._home, ignore_errors=True)
        shutil.copytree(self._base, self._home)
        watch = Watch(self._home)
        try:
            yield watch
        finally:
            watch.close()

    def plan(self, name: str, job: Job, each: int) -> list[Kill]:
        """Return moments of a job, at most `each` of a file, from the first event to the last one."""
        with self._copy() as watch:
            seen: list[str] = []
            ran = self._processes.watched(lambda is_over: seen.extend(watch.all_until(is_over)), *job.at(self._home))
        assert ran.code == 0, ran
        kills = []
        for file, events in sorted(Counter(seen).items()):
            chosen = {1 + round(part * (events - 1) / max(each - 1, 1)) for part in range(each)}
            kills += [Kill(name, file, event) for event in sorted(chosen)]
        return kills

    def fault(self, job: Job, kill: Kill) -> str:
        """Kill a job, and return what is wrong afterwards: nothing, if all is well."""
        with self._copy() as watch:
            self._processes.watched(
                lambda is_over: watch.await_event(kill.file, kill.event, is_over), *job.at(self._home)
            )
        looked = self._processes.call("tests.faults.homes:look", str(self._home))
        if fault := _wrong(looked, homes.PAPERS, job.papers):
            return fault
        again = self._processes.call(*job.at(self._home))
        if again.code:
            return f"does not run again: {again.err[-300:]}"
        looked = self._processes.call("tests.faults.homes:look", str(self._home))
        return _wrong(looked, job.papers, job.papers) or self._waste()

    def _waste(self) -> str:
        """Return what is larger than it should be, or was left behind."""
        for path in self._home.rglob("*"):
            if path.is_file() and path.stat().st_size > _LARGEST:
                return f"{path} has {path.stat().st_size} bytes"
        left = [path.name for path in self._home.rglob("*") if path.name.endswith((".new", ".part", "-journal"))]
        return f"left behind: {left}" if left else ""


def _wrong(looked: Ran, least: int, most: int) -> str:
    if looked.code:
        return f"exit code {looked.code}: {looked.err[-300:]}"
    found = json.loads(looked.out.splitlines()[-1])
    counts = {found["papers"], found["once"], found["words"], found["vectors"]}
    if len(counts) > 1 or found["journal"] or found["store"] != "ok" or found["twice"]:
        return f"out of step: {found}"
    return "" if least <= found["papers"] <= most else f"{found['papers']} papers, not {least} to {most}"


@contextmanager
def killing(processes: Processes, base: Path, folder: Path) -> Iterator[tuple[Killer, dict[str, Job]]]:
    with HubServer() as hub:
        yield Killer(processes, base, folder), jobs(folder, hub)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--each", type=int, default=4, help="moments of each file")
    parser.add_argument("--jobs", default="")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    processes = Processes(options.folder)
    base = homes.made(processes, options.folder)
    faults, kills = [], 0
    with killing(processes, base, options.folder) as (killer, known):
        for name in options.jobs.split(",") if options.jobs else known:
            for kill in killer.plan(name, known[name], options.each):
                kills += 1
                if fault := killer.fault(known[name], kill):
                    faults.append([*kill, fault])
                    print(faults[-1], file=sys.stderr, flush=True)
    processes.close()
    print(json.dumps({"kills": kills, "faults": faults}))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
