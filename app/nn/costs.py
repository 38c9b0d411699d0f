"""Cost functions: C0 of one sample, and its derivative by the outputs.

Knows outputs `a` and desired outputs `y`, both `(batch, n)`. Does not know layers or weights.
The formulas are those of the lessons; over a batch C is the mean of C0 over its samples.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.nn.activations import Activation, Array


@dataclass(frozen=True)
class Cost:
    """One cost function.

    `value(a, y)` is C0 of every sample, `(batch,)`; `dC_da(a, y, out)` writes its derivative by each
    output, `(batch, n)`. `fused` names the output activation with which delta = dC/dz is stated
    directly by `fused_delta(a, y, out)`: the product dC/da * da/dz would be infinity times 0 where
    an output saturates.
    """

    name: str
    value: Callable[[Array, Array], Array]
    dC_da: Callable[[Array, Array, Array], Array]
    fused: str | None = None
    fused_delta: Callable[[Array, Array, Array], Array] | None = None

    def delta(self, activation: Activation, a: Array, y: Array, dC_da: Array, slope: Array, out: Array) -> Array:
        """delta = dC/dz of the output layer, `(batch, n)`, written into `out`."""
        if self.fused_delta is not None and activation.name == self.fused:
            return self.fused_delta(a, y, out)
        return activation.pull_back(dC_da, a, slope, out)


def _log(a: Array) -> Array:
    # The logarithm of 0 counts as that of the smallest normal number: a cost stays finite.
    return np.log(np.maximum(a, np.finfo(a.dtype).tiny))


def _quadratic(a: Array, y: Array) -> Array:
    miss = a - y
    return np.vecdot(miss, miss)


def _quadratic_dC_da(a: Array, y: Array, out: Array) -> Array:
    np.subtract(a, y, out=out)
    return np.multiply(out, 2.0, out=out)


def _half_quadratic(a: Array, y: Array) -> Array:
    return _quadratic(a, y) / 2


def _half_quadratic_dC_da(a: Array, y: Array, out: Array) -> Array:
    return np.subtract(a, y, out=out)


def _cross_entropy(a: Array, y: Array) -> Array:
    return -np.sum(y * _log(a) + (1 - y) * _log(1 - a), axis=1)


def _cross_entropy_dC_da(a: Array, y: Array, out: Array) -> Array:
    tiny = np.finfo(a.dtype).tiny
    np.divide(1 - y, np.maximum(1 - a, tiny), out=out)
    return np.subtract(out, y / np.maximum(a, tiny), out=out)


def _categorical(a: Array, y: Array) -> Array:
    return -np.sum(y * _log(a), axis=1)


def _categorical_dC_da(a: Array, y: Array, out: Array) -> Array:
    np.divide(y, np.maximum(a, np.finfo(a.dtype).tiny), out=out)
    return np.negative(out, out=out)


def _sigmoid_cross_entropy_delta(a: Array, y: Array, out: Array) -> Array:
    return np.subtract(a, y, out=out)


def _softmax_categorical_delta(a: Array, y: Array, out: Array) -> Array:
    # sum_j y_j is 1 for a class; stated in full so that it holds for any target.
    np.multiply(a, y.sum(axis=1, keepdims=True), out=out)
    return np.subtract(out, y, out=out)


COSTS = {
    cost.name: cost
    for cost in (
        Cost("quadratic", _quadratic, _quadratic_dC_da),
        Cost("half_quadratic", _half_quadratic, _half_quadratic_dC_da),
        Cost("cross_entropy", _cross_entropy, _cross_entropy_dC_da, "sigmoid", _sigmoid_cross_entropy_delta),
        Cost(
            "categorical_cross_entropy",
            _categorical,
            _categorical_dC_da,
            "softmax",
            _softmax_categorical_delta,
        ),
    )
}
