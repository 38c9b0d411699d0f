"""The ways people write each digit, and the constant matrices that draw them.

Knows strokes and splines. Does not know ink, noise or images.
Written by hand after looking at real digits; none was traced or fitted. y runs downwards.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

SPACING = 0.05  # between samples along a path at most, in longer sides of the digit: about 0.8 px of an image
POINTS = 14  # control points of an allograph at most
CLASS = 8  # samples of every path are a multiple of this: paths with equally many are drawn together
# How round a path is at a control point: mean and deviation of 1 for a Catmull-Rom spline, 0 for straight lines.
CURVE, CORNER = np.array([[[0.92], [0.12]], [[0.3], [0.3]]])
# What the samples at a stroke's end stand for, in steps; those further on stand for one. With these weights the sum
# over samples is close to the integral along the stroke, by Gregory's rule of the third order.
END = np.array([3 / 8, 7 / 6, 23 / 24])

# One allograph per line: "digit weight: stroke / stroke / ...".  A
# stroke is the points "x,y" the pen passes through (digit height 100); "!" marks a corner.
ALLOGRAPHS = """
# 0: round, leaning, lying, tail inside, slashed, narrow, open
0 3: 40,0 14,16 2,50 12,84 38,100 64,86 76,52 66,17 38,1
0 3: 54,0 22,16 4,50 10,86 34,100 62,82 78,46 72,14 50,1
0 1.5: 46,0 14,14 2,46 16,78 54,84 90,66 96,36 80,10 44,2
0 1: 40,30 34,12 20,14 4,44 10,84 38,100 66,82 74,46 62,12 40,2 26,16 30,34
0 1: 60,10 36,0 8,20 2,54 16,88 44,100 72,82 80,48 66,14 44,4 22,12 12,30
0 0.5: 40,0 14,16 2,50 12,84 38,100 64,86 76,52 66,17 38,1 / 70,8 40,48 10,92
0 2: 38,0 12,26 2,60 10,92 26,100 44,78 54,40 48,10 36,1
0 1: 52,8 24,6 3,45 12,88 40,100 68,82 76,42 62,8 42,2 28,16
0 1: 24,8 4,45 12,86 38,100 66,82 74,40 56,6 34,2 20,20
0 1: 62,14 42,2 14,18 2,52 12,86 38,100 64,86 74,52 64,14 42,6
# 1: upright, leaning, short and long flag, flag and base
1 5: 10,0 10,50 10,100
1 5: 34,0 20,50 5,100
1 0.6: 0,22 24,0! 24,50 24,100
1 0.4: 0,42 24,0! 24,50 24,100
1 0.6: 2,22 26,0! 26,50 26,100 / 2,100 28,99 56,98
# 2: corner, loops falling and rising, Z, narrow, wavy base, curled head
2 3: 6,22 22,4 48,2 60,18 48,46 26,74 4,96! 36,92 78,94
2 2: 12,26 26,6 52,2 64,18 52,44 30,74 8,96 2,84 20,72 44,80 62,92 80,96
2 2: 10,28 26,8 52,4 64,20 50,48 26,80 4,94 0,82 16,72 46,76 88,66
2 1.5: 8,6 32,4 62,4 64,10! 36,46 2,92! 34,92 78,94
2 1: 8,20 20,2 38,4 42,28 30,62 6,98! 28,94 58,92
2 1.5: 6,24 22,4 48,4 58,20 42,52 4,96! 26,84 46,94 66,96 80,84
2 1: 14,16 34,2 54,14 50,42 32,74 10,96 0,80 14,68 36,84 52,98 70,92
2 1.5: 20,22 34,4 54,8 54,32 36,60 10,90 0,76 12,60 36,70 56,88 84,84
2 1.5: 10,20 34,2 62,8 60,34 26,64 0,80 8,62 40,66 98,72
2 1: 8,30 20,6 50,0 70,18 60,48 32,78 8,90 2,76 20,64 46,76 68,100
2 2: 18,20 40,0 62,14 62,44 40,78 14,96 2,84 12,68 36,70 58,84 74,96
2 1: 30,30 14,26 16,6 42,0 58,18 44,50 14,92! 40,92 74,92
2 0.7: 16,16 30,2 42,16 26,56 8,88! 30,96 66,100
2 1: 10,24 26,2 46,10 48,44 32,80 12,98 2,88 14,72 34,78 56,94
2 1: 6,16 34,4 54,16 44,44 10,72 0,62 16,56 44,72 72,100
# 3: round, wide, waist loop, flat top, soft waist, sweeping, slender, hooked ends
3 3: 8,14 28,2 50,8 48,28 24,46! 50,52 60,72 44,96 18,98 0,86
3 2: 4,10 32,2 58,4 48,24 24,42! 54,46 68,66 50,92 22,98 0,90
3 1: 12,12 34,2 54,10 44,32 22,48 18,42 34,42 56,54 54,82 28,100 2,90
3 1: 4,4 34,4 58,4! 26,40! 50,44 64,68 46,94 20,100 0,90
3 2: 10,14 30,0 48,12 44,34 32,44 48,54 56,74 38,96 14,98 2,88
3 2: 22,14 44,2 66,8 56,28 34,42! 58,50 60,72 34,92 0,94
3 1: 6,8 30,2 42,14 38,34 30,46 40,58 42,78 28,98 4,94
3 2: 8,24 16,4 44,0 58,18 44,40 28,46! 54,48 68,72 48,98 14,98 0,76
3 1: 26,22 42,2 60,8 44,32 26,46! 52,50 58,70 38,94 4,80
3 1: 6,8 34,0 52,12 38,36 26,44! 46,54 52,76 42,100
3 1: 4,16 28,2 56,10 54,34 26,52! 46,58 54,76 38,96 14,98
3 1: 0,14 30,6 62,4! 44,32 26,44 54,50 64,70 44,94 4,98
3 1: 6,20 22,4 48,4 52,20 34,38 18,42! 52,44 72,64 54,92 6,92
# 4: open leaning, cup, upright, closed, round, one stroke, triangle, wide, crossing
4 3: 34,4 22,26 6,52! 34,54 66,46 / 72,0 54,46 36,100
4 2: 8,6 4,30 8,50 30,54 54,44 / 58,0 54,46 54,100
4 2: 10,4 6,28 4,54! 40,52 80,48 / 52,8 48,50 46,98
4 1: 46,2 24,28 2,62! 36,62 78,58 / 48,2 48,50 46,100
4 1: 50,8 28,14 6,46 8,58! 32,56 54,44 / 58,4 52,48 46,100
4 1: 22,2 8,34 4,56! 24,58 54,46 66,6! 58,50 48,100
4 1.5: 56,4 28,30 0,54! 40,48 88,44 / 58,2 46,46 32,100
4 0.7: 10,10 6,30 2,50! 40,48 72,44 / 72,4 72,50 76,100
4 1: 30,2 12,30 0,54! 34,56 80,50 / 58,22 46,60 34,100
# 5: flying hat, square, S, short, one stroke, flat
5 1.5: 30,10 16,44! 44,32 72,50 70,80 40,100 4,88 6,70 / 30,8 54,8 78,4
5 1: 24,8 16,42! 44,36 56,56 40,100 / 24,8 50,6 74,4
5 1: 16,6 20,40! 52,36 82,58 74,88 50,98 30,98 / 16,6 40,4 66,8
5 1: 60,8 34,2 16,18 30,38 54,60 44,92 14,96 2,84 30,76
5 1: 64,2 44,2 30,6! 26,44! 42,60 34,90 2,98
5 2: 22,6 18,42! 44,34 70,52 62,84 30,100 2,90 / 22,6 46,4 72,2
5 1: 74,2 48,2 22,4! 18,42! 48,38 70,58 58,90 24,100 0,90
5 1: 60,0 34,2 14,6! 8,38! 30,34 48,50 46,80 24,100 2,92
5 1: 20,4 14,44! 40,38 58,58 46,88 20,98 4,84 12,72 / 24,6 50,4 76,4
5 1: 16,10 10,48! 34,44 44,66 30,92 0,94 / 30,12 60,6 90,4
5 3: 24,14 14,44! 40,40 52,58 46,80 24,96 0,90 / 24,12 54,8 92,2
5 2: 80,6 52,8 30,10! 18,42! 40,42 50,60 38,86 14,98 0,88
5 1: 66,4 36,6 22,22 34,40 54,58 50,82 26,100 4,92
5 2: 20,8 16,38! 40,30 64,46 64,78 36,100 4,88 / 20,6 42,4 66,4
5 2: 98,0 62,12 38,18! 24,50! 46,50 52,68 36,92 0,96
5 1: 64,4 40,4 22,6! 18,44! 48,44 60,58 56,84 32,98 6,92
# 6: low loop, small loop, big bow, straight back, b, narrow, wide
6 3: 44,0 22,26 6,58 6,84 22,100 46,92 54,74 44,62 26,68 14,84
6 3: 34,0 18,30 6,64 10,90 26,100 46,88 48,70 36,62 20,72 12,88
6 1: 56,4 30,8 8,36 2,68 18,94 46,100 66,84 62,62 44,56 30,70 32,90
6 2: 58,0 36,32 16,64 4,94! 28,92 56,76 54,62 36,66 12,86
6 1: 22,0 12,32 8,66 8,94 30,98 52,84 50,66 30,62 12,72
6 1: 26,0 12,36 6,72 12,96 26,98 34,80 26,66 14,74 10,88
6 1: 40,2 12,30 2,64 20,92 56,94 80,76 74,58 50,56 32,72 30,88
6 2: 22,0 4,34 4,70 18,96 46,100 70,82 66,56 48,46 32,58 30,84
6 0.7: 30,0 10,24 0,60 14,92 44,100 70,82 70,54 46,36 18,44 6,66
6 1.5: 64,0 30,24 6,62 4,90 26,100 56,84 72,60 56,48 34,68 22,96
6 1: 34,0 8,34 0,74 16,98 46,94 68,72 62,52 42,56 28,76 30,92
# 7: steep, plain, serif, round, narrow angle, crossed, gate, slim
7 3: 0,10 30,8 62,4! 54,44 44,100
7 3: 0,14 30,8 64,2! 46,44 28,100
7 2: 4,24 6,6! 34,4 64,4! 46,46 30,100
7 2: 0,18 20,2 50,2 60,16 46,50 36,100
7 2: 0,46 8,34! 36,22 70,0! 50,34 18,100
7 2: 2,10 30,6 60,2! 48,46 34,100 / 14,54 36,50 62,46
7 2: 4,24 8,10! 30,8 58,4! 42,46 24,100 / 4,54 36,52 74,50
7 1: 4,40 8,10! 32,6 58,6! 56,50 52,100
7 1: 0,34 8,10! 38,14 76,0! 62,46 46,100
7 1: 0,10 18,6 38,2! 38,50 38,100
# 8: leaning, with a horn, open top, from the top, two circles, ribbon, narrow, wide
8 3: 62,14 42,0 22,8 22,28 36,46 46,66 38,92 18,100 6,84 18,62 44,38 64,14
8 2: 58,18 44,2 22,6 16,24 34,44 44,66 36,92 14,100 4,84 16,64 42,42 64,22 86,4
8 2: 72,6 42,4 18,18 24,36 44,54 50,78 34,100 12,90 16,70 38,50 60,30 72,12
8 2: 36,0 14,10 14,30 34,46 50,62 48,88 26,100 6,86 12,62 34,46 50,28 52,8 36,0
8 1: 32,46 12,36 12,10 32,0 52,10 50,36 32,46 / 30,46 6,60 6,88 28,100 54,88 52,60 30,46
8 2: 30,8 18,0 6,10 8,32 20,48 30,64 32,88 18,100 6,90 8,66 20,48 30,30 32,10
8 2: 54,10 34,0 14,12 18,34 34,54 40,80 28,100 14,86 24,58 46,36 54,14
8 1: 60,10 30,0 4,16 10,38 36,50 64,62 66,86 34,100 2,88 8,62 34,48 58,30 58,8
8 1.5: 66,0 62,24 40,48 12,72 8,92 30,100 48,86 44,66 22,44 6,28 16,12 40,18 58,34
8 0.7: 36,44 10,34 8,12 36,0 66,10 64,34 36,44 / 36,44 2,56 0,86 36,100 74,88 72,56 36,44
8 0.7: 8,100 20,74 40,48 58,24 50,2 28,0 14,16 24,40 46,66 60,98
8 1: 24,40 10,22 24,6 56,4 76,16 54,44 20,70 4,90 24,100 40,88 38,66 24,46
8 1: 84,8 48,2 14,16 22,36 48,52 56,74 40,98 12,96 10,74 36,50 70,28 82,6
# 9: leaning, upright, hooked tail, late closing, small loop, open, a-like, s-like
9 3: 52,16 36,2 14,12 4,34 14,48 36,42 54,14! 46,50 28,100
9 2: 46,12 26,0 6,16 6,38 24,46 44,32 48,8! 48,50 48,100
9 2: 52,14 32,0 8,14 8,38 28,46 50,28 54,12! 54,50 46,88 24,100 4,92
9 2: 66,8 40,2 14,12 4,34 18,50 40,42 56,14! 48,54 34,100
9 1.5: 36,8 22,0 6,10 6,28 20,34 36,20 40,6! 40,50 36,100
9 2: 40,14 26,0 6,10 4,32 16,42 32,30 40,8! 34,50 22,100
9 1: 44,4 16,16 4,40 24,50 52,38 / 60,0 52,46 44,100
9 1: 50,14 28,2 4,18 8,40 34,42 52,18! 56,54 62,100
9 1: 52,6 22,8 2,26 14,38 38,28 56,6! 46,46 28,100
9 1: 56,8 30,2 6,26 6,60 26,72 48,50 60,10! 62,60 66,100
9 2: 64,4 30,6 6,28 12,46 36,44 62,22! 52,60 36,100
9 1: 60,20 40,0 10,14 2,42 20,58 48,46 62,12! 58,60 48,100
9 2: 56,20 38,0 12,12 6,38 26,48 50,30 58,10! 44,56 20,100
"""


@dataclass(frozen=True)
class Allograph:
    """One way to write a digit: P control points, the same for all ways, and matrices that make K samples of them.

    share: of all the ways to write this digit; control (2,P): x and y in halves of a digit's height, 0 where there are
    no more; smooth (2,P): mean and deviation of how round the path is there; end (P,P): the step past each stroke's
    ends; slope (P,P): points to spline tangents; place (K,2P): points and then tangents to samples evenly along the
    strokes (cubic Hermite); length (K,K-1): steps between samples to the length of stroke each sample stands for,
    which is none of the step of a lifted pen.
    """

    digit: int
    share: float
    control: Array
    smooth: Array
    end: Array
    slope: Array
    place: Array
    length: Array

    @classmethod
    def of(cls, digit: int, share: float, text: str) -> "Allograph":
        """The allograph a line of the table describes."""
        strokes = [stroke.split() for stroke in text.split("/")]
        points = [np.array([xy.strip("!").split(",") for xy in s], float) / 50 for s in strokes]
        steps = [np.linalg.norm(np.diff(q, axis=0), axis=1) for q in points]
        samples = _samples(steps, SPACING * np.ptp(np.concatenate(points), axis=0).max())
        k = sum(samples)
        control = np.zeros((2, POINTS), np.float32)
        smooth = np.zeros((2, POINTS), np.float32)
        end, slope = np.zeros((2, POINTS, POINTS), np.float32)
        place, lead = np.zeros((2, k, POINTS), np.float32)
        length = np.zeros((k, k - 1), np.float32)
        first = at = 0
        for stroke, q, step, count in zip(strokes, points, steps, samples):
            last = first + len(q) - 1
            control[:, first : last + 1] = q.T
            smooth[:, first : last + 1] = np.where([xy.endswith("!") for xy in stroke], CORNER, CURVE)
            end[first, [first, first + 1]] = end[last, [last, last - 1]] = 1, -1
            for c in range(first, last + 1):
                around = [max(c - 1, first), min(c + 1, last)]
                slope[c, around] = np.array([-1, 1]) / np.ptp(around)
            along = np.linspace(0, step.sum(), count)
            u = np.interp(along, np.r_[0, step.cumsum()], np.arange(len(q)))
            c = np.minimum(u.astype(int), len(q) - 2)
            t, c, row = u - c, c + first, np.arange(at, at + count)
            place[row, c] = (1 + 2 * t) * (1 - t) ** 2
            place[row, c + 1] = t * t * (3 - 2 * t)
            lead[row, c] = t * (1 - t) ** 2
            lead[row, c + 1] = t * t * (t - 1)
            length[at : at + count, at : at + count - 1] = _lengths(count)
            first, at = last + 1, at + count
        return cls(digit, share, control, smooth, end, slope, np.concatenate([place, lead], axis=1), length)


def _samples(steps: Sequence[NDArray[np.float64]], spacing: float) -> list[int]:
    """How many samples each stroke with these steps gets: in proportion to its length, a multiple of CLASS in all."""
    lengths = np.array([step.sum() for step in steps])
    least = 2 * len(END)  # of one stroke
    k = CLASS * math.ceil((lengths.sum() / spacing + 2 * len(lengths)) / CLASS)
    samples = np.maximum(np.rint(k * lengths / lengths.sum()).astype(int), least)
    samples[lengths.argmax()] += k - samples.sum()
    return samples.tolist()


def _lengths(count: int) -> NDArray[np.float64]:
    """Steps (count-1,) to the length each sample of one stroke stands for: half of each step beside it, but by END."""
    inner = (np.eye(count, count - 1) + np.eye(count, count - 1, -1)) / 2
    first = np.zeros_like(inner)
    first[: len(END), 0] = END - [0.5, 1, 1]
    return inner + first + first[::-1, ::-1]


def _read(table: str) -> tuple[Allograph, ...]:
    rows = [line.split(":") for line in table.split("\n") if line and line[0] != "#"]
    digit, weight = np.array([head.split() for head, _ in rows], float).T
    share = weight / np.bincount(digit.astype(int), weight)[digit.astype(int)]
    return tuple(Allograph.of(int(d), s, text) for d, s, (_, text) in zip(digit, share, rows))


SHAPES = _read(ALLOGRAPHS)
