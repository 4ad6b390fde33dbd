"""How long a server asks to be left alone: the header `Retry-After` (RFC 9110, 10.2.3), in all its forms."""

import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

_LONGEST = 366 * 86_400.0  # seconds that are believed
_NUMBER = re.compile(r"\d+(?:\.\d*)?", re.ASCII)


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """Return the seconds that are asked for: a number, milliseconds (OpenAI) or a date; None if none can be read.

    A date is taken against the server's own clock where the reply has it, else against `now`, in seconds of the epoch.
    """
    for name, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        if _NUMBER.fullmatch(value := headers.get(name, "").strip()):
            return min(float(value) / unit, _LONGEST)
    until = _time(headers.get("retry-after", ""))
    if until is None:
        return None
    return min(max(until - (_time(headers.get("date", "")) or now or time.time()), 0.0), _LONGEST)


def _time(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp() if text else None
    except (ValueError, OverflowError):
        return None
