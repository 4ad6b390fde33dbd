import datetime as dt
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import app
from assistant.evals.briefs import Written, summary
from assistant.types import Brief, Citation, Claim, Source, Verdict
from index.paper import Paper
from tests.support.papers import ALL, MOSSGATE, ZEBRAFOLD

DAY = dt.date(2025, 3, 10)


def brief(text: str, *papers: Paper, day: dt.date = DAY) -> Brief:
    sources = tuple(Source(number=n, id=each.id, title=each.title) for n, each in enumerate(papers, 1))
    claims = (
        Claim(text="The list has “Our” 2 papers.", basis="record", verdict=None),
        Claim(
            text=text,
            citations=tuple(Citation(number=s.number, paper=s.id, sentences=(1,)) for s in sources),
            verdict=Verdict(support="quoted"),
        ),
    )
    return Brief(
        since=day, until=day, topic=None, text=text, claims=claims, sources=sources, papers=2, engine="x", seconds=1.0
    )


def test_summary_counts_what_a_reader_would_mind() -> None:
    voted = MOSSGATE.model_copy(update={"upvotes": 3})
    told = [
        Written(brief("We fold a novel stream.", ZEBRAFOLD), [ZEBRAFOLD, voted]),
        Written(brief("Moss " * 95, voted, ZEBRAFOLD), [voted]),
        Written(brief("", day=DAY).model_copy(update={"claims": ()}), []),
    ]
    found = summary(told)
    assert (found["n"], found["empty"], found["repeats"]) == (2, 1, 1)
    assert (found["words"]["least"], found["words"]["most"], found["in_range"]) == (11, 101, 0.5)
    assert found["from_list"] == pytest.approx(2 / 3, abs=1e-3)
    assert found["most_voted"] == 0.5
    assert (found["first_person"], found["boasts"], found["record"]) == (0.25, 0.25, 0.5)
    assert found["verdicts"]["quoted"] == 0.5


def test_command_writes_the_briefs_of_days_in_a_row(tmp_path: Path) -> None:
    file = tmp_path / "papers.jsonl"
    listed = [one.model_copy(update={"featured": DAY + dt.timedelta(days=n)}) for n, one in enumerate(ALL)]
    file.write_text("\n".join(one.model_dump_json(exclude_defaults=True) for one in listed), encoding="utf-8")
    home = ["--home", str(tmp_path / "home")]
    assert CliRunner().invoke(app, [*home, "ingest", "file", str(file)]).exit_code == 0
    command = [*home, "eval", "briefs", "--since", str(DAY), "--days", "4"]
    found = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)
    assert (found["n"], found["empty"], found["repeats"]) == (3, 1, 0)
    assert "\n" in CliRunner().invoke(app, command).stdout.strip()  # indented for people
    assert not list((tmp_path / "home").glob("app.sqlite"))  # what a reader was told stays as it was
