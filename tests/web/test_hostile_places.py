"""Every kind of hostile text in every place of every page: no tag, attribute or address comes of it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources
from threading import Event

import pytest

from assistant.browsing.adding import Bin, Job, from_files
from assistant.comparison.columns import column_of
from assistant.config import Settings
from assistant.delivery import edition as rendering
from assistant.delivery.edition import Edition
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.export.papers import FORMATS
from assistant.interests.profile import Interest
from assistant.jobs.brief_days import Span
from assistant.store.conversations import Conversations
from assistant.store.reader import Notes
from assistant.types import Choice, Citation, Claim, Miss, Source, Table, Verdict
from assistant.web import frame, messages, render
from assistant.web.frame import head_of, rewritten
from assistant.web.pages import paper as paper_page
from assistant.web.pages import settings, today
from assistant.web.pages.ask_view import Side, side
from assistant.web.pages.compare import Desk as CompareDesk
from assistant.web.pages.compare import Made, View
from assistant.web.pages.compare_wanted import MOST, MOST_COLUMNS, Wanted
from assistant.web.pages.library import Desk as LibraryDesk
from assistant.web.pages.library_adding import _told as progress
from assistant.web.pages.today_day import Day
from assistant.web.shown import Shown
from assistant.web.wanted import limits
from index.query import Filters
from tests.support.hostile import DAY, KINDS, hostile_texts, singly
from tests.support.turns import answer

ATTACKS = hostile_texts()
PAPERS = singly(ATTACKS)
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_IN_HEAD = {"html", "head", "title", "meta", "link", "style"}


class Page(HTMLParser):
    """Gathers what a browser would make of a page: tags, attributes, addresses, styles and texts."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.texts = set[str](), set[str](), list[str]()
        self.values: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.values += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.tags.add("a comment")

    def handle_decl(self, decl: str) -> None:
        self.tags.add("a declaration")

    def unknown_decl(self, data: str) -> None:
        self.tags.add("a declaration")

    def handle_pi(self, data: str) -> None:
        self.tags.add("an instruction")


def written() -> set[str]:
    """Return the tags and attributes that stand in our templates."""
    folders = [resources.files(package).joinpath("templates") for package in ("assistant.web", "assistant.delivery")]
    texts = (file.read_text(encoding="utf-8") for folder in folders for file in folder.iterdir() if file.is_file())
    pages = [Page(_JINJA.sub(" ", text)) for text in texts]
    return {name for page in pages for name in page.tags | page.attributes}


OURS = (written() | {"sup", "sub"}) - {"script"}  # which only the head has


def one_claim(number: int, attack: str) -> Claim:
    verdict = Verdict(support=("unverified", "unsupported", "quoted")[number % 3], reason=attack)
    return Claim(
        text=attack, citations=(Citation(number=1, paper=PAPERS[number].id, sentences=(1, 2)),), verdict=verdict
    )


def conversation(assistant: Assistant) -> Iterator[str]:
    for number, attack in enumerate(ATTACKS):
        one = PAPERS[number]
        source = Source(number=1, id=one.id, title=one.title, url=one.url, quotes=one.sentences, flagged=attack)
        parts = {
            "claims": (one_claim(number, attack),),
            "sources": (source,),
            "nearest": (Miss.of(one, attack),),
            "choices": (Choice.of(one, attack),),
            "engine": attack,
            "table": Table(columns=(attack, "n"), rows=((one.title, "1"), (attack, "2"))),
            "missing": (attack,),
        }
        turn = Shown(
            number=1,
            question=attack,
            answer=answer(**parts),
            papers=(one,),
            notices=(attack,),
            first=(attack,),
            message=attack,
            understood=attack,
            filters=Filters(categories=(attack,), papers=(one.id,)),
        )
        lacking: list[dict[str, object]] = [
            {"table": None},
            {"claims": ()},
            {"claims": (), "table": None},
            {"claims": (), "table": None, "sources": ()},
        ]
        others = [replace(turn, number=n, answer=answer(**parts | less)) for n, less in enumerate(lacking, start=2)]
        turns = [turn, *others]
        yield render.render("conversation.html", turns=turns, papers=3, note=attack)
        yield render.render("sources.html", turns=turns)
        yield render.render("ask_further.html", questions=[attack], has_model=False)
        yield render.render("ask_starters.html", starters=[attack], has_model=False)


