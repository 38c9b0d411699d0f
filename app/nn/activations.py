"""Activation functions: a = f(z), and the slope da/dz that back-propagation multiplies by.

Knows one layer's numbers. Does not know networks, costs or training.
Every array is `(batch, n)`, any float dtype; the result keeps the dtype of `z`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]

LEAK = 0.01  # slope of the leaky ReLU below zero


@dataclass(frozen=True)
class Activation:
    """One activation function.

    `value(z, out)` writes a = f(z) into `out`; `slope(z, a, out)` writes da/dz into `out`.
    `elementwise` is False for softmax alone, whose neurons depend on each other: its `slope` is the
    diagonal da_j/dz_j, and `pull_back` uses the whole Jacobian.
    """

    name: str
    value: Callable[[Array, Array], Array]
    slope: Callable[[Array, Array, Array], Array]
    elementwise: bool = True

    def __call__(self, z: Array) -> Array:
        """a = f(z) in a new array."""
        with np.errstate(over="ignore"):
            return self.value(z, np.empty_like(z))

    def pull_back(self, dC_da: Array, a: Array, slope: Array, out: Array) -> Array:
        """delta = dC/dz from dC/da, written into `out`.

        Element by element delta_j = dC/da_j * da_j/dz_j; for softmax
        delta_j = a_j (dC/da_j - sum_i a_i dC/da_i).
        """
        if self.elementwise:
            return np.multiply(dC_da, slope, out=out)
        np.subtract(dC_da, np.sum(a * dC_da, axis=1, keepdims=True), out=out)
        return np.multiply(a, out, out=out)


def _sigmoid(z: Array, out: Array) -> Array:
    # exp(-z) may overflow to infinity, and 1 / infinity is the right answer, 0.
    np.negative(z, out=out)
    np.exp(out, out=out)
    np.add(out, 1.0, out=out)
    return np.reciprocal(out, out=out)


def _sigmoid_slope(z: Array, a: Array, out: Array) -> Array:
    np.subtract(1.0, a, out=out)
    return np.multiply(a, out, out=out)


def _tanh(z: Array, out: Array) -> Array:
    return np.tanh(z, out=out)


def _tanh_slope(z: Array, a: Array, out: Array) -> Array:
    np.multiply(a, a, out=out)
    return np.subtract(1, out, out=out)


def _relu(z: Array, out: Array) -> Array:
    return np.maximum(z, 0, out=out)


def _relu_slope(z: Array, a: Array, out: Array) -> Array:
    return np.greater(z, 0, out=out, casting="unsafe")


def _leaky_relu(z: Array, out: Array) -> Array:
    np.multiply(z, LEAK, out=out)
    return np.maximum(z, out, out=out)


def _leaky_relu_slope(z: Array, a: Array, out: Array) -> Array:
    np.greater(z, 0, out=out, casting="unsafe")
    return np.maximum(out, LEAK, out=out)


def _softplus(z: Array, out: Array) -> Array:
    return np.logaddexp(z, 0, out=out)  # ln(1 + e^z), without overflow


def _softplus_slope(z: Array, a: Array, out: Array) -> Array:
    return _sigmoid(z, out)


def _identity(z: Array, out: Array) -> Array:
    np.copyto(out, z)
    return out


def _identity_slope(z: Array, a: Array, out: Array) -> Array:
    out.fill(1)
    return out


def _softmax(z: Array, out: Array) -> Array:
    np.subtract(z, z.max(axis=1, keepdims=True), out=out)  # so that the largest exponent is 0
    np.exp(out, out=out)
    return np.divide(out, out.sum(axis=1, keepdims=True), out=out)


ACTIVATIONS = {
    activation.name: activation
    for activation in (
        Activation("sigmoid", _sigmoid, _sigmoid_slope),
        Activation("tanh", _tanh, _tanh_slope),
        Activation("relu", _relu, _relu_slope),
        Activation("leaky_relu", _leaky_relu, _leaky_relu_slope),
        Activation("softplus", _softplus, _softplus_slope),
        Activation("identity", _identity, _identity_slope),
        Activation("softmax", _softmax, _sigmoid_slope, elementwise=False),
    )
}
