"""What the server writes about itself: one line for each request and for each change of a job's state.

Knows the shape of a line, as text for people or as JSON for programs. Does not know where things happen. The token
is written nowhere, whatever a line was to say; bodies are given to no logger.
"""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

LEVELS = ("debug", "info", "warning", "error", "critical")
FORMATS = ("text", "json")

REQUESTS = logging.getLogger("nudge.requests")
JOBS = logging.getLogger("nudge.jobs")

# The id of the request that is being answered: also uvicorn's own lines about it carry it.
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


def note_request(method: str, route: str, status: int, seconds: float, job: str | None) -> None:
    """A request has been answered. `route` is the template: addresses can hold what is nobody's business."""
    if REQUESTS.isEnabledFor(logging.INFO):
        fields = {"method": method, "route": route, "status": status, "milliseconds": round(seconds * 1000, 1)}
        text = f"{method} {route} {status} in {fields['milliseconds']} ms"
        REQUESTS.info(text, extra={"fields": fields | ({"job": job} if job else {})})


def note_event(job: str, attempt: int, text: str) -> None:
    """A job's event has been kept; changes of its state are written."""
    if JOBS.isEnabledFor(logging.INFO) and '"kind":"state"' in text[:60]:
        event = json.loads(text)
        fields = {"job": job, **{name: event[name] for name in ("state", "reason", "step")}, "attempt": attempt}
        because = f" ({event['reason']})" if event["reason"] else ""
        said = f"job {job} is {event['state']}{because} at step {event['step']}, attempt {attempt}"
        JOBS.info(said, extra={"fields": fields})


def configuration(level: str, form: str, secret: str | None) -> dict[str, Any]:
    """How logging is set up, for `logging.config.dictConfig`; uvicorn's own lines join ours.

    Uvicorn's most talkative levels would write headers and messages: they stay off.
    """
    uvicorn = max(logging.INFO, logging.getLevelName(level.upper()))
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"sockets": {"()": _WithoutSockets}},
        "formatters": {"line": {"()": Json if form == "json" else Text, "secret": secret}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["sockets"]}},
        "root": {"level": "WARNING", "handlers": ["console"]},
        "loggers": {"nudge": {"level": level.upper()}, "uvicorn.error": {"level": uvicorn}},
    }


class Text(logging.Formatter):
    """`LEVEL: what happened`, and a traceback where there is one."""

    def __init__(self, secret: str | None = None) -> None:
        super().__init__("%(levelname)s: %(message)s")
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        """The line, or the lines of a traceback."""
        return _discreet(super().format(record), self._secret)


class Json(logging.Formatter):
    """One object on one line: time, level, message, the request's id, and what else is known."""

    def __init__(self, secret: str | None = None) -> None:
        super().__init__()
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _discreet(record.getMessage().strip(), self._secret),
        }
        if known := request_id.get():
            told["request_id"] = known
        told |= getattr(record, "fields", {})
        if record.exc_info:
            told["exception"] = _discreet(self.formatException(record.exc_info), self._secret)
        return json.dumps(told, default=str)


class _WithoutSockets(logging.Filter):
    """Uvicorn's lines about WebSockets hold whole addresses; ours say the same and no more."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not record.name.startswith("uvicorn") or '"WebSocket ' not in str(record.msg)


def _discreet(text: str, secret: str | None) -> str:
    for form in (secret, json.dumps(secret)[1:-1], quote(secret)) if secret else ():
        text = text.replace(form, "***")
    return text