def list_of_conversations(assistant: Assistant) -> Iterator[str]:
    kept = Conversations(assistant.database)
    for attack in ATTACKS:
        key = kept.begin(attack).conversation
        kept.rename(key, attack[:200])
    yield side(kept, Side(open=key, most=len(ATTACKS), note=attack, deleted=kept.get(key)))


def scope(assistant: Assistant) -> Iterator[str]:
    for one, attack in zip(PAPERS, ATTACKS, strict=True):
        wanted = Filters(papers=(one.id, attack), categories=(attack,), interests=(attack,))
        values = {"limits": limits(assistant, wanted), "scope": wanted, "edit": 0, "span": None}
        yield render.render("ask_scope.html", notes=[attack], interests=[(attack, attack)], **values)


def comparison(assistant: Assistant) -> Iterator[str]:
    view = View(assistant, Made(assistant))
    for start in range(0, len(PAPERS), MOST):
        some = ATTACKS[start : start + MOST]
        ids = tuple(one.id for one in PAPERS[start : start + MOST])
        columns = tuple(words for words in some if words[0] != "=" and column_of(words).words)[:MOST_COLUMNS]
        yield list(view.shown(Wanted(papers=ids, columns=columns, topic=some[0])))[-1]
        yield list(view.shown(Wanted(added=some, topic=some[0], columns=(f"= {some[0]}",))))[-1]
        look_up, _ = CompareDesk(assistant, Made(assistant)).functions()
        yield str(look_up({"q": some[0]})["options"])


def day(assistant: Assistant) -> Iterator[str]:
    for attack in ("", ATTACKS[0]):  # a brief on a topic takes a while
        for pieces in Day(assistant, {"topic": attack} if attack else {"day": str(DAY)}).shown():
            yield from pieces


def interests(assistant: Assistant) -> Iterator[str]:
    words = tuple(" ".join(attack.split()) for attack in ATTACKS)
    assistant.interests.add(Interest(topics=words, authors=words, categories=words))
    yield today.panel(assistant, " ".join(ATTACKS))
    yield settings._wishes(assistant, is_test=False)


def library(assistant: Assistant) -> Iterator[str]:
    browse, *_, keep, _ = LibraryDesk(assistant, Bin(assistant.library)).functions()
    for page in (1, 2, 3):
        yield str(browse({"page": str(page)})["rows"])
    for attack in ATTACKS:
        found = browse({"q": attack, "author": attack, "category": attack, "source": attack})
        yield f"{found['rows']}{found['timeline']}"
        yield str(keep({"q": attack, "author": attack})["saved"])
    yield render.render("library.html", formats=FORMATS)


def of_a_paper(assistant: Assistant) -> Iterator[str]:
    for one, attack in zip(PAPERS, ATTACKS, strict=True):
        Notes(assistant.database).write(one.id, attack)
        yield paper_page.page(assistant, one, attack, whole=False)
        yield paper_page.missing(attack, removed=one)
        yield paper_page.places(assistant, one)
    yield paper_page.page(assistant, PAPERS[0])


def groups(assistant: Assistant) -> Iterator[str]:
    for one, attack in zip(PAPERS, ATTACKS, strict=True):
        group = {"terms": (attack,), "papers": 1, "central": [one.id]}
        shown = {"groups": [group], "papers": {one.id: one}, "colour": lambda _: "#123456"}
        yield render.render("library_groups.html", **shown)


