"""What the server can say of itself: counts of requests by route, and of jobs by state.

Knows the text format of Prometheus. Does not know routes or jobs: it is told.
"""

from collections import Counter
from collections.abc import Iterable

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


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


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
