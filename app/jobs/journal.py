"""One thread that writes: statements go in, are committed in order, and whoever waits hears of it.

Knows SQL statements and the event loop. Does not know jobs. While nothing can be written (a full disk)
it keeps what it has, says so, and tries again: nothing is lost.
"""

import asyncio
import queue
import sqlite3
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from typing import Any

Statement = tuple[str, tuple[Any, ...]]

PATIENCE = 5.0  # seconds that somebody waits for a commit before being told of the trouble
RETRY = 0.5


class StorageError(OSError):
    """What was asked cannot be kept at the moment; the message says why and what to do."""


class Journal:
    """Writes through `connection`, which belongs to its thread from `start` on."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.problem: str | None = None
        self._connection = connection
        self._queue: queue.SimpleQueue[tuple[Sequence[Statement], Callable[[], None] | None] | None] = (
            queue.SimpleQueue()
        )
        self._thread = threading.Thread(target=self._work, name="nudge-journal", daemon=True)
        self._closing = False

    def start(self) -> None:
        """Begin; callbacks run in the loop that is running now."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    def write(self, statements: Sequence[Statement], then: Callable[[], None] | None = None) -> None:
        """Commit `statements` after all earlier ones, and then call `then` in the event loop."""
        self._queue.put((statements, then))

    async def saved(self) -> None:
        """Wait until all that was written so far is committed. Raises StorageError if it cannot be."""
        done = asyncio.Event()
        self.write((), done.set)
        try:
            async with asyncio.timeout(PATIENCE):
                await done.wait()
        except TimeoutError:
            raise StorageError(
                f"The data folder cannot be written ({self.problem or 'it does not answer'}). "
                "Make room there; the server goes on by itself."
            ) from None

    def close(self) -> None:
        """Write what is left, and end."""
        self._closing = True
        self._queue.put(None)
        self._thread.join(2)
        self._connection.close()

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            batch, last = [first], False
            while not self._queue.empty() and len(batch) < 1000:
                item = self._queue.get()
                if item is None:
                    last = True
                    break
                batch.append(item)
            self._commit([statement for statements, _ in batch for statement in statements])
            for _, then in batch:
                if then is not None and not self._loop.is_closed():
                    self._loop.call_soon_threadsafe(then)
            if last:
                return

    def _commit(self, statements: list[Statement]) -> None:
        while statements:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                for text, values in statements:
                    self._connection.execute(text, values)
                self._connection.execute("COMMIT")
            except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
                # A mistake of ours: it would never succeed, and must not stop what comes after it.
                traceback.print_exc()
                self._connection.execute("ROLLBACK")
                if len(statements) > 1:
                    for statement in statements:
                        self._commit([statement])
                return
            except sqlite3.Error as error:
                self.problem = str(error)
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                if self._closing:
                    return
                time.sleep(RETRY)
            else:
                self.problem = None
                return
