"""Several processes that share papers through a real Chroma server: at once, killed, and stalled in the middle."""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from index.paper import Paper
from index.store.library import Library
from tests.faults.sharing import TOKEN, ingest, made, opened
from tests.support.chroma_server import Asked, ChromaProxy, Fate, RealChroma

FORKS = multiprocessing.get_context("forkserver")  # processes of their own, without the seconds of their imports
FORKS.set_forkserver_preload(["tests.faults.sharing", "chromadb", "numpy.ma"])


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealChroma]:
    running = RealChroma(tmp_path_factory.mktemp("chroma"))
    yield running
    running.kill()


class Machines:
    """Processes with a home each, on one database; all that they ask passes one proxy."""

    def __init__(self, chroma: RealChroma, folder: Path) -> None:
        self.database, self.folder = chroma.database(), folder
        self.proxy = ChromaProxy(chroma.port, TOKEN)
        self.processes: list[BaseProcess] = []

    def start(self, name: str, first: int, last: int, lease: float = 3) -> BaseProcess:
        home = self.folder / name
        home.mkdir(exist_ok=True)
        (home / "said").unlink(missing_ok=True)
        told = (home, self.proxy.url, self.database, range(first, last), lease)
        self.processes.append(FORKS.Process(target=ingest, args=told))
        self.processes[-1].start()
        return self.processes[-1]

    def done(self, process: BaseProcess, name: str) -> None:
        process.join(300)
        assert process.exitcode == 0, self.said(name)

    def said(self, name: str) -> str:
        file = self.folder / name / "said"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def library(self, name: str) -> Library:
        return opened(self.folder / name, self.proxy.url, self.database)

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.join(30)
            process.close()
        self.proxy.close()


@pytest.fixture
def machines(chroma: RealChroma, tmp_path: Path) -> Iterator[Machines]:
    some = Machines(chroma, tmp_path)
    yield some
    some.close()


def papers_of(library: Library) -> dict[str, Paper]:
    """Return what is in a library, once all of its parts agree."""
    found = {one.id: one for one in library.all()}
    assert library.lexical.count() == len(library.vectors(list(found))) == library.count() == len(found)
    return found


def assert_agree(machines: Machines, *names: str) -> dict[str, Paper]:
    """Return what every machine has, and one that comes anew."""
    anew, *others = (papers_of(machines.library(name)) for name in ("anew", *names))
    assert all(other == anew for other in others)
    return anew


def test_processes_that_write_at_once_lose_nothing(machines: Machines) -> None:
    names = ["m0", "m1", "m2"]
    for place, name in enumerate(names):  # each shares half of its papers with the next one
        # On a busy machine none may take another one for dead.
        machines.start(name, 20 * place, 20 * place + 40, lease=60)
    for process, name in zip(machines.processes, names, strict=True):
        machines.done(process, name)
    found = assert_agree(machines, *names)
    assert len(found) == 20 * len(names) + 20
    for place, name in enumerate(names):
        mine = [one for one in found.values() if name in one.categories]
        assert len(mine) == 40, f"{place}: what one process merged, another one has overwritten"


# Which request to a collection the process dies at, before it is passed on, counted from the first one that writes.
@pytest.mark.parametrize("at", [1, 4])
def test_killed_process_leaves_papers_that_others_go_on_with(machines: Machines, at: int) -> None:
    process = machines.start("killed", 0, 20)
    writing: list[Asked] = []

    def fate(asked: Asked) -> Fate:
        if writing or asked.writes:
            writing.append(asked)
        if len(writing) == at + 1:
            process.kill()
            return "drop" if at % 2 else "lost"  # it may have arrived, or not
        return None

    machines.proxy.fate = fate
    process.join(300)
    assert process.exitcode == -signal.SIGKILL
    machines.proxy.fail(None)
    machines.library("other").upsert([paper_of("other")])
    assert_agree(machines, "other", "killed")
    machines.done(machines.start("killed", 0, 20), "killed")
    found = assert_agree(machines, "other", "killed")
    assert len([one for one in found.values() if "killed" in one.categories]) == 20
    assert len(found) == 20
    assert sum("other" in one.categories for one in found.values()) == 1


def test_stalled_process_is_passed_and_finishes_later(machines: Machines) -> None:
    process = machines.start("stalled", 0, 20)
    stopped: list[Asked] = []

    def fate(asked: Asked) -> Fate:
        if not stopped and asked.path.endswith("/upsert"):
            stopped.append(asked)
            os.kill(process.pid or 0, signal.SIGSTOP)
        return None

    machines.proxy.fate = fate
    while not stopped:
        assert process.is_alive()
        time.sleep(0.02)
    other = machines.library("other")
    other.upsert([paper_of("other")])
    os.kill(process.pid or 0, signal.SIGCONT)
    process.join(300)
    if process.exitcode:
        said = machines.said("stalled")
        assert "stood still" in said or "Another machine" in said
        assert "\n" not in said
        machines.done(machines.start("stalled", 0, 20), "stalled")
    found = assert_agree(machines, "other", "stalled")
    assert len(found) == 20
    assert sum("stalled" in one.categories for one in found.values()) == 20


def paper_of(name: str) -> Paper:
    return made(3, name)
