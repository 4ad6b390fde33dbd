"""The page of a day: its brief, its papers, what is said where there are none, and the interests beside them."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.config import Settings
from assistant.engine import Assistant
from assistant.jobs.brief_days import Span
from assistant.store.reader import Marks, Visits
from assistant.web import frame
from assistant.web.pages import today
from assistant.web.pages.today_briefs import days_meant, told, told_before, wanted
from assistant.web.pages.today_day import Day, ordered, papers_of
from assistant.web.pages.today_fetch import offer
from assistant.web.render import math
from index.paper import Paper
from tests.support.papers import paper
from tests.web.conftest import PATIENCE

MONDAY = dt.date(2026, 3, 30)
FRIDAY, SATURDAY, TUESDAY = dt.date(2026, 3, 27), dt.date(2026, 3, 28), dt.date(2026, 3, 31)
THINGS = {
    "Quillmoss": "a mapping tool that draws peat bogs from satellite images",
    "Bellvane": "a controller that steers small sailing boats through storms",
    "Tarnfish": "a sonar decoder that counts trout in mountain lakes",
    "Oakdial": "a dating method that reads the age of beams from photographs",
    "Fennlark": "a recorder that separates the songs of marsh birds at night",
}


def listed(name: str, day: dt.date, number: int, votes: int, **fields: Any) -> Paper:
    abstract = (
        f"Such work is slow where it is done by hand. We introduce {name}, {THINGS[name]} without help from people. "
        f"{name} reaches {80 + number}% on a test of ours, at a third of the cost of the best earlier system."
    )
    known = {"featured": day, "published": day, "upvotes": votes, "url": f"https://arxiv.org/abs/2603.{number:05d}"}
    return paper(f"{name}: One of Many Things", abstract, f"2603.{number:05d}", **known | fields)


FOUR = ("Ada Example", "Bo Example", "Cy Example", "Di Example")
PAPERS = [
    listed("Quillmoss", MONDAY, 1, 7, authors=FOUR, comments=2, sources=("hub",)),
    listed("Bellvane", MONDAY, 2, 12, code_url="https://github.com/example/bellvane"),
    listed("Tarnfish", MONDAY, 3, 1),
    listed("Oakdial", FRIDAY, 4, 3),
    listed("Fennlark", TUESDAY, 5, 2),
]


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    opened = Assistant.open(Settings(home=tmp_path / "home", time_zone="UTC"))
    opened.library.upsert(PAPERS)
    return opened


def names(papers: Any) -> list[str]:
    return [one.title.partition(":")[0] for one in papers]


def last(pieces: Iterator[tuple[str, str, str]]) -> tuple[str, str, str]:
    return list(pieces)[-1]


@pytest.mark.parametrize(
    ("words", "since", "until"),
    [
        ("2026-03-30", MONDAY, MONDAY),
        ("yesterday", MONDAY, MONDAY),
        ("last Friday", FRIDAY, FRIDAY),
        ("tuesday", TUESDAY, TUESDAY),
        ("last tuesday", dt.date(2026, 3, 24), dt.date(2026, 3, 24)),
        ("4 days ago", FRIDAY, FRIDAY),
        ("30 March", MONDAY, MONDAY),
        ("March 2026", dt.date(2026, 3, 1), TUESDAY),
        ("this week", MONDAY, TUESDAY),
        ("last March", dt.date(2025, 3, 1), dt.date(2025, 3, 31)),
        ("30. März 2026", MONDAY, MONDAY),
        ("the 30th of march", MONDAY, MONDAY),
    ],
)
def test_days_are_meant_in_words(words: str, since: dt.date, until: dt.date) -> None:
    assert days_meant(words, TUESDAY) == (since, until)


@pytest.mark.parametrize("words", ["", "soon", "12", "9" * 40, "2026-02-31", "<b>"])
def test_what_is_no_day_is_none(words: str) -> None:
    assert days_meant(words, TUESDAY) is None


def test_the_newest_day_is_shown_and_a_word_that_is_no_day_is_told(assistant: Assistant) -> None:
    assert wanted({}, assistant.library, dt.date(2026, 6, 1)).day == TUESDAY
    assert wanted({"day": "soon"}, assistant.library, dt.date(2026, 6, 1)).problem == "soon"
    head, _, _ = last(Day(assistant, {"day": "soon"}).shown())
    assert "Tuesday, 31 March 2026" in head
    assert "“soon” is no day" in head


def test_days_with_papers_are_a_link_away(assistant: Assistant) -> None:
    head, _, _ = last(Day(assistant, {"day": str(MONDAY)}).shown())
    assert f'rel="prev" href="./?day={FRIDAY}"' in head
    assert f'rel="next" href="./?day={TUESDAY}"' in head
    head, _, _ = last(Day(assistant, {"day": str(FRIDAY)}).shown())
    assert 'rel="prev"' not in head


def test_cards_come_by_votes_and_say_what_is_known(assistant: Assistant) -> None:
    day = Day(assistant, {"day": str(MONDAY)})
    first, (_, _, cards), (_, _, whole) = day.shown()
    assert first[2].index("Bellvane") < first[2].index("Quillmoss") < first[2].index("Tarnfish")
    assert "Ada Example, Bo Example, Cy Example and 1 more" in cards
    assert 'href="https://arxiv.org/pdf/2603.00002"' in cards
    assert 'href="https://huggingface.co/papers/2603.00001"' in cards
    assert 'href="https://github.com/example/bellvane"' in cards
    assert "Tarnfish is a sonar decoder that counts trout in mountain lakes" in cards  # in the third person
    assert whole.count("Told in the brief above.") == 3  # and not once more by each card


def test_the_library_goes_to_the_newest_list(assistant: Assistant) -> None:
    assert frame.counted(assistant) == "5 papers · to 31 March 2026"
    late = listed("Oakdial", TUESDAY + dt.timedelta(days=2), 9, 0, published=TUESDAY)
    assistant.library.put([late])
    assert frame.counted(assistant) == "6 papers · to 2 April 2026"
    assistant.library.put(
        [late.model_copy(update={"id": "arxiv:2604.00010", "published": dt.date(2026, 4, 3), "featured": None})]
    )
    assert frame.counted(assistant) == "7 papers · to 3 April 2026"


def test_interests_come_first_and_say_so(assistant: Assistant) -> None:
    wish = {"do": "want", "kind": "topics", "words": " counting  trout by sonar "}
    assert "comes first from now on" in today.change(assistant, wish)
    order = ordered(assistant, papers_of(assistant, wanted({"day": str(MONDAY)}, assistant.library, TUESDAY)))
    assert names(order.papers)[0] == "Tarnfish"
    assert order.reasons[PAPERS[2].id] == "near your topic “counting trout by sonar”"
    assert "counting trout by sonar" in today.panel(assistant)
    today.change(assistant, {"do": "drop", "kind": "topics", "words": "counting trout by sonar"})
    assert not assistant.interests.get()


def test_interests_are_seeded_from_what_was_saved(assistant: Assistant) -> None:
    assert "Take what I saved" not in today.panel(assistant)
    Marks(assistant.database).put([PAPERS[0].id], "saved")
    assert "Take what I saved (1)" in today.panel(assistant)
    assert "Saved papers (1)" in today.panel(assistant)
    assert "1 saved paper" in today.change(assistant, {"do": "seed"})
    assert assistant.interests.get().liked == (PAPERS[0].id,)
    assert "Take what I saved" not in today.panel(assistant)


@pytest.mark.parametrize(
    "pressed",
    [{}, {"do": "want", "kind": "liked", "words": "x"}, {"do": "want", "kind": "topics", "words": " "}, {"do": "drop"}],
)
def test_what_no_button_of_ours_sends_changes_no_interest(assistant: Assistant, pressed: dict[str, str]) -> None:
    assert today.change(assistant, pressed) == ""
    assert not assistant.interests.get()


def on(day: dt.date, **asked: str) -> dict[str, str]:
    return {"day": str(day), **asked}


def test_the_brief_of_a_day_that_is_over_is_the_one_that_everybody_tells(assistant: Assistant) -> None:
    before = told(assistant, wanted(on(MONDAY), assistant.library, TUESDAY), 3)
    assert before.brief == assistant.brief(Span(MONDAY, MONDAY))  # seconds and all
    assert told(assistant, wanted(on(MONDAY), assistant.library, TUESDAY), 3) == before


def test_the_days_in_the_heading_are_not_said_again_by_the_brief(assistant: Assistant) -> None:
    head, brief, _ = last(Day(assistant, on(MONDAY)).shown())
    assert "Monday, 30 March 2026" in head
    assert "The daily list has 3 papers" in brief
    kept = told_before(assistant, wanted(on(MONDAY), assistant.library, TUESDAY), 3)
    assert kept
    assert kept.brief
    assert kept.brief.text.startswith("The daily list of Monday, 30 March 2026 has 3 papers")  # as in a mail
    _, brief, _ = last(Day(assistant, {"since": str(FRIDAY), "until": str(TUESDAY)}).shown())
    assert "The daily lists have 5 papers" in brief


def test_what_came_since_the_last_visit_is_a_link_away(assistant: Assistant) -> None:
    def since() -> str:
        return re.sub(r"<[^>]+>", "", last(Day(assistant, {}).shown())[0])

    assert "since you were here" not in since()
    Visits(assistant.database).note(SATURDAY, FRIDAY)
    assert "4 papers on 2 days since you were here" in since()
    assert f'href="./?since={SATURDAY}&amp;until={TUESDAY}"' in last(Day(assistant, {}).shown())[0]
    Visits(assistant.database).note(dt.date(2026, 3, 29), MONDAY)
    assert "since you were here" not in since()  # one day, which is the one shown


@pytest.fixture
def of_today(assistant: Assistant) -> Assistant:
    """A library whose newest list is that of today."""
    today = dt.datetime.now(dt.UTC).date()
    assistant.library.put([one.model_copy(update={"featured": today, "published": today}) for one in PAPERS[:3]])
    return assistant


def test_to_look_at_a_list_that_still_fills_takes_nothing_from_the_next_delivery(of_today: Assistant) -> None:
    today = dt.datetime.now(dt.UTC).date()
    page = Day(of_today, on(today))
    seen = told(of_today, page.wanted, len(page.papers)).brief
    assert seen
    assert told(of_today, page.wanted, len(page.papers)).brief == seen  # on a reload
    assert of_today.ledger.history() == ()
    assert of_today.ledger.shown_before(today + dt.timedelta(days=1), 14, "") == frozenset()
    late = listed("Fennlark", today, 5, 99, published=today)
    of_today.library.put([late])
    renewed = told(of_today, page.wanted, 4).brief
    assert renewed != seen
    assert renewed
    assert "Fennlark" in names(renewed.sources)


def test_a_list_that_has_hardly_begun_has_no_brief_yet(of_today: Assistant) -> None:
    today = dt.datetime.now(dt.UTC).date()
    of_today.library.remove([PAPERS[0].id])
    _, brief, cards = last(Day(of_today, on(today)).shown())
    assert "still fills" in brief
    assert "Bellvane" in cards


def test_a_look_at_several_days_or_a_topic_is_kept_apart(assistant: Assistant) -> None:
    for query in ({"since": str(FRIDAY), "until": str(TUESDAY)}, {"topic": "sonar for trout"}):
        page = Day(assistant, query)
        seen = told(assistant, page.wanted, len(page.papers)).brief
        assert seen
        assert told(assistant, page.wanted, len(page.papers)).brief == seen
    assert assistant.ledger.history() == ()
    head, brief, cards = last(Day(assistant, {"topic": "sonar for trout"}).shown())
    assert "“sonar for trout”" in head
    assert "Tarnfish" in brief
    assert "Tarnfish" in cards


def test_why_a_day_is_empty_comes_with_the_nearest_days(assistant: Assistant) -> None:
    _, brief, page = last(Day(assistant, on(dt.date(2026, 3, 28))).shown())
    assert "no lists at weekends" in page
    assert f'href="./?day={FRIDAY}"' in page
    assert f'href="./?day={MONDAY}"' in page
    assert "assistant " not in page + brief
    _, _, page = last(Day(assistant, on(dt.date(2020, 1, 1))).shown())
    assert "No paper in the library stood on the list of this day" in page


def test_an_empty_library_says_what_to_do(tmp_path: Path) -> None:
    bare = Assistant.open(Settings(home=tmp_path))
    head, _, page = last(Day(bare, {}).shown())
    assert "20" in head
    assert "./library" in page


@pytest.mark.parametrize(
    ("day", "today", "papers", "button"),
    [
        (TUESDAY, dt.date(2026, 6, 1), 3, "Fetch the last 30 days"),
        (FRIDAY, dt.date(2026, 4, 7), 3, "Fetch the new lists"),
        (MONDAY, TUESDAY, 3, "Fetch what is new"),
        (FRIDAY, dt.date(2026, 6, 1), 0, "Fetch this day"),
        (dt.date(2026, 3, 28), TUESDAY, 0, None),  # a Saturday
        (dt.date(2026, 4, 1), TUESDAY, 0, None),  # still to come
    ],
)
def test_what_can_be_fetched(
    assistant: Assistant, day: dt.date, today: dt.date, papers: int, button: str | None
) -> None:
    there = offer(assistant.library, day, today, is_newest=True, papers=papers)
    assert (there.button if there else None) == button
    assert all(one.weekday() < 5 and one <= today for one in (there.days if there and len(there.days) < 30 else ()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a < b", "a &lt; b"),
        (r"at $O(n \log n)$ cost", r'at <span class="tex">$O(n \log n)$</span> cost'),
        (r"a \textit{kind} of 50\%", "a kind of 50%"),
        ("for $4 per test and $25 per day", "for $4 per test and $25 per day"),
        (r"\(x<1\)", '<span class="tex">$x&lt;1$</span>'),
        (
            "O(n^2) of C^2D, 2^{18}, 10^(-9), 360^circ",
            "O(n<sup>2</sup>) of C<sup>2</sup>D, 2<sup>18</sup>, 10<sup>-9</sup>, 360°",
        ),
        ("α_t, x_{i}, (I_1, pi_0)", "α<sub>t</sub>, x<sub>i</sub>, (I<sub>1</sub>, pi<sub>0</sub>)"),
        ("x_{<b>}^{&}", "x<sub>&lt;b&gt;</sub><sup>&amp;</sup>"),
        *((text, text) for text in ("my_file_name a_b.py v4_v5 d_in A_B_C", "https://a.io/x_1/b_{i}^2", "^_^ a ^2 _x")),
        ("$<img src=x onerror=alert(1)>$", '<span class="tex">$&lt;img src=x onerror=alert(1)&gt;$</span>'),
    ],
)
def test_formulas_are_marked_and_other_tex_is_read(text: str, shown: str) -> None:
    assert math(text) == shown


@pytest.fixture(scope="module")
def url(browser: Any, serve: Any) -> str:
    attack = "<img src=x onerror=\"document.title='hacked'\">"
    hostile = listed("Oakdial", FRIDAY, 6, 9, authors=(attack,), organisation=attack, comments=1)
    hostile = hostile.model_copy(update={"title": f"{attack} ${{{attack}}}$"})
    return str(serve([*PAPERS, hostile], time_zone="UTC"))


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


@pytest.mark.browser
def test_a_mark_leads_to_the_sentence_and_what_is_pressed_stays(tab: Any, url: str) -> None:
    tab.goto(f"{url}?day={MONDAY}")
    tab.locator("#brief .paragraph").wait_for()
    tab.locator("article.paper .whole").first.wait_for()
    assert tab.locator("h1").all_text_contents() == ["Monday, 30 March 2026"]
    assert tab.locator("article.paper").first.bounding_box()["y"] < 650  # the first card is in the first view
    mark = tab.locator("#brief .cite").first
    mark.focus()
    mark.click()
    tab.wait_for_selector("mark:target")
    assert tab.locator("mark:target").text_content() in {text for one in PAPERS for text in one.sentences}
    save = tab.locator("article.paper [data-do=saved]").first
    with tab.expect_response("**/queue/join*"):
        save.click()
    assert save.get_attribute("aria-pressed") == "true"
    tab.wait_for_timeout(700)
    tab.reload()
    tab.wait_for_selector("article.paper [data-do=saved][aria-pressed=true]")


@pytest.mark.browser
def test_keys_go_through_the_papers_from_where_one_reads(tab: Any, url: str) -> None:
    tab.goto(f"{url}?day={MONDAY}")
    tab.locator("article.paper .whole").nth(2).wait_for()
    at = "document.activeElement.closest('article.paper')?.id ?? ''"
    for key, paper_of in (("j", "p1"), ("j", "p2"), ("j", "p3"), ("j", "p3"), ("k", "p2"), ("Tab", "p2"), ("k", "p1")):
        tab.keyboard.press(key)
        assert tab.evaluate(at) == paper_of, key
    tab.locator("#p2 input[data-compare]").focus()
    tab.keyboard.press("j")
    assert tab.evaluate(at) == "p3"
    tab.keyboard.press("/")
    tab.keyboard.type("jk")
    assert tab.input_value(".go input[name=day]") == "jk"
    tab.keyboard.press("Escape")
    tab.evaluate("scrollTo(0, document.getElementById('p2').getBoundingClientRect().top + scrollY - 9)")
    tab.keyboard.press("k")
    assert tab.evaluate(at) == "p1"
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/paper?id=*")


@pytest.mark.browser
def test_ticked_papers_are_compared(tab: Any, url: str) -> None:
    tab.goto(f"{url}?day={MONDAY}")
    tab.locator("article.paper .whole").nth(2).wait_for()
    bar = tab.locator(".compare-bar")
    assert not bar.is_visible()
    for place in (0, 1):
        tab.locator("input[data-compare]").nth(place).check()
    assert bar.locator("a").text_content() == "Compare 2"
    bar.locator("a").click()
    tab.wait_for_url("**/compare?papers=*")
    assert "2603.00002" in tab.url
    assert "2603.00001" in tab.url
    tab.go_back()
    tab.locator("article.paper").first.wait_for()


@pytest.mark.browser
def test_days_are_gone_to_by_words_and_picker(tab: Any, url: str) -> None:
    tab.goto(url)
    tab.locator("article.paper").first.wait_for()
    assert tab.locator("h1").text_content() == "Tuesday, 31 March 2026"
    tab.fill(".go input[name=day]", "27 March 2026")
    tab.press(".go input[name=day]", "Enter")
    tab.wait_for_url("**/?day=27*")
    tab.get_by_role("heading", name="Friday, 27 March 2026").wait_for()
    tab.locator("article.paper .whole").first.wait_for()
    assert tab.title() != "hacked"
    assert tab.locator("article.paper img").count() == 0
    tab.get_by_role("link", name="Later: 30 March 2026").click()
    tab.get_by_role("heading", name="Monday, 30 March 2026").wait_for()
    tab.locator("input[data-pick]").fill("2026-03-28")
    tab.get_by_text("no lists at weekends").wait_for()
    tab.get_by_role("link", name="27 March 2026").click()
    tab.get_by_role("heading", name="Friday, 27 March 2026").wait_for()


@pytest.mark.browser
def test_an_interest_is_typed_and_orders_the_papers(tab: Any, url: str) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(f"{url}?day={MONDAY}")
    tab.locator("article.paper .whole").nth(2).wait_for()
    assert not tab.evaluate("document.scrollingElement.scrollWidth > innerWidth + 1")
    tab.fill("#want-words", "counting trout by sonar")
    tab.press("#want-words", "Enter")
    tab.locator("article.paper .reason").first.wait_for()
    assert tab.locator("article.paper h3").first.text_content() == PAPERS[2].title
    tab.get_by_role("button", name="Remove counting trout by sonar").click()
    tab.locator("article.paper .reason").first.wait_for(state="detached")
