"""An entailment model as the judge: what it is sure of, and what is said where it cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.config import Settings
from assistant.engine import Assistant
from assistant.errors import ConfigurationError
from assistant.health import examine
from assistant.judges.nli import NliJudge, NliModel
from assistant.parsing.events import Mark, Waiting
from assistant.verification.judge import Judged, Judgement
from tests.support.papers import ALL, evidence
from tests.support.tiny_nli import tiny_nli

ON = (Mark(1, 3),)


def judged(judge: NliJudge, *claims: Judged) -> list[Judgement]:
    return [each for each in judge.judge("Why?", claims, evidence(*ALL)) if isinstance(each, Judgement)]


def test_what_the_model_is_sure_of_is_judged_and_the_rest_left_open(tmp_path: Path) -> None:
    judge = NliJudge(NliModel(tiny_nli(tmp_path / "tiny")))
    texts = ["It saves time indeed.", "It falsely saves time.", "It may save time.", "It saves time maybe."]
    found = judged(judge, *(Judged(text, ON) for text in texts), Judged("It cites nothing indeed.", ()))
    assert found == [Judgement(1, "supported"), Judgement(2, "unsupported")]
    assert (judge.name, judge.usage.calls) == ("tiny", 0)


def test_many_and_long_claims_are_judged_in_batches(tmp_path: Path) -> None:
    judge = NliJudge(NliModel(tiny_nli(tmp_path / "tiny")))
    claims = [Judged("indeed " + "word " * (n * 30), (Mark(1 + n % 3, 2), Mark(1, None))) for n in range(40)]
    steps = list(judge.judge("Why?", claims, evidence(*ALL)))
    assert steps.count(Waiting()) >= 2
    assert [each.number for each in steps if isinstance(each, Judgement)] == list(range(1, 41))


def test_model_without_contradiction_finds_nothing_unsupported(tmp_path: Path) -> None:
    labels = {"0": "not_entailment", "1": "entailment", "2": "other"}
    judge = NliJudge(NliModel(tiny_nli(tmp_path / "two", labels)))
    assert judged(judge, Judged("It falsely saves time.", ON), Judged("Indeed indeed.", ON)) == [
        Judgement(2, "supported")
    ]


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "config.json"])
def test_file_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    folder = tiny_nli(tmp_path / "tiny")
    (folder / name).unlink()
    with pytest.raises(ConfigurationError, match=name):
        NliModel(folder)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "config.json"])
def test_file_that_is_damaged_is_told(tmp_path: Path, name: str) -> None:
    file = tiny_nli(tmp_path / "tiny") / name
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(ConfigurationError, match=name):
        NliModel(file.parent)


def test_model_for_another_purpose_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="entailment"):
        NliModel(tiny_nli(tmp_path / "tiny", {"0": "positive", "1": "negative"}))


def test_setting_chooses_it_without_an_endpoint(tmp_path: Path) -> None:
    folder = tiny_nli(tmp_path / "tiny")
    assistant = Assistant.open(Settings(home=tmp_path / "home", judge="nli", nli_model=folder))
    judge = assistant.judge()
    assert isinstance(judge, NliJudge)
    assert judge is assistant.judge()  # read once
    with pytest.raises(ConfigurationError, match="none is named"):
        Assistant.open(Settings(home=tmp_path / "home", judge="nli")).judge()


def test_doctor_tells_how_often_it_is_right(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", judge="nli", nli_model=tiny_nli(tmp_path / "tiny"))
    (check,) = [check for check in examine(settings) if check.name == "judge"]
    assert check.works
    assert "tiny is right about 0 of 40" in check.found
    lost = settings.model_copy(update={"nli_model": tmp_path / "nowhere"})
    (check,) = [check for check in examine(lost) if check.name == "judge"]
    assert (check.works, "model.onnx" in check.found, "nli_model" in check.todo) == (False, True, True)
