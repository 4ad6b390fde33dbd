"""A brief as it is delivered, and the plain texts of it."""

import datetime as dt
import hashlib
import re
import zlib
from typing import NamedTuple
from xml.sax.saxutils import escape

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from assistant.conversation.filters import day_in_words
from assistant.export.text import escaped, legend, linked, told
from assistant.interests.profile import record_name
from assistant.store.ledger import Ledger
from assistant.types import Brief, Other
from index.paper import web_link

_LONGEST = 40  # characters of a file's name that come from a person
_NOT_IN_NAMES = re.compile("[^a-z0-9]+")
# What XML 1.0 does not allow (production 2), and what validators and readers take for a broken encoding.
_NO_XML = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffc\U00010000-\U0010ffff]")
_environment = Environment(
    loader=PackageLoader("assistant.delivery", "templates"),
    autoescape=select_autoescape(),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Edition(NamedTuple):
    """The brief of a day, or of several up to it, for an interest or none; `updated` where it replaced another."""

    day: dt.date
    brief: Brief
    interest: str = ""
    updated: dt.datetime | None = None

    @property
    def series(self) -> str:
        """What tells it from other editions of its day: interest, topic and number of days; "" for the plain brief."""
        days = f"{self._days} days" if self._days > 1 else ""
        topic = f"“{self.brief.topic}”" if self.brief.topic else ""
        return _one_line(", ".join(filter(None, (self.interest, topic, days))))

    @property
    def title(self) -> str:
        """What it is called: a subject of mail, the heading of a page."""
        named = day_in_words(self.day)
        when = f"{self._days} days to {named}" if self._days > 1 else f"{self.day:%A}, {named}"
        about = _one_line(": ".join(filter(None, (self.interest, self.brief.topic))))
        return f"Papers of {when}{': ' if about else ''}{about}"

    @property
    def key(self) -> str:
        """What it is known by, such as `2026-03-31`: a name for a file and a part of an address, whatever is asked."""
        if not self.series:
            return f"{self.day}"
        name = _NOT_IN_NAMES.sub("-", self.series.lower()).strip("-")[:_LONGEST]
        if name != self.series:  # others may come to the same name
            name = f"{name}-{hashlib.sha256(self.series.encode()).hexdigest()[:8]}".lstrip("-")
        return f"{self.day}-{name}"

    @property
    def changed(self) -> str:
        """When it became what it is (RFC 3339); those of one day are seconds apart, as readers of feeds want it."""
        if self.updated is None:
            minutes, seconds = divmod(zlib.crc32(self.series.encode()) % 3600, 60)  # 0 of the plain brief
            return f"{self.day}T00:{minutes:02}:{seconds:02}Z"
        return f"{self.updated.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"

    @property
    def _days(self) -> int:
        since, until = self.brief.since, self.brief.until
        return (until - since).days + 1 if since and until else 1


def daily(ledger: Ledger, interest: str) -> list[Edition]:
    """Return the editions of single days that were told to an interest, the newest first."""
    told = ledger.history(record_name(interest))
    return [Edition(one.until, one, interest) for one in told if one.until and one.since == one.until]


def votes(paper: Other) -> str:
    """Return how many votes a paper has, in brackets behind its title; "" if none are known of."""
    return f" ({paper.upvotes:,} vote{'s' if paper.upvotes != 1 else ''})" if paper.upvotes else ""


def _legend_of(brief: Brief) -> str:
    return legend(claim.verdict for claim in brief.claims)


def _xml(text: str) -> Markup:
    """Return text as it stands in XML, without signs that it must not have there."""
    return Markup(escape(_NO_XML.sub("", text)))  # noqa: S704  escaped as XML wants it


def _one_line(text: str) -> str:
    """Return text without line breaks and control characters, which a header of a mail must not have."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


_environment.filters |= {"web_link": web_link, "legend": _legend_of, "votes": votes, "told": told, "xml": _xml}
_environment.filters |= {"escaped": escaped, "linked": linked}


def plain_text(edition: Edition) -> str:
    """Return the edition as text for a mail without HTML."""
    return "\n".join(map(str.rstrip, render("brief.txt", edition=edition).split("\n")))


def markdown(edition: Edition, *, whole: bool = True) -> str:
    """Return the edition as Markdown; unless `whole`, without the papers that it does not tell of."""
    return render("brief.md", edition=edition, whole=whole)


def fragment(edition: Edition) -> str:
    """Return the brief as a piece of HTML, as feeds carry it."""
    return render("fragment.html", edition=edition)


def mail(edition: Edition) -> str:
    """Return the brief as a document of its own whose styles are inline: mail programs drop style sheets."""
    return render("mail.html", edition=edition)


def render(template: str, **values: object) -> str:
    """Return a filled template of this folder: those of HTML and XML escape what stands in them."""
    return _environment.get_template(template).render(**values).strip() + "\n"
