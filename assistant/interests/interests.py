"""The interests of a reader in a library: read, changed, and made a taste of."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from assistant.interests.profile import DEFAULT, Interest, InterestIsEmpty, UnknownInterest, part_of, table_name
from assistant.interests.taste import Known, Taste, members
from assistant.interests.toml_file import Change, InterestsFile
from index.errors import SourceUnreadable
from index.identity import identifiers
from index.paper import Paper
from index.sources.base import Skipped, cannot_open, printable
from index.sources.encodings import encoding_of
from index.sources.fields import BadRow, read_row
from index.sources.references import bibtex_entries
from index.store.library import Library
from index.store.merging import ids_of, share_author
from index.store.resolver import Resolver

_NAME_WORDS = 6  # a longer text is a title, whole or not at all: a similar one is that of another paper


class Finder:
    """Finds papers of a library by the names in an interest. A name is only taken for what it surely is."""

    def __init__(self, library: Library) -> None:
        self._library, self._resolver = library, Resolver(library)

    def all(self, names: Iterable[str]) -> dict[str, Paper]:
        """Return the papers that are meant, by the names that mean one; others are left out."""
        found = ((name, self.named(name)) for name in names)
        return {name: paper for name, paper in found if paper}

    def named(self, name: str) -> Paper | None:
        """Return the one paper that has this id, title or name of its own; None if none or several have it."""
        if identifiers(name) or len(name.split()) <= _NAME_WORDS:
            resolved = self._resolver.resolve(name)
            sure = resolved.papers if resolved.how in {"id", "title", "name"} else ()
        else:
            sure = tuple(self._titled(name))
        return sure[0] if len(sure) == 1 else None

    def same(self, record: Paper) -> Paper | None:
        """Return the paper of the library that a record from elsewhere is of: by its ids, else by title and authors."""
        ids = ids_of(record)
        dois = [key for key in ids if key.startswith("doi:")]
        if there := self._library.get([*ids, *self._library.lexical.with_doi(dois)]):
            return there[0]
        same = [
            paper
            for paper in self._titled(record.title)
            if not (record.authors and paper.authors) or share_author(record.authors, paper.authors)
        ]
        return same[0] if len(same) == 1 else None

    def _titled(self, title: str) -> list[Paper]:
        return self._library.get([key for ids in self._library.lexical.titled([title]).values() for key in ids])


class Seeds(NamedTuple):
    """What a file cites: papers of the library, the titles of others, and the entries that could not be read."""

    papers: tuple[Paper, ...]
    titles: tuple[str, ...]
    skipped: tuple[Skipped, ...]


def read_seeds(path: Path, finder: Finder) -> Seeds:
    """Return the papers that a BibTeX file cites; raise `SourceUnreadable` if it has no entry with a title."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise cannot_open(path, error) from error
    text = content.decode(encoding_of(content).name, "replace").replace("\r\n", "\n").replace("\r", "\n")
    papers, titles, skipped = dict[str, Paper](), dict[str, None](), list[Skipped]()
    for entry in bibtex_entries(text):
        try:
            if entry.wrong or not isinstance(entry.value, Mapping):
                raise BadRow(entry.wrong or "not an entry with fields")
            row = {**entry.value, "abstract": entry.value.get("title")}  # which it needs not have here
            record = read_row(row, "bibtex", entry.kind).paper
        except BadRow as error:
            skipped.append(Skipped(file=printable(path), line=entry.line, reason=str(error)))
            continue
        if there := finder.same(record):
            papers[there.id] = there
        else:
            titles[record.title] = None
    if not papers and not titles:
        raise SourceUnreadable(f"{printable(path)} has no BibTeX entry with a title.", "Give a .bib file.")
    return Seeds(tuple(papers.values()), tuple(titles), tuple(skipped))


class Named(NamedTuple):
    """A paper that an interest names, and the paper of the library that is meant, None if there is none."""

    name: str
    paper: Paper | None


