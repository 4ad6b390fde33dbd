"""A site that does not answer, or asks for fewer requests: as typed errors."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from index.errors import SourceBadReply, SourceThrottled, SourceUnreachable

_AGAIN = "Run it again later; what came before stays."


def throttled(host: str, until: float | None = None) -> SourceThrottled:
    """Return the error of a site that asks for fewer requests; `until` is in seconds of the epoch."""
    if until is None:
        return SourceThrottled(f"{host} asks for fewer requests.", _AGAIN)
    when = dt.datetime.fromtimestamp(math.ceil(until / 60) * 60).astimezone()
    return SourceThrottled(f"{host} asks for no request before {when:%Y-%m-%d %H:%M} ({when:%Z}).", _AGAIN)


def unreachable(host: str, why: str) -> SourceUnreachable:
    """Return the error of a site that did not answer; `why` completes a sentence that begins with the site's name."""
    return SourceUnreachable(f"{host} {why}.", _AGAIN)


@contextmanager
def failures_told(host: str) -> Iterator[None]:
    """Turn what httpx raises into an error that a person can do something about.

    Raises:
        SourceUnreachable: there is no connection, a time-out, or a reply that ends too early.
        SourceBadReply: the address is none that can be asked.
    """
    try:
        yield
    except httpx.TimeoutException as error:
        raise unreachable(host, "did not answer in time") from error
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise SourceBadReply(f"{host} cannot be asked ({error}).", "Check its address.") from error
    except (httpx.RemoteProtocolError, httpx.DecodingError, httpx.ReadError) as error:
        raise unreachable(host, "cut off its answer") from error
    except httpx.HTTPError as error:
        raise SourceUnreachable(f"{host} cannot be reached ({error}).", "Check the network.") from error
