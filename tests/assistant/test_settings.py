"""Settings, budget, health and ingest."""

import json
import logging
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.config import Settings, load_settings
from assistant.connections import endpoint_of
from assistant.engine import Assistant
from assistant.errors import ConfigurationError, EmptyLibrary, UnknownPaper
from assistant.health import Check, _size, examine, status
from assistant.ingest.files import ingest
from assistant.writers.model import cost_of, count_tokens, pack
from index.sources.files import read_file
from tests.support.openai_server import OpenAIServer
from tests.support.papers import ALL, LANTERN, MOSSGATE, ZEBRAFOLD, evidence, paper

KEY = "sk-very-secret-0123456789"


def test_flags_win_over_environment_over_file_over_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.toml").write_text('model = "from-file"\nbase_url = "http://127.0.0.1:1/v1"\ntimeout = 5\n')
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    monkeypatch.setenv("ASSISTANT_TIMEOUT", "7")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    settings = load_settings(home=None)
    assert (settings.home, settings.model, settings.timeout) == (tmp_path, "from-file", 7)
    assert settings.has_endpoint
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == KEY
    assert load_settings(model="from-flag").model == "from-flag"
    assert load_settings().prompt_tokens == 6000


def test_our_address_wins_over_openais(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("ASSISTANT_BASE_URL", "http://127.0.0.1:2/v1")
    assert load_settings().base_url == "http://127.0.0.1:2/v1"


def test_key_for_openai_alone_is_enough(tmp_path: Path) -> None:
    assert endpoint_of(Settings(home=tmp_path, api_key=KEY)).model == "gpt-4o-mini"
    assert endpoint_of(Settings(home=tmp_path, api_key=KEY, base_url="http://127.0.0.1:1/v1")).model is None
    assert endpoint_of(Settings(home=tmp_path, api_key=KEY, model="mine")).model == "mine"


def test_without_key_and_address_there_is_no_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "")
    assert not load_settings().has_endpoint


@pytest.mark.parametrize(
    ("file", "named"),
    [
        ("timeout = -1", "timeout"),
        ("colour = 1", "colour"),
        ("= nonsense", "TOML"),
        ('base_url = "127.0.0.1"', "base_url"),
    ],
)
def test_bad_setting_is_one_line_that_names_it(tmp_path: Path, file: str, named: str) -> None:
    (tmp_path / "config.toml").write_text(file)
    with pytest.raises(ConfigurationError, match=named) as caught:
        load_settings(home=tmp_path)
    assert "\n" not in str(caught.value)


