"""Hybrid search: lexical and dense candidates, fused, the first ordered anew, with relevance and best sentences."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from index.embedders.base import Vectors, document_text
from index.embedders.encoder import encoder
from index.embedders.late import match, token_sets
from index.embedders.static import StaticEmbedder
from index.language import cognates, is_english
from index.models import cross_encoder
from index.names import mentions, names
from index.paper import Paper
from index.query import Evidence, Filters, Query
from index.search.close_reading import READ, read_closely
from index.search.fusion import MATCHED, NEAREST, alternated, best_first, diverse, fuse, order, reranked
from index.search.reading import PaperReader, Question, ReadPaper
from index.search.relevance import FLOOR, ON_SUBJECT, Found, covered, likelihoods, on_subject
from index.search.sentence_ranking import Ranked, rank
from index.store.acronyms import acronym, senses
from index.store.dense import TYPICAL
from index.store.library import Library
from index.terms import terms

# Content words. "What is CCG?" means the paper of that name; a long question with CCG in it need not.
_ABOUT_A_NAME, _AROUND_A_NAME = 3, 10
_NEAR = 5
_SPREAD = 2  # times as many are looked at for near copies as are wanted
_AMBIGUOUS = 2  # senses
_USING = 60  # papers that are looked at for what an acronym stands for in them
# A few words that two languages share are to be surely of the subject, and answer nothing surely.
_ABROAD, _UNSURE = 3.0, 0.2
_FEW_SAY = 3  # papers that have a name which is no word of the field
_FEW_PAPERS, _SHARED = 8, 0.25  # papers, and the share of a question that one of them has
_TOP, _DOUBT, _LITTLE = 3, 2.0, 0.5  # papers that are looked at, and log-odds
_CROWD = 100  # nearest papers that tell how near a question comes
_ELSEWHERE = 10  # papers more than are wanted that the encoder reads of those that were found elsewhere
_CANDIDATES = 300  # from each side: with 100, LitSearch's recall@100 is .934, with 300 it is .942


Scores = dict[str, float]


class Rankings(NamedTuple):
    """The ids that each side found, best first, and those of both together."""

    lexical: tuple[str, ...]
    dense: tuple[str, ...]
    hybrid: tuple[str, ...]


class _Found(NamedTuple):
    """The scores of both sides, all ids in the order of both together, and the scores behind that order."""

    lexical: Scores
    dense: Scores
    late: Scores  # of the first ones
    encoded: dict[str, tuple[float, float]]  # the encoder's cosines of them, of the whole and of the best sentence
    hybrid: list[str]
    scores: Scores


class HybridRetriever:
    """Finds papers in a library by their words and by their meaning.

    Whatever embedder the library has, papers are read with our own: relevance is calibrated on its cosines, which
    are another model's nowhere near, and reading ten papers would cost an endpoint a hundred texts a question.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._reader = StaticEmbedder()
        self._papers = PaperReader(self._reader, library.encodings)

    def search(self, query: Query) -> tuple[Evidence, ...]:
        """Return at most `query.k` papers that pass the filters, best first.

        Where an acronym stands for several things, the first paper on each comes first. Near copies of a paper stand
        behind the rest. With filters and no content of its own, a query finds the papers published last.

        Raises:
            EmbedderChanged: the library's vectors come from another embedder than the query's would.
        """
        self._library.check_embedder()
        if query.filters and not query.context and not terms(query.text):
            return self._latest(query)
        if not is_english(query.text) and self._library.fingerprint == self._reader.fingerprint:
            return self._abroad(query)
        return self._by_sense(query)

    def _abroad(self, query: Query) -> tuple[Evidence, ...]:
        """Search in English for what a question in another language shares with it; nothing is sure to answer."""
        shared = cognates(query.text, self._library.lexical.papers_with)
        least = ON_SUBJECT if query.filters.papers else _ABROAD
        found = self._search(query.model_copy(update={"text": shared}), least=least) if shared else ()
        unsure = [{"relevance": min(item.relevance, _UNSURE), "answers": min(item.answers, _UNSURE)} for item in found]
        return tuple(item.model_copy(update=each) for item, each in zip(found, unsure, strict=True))

    def _latest(self, query: Query) -> tuple[Evidence, ...]:
        papers = self._library.get(self._library.lexical.latest(query.k, query.filters))
        scores = {paper.id: 1 / place for place, paper in enumerate(papers, start=1)}
        question = self._papers.question(query.text, {})
        read = zip(papers, rank(question, self._papers.read(papers)), strict=True)
        return tuple(_evidence(paper, scores, sentences, 1.0) for paper, sentences in read)

    def _by_sense(self, query: Query) -> tuple[Evidence, ...]:
        """Search for a question; where its acronym is ambiguous in the library, one paper of each sense comes first."""
        short = None if query.context else acronym(query.text)
        if short is None:
            return self._search(query)
        using = [key for key, _ in self._library.lexical.search(terms(short), _USING, query.filters)]
        meanings = senses(short, self._library.get(using))
        if len(meanings) < _AMBIGUOUS:
            return self._search(query)
        sense_of = {paper.id: meaning for meaning, papers in meanings for paper in papers}
        first = [papers[0].id for _, papers in meanings]
        return tuple(
            item.model_copy(
                update={
                    "sense": sense_of.get(item.paper.id, ""),
                    # Whoever spells the acronym out answers what it stands for, if nothing else.
                    "relevance": max(item.relevance, FLOOR) if item.paper.id in first else item.relevance,
                }
            )
            for item in self._search(query, first=first)
        )

    def _search(self, query: Query, first: Sequence[str] = (), *, least: float = ON_SUBJECT) -> tuple[Evidence, ...]:
        """Return what one question finds; its subject is the library's from these log-odds."""
        text = _text(query)
        found = self._found(text, query)
        named = self._named(query, found.hybrid[:_NEAR])
        exact, scores = list(dict.fromkeys([*first, *named])), found.scores
        turns = found.hybrid if query.is_topic else alternated(found.hybrid, found.encoded)
        likely = _first(exact, turns)[: _SPREAD * query.k]
        vectors = self._own_vectors(_first(likely, query.also))
        best = _first(diverse(likely, vectors)[: query.k], self._passing(query.filters, list(query.also)))
        rank_of = {key: place for place, key in enumerate(_first(exact, found.hybrid))}
        ranked = diverse(sorted(best, key=lambda key: rank_of.get(key, len(rank_of))), vectors)
        scores |= dict.fromkeys(set(best) - set(scores), 0.0)
        scores |= dict.fromkeys(exact, max(scores.values(), default=0.0) + 1)
        falling = accumulate((scores[key] for key in ranked), min)  # who was put behind another has no more than it
        scores |= dict(zip(ranked, falling, strict=True))
        papers = {paper.id: paper for paper in self._library.get(best)}
        if not query.is_topic:
            cross_encoder.begin(text, list(papers.values())[:READ])  # by other threads, while all sentences are ranked
        placed = [papers[key] for key in ranked if key in papers]
        read = self._read(query, placed, vectors, found, frozenset(named), least)
        return _closely(query, read, exact, list(papers))

    def judged(self, query: Query, papers: Sequence[Paper]) -> tuple[Evidence, ...]:
        """Return the best `query.k` of papers that were found elsewhere, best first, as if the library had them."""
        text = _text(query)
        texts = {paper.id: document_text(paper) for paper in papers}
        weights = self._library.lexical.weights(terms(text))
        lexical = {key: sum(weights[term] for term in weights.keys() & set(terms(each))) for key, each in texts.items()}
        vectors = dict(zip(texts, self._reader.embed(list(texts.values())), strict=True)) if papers else {}
        asked = self._reader.embed([text])[0]
        dense = {key: float(vector @ asked) for key, vector in vectors.items()}
        fused = fuse(lexical, dense)
        best = best_first(fused)[: _ELSEWHERE + query.k]
        late = dict(zip(best, map(float, match(text, token_sets([texts[key] for key in best]))), strict=True))
        of = {paper.id: paper for paper in papers}
        read = zip(best, self._library.encodings.of([of[key] for key in best]), strict=True)
        question = encoder().question(text)
        encoded = {key: _near(vectors @ question) for key, vectors in read}
        anew = reranked(fused, late, encoded)
        ranked = best_first(anew)[: query.k]
        found = _Found(lexical, dense, late, encoded, ranked, anew)
        best_papers = [of[key] for key in ranked]
        return _closely(query, self._read(query, best_papers, vectors, found, frozenset(), ON_SUBJECT), (), ranked)

    def _read(
        self,
        query: Query,
        papers: Sequence[Paper],
        vectors: Mapping[str, Vectors],
        found: _Found,
        named: frozenset[str],
        least: float,
    ) -> tuple[Evidence, ...]:
        """Return papers with their sentences ranked, and how likely each answers; 0 off the library's subject."""
        lexical = self._library.lexical
        question = self._papers.question(query.text, lexical.weights(terms(query.text)))
        looked_at = self._papers.read(papers)
        near = [float(vectors[paper.id] @ question.vector) if paper.id in vectors else 0.0 for paper in papers]
        ranked, seen = rank(question, looked_at), self._seen(question, query, looked_at, near, found)
        likely = likelihoods(seen)
        if not (named or self._is_on_subject(query, seen, least) or self._is_without_filters(query, least)):
            likely = [0.0] * len(papers)
        read = zip(papers, ranked, likely, strict=True)
        return tuple(
            _evidence(paper, found.scores, sentences, share, named=paper.id in named)
            for paper, sentences, share in read
        )

    def _is_said(self, name: str, paper: Paper, *, short: bool) -> bool:
        """Tell whether a title has a name, or, of a short question or for a name that few papers have, an abstract."""
        whole = short or self._library.lexical.phrased(name) <= _FEW_SAY
        return mentions(f"{paper.title} {paper.abstract}" if whole else paper.title, name)

    def _is_on_subject(self, query: Query, seen: Found, least: float) -> bool:
        """Tell whether a query is on the library's subject; one about papers named or talked of, or whose, is.

        What it names may stand in a title of the nearest papers, or in an abstract, and the one word that
        it has in all of them, as in "papers on sycophancy": it has the benefit of the doubt.
        """
        filters = query.filters
        if query.context or query.goes_on or filters.papers or filters.authors or filters.organisations:
            return True
        short = len(terms(query.text)) <= _ABOUT_A_NAME  # "What is GR00T N1?"
        named = any(
            self._is_said(name, read.paper, short=short) for name in names(query.text) for read in seen.papers[:_TOP]
        )
        if len(seen.papers) < _FEW_PAPERS:  # too few to have a subject: what shares words with them is on it
            return max(covered(seen.question, read) for read in seen.papers) >= _SHARED if seen.papers else False
        rarest = max(seen.question.weights, key=lambda term: seen.question.weights[term], default="")
        titled = short and any(rarest in read.title_terms for read in seen.papers[:_TOP])
        alone = len(seen.question.weights) == 1 and all(rarest in read.terms for read in seen.papers[:_TOP])
        return on_subject(seen) >= least - (_DOUBT if named or alone else _LITTLE if titled else 0.0)

    def _is_without_filters(self, query: Query, least: float) -> bool:
        """Tell whether a query that filters leave little for is on the library's subject, as all papers show it.

        One that names a paper outside them is about that paper.
        """
        if not query.filters:
            return False
        whole = query.model_copy(update={"filters": Filters(), "k": _TOP, "is_topic": True})  # none is read closely
        found = self._search(whole, least=least)
        return any(item.relevance for item in found) and not any(item.named for item in found)

    def _seen(
        self, question: Question, query: Query, papers: Sequence[ReadPaper], near: Sequence[float], found: _Found
    ) -> Found:
        """Return what the models of relevance look at; the nearness to the whole library, whatever the filters."""
        library = self._library
        if library.fingerprint == self._reader.fingerprint:
            whole = dict(library.nearest(question.vector, _CROWD, Filters())) if query.filters else found.dense
            cosines = sorted(whole.values(), reverse=True)[:_CROWD]
            density = library.density()
            around = library.own_vector(question.vector) if len(density.middle) else None
            middle = None if around is None else float(density.middle @ around)
        else:
            cosines = sorted(near, reverse=True)
            density, middle = TYPICAL, None
        encoded = list(found.encoded.values())
        return Found(question, cosines, found.late, encoded, papers, near, density, middle, library.lexical.rarest())

    def rank(self, query: Query) -> Rankings:
        """Return the ids of the best `query.k` papers by words, by meaning, and by both together."""
        found = self._found(_text(query), query)
        ranked = best_first(found.lexical), best_first(found.dense), _first(self._named(query, ()), found.hybrid)
        return Rankings(*(tuple(ids[: query.k]) for ids in ranked))

    def _own_vectors(self, ids: Sequence[str]) -> Mapping[str, Vectors]:
        """Return vectors of our own embedder, by id: what a near copy is, is told by its cosines."""
        if self._library.fingerprint == self._reader.fingerprint:
            return self._library.vectors(ids)
        papers = self._library.get(ids)
        vectors = self._reader.embed([document_text(paper) for paper in papers])
        return {paper.id: vector for paper, vector in zip(papers, vectors, strict=True)}

    def _named(self, query: Query, near: Sequence[str]) -> list[str]:
        """Return the papers that the query names: by an id, a title, or what their work is called.

        "GPT-4o" in a question may only say what something is tried with: there a name counts if its paper is among
        those that are `near` anyway, and in a long one if it is the nearest.
        """
        length = len(terms(query.text))
        short = length <= _ABOUT_A_NAME
        near = near if length <= _AROUND_A_NAME or len(names(query.text)) > 1 else near[:1]
        named = [
            paper.id
            for mention in self._library.resolver.mentioned(query.text)
            for paper in mention.papers
            if mention.how != "name" or short or paper.id in near
        ]
        if short:
            titled = (query.text, *names(query.text))
            named += [key for name in titled for key in self._library.lexical.named(name)]
        return self._passing(query.filters, list(dict.fromkeys(named)))

    def _cosines(self, text: str, ids: Sequence[str]) -> dict[str, tuple[float, float]]:
        """Return the encoder's cosine of a text with each paper and with its best sentence; who was not read is now."""
        encodings, question = self._library.encodings, encoder().question(text)
        found = encodings.cosines(question, ids)
        unread = self._library.get([key for key in ids if key not in found])
        read = zip(unread, encodings.of(unread), strict=True)
        found |= {paper.id: vectors @ question for paper, vectors in read}
        return {key: _near(cosines) for key, cosines in found.items()}

    def _nearest(self, text: str, filters: Filters) -> list[str]:
        """Return the papers nearest to a text by the encoder's vectors, of those that it has read and that pass."""
        return self._passing(filters, self._library.encodings.nearest(encoder().question(text), NEAREST))

    def _passing(self, filters: Filters, ids: list[str]) -> list[str]:
        passing = set(self._library.lexical.admitted(filters, ids) if filters else ids)
        return [key for key in ids if key in passing]

    def _found(self, text: str, query: Query) -> _Found:
        many = max(_CANDIDATES, query.k)
        words = self._library.lexical
        lexical = dict(words.search(terms(text), many, query.filters))
        dense = dict(self._library.nearest(self._library.embed([text])[0], many, query.filters))
        fused = fuse(lexical, dense)
        ranked = order(fused, lexical, dense)
        near = _first(
            [*self._passing(query.filters, list(query.also)), *ranked[:MATCHED]], self._nearest(text, query.filters)
        )
        tokens = self._library.token_sets(near)
        matches = dict(zip(tokens, map(float, match(text, list(tokens.values()))), strict=True))
        encoded = self._cosines(text, list(matches))
        anew = reranked(fused, matches, encoded)
        return _Found(
            lexical,
            dense,
            matches,
            encoded,
            [*best_first(anew), *(key for key in ranked if key not in anew)],
            fused | anew,
        )