class Interests:
    """The interests in a data directory, "" for the default one; a file that is no TOML is never written over."""

    def __init__(self, home: Path, library: Library) -> None:
        self._file, self._library, self._finder = InterestsFile(home), library, Finder(library)

    @property
    def file(self) -> Path:
        """Where they are written, if there are any."""
        return self._file.file

    def names(self) -> tuple[str, ...]:
        """Return the names of the interests, in the order of the file."""
        return tuple(self._file.read())

    def get(self, name: str = "") -> Interest:
        """Return an interest; the default one asks for nothing if it is not there."""
        known, name = self._file.read(), table_name(name)
        if name not in known and name != DEFAULT:
            raise UnknownInterest.named(name, tuple(known))
        return known.get(name, Interest())

    def taste(self, name: str = "") -> Taste:
        """Return what an interest makes of papers; nothing if it is the default one and not there."""
        return Taste(self._known(self.get(name)), self._library)

    def asked(self, name: str) -> Interest:
        """Return the interest, or the topic, person or category of the default one, that a name means; "" is all."""
        known, own = self._file.read(), self.get()
        if table_name(name) in known or table_name(name) == DEFAULT:
            return self.get(name)
        if part := part_of(own, table_name(name)):
            return part
        raise UnknownInterest.named(name, (*known, *own.topics, *own.authors, *own.categories))

    def choices(self) -> tuple[str, ...]:
        """Return the names that `asked` understands, first the default interest as a whole if it asks for anything."""
        named, own = tuple(name for name in self.names() if name != DEFAULT), self.get()
        whole = (DEFAULT,) if any((own.topics, own.authors, own.categories, own.liked)) else ()
        return tuple(dict.fromkeys((*whole, *own.topics, *own.authors, *own.categories, *named)))

    def members(self, name: str) -> tuple[str, ...]:
        """Return the ids of the papers meant by what `asked` knows; raise `InterestIsEmpty` if none is near it."""
        found = members(self._known(self.asked(name)), self._library)
        if not found:
            what = f"No paper of the library is near the interest {name!r}."
            raise InterestIsEmpty(what, "Take this limit off, or add papers.")
        return found

    def papers(self, names: Sequence[str]) -> tuple[Named, ...]:
        """Return the papers that names of an interest mean."""
        found = self._finder.all(names)
        return tuple(Named(name, found.get(name)) for name in names)

    def like(self, names: Sequence[str], interest: str = "") -> tuple[Paper, ...]:
        """Put papers among those liked, and return them; the interest is made if it is not there."""
        return self._judge(names, interest, "liked", "disliked")

    def dislike(self, names: Sequence[str], interest: str = "") -> tuple[Paper, ...]:
        """Put papers among those of which less is wanted, and return them; see `like`."""
        return self._judge(names, interest, "disliked", "liked")

    def add(self, wanted: Interest, interest: str = "") -> None:
        """Put what `wanted` holds into an interest, which is made if it is not there."""
        values = ((key, getattr(wanted, key)) for key in Interest.model_fields)
        self._file.change(table_name(interest), [Change(key, dict.fromkeys(each, "")) for key, each in values if each])

    def remove(self, unwanted: Interest, interest: str = "") -> None:
        """Take what `unwanted` holds out of an interest; papers in whatever way they are named."""
        there = self._there(interest)
        changes = []
        for key in Interest.model_fields:
            gone = set(getattr(unwanted, key))
            if key in {"liked", "disliked"}:
                gone |= {name for name, _ in self._naming(getattr(there, key), self._finder.all(gone).values())}
            changes.append(Change(key, removed=tuple(gone)))
        self._file.change(table_name(interest), changes)

    def seed(self, path: Path, interest: str = "") -> Seeds:
        """Put what a BibTeX file cites among the papers liked: by its id, or by title what is not in the library."""
        seeds = read_seeds(path, self._finder)
        there = self._file.read().get(table_name(interest), Interest())
        named = {key for _, key in self._naming((*there.liked, *there.disliked), seeds.papers)}
        fresh = dict(self._as_written(paper) for paper in seeds.papers if paper.id not in named)
        self._file.change(table_name(interest), [Change("liked", {**fresh, **dict.fromkeys(seeds.titles, "")})])
        return seeds

    def clear(self, interest: str = "") -> Interest:
        """Take an interest out of the file, and return it as it was."""
        there = self._there(interest)
        self._file.remove(table_name(interest))
        return there

    def _known(self, interest: Interest) -> Known:
        liked, disliked = self._finder.all(interest.liked), self._finder.all(interest.disliked)
        unknown = tuple(one for one in interest.liked if one not in liked and len(one.split()) > 1)
        return Known(interest, tuple(liked.values()), tuple(disliked.values()), unknown)

    def _there(self, interest: str) -> Interest:
        known, name = self._file.read(), table_name(interest)
        if name not in known:
            raise UnknownInterest.named(name, tuple(known))
        return known[name]

    def _judge(self, names: Sequence[str], interest: str, to: str, back: str) -> tuple[Paper, ...]:
        papers = tuple({paper.id: paper for paper in map(self._library.resolve, names)}.values())
        there = self._file.read().get(table_name(interest), Interest())
        taken = self._naming(getattr(there, back), papers)
        has = {key for _, key in self._naming(getattr(there, to), papers)}
        spelled = {key: (name, "") for name, key in taken}  # as the person wrote it
        added = dict(spelled.get(paper.id) or self._as_written(paper) for paper in papers if paper.id not in has)
        changes = [Change(back, removed=tuple(name for name, _ in taken)), Change(to, added)]
        self._file.change(table_name(interest), changes)
        return papers

    def _as_written(self, paper: Paper) -> tuple[str, str]:
        """Return what names a paper for good, and a comment: an id made of a title goes when a source has a better."""
        if paper.id.startswith("title:") and self._finder.named(paper.title) == paper:
            return paper.title, ""
        return paper.id, paper.title

    def _naming(self, names: Sequence[str], papers: Iterable[Paper]) -> list[tuple[str, str]]:
        """Return those of the names that mean one of the papers, each with its id."""
        wanted = {paper.id for paper in papers}
        return [(name, paper.id) for name, paper in self._finder.all(names).items() if paper.id in wanted]
