"""A writer that is killed at any moment leaves a library that opens, with every paper once."""

from __future__ import annotations

from pathlib import Path

from tests.bench.kills import killed, seen, wrong


def test_writer_killed_at_three_moments_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    least = 0
    for seconds in (0.05, 0.6, 1.3):
        least = max(least, killed(tmp_path, seconds, wait_for_open=True))
        found = seen(tmp_path)
        assert not wrong(found, least)
    assert isinstance(found, dict)
    assert found["graph_bytes"] < 10_000
