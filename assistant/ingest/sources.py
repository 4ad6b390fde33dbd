"""The sources that the settings describe, and the one client that asks them."""

from __future__ import annotations

from collections.abc import Callable

from assistant.config import Settings
from index.sources.http import PoliteClient
from index.sources.hub import Hub


def polite_client(settings: Settings, notify: Callable[[str], object] = lambda _: None) -> PoliteClient:
    """Return the client of a home: all processes that use the home keep their distance from a site together.

    Raises:
        ConfigurationError: the home cannot be used, or the proxy that the environment names.
    """
    return PoliteClient(settings.home / "http", contact=settings.contact or "", notify=notify)


def hub_of(settings: Settings, client: PoliteClient) -> Hub:
    """Return Hugging Face's daily lists, at the address that the settings name."""
    return Hub(client, endpoint=settings.hf_endpoint)
