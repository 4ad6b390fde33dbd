"""OpenAI's protocol: what its own client gets, and what Open WebUI and LiteLLM send."""

from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from tests.api.conftest import SAVES, Serve, asked, events
from tests.support.openai_server import OpenAIServer
from tests.support.papers import ALL

MODEL = "daily-papers-assistant"
ZEBRAFOLD = "https://arxiv.org/abs/2401.00001"


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{url}/v1", api_key="none") as made:
        yield made


def _user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def test_there_is_one_model(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == [MODEL]
    assert client.models.retrieve(MODEL).id == MODEL
    with pytest.raises(openai.NotFoundError) as refused:
        client.models.retrieve("gpt-4o")
    assert refused.value.code == "model_not_found"


def test_marks_of_an_answer_are_annotated(client: openai.OpenAI) -> None:
    message = client.chat.completions.create(model=MODEL, messages=[_user(SAVES)]).choices[0].message
    assert message.content
    assert message.content.startswith("On Quillset, Zebrafold reduces the training time")
    assert f"- [1] {ALL[0].title}, {ZEBRAFOLD}" in message.content
    cited = [each.url_citation for each in message.annotations or ()]
    assert {message.content[one.start_index : one.end_index] for one in cited} == {"[1]"}
    assert {(one.title, one.url) for one in cited} == {(ALL[0].title, ZEBRAFOLD)}


def test_stream_says_the_same(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model=MODEL, messages=[_user(SAVES)]).choices[0].message
    options = {"include_usage": True}
    stream = client.chat.completions.create(model=MODEL, messages=[_user(SAVES)], stream=True, stream_options=options)
    chunks = list(stream)
    pieces = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices]
    assert "".join(filter(None, pieces)) == whole.content
    assert len([piece for piece in pieces if piece]) >= 3
    [annotations] = [
        chunk.choices[0].delta.annotations
        for chunk in chunks
        if chunk.choices and hasattr(chunk.choices[0].delta, "annotations")
    ]
    assert annotations == [each.model_dump() for each in whole.annotations or ()]
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert chunks[-1].usage
    assert not chunks[-1].choices


def test_paper_without_an_address_is_cited_by_its_page(client: openai.OpenAI, url: str) -> None:
    asks = "What do lantern networks pass between nodes?"
    message = client.chat.completions.create(model=MODEL, messages=[_user(asks)]).choices[0].message
    assert message.annotations
    assert message.annotations[0].url_citation.url == f"{url}/paper?id={ALL[2].id.replace(':', '%3A')}"
    earlier = [_user(asks), {"role": "assistant", "content": message.content}, _user("Who wrote it?")]
    later = client.chat.completions.create(model=MODEL, messages=earlier).choices[0].message.content
    assert later
    assert "Lantern" in later


def test_next_question_is_asked_of_what_was_cited(client: openai.OpenAI) -> None:
    first = client.chat.completions.create(model=MODEL, messages=[_user(SAVES)]).choices[0].message.content
    messages = [
        {"role": "system", "content": "Be brief."},
        _user(SAVES),
        {"role": "assistant", "content": first},
        _user("What are its limits?"),
    ]
    content = client.chat.completions.create(model=MODEL, messages=messages).choices[0].message.content
    assert content
    assert "Zebrafold" in content
    assert "Mossgate" not in content


def test_chat_goes_on_after_what_was_refused(client: openai.OpenAI) -> None:
    picture = [{"type": "image_url", "image_url": {"url": "data:,"}}]
    earlier = [_user("why " * 6000), {"role": "user", "content": picture}, {"role": "assistant", "content": None}]
    reply = client.chat.completions.create(model=MODEL, messages=[*earlier, _user(SAVES)])  # type: ignore[list-item]
    assert "Zebrafold" in str(reply.choices[0].message.content)


def test_forms_are_those_of_the_protocol(url: str) -> None:
    chat: dict[str, Any] = {"model": MODEL, "messages": [_user(SAVES)]}
    ChatCompletion.model_validate(asked(url, "POST", "/v1/chat/completions", chat).json, strict=True)
    stream = events(asked(url, "POST", "/v1/chat/completions", {**chat, "stream": True}).text)
    assert stream.pop() == ("", "[DONE]")
    for _, chunk in stream:
        ChatCompletionChunk.model_validate(chunk)
    wish = {"model": MODEL, "input": SAVES}
    Response.model_validate(asked(url, "POST", "/v1/responses", wish).json)
    kinds: TypeAdapter[Any] = TypeAdapter(ResponseStreamEvent)
    for number, (name, event) in enumerate(events(asked(url, "POST", "/v1/responses", {**wish, "stream": True}).text)):
        kinds.validate_python(event)
        assert (event["type"], event["sequence_number"]) == (name, number)


def test_response_is_stored_and_gone_on_with(client: openai.OpenAI, url: str) -> None:
    first = client.responses.create(model=MODEL, input=SAVES)
    [part] = [part for item in first.output for part in item.content]  # type: ignore[union-attr]
    assert part.annotations[0].url == ZEBRAFOLD
    assert part.text[part.annotations[0].start_index : part.annotations[0].end_index] == "[1]"
    second = client.responses.create(model=MODEL, input="What are its limits?", previous_response_id=first.id)
    assert "Zebrafold" in second.output_text
    assert "Mossgate" not in second.output_text
    assert client.responses.retrieve(second.id).output_text == second.output_text
    other = client.responses.create(model=MODEL, input="Who wrote it?", previous_response_id=first.id)
    assert "Ada Example" in other.output_text
    conversations = asked(url, "GET", "/api/conversations?q=limits").json
    assert [each["turns"] for each in conversations] == [2]


