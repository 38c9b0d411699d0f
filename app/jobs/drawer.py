"""Epochs of fresh digits, drawn in a process of its own so that training does not wait for the pen.

Knows how to ask for an epoch and where the answer goes. Does not know runs or jobs.
Asking for an epoch also starts the one after it.
"""

import multiprocessing
from collections import OrderedDict
from multiprocessing.connection import Connection

from app import datasets
from app.datasets.dataset import Samples

Key = tuple[int, int, int]  # count, seed, epoch

AHEAD = 1  # epochs drawn before they are needed
KEPT = 16  # epochs held in memory for all runs of a worker


class Drawer:
    """The drawing process of one worker, started when first needed; it ends with its worker."""

    def __init__(self) -> None:
        self._connection: Connection | None = None
        self._asked: set[Key] = set()
        self._drawn: OrderedDict[Key, Samples] = OrderedDict()

    def epoch(self, count: int, seed: int, epoch: int) -> Samples | None:
        """The samples of an epoch, or None while they are being drawn."""
        self._receive()
        for ahead in range(AHEAD + 1):
            self._ask((count, seed, epoch + ahead))
        key = (count, seed, epoch)
        if key in self._drawn:
            self._drawn.move_to_end(key)
            return self._drawn[key]
        return None

    def _ask(self, key: Key) -> None:
        if key in self._drawn or key in self._asked:
            return
        if self._connection is None:
            self._connection = self._start()
        self._asked.add(key)
        self._connection.send(key)

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        context.Process(target=draw_until_closed, args=(theirs,), name="nudge-drawer").start()
        theirs.close()
        return ours

    def _receive(self) -> None:
        while self._connection is not None and self._connection.poll():
            try:
                key, samples = self._connection.recv()
            except (EOFError, OSError):  # the process was killed: the next question starts another
                self._connection = None
                self._asked.clear()
                return
            self._asked.discard(key)
            self._drawn[key] = samples
            while len(self._drawn) > KEPT:
                self._drawn.popitem(last=False)

    def close(self) -> None:
        """End the process."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def draw_until_closed(connection: Connection) -> None:
    """The process: draw what is asked for, in order, until the other end is closed."""
    while True:
        try:
            count, seed, epoch = connection.recv()
            connection.send(((count, seed, epoch), datasets.draw_pen_epoch(count, seed, epoch)))
        except (EOFError, OSError, KeyboardInterrupt):
            return
