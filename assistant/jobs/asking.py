"""What somebody asks in a conversation: what it means there, and which job answers it."""

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from assistant.conversation import metadata
from assistant.conversation.filters import merged
from assistant.conversation.follow_ups import RETOLD, joined
from assistant.conversation.listed import picked, points_at_list, points_back, share_untold
from assistant.conversation.lookup import Lookup
from assistant.conversation.turn import Conversation, Meant
from assistant.conversation.utterance import is_talk, wanted
from assistant.conversation.wishes import words_of
from assistant.jobs import answer, collection, compared, records, retold, sides, which
from assistant.jobs.abstention import GO_ON, TALKED_OF, Searched, asked_name, help_text
from assistant.jobs.asked import (
    Asked,
    empty_of,
    is_of_paper,
    of_same,
    ranks,
    read,
    read_of_named,
    tells,
    topic_of,
    two_counts,
    uncut,
)
from assistant.jobs.claims import Desk
from assistant.types import AnswerEvent, Finished, Noticed, Retrieved, Turn
from assistant.writers.extractive import NAME as EXTRACTIVE
from index.dictionary import asking_words
from index.models.collection_questions import RANKS
from index.models.question_types import question_type
from index.models.record_fields import RecordField
from index.query import Evidence, Filters, Query, Retriever
from index.terms import terms

Events = Iterator[AnswerEvent]
_MOST_WORDS = 0.5  # share of the telling words of a question for papers of a list, none of which has more of them
_BARE = 3  # telling words of a question for nothing but a record
_STORY = 8  # from which something else is told before it
_SURELY = 0.5  # probability, from which a question is taken to be about the collection
_BESIDE_ORDER: frozenset[RecordField] = frozenset({"authors", "organisation", "code", "venue"})
_LEAST = 2  # terms of a turn that a paper on the topic must have, for it to be what the turn is about
_TOLD, _SHARE = 0.05, 0.2  # relevance of a paper of a list to what is asked of it, and its share of the best one's


def ask(
    typed: str, history: Sequence[Turn], given: Filters, desk: Desk, lookup: Lookup, compare: compared.Compare
) -> Events:
    """Yield the events of an answer to what was typed after these turns; `Finished` has the turn that it makes.

    A question that counts twice is answered as two that follow each other.
    """
    halves = two_counts(typed)
    if halves and read(wanted(lookup.understand(halves[0]))):  # else a model would be asked for each half
        one, two = halves
        first = last(_ask(one, history, given, desk, lookup, compare))
        if first.turn and records.is_told(first.answer):
            said = first.turn.state.asked if first.turn.state else one
            two = of_same(two, said) if not topic_of(lookup.understand(two).text) else of_same(two, "")
            second = last(_ask(two, (*history, first.turn), given, desk, lookup, compare))
            if second.turn and records.is_told(second.answer):
                turn = second.turn.model_copy(update={"question": typed})
                yield from records.of_both(first.answer, second.answer, turn)
                return
    yield from _ask(typed, history, given, desk, lookup, compare)


def last(events: Iterable[AnswerEvent]) -> Finished:
    """Return the last event of an answer, for who does not stream."""
    *_, event = events
    assert isinstance(event, Finished)  # noqa: S101  each job ends with one
    return event


def _ask(
    typed: str, history: Sequence[Turn], given: Filters, desk: Desk, lookup: Lookup, compare: compared.Compare
) -> Events:
    started = time.monotonic()
    talk = Conversation(desk.library, lookup, desk.writers[0])
    meant = talk.meant(typed, history, given)
    asks = not meant.text and meant.act not in RETOLD
    name = which.named(meant.query, desk.library, meant.talk.cited) if asks else None
    if name and len(name.papers) == 1:
        meant, name = meant.of((name.papers[0].id,)), None
    question = _Question(meant, desk, lookup)
    told = (
        question.of_conversation()
        or question.ranked()
        or question.compared(compare)
        or (which.ask(name, typed if name.name in typed else meant.query.text) if name else None)
        or question.by_records()
    )
    question = question if told else question.widened()
    for event in told or question.by_abstracts():
        match event:
            case Retrieved():
                yield event.model_copy(update={"understood": question.meant.understood})
                if meant.notice:
                    yield Noticed(text=meant.notice)
            case Finished(answer=done):
                update = {
                    "usage": done.usage if done.usage.calls else desk.writers[0].usage,  # a rewriting costs something
                    "seconds": round(time.monotonic() - started, 3),
                    "notice": f"{meant.notice} {done.notice}".strip(),
                    "understood": question.meant.understood,
                }
                done = done.model_copy(update=update)
                turn = talk.turn(typed, meant, done)
                if done.comparison:
                    turn = compared.as_list(turn, "" if meant.query.filters.papers else meant.query.text)
                yield Finished(answer=done, turn=turn)
            case _:
                yield event


