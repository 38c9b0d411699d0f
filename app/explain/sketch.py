"""A network as circles and lines: its shape, for a sheet of paper.

Knows the sizes of the layers. Does not know weights or samples: nothing here is a number of the network.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product

WIDTH, HEIGHT = 640.0, 190.0
MARGIN, FOOT = 18.0, 22.0  # at the sides; below, where the names of the layers stand
MOST = 12  # circles in a column: of a larger layer these stand for all


@dataclass(frozen=True)
class Sketch:
    """Places in a box of `width` and `height`: circles (x, y), lines (x0, y0, x1, y1), names (x, text) at the foot."""

    width: float
    height: float
    radius: float
    circles: tuple[tuple[float, float], ...]
    lines: tuple[tuple[float, float, float, float], ...]
    names: tuple[tuple[float, str], ...]


def sketch(sizes: Sequence[int]) -> Sketch:
    """Layers from left to right, neurons from top to bottom; of more than `MOST` the first ones."""
    apart = (WIDTH - 6 * MARGIN) / (len(sizes) - 1)
    room = HEIGHT - FOOT
    gap = room / max(1, *(min(n, MOST) for n in sizes))
    columns = []
    for layer, size in enumerate(sizes):
        drawn, x = min(size, MOST), round(3 * MARGIN + layer * apart, 1)
        columns.append([(x, round(room / 2 + (i - (drawn - 1) / 2) * gap, 1)) for i in range(drawn)])
    lines = [(*one, *other) for left, right in pairwise(columns) for one, other in product(left, right)]
    names = [(column[0][0], f"layer {layer}: {size}") for layer, (column, size) in enumerate(zip(columns, sizes))]
    circles = tuple(place for column in columns for place in column)
    return Sketch(WIDTH, HEIGHT, round(min(12.0, gap * 0.4), 1), circles, tuple(lines), tuple(names))
