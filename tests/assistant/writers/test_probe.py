"""What the doctor finds at an endpoint."""

from pathlib import Path
from typing import Any

import pytest

from assistant import errors
from assistant.config import Settings
from assistant.health import Check, examine
from index.endpoint.probe import probe
from tests.support.desk import KEY, Desk
from tests.support.openai_server import OpenAIServer, Reply, failure, page, says


def test_probe_tells_what_is_there(desk: Desk) -> None:
    desk.server.models = ["tiny", "qwen3:latest"]
    found = probe(desk.endpoint(model=None))
    assert (found.url, found.models, found.model, found.known) == (
        desk.server.url,
        ("tiny", "qwen3:latest"),
        "tiny",
        True,
    )
    assert found.seconds < 5
    assert probe(desk.endpoint(model="qwen3")).known
    assert not probe(desk.endpoint(model="gpt-9")).known
    assert desk.server.asked == []


PROBES = {
    "refused": (failure(401, "No such key"), errors.EndpointRefused),
    "web page": (page(), errors.EndpointBroken),
    "other document": (Reply(body={"data": 7}), errors.EndpointBroken),
    "none": (Reply(body={"data": []}), errors.ModelUnknown),
    "stall": (Reply(silence=9, body={}), errors.EndpointBroken),
    "down": (failure(500, "Oops"), errors.EndpointBroken),
}


@pytest.mark.parametrize(("reply", "kind"), PROBES.values(), ids=PROBES)
def test_probe_fails_in_words(desk: Desk, reply: Reply, kind: type[errors.WriterError]) -> None:
    desk.server.models_reply = reply
    with pytest.raises(kind):
        probe(desk.endpoint(model=None, timeout=0.3))
    assert len(desk.server.listed) == 1


OLLAMA = {
    "/api/version": {"version": "0.12.6"},
    "/api/ps": {"models": [{"name": "tiny:latest", "model": "tiny:latest", "context_length": 4096}]},
}
CONTEXTS: dict[str, tuple[dict[str, Any], dict[str, Any], int | None]] = {
    "Ollama": ({"owned_by": "library"}, OLLAMA, 4096),
    "Ollama before the model is loaded": ({"owned_by": "library"}, OLLAMA | {"/api/ps": {"models": []}}, None),
    "vLLM": ({"owned_by": "vllm", "max_model_len": 16384}, {}, 16384),
    "another": ({"owned_by": "us"}, {}, None),
    "nonsense": ({"max_model_len": "7"}, {"/api/ps": {"models": "x"}}, None),
}


@pytest.mark.parametrize(("about", "paths", "context"), CONTEXTS.values(), ids=CONTEXTS)
def test_context_is_read_where_it_is_told(
    desk: Desk, about: dict[str, Any], paths: dict[str, Any], context: int | None
) -> None:
    desk.server.about, desk.server.paths = about, paths
    assert probe(desk.endpoint()).context == context


def test_model_is_asked_for_a_word_and_whether_it_streams(desk: Desk) -> None:
    words = ("one ", "two ", "three ", "four ", "five ", "six ")
    desk.server.script(
        says(*words, delay=0.05),
        says("one two", ignores_stream=True),
        says(*({"reasoning_content": word} for word in words), finish="length", delay=0.05),
        says(*words, silence=0.4),  # a proxy that held them back
        says("one"),
    )
    assert [probe(desk.endpoint(), ask=True).streams for _ in range(5)] == [True, False, True, False, None]
    assert probe(desk.endpoint(model="gpt-9"), ask=True).streams is None
    assert len(desk.server.asked) == 5
    assert desk.server.asked[0].body["max_tokens"] < 50


def checks(server: OpenAIServer, home: Path, **settings: Any) -> dict[str, Check]:
    chosen = {"base_url": server.url, "model": "tiny", "api_key": KEY} | settings
    return {check.name: check for check in examine(Settings(home=home, **chosen))}


def test_doctor_names_the_model_and_where_it_is(openai_server: OpenAIServer, tmp_path: Path) -> None:
    openai_server.about = {"max_model_len": 8192}
    found = checks(openai_server, tmp_path)
    assert "tiny at http://127.0.0.1" in found["writer"].found
    assert found["context"].works
    assert "streaming" not in found


def test_doctor_names_the_models_that_there_are(openai_server: OpenAIServer, tmp_path: Path) -> None:
    openai_server.models = [f"model-{n}" for n in range(20)]
    check = checks(openai_server, tmp_path)["writer"]
    assert not check.works
    assert "does not list the model tiny" in check.found
    assert "model-0, model-1" in check.todo
    assert check.todo.endswith("and 12 more.")


SHORT: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "Ollama": ({"owned_by": "library"}, OLLAMA),
    "vLLM": ({"owned_by": "vllm", "max_model_len": 4096}, {}),
}


@pytest.mark.parametrize(("about", "paths"), SHORT.values(), ids=SHORT)
def test_doctor_says_that_the_context_is_too_small(
    openai_server: OpenAIServer, tmp_path: Path, about: dict[str, Any], paths: dict[str, Any]
) -> None:
    openai_server.about, openai_server.paths = about, paths
    check = checks(openai_server, tmp_path)["context"]
    assert not check.works
    assert "context of 4,096 tokens; prompt and answer may take 6,800" in check.found
    assert "OLLAMA_CONTEXT_LENGTH=6800" in check.todo
    assert "or set prompt_tokens to 3296." in check.todo
    assert checks(openai_server, tmp_path, prompt_tokens=3296)["context"].works


def test_doctor_does_not_advise_a_prompt_of_nothing(openai_server: OpenAIServer, tmp_path: Path) -> None:
    openai_server.about = {"max_model_len": 512}
    assert "choose another model" in checks(openai_server, tmp_path)["context"].todo


def test_doctor_says_that_nothing_is_streamed(openai_server: OpenAIServer, tmp_path: Path) -> None:
    openai_server.script(says("ready", ignores_stream=True))
    check = checks(openai_server, tmp_path)["streaming"]
    assert not check.works
    assert "in one piece" in check.found


def test_doctor_finds_a_wrong_key_though_the_list_is_open_to_all(openai_server: OpenAIServer, tmp_path: Path) -> None:
    openai_server.script(failure(401, f"Invalid API Key {KEY}"))  # llama.cpp lists its models without a key
    check = checks(openai_server, tmp_path)["writer"]
    assert not check.works
    assert "refuses the API key" in check.found
    assert "secret" not in check.found


def test_doctor_says_that_there_is_no_server(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, base_url="http://127.0.0.1:1/v1", model="tiny")
    check = next(check for check in examine(settings) if check.name == "writer")
    assert (check.works, "No server answers at http://127.0.0.1:1/v1" in check.found) == (False, True)
    assert "Start it" in check.todo


def test_named_model_is_asked_though_the_server_lists_none(desk: Desk) -> None:
    desk.server.models_reply = Reply(status=404, body={"detail": "Not Found"})
    assert probe(desk.endpoint(), ask=True).known
    desk.server.script(failure(500, "Oops"))
    with pytest.raises(errors.EndpointBroken, match="Oops"):
        probe(desk.endpoint(), ask=True)


def test_doctor_does_not_send_its_reader_to_the_doctor(tmp_path: Path, openai_server: OpenAIServer) -> None:
    openai_server.models_reply = failure(500, "Oops")
    checks = examine(Settings(home=tmp_path, base_url=openai_server.url))
    told = next(check for check in checks if check.name == "writer")
    assert "Oops" in told.found
    assert told.todo == "Try again later."
