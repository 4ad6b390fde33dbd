"""What an endpoint can do wrong, as errors that a person can act on, in one line without the key.

The original exception is never chained: its text may hold the key.
"""

from __future__ import annotations

import random
import re
import unicodedata
from typing import NamedTuple

import httpx
import openai

from index.endpoint.address import DOCTOR as _DOCTOR
from index.endpoint.address import shown
from index.endpoint.line import Overdue, Silent
from index.endpoint.sse import Complaint, Cut, Gibberish, NotTheProtocol
from index.errors import (
    EndpointBroken,
    EndpointBusy,
    EndpointRefused,
    EndpointUnreachable,
    ModelUnknown,
    WriterError,
)
from index.patterns import patterns
from index.waits import retry_after

_OURS = (Cut, Gibberish, Complaint, Silent, Overdue)
EXPECTED = (openai.OpenAIError, httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, *_OURS)

_FIRST_WAIT, _LAST_WAIT = 0.5, 8.0  # seconds before the second try and at most, give or take half
_LONGEST_MESSAGE = 150
_KEY_LIKE = re.compile(r"\b(?:sk|pk|key|gsk|hf)[-_][\w*.-]{6,}|(?<=Bearer )\S+", re.IGNORECASE)
FORMAT = "response_format"
_SAYS = {name: re.compile(said, re.IGNORECASE | re.DOTALL) for name, said in patterns("endpoint_messages").items()}
_OF_THE_KEY = {401, 402, 403, 429}  # whatever their message says
_AGAIN = {408, 409, 425}  # and those of the server itself, from 500 on
_NOT_SPOKEN = "Check base_url: it usually ends in /v1."


class Where(NamedTuple):
    """Who is talked to, and what must not be said."""

    url: str
    model: str
    key: str | None
    timeout: float
    deadline: float
    longest_wait: float = 20.0  # seconds that the server may ask for; beyond it another writer is the better answer


class Failure(NamedTuple):
    """An error, whether trying again may help, and after how many seconds if the server says so."""

    error: WriterError
    again: bool = False
    wait: float | None = None


def explain(error: Exception, where: Where) -> Failure:
    """Turn what the client raised into what the reader is told."""
    match error:
        case Cut():
            return Failure(EndpointBroken(f"{where.url} ended before the end of its answer.", _DOCTOR), again=True)
        case Silent():
            what = f"{where.url} sent no word for {where.timeout:g} s."
            return Failure(EndpointBroken(what, "Raise the timeout, or choose a faster model."))
        case Overdue():
            what = f"{where.url} did not finish within {where.deadline:g} s."
            return Failure(EndpointBroken(what, "Raise the deadline, or choose a faster model."))
        case NotTheProtocol():
            return _not_spoken(where, f"it sent {error}")
        case Gibberish():
            return Failure(EndpointBroken(f"{where.url} sent {error}.", _DOCTOR))
        case Complaint():
            return _judge(_Reply.of(error.error), where)
        case openai.APIStatusError():
            return _judge(_Reply.of(error.body, error.response), where)
        case openai.APIError() | openai.OpenAIError():
            return _unreached(error.__cause__ or error, where)
        case _:
            return _unreached(error, where)


def _unreached(cause: BaseException, where: Where) -> Failure:
    """Judge what stands between us and the server."""
    if isinstance(cause, (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.LocalProtocolError)):
        todo = "base_url must look like http://host:port/v1."
        return Failure(EndpointUnreachable(f"{where.url} is no address.", todo))
    if isinstance(cause, httpx.ConnectTimeout):
        return Failure(EndpointUnreachable(f"{where.url} does not answer.", f"Check base_url. {_DOCTOR}"))
    if isinstance(cause, httpx.TimeoutException):
        what = f"{where.url} sent nothing for {where.timeout:g} s."
        return Failure(EndpointBroken(what, "Raise the timeout, or choose a faster model."))
    if isinstance(cause, httpx.ConnectError):
        what = f"No server answers at {where.url} ({words(str(cause), where.key)})."
        return Failure(EndpointUnreachable(what, f"Start it, or check base_url and the network; {_DOCTOR}"), again=True)
    return Failure(EndpointBroken(f"{where.url} broke the connection.", f"Try again. {_DOCTOR}"), again=True)


class _Reply(NamedTuple):
    """An error as the server tells it."""

    status: int
    code: str
    param: str
    message: str
    wait: float | None
    location: str = ""

    @classmethod
    def of(cls, body: object, response: httpx.Response | None = None) -> _Reply:
        """Read an error object; servers send a string, `detail` or `message` instead."""
        told = body if isinstance(body, dict) else {"message": body}
        message = next((told[name] for name in ("message", "detail", "error") if told.get(name)), "")
        code = str(told.get("code") or told.get("type") or "")
        status = response.status_code if response is not None else int(code) if re.fullmatch(r"\d{3}", code) else 0
        wait = None if response is None else retry_after(response.headers)
        location = "" if response is None else str(response.headers.get("location", ""))
        if location and response is not None:
            location = str(response.url.join(location))
        return cls(status, code, str(told.get("param") or ""), str(message), wait, location)


