"""Pen digits: handwritten-looking digits made of pen strokes, 28x28 and laid out like MNIST.

Knows pen paths and ink. Does not know networks or training.
`generate` draws random digits; `ink_strokes` and `normalise` turn a user's drawing (recorded strokes,
or a bitmap) into the same form. Lengths are in pixels of the 28x28 image where "px" is said, and
otherwise in units of half a digit's height; y runs downwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.datasets.allographs import POINTS, SHAPES

Array = NDArray[np.float32]

BOX, SIDE = 20, 28  # px: the square the ink is fitted into, and the image around it
CHUNK = 256  # digits drawn at a time, to stay within the processor's caches


@dataclass(frozen=True)
class Hand:
    """How much handwriting varies: standard deviations, unless said otherwise."""

    sloppy: tuple[float, float] = (0.3, 1.5)  # range of a writer's factor on the next five
    point: float = 0.035  # each control point, in digit heights
    taper: float = 0.2  # width growing or shrinking from top to bottom
    bow: float = 0.12  # parabolic bend of the vertical and of the horizontal
    shift: float = 0.15  # waist moved up or down
    wave: float = 0.06  # amplitude of a slow sine across the paper
    ends: float = 0.25  # stroke ends early or late, in parts of its last segment
    aspect: float = 0.18  # logarithm of width over height
    slant: tuple[float, float] = (0.12, 0.24)  # mean and deviation of dx/dy
    turn: float = 0.12  # rotation, radians
    pen: tuple[float, float] = (1.35, 0.25)  # radius: median in px, deviation of its logarithm
    pressure: float = 0.12  # relative amplitude of the radius varying along the path


PEOPLE = Hand()


def _paths(which: NDArray[np.intp], rng: np.random.Generator, hand: Hand) -> Array:
    """Randomly deformed pen paths (n,POINTS,2) of the allographs which (n,)."""
    n, s = len(which), SHAPES

    def normal(*shape: int) -> Array:
        return rng.standard_normal((n, *shape), dtype=np.float32)

    sloppy = rng.uniform(*hand.sloppy, (n, 1, 1)).astype(np.float32)
    p = s.control[which]
    p = p + 2 * hand.point * sloppy * normal(*p.shape[1:])
    p = p + (s.end[which] @ p) * hand.ends * normal(p.shape[1], 1)
    # how round the path is at each point: 1 for a Catmull-Rom spline, 0 for straight lines
    corner = s.corner[which]
    smooth = np.where(corner, 0.3, 0.92) + np.where(corner, 0.3, 0.12) * normal(p.shape[1])
    tangent = np.clip(smooth, 0, 1).astype(np.float32)[..., None] * (s.slope[which] @ p)
    q = s.place[which] @ p + s.lead[which] @ tangent
    x, y = q[..., 0] - np.float32(0.6), q[..., 1] - 1
    w = sloppy * normal(6, 1)
    phase = 2 * np.float32(np.pi) * rng.random((n, 2, 1), dtype=np.float32)
    bulge = hand.bow * w[:, 0] * y * y + hand.wave * w[:, 1] * np.sin(3 * y + phase[:, 0])
    sag = hand.bow * w[:, 2] * x * x + hand.wave * w[:, 3] * np.sin(3 * x + phase[:, 1])
    x, y = (
        x * (1 + hand.taper * w[:, 4] * y) + bulge,
        y * (1 + hand.shift * w[:, 5] * y) + sag,
    )
    w = normal(3, 1)
    x = x * np.exp(hand.aspect * w[:, 0]) - y * (hand.slant[0] + hand.slant[1] * w[:, 1])
    cos, sin = np.cos(hand.turn * w[:, 2]), np.sin(hand.turn * w[:, 2])
    return np.stack([cos * x - sin * y, sin * x + cos * y], axis=-1)


def _radii(paths: Array, joined: Array, rng: np.random.Generator, hand: Hand) -> Array:
    """Random pen radii (n,K) in px along paths (n,K,2); finer for digits with more to draw."""
    n, k, _ = paths.shape
    detail = 2.2 * _extent(paths) / (_steps(paths) * joined).sum(1)
    radius = hand.pen[0] * np.exp(hand.pen[1] * rng.standard_normal(n)) * detail**0.2
    turns = rng.uniform(0.5, 2.5, (n, 1)) * np.linspace(0, 1, k) + rng.random((n, 1))
    wave = np.cos((2 * np.pi * turns).astype(np.float32))
    press = 1 + (hand.pressure * rng.standard_normal((n, 1))).astype(np.float32) * wave
    return np.clip(radius, 0.7, 3).astype(np.float32)[:, None] * press


def _steps(paths: Array) -> Array:
    """Distances (n,K-1) between neighbouring samples of paths (n,K,2)."""
    x, y = paths[..., 0], paths[..., 1]
    return np.sqrt((x[:, 1:] - x[:, :-1]) ** 2 + (y[:, 1:] - y[:, :-1]) ** 2)


def _extent(paths: Array) -> Array:
    """The longer side (n,) of the box around each of the paths (n,K,2)."""
    x, y = paths[..., 0], paths[..., 1]
    return np.maximum(x.max(1) - x.min(1), y.max(1) - y.min(1))


def _draw(paths: Array, joined: Array, radii: Array) -> Array:
    """Ink (n,28,28) in 0..1 of paths (n,K,2), in any unit, fitted and centred like MNIST.

    joined (n,K-1) is 0 where the pen is lifted; radii (n,K) are in px.  Ink depends on the squared
    distance to the path less the squared radius there.  A smooth minimum of that over the samples
    is the logarithm of a sum of Gaussians, and so of one small matrix product per image.
    """
    beta = np.float32(1.2)  # 1/px^2: sharpness of the smooth minimum
    middle = (paths.min(1, keepdims=True) + paths.max(1, keepdims=True)) / 2
    pen = radii.mean(1)[:, None]
    scale = (BOX - 2 * pen) / np.maximum(_extent(paths)[:, None], np.float32(1e-6))
    q = (paths - middle) * scale[..., None] + np.float32(BOX / 2)
    step = np.pad(_steps(q) * joined, ((0, 0), (1, 1)))
    share = (step[:, 1:] + step[:, :-1]) / 2 + np.float32(0.05)  # px of path per sample; a dot has some too
    share *= np.sqrt(beta / np.float32(np.pi))  # so that a straight line's total is exact
    weight = share * np.exp(beta * (radii**2 - pen**2))
    pixel = np.arange(BOX, dtype=np.float32) + np.float32(0.5)
    gx, gy = (np.exp(-beta * (q[..., i, None] - pixel) ** 2) for i in (0, 1))
    gx *= weight[..., None]
    squared = -np.log(gy.transpose(0, 2, 1) @ gx + np.float32(1e-30)) / beta
    pen = pen[..., None]
    return centre(np.clip(np.float32(0.5) + (pen**2 - squared) / (np.float32(2.2) * pen), 0, 1))


def centre(ink: Array) -> Array:
    """Place ink (n,h,w), at most 28x28, in (n,28,28) with its centre of mass on pixel (14,14)."""
    n, h, w = ink.shape
    across, down = ink.sum(1), ink.sum(2)
    mass = np.maximum(across.sum(1), 1e-6)
    row, col = down @ np.arange(h) / mass, across @ np.arange(w) / mass
    top = np.clip(np.rint(SIDE / 2 - row), 0, SIDE - h).astype(int)
    left = np.clip(np.rint(SIDE / 2 - col), 0, SIDE - w).astype(int)
    image = np.zeros((n, SIDE, SIDE), np.float32)
    for i, (y, x) in enumerate(zip(top, left)):
        image[i, y : y + h, x : x + w] = ink[i]
    return image


def normalise(bitmap: ArrayLike) -> NDArray[np.uint8]:
    """A drawing (h,w), any size, ink bright on 0, as MNIST has it: (28,28), ink 0..255."""
    given = np.maximum(np.asarray(bitmap, np.float64), 0)
    brightest = given.max(initial=0)
    if not brightest:
        return np.zeros((SIDE, SIDE), np.uint8)
    ink = (given / brightest).astype(np.float32)
    seen = ink > 0.1
    rows, cols = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
    ink = ink[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]

    def shrink(size: int) -> NDArray[np.floating]:
        """Weights (to,size) of area averaging to a length in proportion to the longer side's 20."""
        to = max(1, round(BOX * size / max(ink.shape)))
        edge, pixel = np.arange(size + 1) * to / size, np.arange(to)[:, None]
        return np.clip(np.minimum(edge[1:], pixel + 1) - np.maximum(edge[:-1], pixel), 0, None)

    small = (shrink(ink.shape[0]) @ ink @ shrink(ink.shape[1]).T).astype(np.float32)
    return np.rint(centre(small[None] * (255 / small.max()))[0]).astype(np.uint8)


