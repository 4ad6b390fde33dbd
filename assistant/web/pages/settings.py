"""The page of settings: sections that are saved and tested one by one, and are gone by from the next job on."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

import gradio as gr

from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.interests.profile import DEFAULT, KEYS, InterestIsEmpty
from assistant.people.person import current
from assistant.settings_file import SettingsFile
from assistant.web import frame, messages, render, wording
from assistant.web.pages.settings_desk import Desk, Shown
from assistant.web.pages.settings_fields import BUDGET, INTERESTS, LANGUAGE, MAIL, MODEL, SEARCH, SOURCES, Section

_SCRIPT = render.script("settings.js")


def build(assistant: Assistant, app: gr.Blocks) -> None:
    """Add the page to the Blocks that are open."""
    header = frame.header()
    desk = Desk(assistant, SettingsFile.of(assistant.settings))
    head = gr.HTML(elem_id="settings-head", js_on_load=None)
    forms = {section: _form(desk, section, header) for section in (MODEL, SEARCH, SOURCES)}
    wishes = gr.HTML(elem_classes=["settings-form"], js_on_load=render.LIVELY)
    forms |= {section: _form(desk, section, header) for section in (MAIL, BUDGET, LANGUAGE)}

    def opened(request: gr.Request) -> tuple[str, ...]:
        may = _may_change(request)
        first = render.render(
            "settings_head.html",
            sections=(MODEL, SEARCH, SOURCES, INTERESTS, MAIL, BUDGET, LANGUAGE),
            path=frame.SETTINGS.path,
            home=str(assistant.settings.home),
            may_change=may,
        )
        return (
            first,
            _wishes(assistant),
            *(desk.form(section, desk.opening(section)) if may else "" for section in forms),
        )

    app.load(opened, None, [head, wishes, *forms.values()], **render.HIDE)
    wishes.select(lambda: _wishes(assistant, is_test=True), None, wishes, **render.HIDE)


def _form(desk: Desk, section: Section, header: gr.HTML) -> gr.HTML:
    """Add the form of a section, whose buttons work; the line of links says who writes from then on."""
    shown = gr.HTML(elem_classes=["settings-form"], js_on_load=_SCRIPT)

    def submitted(request: gr.Request, event: gr.EventData) -> Iterator[str]:
        data = render.pressed(event)
        if not _may_change(request):
            yield ""
            return

        def told(error: AssistantError | None) -> str:
            note = wording.in_browser(str(error)) if error else messages.BROKEN
            return desk.form(section, Shown(note), data)

        yield from messages.surviving(lambda: desk.submitted(section, data), told)

    working = shown.select(submitted, None, shown, **render.HIDE)
    working.then(lambda: frame.line(desk.assistant, frame.SETTINGS), None, header, **render.HIDE)

    def stopped(event: gr.EventData) -> str:
        again = desk.again() if section == SEARCH else ""
        said = Shown("Stopped. Nothing is changed.", reads_again=again, keeps_secrets=True)
        return desk.form(section, said, render.pressed(event))

    shown.stop(stopped, None, shown, cancels=[working], **render.HIDE)
    return shown


def _may_change(request: gr.Request) -> bool:
    """Tell whether who asks is a keeper, or sits at the computer that runs the program where there are no logins.

    Others could send what is asked elsewhere. The name in the address counts too: a page of another site may have one
    that leads here.
    """
    if (person := current()) and not person.is_local:
        return person.is_keeper
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    return _is_here(request.client.host if request.client else "") and (host == "localhost" or _is_here(host))


def _is_here(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _wishes(assistant: Assistant, *, is_test: bool = False) -> str:
    """Return the interests; as a test, with how many papers each of them means."""
    wishes, found, message = list[str](), list[tuple[str, int]](), ""
    try:
        interest = assistant.interests.get()
        wishes = [name for key in KEYS if not key.endswith("liked") for name in getattr(interest, key)]
        wishes += [one.paper.title if one.paper else one.name for one in assistant.interests.papers(interest.liked)]
        found = [(name, _meant(assistant, name)) for name in assistant.interests.choices()] if is_test else []
    except AssistantError as error:
        wishes, message = [], wording.in_browser(str(error))
    return render.render("settings_interests.html", wishes=wishes, message=message, found=found, whole=DEFAULT)


def _meant(assistant: Assistant, name: str) -> int:
    try:
        return len(assistant.interests.members(name))
    except InterestIsEmpty:
        return 0
