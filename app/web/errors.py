"""Which problem each of our exceptions is: what is wrong, and what to do.

Knows exceptions, and the answers of RFC 9457. Does not know routes; the problems themselves are in `problems`.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.datasets.shelf import DamagedTableError, UnknownTableError
from app.datasets.table import TableError, TooLargeTableError
from app.jobs.admission import TooManyJobsError
from app.jobs.journal import StorageError
from app.jobs.room import NoRoomError
from app.jobs.service import ConflictError
from app.jobs.store import UnknownJobError
from app.jobs.sweeping import UnknownSweepError
from app.jobs.tables import TableInUseError
from app.training.commands import CommandError
from app.training.refusal import SpecError
from app.web.problems import MEDIA_TYPE, invalid, problem
from app.web.reading import UnreadableError
from app.wire.messages import MessageError

HTTP = {404: "unknown-address", 405: "unknown-method"}
UNREADABLE = "This is not JSON text that can be read."


class ProblemError(Exception):
    """A problem to answer with, of one of the kinds in `problems`."""

    def __init__(self, kind: str, detail: str | None = None) -> None:
        self.body = problem(kind, detail)
        super().__init__(self.body["detail"])


class WrongPartError(Exception):
    """A part of the request that is wrong by what the server knows, not by its form alone."""

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(detail)
        self.body = invalid([{"pointer": pointer, "code": "value_error", "detail": detail}])


def describe(error: Exception) -> dict[str, Any]:
    """The problem that an exception of ours stands for."""
    match error:
        case ProblemError() | WrongPartError():
            return error.body
        case UnknownJobError():
            return problem("unknown-job")
        case UnknownSweepError():
            return problem("unknown-sweep")
        case UnknownTableError():
            return problem("unknown-dataset", str(error))
        case DamagedTableError():
            return problem("dataset-not-ready", str(error))
        case TableInUseError():
            return problem("dataset-in-use", str(error))
        case TooLargeTableError():
            return problem("table-too-large", str(error))
        case TableError():
            return problem("invalid-table", str(error))
        case ConflictError():
            return problem("conflict", str(error))
        case CommandError():
            return problem("invalid-command", str(error))
        case MessageError():
            return problem("invalid-message", str(error))
        case TooManyJobsError():
            return problem("too-many-jobs", str(error))
        case NoRoomError():
            return problem("storage-full", str(error))
        case StorageError():
            return problem("storage", str(error))
        case SpecError():
            return invalid([{"pointer": _pointer((), error.field), "code": "value_error", "detail": str(error)}])
    return problem("internal")


def install(app: FastAPI) -> None:
    """Have `app` answer every error with a problem."""

    async def ours(request: Request, error: Exception) -> JSONResponse:
        return respond(request, describe(error))

    async def validation(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        found = error.errors()
        if any(each["loc"] == ("body",) and each["type"] != "missing" for each in found) and not _says_json(request):
            return respond(request, problem("not-json"))
        return respond(request, invalid([_read(each, error.body) for each in found]))

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        body = _http_problem(error)
        if "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/"):
            return request.app.state.templates.TemplateResponse(request, "error.html", body, error.status_code)
        return respond(request, body, error.headers)

    handlers: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
        RequestValidationError: validation,
        HTTPException: http,
    }
    expected = (
        ProblemError,
        WrongPartError,
        UnknownJobError,
        UnknownSweepError,
        ConflictError,
        CommandError,
        MessageError,
        TooManyJobsError,
        SpecError,
        UnknownTableError,
        DamagedTableError,
        TableInUseError,
        TableError,
    )
    for kind in (*expected, NoRoomError, StorageError, Exception):
        handlers[kind] = ours
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def respond(request: Request, body: dict[str, Any], headers: Any = None) -> JSONResponse:
    """A problem as the answer to a request."""
    known = {"instance": request.url.path, "request_id": request.scope.get("request_id")}
    more = {"Retry-After": "5"} if body["status"] == 429 else {}
    return JSONResponse({**body, **known}, body["status"], headers={**(headers or {}), **more}, media_type=MEDIA_TYPE)


def _says_json(request: Request) -> bool:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return media == "application/json" or (media.startswith("application/") and media.endswith("+json"))


def _http_problem(error: HTTPException) -> dict[str, Any]:
    if error.status_code == 400:  # FastAPI's, for text that its JSON reader gives up on: too deep, or no UTF-8
        why = f" {error.__cause__}" if isinstance(error.__cause__, UnreadableError) else ""
        return invalid([{"pointer": "", "code": "json_invalid", "detail": UNREADABLE + why}])
    if error.status_code in HTTP:
        return problem(HTTP[error.status_code])
    return {"type": "about:blank", "title": str(error.detail), "status": error.status_code, "detail": str(error.detail)}


def _read(error: Any, body: Any) -> dict[str, str]:
    if error["type"] == "json_invalid":
        detail = f"{UNREADABLE} {error['ctx']['error']} at character {error['loc'][-1]}."
        return {"pointer": "", "code": error["type"], "detail": detail}
    place = error["loc"][1:]
    if error["loc"][0] == "body":
        place = _existing(place, body, error["type"].startswith("missing"))
    cause = error.get("ctx", {}).get("error")
    field = cause.field if isinstance(cause, SpecError) else ""
    detail = str(cause) if isinstance(cause, Exception) else error["msg"]
    return {"pointer": _pointer(place, field), "code": error["type"], "detail": detail}


def _existing(place: Any, body: Any, is_missing: bool) -> Iterator[Any]:
    """The parts of a place that are in the body: pydantic also names the types it tried there."""
    for part in place:
        if isinstance(body, dict) and (part in body or is_missing):
            body = body.get(part)
            yield part
        elif isinstance(body, list) and isinstance(part, int):
            body = body[part] if part < len(body) else None
            yield part


def _pointer(place: Iterable[Any], field: str) -> str:
    parts = [*map(str, place), *(field.split(".") if field else [])]
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)
