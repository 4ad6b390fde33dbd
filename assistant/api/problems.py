"""Errors as problem documents (RFC 9457): which status an error has, and what is told of it."""

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from assistant import errors
from assistant.errors import AssistantError, SeveralPapers
from assistant.interests.profile import UnknownInterest
from assistant.people.person import KeepersOnly, LimitReached, LoginFailed, NobodyActs, PersonRefused
from assistant.store.errors import StoreBusy, StoreError, UnknownConversation
from index.errors import EmbedderError, ServerRefused, ServerUnreachable, StorageError
from index.storage import without_folders
from index.unseen import encodable

MEDIA = "application/problem+json"
LEFT = 499  # nobody reads it: who asked is gone
_KINDS: tuple[tuple[tuple[type[AssistantError], ...], int], ...] = (  # the first that fits
    ((SeveralPapers, errors.EmptyLibrary), 409),
    ((errors.NotComparable,), 422),
    ((errors.UnknownPaper, UnknownConversation, UnknownInterest), 404),
    ((errors.QuestionTooLong, errors.NothingToCheck, errors.FormulaUnreadable, PersonRefused), 422),
    ((errors.NothingToPlot, errors.SourceUnreadable), 422),
    ((errors.BudgetSpent, LimitReached), 429),
    ((NobodyActs, LoginFailed), 401),
    ((KeepersOnly,), 403),
    ((errors.LibraryBusy, StoreBusy, errors.EndpointBusy, ServerUnreachable), 503),
    ((errors.WriterError, errors.SourceError, EmbedderError, errors.DeliveryError, ServerRefused), 502),
    ((errors.MissingExtra,), 501),
    ((errors.LibraryError, StoreError, StorageError), 500),
)


class Problem(BaseModel):
    """A problem document. `errors` say what is wrong with which part of a request."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    papers: tuple[str, ...] = ()
    errors: tuple[dict[str, str], ...] = ()


def status_of(error: AssistantError) -> int:
    """Return the HTTP status of an error; 500 for one that only who runs the server can mend."""
    return next((status for kinds, status in _KINDS if isinstance(error, kinds)), 500)


def kind_of(error: AssistantError, between: str) -> str:
    """Return the name of the class of an error in small letters, with a sign between its words."""
    return re.sub(r"(?<!^)(?=[A-Z])", between, type(error).__name__).lower()


def problem_of(error: AssistantError) -> Problem:
    """Return what is told of an error: its kind as a URN, and its one line, without folders of this machine."""
    return Problem(
        type=f"urn:assistant:{kind_of(error, '-')}",
        title=(type(error).__doc__ or "").split("\n", 1)[0],
        status=status_of(error),
        detail=without_folders(str(error)),
        papers=error.papers if isinstance(error, SeveralPapers) else (),
    )


def invalid(error: RequestValidationError) -> list[tuple[str, str]]:
    """Return what is wrong with a request, as pairs of a place such as `body.question` and what is wrong there."""
    return [(encodable(".".join(map(str, each["loc"]))), encodable(each["msg"])) for each in error.errors()]


def handlers(
    of_error: Callable[[AssistantError], Response],
    of_request: Callable[[list[tuple[str, str]]], Response],
    of_status: Callable[[int, str, Mapping[str, str] | None], Response],
) -> dict[int | type[Exception], Callable[[Request, Any], Any]]:
    """Return what tells every error of a server in a form: ours, what is wrong with a request, and others."""
    return {
        AssistantError: lambda _, error: of_error(error),
        RequestValidationError: lambda _, error: of_request(invalid(error)),
        HTTPException: lambda _, error: of_status(error.status_code, str(error.detail), error.headers),
        Exception: lambda *_: of_status(500, "The server failed; its log says why.", None),
    }


def _of_request(wrong: list[tuple[str, str]]) -> Response:
    detail = "; ".join(f"{place}: {what}" for place, what in wrong)
    errors = tuple({"place": place, "detail": what} for place, what in wrong)
    return response(Problem(title="The request is not valid.", status=422, detail=detail, errors=errors))


def of_status(status: int, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return what is told of a status, with headers such as the `Allow` of 405."""
    title = HTTPStatus(status).phrase if status in {*HTTPStatus} else "Request ended"
    return response(Problem(title=title, status=status, detail=detail), headers)


def response(problem: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return a problem as a reply."""
    body = problem.model_dump(exclude_defaults=True) | {"type": problem.type}
    again = {"Retry-After": "5"} if problem.status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return JSONResponse(body, problem.status, {**again, **(headers or {})}, media_type=MEDIA)


AS_PROBLEMS = handlers(lambda error: response(problem_of(error)), _of_request, of_status)
