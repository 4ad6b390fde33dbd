"""A German page is German: English is what papers say and what is asked of them, and that is marked as English."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from importlib import resources
from types import SimpleNamespace

import pytest
from gradio.context import LocalContext

from assistant.browsing.adding import Bin
from assistant.config import Settings
from assistant.engine import Assistant
from assistant.jobs.abstention import Searched, abstention, help_text
from assistant.store.reader import Marks
from assistant.web import i18n, render
from assistant.web.pages import paper as paper_page
from assistant.web.pages import today
from assistant.web.pages.ask_view import starters
from assistant.web.pages.compare import Made, View
from assistant.web.pages.compare_wanted import Wanted
from assistant.web.pages.library import Desk
from assistant.web.pages.today_day import Day
from assistant.web.shown import Shown, grow
from index.query import Filters, Query
from tests.support.papers import ALL, MOSSGATE, ZEBRAFOLD, evidence, paper

_ENGLISH = re.compile(
    r"\b(?:the|of|and|is|are|were|has|have|with|from|not|papers?|this|that|which|by|its|as|to|no|here|there|be)\b",
    re.IGNORECASE,
)
_NO_END = {"br", "hr", "img", "input", "link", "meta"}
_SAID = ("aria-label", "title", "placeholder", "alt")
_NAMES = re.compile(r"arXiv|PDF|CSV|JSON|BibTeX|LaTeX|Markdown|Daily|Papers|· Daily Papers|= accuracy on GSM8K - \[1\]")
OTHER = paper("Mossgate: A Gate of Moss", "Gates rot. We present Mossgate, a gate of moss.", "2403.00003", upvotes=1200)


class German(HTMLParser):
    """Gathers the texts of a page that are not marked as English."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts, self._open = list[str](), list[tuple[str, bool]]()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_english = tag == "pre" or given.get("lang") == "en" or any(english for _, english in self._open)
        if not is_english:
            self.texts += [given[name] or "" for name in _SAID if name in given]
        if tag not in _NO_END:
            self._open.append((tag, is_english))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(english for _, english in self._open):
            self.texts.append(data)


@pytest.fixture(autouse=True)
def _german() -> Iterator[None]:
    token = LocalContext.request.set(SimpleNamespace(headers={"accept-language": "de"}))
    yield
    LocalContext.request.reset(token)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    opened = Assistant.open(Settings(home=tmp_path_factory.mktemp("home")))
    opened.library.upsert([*ALL, OTHER])
    Marks(opened.database).put([ZEBRAFOLD.id], "saved")
    return opened


def conversation(assistant: Assistant) -> Iterator[str]:
    for question in (
        "How much training time does Zebrafold save on Quillset?",
        "What are the limitations of A Survey of Lantern Networks?",
        "How does Brightfold fold streams?",
        "Who won the 2018 football world cup?",
        "Wer gewann die Weltmeisterschaft?",
        "What data does Mossgate use?",
        "Which papers since July 2031 fold streams?",
        "What is Zebrafold since March 2024?",
        "Where was Zebrafold published?",
        "Who wrote A Survey of Lantern Networks?",
        "How many papers are there per month?",
        "Which papers have the most authors?",
        "Compare Zebrafold and Nosuchthing",
        "Compare Zebrafold and A Survey of Lantern Networks",
        "Hello!",
    ):
        for shown in grow(Shown(number=1, question=question, waiting="Searching…"), assistant, ()):
            yield render.render("conversation.html", turns=[shown], papers=4).replace(question, "")
        yield render.render("sources.html", turns=[shown])
    yield render.render("conversation.html", turns=[], papers=4)
    yield render.render("ask_starters.html", starters=starters(assistant), has_model=False)
    yield render.render("ask_further.html", questions=["What about Mossgate?"], has_model=False)


@pytest.mark.parametrize(
    ("text", "german"),
    [
        (
            "The daily list has 22 papers, four with “moss” in the title; “A” has the most votes, 3.",
            "Die Tagesliste hat 22 Artikel, vier mit „moss“ im Titel; „A“ hat die meisten Stimmen, 3.",
        ),
        (
            "The daily list of Tuesday, 31 March 2026 has 22 papers; Mossgate 2.5 has the most votes, 3.",
            "Die Tagesliste von Dienstag, 31. März 2026 hat 22 Artikel; Mossgate 2.5 hat die meisten Stimmen, 3.",
        ),
        (
            "The daily list has 8 papers; “A: b” (HM-World) has the most votes, 3.",
            "Die Tagesliste hat 8 Artikel; „A: b“ (HM-World) hat die meisten Stimmen, 3.",
        ),
        (
            "25 of the 202 papers in the library have “moss” in title or abstract and were published in March 2023.",
            "25 der 202 Artikel der Bibliothek haben „moss“ in Titel oder Abstract und erschienen März 2023.",
        ),
        (
            "Of the 7,548 papers in the library with a date, “A, b”, “C and d” and 19 more are the newest, first "
            "published 30 March 2026.",
            "Von den 7.548 Artikeln der Bibliothek mit Datum sind “A, b”, “C and d” und 19 weitere die neuesten, "
            "erschienen 30. März 2026.",
        ),
    ],
)
def test_what_records_say_is_told_in_german(text: str, german: str) -> None:
    assert i18n.told(text) == german


