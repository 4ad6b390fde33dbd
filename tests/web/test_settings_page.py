"""The page of settings: saved and in use at once, tested, and safe with keys; and what heads and messages say."""

import json
import re
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import gradio as gr
import pytest
from fastapi import Request

from assistant.config import FILE_NAME, load_settings
from assistant.connections import endpoint_of
from assistant.engine import Assistant
from assistant.errors import (
    AssistantError,
    BudgetSpent,
    DeliveryError,
    EmptyLibrary,
    EndpointUnreachable,
    FormulaUnreadable,
    JudgeUntrusted,
    MissingExtra,
    SourceError,
)
from assistant.settings_file import SettingsFile
from assistant.web import frame, messages, wording
from assistant.web.frame import head_of
from assistant.web.pages import settings
from assistant.web.pages.settings import Desk
from assistant.web.pages.settings_fields import BUDGET, MAIL, MODEL, SEARCH, SOURCES, Section
from index.embedders import Embedder, EmbedderName, choose_embedder
from index.embedders.base import Vectors
from index.endpoint.address import Endpoint
from index.errors import EmbedderChanged
from tests.support.clock import hurry
from tests.support.embedder import HashedEmbedder
from tests.support.hub_server import HubServer
from tests.support.openai_server import OpenAIServer, says
from tests.support.papers import ALL
from tests.support.smtp_server import SmtpServer

SECRET = "sk-moss-and-fern"
COMMANDS = re.compile(r"`assistant|--\w|pip install|ASSISTANT_|OPENAI_|config\.toml|doctor")


class Stems(HashedEmbedder):
    """Takes words that begin alike for the same."""

    batch = 2

    def embed(self, texts: Sequence[str]) -> Vectors:
        return super().embed([" ".join(word[:4] for word in text.split()) for text in texts])


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    assistant = Assistant.open(load_settings(home=tmp_path))
    assistant.library.upsert(list(ALL))
    return Desk(assistant, SettingsFile.of(assistant.settings))


def press(desk: Desk, section: Section, do: str, **typed: str) -> str:
    """Type into a form as it stands, press a button, and return the form that comes last."""
    shown = {field.name: str(getattr(desk.assistant.settings, field.name) or "") for field in section.fields}
    data = {name: text for name, text in shown.items() if "*" not in text} | typed
    *_, last = desk.submitted(section, {**data, "do": do})
    return last


def test_what_is_saved_counts_at_once_and_the_next_time(desk: Desk) -> None:
    assert "It counts from the next question" in press(
        desk, MODEL, "save", base_url="http://127.0.0.1:9/v1", model="tiny"
    )
    assert desk.assistant.settings.model == "tiny"
    assert endpoint_of(desk.assistant.settings).base_url == "http://127.0.0.1:9/v1"
    assert load_settings(home=desk.assistant.settings.home) == desk.assistant.settings


def test_saving_one_section_writes_only_what_was_changed(desk: Desk) -> None:
    press(desk, BUDGET, "save", budget_tokens="20000")
    assert [line for line in (desk.file.home / FILE_NAME).read_text().splitlines() if "=" in line] == [
        "budget_tokens = 20000"
    ]
    assert "nothing was changed" in press(desk, BUDGET, "save")


def test_key_is_never_shown_again(desk: Desk) -> None:
    pages = [press(desk, MODEL, "save", api_key=SECRET), press(desk, MODEL, "save", model="tiny")]
    pages += [press(desk, MODEL, "save", base_url="nowhere", api_key=SECRET)]
    assert all(SECRET not in page and SECRET[-4:] not in page for page in pages)
    assert "A key is kept" in pages[1]
    assert desk.assistant.settings.api_key
    assert press(desk, MODEL, "save", **{"remove-api_key": "yes"})
    assert desk.assistant.settings.api_key is None


def test_kept_key_is_not_even_tried_at_another_address(desk: Desk) -> None:
    with OpenAIServer() as server:
        press(desk, MODEL, "save", api_key=SECRET)
        for do in ("test", "save"):
            assert "is for the former address" in press(desk, MODEL, do, base_url=server.url)
        assert server.asked == []


def test_mistake_stands_beside_its_field_and_what_was_typed_stays(desk: Desk) -> None:
    page = press(desk, MODEL, "save", base_url="localhost:11434", model="tiny")
    assert re.search(r'id="set-base_url-error">This must begin with http', page)
    assert 'value="localhost:11434"' in page
    assert 'value="tiny"' in page
    assert desk.assistant.settings.model is None


