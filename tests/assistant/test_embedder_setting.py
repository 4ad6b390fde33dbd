"""Another embedder by one setting, from the command line to the vectors."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.cli.commands import app
from assistant.config import Settings, load_settings
from assistant.connections import embeddings_of
from assistant.engine import Assistant
from assistant.errors import ConfigurationError
from assistant.health import Check, examine
from tests.support.embeddings_server import EmbeddingsServer, embeddings_server, refuses, vectors
from tests.support.openai_server import OpenAIServer
from tests.support.papers import ALL, MOSSGATE

__all__ = ["embeddings_server"]

# llama-index-core 0.14 and what it imports use what Python and pydantic deprecate.
pytestmark = pytest.mark.filterwarnings("default")

KEY, OTHER = "sk-very-secret-0123456789", "sk-another-secret-9876543210"
LOCAL, ELSEWHERE = "http://127.0.0.1:1/v1", "http://127.0.0.1:2/v1"


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def document(done: Result) -> Any:
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def embedder_check(settings: Settings) -> Check:
    return next(each for each in examine(settings) if each.name == "embedder")


@pytest.fixture
def papers(tmp_path: Path) -> str:
    rows = [json.dumps({"id": one.id, "title": one.title, "abstract": one.abstract}) for one in ALL]
    (tmp_path / "papers.jsonl").write_text("\n".join(rows))
    return str(tmp_path / "papers.jsonl")


@pytest.fixture
def _chosen(embeddings_server: EmbeddingsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_EMBEDDER", "endpoint")
    monkeypatch.setenv("ASSISTANT_EMBEDDING_MODEL", "tiny-embed")
    monkeypatch.setenv("ASSISTANT_EMBEDDING_BASE_URL", embeddings_server.url)


@pytest.mark.usefixtures("_chosen")
def test_endpoint_is_chosen_and_left_by_one_variable(
    embeddings_server: EmbeddingsServer, papers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert document(run("ingest", "file", papers, "--json"))["new"] == 3
    assert len(embeddings_server.embedded) == 3
    assert document(run("search", "moss retrieval", "--json"))[0]["id"] == MOSSGATE.id
    asked = len(embeddings_server.embedded)
    assert document(run("ask", "Which species does Mossgate find?", "--json"))["status"] == "answered"
    assert document(run("ask", "Who won the world cup in 2018?", "--json"))["status"] == "abstained"
    assert len(embeddings_server.embedded) == asked + 2  # the questions; reading is done here
    state = document(run("status", "--json"))
    assert (state["embedder"], state["embeddings_url"]) == ("tiny-embed", embeddings_server.url)
    monkeypatch.setenv("ASSISTANT_EMBEDDER", "static")
    with pytest.raises(Exception, match=r"tiny-embed.*assistant reindex"):
        CliRunner().invoke(app, ["search", "moss"], catch_exceptions=False)
    assert document(run("reindex", "--json")) == {"papers": 3}
    assert document(run("search", "moss retrieval", "--json"))[0]["id"] == MOSSGATE.id


@pytest.mark.usefixtures("_chosen")
def test_doctor_asks_the_endpoint_once(embeddings_server: EmbeddingsServer) -> None:
    good = embedder_check(load_settings())
    assert good.works
    assert good.found == f"tiny-embed, 32 dimensions, at {embeddings_server.url}"
    embeddings_server.script(refuses(503, "loading"))
    failed = embedder_check(load_settings())
    assert not failed.works
    assert "loading" in failed.found
    assert len(embeddings_server.asked) == 2
    embeddings_server.script(vectors(lambda rows: rows[:1] + rows[:0:-1]))  # in the wrong order
    senseless = embedder_check(load_settings())
    assert not senseless.works
    assert "ASSISTANT_EMBEDDER" in senseless.todo


@pytest.mark.usefixtures("_chosen")
def test_error_is_one_line_on_the_command_line(
    embeddings_server: EmbeddingsServer, papers: str, tmp_path: Path
) -> None:
    embeddings_server.key = "another"
    done = CliRunner().invoke(app, ["--home", str(tmp_path / "home"), "ingest", "file", papers])
    assert done.exit_code == 1
    (line,) = str(done.exception).splitlines()
    assert line.startswith(f"{embeddings_server.url} refuses the API key")
    assert "ASSISTANT_EMBEDDING_API_KEY" in line


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"api_key": KEY}, ("text-embedding-3-small", None, KEY)),
        ({"api_key": KEY, "base_url": LOCAL, "embedding_model": "m"}, ("m", LOCAL, KEY)),
        ({"api_key": KEY, "embedding_base_url": LOCAL, "embedding_model": "m"}, ("m", LOCAL, None)),
        (
            {"api_key": KEY, "base_url": ELSEWHERE, "embedding_base_url": LOCAL, "embedding_model": "m"},
            ("m", LOCAL, None),
        ),
        ({"api_key": KEY, "embedding_api_key": OTHER}, ("text-embedding-3-small", None, OTHER)),
        (
            {"api_key": KEY, "embedding_base_url": "https://api.openai.com/v1/", "embedding_model": "m"},
            ("m", "https://api.openai.com/v1/", KEY),
        ),
    ],
)
def test_address_and_key_are_the_writers_unless_they_have_their_own(
    given: dict[str, Any], expected: tuple[str, str | None, str | None]
) -> None:
    place = embeddings_of(Settings(embedder="endpoint", **given))
    assert place is not None
    assert (place.model, place.base_url, place.api_key) == expected
    assert KEY not in repr(place)
    assert embeddings_of(Settings(**given)) is None


def test_key_of_the_writer_is_not_sent_to_another_server(tmp_path: Path, embeddings_server: EmbeddingsServer) -> None:
    with OpenAIServer() as writer:
        settings = Settings(
            home=tmp_path,
            api_key=KEY,
            base_url=writer.url,
            embedder="endpoint",
            embedding_model="tiny-embed",
            embedding_base_url=embeddings_server.url,
        )
        Assistant.open(settings).library.upsert(ALL)
    assert KEY not in str(embeddings_server.asked[0].headers)


def test_endpoint_without_a_model_is_told(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, embedder="endpoint", base_url=LOCAL)
    with pytest.raises(ConfigurationError, match="ASSISTANT_EMBEDDING_MODEL"):
        Assistant.open(settings)
    assert not embedder_check(settings).works


@pytest.mark.parametrize(
    ("file", "named"),
    [('embedder = "word2vec"', "embedder"), ("embedding_dimensions = 0", "embedding_dimensions")],
)
def test_bad_setting_is_told(tmp_path: Path, file: str, named: str) -> None:
    (tmp_path / "config.toml").write_text(file)
    with pytest.raises(ConfigurationError, match=named):
        load_settings(home=tmp_path)
