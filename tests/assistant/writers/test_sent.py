"""What goes out to a model: the same for the same input, and never more than the budget."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.jobs.abstention import Searched
from assistant.jobs.answer import ask
from assistant.writers.endpoint import Endpoint, EndpointWriter
from assistant.writers.model import count_tokens
from index.query import Evidence, Query
from tests.support import openai_server as support
from tests.support.openai_server import OpenAIServer, says
from tests.support.papers import ALL, evidence, paper
from tests.support.writers import FixedRetriever, ScriptedWriter

server = support.openai_server


class Noting(ScriptedWriter):
    """Remembers the order of the papers that it was given."""

    def answer(self, question: str, evidence: Sequence[Evidence]):
        self.given = [item.paper.id for item in evidence]
        return iter(())


@given(st.permutations(ALL))
def test_papers_that_rank_alike_come_in_one_order(papers: list) -> None:
    tied = [item.model_copy(update={"score": 0.5}) for item in evidence(*papers)]
    best = evidence(paper("Best of All", "It is the best of all."))
    writer = Noting()
    list(ask(Query(text="What?"), retriever=FixedRetriever([*best, *tied]), writers=[writer], searched=Searched(4)))
    assert writer.given == [best[0].paper.id, *sorted(one.id for one in ALL)]


MANY = [paper(f"Paper number {n}", "Moss is hard to fold. We fold it twice. It takes 3 hours.") for n in range(40)]
JOBS = {
    "answer": lambda writer: writer.answer("Why?", evidence(*MANY)),
    "paragraph": lambda writer: writer.paragraph("moss", evidence(*MANY)),
}


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS)
def test_prompt_fits_the_budget_and_uses_it(server: OpenAIServer, job) -> None:
    server.script(says("1 | Moss is hard to fold [P1.S1]."))
    list(job(EndpointWriter(Endpoint(model="tiny", base_url=server.url, budget=1500))))
    sent = sum(count_tokens(message["content"]) for message in server.asked[0].body["messages"])
    assert 900 < sent <= 1500
