"""`assistant eval verdicts`: shares of verdicts among true and false claims, the AUC, and the judge."""

import json
import lzma
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import app
from assistant.errors import SourceUnreadable
from assistant.evals.verdicts import LabelledClaim, confirmed, evaluate, judged, read_claims, summary
from assistant.verification.judge import Judgement
from tests.support.papers import ZEBRAFOLD
from tests.support.writers import ScriptedJudge


def row(claim: str, *, true: bool, kind: str = "") -> dict[str, object]:
    cited = {"title": ZEBRAFOLD.title, "text": ZEBRAFOLD.sentences[2], "abstract": ZEBRAFOLD.abstract}
    return {"claim": claim, "cited": [cited], "true": true, "kind": kind}


RETOLD = "On Quillset about half of the training time is saved."
ROWS = [
    row(ZEBRAFOLD.sentences[2], true=True, kind="copy"),
    row(RETOLD, true=True, kind="retelling"),
    row("On Quillset 99% of the training time is saved.", true=False, kind="retelling"),
]


def file(tmp_path: Path, *rows: object, name: str = "claims.jsonl") -> Path:
    path = tmp_path / name
    text = "\n".join(map(json.dumps, rows))
    path.write_bytes(lzma.compress(text.encode()) if name.endswith(".xz") else text.encode())
    return path


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["eval", "verdicts", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("name", ["claims.jsonl", "claims.jsonl.xz"])
def test_command_prints_one_document(tmp_path: Path, name: str) -> None:
    found = json.loads(run("--claims", str(file(tmp_path, *ROWS, name=name)), "--json"))
    assert found["n"] == 3
    assert found["true"] == {"n": 2, "quoted": 0.5, "supported": 0, "unverified": 0.5, "unsupported": 0}
    assert found["false"] == {"n": 1, "quoted": 0, "supported": 0, "unverified": 0, "unsupported": 1}
    assert set(found["by_kind"]) == {"copy (true)", "retelling (true)", "retelling (false)"}
    assert (found["auc"], set(found["milliseconds"])) == (1.0, {"median", "p95"})


def test_one_side_alone_has_no_auc(tmp_path: Path) -> None:
    assert evaluate(read_claims(file(tmp_path, ROWS[0])))["auc"] is None


def test_judge_confirms_what_the_checks_leave_open() -> None:
    judge = ScriptedJudge({RETOLD: Judgement(0, "supported")})
    tried = list(judged([LabelledClaim.model_validate(each) for each in ROWS]))
    result = summary(list(confirmed(tried, judge)))
    assert result["true"]["supported"] == 0.5
    assert judge.asked == [[RETOLD, "On Quillset 99% of the training time is saved."]]


def test_sentence_that_its_abstract_does_not_have_is_still_cited() -> None:
    claim = LabelledClaim.model_validate(
        {"claim": "Plums ripen.", "cited": [{"title": "T", "text": "Plums ripen.", "abstract": "Moss."}], "true": True}
    )
    assert evaluate([claim])["true"]["quoted"] == 1


@pytest.mark.parametrize("text", ["", "{", '{"claim": "x"}', '{"claim": "x", "cited": [{}], "true": true}', "3"])
def test_file_that_is_none_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(text)
    with pytest.raises(SourceUnreadable) as caught:
        read_claims(path)
    assert "c.jsonl" in str(caught.value)
    assert "\n" not in str(caught.value)
