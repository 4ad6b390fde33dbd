"""What is sent to an endpoint, and over which connection."""

import subprocess
import sys
import time

import httpx
import pytest

from assistant import errors
from assistant.writers.base import CellColumn
from assistant.writers.endpoint import EndpointWriter
from assistant.writers.model import count_tokens
from index.endpoint.probe import probe
from tests.support.desk import DRAFTS, KEY, SAYS, Desk, evidence
from tests.support.openai_server import Asked, OpenAIServer, failure, says


def test_request_holds_the_prompt_and_asks_for_the_same_answer_every_time(desk: Desk) -> None:
    desk.answer()
    (asked,) = desk.server.asked
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    system, user = asked.body.pop("messages")
    assert (system["role"], user["role"]) == ("system", "user")
    assert 'id="P2"' in user["content"]
    assert "What does LoRA do?" in user["content"]
    assert asked.body == {
        "model": "tiny",
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0,
        "seed": 1,
        "max_tokens": 800,
    }


def test_environment_has_no_influence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID", "WEBHOOK_SECRET"):
        monkeypatch.setenv(f"OPENAI_{name}", "from-the-environment")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Evil: from-the-environment\nAuthorization: from-the-environment")
    desk.answer(api_key=None, model=None)
    probe(desk.endpoint(api_key=None))
    for asked in (*desk.server.asked, *desk.server.listed):
        assert asked.headers["authorization"] == "Bearer none"
        assert "from-the-environment" not in str(asked.headers)


def test_openai_itself_needs_a_key_and_a_model(desk: Desk) -> None:
    assert isinstance(desk.fails(base_url=None, api_key=None), errors.EndpointRefused)
    assert isinstance(desk.fails(base_url=None, model=None), errors.ModelUnknown)


def test_first_model_that_is_no_embedder_writes_when_none_is_named(desk: Desk) -> None:
    desk.server.models = ["nomic-embed-text", "qwen3", "llama3"]
    writer = desk.writer(model=None)
    assert writer.name == "the endpoint's model"
    assert list(writer.answer("Why?", evidence()))
    assert writer.name == desk.server.asked[0].body["model"] == "qwen3"


EMBEDDERS = ["all-MiniLM-L6-v2", "bge-m3", "intfloat/multilingual-e5-large", "jina-reranker-v2", "whisper-1"]


def test_embedders_and_their_kind_are_passed_over(desk: Desk) -> None:
    desk.server.models = [*EMBEDDERS, "llama3.2:3b"]
    assert desk.answer(model=None)
    assert [asked.body["model"] for asked in desk.server.asked] == ["llama3.2:3b"]


def test_what_the_server_lists_of_a_model_comes_before_its_name(desk: Desk) -> None:
    desk.server.models, desk.server.about = ["bge-m3", "tiny"], {"type": "llm"}
    assert desk.answer(model=None)
    assert desk.server.asked[0].body["model"] == "bge-m3"


@pytest.mark.parametrize(
    "message",
    [
        "Model odd is not an LLM and does not support chat",
        '"odd" does not support chat',
        "This is not a chat model and thus not supported in the v1/chat/completions endpoint.",
        "The model does not support Chat Completions API",
    ],
)
def test_next_model_is_tried_where_one_does_not_chat(desk: Desk, message: str) -> None:
    desk.server.models = ["odd", "tiny"]
    assert desk.answer(failure(400, message), model=None)
    assert [asked.body["model"] for asked in desk.server.asked] == ["odd", "tiny"]
    assert "does not chat" in str(desk.fails(failure(400, message), model="odd"))


