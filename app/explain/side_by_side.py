"""Two sets of gradients beside one another: how far apart, in what ratio, and what a step makes of either.

Knows numbers. Does not know mistakes.
"""

from typing import Any

import numpy as np

from app.nn.activations import Array
from app.nn.mistaken import Gradients, Lesson

SILENT = 1e-12  # a tensor without a larger number says nothing
MOST_CELLS = 24  # of a picture, to each side
WORST = 3  # entries of a tensor that are shown as a step


def far(one: Array, other: Array) -> float:
    """The largest difference, relative to the largest number of both; infinite where shapes differ or it overflows."""
    if one.shape != other.shape:
        return float("inf")
    with np.errstate(all="ignore"):
        gap = float(np.abs(one - other).max())
    if not np.isfinite(gap):
        return float("inf")
    scale = max(float(np.abs(one).max()), float(np.abs(other).max()))
    return gap / scale if scale > SILENT else 0.0


def distance(one: Gradients, other: Gradients) -> float:
    """How far the tensors lie apart that lie farthest apart: never one number for all of them together."""
    return max(far(*pair) for pair in zip(one.tensors(), other.tensors(), strict=True))


def ratios(came: Array, right: Array, tolerance: float) -> list[list[float | None]]:
    """came / right as a picture of at most 24 x 24; a vector is one column.

    Where the tensor is larger, a cell is a block: their factor in least squares, sum(came right) / sum(right^2).
    What agrees within the tolerance is 1; None stands where the right gradient is 0 and the other is not.
    """
    came, right = (tensor.reshape(len(tensor), -1) for tensor in (came, right))
    scale = max(float(np.abs(came).max()), float(np.abs(right).max()), SILENT)
    off = _blocks(np.abs(came - right), np.maximum)
    product, square = _blocks(came * right, np.add), _blocks(right * right, np.add)
    with np.errstate(all="ignore"):
        found = np.where(off <= tolerance * scale, 1.0, product / square)
    return [[float(value) if np.isfinite(value) else None for value in row] for row in found]


def _blocks(values: Array, gather: np.ufunc) -> Array:
    for axis in (0, 1):
        size = values.shape[axis]
        starts = np.linspace(0, size, min(size, MOST_CELLS), endpoint=False).astype(int)
        values = gather.reduceat(values, starts, axis=axis)
    return values


def steps(lesson: Lesson, came: Gradients, right: Gradients, wrong: list[str]) -> list[dict[str, Any]]:
    """The worst entries of each wrong tensor: the parameter, both gradients, and after a step with either.

    Without a learning rate there is no step: what comes after it is None.
    """
    found = []
    network, rate = lesson.network, lesson.learning_rate
    for layer in range(1, network.layers + 1):
        for kind, before, yours, truth in (
            ("W", network.weights[layer - 1], came.weights[layer - 1], right.weights[layer - 1]),
            ("b", network.biases[layer - 1], came.biases[layer - 1], right.biases[layer - 1]),
        ):
            if f"{kind}{layer}" not in wrong:
                continue
            yours = yours if yours.shape == truth.shape else yours.T
            for flat in np.argsort(-np.abs(yours - truth), axis=None, kind="stable")[:WORST]:
                index = tuple(int(i) for i in np.unravel_index(flat, truth.shape))
                now, mine, due = float(before[index]), float(yours[index]), float(truth[index])
                found.append(
                    {
                        "parameter": {"layer": layer, "to": index[0], "from": index[1] if kind == "W" else None},
                        "before": now,
                        "right": due,
                        "yours": mine,
                        "right_after": None if rate is None else now - rate * due,
                        "your_after": None if rate is None else now - rate * mine,
                    }
                )
    return found
