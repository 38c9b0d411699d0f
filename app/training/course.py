"""The training order: which samples come when.

Knows an epoch's samples and their shuffling. Does not know networks or updates.
The order of an epoch depends on the shuffle seed and the epoch's number alone.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.datasets.dataset import Samples

# Gives an epoch's samples, or None while they are still being drawn.
Source = Callable[[int], Samples | None]


class Course:
    """A place in the training order: `epoch`, and `cursor` samples into it."""

    def __init__(self, source: Source, shuffle_seed: int, epoch_size: int) -> None:
        self.source, self.shuffle_seed, self.epoch_size = source, shuffle_seed, epoch_size
        self.epoch = self.cursor = self.seen = 0
        self._loaded = -1

    def ready(self) -> bool:
        """Whether the samples of the present epoch are there; asks the source for them if not."""
        if self._loaded != self.epoch:
            samples = self.source(self.epoch)
            if samples is None:
                return False
            self.samples, self._loaded = samples, self.epoch
            rng = np.random.default_rng((self.shuffle_seed, self.epoch))
            self._order = rng.permutation(len(samples))
        return True

    def next(self, size: int) -> NDArray[np.intp]:
        """Numbers of the next samples in order, at most `size`, at most up to the end of the epoch."""
        return self._order[self.cursor : self.cursor + size]

    def pass_by(self, count: int) -> None:
        """Move on by `count` samples; the end of an epoch is the start of the next."""
        self.cursor += count
        self.seen += count
        if self.cursor >= self.epoch_size:
            self.epoch, self.cursor = self.epoch + 1, 0

    def place(self) -> tuple[int, int, int]:
        """Where this is: (epoch, cursor, samples seen), for `go_to`."""
        return self.epoch, self.cursor, self.seen

    def go_to(self, place: tuple[int, int, int]) -> None:
        """Move to a place that was noted before."""
        self.epoch, self.cursor, self.seen = place