def test_each_job_has_tokens_of_its_own(desk: Desk) -> None:
    desk.server.default = says("1 | So it is [P1.S1].")
    writer = desk.writer(max_output=500)
    list(writer.answer("Why?", evidence()))
    list(writer.paragraph("tuning", evidence()))
    writer.rewrite("Why?", ["What?"], [])
    for columns in (4, 8):
        writer.cells([CellColumn(f"column {n}") for n in range(columns)], evidence(1)[0])
    answer, paragraph, rewritten, few, many = (asked.body["max_tokens"] for asked in desk.server.asked)
    assert (answer, paragraph, rewritten) == (500, 800, 250)
    assert 300 < few < many


@pytest.mark.parametrize("model", ["o3-mini", "gpt-5-nano", "deepseek-r1:7b", "qwq", "phi-4-reasoning"])
def test_model_that_thinks_has_tokens_for_it(desk: Desk, model: str) -> None:
    desk.server.models = [model]
    desk.answer(model=model)
    assert desk.server.asked[0].body["max_tokens"] >= 4000


def test_context_without_room_for_thinking_is_used_without_it(desk: Desk) -> None:
    desk.server.models = ["qwq"]
    full = failure(400, "This model's maximum context length is 4096 tokens.", "context_length_exceeded")
    assert desk.answer(full, says(SAYS), model="qwq") == DRAFTS
    assert desk.server.asked[1].body["max_tokens"] == 800


def test_packing_keeps_a_prefix_of_whole_abstracts(desk: Desk) -> None:
    list(desk.writer(budget=600).answer("Why?", evidence(30)))
    system, sent = (message["content"] for message in desk.server.asked[0].body["messages"])
    assert 500 < count_tokens(system) + count_tokens(sent) <= 600
    papers = sent.count("<abstract")
    assert 1 < papers < 30
    assert f"Paper number {papers}" in sent
    assert sent.count("It needs 3 times less memory.") == papers


def test_module_is_cheap_to_import() -> None:
    check = "import sys, assistant.writers.endpoint; sys.exit('openai' in sys.modules or 'httpx' in sys.modules)"
    subprocess.run([sys.executable, "-c", check], check=True)


def test_connection_is_closed_with_the_reply_so_that_a_writer_can_be_dropped(desk: Desk) -> None:
    desk.server.script(says(SAYS, ignores_stream=True))
    writer = desk.writer()
    assert list(writer.answer("Why?", evidence()))
    end = time.monotonic() + 30
    while desk.server.connections and time.monotonic() < end:
        time.sleep(0.01)
    assert not desk.server.connections
    assert writer.usage.calls == 1


def test_client_that_was_given_is_used_and_left_open(desk: Desk) -> None:
    seen: list[str] = []
    with httpx.Client(event_hooks={"request": [lambda request: seen.append(request.url.path)]}) as client:
        assert probe(desk.endpoint(), http_client=client).known
        writer = EndpointWriter(desk.endpoint(), http_client=client)
        assert list(writer.answer("Why?", evidence()))
        assert not client.is_closed
    assert (seen[0], seen[-1]) == ("/v1/models", "/v1/chat/completions")


def test_server_can_answer_by_what_it_is_asked(desk: Desk) -> None:
    desk.server.script(lambda body: says(f"You use {body['model']} [P1.S1]."))
    assert desk.answer()[0].text == "You use tiny."
    assert isinstance(desk.server.asked[0], Asked)


@pytest.mark.parametrize("name", ["HTTP_PROXY", "ALL_PROXY", "https_proxy", "all_proxy"])
def test_no_proxy_sees_what_is_sent_to_this_machine(desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with OpenAIServer() as proxy:
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.server_port}")
        for host in ("127.0.0.1", "localhost"):
            url = desk.server.url.replace("127.0.0.1", host)
            assert desk.answer(says(SAYS), base_url=url, retries=0) == DRAFTS
        assert proxy.asked == proxy.listed == []


def test_proxy_that_cannot_be_used_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "gopher://127.0.0.1:1")
    assert desk.answer(says(SAYS)) == DRAFTS
    assert "The proxy cannot be used" in str(desk.fails(base_url="http://203.0.113.1/v1", retries=0))
