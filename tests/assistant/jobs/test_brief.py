"""Briefs: which papers, told how, and what is remembered of them."""

import datetime as dt
from pathlib import Path

import pytest

from assistant.jobs.brief import Audience, BriefKey, Desk, brief
from assistant.jobs.brief_days import Span, latest
from assistant.jobs.brief_opening import in_titles
from assistant.types import Brief
from assistant.writers.base import Writer
from assistant.writers.composition import LEAST_WORDS, MOST_WORDS
from assistant.writers.extractive import ExtractiveWriter
from index.embedders.static import StaticEmbedder
from index.paper import Paper
from index.search.retriever import HybridRetriever
from index.store.library import Library
from tests.support.memory import Memory, told_to
from tests.support.papers import ALL, LANTERN, MOSSGATE, ZEBRAFOLD, paper
from tests.support.writers import ScriptedWriter

MONDAY = dt.date(2025, 3, 10)
THINGS = {
    "Quillmoss": ("a mapping tool that draws peat bogs from satellite images", "maps 1,200 bogs in 3 hours"),
    "Bellvane": ("a controller that steers small sailing boats through storms", "keeps 92% of the boats on course"),
    "Tarnfish": ("a sonar decoder that counts trout in mountain lakes", "counts trout with an error of 4.5%"),
    "Oakdial": ("a dating method that reads the age of beams from photographs", "dates 88% of beams within 5 years"),
    "Fennlark": ("a recorder that separates the songs of marsh birds at night", "separates 41 species in 12 marshes"),
}


def told(name: str, day: dt.date, *, number: int, upvotes: int | None = None, **fields: object) -> Paper:
    """A paper as people write them, on a subject of its own."""
    what, result = THINGS[name]
    abstract = (
        f"Earlier systems are slow and costly, since they learn from large sets of examples. To address "
        f"this, we introduce {name}, {what} without any help from people. Our method learns from a small set of "
        f"examples that volunteers have marked. Extensive experiments show that {name} {result}, while costing a third "
        f"of the best earlier system. We release our code."
    )
    title = f"{name}: {what.split(' that ')[1].capitalize()}"
    identifier = f"2503.{number:05d}"
    known = {"authors": ("Ada Example", "Bo Other"), "published": day - dt.timedelta(days=2), "featured": day}
    return paper(title, abstract, identifier, upvotes=upvotes, **{**known, **fields})


def a_day(day: dt.date = MONDAY, first: int = 1) -> list[Paper]:
    return [told(name, day, number=first + n, upvotes=10 * n) for n, name in enumerate(THINGS)]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "library", StaticEmbedder())


def write(
    library: Library, span: Span, *writers: Writer, audience: Audience | None = None, again: bool = False
) -> Brief:
    desk = Desk(library, HybridRetriever(library), writers or (ExtractiveWriter(),))
    return brief(span, desk, audience or told_to(), again=again)


def on(day: dt.date = MONDAY) -> Span:
    return Span(day, day)


def names(result: Brief) -> list[str]:
    return [source.title.partition(":")[0] for source in result.sources]


def length(result: Brief) -> int:
    return sum(len(claim.text.split()) for claim in result.claims)


def test_brief_is_one_paragraph_of_90_to_140_words_in_the_third_person(library: Library) -> None:
    library.upsert(a_day())
    result = write(library, on())
    assert LEAST_WORDS <= length(result) <= MOST_WORDS
    assert "\n" not in result.text
    assert not {"we", "our", "We", "Our"} & set(result.text.split())
    assert len(result.sources) >= 3


def test_each_sentence_rests_on_the_record_or_on_one_sentence_of_an_abstract(library: Library) -> None:
    library.upsert(a_day())
    first, *others = write(library, on()).claims
    assert (first.basis, first.verdict) == ("record", None)
    assert first.text == ("The daily list of Monday, 10 March 2025 has 5 papers; Fennlark has the most votes, 40.")
    assert {claim.support for claim in others} <= {"quoted", "supported"}
    assert all(len(claim.citations) == 1 for claim in others)