def ink_strokes(strokes: Sequence[ArrayLike], radius: float = 1.35) -> NDArray[np.uint8]:
    """Recorded strokes, each (points,2) of x,y in any unit, inked as MNIST would: (28,28), 0..255.

    The pen is radius px whatever size the digit was drawn at, unlike with normalise().
    """
    given = [np.asarray(s, np.float64).reshape(-1, 2) for s in strokes if np.size(s)]
    if not given:
        return np.zeros((SIDE, SIDE), np.uint8)
    lines = _in_unit_square(given)
    walked = [np.r_[0, np.linalg.norm(np.diff(q, axis=0), axis=1).cumsum()] for q in lines]
    spacing = max(sum(w[-1] for w in walked) / (4 * POINTS), 1e-6)
    along = [np.linspace(0, w[-1], 2 + int(w[-1] / spacing)) for w in walked]
    joined = np.ones((1, sum(map(len, along)) - 1), np.float32)
    joined[0, np.cumsum([len(a) for a in along])[:-1] - 1] = 0
    each = list(zip(along, walked, lines))
    xy = [np.concatenate([np.interp(a, w, q[:, i]) for a, w, q in each]) for i in (0, 1)]
    paths = np.stack(xy, axis=-1)[None].astype(np.float32)
    image = _draw(paths, joined, np.full(paths.shape[:2], radius, np.float32))
    return np.rint(255 * image[0]).astype(np.uint8)


