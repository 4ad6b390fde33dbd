"""What an embeddings endpoint can do wrong, as errors that a person can act on.

Every message is one line, without control characters and without the key, even where the server echoes it.
"""

from __future__ import annotations

import email.utils
import json
import re
import time
import unicodedata
from typing import NamedTuple

import httpx
import openai

from index.embedders.address import EmbeddingsEndpoint
from index.errors import EmbedderBroken, EmbedderError, EmbedderUnavailable

# LlamaIndex takes `data` and `embedding` out of whatever was sent: a page for people, text in the place of JSON, a
# list without either, end in one of the last three.
EXPECTED = (openai.OpenAIError, httpx.HTTPError, httpx.InvalidURL, AttributeError, TypeError, ValueError)

_LONGEST_WAIT = 60.0  # seconds that a server may ask for; beyond it a person should decide
_LONGEST_MESSAGE = 150
_KEY_LIKE = re.compile(r"\b(?:sk|pk|key|gsk|hf)[-_][\w*.-]{6,}|(?<=Bearer )\S+", re.IGNORECASE)
# As OpenAI, Ollama, vLLM, llama.cpp and Hugging Face's server say it.
_TOO_MUCH = re.compile(
    r"context.{0,12}(?:length|size|window)|too (?:long|large|big|many)|batch size|input length|tokens per request"
    r"|(?:less|more|fewer) than \d+ tokens",
    re.IGNORECASE,
)
_NO_MODEL = re.compile(
    r"model\b.{0,120}(?:not found|not exist|unknown|not a valid|not available|not loaded)"
    r"|(?:unknown|invalid|no such) model",
    re.IGNORECASE | re.DOTALL,
)
_ADDRESS = "Check ASSISTANT_EMBEDDING_BASE_URL: it usually ends in /v1."
_NO_VECTORS = "Check ASSISTANT_EMBEDDING_BASE_URL, which usually ends in /v1, and ASSISTANT_EMBEDDING_MODEL."
_STAYS = "What was stored before stays; run it again to go on."


class TooMuch(EmbedderBroken):
    """The texts are too many, or too long."""


class Failure(NamedTuple):
    """An error, whether trying again may help, and after how many seconds if the server says so."""

    error: EmbedderError
    again: bool = False
    wait: float | None = None


def explain(error: Exception, endpoint: EmbeddingsEndpoint) -> Failure:
    """Turn what the client raised into what the reader is told."""
    match error:
        case openai.APIStatusError():
            return _judge(error, endpoint)
        case openai.APIError() | openai.OpenAIError():
            return _unreached(error.__cause__ or error, endpoint)
        case httpx.HTTPError() | httpx.InvalidURL():
            return _unreached(error, endpoint)
        case _:
            cut = isinstance(error, json.JSONDecodeError)  # where the end of a body is not told, a cut one looks so
            return Failure(
                EmbedderBroken(f"{endpoint.shown} sent something else than vectors.", _NO_VECTORS), again=cut
            )


def _unreached(cause: BaseException, endpoint: EmbeddingsEndpoint) -> Failure:
    """Judge what stands between us and the server."""
    where = endpoint.shown
    match cause:
        case httpx.UnsupportedProtocol() | httpx.InvalidURL() | httpx.LocalProtocolError():
            return Failure(EmbedderUnavailable(f"{where} is no address.", _ADDRESS))
        case httpx.ConnectTimeout():
            return Failure(EmbedderUnavailable(f"{where} does not answer.", _ADDRESS))
        case httpx.TimeoutException():
            what = f"{where} sent nothing for {endpoint.timeout:g} s."
            return Failure(EmbedderBroken(what, f"Raise ASSISTANT_TIMEOUT, or choose a smaller model. {_STAYS}"))
        case httpx.ConnectError():
            what = f"No server answers at {where} ({_words(str(cause), endpoint.api_key)})."
            todo = f"Start it, or check ASSISTANT_EMBEDDING_BASE_URL and the network. {_STAYS}"
            return Failure(EmbedderUnavailable(what, todo), again=True)
        case _:
            return Failure(EmbedderBroken(f"{where} broke the connection.", _STAYS), again=True)


def _judge(error: openai.APIStatusError, endpoint: EmbeddingsEndpoint) -> Failure:
    """Judge an error that the server tells; servers word the same one in many ways."""
    status, message = error.status_code, _message(error.body)
    where, said = endpoint.shown, f"({status}: {_words(message, endpoint.api_key)})" if message else f"({status})"
    if status in {400, 404} and _NO_MODEL.search(message):
        todo = "Load it there, or set ASSISTANT_EMBEDDING_MODEL to one that it has."
        return Failure(EmbedderUnavailable(f"{where} has no model {endpoint.model!r} {said}.", todo))
    if status == 413 or (status in {400, 422, 500} and _TOO_MUCH.search(message.replace("_", " "))):
        return Failure(TooMuch(f"{where} takes no text of that length {said}.", "Choose a model that reads more."))
    if status == 401:
        return Failure(
            EmbedderUnavailable(f"{where} refuses the API key {said}.", "Check ASSISTANT_EMBEDDING_API_KEY.")
        )
    if status in {402, 403} or "insufficient_quota" in f"{error.code} {message}":
        todo = f"Check what the key may use, and its quota. {_STAYS}"
        return Failure(EmbedderUnavailable(f"{where} refuses {endpoint.model} {said}.", todo))
    if status in {404, 405}:
        return Failure(EmbedderUnavailable(f"Nobody makes embeddings at {where} {said}.", _ADDRESS))
    if status in {408, 409, 429} or status >= 500:
        wait = _retry_after(error.response.headers)
        asks = "" if wait is None else f" and asks to wait {wait:.0f} s"
        patient = wait is None or wait <= _LONGEST_WAIT
        return Failure(EmbedderUnavailable(f"{where} cannot answer now{asks} {said}.", _STAYS), patient, wait)
    todo = "Check ASSISTANT_EMBEDDING_MODEL and ASSISTANT_EMBEDDING_DIMENSIONS."
    return Failure(EmbedderBroken(f"{where} does not accept the request {said}.", todo))


def _message(body: object) -> str:
    """Return what an error says; servers send a string, `detail` or `message`."""
    told = body if isinstance(body, dict) else {"message": body}
    return str(next((told[name] for name in ("message", "detail", "error") if told.get(name)), ""))


def _words(message: str, key: str | None) -> str:
    """Return a server's message as a short part of one line, without control characters and without the key."""
    if key:
        message = message.replace(key, "***")
    if message.lstrip().startswith("<"):
        message = re.sub(r"<[^>]*>", " ", message)  # a proxy's page
    plain = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in message)
    line = " ".join(_KEY_LIKE.sub("***", plain).split()).rstrip(".")
    return line if len(line) <= _LONGEST_MESSAGE else line[: _LONGEST_MESSAGE - 1] + "…"


def _retry_after(headers: httpx.Headers) -> float | None:
    """Return the seconds a server asks to wait: a number, milliseconds (OpenAI), or a date."""
    for name, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        if re.fullmatch(r"\d{1,12}(?:\.\d*)?", headers.get(name, "").strip()):
            return float(headers[name]) / unit
    try:
        then = email.utils.parsedate_to_datetime(headers.get("retry-after", "")).timestamp()
    except (ValueError, OverflowError):
        return None
    return max(0.0, then - time.time())
