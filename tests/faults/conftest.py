"""What the tests of faults share: processes that fork, and a data directory with something in every file."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import homes
from tests.faults.processes import Processes


@pytest.fixture(scope="session")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    if not sys.platform.startswith("linux"):
        pytest.skip("forks, limits and inotify are Linux's")
    running = Processes(tmp_path_factory.mktemp("said"))
    yield running
    running.close()


@pytest.fixture(scope="session")
def base(processes: Processes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return homes.made(processes, tmp_path_factory.mktemp("faults"))


@pytest.fixture
def home(base: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(base, tmp_path / "data"))
