"""Refusals of the server's edges, in the form of the door that was knocked at."""

from __future__ import annotations

from starlette.responses import PlainTextResponse, Response

from assistant.api import problems, protocol


def refused(path: str, status: int, detail: str) -> Response:
    """Return a refusal: a problem for REST, an error of OpenAI's protocol, plain text for everybody else."""
    if path.startswith("/api/"):
        return problems.response(problems.Problem(title=problems.phrase(status), status=status, detail=detail))
    if path.startswith("/v1/"):
        return protocol.response(status, protocol.told_as(status, detail))
    return PlainTextResponse(detail, status)