def test_what_a_paper_is_and_its_result_are_told(library: Library) -> None:
    library.upsert(a_day())
    text = write(library, on()).text
    assert (
        "Fennlark is a recorder that separates the songs of marsh birds at night without any help from people." in text
    )
    assert "Fennlark separates 41 species in 12 marshes, while costing a third of the best earlier system." in text


def test_others_of_the_day_are_listed_below_with_what_they_are(library: Library) -> None:
    library.upsert(a_day())
    result = write(library, on())
    told_of = {source.id for source in result.sources}
    assert {other.id for other in result.others} == {one.id for one in a_day()} - told_of
    assert [other.upvotes for other in result.others] == sorted((o.upvotes for o in result.others), reverse=True)  # type: ignore[type-var]
    assert all(" is a " in other.gist for other in result.others)


def test_paper_with_most_votes_comes_first_and_each_says_why_it_is_there(library: Library) -> None:
    library.upsert(a_day())
    result = write(library, on())
    assert names(result)[0] == "Fennlark"
    assert result.picks[0].id == result.sources[0].id
    assert result.picks[0].reason == "most votes: 40"
    assert all(pick.reason for pick in result.picks)


def test_papers_are_those_of_the_list_whenever_they_were_published(library: Library) -> None:
    other_day = told("Quillmoss", MONDAY + dt.timedelta(days=3), number=9, published=MONDAY, upvotes=99)
    library.upsert([*a_day()[1:], other_day])
    assert "Quillmoss" not in names(write(library, on()))


def test_without_a_list_the_papers_published_that_day_are_told(library: Library) -> None:
    library.upsert([told(name, MONDAY, number=n, featured=None, published=MONDAY) for n, name in enumerate(THINGS, 1)])
    result = write(library, on())
    assert result.claims[0].text == "5 papers in the library were published on Monday, 10 March 2025."
    assert len(result.sources) >= 3


def test_withdrawn_paper_is_never_told_nor_listed(library: Library) -> None:
    library.upsert([one.model_copy(update={"withdrawn": one.upvotes == 40}) for one in a_day()])
    result = write(library, on())
    assert "Fennlark" not in result.text + "".join(other.title for other in result.others)
    assert result.papers == 4


def test_no_two_near_papers_are_told(library: Library) -> None:
    twin = told("Fennlark", MONDAY, number=77, upvotes=39).model_copy(
        update={"title": "Fennlark Two: Separates the songs of marsh birds at night"}
    )
    library.upsert([*a_day(), twin])
    assert not {"Fennlark", "Fennlark Two"} <= set(names(write(library, on())))


def test_week_draws_from_all_its_days(library: Library) -> None:
    days = [MONDAY + dt.timedelta(days=n) for n in range(5)]
    library.upsert(
        [told(name, day, number=n, upvotes=n) for n, (name, day) in enumerate(zip(THINGS, days, strict=True), 1)]
    )
    result = write(library, Span(days[0], days[-1]))
    assert set(names(result)) == set(THINGS)
    assert result.claims[0].text.startswith("The daily lists from 10 to 14 March 2025 have 5 papers")


def test_topic_is_told_of_the_papers_that_are_on_it(library: Library) -> None:
    library.upsert(ALL)
    result = write(library, Span(None, None, "Mossgate moss images"))
    assert names(result) == ["Mossgate"]
    assert "The search for “Mossgate moss images” found 1 paper" in result.text


class Wants:
    """Wants one paper more than all votes, and no other."""

    def __init__(self, name: str, much: float) -> None:
        self.name, self.much = name, much

    def score(self, paper: Paper) -> tuple[float, str]:
        return (self.much, f"you asked for {self.name}") if self.name in paper.title else (0.0, "")


