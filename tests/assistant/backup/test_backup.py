"""A backup has everything of one moment, and is taken back whole or not at all."""

import errno
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.backup.making import back_up
from assistant.backup.taking import restore
from assistant.cli.commands import app
from assistant.store.database import STEPS, Database
from assistant.store.errors import BackupError
from index.errors import LibraryBusy
from index.store.library import Library
from tests.assistant.backup.conftest import KEY, assert_whole
from tests.support.embedder import HashedEmbedder

ROOT = Path(__file__).parents[3]
# Ingests in batches without an end, and says when it has begun.
WRITES = """
import sys, time
from pathlib import Path
from index.store.library import Library
from tests.support.embedder import HashedEmbedder
from tests.support.papers import paper

library = Library(Path(sys.argv[1]), HashedEmbedder())
for start in range(0, 100_000, 20):
    library.upsert([paper(f"Paper w{n}w of many", f"It is about s{n}s.") for n in range(start, start + 20)])
    print(start + 20, flush=True)
    time.sleep(0.02)
"""


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_everything_comes_back_but_settings_and_what_was_cached(home: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    made = back_up(home, tmp_path / "b.zip", progress=lambda size, total: seen.append((size, total)))
    assert made.left_out == ("config.toml",)  # what was cached, nobody misses
    assert made.size == (tmp_path / "b.zip").stat().st_size
    assert sum(size for size, _ in seen) == seen[-1][1] > 0
    assert names(tmp_path) == {"home", "b.zip"}
    assert (tmp_path / "b.zip").stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert not any(KEY.encode() in archive.read(name) for name in archive.namelist())
    done = restore(tmp_path / "b.zip", tmp_path / "new" / "home")
    assert (done.files, done.aside) == (made.files, None)
    assert_whole(tmp_path / "new" / "home")
    assert not (tmp_path / "new" / "home" / "config.toml").exists()
    assert names(tmp_path / "new") == {"home"}


def test_settings_of_an_empty_directory_stay(home: Path, tmp_path: Path) -> None:
    back_up(home, tmp_path / "b.zip")
    new = tmp_path / "new"
    new.mkdir()
    (new / "config.toml").write_text('model = "mine"\n')
    (new / "config.toml").chmod(0o600)
    assert restore(tmp_path / "b.zip", new).aside is None
    assert (new / "config.toml").read_text() == 'model = "mine"\n'
    assert (new / "config.toml").stat().st_mode & 0o777 == 0o600
    assert_whole(new)


def test_directory_in_use_is_kept_and_with_force_moved_aside(home: Path, tmp_path: Path) -> None:
    back_up(home, tmp_path / "b.zip")
    (home / "mine.txt").write_text("mine")
    with pytest.raises(BackupError, match=r"is not empty\. Name another directory with --home, or add --force"):
        restore(tmp_path / "b.zip", home)
    aside = restore(tmp_path / "b.zip", home, force=True).aside
    assert aside
    assert_whole(home)
    assert_whole(aside)
    assert (aside / "mine.txt").read_text() == "mine"
    assert KEY in (home / "config.toml").read_text()


def test_earlier_backup_is_replaced_and_nothing_else(home: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.zip").write_bytes(b"my thesis")
    with pytest.raises(BackupError, match="is there, and no backup"):
        back_up(home, tmp_path / "thesis.zip")
    assert (tmp_path / "thesis.zip").read_bytes() == b"my thesis"
    back_up(home, tmp_path / "b.zip")
    before = (tmp_path / "b.zip").read_bytes()
    back_up(home, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_bytes() != before
    restore(tmp_path / "b.zip", tmp_path / "new")
    assert_whole(tmp_path / "new")


def test_nothing_to_keep_and_no_folder_are_told(home: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="There is nothing to keep"):
        back_up(tmp_path / "none", tmp_path / "b.zip")
    assert not (tmp_path / "none").exists()
    with pytest.raises(BackupError, match="There is no folder"):
        back_up(home, tmp_path / "none" / "b.zip")


def test_store_alone_can_be_kept(tmp_path: Path) -> None:
    with Database(tmp_path / "home" / "app.sqlite").reading():
        pass
    back_up(tmp_path / "home", tmp_path / "b.zip")
    restore(tmp_path / "b.zip", tmp_path / "new")
    assert "app.sqlite" in names(tmp_path / "new")


def test_backup_while_another_process_ingests_is_of_one_moment(tmp_path: Path) -> None:
    home = tmp_path / "home"
    command = [sys.executable, "-c", WRITES, str(home / "library")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        for _ in range(3):
            least = int(writer.stdout.readline())
        back_up(home, tmp_path / "b.zip")
        assert int(writer.stdout.readline())  # it was not in its way
        writer.kill()
    restore(tmp_path / "b.zip", tmp_path / "new")
    assert not (tmp_path / "new" / "library" / "journal.json").exists()
    library = Library(tmp_path / "new" / "library", HashedEmbedder())
    ids = [paper.id for paper in library.all()]
    assert len(ids) == len(set(ids)) == library.lexical.count() == library._stores.dense.count() >= least
    assert len(ids) % 20 == 0


def test_library_that_is_being_written_is_waited_for(home: Path, tmp_path: Path) -> None:
    waited: list[bool] = []
    with (
        Library(home / "library", HashedEmbedder()).writing(),
        pytest.raises(LibraryBusy, match="Another process is writing"),
    ):
        back_up(home, tmp_path / "b.zip", waiting=lambda: waited.append(True), patience=0.01)
    assert waited == [True]
    assert names(tmp_path) == {"home"}
    back_up(home, tmp_path / "b.zip")
    with Library(home / "library", HashedEmbedder()).writing(), pytest.raises(LibraryBusy):
        restore(tmp_path / "b.zip", home, force=True)
    assert names(tmp_path) == {"home", "b.zip"}


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-2000])


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 0xFF
    file.write_bytes(content)


def rewritten(change: Callable[[dict[str, bytes]], object]) -> Callable[[Path], None]:
    def damage(file: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        change(files)
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)

    return damage


def declared(packed: dict[str, bytes], **change: object) -> None:
    packed["manifest.json"] = json.dumps({**json.loads(packed["manifest.json"]), **change}).encode()


def outside(files: dict[str, bytes]) -> None:
    manifest = json.loads(files["manifest.json"])
    files["library/../../evil"] = files["interests.toml"]
    manifest["files"]["library/../../evil"] = manifest["files"]["interests.toml"]
    declared(files, files=manifest["files"])


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "text": (lambda file: file.write_text("This is a text."), "is no backup"),
    "empty": (lambda file: file.write_bytes(b""), "is no backup"),
    "absent": (lambda file: file.unlink(), "There is no file"),
    "a folder": (lambda file: (file.unlink(), file.mkdir()), "There is no file"),
    "cut": (cut, "is no backup"),
    "flipped": (flip, "is damaged"),
    "another zip": (rewritten(lambda files: files.pop("manifest.json")), "is no backup"),
    "a file less": (rewritten(lambda files: files.pop("interests.toml")), "is damaged"),
    "a file more": (rewritten(lambda files: files.update({"library/more": b""})), "is damaged"),
    "a file changed": (rewritten(lambda files: files.update({"interests.toml": b"[other]"})), "interests.toml is not"),
    "a longer file": (
        rewritten(lambda files: files.update({"interests.toml": b"\n" * 10**7})),
        "interests.toml is not",
    ),
    "a file outside": (rewritten(outside), "is damaged"),
    "a newer backup": (rewritten(lambda files: declared(files, format=99)), "newer version"),
    "a newer library": (rewritten(lambda files: declared(files, library_format=99)), "newer version"),
    "a newer store": (rewritten(lambda files: declared(files, store_format=len(STEPS) + 1)), "newer version"),
}


@pytest.mark.parametrize(("damage", "told"), DAMAGES.values(), ids=DAMAGES)
def test_what_is_no_whole_backup_is_refused_in_one_line(
    home: Path, tmp_path: Path, damage: Callable[[Path], object], told: str
) -> None:
    back_up(home, tmp_path / "b.zip")
    damage(tmp_path / "b.zip")
    with pytest.raises(BackupError, match=told) as caught:
        restore(tmp_path / "b.zip", home, force=True)
    assert "\n" not in str(caught.value)
    assert names(tmp_path) - {"b.zip"} == {"home"}
    assert_whole(home)


def test_file_that_is_not_there_is_told_before_anything_of_the_directory(home: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="There is no file"):
        restore(tmp_path / "nosuch.zip", home)


@pytest.mark.parametrize("name", ["app.sqlite", "library/chroma/chroma.sqlite3"])
def test_damaged_data_takes_no_earlier_backups_place(home: Path, tmp_path: Path, name: str) -> None:
    back_up(home, tmp_path / "b.zip")
    content = bytearray((home / name).read_bytes())
    content[4096:] = b"\x55" * (len(content) - 4096)
    (home / name).write_bytes(content)
    with pytest.raises(BackupError, match="is damaged"):
        back_up(home, tmp_path / "b.zip")
    restore(tmp_path / "b.zip", tmp_path / "new")
    assert_whole(tmp_path / "new")


def test_clock_before_1980_is_no_obstacle(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 0.0)
    back_up(home, tmp_path / "b.zip")
    restore(tmp_path / "b.zip", tmp_path / "new")
    assert_whole(tmp_path / "new")


def test_full_disk_changes_nothing(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    back_up(home, tmp_path / "b.zip")
    before = (tmp_path / "b.zip").read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BackupError, match="No space left on device"):
        back_up(home, tmp_path / "b.zip")
    with pytest.raises(BackupError, match="No space left on device"):
        restore(tmp_path / "b.zip", home, force=True)
    assert (tmp_path / "b.zip").read_bytes() == before
    assert names(tmp_path) == {"home", "b.zip"}
    assert_whole(home)


def test_commands_say_what_they_did(home: Path, tmp_path: Path) -> None:
    def run(home: Path, *words: str) -> str:
        result = CliRunner().invoke(app, ["--home", str(home), *words])
        assert result.exit_code == 0, result.output
        return result.stdout

    file, new = tmp_path / "b.zip", tmp_path / "new"
    assert "Not in it: config.toml." in run(home, "backup", str(file))
    assert json.loads(run(home, "backup", str(file), "--json"))["left_out"] == ["config.toml"]
    assert f"into {new}." in run(new, "restore", str(file))
    done = json.loads(run(new, "restore", str(file), "--force", "--json"))
    assert done["home"] == str(new)
    assert_whole(Path(done["aside"]))
    assert_whole(new)
