"""What a turn means in its conversation: a query, or what is told in place of an answer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.conversation import metadata
from assistant.conversation.filters import DATES, merged, readmitting, said, without
from assistant.conversation.follow_ups import RETOLD, Outcome, after_turn, returned, to_query
from assistant.conversation.listed import (
    listed_before,
    name_of,
    picked,
    points_back,
    recalled,
    to_tell_of,
    told,
    told_alone,
)
from assistant.conversation.lookup import Lookup
from assistant.conversation.rewrite import Rewritten, rewrite
from assistant.conversation.state import Manner, Spot, State, Talk
from assistant.conversation.utterance import ANYTHING, Utterance, read, readable
from assistant.conversation.wishes import LAST, WISHES
from assistant.types import Answer, Miss, Turn
from assistant.writers.base import Writer
from assistant.writers.extractive import NAME as EXTRACTIVE
from index.embedders.static import StaticEmbedder
from index.identity import identifiers
from index.language import is_english
from index.models import record_fields
from index.models.question_types import question_type
from index.models.turns import Act, Kind
from index.names import mentions, names
from index.query import Filters, Query
from index.search import spelling
from index.statements import heading_of
from index.store.library import Library
from index.terms import terms

_MOST = 10  # papers that are read for a question
_BY_HAND = 50  # turns without a state that are read
_CHANGES: frozenset[Act] = frozenset({"limit", "lift", "wish", "again"})  # stands for the last question, asked again
_GOES_ON: frozenset[Act] = frozenset({"others", "vary", "narrow", *_CHANGES})  # under the filters of the last subject
_ALSO_READ = 3  # papers of the last answer that are read for a turn that may be asked of them
_ALSO: frozenset[Act] = frozenset({"search", "new", "vary", "narrow", "about"})
_OF_LAST: frozenset[Act] = frozenset({"about", "pick", "search"})
_LOOKED_AT, _REACH = 6, 600  # papers, and characters of each, by which two subjects are compared
# Mean cosine from which two subjects are one: of questions that change it .22 and less, of others .37 and more (in 15
# conversations by another hand).
_NEAR = 0.3
_NEWER = re.compile(r"\b(?:newer|later|more\s+recent)\b", re.IGNORECASE)
_OLDER = re.compile(r"\b(?:older|earlier)\b", re.IGNORECASE)
_ELSEWHERE = record_fields.LINKS - {"link"}  # than where the paper itself is
_AGED: frozenset[Act] = frozenset({"newest", "oldest", "successor"})
_LISTS = frozenset({"papers", "collection"})  # question types
ONLY_ENGLISH = "Only English is searched without a model: names, numbers and words that English shares were looked for."


class Meant(NamedTuple):
    """What a turn means: its act, the query, how to answer, and what the reader is to know.

    With a `text`, that is said and nothing is searched; `told` are the papers that it is about. `typed` is the question
    in English words where there are some, and `alone` as a model has put it to stand alone, "" if none has. `new` is
    what the turn itself asks, "" for nothing. `talk` is what
    was talked about before it, and `state` what holds after it but for what it found.
    """

    act: Act
    typed: str
    query: Query
    state: State
    talk: Talk = Talk()
    understood: str = ""
    notice: str = ""
    text: str = ""
    told: tuple[Miss, ...] = ()
    alone: str = ""
    new: str = ""
    most: int | None = None
    about: tuple[str, ...] = ()

    @property
    def manner(self) -> Manner:
        """How it is to be answered."""
        return self.state.manner

    def of(self, papers: tuple[str, ...]) -> Meant:
        """Return it asked of these papers (ids) alone."""
        filters = self.query.filters.model_copy(update={"papers": papers})
        return self._replace(query=self.query.model_copy(update={"filters": filters}))

    def beyond(self, text: str) -> Meant:
        """Return it as a text that is searched for in all papers, those that it was asked of among them."""
        filters = self.query.filters.model_copy(update={"papers": ()})
        also = self.query.filters.papers[:_ALSO_READ]
        query = self.query.model_copy(update={"text": text, "filters": filters, "context": "", "also": also})
        return self._replace(act="search", query=query, understood=said(filters))


class Conversation:
    """Turns with a library at hand, in which names are looked up and records are read."""

    def __init__(self, library: Library, lookup: Lookup, writer: Writer) -> None:
        self._library, self._lookup, self._writer = library, lookup, writer

    def meant(self, typed: str, history: Sequence[Turn], given: Filters) -> Meant:
        """Return what somebody who typed this after these turns means, under the filters `given` and those typed."""
        state = self.state(history)
        english = is_english(typed)
        question = spelling.mended(typed, self._library.lexical.papers_with) if english else spelling.Mended(typed)
        question = self._lookup.as_written(question) if english else question
        new = Rewritten() if english else self._rewritten(typed, state)
        uttered = read(new.text or question.text, state, self._lookup)
        if uttered.back and state.talk.earlier:
            state = state.model_copy(update={"talk": returned(uttered.back, state.talk, self._titles)})
            state = state.model_copy(update={"last": state.standing, "asked": state.talk.topic, "act": "new"})
            uttered = self._after_return(uttered, state)
        elif uttered.back:
            if paper := recalled(uttered.back, self._library.get(listed_before(state.talk))):
                update = {"papers": (paper.id,), "near": False, "topic": heading_of(paper)}
                state = state.model_copy(update={"talk": state.talk.model_copy(update=update)})
            else:
                uttered = uttered._replace(text=f"{uttered.back} {uttered.text}".strip())
        if uttered.act == "within" and uttered.lifted:  # the list was made under what is lifted
            uttered = uttered._replace(act="search")
        if new.text:
            manner = uttered.manner if uttered.manner.language else uttered.manner._replace(language=new.language)
            uttered = uttered._replace(filters=merged(new.filters, uttered.filters), manner=manner)
        theirs = tuple(paper for paper in uttered.filters.papers if paper in state.talk.papers)
        if theirs and not identifiers(typed):  # "the paper by Yadav" is the one talked of
            uttered = uttered._replace(filters=uttered.filters.model_copy(update={"papers": theirs}))
        meant = self._in_state(new.text or question.text, uttered, state)
        notice = "" if english or new.text else ONLY_ENGLISH
        wanted = self._lookup.known(merged(meant.query.filters, given))
        wanted, freed = self._lookup.freed(meant.query.text, wanted, merged(uttered.filters, given))
        filters, relaxed = self._lookup.relax(meant.query.text, wanted, given)
        meant = self._searched(meant._replace(alone=new.text), filters)
        known = meant.query.filters
        if all(getattr(known, name) == getattr(state.here, name) for name in DATES):  # it was said of them before
            known = without(known, DATES)
        undated = "" if meant.text else self._lookup.unknown(known)
        notices = filter(None, (meant.notice, notice, freed, relaxed, undated, self._plain(meant)))
        words = "; ".join(filter(None, (str(question), meant.understood)))
        return meant._replace(notice=" ".join(notices), understood=words)

    def _after_return(self, uttered: Utterance, state: State) -> Utterance:
        """Return a turn that goes back to an earlier subject, as it is read there; what that lacks is searched for."""
        if not uttered.text:
            return uttered._replace(act="again")
        talk, again = state.talk, read(uttered.text, state, self._lookup)
        there = set(terms(f"{' '.join(talk.questions)} {self._titles(talk.papers)} back return"))
        words = " ".join(word for word in re.findall(r"[\w-]+", uttered.back) if set(terms(word)) - there)
        if not words:
            return again._replace(act="search" if again.act == "within" else again.act)
        return again._replace(act="search", text=f"{words}: {again.text}")

    def turn(self, question: str, meant: Meant, answer: Answer) -> Turn:
        """Return the turn that an answer makes."""
        near = not (answer.sources or meant.text)
        lists = len(answer.papers) > 1 and (bool(meant.told) or question_type(meant.query.text).type in _LISTS)
        spots = [(claim.citations[0].paper, claim.citations[0].sentences) for claim in answer.claims if claim.citations]
        outcome = Outcome(
            answer.papers,
            near,
            "list" if lists and not near else answer.status,
            meant.alone,
            tuple(Spot(paper, sentences[0]) for paper, sentences in spots if sentences),
            goes_on=self._alike(answer.papers[:_LOOKED_AT], meant.state.talk.seen[:_LOOKED_AT]),
        )
        if near and meant.query.context:  # papers talked of do not say it; they stay what is talked of
            outcome = outcome._replace(papers=())
        talk = after_turn(meant.state.talk, meant.act, meant.new, outcome)
        if one := told_alone(answer, self._library.get(answer.papers)):
            talk = talk.model_copy(update={"papers": one})
        if answer.choices:
            talk = talk.model_copy(update={"which": meant.query.text})
        return Turn(question=question, papers=answer.papers, state=meant.state.model_copy(update={"talk": talk}))

    def state(self, history: Sequence[Turn]) -> State:
        """Return what holds after these turns: the last state there is, read on over turns made by hand."""
        known = next((place for place in reversed(range(len(history))) if history[place].state), -1)
        state = (history[known].state if history else None) or State()
        for turn in history[known + 1 :][-_BY_HAND:]:
            meant = self._in_state(turn.question, read(readable(turn.question), state, self._lookup), state)
            kind: Kind = "list" if question_type(meant.query.text).type in _LISTS else "answered"
            outcome = Outcome(turn.papers, kind=kind if turn.papers else "abstained")
            talk = after_turn(state.talk, meant.act, meant.new, outcome)
            state = meant.state.model_copy(update={"talk": talk})
        return state

    def _in_state(self, typed: str, uttered: Utterance, state: State) -> Meant:
        """Return a turn as it is asked: one that only changes what holds is the last question, asked again."""
        after, act, text = _after(state, uttered), uttered.act, uttered.text
        new = Meant(act, typed, Query(text=text or typed, filters=after.here), after, state.talk)
        new = new._replace(new=text, most=uttered.most)
        if act not in _CHANGES:
            return new
        holds = "; ".join(filter(None, (said(after.last), after.manner.said())))
        holds = f"From here on: {holds}." if holds else "No limit holds any more."
        in_vain = uttered.lifted == (LAST,) and not state.stated
        if in_vain or not state.asked:
            return new._replace(text=f"{'No limit holds.' if in_vain else holds} Ask your question.")
        again = "Listed again." if state.asked == ANYTHING else f"Asked again: “{state.asked}”"
        notice = f"{again} {holds}" if act == "lift" else again
        query = Query(text=state.asked, filters=after.last)
        new = new._replace(act=state.act, typed=state.asked, query=query, talk=state.before, notice=notice)
        return new._replace(most=uttered.most or state.most)

    def _searched(self, meant: Meant, filters: Filters) -> Meant:
        """Return a turn with its query, under filters that some paper passes, or with what is told in place of one."""
        text, talk = meant.query.text, meant.talk
        if meant.text:
            return meant._replace(understood=_said(meant, filters))
        act = self._of_another(meant.act, text, talk)
        act = self._of_one(act, text) if len(talk.cited) == 1 else act
        act = "about" if act == "links" and not self._are_links_told(text, talk) else act
        meant = meant._replace(act=act)
        if act in ("authors", "successor"):
            meant = meant._replace(about=self._pointed_at(text, talk))
        papers = to_tell_of(act, text, talk) if not filters.papers else ()
        if papers:
            answer, told_of = told(act, self._library.get(papers))
            return meant._replace(text=answer, told=told_of, understood=meant.manner.said())
        if act == "others":
            filters = self._beyond(text, talk, filters)
        query, alone = self._query(meant, filters)
        if act in _ALSO and not alone and (act == "about" or not query.filters.papers):
            goes_on = act != "new" and bool(talk.cited)
            query = query.model_copy(update={"also": talk.cited[:_ALSO_READ], "goes_on": goes_on})
        meant = meant._replace(query=query, alone=alone)
        return meant._replace(understood=_said(meant, filters))

    def _are_links_told(self, text: str, talk: Talk) -> bool:
        """Tell whether the links of papers are what is wanted: those of code may stand in the abstracts."""
        if _ELSEWHERE.intersection(record_fields.fields_asked(text)):
            return False
        return any(paper.url for paper in self._library.get(to_tell_of("links", text, talk)))

    def _query(self, meant: Meant, filters: Filters) -> tuple[Query, str]:
        """Return the query, and the question as a model has put it to stand alone, "" if none has."""
        act, text, talk = meant.act, meant.query.text, meant.talk
        many = min(meant.most or _MOST, _MOST)
        if meant.alone:
            return Query(text=text, filters=filters, k=many), meant.alone
        on = self._on_one(text, talk) if act == "compare" else talk
        query = self._titled(to_query(act, text, on, filters, many, called=self._lookup.called))
        asks = meant.new and act not in ("talk", "compare", "pick") and talk.questions
        new = self._rewritten(text, meant.state) if asks else Rewritten()
        if not new.text:
            return query, ""
        bounds = merged(new.filters, filters).model_copy(update={"others_than": query.filters.others_than})
        return Query(text=new.text, filters=bounds, k=many), new.text

    def _on_one(self, text: str, talk: Talk) -> Talk:
        """Return what is talked about with the one paper cited last as its topic, where a turn names another one."""
        named = {paper.id for one in self._library.resolver.mentioned(text) for paper in one.papers}
        if len(talk.cited) != 1 or not named or named & set(talk.cited):
            return talk
        name = name_of(talk.cited[0], self._lookup.called)
        return talk if mentions(talk.topic, name) else talk.model_copy(update={"topic": name})

    def _of_another(self, act: Act, text: str, talk: Talk) -> Act:
        """Return the act, or "new" for a question about a paper that is named and was not talked of."""
        found = [one for one in self._library.resolver.mentioned(text) if one.papers] if act in _OF_LAST else []
        before = text[: found[0].start] if found else ""  # "how does it do against Mossgate?" is asked of "it"
        if found and act == "search":  # "Mossgate: its results?"
            return act if re.search(r"\w", before) else "new"
        if not found or {paper.id for one in found for paper in one.papers} & set(talk.papers):
            return act
        return act if len(talk.cited) == 1 and points_back(before) else "new"

    def _of_one(self, act: Act, text: str) -> Act:
        """Return what a turn does after an answer from one paper: that one is compared with what is said, and aged."""
        if act == "search" and _NEWER.search(text):
            return "successor"
        if act in _AGED and {"authors", "organisation"}.intersection(record_fields.fields_asked(text)):
            return "about"  # "who made it?"
        with_what = len(terms(text)) > 1 and not (names(text) or self._library.resolver.mentioned(text))
        return "about" if act == "compare" and with_what else act  # "how does it differ from plain retrieval?"

    def _pointed_at(self, text: str, talk: Talk) -> tuple[str, ...]:
        """Return the papers that a turn means of those talked of, or names: those picked, else those cited last."""
        places = picked(text, len(talk.several), sure=False)
        resolver = self._library.resolver
        found = [one for one in resolver.mentioned(text) if one.how != "author" and one.papers]
        near = self._library.lexical.titled([title for name in names(text) for title in resolver.nearest(name, 1)])
        named = [one.papers[0].id for one in found] or [ids[0] for ids in near.values()]
        ids = [talk.several[place] for place in places] or named
        return tuple(ids) or talk.cited or talk.papers

    def _alike(self, some: Sequence[str], others: Sequence[str]) -> bool:
        """Tell whether papers are on the subject of others: at the mean their abstracts are near."""
        one, two = (
            StaticEmbedder().embed([f"{paper.title}. {paper.abstract}"[:_REACH] for paper in self._library.get(ids)])
            for ids in (some, others)
        )
        return bool(len(one) and len(two)) and float((one @ two.T).mean()) >= _NEAR

    def _titles(self, papers: Sequence[str]) -> str:
        return " ".join(heading_of(paper) for paper in self._library.get(papers))

    def _rewritten(self, question: str, state: State) -> Rewritten:
        titles = [heading_of(paper) for paper in self._library.get(state.talk.papers)]
        return rewrite(question, state.talk.questions, titles, writer=self._writer, knows_author=self._lookup.knows)

    def _beyond(self, text: str, talk: Talk, filters: Filters) -> Filters:
        """Return the filters of who asks for papers newer or older than the last ones."""
        newer = bool(_NEWER.search(text))
        papers = self._library.get(talk.papers) if newer or _OLDER.search(text) else []
        days = [paper.published for paper in papers if paper.published]
        if not days:
            return filters
        day = dt.timedelta(days=1)
        return merged(filters, Filters(since=max(days) + day) if newer else Filters(until=min(days) - day))

    def _titled(self, query: Query) -> Query:
        """Return a question for the record of the one paper it is asked of with that paper's title in it."""
        fields = set(metadata.fields_asked(query.text, self._library.resolver))
        asked = fields - record_fields.LINKS  # for links there is an act
        papers = self._library.get(query.filters.papers) if asked else []
        if len(papers) != 1 or not papers[0].title:
            return query
        return query.model_copy(update={"text": f"{query.text.rstrip(' ?.')}: “{papers[0].title}”?"})

    def _plain(self, meant: Meant) -> str:
        if not meant.manner.simply or self._writer.name != EXTRACTIVE or meant.text:
            return ""
        return "The abstracts' own sentences are shown as they are; for simpler words, set a model."


