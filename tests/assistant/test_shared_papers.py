"""The assistant on papers that several machines share, as its settings say."""

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from assistant.config import Settings, load_settings
from assistant.engine import Assistant, last
from assistant.errors import ConfigurationError
from assistant.health import examine
from assistant.ingest.reading import FollowingBeside
from tests.support.chroma_server import ChromaProxy, RealChroma
from tests.support.papers import ALL, MOSSGATE, ZEBRAFOLD

TOKEN = "not-to-be-seen"


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProxy]:
    running = RealChroma(tmp_path_factory.mktemp("chroma"))
    passing = ChromaProxy(running.port, TOKEN)
    yield passing
    passing.close()
    running.kill()


def settings(home: Path, proxy: ChromaProxy) -> Settings:
    return Settings(home=home, chroma_url=proxy.url, chroma_token=TOKEN)


def test_what_one_home_takes_in_another_one_answers_from(proxy: ChromaProxy, tmp_path: Path) -> None:
    one = Assistant.open(settings(tmp_path / "one", proxy))
    other = Assistant.open(settings(tmp_path / "other", proxy))
    stopping = Event()
    FollowingBeside(lambda: other.library, stopping).start()
    one.library.upsert(ALL)
    until = time.monotonic() + 60
    while other.library.count() < len(ALL) and time.monotonic() < until:
        time.sleep(0.1)
    stopping.set()
    answer = last(other.ask("What is Mossgate?")).answer
    assert [source.id for source in answer.sources] == [MOSSGATE.id]
    own = Assistant.open(Settings(home=tmp_path / "one"))
    assert own.library.count() == 0  # the papers of the machine are others, and stay so
    own.library.upsert([ZEBRAFOLD])
    assert own.library.count() == 1


def test_doctor_says_where_the_papers_are_and_what_is_wrong_with_it(proxy: ChromaProxy, tmp_path: Path) -> None:
    def server(wanted: Settings) -> tuple[bool, str]:
        (found,) = [check for check in examine(wanted) if check.name == "server"]
        return found.works, f"{found.found} {found.todo}"

    works, said = server(settings(tmp_path, proxy))
    assert works
    assert proxy.url in said
    works, said = server(Settings(home=tmp_path, chroma_url=proxy.url, chroma_token="other"))
    assert not works
    assert "ASSISTANT_CHROMA_TOKEN" in said
    assert "other" not in said.replace("another", "")


def test_address_must_be_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="chroma_url"):
        load_settings(home=tmp_path, chroma_url="papers.example.org:8000")
