"""A site that does not answer, or asks for fewer requests: as typed errors, and when to ask again."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime

import httpx

from index.errors import SourceBadReply, SourceThrottled, SourceUnreachable

_AGAIN = "Run it again later; what came before stays."
_LONGEST = 366 * 86_400.0  # seconds that a site may ask us to wait


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


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that a `Retry-After` header asks for; None if there is none that can be read.

    It has seconds or a date (RFC 9110, 10.2.3). A date is taken against the site's own clock where the reply has it.
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value), _LONGEST)
    until = _time(value)
    return None if until is None else min(max(until - (_time(headers.get("date", "")) or now), 0.0), _LONGEST)


def _time(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp() if text else None
    except (ValueError, OverflowError):
        return None
