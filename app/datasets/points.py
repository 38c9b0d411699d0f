"""Points in the plane: small data sets whose decision regions can be drawn.

Knows how to scatter points. Does not know networks. Coordinates lie within about -1..1.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.datasets.dataset import Samples, one_hot

Points = tuple[NDArray[np.float64], NDArray[np.uint8]]  # (n, 2) places and (n,) classes


def xor() -> Samples:
    """The four corners of the unit square; one output, 1 where exactly one input is 1."""
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    labels = np.array([0, 1, 1, 0], np.uint8)
    return Samples(corners, labels[:, None].astype(np.float64), labels)


def scatter(name: str, count: int, rng: np.random.Generator) -> Samples:
    """`count` points of the data set `name`, one output per class."""
    draw, classes = SHAPES[name]
    places, labels = draw(count, rng)
    return Samples(places, one_hot(labels, classes), labels)


def _circles(count: int, rng: np.random.Generator) -> Points:
    labels = rng.integers(0, 2, count)
    radius = np.where(labels == 0, 0.35, 0.85) + rng.normal(0, 0.07, count)
    angle = rng.uniform(0, 2 * np.pi, count)
    return _polar(radius, angle), labels.astype(np.uint8)


def _moons(count: int, rng: np.random.Generator) -> Points:
    labels = rng.integers(0, 2, count)
    angle = rng.uniform(0, np.pi, count)
    upper = np.stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25], axis=1)
    places = np.where(labels[:, None] == 0, upper, -upper) * 0.62
    return places + rng.normal(0, 0.06, places.shape), labels.astype(np.uint8)


def _spiral(count: int, rng: np.random.Generator) -> Points:
    labels = rng.integers(0, 3, count)
    along = np.sqrt(rng.uniform(0.01, 1, count))
    angle = 4 * along + labels * 2 * np.pi / 3 + rng.normal(0, 0.12, count)
    return _polar(0.95 * along, angle), labels.astype(np.uint8)


def _blobs(count: int, rng: np.random.Generator) -> Points:
    labels = rng.integers(0, 3, count)
    centres = np.array([[-0.5, -0.4], [0.55, -0.3], [0.0, 0.6]])
    return centres[labels] + rng.normal(0, 0.16, (count, 2)), labels.astype(np.uint8)


def _polar(radius: NDArray[np.float64], angle: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


# Each shape with how many classes it has.
SHAPES: dict[str, tuple[Callable[[int, np.random.Generator], Points], int]] = {
    "circles": (_circles, 2),
    "moons": (_moons, 2),
    "spiral": (_spiral, 3),
    "blobs": (_blobs, 3),
}
