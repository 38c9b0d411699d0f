"""Epochs of fresh digits, drawn beside the training so that it does not wait for the pen.

Knows drawing processes and the epochs they were asked for. Does not know runs or jobs.
Asking for an epoch has the following ones drawn ahead.
"""

import multiprocessing
import os
from collections import OrderedDict
from multiprocessing.connection import Connection

from app import datasets
from app.datasets.dataset import Samples

Key = tuple[int, int, int]  # count, seed, epoch

HANDS = max(1, min(4, (os.cpu_count() or 1) // 2))  # processes that draw for one worker
AHEAD = HANDS  # epochs drawn before they are needed
KEPT = 16  # epochs held in memory for all runs of a worker


class Drawer:
    """The drawing processes of one worker, each started when first needed; they end with it."""

    def __init__(self) -> None:
        self._hands: dict[int, Connection] = {}
        self._asked: dict[Key, int] = {}  # with the hand that draws it
        self._drawn: OrderedDict[Key, Samples] = OrderedDict()

    def epoch(self, count: int, seed: int, epoch: int) -> Samples | None:
        """The samples of an epoch, or None while they are being drawn."""
        for hand in list(self._hands):
            self._receive(hand)
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
        hand = key[2] % HANDS
        if hand not in self._hands:
            self._hands[hand] = _start()
        self._asked[key] = hand
        self._hands[hand].send(key)

    def _receive(self, hand: int) -> None:
        try:
            while self._hands[hand].poll():
                key, samples = self._hands[hand].recv()
                del self._asked[key]
                self._drawn[key] = samples
        except (EOFError, OSError):  # the process was killed: the next question starts another
            del self._hands[hand]
            self._asked = {key: other for key, other in self._asked.items() if other != hand}
        while len(self._drawn) > KEPT:
            self._drawn.popitem(last=False)

    def close(self) -> None:
        """End the processes."""
        for connection in self._hands.values():
            connection.close()
        self._hands.clear()


def _start() -> Connection:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    context.Process(target=draw_until_closed, args=(theirs,), name="nudge-drawer").start()
    theirs.close()
    return ours


def draw_until_closed(connection: Connection) -> None:
    """The process: draw what is asked for, in order, until the other end is closed."""
    while True:
        try:
            count, seed, epoch = connection.recv()
            connection.send(((count, seed, epoch), datasets.draw_pen_epoch(count, seed, epoch)))
        except (EOFError, OSError, KeyboardInterrupt):
            return