class _Question(NamedTuple):
    """What a turn means, with what it is answered from; each method returns None if it is for another one."""

    meant: Meant
    desk: Desk
    lookup: Lookup

    @property
    def searched(self) -> Searched:
        """Where the answer is sought."""
        return Searched(self.desk.library.count(), self.desk.library.span())

    def of_conversation(self) -> Events | None:
        """Return the events of what was told before, or of papers akin to one that is talked of."""
        meant, library = self.meant, self.desk.library
        if meant.text or (meant.act == "recap" and self.desk.writers[0].name != EXTRACTIVE):
            return None
        if meant.act in RETOLD:
            return retold.ask(meant.act, meant.typed, meant.talk, library, meant.manner.sentences)
        papers = library.get(meant.about[:1])
        if not papers or meant.act not in ("authors", "successor"):
            return None
        if meant.act == "successor":
            return records.of_told(retold.successors(papers[0], library))
        return records.of_told(retold.by_authors(papers[0], meant.typed, library))

    def ranked(self) -> Events | None:
        """Return the events of an answer that sorts the papers named."""
        filters, library = self.meant.query.filters, self.desk.library
        if self.meant.text or filters.others_than:
            return None
        mentions = [one for one in library.resolver.mentioned(self.meant.typed) if one.how != "author"]
        papers = {one.papers[0].id: one for one in mentions if len(one.papers) == 1}
        asked = read_of_named(self.meant.typed, mentions) if len(papers) > 1 else None
        among = filters.model_copy(update={"papers": tuple(papers)})
        return records.of_told(collection.answer(asked, library, among)) if asked else None

    def compared(self, compare: compared.Compare) -> Events | None:
        """Return the events of an answer that sets papers side by side."""
        library, retriever = self.desk.library, self.desk.retriever
        beside = sides.read(self.meant, library, retriever)
        if beside and beside.topic:
            query = self.meant.query.model_copy(update={"text": beside.topic})
            found = compared.on_topic(query, self.meant.most or compared.TOPIC, library, retriever)
            beside = beside._replace(papers=tuple(found)) if len(found) >= sides.LEAST else None
        if beside and beside.missing and len(beside.papers) < sides.LEAST:
            return compared.lacking(beside, library, retriever) if beside.sure else None
        return compared.ask(beside, self.meant.manner.sentences, compare) if beside else None

    def by_records(self) -> Events | None:
        """Return the events of an answer that needs no abstract."""
        meant, query, library = self.meant, self.meant.query, self.desk.library
        if meant.text:
            return records.of_list(meant.text, meant.told) if meant.told else records.said(meant.text)
        of_all = not (query.context or query.filters.papers)
        if meant.act == "talk" or (of_all and is_talk(query.text)):
            thanked = bool(meant.talk.topic) and "?" not in meant.typed
            return records.said(GO_ON if thanked else help_text(self.searched))
        if of_all and not query.filters.others_than and meant.act != "others" and (asked := self._of_collection()):
            return self._of_first(asked) if tells(asked, meant.typed) else records.of_told(self._counted(asked))
        is_list = len(query.filters.papers) > 1 or (bool(query.filters.papers) and points_at_list(meant.typed))
        if is_list and (of_listed := self._of_listed()):
            return records.of_told(collection.answer(of_listed[0], library, of_listed[1]))
        fields = metadata.fields_asked(query.text, library.resolver)
        named = asked_name(query.text) or library.resolver.mentioned(query.text)
        is_bare = not named and len(terms(query.text)) <= _BARE
        if fields and of_all and is_bare and points_back(meant.typed):  # "when was it posted?"
            query = meant.of(meant.talk.cited).query
        return records.of_papers(query, fields, self.desk.retriever) if fields else None

    def _counted(self, asked: Asked) -> records.Told:
        """Return what the records say, and of the first paper of an order what else of its record is asked for."""
        query, library = self.meant.query, self.desk.library
        filters = query.filters.model_copy(update={"without": ()}) if asked.empty else query.filters  # "no abstract"
        told = collection.answer(asked, library, filters)
        fields = _BESIDE_ORDER.intersection(metadata.fields_asked(query.text, library.resolver))
        if asked.measure not in RANKS or not told.papers:
            return told
        said = (one for field in sorted(fields) for one in metadata.claims(field, told.papers[:1], query.text))
        return told._replace(text=" ".join([told.text, *(claim.text for claim in said)]))

    def _of_first(self, asked: Asked) -> Events:
        """Return the events of an answer from the paper that is first in an order, behind which one that is."""
        told = collection.answer(asked, self.desk.library, self.meant.query.filters)
        if not told.papers:
            return records.of_told(told)
        paper = told.papers[min(asked.nth, len(told.papers)) - 1]
        meant = self.meant.of((paper.id,))
        query = meant.query.model_copy(
            update={"text": f"What is “{records.title_of(paper)}” about, and what does it find?"}
        )
        events = self._replace(meant=meant._replace(query=query)).by_abstracts()
        return records.behind(records.unlisted(told.text), events)

    def _of_collection(self) -> Asked | None:
        """Return what is asked of the library as a whole or for all papers of an author."""
        typed = self.meant.typed
        rest = wanted(self.lookup.understand(typed))
        asked = read(rest if any(map(str.isalpha, rest)) else "papers")
        asked = asked or collection.list_of(rest, self.desk.library, self.meant.query.filters)
        there = asked and asked.measure == "exists"
        if not asked or (there and asked.topic):  # "Is there a paper about moss?" wants to read it
            return None
        said = self.meant.talk.topic or len(terms(typed)) > _STORY  # "we do stills, too: anything there?"
        if there and said and not self.meant.query.filters:
            return None
        if not asked.sure and not question_type(typed).surely("collection", _SURELY):
            return None
        if is_of_paper(rest, self.desk.library.resolver.mentioned(rest)):
            return None
        return asked._replace(first=asked.first or self.meant.most, empty=empty_of(typed))

    def _of_listed(self) -> tuple[Asked, Filters] | None:
        """Return what the records of the papers of a list are asked for, and the filters that these papers pass."""
        filters, last, topic = self.meant.query.filters, self.meant.state.last, self.meant.talk.topic
        asked = read(self.lookup.understand(self.meant.typed).text)
        whole = merged(last, filters.model_copy(update={"papers": ()}))
        if asked and asked.measure == "count" and not asked.topic and (on := topic_of(topic)):
            return asked._replace(topic=on), whole
        return uncut(asked, topic, filters, whole) if asked and ranks(asked) else None

    def widened(self) -> "_Question":
        """Return a question of papers talked of that none of them answers as one on their subject, if it names its own.

        What is asked of "it" or of "them" stays with them: other papers do not tell of these.
        """
        meant, query = self.meant, self.meant.query
        asks = meant.new == query.text and bool(query.context) and meant.act in ("about", "within", "pick")
        if not asks or points_back(meant.new) or picked(meant.new, len(meant.talk.several), sure=meant.act == "pick"):
            return self
        untold = share_untold(meant.new, self.desk.library.get(query.filters.papers))
        if not untold or points_at_list(meant.new):
            return self
        if meant.act != "within" or untold <= _MOST_WORDS:
            found = self.desk.retriever.search(query)
            if max((item.answers for item in found), default=0.0) >= TALKED_OF:
                return self
        return self._replace(meant=meant.beyond(joined(meant.talk.topic, meant.new)))

    def by_abstracts(self) -> Events:
        """Return the events of an answer from what the abstracts say."""
        desk = self.desk
        return answer.ask(
            self.meant.query,
            retriever=_retriever_of(self.meant, desk.retriever),
            writers=desk.writers,
            searched=self.searched,
            judge=desk.judge,
            frame=answer.Frame(self.meant.manner, desk.drop),
        )


def _retriever_of(meant: Meant, retriever: Retriever) -> Retriever:
    if meant.act == "within" and len(meant.query.filters.papers) > 1:
        return OfList(retriever)
    if meant.act == "new" and meant.talk.topic:
        return OnTopic(retriever, meant.talk.cited, meant.talk.questions[::-1])
    return retriever


class OnTopic(NamedTuple):
    """A retriever that seeks what is off the library's subject when it stands alone in what is talked of.

    "Do they slow it down?" is asked of the papers of the last answer, and if none answers, searched behind a topic.
    Nothing is found where no paper has the turn's own words.
    """

    retriever: Retriever
    papers: Sequence[str]
    topics: Sequence[str]  # the last one first

    def search(self, query: Query) -> Sequence[Evidence]:
        """Return what is found for the query, or in the papers, or for the first topic with it behind."""
        found = self.retriever.search(query)
        if any(item.relevance for item in found):
            return found
        filters = query.filters.model_copy(update={"papers": tuple(self.papers)})
        here = self.retriever.search(query.model_copy(update={"filters": filters, "also": ()})) if self.papers else ()
        if max((item.answers for item in here), default=0.0) >= TALKED_OF:
            return here
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
