"""Editions as HTML: for mail with styles inline, for feeds, and for the pages of the static site."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from assistant.delivery.edition import Edition, legend_of, votes
from index.paper import web_link

_environment = Environment(
    loader=PackageLoader("assistant.delivery", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


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
