"""How much room the data folder takes, and whether there is some for more.

Knows files and the pages of a database. Does not know what they hold.
"""

import os
import sqlite3
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from app.jobs.database import NAME

EVERY = 5.0  # seconds between two measurements while there is room
AGAIN = 0.5  # ... and while there is none: somebody may just have made some


class NoRoomError(OSError):
    """The data folder is as full as it may be; the message says how to make room."""


class Room:
    """The bytes in a folder. Measuring it takes as long as looking at all its files, so it is done now and then."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.used, self._folder, self._limit = 0, folder, limit
        self._thread = ThreadPoolExecutor(1, "nudge-room")
        self._measuring: Future[None] | None = None
        self._measured_at = 0.0
        self._look(EVERY)

    def close(self) -> None:
        """Measure no more."""
        self._thread.shutdown(cancel_futures=True)

    def check(self, more: int = 0) -> None:
        """Raise NoRoomError unless there is room, for `more` bytes where that is known."""
        if self.used + more > self._limit:
            # Only who is about to be refused waits for it.
            self._look(AGAIN)
            if self._measuring is not None:
                self._measuring.result()
        else:
            self._look(EVERY)
        if self.used + more > self._limit:
            raise NoRoomError(
                f"The data folder holds {self.used:,} bytes; it may hold {self._limit:,} (NUDGE_MAX_STORED_BYTES). "
                "Make room: delete jobs that have ended, and tables that no job needs."
            )

    def take(self, more: int) -> None:
        """So many bytes have come, and will be found at the next measurement."""
        self.used += more

    def measure(self) -> None:
        """Look at every file."""
        self.used, self._measured_at = measure(self._folder), time.monotonic()

    def _look(self, age: float) -> None:
        """Have it measured unless that was done within `age` seconds, or is being done."""
        busy = self._measuring is not None and not self._measuring.done()
        if not busy and (self._measured_at == 0 or time.monotonic() - self._measured_at > age):
            self._measuring = self._thread.submit(self.measure)


def measure(folder: Path) -> int:
    """The bytes in a folder; of its database only the pages in use, as deleting jobs leaves free ones."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(os.path.join(place, name)).st_size
            except OSError:  # it has just been deleted
                continue
    return total - _free_bytes(folder / NAME)


def _free_bytes(database: Path) -> int:
    if not database.is_file():
        return 0
    connection = sqlite3.connect(database, timeout=1)
    try:
        pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("freelist_count", "page_size"))
    except sqlite3.Error:  # it is being made
        return 0
    finally:
        connection.close()
    return int(pages * size)