def test_response_that_is_not_to_be_stored_is_not(client: openai.OpenAI, url: str) -> None:
    before = len(asked(url, "GET", "/api/conversations").json)
    parts = [{"role": "user", "content": [{"type": "input_text", "text": "Which species does Mossgate find?"}]}]
    response = client.responses.create(model=MODEL, input=parts, store=False)  # type: ignore[arg-type]
    assert "88 of 100" in response.output_text
    assert len(asked(url, "GET", "/api/conversations").json) == before
    with pytest.raises(openai.NotFoundError) as refused:
        client.responses.create(model=MODEL, input="And?", previous_response_id=response.id)
    assert refused.value.code == "previous_response_not_found"


def test_response_streams(client: openai.OpenAI) -> None:
    with client.responses.stream(model=MODEL, input=SAVES) as stream:
        kinds = [event.type for event in stream]
        final = stream.get_final_response()
    assert kinds.count("response.output_text.annotation.added") == 2
    assert final.status == "completed"
    assert final.output_text.startswith("On Quillset")


@pytest.mark.parametrize(
    ("more", "status", "param", "code"),
    [
        ({"model": "gpt-4o"}, 404, "model", "model_not_found"),
        ({"messages": []}, 422, "messages", "invalid_value"),
        ({"messages": "hello"}, 422, "messages", "invalid_value"),
        ({"messages": [{"role": "assistant", "content": "Hello."}]}, 400, "messages", "unsupported_value"),
        ({"messages": [_user("  ")]}, 400, "messages", "unsupported_value"),
        (
            {"messages": [{"role": "user", "content": [{"type": "text", "text": "?"}, {"type": "image_url"}]}]},
            400,
            "messages",
            "unsupported_value",
        ),
        ({"messages": [_user("why " * 6000)]}, 400, None, "question_too_long"),
        ({"n": 2}, 400, "n", "unsupported_value"),
        ({"tool_choice": "required"}, 400, "tool_choice", "unsupported_value"),
        ({"response_format": {"type": "json_object"}}, 400, "response_format", "unsupported_value"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_errors_have_the_form_of_the_protocol(
    url: str, more: dict[str, Any], status: int, param: str | None, code: str, stream: bool
) -> None:
    body = {"model": MODEL, "messages": [_user(SAVES)], "stream": stream, **more}
    reply = asked(url, "POST", "/v1/chat/completions", body)
    assert reply.status == status
    error = reply.json["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert (error["type"], error["param"], error["code"]) == ("invalid_request_error", param, code)


def test_body_that_is_no_json_is_told(url: str) -> None:
    reply = asked(url, "POST", "/v1/chat/completions", "{", Content_Type="application/json")
    assert (reply.status, reply.json["error"]["type"]) == (422, "invalid_request_error")
    assert asked(url, "GET", "/v1/nothing").json["error"]["message"] == "Not Found"


def test_empty_library_is_no_fault_of_the_server(serve: Serve) -> None:
    with (
        openai.OpenAI(base_url=f"{serve([])}/v1", api_key="none") as client,
        pytest.raises(openai.BadRequestError, match="There is nothing to answer"),
    ):
        client.chat.completions.create(model=MODEL, messages=[_user(SAVES)], stream=True)


def test_open_webui_is_answered(url: str) -> None:
    headers = {"Authorization": "Bearer none", "X-OpenWebUI-User-Name": "Ada", "HTTP-Referer": "https://openwebui.com/"}
    assert asked(url, "GET", "/v1/models", **headers).json["data"][0]["id"] == MODEL
    chat = {
        "stream": True,
        "model": MODEL,
        "messages": [{"role": "system", "content": "User Context: none"}, _user(SAVES)],
        "stream_options": {"include_usage": True},
        "temperature": 0.8,
    }
    said = events(asked(url, "POST", "/v1/chat/completions", chat, **headers).text)
    assert said[-2][1]["usage"] == {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


def test_open_webui_asks_for_a_title_at_no_cost(serve: Serve) -> None:
    """It asks the model of the chat for titles, tags and follow-ups, and goes on without them after an error."""
    with OpenAIServer() as server:
        url = serve(base_url=server.url, model="tiny")
        for wish in ("a concise, 3-5 word title summarizing", "1-3 broad tags categorizing the main themes of"):
            history = (
                f"<chat_history>\nUSER: {SAVES}\nASSISTANT: On Quillset, Zebrafold saves time. [1]\n</chat_history>"
            )
            prompt = f"### Task:\nGenerate {wish} the chat history.\n\n### Chat History:\n{history}"
            task = {"model": MODEL, "messages": [_user(prompt)], "stream": False, "max_completion_tokens": 1000}
            assert asked(url, "POST", "/v1/chat/completions", task).status == 400
        assert not server.asked


def test_litellm_is_answered(client: openai.OpenAI) -> None:
    """It calls by OpenAI's client, with parts in place of texts, and what it was not told what to do with as well."""
    reply = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": [{"type": "text", "text": SAVES}]}],
        max_tokens=10,
        user="litellm",
        extra_body={"metadata": {"user_api_key": "hashed"}, "drop_params": True},
        extra_headers={"x-litellm-timeout": "600"},
    )
    assert "Zebrafold" in str(reply.choices[0].message.content)