def test_interest_of_the_reader_brings_a_paper_in_and_keeps_one_out(library: Library) -> None:
    library.upsert(a_day())
    wanted = write(library, on(), audience=told_to(taste=Wants("Quillmoss", 1.0)))
    assert names(wanted)[1] == "Quillmoss"
    assert names(wanted)[:1] == ["Fennlark"]
    assert "you asked for Quillmoss" in [pick.reason for pick in wanted.picks]
    for disliked in ("Tarnfish", "Fennlark"):  # the second has most votes
        found = write(library, on(), audience=told_to(taste=Wants(disliked, -1.0)))
        assert disliked not in names(found) + [other.title.partition(":")[0] for other in found.others]


def test_same_brief_comes_twice_and_nothing_is_told_a_second_time(library: Library) -> None:
    tuesday = MONDAY + dt.timedelta(days=1)
    library.upsert(a_day())
    memory = Memory()
    first = write(library, on(), audience=told_to(ledger=memory))
    assert memory.told(BriefKey(MONDAY, MONDAY, None, "")) == first
    shown = {source.id for source in first.sources}
    library.upsert([one.model_copy(update={"featured": tuesday}) for one in a_day() if one.id not in shown])
    library.upsert([told("Fennlark", MONDAY, number=99, upvotes=500)])
    assert write(library, on(), audience=told_to(ledger=memory)) == first
    assert "500" in write(library, on(), audience=told_to(ledger=memory), again=True).text


def test_paper_told_within_two_weeks_is_not_told_again(library: Library) -> None:
    later = MONDAY + dt.timedelta(days=5)
    memory = Memory()
    library.upsert(a_day())
    before = write(library, on(), audience=told_to(ledger=memory))
    shown = {source.id for source in before.sources}
    after = write(library, Span(MONDAY, later), audience=told_to(ledger=memory))
    assert {source.id for source in after.sources} & shown  # a week may tell of its own days
    moved = Library(library._folder.parent / "moved", StaticEmbedder())
    moved.upsert([one.model_copy(update={"featured": later}) for one in a_day()])
    again = write(moved, on(later), audience=told_to(ledger=memory))
    assert not {source.id for source in again.sources} & shown
    far = MONDAY + dt.timedelta(days=40)
    assert memory.shown_before(far, 14, "") == frozenset()


def test_day_whose_papers_were_all_told_says_so(library: Library) -> None:
    later, memory = MONDAY + dt.timedelta(days=3), Memory()
    one = told("Fennlark", MONDAY, number=1, upvotes=3)
    library.upsert([one])
    write(library, on(), audience=told_to(ledger=memory))
    moved = Library(library._folder.parent / "moved", StaticEmbedder())
    moved.upsert([one.model_copy(update={"featured": later})])
    result = write(moved, on(later), audience=told_to(ledger=memory))
    assert result.claims == ()
    assert "You have been told of the only paper of 2025-03-13" in result.empty


def test_readers_of_different_interests_are_told_the_same_paper(library: Library) -> None:
    library.upsert(a_day())
    memory = Memory()
    write(library, on(), audience=told_to(interest="boats", ledger=memory))
    assert memory.shown_before(MONDAY + dt.timedelta(days=1), 14, "birds") == frozenset()
    assert memory.shown_before(MONDAY + dt.timedelta(days=1), 14, "boats")


def test_open_span_is_written_anew_each_time(library: Library) -> None:
    library.upsert(a_day())
    memory = Memory()
    write(library, Span(MONDAY, None), audience=told_to(ledger=memory))
    assert memory.told(BriefKey(MONDAY, None, None, "")) is None


EMPTY = {
    "no paper of the day": (on(dt.date(2025, 3, 15)), "The nearest day with papers is 2025-03-10 (5 papers)"),
    "a day between": (on(MONDAY + dt.timedelta(days=1)), "are 2025-03-10 (5 papers) and 2025-03-12 (1 paper)"),
    "topic of other days": (Span(MONDAY, MONDAY, "volcanoes"), "None of the 5 papers of these days is about"),
}