def _in_unit_square(lines: Sequence[NDArray[np.float64]]) -> list[Array]:
    """Lines (points,2) shifted and scaled to lie within 0..1, so that the unit of drawing does not matter."""
    largest = max(np.abs(q).max() for q in lines) or 1.0  # first, lest a difference overflow
    lines = [q / largest for q in lines]
    points = np.concatenate(lines)
    corner, extent = points.min(0), np.ptp(points, axis=0).max() or 1.0
    return [((q - corner) / extent).astype(np.float32) for q in lines]


def generate(
    count: int, seed: int | Sequence[int] = 0, labels: ArrayLike | None = None, hand: Hand = PEOPLE
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Random digits: images (count,28,28), ink 0..255, and labels (count,), random if not given."""
    rng = np.random.default_rng(seed)
    digits = rng.integers(0, 10, count) if labels is None else np.asarray(labels)
    images = np.empty((count, SIDE, SIDE), np.uint8)
    for a in range(0, count, CHUNK):
        some = digits[a : a + CHUNK]
        which = np.searchsorted(SHAPES.until, some + rng.random(len(some)), side="right")
        which = np.minimum(which, len(SHAPES.until) - 1)
        paths, joined = _paths(which, rng, hand), SHAPES.joined[which]
        ink = _draw(paths, joined, _radii(paths, joined, rng, hand))
        images[a : a + CHUNK] = np.rint(255 * ink)
    return images, digits.astype(np.uint8)