def _text(query: Query) -> str:
    """Return what is sought: a question and its context, but that of papers that are given, which is known.

    Without it .72 of best sentences come first, and .67 with it.
    """
    return query.text if query.filters.papers else f"{query.text} {query.context}".strip()


def _closely(
    query: Query, read: tuple[Evidence, ...], exact: Sequence[str], turns: Sequence[str]
) -> tuple[Evidence, ...]:
    """Return papers by what is made of the first of these `turns` (ids), if it is a question on their subject."""
    is_question = not query.is_topic and any(item.relevance for item in read)
    if not is_question:
        return read
    first = sorted(read, key=lambda item: turns.index(item.paper.id))
    return read_closely(_text(query), first, exact, also=query.also, is_given=bool(query.filters.papers))


def _near(cosines: Vectors) -> tuple[float, float]:
    """Return the cosine of the whole, which comes first, and the largest of the sentences'."""
    return float(cosines[0]), float(cosines[1:].max() if len(cosines) > 1 else cosines[0])


def _evidence(
    paper: Paper, scores: Mapping[str, float], sentences: Ranked, likely: float, *, named: bool = False
) -> Evidence:
    return Evidence(
        paper=paper,
        score=scores[paper.id],
        relevance=likely,
        sentences=sentences.numbers,
        strengths=sentences.strengths,
        named=named,
    )


def _first(exact: Sequence[str], ranked: Sequence[str]) -> list[str]:
    return [*exact, *(key for key in ranked if key not in exact)]
