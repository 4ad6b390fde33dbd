"""Made-up editions."""

import datetime as dt
from typing import Any

from assistant.delivery.edition import Edition
from assistant.types import Brief, Citation, Claim, Other, Source, Verdict

MONDAY = dt.date(2026, 3, 30)


def brief(day: dt.date = MONDAY, **changes: Any) -> Brief:
    """A brief of two papers that rests on a record and on a sentence, with one paper beside it."""
    claims = (
        Claim(text=f"The list of {day} has 3 papers.", basis="record", verdict=None),
        Claim(
            text="Zebrafold folds a stream into layers.",
            citations=(Citation(number=1, paper="arxiv:2401.00001", sentences=(2,)),),
            verdict=Verdict(support="quoted"),
        ),
        Claim(
            text="Mossgate finds 88 of 100 species.",
            citations=(Citation(number=2, paper="arxiv:2402.00002", sentences=(3,)),),
            verdict=Verdict(support="unverified", reason="nobody judged it"),
        ),
    )
    values: dict[str, Any] = {
        "since": day,
        "until": day,
        "topic": None,
        "text": " ".join(claim.text for claim in claims),
        "claims": claims,
        "sources": (
            Source(number=1, id="arxiv:2401.00001", title="Zebrafold", url="https://arxiv.org/abs/2401.00001"),
            Source(number=2, id="arxiv:2402.00002", title="Mossgate: Gates", url="https://arxiv.org/abs/2402.00002"),
        ),
        "others": (Other(id="x:3", title="Lanterns", url=None, gist="A survey of lanterns.", upvotes=1),),
        "papers": 3,
        "engine": "extractive",
        "seconds": 0.1,
    }
    return Brief(**values | changes)


def edition(day: dt.date = MONDAY, interest: str = "", **changes: Any) -> Edition:
    return Edition(day, brief(day, **changes), interest)


def nothing(day: dt.date = MONDAY, why: str = "No paper stood on a list.") -> Edition:
    """An edition of a day without papers."""
    return edition(day, text="", claims=(), sources=(), others=(), papers=0, empty=why)
