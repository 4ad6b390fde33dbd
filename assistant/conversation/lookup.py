"""Questions read with a library at hand: its titles, its authors, and which filters any of its papers passes."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from assistant.conversation.context import asks_for_papers, is_negated
from assistant.conversation.filters import There, Understood, merged, relaxed, said, understand, without
from index.dictionary import asking_words, occurrences
from index.labels import label
from index.query import Filters
from index.search.spelling import Mended
from index.statements import heading_of, statements_of
from index.store.acronyms import senses
from index.store.lexical import Wanted
from index.store.library import Library
from index.store.resolver import identifiers
from index.terms import terms

# What stands before an id and belongs to it: "in arXiv:", "the paper".
_LEADS_TO_ID = re.compile(
    r"(?:\b(?:in|from|of|to|by)\s+)?(?:\b(?:the|this)\s+)?(?:\b(?:paper|arxiv|preprint)\b[\s:]*)?[@(\[]?$", re.I
)
_READ, _USUAL = 60, 3  # papers in which another form of words is looked for, and that must have it
_AFTER_ID = ")]>"
_LETTERS = re.compile(r"(?<![\w'’-])[^\W\d_]+(?![\w'’-])")
_CAPITALS = re.compile(r"[A-Z]")
_SHORT, _LONG, _LONGER = (3, 7), 8, 12  # letters: of an acronym, and of names that may have one slip and two
_TELLING = 3  # words
_CLOSE = 10  # papers, and titles, in which an acronym and a name are looked for


class Lookup:
    """Reads what people type, as the papers of a library allow; `beyond` it there are others, on days of their own."""

    def __init__(self, library: Library, *, beyond: bool = False) -> None:
        self._library, self._beyond = library, beyond

    def understand(self, text: str, given: Filters = Filters(), *, sure: bool = False) -> Understood:  # noqa: B008
        """Return the filters given, then those typed, none in a title; a text that is `sure` to limit is read so."""
        if self.is_title(text):
            return Understood(text, given, said(given))
        left, papers = self._named(text)
        typed = understand(left, dt.date.today(), There(self.house, self.knows, self._is_word), sure=sure)
        authors = tuple(map(self._library.resolver.spelled, typed.filters.authors))
        without = tuple(dict.fromkeys(form for words in typed.filters.without for form in self._forms(words)))
        named = typed.filters.model_copy(
            update={
                "papers": () if authors or typed.filters.organisations else papers,
                "authors": authors,
                "without": without,
            }
        )
        both = merged(named, given)
        return Understood(typed.text, both, said(both))

    def _named(self, text: str) -> tuple[str, tuple[str, ...]]:
        """Return a text without the ids of papers in it, and the papers that are meant by ids or by their authors."""
        mentions = self._library.resolver.mentioned(text)
        ids = [mention for mention in mentions if mention.how == "id" and not is_negated(text[: mention.start])]
        people = [mention for mention in mentions if mention.how == "author"]
        for mention in reversed(ids):
            before = _LEADS_TO_ID.sub("", text[: mention.start])
            text = f"{before} {text[mention.end :].lstrip(_AFTER_ID)}"
        own = [identifier.id for mention in ids for identifier in identifiers(mention.text)]
        named = own + [
            paper.id
            for mention in people
            if not any(one.id in own for one in mention.papers)  # an id says which of an author's papers is meant
            for paper in mention.papers
        ]
        return (" ".join(text.split()) if ids else text), tuple(dict.fromkeys(named))

    def as_written(self, read: Mended) -> Mended:
        """Return a question with acronyms and names as papers write them: GSA for "gsa", and names without a slip.

        A question that says much else is not refused for an acronym in small letters, so there they stay.
        """
        text, words = read
        every = dict.fromkeys(_LETTERS.findall(text))
        telling = [word for word in every if terms(word) and word.lower() not in asking_words()]
        for word in telling:
            is_typed_small = word.islower() and len(telling) <= _TELLING
            meant = self._capitals(word) if is_typed_small else self._name(word)
            if meant:
                text = re.sub(rf"(?<![\w'’-]){word}(?![\w'’-])", meant, text)
                words = words if word.islower() else (*words, (word, meant))
        return Mended(text, words)

    def _capitals(self, word: str) -> str:
        """Return a word that is none of English in capitals, if the papers that have it write it only so; else ""."""
        if not _SHORT[0] <= len(word) <= _SHORT[1] or occurrences(word):
            return ""
        papers = self._library.get([key for key, _ in self._library.lexical.search(terms(word), _CLOSE)])
        written = re.compile(rf"\b{word}\b", re.IGNORECASE)
        forms = Counter(form for paper in papers for form in written.findall(f"{paper.title} {paper.abstract}"))
        only = all(form.removesuffix("s").isupper() for form in forms)
        return forms.most_common(1)[0][0] if forms and only else ""

    def _name(self, word: str) -> str:
        """Return the name of a paper that a name which no paper has is but for a slip in its small letters, else ""."""
        if len(word) < _LONG or not any(map(str.isupper, word[1:])) or self._library.lexical.papers_with(word):
            return ""
        slips = 1 + (len(word) >= _LONGER)
        named = [name for one in self._library.lexical.titles_like(word, _CLOSE) for name in one.names]
        same = [name for name in named if _CAPITALS.findall(name) == _CAPITALS.findall(word) and name.isalpha()]
        near = [(distance, name) for name in same if (distance := OSA.distance(word, name)) <= slips]
        return min(near)[1] if near else ""

    def known(self, filters: Filters) -> Filters:
        """Return the filters with papers named by their canonical ids."""
        return filters.model_copy(update={"papers": tuple(self._library.resolve(name).id for name in filters.papers)})

    def relax(self, text: str, wanted: Filters, given: Filters) -> tuple[Filters, str]:
        """Return filters that some paper passes, and a notice; `given` ones stay, days where papers are asked for."""
        dates = {"since": wanted.since, "until": wanted.until} if self._beyond or asks_for_papers(text) else {}
        held = Filters.model_validate({**dates, "categories": wanted.categories if self._beyond else ()})
        left, dropped = relaxed(wanted, self._library.lexical.matching, merged(given, held))
        if not dropped or not (left or terms(text)):
            return wanted, ""
        without = f"“{said(dropped)}”" if left else "it"
        return left, f"No paper passes “{said(wanted)}”, so this was searched without {without}."

    def freed(self, text: str, wanted: Filters, now: Filters) -> tuple[Filters, str]:
        """Return filters without authors of earlier turns who did not write what a question names, and a notice."""
        if not wanted.authors or now.authors or wanted.papers:
            return wanted, ""
        named = [one for one in self._library.resolver.mentioned(text) if one.how != "author"]
        papers = tuple(paper.id for one in named for paper in one.papers)
        theirs = Filters(authors=wanted.authors, papers=papers)
        if not papers or self._library.lexical.matching(theirs):
            return wanted, ""
        by = said(Filters(authors=wanted.authors))
        return without(wanted, ["authors"]), f"“{named[0].text}” is not {by}, so this was asked without that limit."

    def is_title(self, text: str) -> bool:
        """Tell whether a text is the title of a paper, which says nothing else."""
        return bool(self._library.lexical.titled([text]))

    def unknown(self, filters: Filters) -> str:
        """Say how many papers a filter of dates or of organisations leaves out because their records have none."""
        told, total = list[str](), self._library.lexical.total
        if (filters.since or filters.until) and not filters.papers and (n := total(Wanted(lacks="day"))):
            have, were = ("paper has", "was") if n == 1 else ("papers have", "were")
            told.append(f"{n:,} {have} no date and {were} not searched.")
        if filters.organisations and not filters.papers and (n := total(Wanted(lacks="organisation"))):
            have, were = ("paper has", "was searched by its") if n == 1 else ("papers have", "were searched by their")
            told.append(f"{n:,} {have} no organisation and {were} authors alone.")
        return " ".join(told)

    def called(self, ids: Sequence[str]) -> tuple[str, str] | tuple[()]:
        """Return the name that the first of these papers has, "" for none, and its title without it."""
        paper = next((paper for paper in self._library.get(ids[:1]) if heading_of(paper)), None)
        return (label(heading_of(paper), statements_of(paper)), heading_of(paper).rpartition(": ")[2]) if paper else ()

    def knows(self, author: str) -> bool:
        """Tell whether a paper by an author is there."""
        return self._library.lexical.matching(Filters(authors=(self._library.resolver.spelled(author),))) > 0

    def house(self, words: str) -> str:
        """Return the organisation that words name, of "Google DeepMind" what is known; no author, no place, or ""."""
        lexical, parts = self._library.lexical, words.split()
        many, whole = lexical.of_organisation(words)
        written = all(any(map(str.isupper, part)) for part in parts if part not in ("of", "for", "and", "at"))
        theirs = written and 2 * lexical.of_organisation(f"of {words}")[0] < many
        if whole or (theirs and many >= lexical.matching(Filters(authors=(words,)))):
            return words
        cuts = range(1, len(parts)) if written else ()
        shorter = [*(parts[cut:] for cut in cuts), *(parts[:-cut] for cut in cuts)]
        return next((name for name in map(" ".join, shorter) if lexical.of_organisation(name)[1]), "")

    def _forms(self, words: str) -> tuple[str, ...]:
        """Return words to leave out, with what they are short for in the papers that have them, or their acronym."""
        papers = self._library.get([key for key, _ in self._library.lexical.search(terms(words), _READ)])
        short = words.removesuffix("s")
        if short.isupper():
            return (words, *(meaning for meaning, theirs in senses(short, papers)[:1] if len(theirs) >= _USUAL))
        called = re.compile(rf"\b{re.escape(short)}s?\s*\(([A-Z]{{2,6}})s?\)", re.IGNORECASE)
        found = Counter(one[1] for paper in papers if (one := called.search(paper.abstract)) and one[1].isupper())
        return (words, *(name for name, many in found.most_common(1) if many >= _USUAL))

    def _is_word(self, name: str) -> bool:
        """Tell whether more papers write of it than are by it: "Long", "Tuning"; a name of several words is a name."""
        words = terms(name)
        if len(name.split()) > 1:
            return False
        written = self._library.lexical.matching(Filters(authors=(name,)))
        return not words or len(self._library.lexical.search(words, written + 1)) > written
