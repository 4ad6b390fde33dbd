"""What is kept of a reader: conversations, and the briefs that were told, as feeds."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from assistant.api.bodies import Renamed, Whole
from assistant.delivery.edition import daily
from assistant.delivery.site import Channel, atom, json_feed
from assistant.engine import Assistant
from assistant.interests.profile import record_name
from assistant.store.conversations import Conversation, Conversations

_ATOM: dict[int | str, dict[str, Any]] = {200: {"content": {"application/atom+xml": {}}}}
_JSON_FEED: dict[int | str, dict[str, Any]] = {200: {"content": {"application/feed+json": {}}}}
_IDENTITY = "urn:assistant:feed"  # what ids of entries are made of, under whatever address they are read


def router(assistant: Assistant) -> APIRouter:
    """Return the routes."""
    routes = APIRouter()

    def kept() -> Conversations:
        return Conversations(assistant.database)

    @routes.get("/conversations", tags=["conversations"])
    def conversations(
        q: str = "",
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> list[Conversation]:
        """List conversations, the newest first; with words those that have all of them."""
        return list(kept().listed(q, limit=limit, offset=offset))

    @routes.get("/conversations/{id}", tags=["conversations"])
    def conversation(id: str) -> Whole:
        """Return a conversation with its turns."""
        return Whole(conversation=kept().get(id), turns=kept().turns(id))

    @routes.patch("/conversations/{id}", tags=["conversations"])
    def rename(id: str, wanted: Renamed) -> Conversation:
        """Give a conversation another title."""
        kept().rename(id, wanted.title)
        return kept().get(id)

    @routes.delete("/conversations/{id}", status_code=204, tags=["conversations"])
    def delete(id: str) -> None:
        """Delete a conversation; it can be restored for a month."""
        kept().delete(id)

    @routes.post("/conversations/{id}/restore", tags=["conversations"])
    def restore(id: str) -> Conversation:
        """Undo a deletion."""
        kept().restore(id)
        return kept().get(id)

    @routes.get("/feed.xml", response_class=Response, responses=_ATOM, tags=["feeds"])
    def atom_feed(request: Request, interest: str = "") -> Response:
        """Return the briefs of single days that were told, as Atom."""
        text = atom(daily(assistant.ledger, record_name(interest)), _channel(assistant, request, interest))
        return Response(text, media_type="application/atom+xml")

    @routes.get("/feed.json", response_class=Response, responses=_JSON_FEED, tags=["feeds"])
    def feed(request: Request, interest: str = "") -> Response:
        """Return the same as a JSON Feed."""
        text = json_feed(daily(assistant.ledger, record_name(interest)), _channel(assistant, request, interest))
        return Response(text, media_type="application/feed+json")

    return routes


def _channel(assistant: Assistant, request: Request, interest: str) -> Channel:
    """Return what a feed says of itself: it is read where it was asked for, as no site has one of each interest."""
    return Channel(assistant.settings.site_url or "", _IDENTITY, str(request.url), record_name(interest))