def test_what_the_environment_sets_is_shown_and_not_editable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    monkeypatch.setenv("ASSISTANT_MODEL", "tiny")
    opened = Assistant.open(load_settings(home=tmp_path))
    desk = Desk(opened, SettingsFile.of(opened.settings))
    page = desk.form(MODEL, settings.Shown())
    assert "tiny" in page
    assert SECRET not in page
    assert page.count("Set by the environment that the program runs in") == 2
    assert 'name="model"' not in page
    assert settings.typed(MODEL, {"model": "other"}, desk.assistant.settings, desk.file.by) == {}


def test_model_is_tested_as_typed_and_its_list_is_offered(desk: Desk) -> None:
    with OpenAIServer() as server:
        page = press(desk, MODEL, "test", base_url=server.url, model="no-such", judge="off")
        assert "does not work" in page
        assert re.search(r'data-fill="set-model" data-value="[^"]+"', page)
    assert not COMMANDS.search(page)
    assert desk.assistant.settings.base_url is None
    page = press(desk, MODEL, "test", base_url="http://127.0.0.1:1/v1")
    assert "No server answers at" in page
    assert not COMMANDS.search(page)


def test_search_by_another_measure_reads_all_papers_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Stems("stems-32")

    def chosen(name: EmbedderName, endpoint: Endpoint | None = None) -> Embedder:
        return other if name == "minilm" else choose_embedder(name, endpoint)

    for module in ("assistant.engine", "assistant.health", "assistant.web.pages.settings"):
        monkeypatch.setattr(f"{module}.choose_embedder", chosen)
    found = desk.assistant.library.fingerprint
    page = press(desk, SEARCH, "save", embedder="minilm")
    assert "Not saved yet" in page
    assert f"read all {len(ALL)} papers again" in page
    assert desk.assistant.library.fingerprint == found
    pages = list(desk.submitted(SEARCH, {"embedder": "minilm", "do": "read"}))
    assert "<progress" in pages[0]
    assert f"All {len(ALL)} papers are read" in pages[-1]
    assert desk.assistant.library.fingerprint == other.fingerprint != found
    assert desk.assistant.settings.embedder == "minilm"
    assert desk.assistant.search("Zebrafold")


def test_reading_that_nobody_waits_for_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Stems("stems-32")
    for module in ("assistant.engine", "assistant.health", "assistant.web.pages.settings"):
        monkeypatch.setattr(f"{module}.choose_embedder", lambda *_: other)
    found = desk.assistant.library.fingerprint
    reading = desk.submitted(SEARCH, {"embedder": "minilm", "do": "read"})
    next(reading)
    reading.close()
    assert desk.assistant.settings.embedder == "static"
    assert desk.assistant.library.fingerprint == found


def test_mail_is_tested_by_a_letter_to_oneself(desk: Desk) -> None:
    with SmtpServer() as server:
        typed = {"mail_from": "ada@example.org", "smtp_host": "127.0.0.1", "smtp_port": str(server.port)}
        assert "took a letter" in press(desk, MAIL, "test", **typed, smtp_security="none")
        assert [letter["To"] for letter in server.letters] == ["ada@example.org"]
    page = press(desk, MAIL, "test", **typed, smtp_security="none")
    assert "does not work" in page
    assert not COMMANDS.search(page)
    assert "“Mail server”" in press(desk, MAIL, "test", mail_from="ada@example.org")


def test_sources_are_tested(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)
    with HubServer() as hub:
        address = f"http://127.0.0.1:{hub.server_port}"
        page = press(desk, SOURCES, "test", hf_endpoint=address, arxiv_endpoint="http://127.0.0.1:1/api")
    assert "Hugging Face" in page
    assert re.search(r"arXiv</b> <span class=.how.>does not work", page)
    assert "fill in how you can be reached" in page
    assert not COMMANDS.search(page)


def test_every_section_can_be_tested_without_command_line_words(desk: Desk) -> None:
    for section in (MODEL, SEARCH, MAIL, BUDGET):
        page = press(desk, section, "test")
        assert 'class="findings"' in page
        assert not COMMANDS.search(page), section.key


