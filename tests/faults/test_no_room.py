"""A full disk and a data directory that cannot be written: what reads goes on, what writes says so, nothing is lost."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import homes
from tests.faults.processes import Processes, Ran

READING = [
    ("status",),
    ("papers", "list"),
    ("search", "s5s", "-k", "1"),
    ("ask", "Which sampler needs no training?"),
    ("compare", "arxiv:2403.00001", "arxiv:2403.00002"),
    ("brief", "--date", homes.DAY, "--again"),
]


MORE = 150  # papers; their records take 600 kB, and the encoder a second


def writing(base: Path) -> list[tuple[str, ...]]:
    more = homes.write_records(base.parent / "more.jsonl", homes.PAPERS, homes.PAPERS + MORE)
    return [("ingest", "file", str(more)), ("reindex",), ("interests", "like", "arxiv:2403.00005")]


def assert_whole(processes: Processes, home: Path) -> None:
    looked = processes.call("tests.faults.homes:look", str(home))
    assert f'"once": {homes.PAPERS}' in looked.out, looked
    assert '"store": "ok"' in looked.out


def failed(ran: Ran, why: str) -> bool:
    return ran.code == 1 and ran.is_clean and why in ran.said


def test_full_disk_stops_no_reader(processes: Processes, small_disk: Path) -> None:
    for order in READING:
        ran = processes.run(small_disk, *order)
        assert ran.code == 0, (order, ran)


@pytest.mark.parametrize("leave", [0, 150_000])
def test_full_disk_is_told_in_a_line_and_costs_nothing(
    processes: Processes, small_disk: Path, base: Path, leave: int
) -> None:
    homes.fill(small_disk.parent, leave)
    orders = writing(base)
    for order in orders:
        ran = processes.run(small_disk, *order)
        small = leave or order[0] == "interests"  # there may be room for it
        assert (small and ran.code == 0) or failed(ran, "No space left on device"), (order, ran)
    (small_disk.parent / "filler").unlink()
    doctor = processes.run(small_disk, "doctor")
    assert "FAIL" not in doctor.out.replace("FAIL disk", ""), doctor
    for order in orders:
        assert processes.run(small_disk, *order).code == 0
    looked = processes.call("tests.faults.homes:look", str(small_disk))
    assert f'"once": {homes.PAPERS + MORE}' in looked.out


def test_budget_that_cannot_be_written_down_allows_no_call(processes: Processes, small_disk: Path) -> None:
    ran = processes.call("tests.faults.homes:allowed", str(small_disk))
    assert "No budget can be kept" in ran.said


@pytest.fixture
def read_only(home: Path) -> Iterator[Path]:
    for path in (home, *home.rglob("*")):
        path.chmod(0o500 if path.is_dir() else 0o400)
    yield home
    for path in (home, *home.rglob("*")):
        path.chmod(0o700)


def test_home_that_can_only_be_read_is_read(processes: Processes, read_only: Path, tmp_path: Path) -> None:
    for order in (*READING, ("interests", "show"), ("backup", str(tmp_path / "kept.zip"))):
        ran = processes.run(read_only, *order, plain=1)
        assert ran.code == 0, (order, ran)


def test_home_that_can_only_be_read_says_so_to_who_writes(processes: Processes, read_only: Path, base: Path) -> None:
    for order in writing(base):
        ran = processes.run(read_only, *order, plain=1)
        assert ran.is_clean, ran
        assert ran.code == 1
        assert "cannot be" in ran.err


@pytest.mark.parametrize("name", ["library", "library/chroma/chroma.sqlite3", "config.toml", "app.sqlite"])
def test_right_that_is_missing_is_told_in_a_line(processes: Processes, home: Path, name: str) -> None:
    path, rights = home / name, (home / name).stat().st_mode
    path.chmod(0)
    try:
        for order in (("status",), ("doctor",), ("brief", "--date", homes.DAY)):
            ran = processes.run(home, *order, plain=1)
            assert ran.is_clean, (order, ran)
            assert ran.code == 0 or str(path) in ran.said, (order, ran)
        ran = processes.run(home, "backup", str(home.parent / "kept.zip"), plain=1)
        assert ran.is_clean, ran
        assert str(path) in ran.err  # or what is in it
        assert "cannot be" in ran.err
        assert "right to read" in ran.err
    finally:
        path.chmod(rights)
    assert_whole(processes, home)


def test_folder_of_people_that_may_not_be_read_is_not_left_out_of_a_backup(processes: Processes, home: Path) -> None:
    folder = home / "people" / "somebody"
    folder.mkdir(parents=True)
    (folder / "app.sqlite").write_bytes((home / "app.sqlite").read_bytes())
    folder.chmod(0)
    ran = processes.run(home, "backup", str(home.parent / "kept.zip"), plain=1)
    folder.chmod(0o700)
    assert failed(ran, str(folder)), ran


@pytest.mark.parametrize("name", ["library/write.lock", "library/chroma", "app.lock"])
def test_something_else_of_the_name_is_told_in_a_line(processes: Processes, home: Path, name: str) -> None:
    aside = home.parent / "aside"
    if (home / name).exists():
        (home / name).rename(aside)
    if name.endswith(".lock"):
        (home / name).mkdir()
    else:
        (home / name).write_text("something else")
    for order in (("status",), ("doctor",), ("brief", "--date", homes.DAY)):
        ran = processes.run(home, *order)
        assert ran.is_clean, (order, ran)
    os.rename(home / name, home / "renamed as the message says")  # noqa: PTH104
    if aside.exists():
        aside.rename(home / name)
    assert_whole(processes, home)


def test_limit_of_the_size_of_files_is_told_in_a_line(processes: Processes, home: Path, base: Path) -> None:
    for order in writing(base):
        ran = processes.run(home, *order, bytes=1_300_000)
        assert ran.is_clean, ran
    assert processes.run(home, "doctor").is_clean


def test_limit_of_open_files_is_told_as_what_it_is(
    processes: Processes, tmp_path: Path, home: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (temporary := tmp_path / "temporary").mkdir()
    monkeypatch.setitem(processes.environment, "TMPDIR", str(temporary))
    for order in (*READING, *writing(base)):
        ran = processes.run(home, *order, files=14)  # below that Chroma's own library prints that it panicked
        assert ran.code == 1, order
        assert "ulimit -n" in ran.said, order
        assert "Traceback" not in ran.said, order
    for order in (READING[3], *writing(base)[:1]):
        assert processes.run(home, *order, files=64).code == 0, order
    assert list(temporary.iterdir()) == []


def test_panic_of_a_store_for_want_of_files_is_not_told_as_a_damage(processes: Processes) -> None:
    text = """
from pathlib import Path
from index.errors import AssistantError
from index.store.guarded import guarded

PanicException = type("PanicException", (BaseException,), {})  # as Rust's is called

@guarded("The store")
class Store:
    folder = Path("/x")
    def read(self):
        raise PanicException("Expect it to be fetched")

try:
    Store().read()
except AssistantError as error:
    print(error, error.todo)
"""
    for files, said in ((14, "ulimit -n"), (64, "is damaged (Expect it to be fetched)")):
        assert said in processes.call("tests.faults.forks:script", text, files=files).out


def test_limit_of_memory_is_not_told_as_a_damage(processes: Processes) -> None:
    text = "from pathlib import Path; from index.storage import told; print(told(Path('/x'), ValueError('no reply')))"
    for memory, said in ((20_000_000, "more memory"), (500_000_000, "is damaged")):
        ran = processes.call("tests.faults.forks:script", text, memory=memory)
        assert said in ran.out, ran
