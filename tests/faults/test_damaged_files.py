"""Files that are empty, binary, half written, in another encoding, or folders: nothing is lost, nobody is misled."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults import homes
from tests.faults.processes import Processes

BINARY = bytes(range(256)) * 8
PAGE = 16_384  # bytes of a page of the database
MADE_ANEW = [  # state that the library mends by itself
    "library/journal.json",
    "library/generation",
    "library/format",
    "library/dense/vectors.sqlite",
    "library/lexical/meta.json",
]
CONTENTS = {
    "binary": BINARY,
    "half": b'["arxiv:2403.00001", "arx',
    "other": b'{"a": [1, null]}',
}


def flip(file: Path, share: float = 0.5) -> None:
    data = bytearray(file.read_bytes())
    data[int(len(data) * share)] ^= 0x5A
    file.write_bytes(data)


def find(processes: Processes, home: Path, word: str = "s5s") -> None:
    ran = processes.run(home, "search", word, "-k", "1")
    assert ran.code == 0, ran
    assert "2403.00005" in ran.out


@pytest.mark.parametrize("first", [0, 2])
def test_state_that_can_be_made_anew_is(processes: Processes, home: Path, first: int) -> None:
    kinds = ["binary", "half", "other", "folder"]
    for place, file in enumerate(MADE_ANEW, first):
        put(home / file, kinds[place % 4])
    find(processes, home)
    looked = processes.call("tests.faults.homes:look", str(home))
    assert f'"papers": {homes.PAPERS}, "once": {homes.PAPERS}' in looked.out
    assert f'"words": {homes.PAPERS}, "vectors": {homes.PAPERS}, "journal": false' in looked.out


@pytest.mark.parametrize("file", ["library/format", "library/generation"])
def test_folder_with_something_in_it_is_named_where_it_is(processes: Processes, home: Path, file: str) -> None:
    (home / file).unlink()
    (home / file / "kept").mkdir(parents=True)
    ran = processes.run(home, "reindex")
    assert ran.code == 1
    assert ran.is_clean, ran
    assert f"{home / file} cannot be used" in ran.err
    status = processes.run(home, "status")
    assert status.is_clean
    assert "/assistant-" not in status.said
    (home / file).rename(home / "library" / "renamed as the message says")
    assert processes.run(home, "reindex").code == 0
    find(processes, home)


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_flipped_byte_of_the_dense_index_is_mended(processes: Processes, home: Path, share: float) -> None:
    flip(home / "library" / "dense" / "vectors.sqlite", share)
    ran = processes.run(home, "search", "s5s", "-k", "1")
    assert "dense index is damaged; it is made anew" in ran.err
    assert "2403.00005" in ran.out
    assert processes.run(home, "doctor").is_clean


@pytest.mark.parametrize("kind", ["idx", "store"])
def test_flipped_byte_of_the_lexical_index_is_mended(processes: Processes, home: Path, kind: str) -> None:
    for file in (home / "library" / "lexical").glob(f"*.{kind}"):
        flip(file, 0.4)
    ran = processes.run(home, "search", "s5s", "-k", "1")
    assert "lexical index is damaged; it is made anew" in ran.err
    assert "2403.00005" in ran.out


@pytest.mark.parametrize("how", ["missing", "empty"])
def test_library_without_its_database_is_not_shown_as_an_empty_one(
    processes: Processes, home: Path, tmp_path: Path, how: str
) -> None:
    backup = tmp_path / "kept.zip"
    assert processes.run(home, "backup", str(backup)).code == 0
    database = home / "library" / "chroma" / "chroma.sqlite3"
    if how == "empty":
        database.write_bytes(b"")
    else:
        database.unlink()
    for order in (("status",), ("ask", "Which sampler?"), ("papers", "list"), ("doctor",)):
        ran = processes.run(home, *order)
        assert ran.code == 1
        assert ran.is_clean, ran
        assert f"though {homes.PAPERS} papers were indexed" in ran.said
        assert "assistant restore FILE --force" in ran.said
    assert processes.run(home, "restore", str(backup), "--force").code == 0
    find(processes, home)


def test_reindex_begins_anew_where_the_database_is_gone(processes: Processes, home: Path, base: Path) -> None:
    (home / "library" / "chroma" / "chroma.sqlite3").unlink()
    ran = processes.run(home, "reindex")
    assert ran.code == 0, ran
    assert processes.run(home, "ingest", "file", str(base.parent / "records.jsonl")).code == 0
    find(processes, home)


def spoil(home: Path, key: str, value: str) -> None:
    with closing(sqlite3.connect(home / "library" / "chroma" / "chroma.sqlite3")) as database, database:
        row = "(SELECT id FROM embeddings WHERE embedding_id = 'arxiv:2403.00007')"
        database.execute(f"UPDATE embedding_metadata SET string_value = ? WHERE key = ? AND id = {row}", (value, key))


@pytest.mark.parametrize(("key", "left"), [("record", homes.PAPERS - 1), ("vector", homes.PAPERS)])
def test_broken_row_is_named_and_reindex_goes_on(processes: Processes, home: Path, key: str, left: int) -> None:
    spoil(home, key, '{"id": "arxiv:24')
    find(processes, home)
    doctor = processes.run(home, "doctor")
    assert doctor.code == 1
    assert "arxiv:2403.00007" in doctor.out
    assert "assistant reindex" in doctor.out
    ran = processes.run(home, "reindex")
    assert ran.code == 0
    assert "arxiv:2403.00007" in ran.err
    assert f"Rebuilt the index of {left} papers" in ran.out
    assert processes.run(home, "doctor").code == 0


def overwrite(database: Path) -> None:
    data = bytearray(database.read_bytes())
    middle = len(data) // 2 // PAGE * PAGE
    data[middle : middle + PAGE] = BINARY * 8
    database.write_bytes(data)


def halve(database: Path) -> None:
    database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])


def spoil_page(database: Path) -> None:
    """Spoil a page of records that nothing reads when the library is opened."""
    data = bytearray(database.read_bytes())
    data[-2 * PAGE] ^= 0x5A
    database.write_bytes(data)


def without_first_page(database: Path) -> None:
    database.write_bytes(BINARY * 8 + database.read_bytes()[PAGE:])


@pytest.mark.parametrize("damage", [overwrite, spoil_page, halve, without_first_page])
def test_reindex_keeps_what_can_be_read_of_a_damaged_database(
    processes: Processes, home: Path, damage: Callable[[Path], None]
) -> None:
    damage(home / "library" / "chroma" / "chroma.sqlite3")
    doctor = processes.run(home, "doctor")
    assert doctor.is_clean
    assert "assistant reindex" in doctor.out
    ran = processes.run(home, "reindex")
    assert ran.code == 0, ran
    left = int(ran.out.split("index of ")[1].split()[0])
    assert 0 < left <= homes.PAPERS
    assert processes.run(home, "doctor").code == 0
    assert processes.run(home, "search", "sampler").is_clean
    kept = processes.run(home, "backup", str(home.parent / "kept.zip"))
    assert kept.code == 0, kept
    assert "Not in it: config.toml, library/chroma-damaged-" in kept.out


def put(path: Path, content: str) -> None:
    path.unlink(missing_ok=True)
    match content:
        case "folder":
            path.mkdir()
        case "loop":
            path.symlink_to(path.name)
        case _:
            path.write_bytes(CONTENTS[content])


@pytest.mark.parametrize("content", ["binary", "folder"])
def test_reindex_begins_anew_where_nothing_of_the_database_can_be_read(
    processes: Processes, home: Path, base: Path, content: str
) -> None:
    put(home / "library" / "chroma" / "chroma.sqlite3", content)
    said = processes.run(home, "status").err
    assert "chroma.sqlite3" in said
    assert "assistant reindex" in said
    ran = processes.run(home, "reindex")
    assert ran.code == 0, ran
    assert "Papers read from the damaged database: 0" in ran.err
    assert "`assistant restore FILE --force`, or ingest anew" in ran.err
    assert list((home / "library").glob("chroma-damaged-*"))
    assert processes.run(home, "ingest", "file", str(base.parent / "records.jsonl")).code == 0
    find(processes, home)


@pytest.mark.parametrize("content", ["binary", "half", "folder", "loop"])
def test_settings_that_cannot_be_read_are_told_in_a_line(processes: Processes, home: Path, content: str) -> None:
    put(home / "config.toml", content)
    for order in (("status",), ("doctor",)):
        ran = processes.run(home, *order)
        assert ran.is_clean, ran
        assert "config.toml" in ran.said
    (home / "config.toml").rename(home / "renamed as the message says")
    assert processes.run(home, "status").code == 0


@pytest.mark.parametrize(("file", "content"), [("app.sqlite", b"\n"), ("library/chroma/chroma.sqlite3", b"")])
def test_empty_database_is_told_and_takes_no_backups_place(
    processes: Processes, home: Path, tmp_path: Path, file: str, content: bytes
) -> None:
    backup = tmp_path / "kept.zip"
    assert processes.run(home, "backup", str(backup)).code == 0
    kept = backup.read_bytes()
    (home / file).write_bytes(content)
    for order in (("brief", "--date", homes.DAY), ("doctor",), ("backup", str(backup))):
        ran = processes.run(home, *order)
        assert ran.code == 1, (order, ran)
        assert ran.is_clean, ran
        assert "is empty" in ran.said
    assert backup.read_bytes() == kept
    assert processes.run(home, "restore", str(backup), "--force").code == 0
    assert processes.run(home, "doctor").code == 0


@pytest.mark.parametrize(
    ("file", "content"),
    [("app.sqlite", "loop"), ("people.sqlite", "folder"), ("interests.toml", "loop"), ("prices.toml", "folder")],
)
def test_backup_leaves_nothing_out_in_silence(processes: Processes, home: Path, file: str, content: str) -> None:
    put(home / file, content)
    ran = processes.run(home, "backup", str(home.parent / "kept.zip"))
    assert ran.code == 1
    assert ran.is_clean, ran
    assert str(home / file) in ran.err
    (home / file).rename(home / "renamed as the message says")
    assert processes.run(home, "backup", str(home.parent / "kept.zip")).code == 0


@pytest.mark.parametrize("file", ["interests.toml", "prices.toml", "spending.json", "judges.json", "app.sqlite"])
@pytest.mark.parametrize("content", ["binary", "folder"])
def test_file_of_a_person_that_is_damaged_is_told_in_a_line(
    processes: Processes, home: Path, file: str, content: str
) -> None:
    put(home / file, content)
    for order in (("doctor",), ("brief", "--date", homes.DAY), ("interests", "like", "arxiv:2403.00005")):
        ran = processes.run(home, *order)
        assert ran.is_clean, (order, ran)
    assert processes.call("tests.faults.homes:spend", str(home)).code == 0
