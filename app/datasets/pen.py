"""Pen digits: handwritten-looking digits made of pen strokes, 28x28 and laid out like MNIST.

Knows pen paths and ink. Does not know networks or training.
`generate` draws random digits; `ink_strokes` and `normalise` turn a user's drawing (recorded strokes,
or a bitmap) into the same form. Lengths are in pixels of the 28x28 image where "px" is said, and
otherwise in units of half a digit's height; y runs downwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from app.datasets.allographs import POINTS, SHAPES, Allograph

Array = NDArray[np.float32]
Runs = list[tuple[Allograph, slice]]  # equal allographs in a row of digits, and where they are in it

BOX, SIDE = 20, 28  # px: the square the ink is fitted into, and the image around it
CHUNK = 384  # digits drawn at a time at most: more leave the processor's caches, fewer are slower for the many calls

BETA = 1.2  # 1/px^2: sharpness of the smooth minimum over a path
EDGE = 2.2  # px: how much the squared distance over the pen's radius grows from full ink to none
DOT = 0.28  # longer sides of path added to every path: a dot has nothing else
FINE = 128  # places in a pixel that are told apart
MIDDLE = np.array([[[0.6]], [[1]]], np.float32)  # of an allograph, about which it is bent and turned
SAMPLES = 384  # along the path of a user's drawing

# Where the ways to write a digit begin and end between this digit and the next, each as long as its share.
UNTIL = np.cumsum([shape.share for shape in SHAPES])

# Row i: what a sample at i / FINE px adds to each pixel of a row or column of the box, (BOX * FINE + 1, BOX).
GAUSSIANS = np.exp(-BETA * (np.arange(BOX * FINE + 1)[:, None] / FINE - np.arange(BOX) - 0.5) ** 2).astype(np.float32)


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


def _runs(which: NDArray[np.intp]) -> Runs:
    """The allographs of sorted numbers which (n,), each with its place among them."""
    edges = np.flatnonzero(np.diff(which, prepend=-1, append=-1))
    return [(SHAPES[which[a]], slice(a, b)) for a, b in pairwise(edges.tolist())]


def _times(name: str, runs: Runs, x: Array) -> Array:
    """The matrix of this name of each digit's allograph, times its column of x (..,m,n): a product for each run."""
    rows = len(getattr(runs[0][0], name))
    product = np.empty((*x.shape[:-2], rows, x.shape[-1]), np.float32)
    for shape, digits in runs:
        np.matmul(getattr(shape, name), x[..., digits], out=product[..., digits])
    return product


def _paths(runs: Runs, rng: np.random.Generator, hand: Hand) -> Array:
    """Randomly deformed pen paths (2,K,n), in the unit box, of n digits.

    The digits are the last axis: what is one number to each of them is then one fast operation to all.
    """
    n = runs[-1][1].stop

    def normal(*size: int) -> Array:
        return rng.standard_normal((*size, n), dtype=np.float32)

    counts = [digits.stop - digits.start for _, digits in runs]
    control = np.repeat(np.stack([shape.control for shape, _ in runs], -1), counts, axis=-1)
    smooth = np.repeat(np.stack([shape.smooth for shape, _ in runs], -1), counts, axis=-1)
    sloppy = rng.uniform(*hand.sloppy, (n,)).astype(np.float32)
    p = control + 2 * hand.point * sloppy * normal(2, POINTS)
    p += _times("end", runs, p) * (hand.ends * normal(POINTS))
    tangent = np.minimum(np.maximum(smooth[0] + smooth[1] * normal(POINTS), 0), 1) * _times("slope", runs, p)
    xy = _times("place", runs, np.concatenate([p, tangent], axis=1)) - MIDDLE
    bow, wave, grow = sloppy * normal(3, 2, 1)
    grow *= np.array([[[hand.taper]], [[hand.shift]]], np.float32)
    phase = 2 * np.float32(np.pi) * rng.random((2, 1, n), dtype=np.float32)
    yx = xy[::-1]  # x bends with y, and y with x
    bend = hand.bow * bow * yx * yx + hand.wave * wave * np.sin(3 * yx + phase)
    x, y = xy * (1 + grow * xy[1]) + bend
    aspect, slant, turn = normal(3)
    wide, lean = np.exp(hand.aspect * aspect), hand.slant[0] + hand.slant[1] * slant
    cos, sin = np.cos(hand.turn * turn), np.sin(hand.turn * turn)
    turned = np.stack([cos * wide, sin * wide])[:, None] * x
    turned += np.stack([-cos * lean - sin, cos - sin * lean])[:, None] * y
    return _in_unit_box(turned)


def _in_unit_box(paths: Array) -> Array:
    """Paths (2,K,n), in any unit, with the middle of the box around each at 0 and its longer side 1."""
    low, high = paths.min(1), paths.max(1)
    paths -= ((low + high) / 2)[:, None]
    paths /= np.maximum((high - low).max(0), np.float32(1e-6))
    return paths


def _shares(paths: Array, runs: Runs) -> Array:
    """How much (K,n) of paths (2,K,n) in the unit box each sample stands for."""
    x, y = paths[:, 1:] - paths[:, :-1]
    return _times("length", runs, np.sqrt(x * x + y * y) + np.float32(DOT / paths.shape[1]))


def _radii(shares: Array, rng: np.random.Generator, hand: Hand) -> Array:
    """Random pen radii (K,n) in px along paths in the unit box with these shares (K,n); finer for longer ones."""
    k, n = shares.shape
    detail = 2.2 / (shares.sum(0) - np.float32(DOT))
    radius = hand.pen[0] * np.exp(hand.pen[1] * rng.standard_normal(n, np.float32)) * detail**0.2
    turns, start = rng.uniform(0.5, 2.5, (n,)).astype(np.float32), rng.random(n, np.float32)
    along = np.linspace(0, 2 * np.pi, k, dtype=np.float32)[:, None]
    press = hand.pressure * rng.standard_normal(n, np.float32) * np.cos(along * turns + 2 * np.float32(np.pi) * start)
    return np.clip(radius, 0.7, 3) * (1 + press)