@pytest.mark.parametrize(
    ("client", "host", "may"),
    [
        ("127.0.0.1", "localhost:7860", True),
        ("::1", "[::1]:7860", True),
        ("::ffff:127.0.0.1", "127.0.0.1", True),
        ("192.0.2.7", "127.0.0.1:7860", False),
        ("127.0.0.1", "papers.example.org", False),
        ("127.0.0.1", "", False),
        ("somewhere", "localhost", False),
    ],
)
def test_only_who_sits_at_the_computer_may_change_settings(client: str, host: str, may: bool) -> None:
    scope = {"type": "http", "client": (client, 1), "headers": [(b"host", host.encode())]}
    assert settings._may_change(gr.Request(Request(scope))) is may


ERRORS: list[tuple[AssistantError, str]] = [
    (EmptyLibrary.asked("x"), "./"),
    (EmbedderChanged.between("a", "b"), "./settings#search"),
    (
        EndpointUnreachable("No server answers.", "Start it, or check base_url; `assistant doctor` tells more."),
        "./settings#model",
    ),
    (BudgetSpent.of("$1"), "./settings#budget"),
    (JudgeUntrusted.measured("tiny", 3, 12), "./settings#model"),
    (SourceError("The site is down.", "Run `assistant ingest hub` again."), "./settings#sources"),
    (MissingExtra.of("What sends to chat programs", "apprise"), "./settings"),
    (DeliveryError("No login.", "Check smtp_user and smtp_password."), "./settings#mail"),
]


@pytest.mark.parametrize(("error", "address"), ERRORS, ids=lambda value: type(value).__name__)
def test_message_has_a_link_in_the_place_of_a_command(error: AssistantError, address: str) -> None:
    shown = messages.of_error(error)
    assert f'href="{address}"' in shown
    assert not COMMANDS.search(shown)
    assert "_" not in re.sub(r"<[^>]*>", "", shown)


def test_advice_that_is_for_a_reader_stays() -> None:
    assert "accuracy on GSM8K" in wording.in_browser(str(FormulaUnreadable.of("x")))
    assert (
        wording.in_browser("Set judge_model to another model.") == "Set “Another model for checking” to another model."
    )


def test_notices_of_an_answer_say_nothing_twice_and_lead_to_the_model() -> None:
    gone = "No server answers ([Errno 111] Refused). Start it, or check base_url; `assistant doctor` tells more."
    first, second = wording.lines([f"{gone} The abstracts' own words follow. {gone}", f"{gone} The table is filled."])
    assert first.text == "No server answers (Refused). Start it, or check “Address”. The abstracts' own words follow."
    assert [press.address for press in first.presses] == ["./settings#model"]
    assert second == wording.Line("The table is filled.")


def test_what_passes_by_itself_can_be_tried_again() -> None:
    shown = messages.of_error(EndpointUnreachable("No server answers.", ""), again="./ask?conversation=7")
    assert 'href="./ask?conversation=7">Try again' in shown
    assert "Try again" not in messages.of_error(BudgetSpent.of("$1"), again="./ask")


def test_head_of_a_paper_names_it(desk: Desk) -> None:
    paper = ALL[0]
    assert head_of(desk.assistant, frame.PAPER, {"id": paper.id}).title == f"{paper.title} · Daily Papers"
    assert head_of(desk.assistant, frame.PAPER, {"id": "<script>"}).title == "Paper · Daily Papers"
    assert head_of(desk.assistant, frame.TODAY, {"day": "2026-02-03"}).title == "3 February 2026 · Daily Papers"


@pytest.fixture(scope="module")
def url(serve: Any) -> str:
    return str(serve(list(ALL)))


def test_pages_name_no_other_host_and_are_installable(url: str) -> None:
    for path, title in (("", "Daily Papers"), ("settings", "Settings · Daily Papers"), ("ask", "Ask · Daily Papers")):
        with urllib.request.urlopen(url + path, timeout=10) as reply:
            html = reply.read().decode().partition("window.gradio_config")[0]
        assert f"<title>{title}</title>" in html
        assert not re.search(r"raw\.githubusercontent|gradio\.app|twitter:|Click to try", html)
        assert html.count('rel="manifest"') == 1


