"""Embeddings of an OpenAI-compatible endpoint, over real HTTP."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from index.embedders.endpoint import EndpointEmbedder
from index.endpoint.address import Endpoint
from index.errors import EmbedderBroken, EmbedderError, EmbedderUnavailable
from tests.faults.processes import Processes
from tests.support.embeddings_server import EmbeddingsServer, Step, cut, embeddings_server, page, refuses, vectors

__all__ = ["embeddings_server"]

KEY = "sk-very-secret-0123456789"
TEXTS = [f"Text number {n} about moss" for n in range(70)]


class Waits(list[float]):
    """Stands for `sleep`, and remembers what it was asked."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def embedder_of(server: EmbeddingsServer, waits: Waits | None = None, **more: object) -> EndpointEmbedder:
    given = {"model": "tiny-embed", "base_url": server.url, "retries": 4, **more}
    return EndpointEmbedder(Endpoint(**given), sleep=waits if waits is not None else Waits())  # type: ignore[arg-type]


def error_of(embedder: EndpointEmbedder, kind: type[EmbedderError] = EmbedderError) -> str:
    with pytest.raises(kind) as caught:
        embedder.embed(TEXTS[:3])
    assert type(caught.value) is kind or kind is not EmbedderUnavailable
    text = str(caught.value)
    assert "\n" not in text
    assert KEY not in text
    assert caught.value.todo
    assert caught.value.__cause__ is None
    return text


def test_texts_come_back_as_rows_of_unit_length_in_their_order(embeddings_server: EmbeddingsServer) -> None:
    embedder = embedder_of(embeddings_server)
    rows = embedder.embed(TEXTS)
    assert rows.shape == (70, 32)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)
    assert [len(asked.texts) for asked in embeddings_server.asked] == [32, 32, 6]
    assert np.allclose(rows[40], embedder.embed([TEXTS[40]])[0])


def test_nothing_is_asked_before_there_is_something_to_embed(embeddings_server: EmbeddingsServer) -> None:
    embedder = embedder_of(embeddings_server)
    assert embedder.fingerprint == "tiny-embed"
    assert embedder.embed([]).shape[0] == 0
    assert embeddings_server.asked == []


def test_client_is_imported_with_the_first_text(processes: Processes) -> None:
    script = (
        "import sys\nfrom index.endpoint.address import Endpoint\n"
        "from index.embedders.endpoint import EndpointEmbedder\nEndpointEmbedder(Endpoint('m')).fingerprint\n"
        "assert not {'llama_index', 'openai'} & set(sys.modules)"
    )
    assert processes.script(script).code == 0


def test_dimensions_are_asked_for_and_part_of_the_fingerprint(embeddings_server: EmbeddingsServer) -> None:
    embedder = embedder_of(embeddings_server, dimensions=8)
    assert embedder.fingerprint == "tiny-embed-8"
    assert embedder.embed(TEXTS[:2]).shape == (2, 8)
    assert embeddings_server.asked[0].body["dimensions"] == 8


def test_blank_and_very_long_texts_are_sent_as_what_servers_take(embeddings_server: EmbeddingsServer) -> None:
    rows = embedder_of(embeddings_server).embed(["", " \n", "word " * 200_000])
    assert rows.shape == (3, 32)
    assert all(text.strip() for text in embeddings_server.embedded)
    assert max(map(len, embeddings_server.embedded)) < 50_000