def files(assistant: Assistant) -> Iterator[str]:
    folder = assistant.settings.home / "dropped"
    folder.mkdir(exist_ok=True)
    named = [attack.replace("/", "\u2215")[:60] for attack in ATTACKS]  # a file's name has none of the plain ones
    dropped = [folder / f"{number}{name}.jsonl" for number, name in enumerate(named)]
    for file in dropped:
        file.write_text('{"title": "no record"\n', encoding="utf-8")
    steps = list(from_files(Job(assistant.library, assistant.settings, Event()), dropped))
    assert len(steps[-1].failed) >= len(ATTACKS)
    yield from (progress(step, str(step.error or "")) for step in steps)


def told(assistant: Assistant) -> Iterator[str]:
    for attack in ATTACKS:
        yield messages.of_error(AssistantError(attack, attack), before=attack)
        yield render.render("today_fetched.html", text=attack, done=0, total=2)
        typed = {"next": attack, "name": attack, "note": attack}
        yield render.plain("login.html", _=str, language="en", style="", form="f", prefix="", least=1, most=2, **typed)


def delivered(assistant: Assistant) -> Iterator[str]:
    brief = assistant.brief(Span(DAY, DAY))
    for number, attack in enumerate(ATTACKS):
        one = brief.model_copy(update={"topic": attack, "claims": (*brief.claims, one_claim(number, attack))})
        edition = Edition(DAY, one, attack)
        yield rendering.fragment(edition)
        yield rendering.mail(edition)
        yield rendering.render("day.html", edition=edition, previous="", following="")
        yield rendering.render("archive.html", editions=[edition])


PLACES: tuple[Callable[[Assistant], Iterator[str]], ...] = (
    conversation, list_of_conversations, scope, comparison, day, interests, library, of_a_paper, groups, files, told,
    delivered,
)  # fmt: skip
_BY_GRADIO = {conversation, list_of_conversations, scope, day, interests, of_a_paper, groups, files}
_WHOLE = {told, delivered}  # whole documents, which have a head


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    opened = Assistant.open(Settings(home=tmp_path_factory.mktemp("home")))
    opened.library.upsert(PAPERS)
    return opened


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_hostile_text_stays_text(assistant: Assistant, place: Callable[[Assistant], Iterator[str]]) -> None:
    assert len(KINDS) >= 60
    shown = ""
    for html in place(assistant):
        if place in _BY_GRADIO:
            assert not set("${}`\\") & set(html)
        page = Page(html)
        shown += " ".join(page.texts)
        tags = page.tags - _IN_HEAD - {"a declaration"} if place in _WHOLE else page.tags
        assert tags <= OURS - _IN_HEAD, tags - OURS
        assert page.attributes <= OURS, page.attributes - OURS
        assert not page.attributes & {"srcdoc", "src", "srcset", "ping"}
        for name, value in page.values:
            if name in ("href", "action", "formaction"):
                assert re.match(r"https?://|\./|#|\?|/|[\w-]+\.(?:html|xml|json)$|data:,$", value), value
                assert not value.startswith("//"), value
            if name == "style":
                assert not re.search(r"hacked|url\(", value), value
            if name.startswith("on"):
                assert value == "return false", value
    assert "window.hacked=1" in shown  # it is not that nothing was shown


def test_hostile_title_stays_text_in_the_head(assistant: Assistant) -> None:
    shell = '<html lang="en"><head><meta charset="utf-8" /><script>{"title": "Daily Papers"}</script></head>'
    bare = rewritten(shell, head_of(assistant, frame.PAPER, {}))
    for one in PAPERS:
        html = rewritten(shell, head_of(assistant, frame.PAPER, {"id": one.id}))
        assert (Page(html).tags, Page(html).attributes) == (Page(bare).tags, Page(bare).attributes)
        assert html.count("<script") == html.count("</script>") == bare.count("<script")