def day(assistant: Assistant) -> Iterator[str]:
    for query in ({}, {"day": "2024-01-06"}, {"topic": "moss images"}, {"day": "soon"}):
        yield from (piece for pieces in Day(assistant, query).shown() for piece in pieces)
    yield today.panel(assistant, today.change(assistant, {"do": "seed"}))


def comparison(assistant: Assistant) -> Iterator[str]:
    view = View(assistant, Made(assistant))
    both = (ZEBRAFOLD.id, MOSSGATE.id)
    own = ("= accuracy on Quillset - [1]", "Does Quillset help?")
    yield from view.shown(Wanted())
    yield from view.shown(Wanted(papers=both, columns=("problem", "results", "links", *own)))
    yield from view.shown(Wanted(papers=both, added=("Mossgate", "Nosuchthing")))


def library(assistant: Assistant) -> Iterator[str]:
    browse, *_ = Desk(assistant, Bin(assistant.library)).functions()
    for query in ({}, {"q": "moss"}, {"q": "nothing like it"}):
        found = browse(query)
        yield f"{found['rows']}{found['timeline']}"
    for one in ALL:
        yield paper_page.page(assistant, one)
        yield paper_page.places(assistant, one)
    yield paper_page.missing("nothing")


@pytest.mark.parametrize("place", [conversation, day, comparison, library], ids=lambda place: place.__name__)
def test_page_is_german_but_for_what_papers_say(
    assistant: Assistant, place: Callable[[Assistant], Iterator[str]]
) -> None:
    texts = [" ".join(text.split()) for html in place(assistant) for text in German(html).texts]
    own = sorted(
        {text for one in (*ALL, OTHER) for text in (one.title, *one.sentences, render.math(one.abstract).striptags())},
        key=len,
        reverse=True,
    )
    left = set()
    for text in texts:
        for each in own:
            text = text.replace(render.math(each).striptags(), "").replace(each, "")
        if _ENGLISH.search(text):
            left.add(text)
    assert len(texts) > 20
    assert left == set()


def test_where_nothing_answers_there_is_something_to_press(assistant: Assistant) -> None:
    for question, press in (
        ("Who won the 2018 football world cup?", "./library"),
        ("Wer gewann die Weltmeisterschaft im Jahr 2018?", "./settings#model"),
    ):
        *_, shown = grow(Shown(number=1, question=question), assistant, ())
        page = render.render("conversation.html", turns=[shown], papers=4)
        assert f'<a class="press" href="{press}">' in page


def test_abstention_is_german_in_each_of_its_forms() -> None:
    dated = ALL[0].published
    assert dated
    forms = [
        abstention(Query(text=text, filters=filters), searched, found, outside=outside)
        for text in ("What is Brightfold?", "Wer gewann die Weltmeisterschaft im Jahr 2018?")
        for filters in (Filters(), Filters(papers=(ZEBRAFOLD.id,)), Filters(since=dated, without=("moss",)))
        for searched in (Searched(1), Searched(1234), Searched(9, (dated, dated)), Searched(9, (dated, dated.today())))
        for found in ((), evidence(MOSSGATE), evidence(MOSSGATE, relevance=0.0))
        for outside in (False, True)
    ]
    forms.append(help_text(Searched(9, (dated, dated))))
    told = {form: i18n.told(form) for form in forms}
    assert {german for german in told.values() if _ENGLISH.search(re.sub("“[^”]*”", "", german))} == set()


def test_no_text_stands_in_a_template_itself() -> None:
    found = set()
    for file in (resources.files("assistant.web") / "templates").iterdir():
        text = re.sub(r"\{#.*?#\}", " ", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        bare = re.sub(r"\{[{%].*?[}%]\}", " ", text, flags=re.DOTALL)
        parts = re.findall(rf'\b(?:{"|".join(_SAID)})="([^"]*)"', bare)
        parts += re.split(r"<[^<>]*>", re.sub(r"<(script|style)\b.*?</\1>", " ", bare, flags=re.DOTALL))
        for said in re.findall(r"\{\{.*?\}\}", text, flags=re.DOTALL):
            strings = re.findall(r'((?:\b_|replace|startswith)\()?"([^"]*)"', said)
            parts += [string for read, string in strings if not read and " " in string.strip(" :")]
        found |= {(file.name, part.strip()) for part in parts if re.search("[A-Za-z]{3}", part)}
    assert {(name, part) for name, part in found if not _NAMES.fullmatch(part)} == set()
