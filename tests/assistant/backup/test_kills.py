"""Killed in the middle of a backup or of taking one back, nothing is lost, and the next run succeeds."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.backup.making import back_up
from assistant.backup.taking import restore
from tests.assistant.backup.conftest import assert_whole, filled
from tests.faults.processes import Processes

# Kills itself at the n-th arrival at one of the functions that touch the disk.
KILLED = """
import os, pathlib, shutil, signal, sys
from pathlib import Path
from assistant.backup.making import back_up
from assistant.backup.taking import restore

job, step, left, file, home = sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]), Path(sys.argv[5])
owner = {"copyfile": shutil, "fsync": os, "replace": pathlib.Path, "rmtree": shutil}[step]
original = getattr(owner, step)

def dying(*arguments, **options):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return original(*arguments, **options)

setattr(owner, step, dying)
back_up(home, file) if job == "backup" else restore(file, home, force=True)
"""
BACKUP_STEPS = [("copyfile", 5), ("fsync", 1), ("replace", 0)]
RESTORE_STEPS = [("fsync", 9), ("replace", 0), ("replace", 1), ("rmtree", 1)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("kills") / "home")


def assert_next_run_succeeds(home: Path, file: Path, tmp_path: Path) -> None:
    back_up(home, file)
    restore(file, tmp_path / "new")
    assert_whole(tmp_path / "new")
    assert_whole(home)
    assert {path.name for path in file.parent.iterdir()} <= {file.name, "new", "home"}


@pytest.mark.parametrize(("step", "left"), BACKUP_STEPS)
def test_backup_that_is_killed_leaves_the_earlier_one(
    processes: Processes, home: Path, tmp_path: Path, step: str, left: int
) -> None:
    file = tmp_path / "b.zip"
    back_up(home, file)
    assert processes.script(KILLED, "backup", step, left, file, home).code == -9
    restore(file, tmp_path / "earlier")
    assert_whole(tmp_path / "earlier")
    (tmp_path / "earlier").rename(tmp_path / "home")
    assert_next_run_succeeds(home, file, tmp_path)


@pytest.mark.parametrize(("step", "left"), RESTORE_STEPS)
def test_restore_that_is_killed_loses_nothing(
    processes: Processes, home: Path, tmp_path: Path, step: str, left: int
) -> None:
    file, used = tmp_path / "b.zip", tmp_path / "used"
    back_up(home, file)
    restore(file, used)
    (used / "mine.txt").write_text("mine")
    assert processes.script(KILLED, "restore", step, left, file, used).code == -9
    (mine,) = tmp_path.glob("*/mine.txt")
    assert_whole(mine.parent)
    restore(file, used, force=True)
    assert_whole(used)
    (mine,) = tmp_path.glob("*/mine.txt")
    assert_whole(mine.parent)
    assert not list(tmp_path.glob(".*"))


def test_backup_killed_at_any_time_leaves_home_and_earlier_one(
    processes: Processes, home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "b.zip"
    back_up(home, file)

    def some_time_after_it_began(is_over: Callable[[], bool]) -> None:
        while not list(tmp_path.glob(".*.part")) and not is_over():
            time.sleep(0.001)
        time.sleep(0.015)

    script = ("tests.faults.forks:script", KILLED, "backup", "fsync", "99", str(file), str(home))
    processes.watched(some_time_after_it_began, *script)
    assert_next_run_succeeds(home, file, tmp_path)
