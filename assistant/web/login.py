"""The pages that are not Gradio's: to log in, and of one's own account, with its password and tokens."""

import re
from importlib import resources

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.api.problems import status_of
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.people.people import LEAST, MOST
from assistant.people.person import LoginFailed, Person, PersonRefused
from assistant.web import i18n, render
from assistant.web.gate import LOGIN, PERSON, Sessions
from assistant.web.wording import in_browser

ACCOUNT = "/account"
_STYLE = resources.files("assistant.web").joinpath("static", "login.css").read_text(encoding="utf-8")
_OWN = re.compile(r"/(?![/\\])[\x21-\x7e]*")  # a path of ours: `//` begins the name of another host
_NOT_KEPT = {"cache-control": "no-store"}


class Pages:
    """The pages and what their forms do. Hashing takes memory, so that two at a time are enough."""

    def __init__(self, assistant: Assistant, sessions: Sessions) -> None:
        self._assistant, self._people, self._sessions = assistant, assistant.people, sessions
        self._hashing = CapacityLimiter(2)

    def add_to(self, server: FastAPI) -> None:
        """Add the routes."""
        server.add_api_route(LOGIN, self.asked, methods=["GET"])
        server.add_api_route(LOGIN, self.tried, methods=["POST"], response_model=None)
        server.add_api_route(ACCOUNT, self.account, methods=["GET"], response_model=None)
        server.add_api_route(ACCOUNT, self.changed, methods=["POST"], response_model=None)

    def asked(self, request: Request) -> Response:
        """Ask for name and password."""
        self._there_are_people()
        goes_on = _own(request.query_params.get("next", ""))
        if _person(request):
            return self._to(goes_on)
        return self._page(request, "login.html", next=goes_on, name="", note="")

    async def tried(self, request: Request) -> Response:
        """Log in who has a name and a password."""
        await to_thread.run_sync(self._there_are_people)
        async with request.form(max_files=0, max_fields=20) as form:
            name, password, goes_on = (str(form.get(key, "")) for key in ("name", "password", "next"))
        goes_on = _own(goes_on)
        try:
            self._assistant.limits.attempt(name, request.client.host if request.client else "")
            login = await to_thread.run_sync(self._people.login, name, password, limiter=self._hashing)
        except AssistantError as error:
            note = in_browser(str(error)).strip()
            return self._page(request, "login.html", status_of(error), next=goes_on, name=name[:64], note=note)
        response = self._to(goes_on)
        self._sessions.begin(login, request, response)
        return response

    def account(self, request: Request) -> Response:
        """Show the account of who has logged in."""
        return self._account(request, self._known(request))

    async def changed(self, request: Request) -> Response:
        """Do what a form of the account asks for."""
        person = self._known(request)
        async with request.form(max_files=0, max_fields=20) as form:
            typed = {key: str(value) for key, value in form.items()}
        try:
            return await to_thread.run_sync(self._done, request, person, typed, limiter=self._hashing)
        except AssistantError as error:
            note, status = in_browser(str(error)).strip(), status_of(error)
            return await to_thread.run_sync(lambda: self._account(request, person, status, note=note))

    def _done(self, request: Request, person: Person, typed: dict[str, str]) -> Response:
        match typed.get("do"):
            case "leave":
                response = self._to(LOGIN)
                self._sessions.end(request, response)
                return response
            case "password":
                return self._with_password(request, person, typed)
            case "token":
                token = self._people.make_token(person.name, typed.get("label", ""))
                return self._account(request, person, token=token)
            case "drop":
                self._people.drop_token(person.name, typed.get("label", ""))
                return self._account(request, person, done="The token is removed.")
            case _:
                return self._account(request, person)

    def _with_password(self, request: Request, person: Person, typed: dict[str, str]) -> Response:
        """Change the password of somebody who knows the old one; all their other logins end."""
        self._assistant.limits.attempt(person.name, request.client.host if request.client else "")
        try:
            self._people.login(person.name, typed.get("old", ""))
        except LoginFailed:
            raise PersonRefused("This is not your current password.", "Nothing was changed.") from None
        if typed.get("new") != typed.get("again"):
            raise PersonRefused("The two new passwords differ.", "Nothing was changed.")
        self._people.set_password(person.name, typed.get("new", ""))
        response = self._to(ACCOUNT)
        self._sessions.begin(self._people.login(person.name, typed.get("new", "")), request, response)
        return response

    def _account(
        self, request: Request, person: Person, status: int = 200, *, note: str = "", done: str = "", token: str = ""
    ) -> Response:
        said = {"note": note, "done": done, "token": token, "tokens": self._people.tokens(person)}
        return self._page(request, "account.html", status, person=person, **said)

    def _page(self, request: Request, template: str, status: int = 200, **values: object) -> Response:
        language = self._assistant.settings.language
        if language == "auto":
            language = i18n.language_of(request.headers.get("accept-language", ""))
        style = Markup(_STYLE)  # noqa: S704  our own
        limits = {"least": LEAST, "most": MOST, "prefix": self._sessions.prefix}
        said = {"_": i18n.translate(language), "language": language, "style": style}
        return HTMLResponse(render.plain(template, **said, **limits, **values), status, _NOT_KEPT)

    def _to(self, path: str) -> Response:
        return RedirectResponse(f"{self._sessions.prefix}{path}", 303, _NOT_KEPT)

    def _there_are_people(self) -> None:
        if not self._people.any():
            raise HTTPException(404)

    def _known(self, request: Request) -> Person:
        if person := _person(request):
            return person
        raise HTTPException(404)  # without logins there are no accounts


def _person(request: Request) -> Person | None:
    person = request.scope.get(PERSON)
    return person if isinstance(person, Person) and not person.is_local else None


def _own(address: str) -> str:
    """Return an address if it is a page of ours, else that of the first page."""
    return address if _OWN.fullmatch(address) else "/"