def test_key_is_never_shown(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with OpenAIServer() as server:
        server.key = "another"  # so that ours is refused, and echoed
        settings = Settings(home=tmp_path, api_key=KEY, base_url=server.url)
        checks = examine(settings)
        assert not check(checks, "writer").works
        shown = [repr(settings), settings.model_dump_json(), *(each.model_dump_json() for each in checks)]
        shown.append(str(status(Assistant.open(settings))))
        shown.append(repr(endpoint_of(settings)))
    assert KEY not in "\n".join([*shown, caplog.text])


@given(st.integers(50, 2000), st.permutations(ALL))
def test_whole_papers_are_packed_in_order(budget: int, papers: list) -> None:
    found = evidence(*papers)
    packed = pack(found, budget)
    assert packed == list(found[: len(packed)])
    assert len(packed) >= 1
    assert len(packed) == 1 or sum(map(cost_of, packed)) <= budget
    if len(packed) < len(found):
        assert sum(map(cost_of, found[: len(packed) + 1])) > budget


def test_tokens_are_counted_offline() -> None:
    assert count_tokens("one two three") == 3
    assert count_tokens("<|endoftext|>") > 1  # text of an abstract, not a command


def check(checks: list[Check], name: str) -> Check:
    return next(each for each in checks if each.name == name)


def test_doctor_is_content_with_a_filled_library(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    Assistant.open(settings).library.upsert(ALL)
    assert all(each.works for each in examine(settings))
    state = status(Assistant.open(settings))
    assert tuple(state[name] for name in ("papers", "dated", "newest", "writer")) == (3, 2, "2024-02-03", "extractive")


def test_doctor_says_what_to_do_about_an_empty_library(tmp_path: Path) -> None:
    assert "assistant ingest" in check(examine(Settings(home=tmp_path)), "library").todo


def test_doctor_says_that_the_home_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    checks = examine(Settings(home=tmp_path / "file" / "home"))
    assert not check(checks, "disk").works
    assert all(each.works or each.todo for each in checks)


def test_doctor_says_that_a_folder_is_in_the_way_of_what_the_encoder_made(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    Assistant.open(settings).library.upsert(ALL)
    (tmp_path / "encodings.sqlite").mkdir()
    (told,) = [each for each in examine(settings) if not each.works]
    assert told.name == "encodings"
    assert "encodings.sqlite cannot be used" in told.found
    assert "rename that" in told.todo


def test_doctor_asks_the_endpoint(tmp_path: Path) -> None:
    with OpenAIServer() as server:
        known = examine(Settings(home=tmp_path, base_url=server.url, model=server.models[0]))
        unknown = examine(Settings(home=tmp_path, base_url=server.url, model="missing"))
    assert check(known, "writer").works
    assert server.models[0] in check(unknown, "writer").todo
    gone = check(examine(Settings(home=tmp_path, base_url=server.url, model="x")), "writer")
    assert not gone.works
    assert gone.todo


def test_ingest_counts_what_it_did(tmp_path: Path) -> None:
    good = tmp_path / "good.jsonl"
    rows = [{"id": one.id, "title": one.title, "abstract": one.abstract} for one in (*ALL, ZEBRAFOLD)]
    good.write_text("\n".join([*(json.dumps(row) for row in rows), "{broken", json.dumps({"title": "No abstract"})]))
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    library = Assistant.open(Settings(home=tmp_path / "home")).library
    first = ingest([good, bad], read_file, library)
    assert (first.records, first.papers, first.new, first.merged, first.skipped) == (4, 3, 3, 1, 2)
    assert [error.line for error in first.errors] == [5, 6, None]
    second = ingest([good], read_file, library)
    assert (second.new, second.unchanged, second.embedded) == (0, 3, 0)


def test_engine_refuses_what_makes_no_sense(tmp_path: Path) -> None:
    assistant = Assistant.open(Settings(home=tmp_path))
    with pytest.raises(EmptyLibrary, match="assistant ingest"):
        list(assistant.ask("Why?"))
    assistant.library.upsert(ALL)
    with pytest.raises(UnknownPaper, match="Name 2 to 8"):
        assistant.compare([ZEBRAFOLD.id, ZEBRAFOLD.title])
    with pytest.raises(UnknownPaper, match="No paper in the library is about"):
        assistant.compare_topic("volcanoes")
    assert [row.id for row in assistant.compare([LANTERN.title, MOSSGATE.id]).rows] == [LANTERN.id, MOSSGATE.id]


def test_engine_asks_the_endpoint_and_grounds_what_it_says(tmp_path: Path) -> None:
    from assistant.engine import last
    from tests.support.openai_server import says

    with OpenAIServer() as server:
        settings = Settings(home=tmp_path, base_url=server.url, model=server.models[0], judge="off")
        assistant = Assistant.open(settings)
        assistant.library.upsert([*ALL, paper("Plums", "Plums ripen in autumn gardens.")])
        server.script(
            says(
                "<think>hm</think>Zebrafold saves 46% ",
                "of the training time [P1.S3]. It won a prize on Quillset [P9.S9].",
            )
        )
        result = last(assistant.ask("How much training time does Zebrafold save on Quillset?")).answer
    assert result.engine == server.models[0]
    assert [claim.text for claim in result.claims] == [
        "Zebrafold saves 46% of the training time.",
        "It won a prize on Quillset.",
    ]
    assert [claim.verdict.support for claim in result.claims] == ["unverified", "unsupported"]
    assert result.claims[1].citations == ()
    assert result.usage.calls == 1


def test_status_counts_a_folder_from_which_a_file_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "stays").write_text("1234567")
    (tmp_path / "goes").write_text("1")
    real = os.lstat

    def lstat(path: str) -> os.stat_result:
        if str(path).endswith("goes"):
            raise FileNotFoundError(path)
        return real(path)

    monkeypatch.setattr("assistant.health.os.lstat", lstat)
    assert _size(tmp_path) == 7