@pytest.mark.parametrize(
    ("accepted", "language", "ask"), [("de-AT,de;q=0.9", "de", "Fragen"), ("en-US", "en", "Ask"), ("", "en", "Ask")]
)
def test_app_is_installed_in_the_readers_language(url: str, accepted: str, language: str, ask: str) -> None:
    request = urllib.request.Request(f"{url}look/manifest.webmanifest", headers={"accept-language": accepted})
    with urllib.request.urlopen(request, timeout=10) as reply:
        assert reply.headers["content-type"].startswith("application/manifest+json")
        told = json.load(reply)
    assert (told["name"], told["lang"], told["shortcuts"][0]["name"]) == ("Daily Papers", language, ask)
    assert ("Abstracts" in told["description"]) == (language == "de")
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= {
        (icon["sizes"], icon["purpose"]) for icon in told["icons"]
    }
    for icon in told["icons"]:
        with urllib.request.urlopen(f"{url}look/{icon['src']}", timeout=10) as reply:
            content = reply.read()
        if icon["type"] == "image/png":  # its width and height stand in its head
            assert content[16:24] == int(icon["sizes"].partition("x")[0]).to_bytes(4, "big") * 2
    for shortcut in told["shortcuts"]:
        with urllib.request.urlopen(urljoin(f"{url}look/", shortcut["url"]), timeout=10) as reply:
            assert reply.status == 200


@pytest.mark.browser
def test_browser_takes_the_manifest_without_complaint(browser: Any, url: str) -> None:
    context = browser.new_context(locale="de-DE")
    tab = context.new_page()
    tab.goto(f"{url}library")
    told = context.new_cdp_session(tab).send("Page.getAppManifest")
    context.close()
    assert told["errors"] == []
    assert json.loads(told["data"])["lang"] == "de"


@pytest.mark.browser
def test_form_in_a_browser(visit: Any, url: str) -> None:
    page = visit(url, path="settings")
    tab = page.tab
    tab.wait_for_selector("#set-base_url")
    assert tab.title() == "Settings · Daily Papers"
    tab.fill("#set-base_url", "localhost:1")
    tab.fill("#set-api_key", SECRET)
    tab.press("#set-api_key", "Enter")
    tab.get_by_text("This must begin with http").wait_for()
    assert tab.input_value("#set-base_url") == "localhost:1"
    assert tab.input_value("#set-api_key") == SECRET
    assert tab.evaluate("document.activeElement.id") == "set-base_url"
    tab.fill("#set-base_url", "http://127.0.0.1:1/v1")
    tab.click("#model [value=save]")
    tab.get_by_text("It counts from the next question on").wait_for()
    assert tab.input_value("#set-api_key") == ""
    tab.locator("#header .writer", has_text="Settings").wait_for()
    page.open("settings")
    tab.wait_for_selector("#set-base_url")
    assert tab.input_value("#set-base_url") == "http://127.0.0.1:1/v1"
    assert SECRET not in tab.content()
    tab.check("[name=remove-api_key]")
    tab.fill("#set-base_url", "")
    tab.click("#model [value=save]")
    tab.locator("#header .writer", has_text="no model").wait_for()
    tab.click("#budget [value=test]")
    tab.get_by_text("There is no limit").wait_for()


@pytest.mark.browser
def test_form_on_a_phone_in_the_dark(visit: Any, url: str) -> None:
    page = visit(url, path="settings", width=390, dark=True)
    page.tab.wait_for_selector("#set-smtp_port")
    page.tab.fill("#set-smtp_port", "many")
    page.tab.click("#mail [value=save]")
    page.tab.get_by_text("This must be a whole number").wait_for()
    assert page.tab.evaluate("document.activeElement.id") == "set-smtp_port"
    page.tab.get_by_text("More", exact=True).first.click()
    assert not page.tab.locator("#set-embedding_model").is_visible()
    page.tab.select_option("#set-embedder", "endpoint")
    assert page.tab.locator("#set-embedding_model").is_visible()
    assert not page.scrolls_sideways()


@pytest.mark.browser
def test_test_that_takes_long_can_be_stopped(visit: Any, url: str) -> None:
    with OpenAIServer() as server:
        server.script(says(*["one "] * 400, delay=0.05))
        page = visit(url, path="settings")
        page.tab.wait_for_selector("#set-base_url")
        page.tab.fill("#set-base_url", server.url)
        page.tab.fill("#set-model", "tiny")
        page.tab.click("#model [value=test]")
        page.tab.click("#model [data-stop]")
        page.tab.get_by_text("Stopped. Nothing is changed.").wait_for()
        assert page.tab.input_value("#set-model") == "tiny"
        assert page.tab.locator("#model [value=save]").is_enabled()


@pytest.mark.browser
def test_address_of_a_section_leads_to_it(visit: Any, url: str) -> None:
    page = visit(url, path="settings", query="#budget")
    page.tab.wait_for_selector("#set-budget_usd")
    page.tab.wait_for_function("scrollY > 300")
