"""What the address of a comparison says, and what becomes of the names in it."""

from urllib.parse import parse_qsl

import pytest

from assistant.config import Settings
from assistant.engine import Assistant
from assistant.types import Comparison
from assistant.web.pages.compare import Desk, Made, View
from assistant.web.pages.compare_wanted import MOST_COLUMNS, Wanted, named
from tests.assistant.jobs.test_which import CELLS, MOSS, WIRES
from tests.support.papers import ZEBRAFOLD, paper

HOSTILE = '"><img src=x onerror=alert(1)>'
NO = "Does it need labels?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    assistant = Assistant.open(Settings(home=tmp_path_factory.mktemp("compare")))
    oaks = [paper(f"Oak{n}: Oaks", f"Oaks grow. Oak{n} reaches {n + 40}% accuracy on Quillset.") for n in range(9)]
    assistant.library.upsert([ZEBRAFOLD, MOSS, CELLS, WIRES, *oaks])
    return assistant


def read(query: str) -> Wanted:
    return Wanted.of(parse_qsl(query, keep_blank_values=True))


def last(assistant: Assistant, query: str) -> str:
    *_, page = View(assistant, Made(assistant)).shown(read(query))
    return page


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(),
        Wanted(papers=("a:1", "a:2")),
        Wanted(papers=("doi:10.1/a,b",)),
        Wanted(papers=("doi:10.1/a,b", "a:2"), columns=("idea", NO, "results", "= a - [1]")),
        Wanted(papers=("a:1",), added=("Moss, in", "Oak")),
        Wanted(topic="moss, and how it grows & withers", k=3, columns=(NO, "own")),
    ],
)
def test_address_keeps_what_is_wanted(wanted: Wanted) -> None:
    assert read(wanted.address.partition("?")[2]) == wanted


def test_address_by_hand_is_read_as_far_as_it_can_be() -> None:
    wanted = read(f"papers=a:1,,a:2,a:1&columns=IDEA,nonsense,idea&own={NO}&own= &k=x&add=Moss%0AOak")
    assert wanted == Wanted(papers=("a:1", "a:2"), columns=("idea", NO), added=("Moss", "Oak"))
    assert read("topic=moss&k=99").k == 8
    assert len(read("&".join(f"own=Is+it+{n}" for n in range(50))).columns) == MOST_COLUMNS


def test_names_become_papers_or_are_told(assistant: Assistant) -> None:
    papers, problems = named(
        assistant.library, [ZEBRAFOLD.id, "Mossgate", "https://arxiv.org/abs/2401.00001", "Zebrafold, Oak1"]
    )
    assert [one.id for one in papers[:2]] == [ZEBRAFOLD.id, MOSS.id]
    assert len(papers) == 3
    assert not problems
    papers, problems = named(assistant.library, ["Gridnet", "Mossgate retrieval of images", "zzqy", "x" * 30_000])
    assert [one.what for one in problems] == ["several", "missing", "missing", "too long"]
    assert {one.id for one in problems[0].papers} == {CELLS.id, WIRES.id}
    assert problems[1].papers[0] == MOSS
    assert not papers


def test_ninth_paper_is_left_out_and_named(assistant: Assistant) -> None:
    page = last(assistant, f"papers={','.join(f'Oak{n}' for n in range(9))}")
    assert page.count('<th scope="row">') == 8
    assert "At most 8 papers" in page
    assert "Oak8: Oaks" in page
    assert "compare-add" not in page


def test_what_strangers_write_into_the_address_is_text(assistant: Assistant) -> None:
    for query in (
        f"papers={HOSTILE},{ZEBRAFOLD.id},{MOSS.id}&own={HOSTILE}",
        f"topic={HOSTILE}",
        f"add={HOSTILE}",
        f"papers={ZEBRAFOLD.id},{MOSS.id}&own= = {HOSTILE}",
    ):
        assert "<img" not in last(assistant, query)


def test_formula_that_is_none_is_told_and_stays_in_its_field(assistant: Assistant) -> None:
    page = last(assistant, f"papers={ZEBRAFOLD.id},{MOSS.id}&columns=idea&own==nonsense")
    assert "is no formula" in page
    assert 'value="=nonsense"' in page
    assert page.count('<th scope="col"') == 2


def test_every_message_ends_in_something_to_press(
    assistant: Assistant, tmp_path_factory: pytest.TempPathFactory
) -> None:
    bare = Assistant.open(Settings(home=tmp_path_factory.mktemp("bare")))
    for who, query in (
        (assistant, "topic=medieval+pottery"),
        (assistant, "add=zzqy"),
        (assistant, f"papers={'y' * 30_000}"),
        (bare, "topic=moss"),
        (bare, ""),
        (bare, "papers=arxiv:2401.00001"),
    ):
        page = last(who, query)
        assert 'class="press' in page
        assert "`assistant" not in page
        assert "--" not in page.replace("--columns", "")


def test_what_was_made_is_made_once_until_the_library_changes(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, calls = Made(assistant), list[object]()
    compare = assistant.compare

    def counted(*args: object, **how: object) -> Comparison:
        calls.append(args)
        return compare(*args, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(assistant, "compare", counted)
    wanted = Wanted(papers=(ZEBRAFOLD.id, MOSS.id))
    assert made.of(wanted) is made.of(wanted)
    assert len(calls) == 1
    assistant.library.upsert([MOSS.model_copy(update={"abstract": MOSS.abstract + " It is slow."})])
    made.of(wanted)
    assert len(calls) == 2


def test_model_comes_after_the_abstracts_own_words(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    written = assistant.compare([ZEBRAFOLD.id, MOSS.id]).model_copy(update={"engine": "tiny"})
    monkeypatch.setattr(assistant, "settings", assistant.settings.model_copy(update={"base_url": "http://127.0.0.1:9"}))
    monkeypatch.setattr(assistant, "compare", lambda *_, **__: written)
    pages = list(View(assistant, Made(assistant)).shown(Wanted(papers=(ZEBRAFOLD.id, MOSS.id))))
    assert ["<table" in page for page in pages] == [False, True, True]
    assert "The model is reading" in pages[1]
    assert "Written by tiny" in pages[2]


def test_desk_finds_papers_and_writes_files(assistant: Assistant) -> None:
    look_up, write_file = Desk(assistant, Made(assistant)).functions()
    reply = look_up({"q": "folding tok", "address": f"./compare?papers={MOSS.id}"})
    assert reply["count"] == 1
    assert f'data-href="./compare?papers={MOSS.id},{ZEBRAFOLD.id}"' in reply["options"]
    assert look_up({"q": "mossgate", "address": f"./compare?papers={MOSS.id}"})["count"] == 0
    for form, sign in {"md": "|", "csv": "Zebrafold", "tex": "\\begin", "bib": "@", "json": "{", "svg": "<svg"}.items():
        address = "./compare?papers=Oak1,Oak2" if form == "svg" else f"./compare?papers={ZEBRAFOLD.id},{MOSS.id}"
        file = write_file({"form": form, "address": address})
        assert sign in file["text"]
        assert file["name"].endswith(form)
    nonsense: object
    for nonsense in (None, [], {"form": 1}, {"form": "exe", "address": "?"}, {"form": "md", "address": "?papers=zzqy"}):
        assert "error" in write_file(nonsense)
    assert look_up({"q": 5}) == {"options": look_up({})["options"], "count": 0}
