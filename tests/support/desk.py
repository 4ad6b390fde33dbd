"""A desk at which tests ask a model's server, and see what became of it."""

import pytest

from assistant import errors
from assistant.parsing.events import Draft, DraftEvent, Mark, Waiting
from assistant.writers.endpoint import Endpoint, EndpointWriter
from index.paper import Paper
from index.query import Evidence
from tests.support.openai_server import OpenAIServer, Reply

KEY = "5up3r.secret"
SAYS = "LoRA trains low-rank matrices [P1.S2]. It needs less memory [P1.S3]."
DRAFTS = [Draft("LoRA trains low-rank matrices.", (Mark(1, 2),)), Draft("It needs less memory.", (Mark(1, 3),))]


def evidence(papers: int = 2) -> list[Evidence]:
    """Papers that say the same."""
    abstract = "Tuning all weights is costly. LoRA trains low-rank matrices. It needs 3 times less memory."
    found = [Paper(id=f"x:{n}", title=f"Paper number {n}", abstract=abstract) for n in range(1, papers + 1)]
    return [Evidence(paper=paper, score=1 / n, relevance=0.9, sentences=(2,)) for n, paper in enumerate(found, start=1)]


class Desk:
    """Makes writers for one server, and remembers how long they waited between tries."""

    def __init__(self, server: OpenAIServer) -> None:
        self.server = server
        self.naps: list[float] = []

    def endpoint(self, **changes: object) -> Endpoint:
        return Endpoint(**{"model": "tiny", "base_url": self.server.url, "api_key": KEY, "timeout": 5.0} | changes)

    def writer(self, **changes: object) -> EndpointWriter:
        return EndpointWriter(self.endpoint(**changes), sleep=self.naps.append)

    def answer(self, *replies: Reply, **changes: object) -> list[DraftEvent]:
        """Return what is written, without the beats between, of which a busy machine has more."""
        return [event for event in self.heard(*replies, **changes) if not isinstance(event, Waiting)]

    def heard(self, *replies: Reply, **changes: object) -> list[DraftEvent]:
        """Return all that comes."""
        self.server.script(*replies)
        return list(self.writer(**changes).answer("What does LoRA do?", evidence()))

    def fails(self, *replies: Reply, **changes: object) -> errors.WriterError:
        with pytest.raises(errors.WriterError) as caught:
            self.answer(*replies, **changes)
        return caught.value


@pytest.fixture(scope="session")
def asked_before() -> None:
    """Ask once without haste: what a first call imports and reads takes seconds, which are no silence of a server."""
    with OpenAIServer() as server:
        assert list(Desk(server).writer(timeout=60.0).answer("What does LoRA do?", evidence()))


@pytest.fixture
def desk(openai_server: OpenAIServer, asked_before: None) -> Desk:
    """A desk for one test, with a server of its own."""
    return Desk(openai_server)
