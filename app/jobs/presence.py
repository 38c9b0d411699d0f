"""Who is there: how many viewers each job has, and since when it has none.

Knows numbers and timers. Does not know runs, states or sockets.
"""

import asyncio
from collections.abc import Callable

ABSENCE = 10.0  # seconds without a viewer before a job counts as left
FAREWELL = 3600.0  # seconds after that before nobody is expected back


class Presence:
    """Viewers by job; `left(job)` is called after `ABSENCE` without one, `gone(job)` `FAREWELL` later."""

    def __init__(self, left: Callable[[str], None], gone: Callable[[str], None]) -> None:
        self._left, self._gone = left, gone
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
        self._timers[job] = asyncio.get_running_loop().call_later(FAREWELL, self._part, job)
        self._left(job)

    def _part(self, job: str) -> None:
        self._timers.pop(job, None)
        self._gone(job)
