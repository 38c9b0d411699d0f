"""Epochs of fresh digits, drawn beside the training so that it does not wait for the pen.

Knows drawing processes and the epochs they were asked for. Does not know runs or jobs.
Asking for an epoch has the following ones drawn ahead. Digits cross over in sheets of shared memory: to read
them from a pipe took a fifth of the time in which they are learnt.
"""

import multiprocessing
import os
from collections import OrderedDict
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from app import datasets
from app.datasets.dataset import PICTURE_BYTES, Dataset, Samples, read_pictures, write_pictures
from app.training.course import Source

Key = tuple[int, int, int]  # count, seed, epoch

HANDS = max(1, min(4, (os.cpu_count() or 1) // 2))  # processes that draw for one worker
SHEETS = 2  # epochs a hand has room for, drawn but not taken
AHEAD = SHEETS * HANDS  # epochs drawn before they are needed
KEPT = 16  # epochs held in memory for all runs of a worker


@dataclass(frozen=True)
class Hand:
    """A drawing process as its worker knows it: it draws epochs of up to `count` digits on its sheets."""

    connection: Connection
    count: int
    sheets: list[Any]
    free: list[int] = field(default_factory=lambda: list(range(SHEETS)))

    @classmethod
    def start(cls, count: int) -> "Hand":
        """A new process."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        sheets = [context.RawArray("B", count * PICTURE_BYTES) for _ in range(SHEETS)]
        context.Process(target=draw_until_closed, args=(theirs, sheets), name="nudge-drawer").start()
        theirs.close()
        return cls(ours, count, sheets)

    def ask(self, key: Key) -> None:
        """Have an epoch drawn on a free sheet."""
        self.connection.send((key, self.free.pop()))

    def take(self) -> tuple[Key, Samples]:
        """An epoch that has been drawn; its sheet is free again."""
        key, sheet = self.connection.recv()
        samples = read_pictures(self.sheets[sheet], key[0])
        self.free.append(sheet)
        return key, samples


class Drawer:
    """The drawing processes of one worker, each started when first needed; they end with it."""

    def __init__(self) -> None:
        self._hands: dict[int, Hand] = {}
        self._asked: dict[Key, int] = {}  # with the hand that draws it
        self._drawn: OrderedDict[Key, Samples] = OrderedDict()

    def epoch(self, count: int, seed: int, epoch: int) -> Samples | None:
        """The samples of an epoch, or None while they are being drawn."""
        for number in list(self._hands):
            self._receive(number)
        for ahead in range(AHEAD + 1):
            self._ask((count, seed, epoch + ahead))
        key = (count, seed, epoch)
        if key in self._drawn:
            self._drawn.move_to_end(key)
            return self._drawn[key]
        return None

    def source(self, dataset: Dataset, seed: int) -> Source:
        """The samples of each epoch of a data set: drawn ahead where it has fresh ones, from its first epoch on."""

        def drawn(epoch: int) -> Samples | None:
            if dataset.fresh is None:
                return dataset.train
            ahead = self.epoch(len(dataset.train), seed, max(1, epoch))
            return ahead if epoch > 0 else dataset.train

        return drawn

    def _ask(self, key: Key) -> None:
        """Have an epoch drawn, if it is not, and its hand has a free sheet; else it is asked for again."""
        if key in self._drawn or key in self._asked:
            return
        number = key[2] % HANDS
        if number in self._hands and self._hands[number].count < key[0]:
            self._end(number)
        if number not in self._hands:
            self._hands[number] = Hand.start(key[0])
        hand = self._hands[number]
        if hand.free:
            hand.ask(key)
            self._asked[key] = number

    def _receive(self, number: int) -> None:
        try:
            while self._hands[number].connection.poll():
                key, samples = self._hands[number].take()
                del self._asked[key]
                self._drawn[key] = samples
        except (EOFError, OSError):  # the process was killed: the next question starts another
            self._end(number)
        while len(self._drawn) > KEPT:
            self._drawn.popitem(last=False)

    def _end(self, number: int) -> None:
        self._hands.pop(number).connection.close()
        self._asked = {key: other for key, other in self._asked.items() if other != number}

    def close(self) -> None:
        """End the processes."""
        for number in list(self._hands):
            self._end(number)


def draw_until_closed(connection: Connection, sheets: list[Any]) -> None:
    """The process: draw what is asked for, in order, until the other end is closed."""
    while True:
        try:
            key, sheet = connection.recv()
            write_pictures(datasets.draw_pen_epoch(*key), sheets[sheet])
            connection.send((key, sheet))
        except (EOFError, OSError, KeyboardInterrupt):
            return
