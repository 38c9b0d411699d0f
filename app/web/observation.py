"""What the server can say of itself: counts of requests by route, and of jobs by state, and whether it is ready.

Knows the text format of Prometheus. Does not know routes or jobs: it is told.
"""

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

JOBS = "/api/v1/jobs/"
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass
class Answer:
    """What the messages of one answer say of it: its status, and the job it made."""

    status: int = 500
    made: str | None = None

    def hear(self, message: Mapping[str, Any]) -> None:
        """A message is on its way to the client."""
        match message["type"]:
            case "http.response.start":
                self.status = message["status"]
                place = dict(message.get("headers", [])).get(b"location", b"").decode("latin-1")
                self.made = place.removeprefix(JOBS) if place.startswith(JOBS) else None
            case "websocket.accept":
                self.status = 101
            case "websocket.close" if self.status != 101:
                self.status = 403


class Requests:
    """How many requests each route has answered, with which status, and how long they took."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, int]] = Counter()
        self._seconds: Counter[tuple[str, str]] = Counter()

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request has been answered. `route` is the template, so that ids do not make ever more series."""
        self._counts[method, route, status] += 1
        self._seconds[method, route] += seconds  # type: ignore[assignment]

    def lines(self) -> Iterable[str]:
        """The series."""
        yield "# TYPE nudge_requests_total counter"
        for (method, route, status), count in sorted(self._counts.items()):
            yield f'nudge_requests_total{{method="{method}",route="{_quoted(route)}",status="{status}"}} {count}'
        yield "# TYPE nudge_request_seconds_total counter"
        for (method, route), seconds in sorted(self._seconds.items()):
            yield f'nudge_request_seconds_total{{method="{method}",route="{_quoted(route)}"}} {seconds:.6f}'


def gauge(name: str, label: str, values: dict[str, int]) -> Iterable[str]:
    """A gauge with one series for each value of a label."""
    yield f"# TYPE {name} gauge"
    for value, count in sorted(values.items()):
        yield f'{name}{{{label}="{_quoted(value)}"}} {count}'


def reasons_not_ready(folder: Path, unwritten: str | None, unrun: str | None, stopping: bool) -> list[str]:
    """Why jobs should not be sent here now; `unwritten` and `unrun` are what the store and the runner complain of."""
    reasons = ["The server is stopping."] if stopping else []
    if unwritten is None and not os.access(folder, os.W_OK):
        unwritten = "it is not there, or not for this server"
    if unwritten is not None:
        reasons.append(
            f"The data folder cannot be written ({unwritten}). Make room there; the server goes on by itself."
        )
    return [*reasons, unrun] if unrun else reasons


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