def _after(state: State, uttered: Utterance) -> State:
    """Return what holds after one more turn, but for what it found."""
    act, fields = uttered.act, _resolved(uttered.lifted, state)
    standing, last = (readmitting(without(held, fields), uttered.readmits) for held in (state.standing, state.last))
    carried = without(last, ("papers",)) if act == "others" else last
    here = merged(carried if act in _GOES_ON else standing, uttered.filters)
    last = here if act in ("new", *_GOES_ON) or uttered.filters else last
    standing = merged(standing, uttered.filters) if uttered.holds else standing
    manner = Manner(**{name: getattr(Manner() if name in fields else uttered.manner, name) for name in WISHES})
    changed = [name for name in Filters.model_fields if getattr(uttered.filters, name)]
    changed += [name for name in WISHES if getattr(manner, name) != getattr(state.manner, name) and name not in fields]
    stated = (*(name for name in state.stated if name not in fields and name not in changed), *changed)
    update: dict[str, object] = {"standing": standing, "last": last, "here": here, "manner": manner, "stated": stated}
    if act not in _CHANGES and act not in RETOLD and act != "talk" and uttered.text:
        update |= {"asked": uttered.text, "act": act, "most": uttered.most, "before": state.talk}
    return state.model_copy(update=update)


def _resolved(fields: Sequence[str], state: State) -> tuple[str, ...]:
    """Return the names of what is taken back, with the last thing stated for `LAST`."""
    if LAST not in fields or not state.stated:
        return tuple(name for name in fields if name != LAST)
    return DATES if state.stated[-1] in DATES else (state.stated[-1],)


def _said(meant: Meant, filters: Filters) -> str:
    """Return in words what a query may find, how it is to be answered, and how it follows the last answer."""
    query = meant.query
    scope = "about the papers of the last answer" if query.context and query.filters.papers else ""
    others = "other papers than those cited before" if query.filters.others_than else ""
    many = f"at most {meant.most} {'paper' if meant.most == 1 else 'papers'}" if meant.most else ""
    return "; ".join(filter(None, (said(filters), scope, others, meant.manner.said(), many)))
