"""The server of OpenAI's protocol that is mounted at `/v1`: one model, which answers with citations."""

from __future__ import annotations

from fastapi import FastAPI

from assistant.api import chat, responses
from assistant.api.protocol import MODEL, check_model, told_in_protocol
from assistant.engine import Assistant

_MODEL = {"id": MODEL, "object": "model", "created": 0, "owned_by": "this library"}


def openai(assistant: Assistant) -> FastAPI:
    """Return the server."""
    server = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    told_in_protocol(server)

    @server.get("/models")
    def models() -> dict[str, object]:
        return {"object": "list", "data": [_MODEL]}

    @server.get("/models/{name:path}")
    def model(name: str) -> dict[str, object]:
        check_model(name)
        return dict(_MODEL)

    server.include_router(chat.router(assistant))
    server.include_router(responses.router(assistant))
    return server
