"""What every source yields: papers, and the records it had to leave out, with their place."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Skipped(BaseModel):
    """A record that could not be read, where it stands, and why it was left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    line: int | None
    reason: str
