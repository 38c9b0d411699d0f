"""The catalogue of data sets.

Knows every data set by name, its shape and its defaults, and the tables people bring. Does not know what is
trained on it.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np

from app.datasets import mnist, pen, points
from app.datasets.brought import Brought
from app.datasets.dataset import Dataset, Entry, Samples, pictures

DIGITS = tuple("0123456789")

CATALOGUE = {
    entry.name: entry
    for entry in (
        Entry("pen", "Pen digits, drawn here", "image", 784, 10, DIGITS, 10_000, 2_000),
        Entry("mnist", "MNIST, handwritten digits", "image", 784, 10, DIGITS, 60_000, 10_000),
        Entry("xor", "Exclusive or", "plane", 2, 1, ("0", "1"), 4, 4),
        Entry("circles", "Two circles", "plane", 2, 2, ("inner", "outer"), 400, 400),
        Entry("moons", "Two moons", "plane", 2, 2, ("upper", "lower"), 400, 400),
        Entry("spiral", "Three spiral arms", "plane", 2, 3, ("arm 0", "arm 1", "arm 2"), 600, 600),
        Entry("blobs", "Three blobs", "plane", 2, 3, ("left", "right", "top"), 400, 400),
    )
}

# Streams of random numbers that never meet: training epochs and the test set of one seed.
TRAIN, TEST = 0, 1


@lru_cache(maxsize=16)
def load(
    name: str, seed: int, train: int, test: int, fresh: bool, folder: Path | None, brought: Brought | None = None
) -> Dataset:
    """The data set `name` with this many samples; runs of one process share it.

    `folder` is the data folder. Raises FileNotFoundError when the files that are needed are not in it.
    """
    if brought is not None:
        return brought.load(seed, train, test, folder)
    entry = CATALOGUE[name]
    if name == "pen":
        return Dataset(
            name,
            entry.kind,
            entry.classes,
            draw_pen_epoch(train, seed, 0),
            pictures(*pen.generate(test, (seed, TEST))),
            (lambda epoch: draw_pen_epoch(train, seed, epoch)) if fresh else None,
        )
    if name == "mnist":
        place = folder / mnist.FOLDER if folder is not None else None
        if place is None or not mnist.is_present(place):
            raise FileNotFoundError(f"The MNIST files are not in {place}.")
        samples, held_out = (pictures(*mnist.load(place, *part)) for part in (("train", train), ("t10k", test)))
        return Dataset(name, entry.kind, entry.classes, samples, held_out)
    if name == "xor":
        return Dataset(name, entry.kind, entry.classes, points.xor(), points.xor())
    streams = [np.random.default_rng((seed, stream)) for stream in (TRAIN, TEST)]
    samples, held_out = (points.scatter(name, n, rng) for n, rng in zip((train, test), streams))
    return Dataset(name, entry.kind, entry.classes, samples, held_out)


def draw_pen_epoch(count: int, seed: int, epoch: int) -> Samples:
    """The pen digits of one epoch: the same for the same seed and epoch, new for each epoch."""
    return pictures(*pen.generate(count, (seed, TRAIN, epoch)))
