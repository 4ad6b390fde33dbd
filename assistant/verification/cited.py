"""What a claim is checked against: the papers it cites, with their sentences, and the question it answers."""

from functools import cached_property

from pydantic import BaseModel

from index.entities import written
from index.language import is_english
from index.numbers import quantities
from index.text import plain


class CitedPaper(BaseModel, frozen=True):
    """A cited paper: all its sentences, "" where one may not be read, the cited `numbers`, and what else is known."""

    title: str
    sentences: tuple[str, ...]
    numbers: tuple[int, ...]
    name: str = ""
    record: str = ""

    @property
    def is_known(self) -> bool:
        """Whether more is known of it than the cited sentences: else what they lack may stand elsewhere in it."""
        return bool(self.title) or len(self.sentences) > len(set(self.numbers))

    @cached_property
    def cited(self) -> tuple[str, ...]:
        """The cited sentences."""
        return tuple(self.sentences[n - 1] for n in self.numbers)

    @cached_property
    def whole(self) -> str:
        """Title, abstract and record as one plain text."""
        return plain(". ".join(filter(None, (self.title, *self.sentences, self.record))))


class Cited(BaseModel, frozen=True):
    """All that one claim cites, in the order of its marks, and the reader's question, "" if there was none."""

    papers: tuple[CitedPaper, ...]
    question: str = ""

    @property
    def is_known(self) -> bool:
        """Whether the papers are known, so that what stands nowhere can be said to stand nowhere."""
        return all(paper.is_known for paper in self.papers)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The cited sentences of all papers, as plain texts."""
        return tuple(plain(sentence) for paper in self.papers for sentence in paper.cited if sentence)

    @cached_property
    def is_english(self) -> bool:
        """Whether the cited sentences are English."""
        return is_english(" ".join(self.sentences))

    def read(self) -> None:
        """Read the papers, as the first claim that cites them does: what stands in them is remembered."""
        for text in (*self.sentences, *(paper.whole for paper in self.papers)):
            written(text)
            quantities(text)
        _ = self.is_english
