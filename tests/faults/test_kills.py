"""SIGKILL at moments of every job, over all files that it writes; `python -m tests.faults.kills` has more of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.kills import Job, Killer, killing
from tests.faults.processes import Processes

KILLS = 3  # of each job


@pytest.fixture(scope="module")
def ready(
    processes: Processes, base: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Killer, dict[str, Job]]]:
    with killing(processes, base, tmp_path_factory.mktemp("kills")) as both:
        yield both


@pytest.mark.parametrize("name", ["ingest", "reindex", "fetch", "brief", "chat", "backup"])
def test_nothing_is_lost_doubled_or_dead_wherever_a_job_is_killed(
    ready: tuple[Killer, dict[str, Job]], name: str
) -> None:
    killer, jobs = ready
    kills = killer.plan(name, jobs[name], each=1)
    chosen = kills[:: max(1, len(kills) // KILLS)][:KILLS]
    faults = {kill: fault for kill in chosen if (fault := killer.fault(jobs[name], kill))}
    assert not faults
