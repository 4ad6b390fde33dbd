"""A judge is measured before it is believed, once, and what was measured is kept."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import errors
from assistant.config import Settings
from assistant.connections import examinee_of
from assistant.engine import Assistant
from assistant.health import Check, examine
from assistant.judges.judging import FILE_NAME, Trust, trusted
from assistant.judges.sheet import abstracts, pairs
from assistant.parsing.events import Mark
from assistant.store.spending import Spending
from assistant.verification.judge import Judged, Judgement
from index.statements import heading_of, statement_of, statements_of
from tests.support.judging_server import JudgingServer, rows
from tests.support.openai_server import failure, says
from tests.support.papers import ALL, evidence

CLAIM = Judged("Training with Zebrafold takes 46% less time.", (Mark(1, 3),))


@pytest.fixture
def server() -> Iterator[JudgingServer]:
    with JudgingServer() as running:
        yield running


def settings_of(server: JudgingServer, home: Path, **more: Any) -> Settings:
    return Settings(**{"home": home, "base_url": server.url, "model": "tiny"} | more)


def trust_in(server: JudgingServer, home: Path, **more: Any) -> Trust:
    return trusted(examinee_of(settings_of(server, home, **more)), home)


def judged(server: JudgingServer, home: Path, **more: Any) -> list[Judgement]:
    judge = Assistant.open(settings_of(server, home, **more)).judge()
    assert judge is not None
    return [each for each in judge.judge("Why?", [CLAIM], evidence(*ALL)) if isinstance(each, Judgement)]


def test_bundled_sentences_are_whole_and_of_all_kinds() -> None:
    assert len(pairs()) == 20
    assert len({text for pair in pairs() for text in (pair.true, pair.false)}) == 40
    for item in abstracts().values():
        assert all(statements_of(item.paper)), statements_of(item.paper)  # a judge reads each
        assert heading_of(item.paper)
    for pair in pairs():
        for name, numbers in pair.cites.items():
            assert all(statement_of(abstracts()[name].paper, n) for n in numbers)
    kinds = Counter(pair.kind for pair in pairs())
    assert set(kinds) == {"direction", "subject", "figure", "negation", "cause", "scope", "two papers"}
    controls = [pair for pair in pairs() if pair.control]
    assert len(controls) >= 8
    assert all(len(pair.cites) == 1 and pair.true.isascii() for pair in controls)


def test_good_judge_is_trusted_and_measured_once(server: JudgingServer, tmp_path: Path) -> None:
    assert trust_in(server, tmp_path) == Trust(1.0, 40)
    assert [len(rows(asked.body)) for asked in server.asked] == [20, 20]
    for asked in server.asked:  # no call holds both twins of a pair
        said = {text for _, text in rows(asked.body)}
        assert all(len({pair.true, pair.false} & said) == 1 for pair in pairs())
    assert trust_in(server, tmp_path).ok
    assert len(server.asked) == 2
    assert trust_in(server, tmp_path, judge_model="tiny") == Trust(1.0, 40)
    assert len(server.asked) == 2


def test_each_model_is_measured_for_itself(server: JudgingServer, tmp_path: Path) -> None:
    server.models = ["tiny", "large"]
    trust_in(server, tmp_path)
    server.blind = 20
    assert trust_in(server, tmp_path, judge_model="large") == Trust(0.5, 40)
    assert trust_in(server, tmp_path).ok
    assert len(json.loads((tmp_path / FILE_NAME).read_text())) == 2


@pytest.mark.parametrize(("blind", "ok"), [(6, True), (7, False)])
def test_judge_below_the_limit_is_not_trusted(server: JudgingServer, tmp_path: Path, blind: int, ok: bool) -> None:
    server.blind = blind
    assert trust_in(server, tmp_path) == Trust((40 - blind) / 40, 40)
    assert trust_in(server, tmp_path).ok is ok


def test_garbage_is_right_about_nothing(server: JudgingServer, tmp_path: Path) -> None:
    server.default = says("Everything is in order.")
    assert trust_in(server, tmp_path) == Trust(0.0, 40)
    assert trust_in(server, tmp_path).right == 0
    assert len(server.asked) == 4  # each round once more, for lines; then it is remembered


def test_endpoint_that_fails_is_not_remembered_as_bad(server: JudgingServer, tmp_path: Path) -> None:
    honest = server.default
    server.script(lambda body: honest(body), failure(400, "Boom", None, "messages"))  # type: ignore[operator]
    with pytest.raises(errors.EndpointBroken):
        trust_in(server, tmp_path)
    assert not (tmp_path / FILE_NAME).exists()
    assert trust_in(server, tmp_path).ok


@pytest.mark.parametrize("text", ["", "{", "[]", '{"x": 1}', '{"x": {"share": "many"}}', "\udc80"])
def test_damaged_memory_is_measured_again(server: JudgingServer, tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert trust_in(server, tmp_path).ok
    assert trust_in(server, tmp_path).ok
    assert len(server.asked) == 2


def test_memory_holds_no_secret(server: JudgingServer, tmp_path: Path) -> None:
    url = server.url.replace("http://", "http://me:pass-word@")
    trust_in(server, tmp_path, base_url=url, api_key="sk-very-secret")
    kept = (tmp_path / FILE_NAME).read_text()
    assert "tiny" in kept
    assert "pass-word" not in kept
    assert "secret" not in kept


def test_unwritable_memory_costs_a_measurement_and_no_answer(server: JudgingServer, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    (tmp_path / FILE_NAME / "other").touch()  # an empty folder would make way
    assert trust_in(server, tmp_path).ok
    assert trust_in(server, tmp_path).ok
    assert len(server.asked) == 4


def test_engine_measures_before_the_first_use_and_not_again(server: JudgingServer, tmp_path: Path) -> None:
    assert judged(server, tmp_path) == [Judgement(1, "supported")]
    assert len(server.asked) == 3
    assert judged(server, tmp_path) == [Judgement(1, "supported")]
    assert len(server.asked) == 4
    assert Spending(tmp_path).spent().calls == 4


def test_measurement_is_counted_as_the_job_s(server: JudgingServer, tmp_path: Path) -> None:
    judge = Assistant.open(settings_of(server, tmp_path)).judge()
    assert judge is not None
    assert list(judge.judge("Why?", [], evidence(*ALL))) == []
    assert judge.usage.calls == 0
    list(judge.judge("Why?", [CLAIM], evidence(*ALL)))
    assert judge.usage.calls == 3


def test_bad_judge_is_not_asked(server: JudgingServer, tmp_path: Path) -> None:
    server.blind = 20
    with pytest.raises(errors.JudgeUntrusted, match="right about 20 of 40"):
        judged(server, tmp_path)
    assert len(server.asked) == 2


def test_other_model_of_the_endpoint_judges(server: JudgingServer, tmp_path: Path) -> None:
    server.models = ["tiny", "large"]
    assert judged(server, tmp_path, judge_model="large")
    assert {asked.body["model"] for asked in server.asked} == {"large"}


def test_first_model_listed_judges_where_none_is_named(server: JudgingServer, tmp_path: Path) -> None:
    server.models = ["nomic-embed-text", "tiny"]
    assert judged(server, tmp_path, model=None)
    assert judged(server, tmp_path, model="tiny")
    assert len(server.asked) == 4  # the same judge


def test_spent_budget_measures_nothing(server: JudgingServer, tmp_path: Path) -> None:
    with pytest.raises(errors.BudgetSpent):
        judged(server, tmp_path, budget_tokens=0)
    assert server.asked == []
    assert not (tmp_path / FILE_NAME).exists()


def test_nobody_judges_where_it_is_off_or_there_is_no_endpoint(server: JudgingServer, tmp_path: Path) -> None:
    assert Assistant.open(Settings(home=tmp_path)).judge() is None
    assert Assistant.open(settings_of(server, tmp_path, judge="off")).judge() is None


def doctor(server: JudgingServer, home: Path, **more: Any) -> list[Check]:
    return [check for check in examine(settings_of(server, home, **more)) if check.name == "judge"]


def test_doctor_shows_the_share(server: JudgingServer, tmp_path: Path) -> None:
    (check,) = doctor(server, tmp_path)
    assert check.works
    assert check.found == "tiny is right about 40 of 40 bundled sentences (100%)"
    assert doctor(server, tmp_path, judge="off") == []


def test_doctor_says_what_to_do_about_a_bad_judge_and_measures_it_again(server: JudgingServer, tmp_path: Path) -> None:
    server.blind = 20
    (check,) = doctor(server, tmp_path)
    assert (check.works, "50%" in check.found, "judge_model" in check.todo) == (False, True, True)
    server.blind = 0
    assert doctor(server, tmp_path)[0].works
    assert judged(server, tmp_path)


def test_doctor_goes_on_where_the_judge_s_model_is_not_there(server: JudgingServer, tmp_path: Path) -> None:
    (check,) = doctor(server, tmp_path, judge_model="missing")
    assert (check.works, "no model 'missing'" in check.found) == (False, True)
