"""Errors as RFC 9457 problems: what is wrong, and what to do.

Knows how each of our exceptions reads to a client. Does not know routes.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.jobs.journal import StorageError
from app.jobs.service import ConflictError, TooManyJobsError
from app.jobs.store import UnknownJobError
from app.training.commands import CommandError
from app.training.spec import SpecError
from app.wire.messages import MessageError

MEDIA_TYPE = "application/problem+json"
PLAIN = {404: "There is nothing at this address.", 405: "This address does not answer that method."}


class ProblemError(Exception):
    """A problem to answer with. `kind` names it in its type URI, `/problems/<kind>`."""

    def __init__(self, status: int, kind: str, title: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.body = status, problem(status, kind, title, detail, **more)


def problem(status: int, kind: str, title: str, detail: str, **more: Any) -> dict[str, Any]:
    """The body of a problem."""
    return {"type": f"/problems/{kind}", "title": title, "status": status, "detail": detail, **more}


def describe(error: Exception) -> dict[str, Any]:
    """The problem that an exception of ours stands for."""
    match error:
        case ProblemError():
            return error.body
        case UnknownJobError():
            detail = "There is no job with this id on this server. It may have been deleted; list the jobs."
            return problem(404, "unknown-job", "No such job", detail)
        case ConflictError():
            return problem(409, "conflict", "The job's state does not allow this", str(error))
        case CommandError():
            return problem(422, "invalid-command", "The command cannot be done", str(error))
        case MessageError():
            return problem(422, "invalid-message", "The message cannot be understood", str(error))
        case TooManyJobsError():
            return problem(429, "too-many-jobs", "Too many jobs", str(error))
        case StorageError():
            return problem(503, "storage", "Nothing can be kept at the moment", str(error))
        case SpecError():
            return invalid([{"pointer": _pointer((), error.field), "code": "value_error", "detail": str(error)}])
    return problem(500, "internal", "Something went wrong here", "The server made a mistake; its log has more.")


def invalid(errors: list[dict[str, str]]) -> dict[str, Any]:
    """The problem of a body whose fields are wrong."""
    first = errors[0]
    detail = f"{first['pointer'] or 'The body'}: {first['detail']}"
    return problem(422, "invalid", "The request cannot be read", detail, errors=errors)


def install(app: FastAPI) -> None:
    """Have `app` answer every error with a problem."""

    async def ours(request: Request, error: Exception) -> JSONResponse:
        return respond(request, describe(error))

    async def validation(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return respond(request, invalid([_read(each) for each in error.errors()]))

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        text = PLAIN.get(error.status_code, str(error.detail))
        if "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/"):
            page = {"status": error.status_code, "title": str(error.detail), "detail": text}
            return request.app.state.templates.TemplateResponse(request, "error.html", page, error.status_code)
        return respond(request, problem(error.status_code, "http", str(error.detail), text), error.headers)

    handlers: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
        RequestValidationError: validation,
        HTTPException: http,
    }
    expected = (
        ProblemError,
        UnknownJobError,
        ConflictError,
        CommandError,
        MessageError,
        TooManyJobsError,
        SpecError,
    )
    for kind in (*expected, StorageError, Exception):
        handlers[kind] = ours
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def respond(request: Request, body: dict[str, Any], headers: Any = None) -> JSONResponse:
    """A problem as the answer to a request."""
    known = {"instance": request.url.path, "request_id": request.scope.get("request_id")}
    more = {"Retry-After": "5"} if body["status"] == 429 else {}
    return JSONResponse({**body, **known}, body["status"], headers={**(headers or {}), **more}, media_type=MEDIA_TYPE)


def _read(error: Any) -> dict[str, str]:
    place = [str(part) for part in error["loc"][1:]]
    cause = error.get("ctx", {}).get("error")
    field = cause.field if isinstance(cause, SpecError) else ""
    detail = str(cause) if isinstance(cause, Exception) else error["msg"]
    return {"pointer": _pointer(place, field), "code": error["type"], "detail": detail}


def _pointer(place: Any, field: str) -> str:
    return "".join(f"/{part}" for part in [*place, *(field.split(".") if field else [])])
