"""Retrievers of a conversation: they read the papers talked of as well, or alone, or fall back on what is talked of."""

from collections.abc import Sequence
from typing import NamedTuple

from assistant.conversation.follow_ups import joined
from assistant.conversation.wishes import words_of
from index.dictionary import asking_words
from index.query import Evidence, Query, Retriever
from index.terms import terms

_LEAST = 2  # terms of a turn that a paper on the topic must have, for it to be what the turn is about
_TOLD, _SHARE = 0.05, 0.2  # relevance of a paper of a list to what is asked of it, and its share of the best one's


class WithTalkedOf(NamedTuple):
    """A retriever that also reads these papers (ids) for a query, and puts the most relevant of all first.

    They are those of the last answer: remedies often stand beside problems.
    """

    retriever: Retriever
    papers: tuple[str, ...]

    def search(self, query: Query) -> Sequence[Evidence]:
        """Return what the other retriever finds, and what it finds in these papers."""
        here = query.model_copy(update={"filters": query.filters.model_copy(update={"papers": self.papers})})
        found = {item.paper.id: item for item in (*self.retriever.search(query), *self.retriever.search(here))}
        return sorted(found.values(), key=lambda item: -item.relevance)[: query.k]


class OnTopic(NamedTuple):
    """A retriever that searches behind a topic what is off the library's subject when it stands alone.

    "Do they slow it down?" is asked of what is talked of. Nothing is found where no paper has the turn's own words.
    """

    retriever: Retriever
    topics: Sequence[str]  # the last one first

    def search(self, query: Query) -> Sequence[Evidence]:
        """Return what is found for the query, or for the first topic with it behind which papers have its words."""
        found = self.retriever.search(query)
        if any(item.relevance for item in found):
            return found
        own = {term for word in words_of(query.text) if word not in asking_words() for term in terms(word)}
        for topic in self.topics:
            behind = self.retriever.search(query.model_copy(update={"text": joined(topic, query.text)}))
            least = max(_LEAST, len(own - set(terms(topic))) / 2)
            if any(len(own & set(terms(f"{one.paper.title} {one.paper.abstract}"))) >= least for one in behind):
                return behind
        return found


class OfList(NamedTuple):
    """A retriever of papers of a list of which it is asked which ones are so: it leaves out what does not say it."""

    retriever: Retriever

    def search(self, query: Query) -> Sequence[Evidence]:
        """Return those that come near to what is asked; all if none does."""
        found = self.retriever.search(query)
        least = max(_TOLD, _SHARE * max((item.relevance for item in found), default=0.0))
        return [item for item in found if item.relevance >= least] or found