@pytest.mark.parametrize(("span", "why"), EMPTY.values(), ids=EMPTY)
def test_empty_brief_says_why_and_which_day_has_something(library: Library, span: Span, why: str) -> None:
    library.upsert(a_day())
    if span.since == MONDAY + dt.timedelta(days=1):
        library.upsert([told("Oakdial", MONDAY + dt.timedelta(days=2), number=70).model_copy(update={"title": "Oak"})])
    writer = ScriptedWriter("It is a shop [P1.S1].")
    result = write(library, span, writer)
    assert (result.claims, result.text, writer.asked) == ((), "", [])
    assert why in result.empty


def test_day_whose_papers_were_listed_later_is_not_said_to_have_none(library: Library) -> None:
    library.upsert(a_day())
    before = MONDAY - dt.timedelta(days=1)
    library.upsert([told("Oakdial", MONDAY, number=70).model_copy(update={"title": "Oak", "published": before})])
    assert write(library, on(before)).empty.startswith(
        f"No daily list on {before} is known; the one paper published then stood on lists of other days. The nearest"
    )


def test_latest_days_are_one_that_has_papers_or_where_they_are_few_as_many_as_hold_some(library: Library) -> None:
    assert latest(MONDAY, library) is None
    library.upsert(a_day())
    week = MONDAY + dt.timedelta(days=7)
    assert latest(week, library) == on()
    library.upsert([told("Quillmoss", MONDAY + dt.timedelta(days=1), number=9)])
    assert latest(week, library) == Span(MONDAY, MONDAY + dt.timedelta(days=1))


def test_brief_of_an_empty_or_undated_library_says_so(library: Library) -> None:
    assert "assistant ingest" in write(library, on()).empty
    library.upsert([LANTERN])
    assert "None of the 1 papers in the library has a date" in write(library, on()).empty


def test_best_paper_is_named_by_its_title_where_nothing_of_it_can_be_told(library: Library) -> None:
    riddle = paper(
        "What Do Lanterns Want?", "It is unclear. What do they want? See https://lanterns.org.", "2503.00042",
        featured=MONDAY, published=MONDAY, upvotes=400,
    )  # fmt: skip
    library.upsert([*a_day(), riddle])
    result = write(library, on())
    assert "“What Do Lanterns Want?” has the most votes, 400" in result.claims[0].text
    assert result.sources[0].id == riddle.id


def test_name_that_the_title_lacks_stands_behind_it_where_the_paper_is_told_by_it(library: Library) -> None:
    hidden = paper(
        "Songs in the Dark: Listening to Marshes", "Marshes are dark. We present DarkLark, a recorder that separates "
        "songs of marsh birds at night. DarkLark separates 52 species in 12 marshes, more than any earlier system.",
        "2503.00043", featured=MONDAY, published=MONDAY, upvotes=400,
    )  # fmt: skip
    library.upsert([*a_day(), hidden])
    first, second, *_ = write(library, on()).claims
    assert "; “Songs in the Dark: Listening to Marshes” (DarkLark) has the most votes, 400." in first.text
    assert second.text.startswith("DarkLark is a recorder")


def test_only_paper_of_a_day_is_told_by_whatever_sentence_it_has(library: Library) -> None:
    library.upsert(ALL)
    result = write(library, on(dt.date(2024, 2, 3)))
    assert "Mossgate finds the right species in 88 of 100 queries." in result.text
    assert "1 paper in the library was published on Saturday, 3 February 2024" in result.text


def test_model_writes_behind_the_first_sentence_and_is_checked(library: Library) -> None:
    library.upsert([ZEBRAFOLD, MOSSGATE])
    writer = ScriptedWriter(
        "Training on long token streams is slow and costly [P1.S1]. Zebrafold needs 99% less time [P1.S3]."
    )
    result = write(library, Span(dt.date(2024, 1, 2), dt.date(2024, 1, 2)), writer, ExtractiveWriter())
    assert writer.asked == [result.claims[0].text]
    assert [claim.support for claim in result.claims] == [None, "quoted", "unsupported"]


