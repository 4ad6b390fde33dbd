"""The lexical index: BM25 over titles and abstracts, in Tantivy, a folder beside Chroma from which it can be rebuilt.

It also finds papers by title, by the names and the authors that people call them by, and counts those with a term.
"""

import datetime as dt
import math
import re
import shutil
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast

import tantivy

from index.identity import normalised_title
from index.names import names
from index.paper import Paper
from index.patterns import patterns
from index.query import Filters
from index.storage import FULL, RIGHTS, number_of
from index.store.footers import are_whole, named_files
from index.store.guarded import guarded
from index.terms import analyzer, terms

_ANALYZER, _NAMES = "abstracts", "names"
_STORED = frozenset({"id", "spelled"})
_SAME_NAME = 16  # papers of one title or one name, at most
_HEAP = 64_000_000  # bytes a writer holds before it writes a segment; Tantivy's least is 15 MB
_TELLING = 100  # papers; fewer do not tell which terms are rare, and none is worth hardly more than one of three
# How much the title's own BM25 counts beside that of title and abstract as one text. nDCG@10 at 0, 0.2, 0.4 and 0.7:
# LitSearch's development queries .567, .585, .589, .600, SciFact's training half .700, .707, .700, .687; title and
# abstract as two fields of equal weight: .575 and .679.
_TITLE = 0.3
_CALLED = 64  # papers whose names stand in one question, at most
_GUESSED = 6  # words of a title that may be misspelt
_MIDDLE = 2  # names and initials that a person leaves out
_LONG = 8  # letters; a word as long may have two slips
_NAME_WORDS = 5  # before a title's colon
_COINED = re.compile(patterns("coined")["alias"])
_BRACKETED = re.compile(r"\((?P<name>[^\W\d_][\w+.-]{1,20})\)")
_REPORT = re.compile(r"(.+?)\s+(?:technical report|model card|system card)\b", re.IGNORECASE)


class Called(NamedTuple):
    """A paper's id and title, and the names that it may be called by, as they are written there."""

    id: str
    title: str
    names: tuple[str, ...]


class Phrase(NamedTuple):
    """Words (stems) in a row."""

    stems: tuple[str, ...]
    between: int = 0  # other words, at most
    within: bool = False  # it is one stem, which may be a part of a word


class Wanted(NamedTuple):
    """All papers that pass the filters and have a phrase of each of these in title or abstract."""

    filters: Filters = Filters()
    phrases: tuple[tuple[Phrase, ...], ...] = ()
    in_title: bool = False  # the phrases stand in the title alone
    lacks: Literal["", "day", "author", "category", "organisation"] = ""  # the record has nothing there


def each_of(stems: Iterable[str]) -> tuple[tuple[Phrase, ...], ...]:
    """Return what is wanted where every one of these stems is, wherever it stands."""
    return tuple((Phrase((stem,)),) for stem in stems)


