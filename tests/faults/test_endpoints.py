"""A model's server that does not keep to HTTP, JSON or its protocol: a typed error of one line, or what it did say."""

from collections.abc import Callable

import pytest

from assistant.errors import WriterError
from assistant.writers.endpoint import Endpoint, EndpointWriter
from index.endpoint.probe import probe
from tests.faults.endpoints import COOKIE, MODELS, TEXT, WIRE, RawServer, completion
from tests.support.desk import KEY, evidence

_LONGEST = 600  # characters of a line


def assert_line(text: str) -> None:
    assert text.isprintable(), text
    assert len(text) < _LONGEST
    assert KEY not in text


def ends_well(job: Callable[[], object]) -> str:
    """Return what a job says, if it ends as it must; any other error is the test's."""
    try:
        job()
    except WriterError as error:
        assert_line(str(error))
        return str(error)
    return ""


def endpoint(server: RawServer, **changes: object) -> Endpoint:
    asked_once = {"model": "tiny", "base_url": server.url, "api_key": KEY, "timeout": 10.0, "retries": 0}
    return Endpoint(**asked_once | changes)


@pytest.mark.parametrize("name", [*WIRE, *TEXT])
def test_reply_that_is_none_is_told_in_a_line(name: str) -> None:
    with RawServer((WIRE | TEXT)[name].replace(b"KEY", KEY.encode())) as server:
        writer = EndpointWriter(endpoint(server), sleep=lambda _: None)
        said = ends_well(lambda: list(writer.answer("What does LoRA do?", evidence())))
    assert said or name in TEXT


@pytest.mark.parametrize("name", MODELS)
def test_list_of_models_that_is_none_is_told_in_a_line(name: str) -> None:
    with RawServer(completion(), models=MODELS[name]) as server:
        ends_well(lambda: probe(endpoint(server, model=None), ask=True))


def test_connection_that_is_reset_is_told_in_a_line() -> None:
    with RawServer(completion()[:100], reset=True) as server:
        writer = EndpointWriter(endpoint(server), sleep=lambda _: None)
        assert "broke the connection" in ends_well(lambda: list(writer.answer("What does LoRA do?", evidence())))


def test_cookie_is_not_sent_back() -> None:
    with RawServer(COOKIE) as server:
        writer = EndpointWriter(endpoint(server), sleep=lambda _: None)
        first, second = (list(writer.answer("What does LoRA do?", evidence())) for _ in range(2))
    assert first == second
