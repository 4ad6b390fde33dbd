"""What a message tells a person to do, and doing it."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.faults import homes
from tests.faults.damage import there
from tests.faults.processes import Processes, Ran

_STEPS = {
    "restore": "restore FILE",
    "reindex": "assistant reindex",
    "rename": "[Rr]ename",
    "rights": "Give your account the right|Make it writable",
    "correct": "[Cc]orrect it|editor",
    "delete": "([Dd]elete|[Rr]emove) (it|that)",
    "ingest": "assistant ingest",
    "again": "Run it again|Try again|Make it,",
    "doctor": "assistant doctor",
    "elsewhere": "--home",
}
_LAST = ("doctor", "elsewhere")  # they lead to further steps, or away: taken where nothing else is told


def steps(said: str) -> list[str]:
    """Return what a message tells to do."""
    told = [step for step, words in _STEPS.items() if re.search(words, said)]
    return [step for step in told if step not in _LAST] or told[:1]


class Damaged(NamedTuple):
    """A data directory with a damaged file, and what it was copied from."""

    home: Path
    file: str
    target: Path
    base: Path
    backup: Path
    records: Path


def carry_out(processes: Processes, step: str, damaged: Damaged) -> str:
    """Do what is told; return what is wrong with that, "" if nothing is."""
    orders = {
        "restore": ("restore", str(damaged.backup), "--force"),
        "reindex": ("reindex",),
        "ingest": ("ingest", "file", str(damaged.records)),
    }
    if order := orders.get(step):
        ran = processes.run(damaged.home, *order, plain=1)
        return f"{step} fails: {ran.said[-400:]}" if ran.code else ""
    if step == "doctor":
        return _as_doctor_says(processes, damaged)
    by_hand: dict[str, Callable[[], object]] = {
        "rename": lambda: damaged.target.rename(damaged.target.with_name("renamed as the message says")),
        "delete": lambda: _remove(damaged.target),
        "rights": lambda: damaged.target.chmod(0o700),
        "correct": lambda: damaged.target.write_bytes(there(damaged.base, damaged.file).read_bytes()),
    }
    if action := by_hand.get(step):
        try:
            action()
        except OSError as error:
            return f"nobody can {step}: {error}"
    return ""


def _as_doctor_says(processes: Processes, damaged: Damaged) -> str:
    ran = processes.run(damaged.home, "doctor", plain=1)
    found = [step for step in steps(failures(ran)) if step not in _LAST]
    if not ran.is_clean or not found:
        return f"doctor names no step: {ran.said[-400:]}"
    return carry_out(processes, found[0], damaged)


def failures(ran: Ran) -> str:
    """Return what `doctor` says of what fails, or what another command says."""
    return "\n".join(re.findall(r"^FAIL.*(?:\n {7}.*)*", ran.out, re.MULTILINE)) or ran.err


def is_whole(processes: Processes, home: Path) -> bool:
    """Tell whether every paper is there, once, and the indexes are in step."""
    looked = processes.call("tests.faults.homes:look", str(home), plain=1)
    least, most = homes.PAPERS, homes.PAPERS + 3
    return any(
        f'"papers": {n}, "once": {n}, "twice": 0, "words": {n}, "vectors": {n}' in looked.out for n in (least, most)
    )


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
