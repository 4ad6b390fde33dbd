"""How sentences and the verdicts on them look where there are only letters.

Nothing stands behind what is quoted or supported. What nobody confirmed has a sign, explained once below the text; what
is not supported says so, and why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from assistant.types import Claim, Verdict

SIGN = "°"


def sentence(claim: Claim) -> str:
    """Return a claim with the numbers of its sources."""
    return " ".join(filter(None, (claim.text, "".join(f"[{citation.number}]" for citation in claim.citations))))


def doubt(verdict: Verdict | None) -> str:
    """Return what stands behind a text with this verdict."""
    return SIGN if verdict and verdict.support == "unverified" else loud(verdict)


def loud(verdict: Verdict | None) -> str:
    """Return what must stand behind a text with this verdict, also where no sign can be explained."""
    if verdict is None or verdict.support != "unsupported":
        return ""
    return f" (not supported: {verdict.reason})" if verdict.reason else " (not supported)"


def legend(verdicts: Iterable[Verdict | None]) -> str:
    """Return the line that explains the sign, each reason once; "" if it stands nowhere."""
    reasons = Counter(verdict.reason for verdict in verdicts if verdict and verdict.support == "unverified")
    if not reasons:
        return ""
    told = [f"{reason} ({count} times)" if count > 1 else reason for reason, count in reasons.items() if reason]
    return f"{SIGN} not verified: {' · '.join(told)}" if told else f"{SIGN} not verified"
