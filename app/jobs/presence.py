"""Who is there: how many viewers each job has, and since when it has none.

Knows numbers and timers. Does not know runs, states or sockets.
"""

import asyncio
from collections.abc import Callable

ABSENCE = 10.0  # seconds without a viewer before a job counts as left


class Presence:
    """Viewers by job; `left(job)` is called once nobody has come back for `ABSENCE` seconds."""

    def __init__(self, left: Callable[[str], None]) -> None:
        self._left = left
        self._viewers: dict[str, int] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def viewers(self, job: str) -> int:
        """How many watch a job."""
        return self._viewers.get(job, 0)

    def note(self, job: str, viewers: int) -> None:
        """Viewers have come or gone."""
        self._viewers[job] = viewers
        if timer := self._timers.pop(job, None):
            timer.cancel()
        if not viewers:
            self._timers[job] = asyncio.get_running_loop().call_later(ABSENCE, self._expire, job)

    def forget(self, job: str) -> None:
        """The job is gone."""
        self._viewers.pop(job, None)
        if timer := self._timers.pop(job, None):
            timer.cancel()

    def close(self) -> None:
        """Stop all timers."""
        for job in list(self._timers):
            self.forget(job)

    def _expire(self, job: str) -> None:
        self._timers.pop(job, None)
        self._left(job)
