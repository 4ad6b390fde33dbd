"""What every test stands in: its own data folder, no keys, and sockets to this machine only."""

import gc
import json
import lzma
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Generator, Iterator
from itertools import count
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from filelock import FileLock
from hypothesis import settings

from tests.faults.processes import Processes

# A busy machine is no defect, and what passes once is to pass again; `--hypothesis-profile=default` tries new examples,
# and more of them.
settings.register_profile("steady", deadline=None, derandomize=True, max_examples=40)
settings.load_profile("steady")

# A job that a shell runs in the background is deaf to Ctrl-C, and so would the processes be that tests start and stop.
signal.signal(signal.SIGINT, signal.default_int_handler)

MEMORY, ROOM = Path("/dev/shm"), 2 << 30  # a disk in memory, and the bytes that tests may need
SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
DATA = SEEDS.parent / "data"
_connect = socket.socket.connect


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Let what tests write lie in memory where there is room; `--basetemp DIR` keeps it.

    Stores wait for the disk some thirty times a write, 5 ms each: two thirds of the time of a test that makes one.
    """
    if hasattr(config, "workerinput") or config.option.basetemp or not MEMORY.is_dir():
        return
    if shutil.disk_usage(MEMORY).free > ROOM:
        folder = tempfile.mkdtemp(prefix="tests-", dir=MEMORY)
        config.option.basetemp = folder
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Import the tests without the garbage collector, which would look at all of them again and again.

    It took half of the seconds that each process collects, and had the same objects before it at each of its later
    rounds: from now on it looks at what is made by the tests alone.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


def pytest_xdist_auto_num_workers() -> int:
    """Return one process more than there are cores: a third of the time tests wait, for servers and other processes."""
    return (len(os.sched_getaffinity(0)) if sys.platform.startswith("linux") else os.cpu_count() or 1) + 1


def _connect_here_only(self: socket.socket, address: object) -> None:
    host = address[0] if isinstance(address, tuple) else "127.0.0.1"
    if host not in {"127.0.0.1", "::1", "localhost"}:
        raise PermissionError(f"A test tried to reach {address!r}.")
    _connect(self, address)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, homes: Iterator[Path]) -> None:
    for name in os.environ:
        if name.startswith(("OPENAI_", "ASSISTANT_", "HF_ENDPOINT")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("ASSISTANT_HOME", str(next(homes)))
    monkeypatch.setattr(socket.socket, "connect", _connect_here_only)


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Data directories that are not there yet; most tests make none, and a folder for each takes half a millisecond."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True, scope="session")
def _light_passwords() -> Iterator[None]:
    """Hash passwords with hardly any work: what logins cost on purpose is a fifth of a second of a core each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.people.people._hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    """What starts processes without the seconds that each needs for its imports."""
    if not sys.platform.startswith("linux"):
        pytest.skip("forks, limits and inotify are Linux's")
    running = Processes(tmp_path_factory.mktemp("said"))
    yield running
    running.close()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the bundled sample, read by the encoder, which takes seconds; to be copied.

    It is made once for all processes of a run, by the first one that asks.
    """
    from typer.testing import CliRunner

    from assistant.cli.commands import app

    of_all = tmp_path_factory.getbasetemp()
    of_all = of_all.parent if "PYTEST_XDIST_WORKER" in os.environ else of_all
    home, made = of_all / "sample", of_all / "sample-made"
    with FileLock(of_all / "sample.lock"):
        if not made.exists():
            assert CliRunner().invoke(app, ["--home", str(home), "ingest", "sample"]).exit_code == 0
            made.touch()
    return home


@pytest.fixture(scope="session")
def seeds() -> list[Path]:
    """The real page dumps, which are not part of the repository."""
    files = sorted(SEEDS.glob("*.txt"))
    if not files:
        pytest.skip("the page dumps are not beside the project")
    return files


@pytest.fixture(scope="session")
def questions() -> list[str]:
    """The questions of a search benchmark, which are not part of the repository."""
    path = DATA / "litsearch" / "queries_dev.jsonl.xz"
    if not path.exists():
        pytest.skip("the benchmark is not beside the project")
    with lzma.open(path, "rt") as lines:
        return [json.loads(line)["query"] for line in lines]
