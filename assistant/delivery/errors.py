"""What can go wrong when a brief is sent.

DeliveryError
  DeliveryRefused   the other side will not take it, whenever it is sent
"""

from __future__ import annotations

from assistant.errors import AssistantError


class DeliveryError(AssistantError):
    """A brief could not be handed over; it waits and is sent next time."""


class DeliveryRefused(DeliveryError):
    """The other side will not take it, whenever it is sent: a wrong address, or no right to use the server."""
