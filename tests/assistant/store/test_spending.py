"""What answers cost, and a budget that stops politely."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.config import Settings
from assistant.engine import Assistant, last
from assistant.errors import BudgetSpent, ConfigurationError
from assistant.health import examine
from assistant.store.spending import Spending
from assistant.types import Answer, Usage
from index.endpoint.models import Price, Prices, is_local, load_prices
from tests.faults.processes import Processes
from tests.support.desk import Desk, evidence
from tests.support.openai_server import OpenAIServer, failure, says
from tests.support.papers import ALL

ASKED = "How much training time does Zebrafold save on Quillset?"
SAVES = "Zebrafold reduces the training time on Quillset by 46% [P1.S3]. "
USED = Usage(calls=1, prompt_tokens=900, completion_tokens=100, cost_usd=0.25)
AWAY = "https://models.example.org/v1"


def test_price_is_per_million_tokens() -> None:
    assert Price(prompt=0.15, completion=0.60).cost(1_000_000, 500_000) == pytest.approx(0.45)


def test_bundled_prices_are_dated_and_know_the_default_model() -> None:
    prices = load_prices()
    assert prices.updated is not None
    assert (
        prices.of("gpt-4o-mini", None)
        == prices.of("gpt-4o-mini-2024-07-18", None)
        == Price(prompt=0.15, completion=0.6)
    )


def test_unknown_model_has_no_price_and_a_local_one_costs_nothing() -> None:
    prices = load_prices()
    assert prices.of("llama3.1", AWAY) is None
    assert prices.of("gpt-99", None) is None
    assert prices.of("llama3.1", "http://127.0.0.1:11434/v1") == Price(prompt=0, completion=0)
    assert prices.of("gpt-4o", "http://localhost:4000/v1") == prices.of("gpt-4o", None)  # a proxy on this machine


PLACES = {
    "http://localhost:8000/v1": True,
    "http://127.0.0.1/v1": True,
    "http://[::1]:1234/v1": True,
    "http://192.168.1.7:8080/v1": True,
    "http://10.1.2.3/v1": True,
    "http://gpu-box:8000/v1": True,
    "http://host.docker.internal:11434/v1": True,
    "https://api.openai.com/v1": False,
    "https://8.8.8.8/v1": False,
    "http://[::1": False,
    "localhost": False,
}


@pytest.mark.parametrize(("url", "local"), PLACES.items(), ids=PLACES)
def test_own_network_is_told_from_the_world(url: str, local: bool) -> None:
    assert is_local(url) is local


def test_own_prices_come_before_the_bundled_ones(tmp_path: Path) -> None:
    file = tmp_path / "prices.toml"
    file.write_text('[models]\n"mine" = { prompt = 1, completion = 2 }\n"gpt-4o" = { prompt = 0, completion = 0 }\n')
    prices = load_prices(file)
    assert prices.of("mine", AWAY) == Price(prompt=1, completion=2)
    assert prices.of("gpt-4o", None) == Price(prompt=0, completion=0)
    assert prices.of("gpt-4o-mini", None) is not None


BAD = {
    "no TOML": ("= 1", "not valid TOML"),
    "negative": ('[models]\n"x" = { prompt = -1, completion = 1 }', "models.x.prompt"),
    "half": ('[models]\n"x" = { prompt = 1 }', "models.x.completion"),
    "typo": ("model = 1", "no table of prices"),
}


@pytest.mark.parametrize(("text", "says_so"), BAD.values(), ids=BAD)
def test_bad_table_of_prices_is_one_line(tmp_path: Path, text: str, says_so: str) -> None:
    (tmp_path / "own.toml").write_text(text)
    with pytest.raises(ConfigurationError, match=says_so) as caught:
        load_prices(tmp_path / "own.toml")
    assert "\n" not in str(caught.value)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_prices(tmp_path / "none.toml")


def test_sum_with_an_unknown_cost_is_unknown() -> None:
    unknown = USED.model_copy(update={"cost_usd": None})
    assert (USED + USED).cost_usd == pytest.approx(0.5)
    assert (USED + Usage()).cost_usd == (Usage() + USED).cost_usd == 0.25
    assert (USED + unknown).cost_usd is None
    assert (unknown + USED + Usage()).cost_usd is None


def test_reader_is_told_what_it_cost() -> None:
    assert str(USED) == "1,000 tokens, $0.2500"
    assert str(USED.model_copy(update={"cost_usd": 0.0})) == "1,000 tokens, no cost"
    assert str(USED.model_copy(update={"cost_usd": None})) == "1,000 tokens, price not known"
    assert str(Usage()) == ""


def test_every_call_of_a_writer_has_its_price(desk: Desk) -> None:
    prices = Prices(models={"tiny": Price(prompt=1, completion=10)})
    writer = desk.writer(prices=prices)
    assert list(writer.answer("Why?", evidence()))
    assert list(writer.paragraph("moss", evidence()))
    assert writer.usage.cost_usd == pytest.approx(2 * (1000 * 1 + 1 * 10) / 1e6)  # as the server counts


# The account of the day


def test_day_is_counted_and_ends_at_midnight_utc(tmp_path: Path) -> None:
    days = [dt.date(2026, 1, 1)]
    spending = Spending(tmp_path, usd=0.4, today=lambda: days[-1])
    spending.add(USED)
    spending.allow(priced=True, model="tiny")
    spending.add(USED)
    assert (spending.spent().calls, spending.spent().tokens, spending.spent().usd) == (2, 2000, 0.5)
    with pytest.raises(BudgetSpent, match=r"budget of 0\.4 US dollars is spent"):
        spending.allow(priced=True, model="tiny")
    days.append(dt.date(2026, 1, 2))
    spending.allow(priced=True, model="tiny")
    assert spending.spent().tokens == 0


def test_tokens_are_a_budget_as_well(tmp_path: Path) -> None:
    spending = Spending(tmp_path, tokens=1000)
    spending.allow(priced=False, model="tiny")
    spending.add(USED.model_copy(update={"cost_usd": None}))
    with pytest.raises(BudgetSpent, match="1,000 tokens"):
        spending.allow(priced=False, model="tiny")


def test_budget_in_dollars_is_not_kept_blindly(tmp_path: Path) -> None:
    with pytest.raises(BudgetSpent, match="price of tiny is not known") as caught:
        Spending(tmp_path, usd=1).allow(priced=False, model="tiny")
    assert "prices.toml" in caught.value.todo


@pytest.mark.parametrize("text", ["", "{", "[]", '{"day": "x"}', '{"day": "2026-01-01", "tokens": "many"}'])
def test_damaged_account_starts_anew(tmp_path: Path, text: str) -> None:
    spending = Spending(tmp_path, today=lambda: dt.date(2026, 1, 1))
    spending.file.write_text(text)
    spending.add(USED)
    assert spending.spent().tokens == 1000


def test_processes_do_not_lose_what_others_spent(processes: Processes, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from assistant.store.spending import Spending; from assistant.types import Usage\n"
        "spending = Spending(Path(sys.argv[1]))\n"
        "for _ in range(40): spending.add(Usage(calls=1, prompt_tokens=3, completion_tokens=4, cost_usd=0.01))"
    )
    assert processes.at_once(script, *[(tmp_path,)] * 3).code == 0
    spent = Spending(tmp_path).spent()
    assert (spent.calls, spent.tokens, spent.usd) == (120, 840, pytest.approx(1.2))
    assert [file.name for file in tmp_path.glob("*.new")] == []


def test_what_was_spent_waits_longer_for_another_who_writes_than_a_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.store.spending._TO_ASK", 0.1)
    spending = Spending(tmp_path, tokens=5000)
    other = FileLock(tmp_path / "spending.lock", thread_local=False)
    with ThreadPoolExecutor() as threads:
        with other:
            counted = threads.submit(spending.add, USED)
            with pytest.raises(BudgetSpent, match=r"Another process holds spending\.json"):
                spending.allow(priced=False, model="tiny")
        counted.result()
    assert spending.spent().tokens == 1000


def test_what_cannot_be_counted_is_told_with_its_amount(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("assistant.store.spending._TO_COUNT", 0.1)
    with FileLock(tmp_path / "spending.lock"):
        Spending(tmp_path).add(USED)
    assert "1,000 tokens, $0.2500" in caplog.text
    assert "another process holds" in caplog.text


# In an answer


def asked(home: Path, server: OpenAIServer, **settings: object) -> Answer:
    chosen = {"judge": "off"} | settings
    assistant = Assistant.open(Settings(home=home, base_url=server.url, model="tiny", **chosen))
    assistant.library.upsert(ALL)
    return last(assistant.ask(ASKED)).answer


def test_spent_budget_stops_politely_and_the_extractive_writer_goes_on(
    tmp_path: Path, openai_server: OpenAIServer
) -> None:
    openai_server.default = says(SAVES)
    first = asked(tmp_path, openai_server, budget_tokens=1000)
    second = asked(tmp_path, openai_server, budget_tokens=1000)
    assert (first.engine, first.usage.calls, first.usage.cost_usd) == ("tiny", 1, 0.0)
    assert (second.status, second.engine, second.usage.calls) == ("answered", "extractive", 0)
    assert "Today's budget of 1,000 tokens is spent." in second.notice
    assert len(openai_server.asked) == 1


def test_budget_that_ends_before_the_judge_speaks_leaves_the_sentences_and_says_so(
    tmp_path: Path, openai_server: OpenAIServer
) -> None:
    openai_server.default = says(SAVES + SAVES.replace("46", "99"))
    result = asked(tmp_path, openai_server, budget_tokens=500, judge="endpoint")
    assert [claim.verdict.support for claim in result.claims] == ["unverified", "unsupported"]
    assert "budget" in result.notice
    assert len(openai_server.asked) == 1


def test_failed_call_costs_nothing(tmp_path: Path, openai_server: OpenAIServer) -> None:
    openai_server.default = failure(400, "No")
    asked(tmp_path, openai_server)
    assert Spending(tmp_path).spent().calls == 0


def test_prices_are_read_from_the_data_directory(tmp_path: Path, openai_server: OpenAIServer) -> None:
    (tmp_path / "prices.toml").write_text('[models]\n"tiny" = { prompt = 5, completion = 0 }\n')
    openai_server.default = says(SAVES)
    assert asked(tmp_path, openai_server).usage.cost_usd == pytest.approx(0.005)
    assert Spending(tmp_path).spent().usd == pytest.approx(0.005)


def test_doctor_tells_of_the_budget(tmp_path: Path, openai_server: OpenAIServer) -> None:
    settings = Settings(home=tmp_path, base_url=openai_server.url, model="tiny", budget_tokens=5000, budget_usd=2)
    spent = Spending(tmp_path)
    spent.add(USED)
    (check,) = [check for check in examine(settings) if check.name == "budget"]
    assert check.works
    assert check.found == "$0.2500 of $2, 1,000 of 5,000 tokens spent today (UTC)"
    spent.add(USED.model_copy(update={"prompt_tokens": 9000}))
    (check,) = [check for check in examine(settings) if check.name == "budget"]
    assert not check.works
    assert "Raise it" in check.todo
