"""The connections to a Chroma server: with the time-outs and the retries that Chroma's own client lacks.

What is sent here may be sent twice: every request of ours has the same effect the second time.
"""

import logging
import random
import time
from http import HTTPStatus
from typing import Any, NamedTuple

import httpx

from index.endpoint.address import is_here, shown
from index.errors import ConfigurationError, ServerRefused, ServerUnreachable
from index.waits import retry_after

_PAUSES = (0.2, 0.5, 1.0)  # seconds before each further try; a server that says how long to wait is believed
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})  # what may be better the next time
_CHECK = (
    "Check ASSISTANT_CHROMA_URL, ASSISTANT_CHROMA_TENANT and ASSISTANT_CHROMA_DATABASE, and in the Cloud its limits."
)
_STILL_HERE = "What is on this machine can still be searched and read; writing waits until it is back."

_log = logging.getLogger(__name__)


class Patience(NamedTuple):
    """How long to wait, in seconds."""

    connect: float = 3.0
    silence: float = 15.0  # for the next bytes
    deadline: float = 30.0  # for one request with its retries
    look: float = 0.1  # between two looks at who writes
    lease: float = 15.0  # for a sign of life of a writer, before it is passed; much the same on all machines
    turn: float = 60.0  # for a turn to write


class PatientSession(httpx.Client):
    """An httpx client that tries again what may pass, and raises errors that a person can act on.

    A server on this machine is never asked through a proxy; one that cannot be used is a ConfigurationError.
    """

    def __init__(self, url: str, headers: dict[str, str], patience: Patience) -> None:
        self._shown, self._patience = shown(url), patience
        timeout = httpx.Timeout(patience.silence, connect=patience.connect)
        direct = {url: None} if is_here(url) else None
        try:
            super().__init__(headers=headers, timeout=timeout, mounts=direct)
        except (ImportError, ValueError, OSError) as error:
            what = f"Chroma's server at {self._shown} cannot be reached from here ({error})."
            raise ConfigurationError(what, "Check HTTPS_PROXY, ALL_PROXY and SSL_CERT_FILE.") from error

    def request(self, method: str, url: httpx.URL | str, **named: Any) -> httpx.Response:  # noqa: ANN401  as httpx
        """Return a reply that says yes; raise ServerUnreachable if none comes in time, ServerRefused if it says no."""
        until = time.monotonic() + self._patience.deadline
        for pause in (*_PAUSES, None):
            wait = pause
            try:
                reply = super().request(method, url, **named)
            except httpx.RequestError as error:
                why = " ".join(str(error).split()) or type(error).__name__
                what = f"Chroma's server at {self._shown} does not answer ({why})."
            else:
                if reply.status_code not in _PASSING:
                    return self._checked(reply)
                what = f"Chroma's server at {self._shown} answers with an error ({reply.status_code}{_said(reply)})."
                wait = pause and max(pause, retry_after(reply.headers) or 0.0)
            if wait is None or time.monotonic() + wait > until:
                raise ServerUnreachable(what, _STILL_HERE)
            _log.info("Asking Chroma's server again in %.1f s: %s", wait, what)
            time.sleep(wait * random.uniform(1, 1.3))  # noqa: S311  so that machines do not come at once
        raise AssertionError("the last try returns or raises")

    def _checked(self, reply: httpx.Response) -> httpx.Response:
        why = f"({reply.status_code}{_said(reply)})"
        if reply.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise ServerRefused(
                f"Chroma's server at {self._shown} refuses the token {why}.",
                "Set another one as ASSISTANT_CHROMA_TOKEN.",
            )
        if reply.status_code == HTTPStatus.NOT_FOUND:
            what = f"Chroma's server at {self._shown} does not have what is asked for{_said(reply)}."
            raise ServerRefused(what, _CHECK)
        if not reply.is_success:
            raise ServerRefused(f"Chroma's server at {self._shown} refuses a request {why}.", _CHECK)
        if "json" not in reply.headers.get("content-type", ""):
            todo = "Set ASSISTANT_CHROMA_URL to the address of a Chroma server, without a path."
            raise ServerRefused(f"{self._shown} answers, but not as a Chroma server does.", todo)
        return reply


def _said(reply: httpx.Response) -> str:
    """Return what a reply says of its error, cut to a line; nothing if it is a page."""
    try:
        message = reply.json()["message"]
    except (ValueError, KeyError, TypeError):
        return ""
    return f": {' '.join(str(message).split())[:200]}"
