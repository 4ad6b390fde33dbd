"""A brief as it is delivered, and the plain texts of it."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from assistant.conversation.filters import day_in_words
from assistant.export.text import escaped, legend, linked, told
from assistant.interests.profile import record_name
from assistant.store.ledger import Ledger
from assistant.types import Brief, Other
from index.paper import web_link

_LONGEST = 40  # characters of a file's name that come from a person
_NOT_IN_NAMES = re.compile("[^a-z0-9]+")
_environment = Environment(
    loader=PackageLoader("assistant.delivery", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Edition(NamedTuple):
    """The brief of a day, or of several up to it, for one interest or "" for none.

    `updated` is when it took the place of one that told something else; None if it never did.
    """

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
    def _days(self) -> int:
        since, until = self.brief.since, self.brief.until
        return (until - since).days + 1 if since and until else 1


def daily(ledger: Ledger, interest: str) -> list[Edition]:
    """Return the editions of single days that were told to an interest, the newest first."""
    told = ledger.history(record_name(interest))
    return [Edition(one.until, one, interest) for one in told if one.until and one.since == one.until]


def legend_of(brief: Brief) -> str:
    """Return the line that explains the sign of what is not verified; "" if it stands nowhere."""
    return legend(claim.verdict for claim in brief.claims)


def plain_text(edition: Edition) -> str:
    """Return the edition as text for a mail without HTML."""
    brief = edition.brief
    lines = [edition.title, "", *filter(None, (brief.empty, told(brief.claims), legend_of(brief))), ""]
    lines += [f"[{source.number}] {source.title} {web_link(source.url) or ''}".rstrip() for source in brief.sources]
    lines += ["", "Also:"] if brief.others else []
    for other in brief.others:
        gist = f": {other.gist}" if other.gist else ""
        lines.append(f"- {other.title}{votes(other)}{gist} {web_link(other.url) or ''}".rstrip())
    return "\n".join(lines).strip() + "\n"


def markdown(edition: Edition, *, whole: bool = True) -> str:
    """Return the edition as Markdown; unless `whole`, without the papers that it does not tell of."""
    return "\n".join(_markdown(edition, whole=whole)).strip() + "\n"


def _markdown(edition: Edition, *, whole: bool) -> Iterator[str]:
    brief = edition.brief
    yield f"# {escaped(edition.title)}"
    yield ""
    yield escaped(brief.empty or told(brief.claims))
    yield ""
    if explained := legend_of(brief):
        yield escaped(explained)
        yield ""
    for source in brief.sources:
        yield f"{source.number}. {linked(source)}"
    if brief.others and whole:
        yield ""
        yield "## Also"
        yield ""
        for other in brief.others:
            yield f"- {linked(other)}{votes(other)}{': ' + escaped(other.gist) if other.gist else ''}"


def votes(paper: Other) -> str:
    """Return how many votes a paper has, in brackets behind its title; "" if none are known of."""
    return f" ({paper.upvotes:,} vote{'s' if paper.upvotes != 1 else ''})" if paper.upvotes else ""


def _one_line(text: str) -> str:
    """Return text without line breaks and control characters, which a header of a mail must not have."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


_environment.filters |= {"web_link": web_link, "legend": legend_of, "votes": votes}


def fragment(edition: Edition) -> str:
    """Return the brief as a piece of HTML, as feeds carry it."""
    return _render("fragment.html", edition=edition)


def mail(edition: Edition) -> str:
    """Return the brief as a document of its own whose styles are inline: mail programs drop style sheets."""
    return _render("mail.html", edition=edition)


def page(edition: Edition, *, previous: str, following: str) -> str:
    """Return the page of a day; `previous` and `following` are the keys of the editions around it, "" for none."""
    return _render("day.html", edition=edition, previous=previous, following=following)


def archive(editions: Sequence[Edition]) -> str:
    """Return the page that lists all editions, in the order given."""
    return _render("archive.html", editions=editions)


def _render(template: str, **values: object) -> str:
    return _environment.get_template(template).render(**values).strip() + "\n"
