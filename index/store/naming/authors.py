"""Papers by their authors: "Hu et al.", "the paper by Ada Lovelace (2024)", a full name, a name beside a title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from index.identity import normalised_title
from index.patterns import patterns
from index.query import Filters
from index.store.lexical import joined
from index.store.naming import MOST, Found
from index.terms import terms

if TYPE_CHECKING:
    from index.store.library import Library

_LEADING = 60  # papers by authors of one surname that are looked at
_PEOPLE = 6  # places with authors that are looked up
_LED, _BY = (re.compile(patterns("authors")[name]) for name in ("led", "by"))
_SIGNS = 6  # of a name in Chinese signs
_WORDS = 5  # of an author's name with words of the title behind it


class Authors:
    """Finds the papers of a library by who wrote them."""

    def __init__(self, library: Library) -> None:
        self._library, self._lexical = library, library.lexical

    def read(self, question: str) -> list[Found]:
        """Return where a question names papers by their authors."""
        found = []
        for pattern in (_LED, _BY):
            for one in islice(pattern.finditer(question), _PEOPLE):
                whole = pattern is _BY and not one["deed"]  # "by Adam" may be anything, "by Adam Kalai" is not
                first = not question[: one.start("person")].strip()
                person, ids = self._person(one["person"], led=pattern is _LED, whole=whole, first=first)
                if ids := self._of_year(ids, one["year"]):
                    start = one.start("person") + one["person"].rfind(person)
                    found.append(Found(start, one.end(), tuple(self._closest(ids, question)), "author"))
        return found

    def _person(
        self, text: str, words: str = "", *, led: bool, whole: bool = False, first: bool = False
    ) -> tuple[str, list[str]]:
        """Return the author's name that a text ends with, and the papers whose titles have all `words`.

        `whole` wants more than the surname. Left out before it are small words, and, of a text that comes `first` in a
        sentence, what is no author's name.
        """
        parts = re.sub(r"['’]s$", "", text).split()
        for n in range(len(parts) - whole):
            person = " ".join(parts[n:])
            for lead in (True, False)[not led :]:
                if ids := self._authored(person, words, lead=lead):
                    return person, ids
            if terms(parts[n]) and not (first and n == 0 and not self._lexical.by(parts[n], 1)):
                break
        return "", []

    def _authored(self, person: str, words: str = "", *, lead: bool = False) -> list[str]:
        """Return the papers that an author of this name wrote, or leads; one word must be the surname."""
        papers = self._library.get(self._lexical.by(person, _LEADING, words, lead=lead))
        wanted = [word for word in normalised_title(re.sub(r"['’]s\b", "", person)).split() if len(word) > 1]
        places = 1 if lead else None
        return [one.id for one in papers if any(_is_called(wanted, who) for who in one.authors[:places])]

    def spelled(self, person: str) -> tuple[str, ...]:
        """Return the names that authors have whom a name with initials, or without some, may mean: `E. Hu`.

        Names in Chinese signs are the same with and without a gap.
        """
        *given, last = normalised_title(person).split() or [""]
        whole = joined(person)
        gaps = range(len(whole) if not whole.isascii() and len(whole) <= _SIGNS else 0)
        asked = [last] if given else []
        asked += [f"{whole[:n]} {whole[n:]}" for n in gaps]
        papers = self._library.get(
            list(dict.fromkeys(key for name in asked for key in self._lexical.by(name, _LEADING)))
        )
        everybody = Counter(who for paper in papers for who in paper.authors)
        meant = [
            who
            for who, _ in everybody.most_common()
            if joined(who) == whole or (given and _may_mean(given, last, normalised_title(who).split()))
        ]
        return tuple(meant[:_PEOPLE])

    def _of_year(self, ids: list[str], year: str | None) -> list[str]:
        if not year or len(ids) < 2:
            return ids
        dated = [one.id for one in self._library.get(ids) if one.published and str(one.published.year) == year]
        return dated or ids

    def _closest(self, ids: list[str], text: str) -> list[str]:
        """Return at most eight of these papers, those first that are most about a text."""
        if len(ids) <= MOST:
            return ids
        about = [key for key, _ in self._lexical.search(terms(text), MOST, Filters(papers=tuple(ids)))]
        return list(dict.fromkeys([*about, *ids]))[:MOST]

    def led(self, name: str) -> list[str]:
        """Return the papers of "Hu et al.", and of these the ones with the words that are said beside it."""
        led = _LED.search(name)
        if not led:
            return []
        beside = f"{name[: led.start()]} {name[led.end() :]}"
        ids = self._person(led["person"], beside, led=True)[1]
        return self._of_year(ids, led["year"])

    def with_words(self, name: str) -> list[str]:
        """Return the papers of an author's full name, or of a name with words of the title behind it."""
        words = [word for word in name.split() if joined(word)]
        for cut in range(len(words), 0, -1) if 1 < len(words) <= _WORDS else ():
            beside = " ".join(words[cut:])
            if (terms(beside) or not beside) and (ids := self._authored(" ".join(words[:cut]), beside)):
                return ids
        return []


def _may_mean(given: Sequence[str], last: str, author: Sequence[str]) -> bool:
    """Tell whether an author has this last name, and given names that these, in order, are or begin."""
    own = iter(author[:-1])
    return author[-1:] == [last] and all(
        any(name == each or (len(each) == 1 and name.startswith(each)) for name in own) for each in given
    )


def _is_called(wanted: Sequence[str], author: str) -> bool:
    """Tell whether an author has all these words in the name, the last one as the surname if it is one alone."""
    words = normalised_title(author).split()
    if not wanted or not words:
        return False
    return words[-1] == wanted[0] if len(wanted) == 1 else set(wanted) <= set(words)
