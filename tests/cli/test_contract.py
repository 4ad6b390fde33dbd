"""The command line's contract: the shapes of its JSON, its exit codes, one line for an error."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from assistant.cli.commands import app
from tests.faults.processes import Processes
from tests.support.papers import ALL, ZEBRAFOLD

PAGE = "\n\n".join(
    ["Daily Papers", "byAK and the research community", "Dec 9", ZEBRAFOLD.title, ZEBRAFOLD.abstract * 2 + "\n"]
)
ASK = ("ask", "How much training time does Zebrafold save on Quillset?")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contract")
    rows = [one.model_dump(mode="json", include={"id", "title", "abstract", "published", "authors"}) for one in ALL]
    (folder / "papers.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert run(folder, "ingest", "file", str(folder / "papers.jsonl")).exit_code == 0
    return folder


def run(home: Path, *words: str) -> Any:
    return CliRunner().invoke(app, ["--home", str(home), *words])


def document(result: Any) -> object:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_ask_has_the_agreed_shape(home: Path) -> None:
    answer = document(run(home, *ASK, "--json"))
    assert set(answer) == {"status", "text", "claims", "sources", "nearest", "engine", "usage", "seconds"}
    assert answer["status"] == "answered"
    assert answer["engine"] == "extractive"
    for claim in answer["claims"]:
        assert set(claim) == {"text", "basis", "citations", "verdict"}
        assert claim["basis"] == "abstract"
        assert set(claim["verdict"]) == {"support", "reason"}
        for citation in claim["citations"]:
            assert set(citation) == {"number", "paper", "sentences"}
    for source in answer["sources"]:
        assert set(source) == {"number", "id", "title", "url", "published", "quotes", "flagged"}
    assert set(answer["usage"]) == {"calls", "prompt_tokens", "completion_tokens", "cost_usd"}
    assert "46" in answer["text"]
    assert "[1]" in answer["text"]


def test_abstention_is_no_failure(home: Path) -> None:
    answer = document(run(home, "ask", "Who won the world cup in 2018?", "--json"))
    assert answer["status"] == "abstained"
    assert "another subject" in answer["text"]
    assert answer["nearest"] == answer["claims"] == answer["sources"] == []


def test_what_may_not_answer_is_told_to_be_related(home: Path) -> None:
    asked = ("ask", "Does Zebrafold work with GlimmerNet?")
    answer = document(run(home, *asked, "--json"))
    assert answer["status"] == "related"
    assert [source["id"] for source in answer["sources"]] == [ZEBRAFOLD.id]
    shown = run(home, *asked)
    assert "These may not answer the question exactly." in shown.stdout
    assert "note: Not stated in the abstract of Zebrafold" in shown.stderr


def test_count_rests_on_records_and_carries_no_verdict(home: Path) -> None:
    answer = document(run(home, "ask", "How many papers are in the library?", "--json"))
    assert (answer["status"], answer["engine"]) == ("answered", "records")
    assert answer["claims"] == [
        {"text": "3 papers are in the library.", "basis": "record", "citations": [], "verdict": None}
    ]
    assert set(answer) == {"status", "text", "claims", "sources", "nearest", "engine", "usage", "seconds"}


def test_order_of_papers_is_shown_as_a_table(home: Path) -> None:
    shown = run(home, "ask", "What are the newest papers?").stdout
    assert "First published" in shown
    assert shown.index("2024-02-03") < shown.index("2024-01-02")
    assert "[1]" not in shown
    assert "not verified" not in shown


def test_search_has_the_agreed_shape(home: Path) -> None:
    hits = document(run(home, "search", "moss retrieval", "-k", "2", "--json"))
    assert len(hits) == 2
    assert all(set(hit) == {"id", "title", "score", "published", "url", "sentences"} for hit in hits)
    assert hits[0]["id"] == "arxiv:2402.00002"


def test_filters_that_were_typed_are_told_beside_the_json(home: Path) -> None:
    found = run(home, "search", "papers on moss since February 2024 in cs.RO", "--json")
    assert [hit["id"] for hit in json.loads(found.stdout)] == ["arxiv:2402.00002"]
    assert "searched: published since 1 February 2024" in found.stderr
    assert "without “in cs.RO”" in found.stderr
    assert "searched: published since 1 January 2024" in run(home, "ask", "What is Mossgate since 2024?").stderr


def test_ingest_has_the_agreed_shape(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE)
    done = document(run(tmp_path / "home", "ingest", "pages", str(page), "--json"))
    assert set(done) == {"records", "papers", "new", "updated", "unchanged", "merged", "skipped", "errors", "seconds"}
    assert (done["records"], done["papers"], done["new"]) == (1, 1, 1)


def test_dates_and_papers_limit_an_answer(home: Path) -> None:
    assert document(run(home, *ASK, "--json", "--since", "2024-02-01"))["status"] == "abstained"
    assert document(run(home, *ASK, "--json", "--paper", "2401.00001"))["status"] == "answered"


@pytest.mark.parametrize(
    "words",
    [
        ("ask",),
        ("ask", "Why?", "--since", "yesterday"),
        ("compare",),
        ("compare", "a", "--topic", "b"),
        ("search", "x", "-k", "0"),
        ("search", " "),
        ("search", "x", "--until", "2024-01-01", "--since", "2025-01-01"),
        ("nonsense",),
        ("ingest", "pages"),
        ("--home", "", "status"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_two(home: Path, words: tuple[str, ...]) -> None:
    assert run(home, *words).exit_code == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("binary.txt", b"\x89PNG\r\n\x00\x00\x01"),
        ("readme.txt", b"# A project\n\nSome words about it.\n"),
        ("cut.txt", PAGE[: len(PAGE) - 300].encode()),
        ("missing.txt", None),
        ("n" * 300, None),
    ],
)
def test_bad_file_is_one_line_and_changes_nothing(
    processes: Processes, tmp_path: Path, home: Path, name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    before = run(home, "papers", "list").stdout
    done = processes.run(home, "ingest", "pages", str(tmp_path / name))
    assert done.code == 1
    assert len(done.err.strip().splitlines()) == 1
    assert name in done.err
    assert run(home, "papers", "list").stdout == before


def test_error_is_one_line_on_stderr_and_one(processes: Processes, tmp_path: Path) -> None:
    done = processes.run(tmp_path / "empty", "ask", "Why?", "--json")
    assert done.code == 1
    assert done.out == ""
    (line,) = done.err.strip().splitlines()
    assert line.startswith("assistant: There is nothing to answer 'Why?' from. Run `assistant ingest")


def test_good_run_prints_nothing_else(processes: Processes, home: Path) -> None:
    done = processes.run(home, *ASK, "--json")
    assert done.code == 0
    assert done.err == ""
    json.loads(done.out)


def test_answer_for_people_shows_the_quotes(home: Path) -> None:
    shown = run(home, *ASK).stdout
    assert (
        "[1] Zebrafold: Folding Token Streams for Cheap Training https://arxiv.org/abs/2401.00001, 2024-01-02" in shown
    )
    assert "extractive writer" in shown


def test_exported_papers_can_be_ingested_again(home: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "out.jsonl", tmp_path / "other"
    file.write_text(run(home, "papers", "export").stdout)
    assert document(run(other, "ingest", "file", str(file), "--json"))["new"] == 3
    kept = [
        {key: row[key] for key in ("id", "title", "abstract", "published", "authors") if key in row}
        for folder in (home, other)
        for row in map(json.loads, run(folder, "papers", "export").stdout.splitlines())
    ]
    assert kept[:3] == kept[3:]
    dated = run(home, "papers", "export", "--format", "bibtex", "--until", "2024-01-02").stdout
    assert dated.count("@") == 1
    assert "Zebrafold" in dated


def test_papers_are_listed_shown_and_removed(home: Path, tmp_path: Path) -> None:
    assert run(home, "papers", "list").stdout.count("\n") == 3
    assert "S3  On Quillset" in run(home, "papers", "show", "2401.00001").stdout
    assert document(run(home, "papers", "show", "arxiv:2401.00001", "--json"))["authors"] == [
        "Ada Example",
        "Bo Example",
    ]
    (tmp_path / "one.jsonl").write_text(json.dumps({"title": "One", "abstract": "Only one sentence."}))
    other = tmp_path / "home"
    assert run(other, "ingest", "file", str(tmp_path / "one.jsonl")).exit_code == 0
    assert document(run(other, "papers", "remove", "One", "--json")) == {"removed": 1}
    assert run(other, "papers", "list").stdout == ""


def test_comparison_in_three_forms(home: Path) -> None:
    names = ("2401.00001", "2402.00002")
    table = run(home, "compare", *names).stdout.splitlines()
    assert table[0] == "| paper | problem | idea | results |"
    assert "46%" in table[2]
    assert run(home, "compare", *names, "--format", "csv").stdout.startswith("paper,problem,idea,results")
    limits = run(home, "compare", *names, "--column", "limits").stdout.splitlines()
    assert "fails on streams shorter than a page |" in limits[2]
    assert "not stated in the abstract" in limits[3]
    rows = document(run(home, "compare", *names, "--format", "json"))["rows"]
    assert [row["id"] for row in rows] == ["arxiv:2401.00001", "arxiv:2402.00002"]


def test_brief_of_no_day_tells_the_latest_papers_where_today_has_none(home: Path) -> None:
    found = run(home, "brief")
    assert "no papers of today" in found.stderr
    assert "papers in the library were published from" in found.stdout
    assert len(found.stdout.partition("\n")[0].split()) > 30


def test_brief_in_two_forms(home: Path) -> None:
    span = ("brief", "--date", "2024-02-28", "--days", "60")
    shown = run(home, *span).stdout
    assert "[1]" in shown
    assert "https://arxiv.org/abs/2402.00002" in shown
    assert document(run(home, *span, "--format", "json"))["papers"] == 2
    assert "published on 2019-01-01" in run(home, "brief", "--date", "2019-01-01").stdout


def test_status_doctor_and_reindex_answer_in_json(home: Path) -> None:
    assert document(run(home, "status", "--json"))["papers"] == 3
    assert all(check["works"] for check in document(run(home, "doctor", "--json")))
    assert document(run(home, "reindex", "--json")) == {"papers": 3}
    assert document(run(home, *ASK, "--json"))["status"] == "answered"


def test_doctor_that_finds_a_fault_is_one(tmp_path: Path) -> None:
    assert run(tmp_path, "doctor").exit_code == 1


def test_help_loads_nothing_heavy() -> None:
    heavy = {
        "gradio",
        "chromadb",
        "llama_index",
        "openai",
        "numpy",
        "tokenizers",
        "tantivy",
        "pydantic",
        "mcp",
        "fastapi",
    }
    script = (
        "import sys\nfrom assistant.cli import main\nsys.argv = ['assistant', '--help']\n"
        "try: main()\nexcept SystemExit: pass\nprint(sorted(set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "Commands" in done.stdout
    assert not {name for name in heavy if f"'{name}'" in done.stderr}


def test_asking_and_adding_load_no_web_app_and_no_client(processes: Processes, home: Path, tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text(json.dumps({"title": "One", "abstract": "Only one sentence."}))
    orders = ((tmp_path, "ingest", "file", tmp_path / "one.jsonl"), (home, "ask", "Zebrafold?"))
    script = (
        "import sys\nfrom assistant.cli import main\n"
        f"for words in {[list(map(str, order)) for order in orders]}:\n"
        "    sys.argv = ['assistant', '--home', *words]\n"
        "    try: main()\n    except SystemExit: pass\nprint(sorted(set(sys.modules)), file=sys.stderr)"
    )
    ran = processes.script(script)
    assert "1 new" in ran.out
    assert "Zebrafold" in ran.out
    assert not {name for name in ("gradio", "llama_index", "openai", "tiktoken") if f"'{name}'" in ran.err}


def commands() -> list[tuple[str, ...]]:
    root: Any = get_command(app)
    inner = {name: getattr(command, "commands", {}) for name, command in root.commands.items()}
    return [(name, *other) for name, others in inner.items() for other in ([(each,) for each in others] or [()])]


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_has_help(words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, [*words, "--help"])
    assert result.exit_code == 0
    assert len(result.stdout.strip().splitlines()) > 3
