"""Text a piece at a time: arrays of any size, and an end to lines and to what is read whole."""

import gzip
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SourceUnreadable
from index.sources import encodings
from index.sources.encodings import lines
from index.sources.files import read_file
from index.sources.json_entries import Elements

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


class Drop(io.StringIO):
    """A text that gives a few characters at a time, as a slow pipe does."""

    def read(self, size: int | None = -1, /) -> str:
        return super().read(3)


@given(st.lists(VALUES), st.sampled_from([None, 1]))
def test_array_is_read_as_the_standard_library_reads_it(values: list[object], indent: int | None) -> None:
    text = json.dumps(values, indent=indent)
    assert [value for _, value in Elements(Drop(f" {text}\n "))] == values


def test_elements_have_their_lines() -> None:
    text = json.dumps([{"a": 1}, {"b": [2]}, 3], indent=1)
    assert [line for line, _ in Elements(Drop(text))] == [2, 5, 10]


@pytest.mark.parametrize(
    ("text", "line"),
    [("[1, 2", 1), ("[1,\n2\n}", 3), ("[1]\n x", 2), ("[1,\n{]", 2), ("[", 1), ("[1 2]", 1), ("[1,]", 1), ("[,1]", 1)],
)
def test_what_is_no_whole_array_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(json.JSONDecodeError) as told:
        list(Elements(Drop(text)))
    assert told.value.lineno == line


def test_line_without_end_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encodings, "LONGEST", 5)
    assert list(lines(io.StringIO("a\n1234\n12345\n1234567890123\nb"))) == ["a\n", "1234\n", "12345", "12345", "b"]


def test_file_that_must_be_read_whole_has_a_largest_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encodings, "LARGEST_WHOLE", 100)
    entry = "@article{a, title={T}, abstract={%s}}" % ("B. " * 50)
    for name, text in (("a.bib", entry), ("a.json", json.dumps({"data": [{"title": "T" * 200}]}, indent=1))):
        (tmp_path / name).write_text(text)
        with pytest.raises(SourceUnreadable, match=r"has more than .* in one piece. Split it, or"):
            list(read_file(tmp_path / name))


PEAK = """
import json, resource, sys
from pathlib import Path
from index.errors import SourceUnreadable
from index.sources.base import Skipped
from index.sources.files import read_file
count = skipped = 0
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    for each in read_file(Path(sys.argv[1])):
        count, skipped = count + (not isinstance(each, Skipped)), skipped + isinstance(each, Skipped)
except SourceUnreadable as error:
    print(error)
print(json.dumps([count, skipped, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no getrusage")
@pytest.mark.parametrize(
    ("name", "papers"), [("a.json.gz", 25_000), ("a.jsonl.gz", 1), ("a.csv.gz", 1), ("one.json.gz", 0)]
)
def test_memory_does_not_grow_with_what_is_packed(tmp_path: Path, name: str, papers: int) -> None:
    row = json.dumps({"title": "A paper", "abstract": "It has a sentence. " * 120})
    with gzip.open(tmp_path / name, "wt", compresslevel=1) as file:
        if name == "a.json.gz":
            file.write("[" + ",\n".join([row] * papers) + "]")  # 58 MB
        elif name == "a.csv.gz":
            file.write("title,abstract\nA paper,It has a sentence.\nB,")
        else:
            file.write(row + "\n" if papers else "[")
        if papers < 2:
            for _ in range(100):
                file.write('{"title": "' + "a" * 2**20)
    ran = subprocess.run([sys.executable, "-c", PEAK, str(tmp_path / name)], capture_output=True, text=True, check=True)
    *told, last = ran.stdout.splitlines()
    count, _, peak = json.loads(last)
    assert count == papers, ran
    assert peak < 130, ran
    assert told if not papers else not told
