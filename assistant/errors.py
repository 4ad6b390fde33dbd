"""The errors of the assistant: those of `index.errors`, and those of what people ask for.

AssistantError
  QuestionTooLong          nobody types a question that long
  NothingToCheck           a text that is to be checked has no sentence
  FormulaUnreadable        a computed column has no formula
  NothingToPlot            no two papers state a result on the same terms
  NotComparable            too few papers are named, or too many, or papers and a topic (an `UnknownPaper`)
  BudgetSpent              the budget of the day allows no further call (a `WriterError`)
  JudgeUntrusted           who judges sentences is wrong about some that we know (a `WriterError`)
  DeliveryError            a brief could not be handed over
    DeliveryRefused        the other side will not take it, whenever it is sent
  ServerStopped            the server is being stopped while something is still running
"""

from __future__ import annotations

from index.errors import AssistantError as AssistantError
from index.errors import ConfigurationError as ConfigurationError
from index.errors import EmptyLibrary as EmptyLibrary
from index.errors import EndpointBroken as EndpointBroken
from index.errors import EndpointBusy as EndpointBusy
from index.errors import EndpointCut as EndpointCut
from index.errors import EndpointRefused as EndpointRefused
from index.errors import EndpointUnreachable as EndpointUnreachable
from index.errors import LibraryBusy as LibraryBusy
from index.errors import LibraryError as LibraryError
from index.errors import MissingExtra as MissingExtra
from index.errors import ModelUnknown as ModelUnknown
from index.errors import SeveralPapers as SeveralPapers
from index.errors import SourceError as SourceError
from index.errors import SourceUnreadable as SourceUnreadable
from index.errors import UnknownPaper as UnknownPaper
from index.errors import WriterError as WriterError


class QuestionTooLong(AssistantError):
    """A question has more characters than anybody types."""


class NothingToCheck(AssistantError):
    """A text that is to be checked has no sentence."""


class FormulaUnreadable(AssistantError):
    """What is to be computed in a column is no formula."""

    @classmethod
    def of(cls, words: str) -> FormulaUnreadable:
        """Quote it, and show one."""
        return cls(f"{words!r} is no formula.", "Write it as `= accuracy on GSM8K - [1]`, or with / for a ratio.")


class NothingToPlot(AssistantError):
    """No two compared papers state a result on the same benchmark and metric."""

    @classmethod
    def of(cls, papers: int) -> NothingToPlot:
        """Say of how many papers."""
        what = f"No two of these {papers} papers state a result on the same benchmark and metric."
        return cls(what, "Compare others, or see the figures with --format md.")


class NotComparable(UnknownPaper):
    """What was named are not two to eight papers, or one topic."""


class BudgetSpent(WriterError):
    """The budget of the day allows no further call."""

    @classmethod
    def of(cls, limit: str) -> BudgetSpent:
        """Name the limit."""
        return cls(f"Today's budget of {limit} is spent.", "Raise it, or wait until midnight UTC.")


class JudgeUntrusted(WriterError):
    """Who judges sentences is wrong about some whose truth we know; what it says of others is not used."""

    @classmethod
    def of(cls, name: str, said: str | None) -> JudgeUntrusted:
        """Say what a judge said of a control, None if nothing."""
        did = {
            "supported": "called a control sentence true that is false",
            "unsupported": "called a control sentence false that is true",
            None: "did not judge its control sentences",
        }[said]
        return cls(f"The judge {name} {did}, so its verdicts are not used.", "Set judge_model to another model.")

    @classmethod
    def measured(cls, name: str, right: int, of: int) -> JudgeUntrusted:
        """Say how many of the bundled sentences it judged right."""
        what = f"The judge {name} is right about {right} of {of} bundled sentences, so it is not asked."
        return cls(what, "Set judge_model to a larger model, or judge to off.")


class DeliveryError(AssistantError):
    """A brief could not be handed over; it waits and is sent next time."""


class DeliveryRefused(DeliveryError):
    """The other side will not take it, whenever it is sent: a wrong address, or no right to use the server."""


class ServerStopped(AssistantError):
    """The server is being stopped while something is still running."""

    @classmethod
    def answering(cls) -> ServerStopped:
        """Say what becomes of an answer."""
        return cls("The assistant was stopped in the middle of this answer.", "Start it, and ask again.")