def test_sentence_of_a_model_that_rests_on_nothing_is_left_out(library: Library) -> None:
    library.upsert(a_day())
    said = "Two papers count things. Fennlark separates 41 species in 12 marshes [P1.S4]."
    _, *claims = write(library, on(), ScriptedWriter(said)).claims
    assert [claim.text for claim in claims] == ["Fennlark separates 41 species in 12 marshes."]


def test_model_that_writes_too_much_is_cut_at_a_sentence(library: Library) -> None:
    library.upsert(a_day())
    many = " ".join("Fennlark separates 41 species in 12 marshes and does it well, as told in part "
                    f"{n} of a long report on birds [P1.S4]." for n in range(40))  # fmt: skip
    result = write(library, on(), ScriptedWriter(many), ExtractiveWriter())
    assert length(result) <= 1.2 * MOST_WORDS
    assert result.claims[-1].text.endswith(".")


def test_two_papers_on_one_subject_are_joined_and_it_is_said(library: Library) -> None:
    birds = [
        paper(
            f"{name}: {title}",
            f"Marsh birds are hard to count at night, and birds that hide are missed. We introduce {name}, {what}. "
            f"Experiments on recordings of birds show that {name} {result}.",
            f"2503.{number:05d}", featured=MONDAY, published=MONDAY, upvotes=votes,
        )
        for name, title, what, result, number, votes in (
            ("Fennlark", "Separating the songs of marsh birds", "a recorder that separates the songs of marsh birds",
             "separates 41 species of birds in 12 marshes", 1, 9),
            ("Reedwren", "Counting shy birds by their calls", "a counter that tells single birds by their calls",
             "counts shy birds with an error of 4.5%", 2, 7),
        )
    ]  # fmt: skip
    library.upsert([*birds, told("Tarnfish", MONDAY, number=3, upvotes=8)])
    texts = [claim.text for claim in write(library, on()).claims]
    assert "The two told first are on birds." in texts
    at = texts.index("The two told first are on birds.")
    assert "Fennlark" in texts[at + 1]
    assert "Reedwren" in " ".join(texts[at + 2 : at + 4])


def test_first_half_of_a_word_is_no_subject() -> None:
    titles = ("Self-Cooling Kilns", "Self-Turning Boats", "Self-Reading Lanterns", "Self-Folding Maps")
    papers = [paper(title, "All of them are old.", f"2503.1000{n}") for n, title in enumerate(titles)]
    assert in_titles(papers, papers) == ""


def test_titles_are_counted_only_where_one_of_them_is_told() -> None:
    shared = [
        paper(f"{name}: Video of Harbours", "Boats are filmed.", f"2503.1000{n}") for n, name in enumerate(THINGS)
    ]
    other = paper("Kilns of the North", "Kilns are counted.", "2503.20000")
    assert in_titles([*shared, other], shared[:1]) == "five with “harbours” in the title"
    assert in_titles([*shared, other], [other]) == ""


def test_other_forms_of_a_word_are_not_counted_as_that_word_but_its_plural() -> None:
    titles = ("A Harbour", "Two Harbours", "Harbours Again", "The Harbour", "A Harbours Day")
    papers = [paper(title, "Boats are filmed.", f"2503.1000{n}") for n, title in enumerate(titles)]
    harboured = paper("What Was Harboured", "Boats are filmed.", "2503.20001")
    assert in_titles([*papers, harboured], papers).startswith("five with")
    built = paper("HARBOUR-Built Boats", "Boats are filmed.", "2503.20002")  # the word stands there all the same
    assert in_titles([*papers, harboured, built], papers).startswith("six with")


def test_what_was_asked_for_is_named_by_its_title_where_no_sentence_of_it_can_be_told(library: Library) -> None:
    hidden = paper("Kilns of the North", "Why are kilns cold?", "2503.20000", featured=MONDAY, upvotes=1)
    library.upsert([*a_day(), hidden])
    result = write(library, on(), audience=told_to(taste=Wants("Kilns of the North", 1.0)))
    assert "On what you asked for there is “Kilns of the North”." in result.text
    assert length(result) <= MOST_WORDS
