"""The file of the interests is a person's: it is read strictly, changed sparingly, and never lost."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.interests.profile import Interest, InterestsUnreadable, record_name, table_name
from assistant.interests.toml_file import Change, InterestsFile
from tests.faults.processes import Processes

WRITTEN = """\
# Everything I read for.

[default]  # mornings
# what the group works on
topics = ["moss", "ferns"]  # and lichen?
liked = [
    # from the thesis
    "arxiv:2401.00001",  # the one with the folds
    "Mossgate: Gated Retrieval of Moss Images",

    "arxiv:2401.00003"  # not read yet
]
disliked = []

# Evenings only.
["lantern nets"]
authors = "Ada Example"
# end of it
"""


@pytest.fixture
def written(tmp_path: Path) -> InterestsFile:
    file = InterestsFile(tmp_path)
    file.file.write_text(WRITTEN)
    return file


def test_no_file_is_no_interests(tmp_path: Path) -> None:
    assert InterestsFile(tmp_path / "nowhere").read() == {}
    assert not InterestsFile(tmp_path / "nowhere").remove("default")


def test_file_is_read_as_it_was_meant(written: InterestsFile) -> None:
    interests = written.read()
    assert list(interests) == ["default", "lantern nets"]
    assert interests["default"].topics == ("moss", "ferns")
    assert interests["default"].liked[1] == "Mossgate: Gated Retrieval of Moss Images"
    assert interests["lantern nets"] == Interest(authors=("Ada Example",))  # one text is a list of one
    assert not Interest()


def test_file_that_is_made_shows_every_list(tmp_path: Path) -> None:
    file = InterestsFile(tmp_path / "home")
    file.change("default", [Change("topics", {"moss": ""}), Change("liked", {"arxiv:2401.00001": "Zebra: A\nFold"})])
    text = file.file.read_text()
    assert 'topics = [\n    "moss",\n]' in text
    assert '    "arxiv:2401.00001", # Zebra: A Fold\n' in text
    assert tomllib.loads(text)["default"] == {
        "topics": ["moss"],
        "authors": [],
        "categories": [],
        "liked": ["arxiv:2401.00001"],
        "disliked": [],
    }
    assert all(line.startswith("#") for line in text.splitlines()[:2])


def comments(text: str) -> list[str]:
    return [line.partition("#")[2].strip() for line in text.splitlines() if "#" in line]


def test_comments_survive_every_edit(written: InterestsFile) -> None:
    before = comments(WRITTEN)
    written.change("default", [Change("topics", {"lichen": ""}, removed=("moss",))])
    written.change("default", [Change("disliked", {"arxiv:2401.00009": "Title"}), Change("categories", {"cs.IR": ""})])
    written.change("lantern nets", [Change("liked", {"arxiv:2401.00002": ""})])
    after = comments(written.file.read_text())
    assert [one for one in after if one != "Title"] == before
    assert written.read()["default"].topics == ("ferns", "lichen")
    assert written.read()["lantern nets"] == Interest(authors=("Ada Example",), liked=("arxiv:2401.00002",))


def test_comment_moves_with_its_paper(written: InterestsFile) -> None:
    paper = "arxiv:2401.00001"
    written.change("default", [Change("liked", removed=(paper,)), Change("disliked", {paper: "its title"})])
    assert f'"{paper}", # the one with the folds' in written.file.read_text()
    assert written.read()["default"].disliked == (paper,)
    assert paper not in written.read()["default"].liked


def test_interest_that_is_removed_leaves_what_stands_before_the_next(written: InterestsFile) -> None:
    assert written.remove("default")
    assert not written.remove("default")
    assert comments(written.file.read_text()) == ["Everything I read for.", "Evenings only.", "end of it"]
    assert list(written.read()) == ["lantern nets"]
    assert written.remove("lantern nets")
    assert written.read() == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[default]\ntopics = ["moss"\nliked = []\n', "line 3"),
        ('[default]\ntopics = ["moss]\n', "line 2"),
        ('[default]\n\ntopic = ["moss"]\n', "line 3: 'topic' is not one of topics, authors"),
        ('topics = ["moss"]\n', "line 1: 'topics' belongs to no interest"),
        ("[default]\n[moss]\nliked = [1, 2]\n", "line 3: 'liked' must be a list of texts"),
        ("[moss]\nliked = []\n[ferns]\n# none\nliked = true\n", "line 5: 'liked' must be a list"),
        ("[default]\n[default]\n", "line 2"),
        ('[[default]]\ntopics = ["moss"]\n', "'default' belongs to no interest"),
        ("[default]\ntopics = ['moss\xff']\n".encode("latin-1"), "line 2: it is not in UTF-8"),
    ],
)
def test_file_that_cannot_be_read_names_the_line_and_stays(tmp_path: Path, text: str | bytes, told: str) -> None:
    file = InterestsFile(tmp_path)
    content = text if isinstance(text, bytes) else text.encode()
    file.file.write_bytes(content)
    for use in (file.read, lambda: file.remove("default"), lambda: file.change("a", [Change("topics", {"b": ""})])):
        with pytest.raises(InterestsUnreadable) as caught:
            use()
        assert told in str(caught.value)
        assert "\n" not in str(caught.value)
        assert file.file.read_bytes() == content


def test_folder_in_its_place_is_told(tmp_path: Path) -> None:
    InterestsFile(tmp_path).file.mkdir()
    with pytest.raises(InterestsUnreadable, match=r"cannot be used.*rename"):
        InterestsFile(tmp_path).read()


@pytest.mark.parametrize(
    "text",
    [
        'a = { topics = ["x"] }\n',
        'a.topics = ["x"]\na.liked = ["y"]\n',
        '[ "a" ] # c\nliked = ["x",\n"y"] # z\n',
        '[a]\nliked = ["x", # first\n "y"]\n',
        '\ufeff[a]\r\nliked = [\r\n  "x", # c\r\n]\r\n',
        "[a]",
        '[a]\ntopics = "x"\n[b]\n',
        'liked.topics = ["x"]\n["a"]\n',
    ],
)
def test_any_way_of_writing_can_be_changed(tmp_path: Path, text: str) -> None:
    file = InterestsFile(tmp_path)
    file.file.write_bytes(text.encode())
    before = file.read()
    file.change("a", [Change("liked", {"z # z": "Zed"}), Change("topics", {'"q"': ""})])
    after = file.read()
    assert after["a"].liked == (*before["a"].liked, "z # z")
    assert after["a"].topics == (*before["a"].topics, '"q"')
    file.change("a", [Change("liked", removed=("z # z",)), Change("topics", removed=('"q"',))])
    assert file.read() == before
    assert file.remove("a")
    assert file.read() == {name: one for name, one in before.items() if name != "a"}


values = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12).map(lambda text: f"x{text}")
lists = st.lists(values, max_size=4)


@given(edits=st.lists(st.tuples(st.sampled_from(["a", "b c", "d.e"]), lists, lists, values), max_size=5))
def test_whatever_is_put_in_is_read_again(tmp_path_factory: pytest.TempPathFactory, edits: list[tuple]) -> None:
    file, wanted = InterestsFile(tmp_path_factory.mktemp("edits")), dict[str, list[str]]()
    file.file.write_text(WRITTEN)
    for name, added, removed, comment in edits:
        added, removed = ([" ".join(text.split()) for text in texts] for texts in (added, removed))
        file.change(name, [Change("liked", dict.fromkeys(added, comment), removed)])
        kept = [value for value in wanted.get(name, []) if value not in removed]
        wanted[name] = list(dict.fromkeys([*kept, *added]))
    assert {name: list(one.liked) for name, one in list(file.read().items())[2:]} == wanted
    assert set(comments(WRITTEN)) <= set(comments(file.file.read_text()))


def test_link_to_a_file_elsewhere_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    (tmp_path / "dotfiles" / "reading.toml").write_text('[default]\ntopics = ["moss"]\n')
    file = InterestsFile(tmp_path)
    file.file.symlink_to(tmp_path / "dotfiles" / "reading.toml")
    file.change("default", [Change("topics", {"ferns": ""})])
    assert file.file.is_symlink()
    assert "ferns" in (tmp_path / "dotfiles" / "reading.toml").read_text()


def test_processes_that_write_at_once_lose_nothing(processes: Processes, tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from assistant.interests.toml_file import Change
from assistant.interests.toml_file import InterestsFile
for number in range(10):
    InterestsFile(Path(sys.argv[1])).change("default", [Change("topics", {f"{sys.argv[2]} {number}": ""})])
"""
    assert processes.at_once(script, *((tmp_path, name) for name in ("moss", "ferns", "lichen"))).code == 0
    assert len(InterestsFile(tmp_path).read()["default"].topics) == 30


def test_default_interest_shares_the_record_of_plain_briefs() -> None:
    assert table_name("") == table_name("default") == "default"
    assert record_name("") == record_name("default") == ""
    assert table_name(" my  moss ") == record_name("my moss") == "my moss"
