"""What the command line prints on terminals of all kinds."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli import printable
from tests.faults.processes import Processes

ROOT = Path(__file__).parents[2]
CLIPBOARD = "\x1b]52;c;ZXZpbA==\x07"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("naïve Σ 中 \U0001f600\tx\r\n", "naïve Σ 中 \U0001f600\tx\r\n"),
        ("\x1b[1;31mred\x1b[0m", "\x1b[1;31mred\x1b[0m"),
        (f"a{CLIPBOARD}b", "ab"),
        ("a\x1b]0;title\x1b\\b", "ab"),
        ("a\x1b]8;;http://evil.example\x07b", "ab"),
        ("a\x1b[2J\x1b[Hb\x1b[?1049h", "ab"),
        ("a\x1bPq#0\x1b\\b\x1bc", "abc"),
        ("a\x9b2Jb\x9d52;c\x9c\x07\x08\x7f\0", "a2Jb52;c"),
        ("cut off \x1b]52;c;AAAA", "cut off "),
    ],
)
def test_only_colours_reach_a_terminal(text: str, shown: str) -> None:
    assert printable(text) == shown


def said(home: Path, *words: str | bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    command: list[str | bytes] = [sys.executable, "-m", "assistant", "--home", str(home), *words]
    return subprocess.run(command, cwd=ROOT, env={**kept, **environment}, capture_output=True, timeout=240, check=False)


C = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
# The streams of another locale, in a forked process, which needs no seconds for its imports.
ENCODED = """
import sys
from tests.faults.forks import command

encoding, *words = sys.argv[1:]
for stream in (sys.stdout, sys.stderr):
    stream.reconfigure(encoding=encoding)
command(*words)
"""
FULL = """
import os, sys
from tests.faults.forks import command

os.dup2(os.open("/dev/full", os.O_WRONLY), 1)
command(*sys.argv[1:])
"""


@pytest.fixture(scope="module")
def home(processes: Processes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    title = f"Σ-Zebrafold 中文 \U0001f600 folds{CLIPBOARD} streams"
    row = {
        "id": "x:1",
        "title": title,
        "abstract": "Zebrafold folds a stream into layers. It saves 46% of time → fast.",
    }
    file = home / "papers.jsonl"
    file.write_text(json.dumps(row), encoding="utf-8")
    assert processes.run(home / "data", "ingest", "file", str(file)).code == 0
    return home / "data"


def test_what_a_terminal_cannot_show_is_replaced(home: Path) -> None:
    done = said(home, "papers", "list", **C)
    assert done.returncode == 0, done.stderr
    assert b"Zebrafold" in done.stdout
    assert b"Traceback" not in done.stderr
    assert b"\x1b]" not in done.stdout + done.stderr


def test_what_a_code_page_lacks_is_replaced(processes: Processes, home: Path) -> None:
    ran = processes.script(ENCODED, "cp1252", "--home", home, "ask", "What → folds?")
    assert ran.code == 0, ran
    assert "Zebrafold" in ran.out
    assert "Traceback" not in ran.err
    assert "\x1b]" not in ran.said


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are bytes on Linux only")
def test_names_of_files_may_be_anything(processes: Processes, home: Path, tmp_path: Path) -> None:
    name = b"no \xff\xfe utf8" + CLIPBOARD.encode() + b".jsonl"
    done = said(home, "ingest", "file", os.fsencode(tmp_path) + b"/" + name, **C)
    ran = processes.script(ENCODED, "cp1252", "--home", home, "ingest", "file", tmp_path / "中.jsonl")
    for code, err in ((done.returncode, done.stderr.decode("ascii")), (ran.code, ran.err)):
        assert code == 1
        assert "Traceback" not in err
        assert "\x1b]" not in err
        assert len(err.strip().splitlines()) == 1, err


def test_json_loses_no_sign_where_a_terminal_lacks_it(processes: Processes, home: Path) -> None:
    ran = processes.script(ENCODED, "ascii", "--home", home, "search", "Zebrafold", "--json")
    assert ran.out.isascii()
    assert "Σ-Zebrafold 中文 \U0001f600" in json.loads(ran.out)[0]["title"]


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are bytes on Linux only")
@pytest.mark.parametrize(
    ("name", "why"), [(b"no \xff utf8", "databases cannot open"), (b"n" * 300, "File name too long). Choose another")]
)
def test_data_directory_of_a_name_that_cannot_be_is_told(
    processes: Processes, home: Path, tmp_path: Path, name: bytes, why: str
) -> None:
    at = os.fsencode(tmp_path) + b"/" + name
    if len(name) < 100:
        shutil.copytree(home, os.fsdecode(at))
    for words in (("status",), ("doctor",), ("reindex",), ("ask", "What does Zebrafold fold?")):
        done = processes.run(Path(os.fsdecode(at)), *words)
        assert done.code == 1
        assert why in done.err
        assert len(done.err.strip().splitlines()) == 1, done.err
    if len(name) < 100:
        os.rename(at, at.replace(b"\xff", b""))  # noqa: PTH104  as the line advises
        assert processes.run(Path(os.fsdecode(at.replace(b"\xff", b""))), "search", "Zebrafold").code == 0


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_output_for_which_there_is_no_room_is_told_in_a_line(processes: Processes, home: Path) -> None:
    ran = processes.script(FULL, "--home", home, "search", "Zebrafold", "--json")
    assert ran.code == 1
    (line,) = ran.err.splitlines()
    assert line.startswith("assistant: ")
    assert "No space left on device" in line


@pytest.mark.skipif(sys.platform == "win32", reason="bash closes it")
def test_closed_output_is_no_obstacle(home: Path) -> None:
    command = ["bash", "-c", '"$0" -m assistant --home "$1" status --json >&-', sys.executable, str(home)]
    done = subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, timeout=240, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(sys.platform != "linux", reason="arguments are bytes on Linux only")
def test_word_that_is_no_text_is_told_in_a_line(processes: Processes, home: Path) -> None:
    done = processes.run(home, "interests", "add", "--topic", os.fsdecode(b"sampling \xff"))
    assert done.code == 1
    assert done.err.splitlines() == ["assistant: '\\udcff' is no text in UTF-8. Type it anew."]