def test_no_variable_of_openais_reaches_the_server(
    embeddings_server: EmbeddingsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID", "BASE_URL", "API_BASE"):
        monkeypatch.setenv(f"OPENAI_{name}", f"{KEY}-{name}")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", f"X-Theirs: {KEY}")
    embedder_of(embeddings_server).embed(TEXTS[:1])
    assert KEY not in str(embeddings_server.asked[0].headers)
    embedder_of(embeddings_server, api_key="mine").embed(TEXTS[:1])
    assert embeddings_server.asked[1].headers["authorization"] == "Bearer mine"


@pytest.mark.parametrize(
    ("step", "least", "most"),
    [
        (refuses(429, "slow down", {"Retry-After": "7"}), 7.0, 7.7),
        (refuses(429, "slow down"), 0.25, 0.75),
        (cut(), 0.25, 0.75),
        (cut(length=False), 0.25, 0.75),
    ],
    ids=["429 and when", "429", "cut", "cut unnoticed"],
)
def test_what_may_pass_is_tried_again(
    embeddings_server: EmbeddingsServer, step: Step, least: float, most: float
) -> None:
    waits = Waits()
    embeddings_server.script(vectors(), step)
    assert embedder_of(embeddings_server, waits).embed(TEXTS).shape == (70, 32)
    assert len(embeddings_server.asked) == 4
    (wait,) = waits
    assert least <= wait <= most


def test_tries_are_bounded_and_farther_and_farther_apart(embeddings_server: EmbeddingsServer) -> None:
    waits = Waits()
    embeddings_server.script(*[refuses(503, "overloaded")] * 20)
    assert "fails (503: overloaded)" in error_of(embedder_of(embeddings_server, waits), EmbedderBroken)
    assert len(embeddings_server.asked) == 5
    assert all(0.25 * 2**n <= wait <= 0.75 * 2**n for n, wait in enumerate(waits))


def test_who_asks_to_wait_long_is_not_waited_for(embeddings_server: EmbeddingsServer) -> None:
    waits = Waits()
    embeddings_server.script(refuses(429, "daily limit", {"Retry-After": "3600"}))
    assert "asks to wait 3600 s" in error_of(embedder_of(embeddings_server, waits), EmbedderUnavailable)
    assert waits == []


WRONG: list[tuple[str, Step, type[EmbedderError], str]] = [
    ("too few", vectors(lambda rows: rows[1:]), EmbedderBroken, "2 vectors for 3 texts"),
    ("too many", vectors(lambda rows: rows * 2), EmbedderBroken, "6 vectors for 3 texts"),
    ("none", vectors(lambda rows: []), EmbedderBroken, "0 vectors for 3 texts"),
    ("NaN", vectors(lambda rows: [*rows[1:], [math.nan] * 32]), EmbedderBroken, "NaN"),
    ("null", vectors(lambda rows: [*rows[1:], [None] * 32]), EmbedderBroken, "NaN"),
    ("ragged", vectors(lambda rows: [rows[0][:3], *rows[1:]]), EmbedderBroken, "no vectors"),
    ("empty", vectors(lambda rows: [[] for _ in rows]), EmbedderBroken, "else than vectors"),
    ("words", vectors(lambda rows: [["a", "b"] for _ in rows]), EmbedderBroken, "no vectors"),
    ("page", page(), EmbedderBroken, "/v1"),
    ("other JSON", Step(body='{"result": "fine"}'), EmbedderBroken, "something else than vectors"),
    ("a list", Step(body="[1, 2]"), EmbedderBroken, "JSON that is no object"),
    ("no route", page(404), EmbedderBroken, "/v1"),
    ("quota", refuses(429, "You exceeded your quota", code="insufficient_quota"), EmbedderUnavailable, "quota"),
    ("rights", refuses(403, "no access"), EmbedderUnavailable, "no access"),
    ("bad request", refuses(400, "dimensions not supported"), EmbedderBroken, "ASSISTANT_EMBEDDING_DIMENSIONS"),
    ("signs", refuses(400, f"a\x1b[31m\nb {KEY}"), EmbedderBroken, "b ***"),
]


@pytest.mark.parametrize(
    ("step", "kind", "said"), [case[1:] for case in WRONG], ids=[case[0].replace(" ", "-") for case in WRONG]
)
def test_wrong_answer_is_one_line_that_says_what_to_do(
    embeddings_server: EmbeddingsServer, step: Step, kind: type[EmbedderError], said: str
) -> None:
    embeddings_server.script(step)
    assert said in error_of(embedder_of(embeddings_server, api_key=KEY), kind)
    assert len(embeddings_server.asked) == 1  # to ask again would not help


def test_dimensions_that_change_are_told(embeddings_server: EmbeddingsServer) -> None:
    embedder = embedder_of(embeddings_server)
    embedder.embed(TEXTS[:1])
    embeddings_server.dimensions = 16
    assert "16 dimensions instead of 32" in error_of(embedder, EmbedderBroken)
    embeddings_server.script(vectors(lambda rows: [row * 4 for row in rows]))  # as a server that ignores the wish
    assert "dimensions instead of 8" in error_of(embedder_of(embeddings_server, dimensions=8), EmbedderBroken)


def test_wrong_key_model_or_path_is_told(embeddings_server: EmbeddingsServer) -> None:
    embeddings_server.key = "another"
    refused = error_of(embedder_of(embeddings_server, api_key=KEY), EmbedderUnavailable)
    assert "refuses the API key" in refused
    assert "ASSISTANT_EMBEDDING_API_KEY" in refused
    embeddings_server.key = None
    absent = error_of(embedder_of(embeddings_server, model="huge-embed"), EmbedderUnavailable)
    assert "no model 'huge-embed'" in absent
    assert "ASSISTANT_EMBEDDING_MODEL" in absent
    path = embeddings_server.url.replace("/v1", "/v2")
    assert "usually ends in /v1" in error_of(embedder_of(embeddings_server, base_url=path), EmbedderBroken)


@pytest.mark.parametrize(
    ("base_url", "key", "said"),
    [
        ("http://127.0.0.1:9/v1", None, "No server answers at http://127.0.0.1:9/v1"),
        ("http://me:secret@127.0.0.1:9/v1?key=secret", None, "http://127.0.0.1:9/v1 "),
        ("ftp://127.0.0.1/v1", None, "no address"),
        (None, None, "ASSISTANT_EMBEDDING_API_KEY"),
        ("http://127.0.0.1:9/v1", "a\nb", "Copy it again"),
        ("http://127.0.0.1:9/v1", "schlüssel", "Copy it again"),
    ],
    ids=["refused", "secret in address", "no address", "no key", "two lines", "not ASCII"],
)
def test_nobody_there_is_told(base_url: str | None, key: str | None, said: str) -> None:
    waits = Waits()
    place = Endpoint("tiny-embed", base_url, key, retries=4)
    text = error_of(EndpointEmbedder(place, sleep=waits), EmbedderUnavailable)
    assert said in text
    assert "secret" not in text
    assert len(waits) <= 4


def test_silence_is_not_waited_out(embeddings_server: EmbeddingsServer) -> None:
    embeddings_server.script(Step(silence=30))
    assert "nothing for 0.2 s" in error_of(embedder_of(embeddings_server, timeout=0.2), EmbedderBroken)


@pytest.mark.parametrize(
    "limit",
    [
        lambda server: setattr(server, "most_texts", 5),
        lambda server: server.script(Step(413, "payload too large", content_type="text/plain")),
        lambda server: server.script(refuses(500, "input is too large to process. increase the physical batch size")),
    ],
    ids=["texts", "bytes", "llama.cpp's batch"],
)
def test_too_much_at_once_is_asked_for_in_parts(
    embeddings_server: EmbeddingsServer, limit: Callable[[EmbeddingsServer], None]
) -> None:
    whole = embedder_of(embeddings_server).embed(TEXTS)
    limit(embeddings_server)
    assert np.allclose(embedder_of(embeddings_server).embed(TEXTS), whole)


def test_text_that_is_too_long_is_shortened_and_costs_the_others_nothing(embeddings_server: EmbeddingsServer) -> None:
    embeddings_server.most_words = 50
    long = "moss " * 60 + "plums " * 60
    rows = embedder_of(embeddings_server).embed([TEXTS[0], long, TEXTS[1]])
    assert np.allclose(rows[[0, 2]], embedder_of(embeddings_server).embed(TEXTS[:2]))
    assert rows[1] @ embedder_of(embeddings_server).embed(["moss"])[0] > 0.9
    embeddings_server.most_words = 0
    assert "no text of that length" in error_of(embedder_of(embeddings_server))
