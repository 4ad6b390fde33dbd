"""What the tests of faults share: a data directory with something in every file."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import homes
from tests.faults.processes import Processes

_SIZE = 24_000_000  # bytes of the small disk


@pytest.fixture(scope="session")
def base(processes: Processes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return homes.made(processes, tmp_path_factory.mktemp("faults"))


@pytest.fixture
def home(base: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(base, tmp_path / "data"))


@pytest.fixture
def small_disk(base: Path, tmp_path: Path) -> Iterator[Path]:
    """A data directory on a disk that is full but for what is written behind `/filler`."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "none", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk")
    try:
        home = Path(shutil.copytree(base, disk / "data"))
        homes.fill(disk)
        yield home
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)
