"""What the doctor finds at an endpoint."""

from __future__ import annotations

import pytest

from assistant import errors
from assistant.writers.endpoint import probe
from tests.support.desk import Desk
from tests.support.openai_server import Reply, failure, page


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
