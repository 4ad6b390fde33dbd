"""Every kind of hostile text, in all that a library and a reader's memory hold, in a browser: none runs or loads."""

from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from assistant.config import Settings
from assistant.engine import Assistant
from assistant.interests.profile import Interest
from assistant.jobs.recorded import recorded
from assistant.store.conversations import Conversations
from assistant.store.reader import Marks, Notes, Searches
from assistant.web.render import math
from index.paper import Paper
from tests.support.hostile import DAY, hostile_texts, joined, singly
from tests.support.openai_server import OpenAIServer, says

pytestmark = pytest.mark.browser
_EACH = 12  # attacks a paper
_FOREIGN = (
    "iframe, object, embed, base:not([href='./']), marquee, template, foreignObject, animate, maction, "
    "[srcdoc], [onerror], [onload], [onclick], [onfocus], [ontoggle], [onmouseover], [onanimationstart], "
    "[onpointerenter], [ping], [formaction], a[href^=javascript i], a[href^=data i], img:not([src*='/look/'])"
)


def remembered(home: Path, papers: list[Paper], attacks: tuple[str, ...]) -> str:
    """Fill a data directory with hostile papers, a conversation, notes, interests and searches; return its id."""
    assistant = Assistant.open(Settings(home=home))
    assistant.library.upsert(papers)
    kept = Conversations(assistant.database)
    recording = kept.begin("How does Zebrafold fold streams?")
    list(recorded(assistant.ask("How does Zebrafold fold streams?"), recording))
    key = recording.conversation
    for one in papers:
        text = one.title
        kept.begin(text, key).failed(text)
        Notes(assistant.database).write(one.id, text)
        Searches(assistant.database).save(text[:120], f"q={quote(text[:60])}")
    kept.rename(key, " ".join(attacks[:6])[:200])
    Marks(assistant.database).put([papers[0].id], "saved")
    words = tuple(" ".join(attack.split())[:200] for attack in attacks)
    assistant.interests.add(Interest(topics=words[::2], authors=words[1::2]))
    return key


def to_the_letter(text: str) -> str:
    """Return what a text of a paper is on the page, where what TeX writes is set; without dollars, as formulas are."""
    return " ".join(math(text).striptags().replace("$", "").split())


def texts(page: Any, where: str) -> list[str]:
    """Return the texts of elements, with the source of each formula that has been set in its place."""
    found = page.tab.locator(where).evaluate_all(
        """nodes => nodes.map(node => { const copy = node.cloneNode(true);
        for (const set of copy.querySelectorAll(".katex")) set.replaceWith(set.querySelector("annotation").textContent);
        return copy.textContent; })"""
    )
    return [" ".join(text.replace("$", "").split()) for text in found]


def assert_harmless(page: Any, where: str) -> None:
    page.tab.wait_for_timeout(400)  # for whatever would load or run
    page.tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    page.tab.wait_for_timeout(100)
    assert page.tab.evaluate("window.hacked") is None, where
    assert page.tab.locator(_FOREIGN).evaluate_all("all => all.map(one => one.outerHTML.slice(0, 200))") == [], where
    assert page.tab.evaluate("getComputedStyle(document.body).display") != "none"


def test_nothing_hostile_runs_or_loads(visit: Any, start: Any, trap: Any, tmp_path: Path) -> None:
    attacks = hostile_texts(f"http://127.0.0.1:{trap.server_port}")
    papers = joined(attacks, _EACH)
    key = remembered(tmp_path, papers, attacks)
    url = start(tmp_path).url
    page = visit(url, path="library")
    page.tab.on("dialog", lambda dialog: pytest.fail(dialog.message))
    ids = ",".join(one.id for one in papers[:3])
    own = [("own", "in how many steps does it fold streams?"), *(("own", attack) for attack in attacks[1:8])]
    for path, shows in (
        (f"?day={DAY}", "#brief .paragraph"),
        ("library", "#library article"),
        (f"library?{urlencode({'q': attacks[3]})}", "#library .library-saved a"),
        (f"paper?{urlencode({'id': papers[0].id})}", ".of-one h1"),
        (f"paper?{urlencode({'id': papers[3].id})}", ".of-one h1"),
        (f"compare?{urlencode([('papers', ids), *own])}", "#comparison table"),
        (f"compare?{urlencode({'add': attacks[1], 'topic': attacks[2]})}", "#comparison h1"),
        (f"ask?conversation={key}", ".question"),
        (f"ask?{urlencode({'q': ' '.join(attacks[-3:])})}", ".reply .engine"),
        ("settings", "#interests .wants"),
    ):
        page.tab.goto(url + path)
        page.tab.locator(shows).first.wait_for()
        assert_harmless(page, path)
        if path.startswith(("ask?q", "compare?papers")):
            shown, sentences = texts(page, ".source .abstract > *"), [each for one in papers for each in one.sentences]
            assert shown
            bare = {" ".join(each.replace("$", "").split()) for each in sentences}
            assert set(shown) <= bare | {to_the_letter(each) for each in sentences}, path
    assert trap.hits == []
    assert [each for each in page.requests if not each.startswith((url, "data:", "blob:"))] == []


def test_what_a_model_writes_is_only_text(visit: Any, serve: Any, trap: Any) -> None:
    attacks = hostile_texts(f"http://127.0.0.1:{trap.server_port}")[::4]  # each sentence takes a while to be checked
    with OpenAIServer() as server:
        url = serve(singly(attacks), base_url=server.url, model=server.models[0])
        server.script(
            says(*(f"Zebrafold improves {' '.join(attack.split())} folding [P1.S3].\n" for attack in attacks))
        )
        page = visit(url)
        reply = page.ask("How much does Zebrafold improve folding token streams?")
        shown = " ".join(reply.text_content().split())
    assert "<script>window.hacked=1</script>" in shown
    assert_harmless(page, "ask")
    assert trap.hits == []
