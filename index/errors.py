"""What can go wrong in a way that a person can do something about.

AssistantError
  ConfigurationError   a setting has no meaning here
  MissingExtra         an optional package is not installed
  StorageError         the system does not let a file be used: a full disk, rights, a folder in its place
    OutOfResources     the process may open no more files, or has no more memory
  LibraryError
    EmptyLibrary       nothing has been indexed yet
    EmbedderChanged    the stored vectors come from another embedder
    LibraryBusy        another process is writing to the library
    LibraryDamaged     a store does not open or does not agree with the other
    LibraryNewer       a later release has written it
    ServerUnreachable  the Chroma server does not answer; what is on this machine can be read
    ServerRefused      the Chroma server answers, and says no
    UnknownPaper       no paper of that id or title is in the library
      SeveralPapers    several papers are called so
  SourceError
    SourceUnreadable   the file is not what it should be
    SourceThrottled    the site asks for fewer requests, and waiting was not enough
    SourceUnreachable  the site does not answer, or not to the end
    SourceNotYetOpen   what was asked for has not been published yet
    SourceBadReply     the site answers, but not with what was asked for
  WriterError          who writes or judges could not, or not finish; what was written before stays
    EndpointUnreachable  no server answers at the address
    EndpointRefused    the key is wrong, or has no right to the model
    ModelUnknown       the endpoint does not have the model
    EndpointBusy       the endpoint asks us to wait longer than we do
    EndpointBroken     the endpoint answers with an error, with nonsense, or stops in mid-stream
      EndpointCut      the model used up its tokens
      EndpointTooMuch  the texts to be embedded are too many or too long for it
  EmbedderError        texts could not be embedded; what is stored already stays
    EmbedderUnavailable  there is no server, no model, or no right to use it
    EmbedderBroken       it answers with an error or with something that is no vector
"""

from __future__ import annotations

from collections.abc import Mapping

_PUT_PAPERS_IN = "Run `assistant ingest sample` for the bundled papers, or `assistant ingest pages FILE`, first."


class AssistantError(Exception):
    """Base of the tree. `str(error)` is one line: what happened, then what to do about it."""

    def __init__(self, what: str, todo: str) -> None:
        super().__init__(what, todo)  # both in args, so that an error survives pickling
        self.what, self.todo = what, todo

    def __str__(self) -> str:
        return f"{self.what} {self.todo}".strip()


class ConfigurationError(AssistantError):
    """A setting has no meaning here."""


class MissingExtra(AssistantError):
    """An optional package is not installed."""

    @classmethod
    def of(cls, what: str, extra: str) -> MissingExtra:
        """Name what needs it, and the command that installs it."""
        return cls(f"{what} is not installed.", f"Run: pip install 'daily-papers-assistant[{extra}]'")


class StorageError(AssistantError):
    """The system does not let a file be used: the disk is full, rights are missing, something else has its name."""


class OutOfResources(StorageError):
    """The process may open no more files, or has no more memory; nothing is wrong with the file."""


class LibraryError(AssistantError):
    """The local library cannot serve the request."""


class EmptyLibrary(LibraryError):
    """Nothing has been indexed yet."""

    @classmethod
    def asked(cls, question: str) -> EmptyLibrary:
        """Say what could not be answered, and how to put papers in."""
        return cls(f"There is nothing to answer {question!r} from.", _PUT_PAPERS_IN)

    @classmethod
    def checking(cls) -> EmptyLibrary:
        """Say that a text cannot be checked, and how to put papers in."""
        return cls("There is no paper to check a text against.", _PUT_PAPERS_IN)


class EmbedderChanged(LibraryError):
    """The stored vectors come from another embedder than the settings choose."""

    @classmethod
    def between(cls, stored: str, chosen: str) -> EmbedderChanged:
        """Name both embedders; searching one's vectors with the other's is silent nonsense."""
        return cls(
            f"The library was indexed with {stored}, but the settings choose {chosen}.",
            "Run `assistant reindex`, or choose the old embedder again.",
        )


class LibraryBusy(LibraryError):
    """Another process is writing to the library."""


class LibraryDamaged(LibraryError):
    """A store does not open, or does not agree with the other."""


class LibraryNewer(LibraryError):
    """A later release has written the library, in a format that this one does not know."""


class ServerUnreachable(LibraryError):
    """The Chroma server does not answer, or with errors that may pass; what is on this machine can be read."""


class ServerRefused(LibraryError):
    """The Chroma server says no: to the token, to a database that it does not have, to more than its limits."""


class UnknownPaper(LibraryError):
    """No paper of that id or title is in the library."""


class SeveralPapers(UnknownPaper):
    """A name stands for several papers, of which one is wanted: `papers` are their ids."""

    def __init__(self, what: str, todo: str, name: str = "", papers: tuple[str, ...] = ()) -> None:
        super().__init__(what, todo)
        self.name, self.papers = name, papers

    @classmethod
    def called(cls, name: str, titles: Mapping[str, str]) -> SeveralPapers:
        """Name the papers by id and title."""
        known = "; ".join(f"{key} (“{title}”)" for key, title in titles.items())
        return cls(f"{len(titles)} papers are called {name!r}.", f"Name one by its id: {known}.", name, tuple(titles))


class SourceError(AssistantError):
    """A place that papers come from did not deliver."""


class SourceUnreadable(SourceError):
    """The file is not what it should be; nothing was taken from it."""


class SourceThrottled(SourceError):
    """The site asks for fewer requests, and waiting was not enough. This is never "no papers"."""


class SourceUnreachable(SourceError):
    """The site does not answer, or not to the end: no route, a time-out, a reply that was cut, a fault of its own."""


class SourceNotYetOpen(SourceError):
    """What was asked for has not been published yet, such as the list of a day to come."""


class SourceBadReply(SourceError):
    """The site answers, but not with what was asked for: a page for people, a damaged document, an error entry."""


class EmbedderError(AssistantError):
    """Texts could not be embedded. What is stored already stays."""


class EmbedderUnavailable(EmbedderError):
    """There is no server, no model, or no right to use it."""


class EmbedderBroken(EmbedderError):
    """The embedder answers with an error, or with something that is no vector."""


class WriterError(AssistantError):
    """The writer could not write, or not finish. What it wrote before stays."""


class EndpointUnreachable(WriterError):
    """No server answers at the address."""


class EndpointRefused(WriterError):
    """The key is wrong, or has no right to the model."""


class ModelUnknown(WriterError):
    """The endpoint does not have the model."""


class EndpointBusy(WriterError):
    """The endpoint asks us to wait longer than we do."""


class EndpointBroken(WriterError):
    """The endpoint answers with an error, with nonsense, or stops in mid-stream."""


class EndpointCut(EndpointBroken):
    """The model used up its tokens before it came to an end."""


class EndpointTooMuch(EndpointBroken):
    """The texts to be embedded are too many, or too long."""
