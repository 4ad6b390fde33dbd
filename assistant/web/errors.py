"""What can go wrong with the server.

AssistantError
  ServerStopped   it is being stopped while something is still running
"""

from __future__ import annotations

from assistant.errors import AssistantError


class ServerStopped(AssistantError):
    """The server is being stopped while something is still running."""

    @classmethod
    def answering(cls) -> ServerStopped:
        """Say what becomes of an answer."""
        return cls("The assistant was stopped in the middle of this answer.", "Start it, and ask again.")