def _judge(reply: _Reply, where: Where) -> Failure:
    said = f"({reply.status or 'error'}: {words(reply.message, where.key)})" if reply.message else f"({reply.status})"
    known = _by_content(reply, said, where)
    if known is not None:
        return Failure(known)
    match reply.status:
        case 401:
            return Failure(EndpointRefused(f"{where.url} refuses the API key {said}.", "Check the key."))
        case 402 | 403:
            todo = "Check what the key may use, or choose another model."
            return Failure(EndpointRefused(f"{where.url} refuses {where.model} {said}.", todo))
        case status if 300 <= status < 400:
            return _elsewhere(reply, where)
        case 404 | 405 | 501:
            return _not_spoken(where, said)
        case 413:
            return Failure(_too_long(said, where))
        case 429:
            return _busy(reply, said, where)
        case status if status == 0 or status in _AGAIN or status >= 500:
            if not _is_short(reply, where):
                return _busy(reply, said, where)
            broken = EndpointBroken(f"{where.url} fails {said}.", f"Try again later. {_DOCTOR}")
            return Failure(broken, bool(reply.status), reply.wait)
        case _:
            return Failure(EndpointBroken(f"{where.url} does not accept the request {said}.", _DOCTOR))


def _by_content(reply: _Reply, said: str, where: Where) -> WriterError | None:
    """Recognise what status codes do not tell apart."""
    text = f"{reply.code} {reply.message}"
    if "insufficient_quota" in text:
        todo = "Add credit, or choose another endpoint."
        return EndpointRefused(f"The quota of {where.url} is used up {said}.", todo)
    of_the_key = reply.status in _OF_THE_KEY
    if not of_the_key and _SAYS["context"].search(text.replace("_", " ")):
        return _too_long(said, where)
    if not of_the_key and _SAYS["no_chat"].search(text):
        todo = "Set model to one that chats; `assistant doctor` lists them all."
        return ModelUnknown(f"{where.model} at {where.url} does not chat {said}.", todo)
    if reply.code == "model_not_found" or (not of_the_key and _SAYS["no_model"].search(text)):
        todo = "Choose one that `assistant doctor` lists."
        return ModelUnknown(f"{where.url} has no model {where.model!r} {said}.", todo)
    return None


def _too_long(said: str, where: Where) -> EndpointBroken:
    todo = "Lower prompt_tokens, or choose a model with a longer context."
    return EndpointBroken(f"The prompt is too long for {where.model} {said}.", todo)


def _elsewhere(reply: _Reply, where: Where) -> Failure:
    """Say where a server sends us: we do not follow, because the key is meant for the address that was set."""
    address = words(shown(reply.location), where.key)
    base = re.sub(r"/(?:chat/completions|models)/?$", "", address)
    todo = f"Set base_url to {base}, if you trust it." if "://" in base else _NOT_SPOKEN
    return Failure(EndpointBroken(f"{where.url} redirects to {base or 'nowhere'} ({reply.status}).", todo))


def _busy(reply: _Reply, said: str, where: Where) -> Failure:
    asks = "" if reply.wait is None else f" and asks to wait {reply.wait:.0f} s"
    error = EndpointBusy(f"{where.url} is busy{asks} {said}.", "Try again later, or choose another endpoint.")
    return Failure(error, _is_short(reply, where), reply.wait)


def _is_short(reply: _Reply, where: Where) -> bool:
    return reply.wait is None or reply.wait <= where.longest_wait


def _not_spoken(where: Where, why: str) -> Failure:
    why = why if why.startswith("(") else f"({why})"
    return Failure(EndpointBroken(f"No server speaks the OpenAI protocol at {where.url} {why}.", _NOT_SPOKEN))


def cannot_chat(error: openai.APIStatusError) -> bool:
    """Tell whether the server says that the model embeds, or does something else than to chat."""
    reply = _Reply.of(error.body, error.response)
    return reply.status not in _OF_THE_KEY and bool(_SAYS["no_chat"].search(reply.message))


def too_much(error: openai.APIStatusError) -> bool:
    """Tell whether the server says that texts to be embedded are too many, or too long."""
    reply = _Reply.of(error.body, error.response)
    is_said = bool(_SAYS["too_much"].search(reply.message.replace("_", " ")))
    return reply.status == 413 or (reply.status in {400, 422, 500} and is_said)


def rejected(error: openai.APIStatusError, sent: set[str]) -> str | None:
    """Return the parameter that the endpoint does not take, if the error says so and we can do without it.

    `system` stands for that role, `thinking` for the tokens that are left for it.
    """
    reply = _Reply.of(error.body, error.response)
    if "system" in sent and reply.status not in _OF_THE_KEY and _SAYS["no_system"].search(reply.message):
        return "system"
    if FORMAT in sent and reply.status >= 500 and _SAYS["no_format"].search(reply.message):
        return FORMAT
    if reply.status not in {400, 422}:
        return None
    if _SAYS["context"].search(f"{reply.code} {reply.message}".replace("_", " ")):
        return "thinking" if "thinking" in sent else None
    for name in sorted(sent - {"system", "thinking"}):
        if name == reply.param or re.search(rf"\b{name}\b", reply.message):
            return name
    # Some servers say no more of a format than "Bad request".
    names_another = _SAYS["no_model"].search(f"{reply.code} {reply.message}") or reply.param
    return FORMAT if FORMAT in sent and (_SAYS["no_format"].search(reply.message) or not names_another) else None


def words(message: str, key: str | None) -> str:
    """Return a server's message as a short part of one line, without control characters and without the key."""
    if key:
        message = message.replace(key, "***")
    if message.lstrip().startswith("<"):
        message = re.sub(r"<[^>]*>", " ", message)  # a proxy's page
    plain = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in message)
    line = " ".join(_KEY_LIKE.sub("***", plain).split()).rstrip(".")
    return line if len(line) <= _LONGEST_MESSAGE else line[: _LONGEST_MESSAGE - 1] + "…"


def pause(failure: Failure, attempt: int) -> float:
    """Return the seconds until the next try: what the server asks, else doubling, with jitter."""
    if failure.wait is not None:
        return failure.wait
    jitter: float = random.uniform(0.5, 1.5)  # noqa: S311  no secret
    return jitter * min(_FIRST_WAIT * 2.0**attempt, _LAST_WAIT)