@cache
def _name_analyzer() -> tantivy.TextAnalyzer:
    """Return the analyzer of authors: words, lower case, no accents, and no stems."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    return builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold()).build()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("id", "key", "doi", "name", "alias", "spelled", "category", "house"):  # house: the whole organisation
        builder.add_text_field(name, stored=name in _STORED, tokenizer_name="raw", index_option="basic")
    for name in ("author", "lead", "organisation"):  # lead: the first author
        builder.add_text_field(name, stored=False, tokenizer_name=_NAMES)
    for name in ("day", "listed"):  # listed: the day on a daily list
        builder.add_integer_field(name, stored=False, indexed=True, fast=True)
    builder.add_text_field("title", stored=True, tokenizer_name=_ANALYZER)
    builder.add_text_field("text", stored=False, tokenizer_name=_ANALYZER)  # title and abstract
    return builder.build()


@guarded("The lexical index", ValueError, OSError)  # Tantivy raises these two
class LexicalIndex:
    """The Tantivy index in a folder, made anew when it is not there or damaged; see `guarded` for errors."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self._open()
        except (ValueError, OSError) as error:
            if number_of(error) in RIGHTS | FULL:
                raise
            self.reset()  # of an older version, or damaged: it is made from Chroma

    def _open(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(_schema(), path=str(self.folder))
        self._index.register_tokenizer(_ANALYZER, analyzer())
        self._index.register_tokenizer(_NAMES, _name_analyzer())

    def reset(self) -> None:
        """Throw away what is there, damaged as it may be; the library's lock is held."""
        shutil.rmtree(self.folder)
        self._open()

    def is_whole(self) -> bool:
        """Tell whether every file is what was written, by the checksums that Tantivy puts at their ends."""
        return are_whole(self.folder)

    def count(self) -> int:
        """Return the number of papers."""
        return self._searcher().num_docs

    def write(self, papers: Iterable[Paper], removed: Sequence[str] = ()) -> None:
        """Add papers in the place of what has their ids, remove others, and commit: all of it or nothing."""
        written = list(papers)
        gone = [*removed, *(paper.id for paper in written)]
        try:
            self._commit(written, gone)
        except ValueError as error:  # Tantivy has one for all
            if "FileAlreadyExists" not in str(error):
                raise
        else:
            return
        # A killed writer has left lists of deletions whose names the next ones have.
        for path in {*self.folder.glob("*.del")} - {*named_files(self.folder)}:
            path.unlink(missing_ok=True)
        self._commit(written, gone)

    def _commit(self, papers: Iterable[Paper], gone: Iterable[str] | None) -> None:
        """Write papers in the place of those with the ids in `gone`; of all, where it is None."""
        writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        if gone is None:
            writer.delete_all_documents()
        for key in gone or ():
            writer.delete_documents_by_term("id", key)
        for paper in papers:
            writer.add_document(_document(paper))
        writer.commit()
        writer.wait_merging_threads()

    def rebuild(self, pages: Iterable[Iterable[Paper]]) -> None:
        """Put these papers in the place of all; who searches meanwhile finds the old ones."""
        self._commit(chain.from_iterable(pages), None)

    def titled(self, titles: Sequence[str]) -> dict[str, list[str]]:
        """Return the ids of the papers that have these titles, by normalised title."""
        keys, searcher = {normalised_title(title) for title in titles}, self._searcher()
        return {key: ids for key in keys if (ids := self._exactly("key", key, searcher))}

    def with_doi(self, dois: Sequence[str]) -> list[str]:
        """Return the ids of the papers that have one of these DOIs, written as ids: `doi:10.1000/182`."""
        return self._ids(self._searcher(), self._one_of("doi", dois), _SAME_NAME * len(dois)) if dois else []

    def named(self, name: str) -> list[str]:
        """Return the ids of the papers whose title begins with `name` and a colon: "RetGen: A Joint Framework …"."""
        return self._exactly("name", normalised_title(name), self._searcher()) if normalised_title(name) else []

    def called(self, texts: Iterable[str]) -> list[Called]:
        """Return the papers that may be called by one of these names, in any case and however joined.

        Such are the name before a title's colon or in its brackets, what the abstract introduces, and the acronym of
        the title's beginning. Whether it is the paper's own is not checked.
        """
        keys = sorted({key for text in texts if (key := joined(text))})
        return self._read(self._one_of("alias", keys), _CALLED) if keys else []

    def titles_like(self, text: str, k: int) -> list[Called]:
        """Return the `k` papers whose titles share most with a text, best first; words that no title has are guessed.

        BM25 of the titles alone, small words included: titles such as "Attention Is All You Need" have few others.
        """
        schema, searcher = self._index.schema, self._searcher()
        words = list(dict.fromkeys(analyzer().analyze(text)))
        unknown = [word for word in words if len(word) > 3 and not searcher.doc_freq("title", word)][:_GUESSED]
        wanted = [self._term("title", word) for word in words if word not in unknown]
        wanted += [
            tantivy.Query.fuzzy_term_query(schema, "title", word, distance=1 + (len(word) >= _LONG)) for word in unknown
        ]
        return self._read(_any_of(wanted), k) if wanted else []

    def by(self, person: str, k: int, words: str = "", *, lead: bool = False) -> list[str]:
        """Return the ids of at most `k` papers with all words of a person's name close together among their authors'.

        With `lead` they are in the first author's name. The titles have all terms of `words`.
        """
        name = [word for word in _name_analyzer().analyze(person) if len(word) > 1]
        if not name:
            return []
        titled = [self._term("title", term) for term in terms(words)]
        named = self._phrase("lead" if lead else "author", name, _MIDDLE)
        return self._ids(self._searcher(), _all_of(*titled, named), k)

    def frequency(self, word: str) -> int:
        """Return in how many papers a word stands, in some form; of several words, the rarest one's."""
        searcher = self._searcher()
        return min((searcher.doc_freq("text", stem) for stem in analyzer().analyze(word)), default=0)

    def phrased(self, words: str) -> int:
        """Return how many papers have words in a row, each in some form."""
        return _number(self._searcher(), self._phrase("text", analyzer().analyze(words)))

    def _read(self, query: tantivy.Query, k: int) -> list[Called]:
        searcher = self._searcher()
        found = (searcher.doc(address) for _, address in searcher.search(query, limit=k, count=False).hits)
        return [Called(str(doc["id"][0]), str(doc["title"][0]), tuple(map(str, doc["spelled"]))) for doc in found]

    def _exactly(self, field: str, key: str, searcher: tantivy.Searcher) -> list[str]:
        return sorted(self._ids(searcher, tantivy.Query.term_query(self._index.schema, field, key), _SAME_NAME))

    def search(self, query: Sequence[str], k: int, filters: Filters | None = None) -> list[tuple[str, float]]:
        """Return the `k` best papers for these terms as (id, BM25 with the title counted again), best first."""
        searcher = self._searcher()
        unique = dict.fromkeys(query)
        wanted = [each for term in unique for each in (self._term("text", term), self._title(term))]
        if not wanted or not searcher.num_docs:
            return []
        full = _any_of(wanted)
        return self._found(searcher, _all_of(full, self._passes(filters)) if filters else full, k)

    def matching(self, filters: Filters) -> int:
        """Return how many papers pass the filters."""
        return _number(self._searcher(), self._passes(filters))

    def admitted(self, filters: Filters, among: Sequence[str] | None = None) -> list[str]:
        """Return the ids of the papers that pass the filters; with `among`, those of these that do."""
        searcher = self._searcher()
        if not searcher.num_docs or (among is not None and not among):
            return []
        query = self._passes(filters)
        if among is not None:
            query = _all_of(self._one_of("id", among), query)
        return self._ids(searcher, query, searcher.num_docs)

    def latest(self, k: int, filters: Filters) -> list[str]:
        """Return the ids of the `k` papers published last of those that pass the filters; undated ones come last."""
        return self.first(Wanted(filters), k, "newest")

    def span(self) -> tuple[dt.date, dt.date] | None:
        """Return the first and the last day on which any paper was published; None if none has a date."""
        searcher, dated = self._searcher(), self._passes(Filters(since=dt.date.min))
        if not searcher.num_docs:
            return None
        ends = [
            searcher.search(dated, limit=1, count=False, order_by_field="day", order=order).hits
            for order in (tantivy.Order.Asc, tantivy.Order.Desc)
        ]
        if not all(ends):
            return None
        first, last = (dt.date.fromordinal(int(day)) for ((day, _),) in ends)
        return first, last

    def total(self, wanted: Wanted) -> int:
        """Return how many papers are wanted, exactly."""
        return _number(self._searcher(), self._every(wanted))

    def first(self, wanted: Wanted, k: int, order: Literal["newest", "oldest", "relevance"]) -> list[str]:
        """Return the ids of the first `k` papers that are wanted; by date, those without one come last."""
        searcher = self._searcher()
        if not searcher.num_docs or k < 1:
            return []
        k, query = min(k, searcher.num_docs), self._every(wanted)
        if order == "relevance":
            return self._ids(searcher, query, k)
        by = tantivy.Order.Desc if order == "newest" else tantivy.Order.Asc
        day = "listed" if wanted.filters.by_list else "day"
        hits = searcher.search(query, limit=k, count=False, order_by_field=day, order=by).hits
        return [str(searcher.doc(address)["id"][0]) for _, address in hits]

    def _every(self, wanted: Wanted) -> tantivy.Query:
        field = "title" if wanted.in_title else "text"
        parts = [(tantivy.Occur.Must, self._passes(wanted.filters))]
        parts += [(tantivy.Occur.Must, self._any(field, phrases)) for phrases in wanted.phrases]
        stems = {stem for phrases in wanted.phrases for phrase in phrases for stem in phrase.stems}
        parts += [(tantivy.Occur.Should, self._title(stem)) for stem in sorted(stems)]
        if wanted.lacks:
            parts.append((tantivy.Occur.MustNot, self._has(wanted.lacks)))
        return tantivy.Query.boolean_query(parts)

    def _any(self, field: str, phrases: Sequence[Phrase]) -> tantivy.Query:
        """Return the query for any of these phrases."""
        return _any_of(
            tantivy.Query.regex_query(self._index.schema, field, f".*{phrase.stems[0]}.*")
            if phrase.within
            else self._phrase(field, list(phrase.stems), phrase.between)
            for phrase in phrases
        )

    def _has(self, field: str) -> tantivy.Query:
        if field == "day":
            return self._passes(Filters(since=dt.date.min))
        return tantivy.Query.regex_query(self._index.schema, field, ".+")

    @staticmethod
    def _found(searcher: tantivy.Searcher, query: tantivy.Query, k: int) -> list[tuple[str, float]]:
        hits = searcher.search(query, limit=k, count=False).hits
        return [(str(searcher.doc(address)["id"][0]), float(score)) for score, address in hits]

    def _ids(self, searcher: tantivy.Searcher, query: tantivy.Query, k: int) -> list[str]:
        return [key for key, _ in self._found(searcher, query, k)]

    def _one_of(self, field: str, values: Iterable[str]) -> tantivy.Query:
        return tantivy.Query.term_set_query(self._index.schema, field, list(values))

    def _term(self, field: str, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._index.schema, field, term, "freq")

    def _title(self, term: str) -> tantivy.Query:
        return tantivy.Query.boost_query(self._term("title", term), _TITLE)

    def weights(self, query: Sequence[str]) -> dict[str, float]:
        """Return the inverse document frequency of each term, in BM25's form (Robertson and Zaragoza 2009, eq. 3.3).

        A term that stands in no paper has the largest of all: it is what the library knows nothing about.
        """
        searcher = self._searcher()
        total = max(searcher.num_docs, _TELLING)
        frequency = {term: searcher.doc_freq("text", term) for term in set(query)}
        # Tantivy counts replaced papers until it merges their segment, and a weight must not fall below 0.
        known = {term: min(n, total) for term, n in frequency.items()}
        return {term: math.log(1 + (total - n + 0.5) / (n + 0.5)) for term, n in known.items()}

    def papers_with(self, word: str) -> int:
        """Return how many papers have a word in some form, in their text or as a name of an author."""
        searcher = self._searcher()
        known = [searcher.doc_freq("text", term) for term in analyzer().analyze(word)]
        by = [searcher.doc_freq("author", name) for name in _name_analyzer().analyze(word)]
        return max(min(known, default=0), min(by, default=0))

    def rarest(self) -> float:
        """Return the weight of a term that stands in no paper."""
        return math.log(1 + (max(self.count(), _TELLING) + 0.5) / 0.5)

    def _searcher(self) -> tantivy.Searcher:
        self._index.reload()  # another process may have written
        return self._index.searcher()

    def _passes(self, filters: Filters) -> tantivy.Query:
        """Return the query that every paper which passes matches, all with the score 0."""
        schema = self._index.schema
        must = [tantivy.Query.all_query()]
        if filters.since or filters.until:
            low, high = (filters.since or dt.date.min).toordinal(), (filters.until or dt.date.max).toordinal()
            day = "listed" if filters.by_list else "day"
            must.append(tantivy.Query.range_query(schema, day, tantivy.FieldType.Integer, low, high))
        for field, values in (("id", filters.papers), ("id", filters.within), ("category", filters.categories)):
            if values:
                must.append(self._one_of(field, values))
        must += [self._written_by(authors, "author") for authors in filters.authors]
        must += [self._written_by(houses, "author", "organisation") for houses in filters.organisations]
        unwanted = [self._phrase("text", analyzer().analyze(words)) for words in filters.without]
        unwanted += [self._written_by(houses, "author", "organisation") for houses in filters.not_from]
        if filters.others_than:
            unwanted.append(self._one_of("id", filters.others_than))
        wanted = [(tantivy.Occur.Must, query) for query in must]
        passing = tantivy.Query.boolean_query([*wanted, *((tantivy.Occur.MustNot, query) for query in unwanted)])
        return tantivy.Query.const_score_query(passing, 0.0)

    def _written_by(self, authors: str, *fields: str) -> tantivy.Query:
        """Return the query for one name in one of the fields, or for any of several with " or " between."""
        each = [_name_analyzer().analyze(name) for name in authors.split(" or ")]
        return _any_of(self._phrase(field, words) for words in each for field in fields)

    def of_organisation(self, name: str) -> tuple[int, bool]:
        """Return how many records have a name in their organisation's, and whether one's is this and no more."""
        searcher = self._searcher()
        named = _number(searcher, self._written_by(name, "organisation"))
        return named, searcher.doc_freq("house", normalised_title(name)) > 0

    def _phrase(self, field: str, words: list[str], slop: int = 0) -> tantivy.Query:
        if not words:
            return tantivy.Query.empty_query()
        if len(words) == 1:
            return self._term(field, words[0])
        return tantivy.Query.phrase_query(self._index.schema, field, cast(Any, words), slop=slop)


def _any_of(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _all_of(*queries: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])


def _number(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    """Return how many papers match a query."""
    found: Any = searcher.search(query, limit=1, count=True)  # its stub lacks `count`
    return int(found.count)


def _document(paper: Paper) -> tantivy.Document:
    name, colon, _ = paper.title.partition(":")
    aliases, house = _aliases(paper), [paper.organisation] if paper.organisation else []
    return tantivy.Document(
        id=paper.id,
        key=normalised_title(paper.title),
        title=paper.title,
        text=f"{paper.title}\n{paper.abstract}",
        doi=[f"doi:{paper.doi.lower()}"] if paper.doi else [],
        name=[normalised_title(name)] if colon else [],
        alias=list(map(joined, aliases)),
        spelled=aliases,
        category=list(paper.categories),
        author=list(paper.authors),
        lead=list(paper.authors[:1]),
        organisation=house,
        house=list(map(normalised_title, house)),
        day=[day.toordinal() for day in (paper.published,) if day],
        listed=[day.toordinal() for day in (paper.featured,) if day],
    )


def joined(name: str) -> str:
    """Return a name as its letters and digits without a gap: GPT-4, GPT4 and gpt 4 are one; LoRA+ is not LoRA."""
    return normalised_title(name.replace("+", " plus ")).replace(" ", "")


def _aliases(paper: Paper) -> list[str]:
    """Return the names that a paper may be called by, as written; `index.store.resolver` tells which are its own."""
    name, colon, _ = paper.title.partition(":")
    found = [name.strip()] if colon and len(name.split()) <= _NAME_WORDS else []
    found += [report[1]] if (report := _REPORT.match(paper.title)) else []
    found += [one["name"] for one in _BRACKETED.finditer(paper.title)]
    coined = (one["name"].rstrip(".-+") for one in _COINED.finditer(paper.abstract))
    found += [one for one in coined if one in names(one)]
    initials = "".join(word[0] for word in normalised_title(paper.title).split())
    short = (one["name"].removesuffix("s") for one in _BRACKETED.finditer(paper.abstract))
    found += [one for one in short if len(one) > 1 and initials.startswith(one.lower())]
    return [one for one in dict.fromkeys(found) if joined(one)]
