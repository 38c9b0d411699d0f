"""Data that must be fetched before a job can start: who waits for it, and how far it is.

Knows MNIST's folder and one download at a time, in a thread. Does not know jobs or the page.
"""

import asyncio
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from app.datasets import mnist

Availability = Literal["ready", "absent", "downloading", "failed"]


class Downloads:
    """The one data set that is not drawn or brought here, MNIST; every other is always ready."""

    def __init__(self, folder: Path, mirrors: Sequence[str] = mnist.MIRRORS) -> None:
        self.folder, self._place, self._mirrors = folder, folder / mnist.FOLDER, mirrors
        self.progress, self.problem = 0.0, ""
        self._downloading = False
        self._waiting: list[Callable[[str | None], None]] = []

    def availability(self, name: str) -> Availability:
        """Whether a data set can be used at once."""
        if name != "mnist" or mnist.is_present(self._place):
            return "ready"
        if self._downloading:
            return "downloading"
        return "failed" if self.problem else "absent"

    def when_ready(self, name: str, then: Callable[[str | None], None]) -> None:
        """Call `then(None)` once the data are there, or `then(problem)`; starts a download if needed."""
        if self.availability(name) == "ready":
            then(None)
            return
        self._waiting.append(then)
        if not self._downloading:
            self._downloading, self.progress, self.problem = True, 0.0, ""
            loop = asyncio.get_running_loop()
            threading.Thread(target=self._download, args=(loop,), name="nudge-download", daemon=True).start()

    def _download(self, loop: asyncio.AbstractEventLoop) -> None:
        problem = None
        try:
            mnist.download(self._place, self._note, self._mirrors)
        except OSError as error:  # ConnectionError, or a folder that cannot be written
            problem = str(error)
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._end, problem)

    def _note(self, progress: float) -> None:
        self.progress = progress

    def _end(self, problem: str | None) -> None:
        self._downloading, self.problem = False, problem or ""
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            then(problem)