def _draw(paths: Array, shares: Array, radii: Array, room: Array | None = None) -> NDArray[np.uint8]:
    """Images (n,28,28), ink 0..255, of paths (2,K,n) in the unit box, fitted and centred like MNIST.

    shares (K,n) are the lengths samples stand for, in that box; radii (K,n) are in px.  Ink depends on the squared
    distance to the path less the squared radius there: it falls from 1 to 0 as that grows by EDGE radii, and is
    half at 0.  A smooth minimum of it over the samples is the logarithm of a sum of Gaussians, and so of one
    small matrix product per image.  `room`, at least (2,n*K,BOX), is memory to work in.
    """
    _, k, n = paths.shape
    pen = radii.mean(0)
    scale = BOX - 2 * pen
    # A straight line's total is exact, and the logarithm 0 where ink begins.
    weight = shares * (scale * np.float32(np.sqrt(BETA / np.pi))) * np.exp(BETA * (radii**2 + EDGE / 2 * pen))
    at = paths * scale
    at += BOX / 2
    at *= FINE
    room = np.empty((2, n * k, BOX), np.float32) if room is None else room[:, : n * k]
    gx, gy = (_gaussians(each, part.reshape(n, k, BOX)) for each, part in zip(np.rint(at, out=at), room))
    gx *= np.repeat(weight.T, BOX, axis=1).reshape(n, k, BOX)
    ink = gy.transpose(0, 2, 1) @ gx
    # Bounds of ink's own shape: NumPy compares two arrays in half the time of an array and a number.
    np.log(np.maximum(ink, np.ones_like(ink), out=ink), out=ink)
    ink *= (255 / (BETA * EDGE) / pen)[:, None, None]
    return centre(np.minimum(ink, np.full_like(ink, 255), out=ink))


def _gaussians(at: Array, out: Array) -> Array:
    """What samples at (k,n), in parts of a pixel, add to each row or column, written into out (n,k,BOX)."""
    return GAUSSIANS.take(at.T.astype(np.intp, order="C"), axis=0, out=out, mode="clip")


def centre(ink: Array) -> NDArray[np.uint8]:
    """Place ink (n,h,w), 0..255, at most 28x28, in (n,28,28) with its centre of mass on pixel (14,14)."""
    n, h, w = ink.shape
    mass, row, col = (ink.reshape(n, h * w) @ _moments(h, w)).T
    mass = np.maximum(mass, 1e-6)
    top = np.clip(np.rint(SIDE / 2 - row / mass), 0, SIDE - h).astype(int)
    left = np.clip(np.rint(SIDE / 2 - col / mass), 0, SIDE - w).astype(int)
    images = np.zeros((n, SIDE, SIDE), np.uint8)
    places = sliding_window_view(images, (h, w), axis=(1, 2), writeable=True)
    places[np.arange(n), top, left] = np.rint(ink, out=ink)
    return images


@cache
def _moments(h: int, w: int) -> Array:
    """1, row and column (h*w,3) of every pixel."""
    return np.stack([np.ones((h, w)), *np.indices((h, w))], axis=-1).reshape(h * w, 3).astype(np.float32)


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
    return centre(small[None] * (255 / small.max()))[0]


def ink_strokes(strokes: Sequence[ArrayLike], radius: float = 1.35) -> NDArray[np.uint8]:
    """Recorded strokes, each (points,2) of x,y in any unit, inked as MNIST would: (28,28), 0..255.

    The pen is radius px whatever size the digit was drawn at, unlike with normalise().
    """
    given = [np.asarray(s, np.float64).reshape(-1, 2) for s in strokes if np.size(s)]
    if not given:
        return np.zeros((SIDE, SIDE), np.uint8)
    lines = _in_unit_square(given)
    walked = [np.r_[0, np.linalg.norm(np.diff(q, axis=0), axis=1).cumsum()] for q in lines]
    spacing = max(sum(w[-1] for w in walked) / SAMPLES, 1e-6)
    along = [np.linspace(0, w[-1], 2 + int(w[-1] / spacing)) for w in walked]
    each = list(zip(along, walked, lines))
    xy = [np.concatenate([np.interp(a, w, q[:, i]) for a, w, q in each]) for i in (0, 1)]
    paths = _in_unit_box(np.array(xy, np.float32)[..., None])
    rest = DOT / paths.shape[1]
    shares = np.concatenate([(a[1] + rest) * np.r_[0.5, np.ones(len(a) - 2), 0.5] for a in along])
    radii = np.full(paths.shape[1:], radius, np.float32)
    return _draw(paths, shares.astype(np.float32)[:, None], radii)[0]


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
    which = np.searchsorted(UNTIL, digits + rng.random(count), side="right")
    which = np.minimum(which, len(SHAPES) - 1)
    samples = np.array([len(shape.place) for shape in SHAPES])
    images = np.empty((count, SIDE, SIDE), np.uint8)
    room = np.empty((2, CHUNK * samples.max(), BOX), np.float32)
    for k in np.unique(samples):
        alike = np.flatnonzero(samples[which] == k)
        alike = alike[np.argsort(which[alike], kind="stable")]
        for a in range(0, len(alike), CHUNK):
            some = alike[a : a + CHUNK]
            runs = _runs(which[some])
            paths = _paths(runs, rng, hand)
            shares = _shares(paths, runs)
            images[some] = _draw(paths, shares, _radii(shares, rng, hand), room)
    return images, digits.astype(np.uint8)
