"""Optimisers: how a gradient moves the parameters.

Knows flat vectors of parameters and gradient. Does not know layers, batches or schedules.
Update rules as published: momentum (Polyak 1964), Nesterov in the form of Sutskever et al. 2013
rewritten for the gradient at the present point, RMSprop (Hinton 2012), Adam (Kingma & Ba 2015).
"""

from typing import Literal

import numpy as np

from app.nn.activations import Array

OptimizerName = Literal["sgd", "momentum", "nesterov", "rmsprop", "adam"]

# The state vectors each rule keeps beside the parameters.
MEMORY: dict[str, tuple[str, ...]] = {
    "sgd": (),
    "momentum": ("velocity",),
    "nesterov": ("velocity",),
    "rmsprop": ("square",),
    "adam": ("mean", "square"),
}


MOMENTUM = 0.9  # mu of momentum and Nesterov
DECAY = 0.9  # rho of RMSprop
BETA1, BETA2 = 0.9, 0.999  # of Adam
EPSILON = 1e-8  # keeps RMSprop and Adam from dividing by 0


LEFT_OVER = "left_over"  # the gradient of the step before, where a program forgets to set it to zero


class Optimizer:
    """One rule with its memory: `step` writes the change of the parameters into its second argument.

    With `keeps` the memory also holds the last gradient, as `LEFT_OVER`, for a program that never zeroes it.
    """

    def __init__(self, name: OptimizerName, like: Array, keeps: bool = False) -> None:
        self.name = name
        self.steps = 0
        vectors = (*MEMORY[name], LEFT_OVER) if keeps else MEMORY[name]
        self.memory = {vector: np.zeros_like(like) for vector in vectors}

    @np.errstate(all="ignore")  # infinities and NaN are shown and explained, not warned about
    def step(self, gradient: Array, eta: float) -> Array:
        """Turn `gradient` `(parameters,)` into the change to add to the parameters, in place."""
        self.steps += 1
        if LEFT_OVER in self.memory:
            np.copyto(self.memory[LEFT_OVER], gradient)
        return _RULES[self.name](self, gradient, eta)

    def save(self) -> tuple[int, dict[str, Array]]:
        """A copy of the memory, for `load`."""
        return self.steps, {name: vector.copy() for name, vector in self.memory.items()}

    def load(self, saved: tuple[int, dict[str, Array]]) -> None:
        """Go back to a saved memory."""
        self.steps = saved[0]
        for name, vector in saved[1].items():
            np.copyto(self.memory[name], vector)


def _sgd(optimizer: Optimizer, g: Array, eta: float) -> Array:
    return np.multiply(g, -eta, out=g)


def _momentum(optimizer: Optimizer, g: Array, eta: float) -> Array:
    v = optimizer.memory["velocity"]  # v <- mu v - eta g;  change = v
    v *= MOMENTUM
    np.multiply(g, eta, out=g)
    v -= g
    np.copyto(g, v)
    return g


def _nesterov(optimizer: Optimizer, g: Array, eta: float) -> Array:
    v = optimizer.memory["velocity"]  # v <- mu v - eta g;  change = mu v - eta g
    v *= MOMENTUM
    np.multiply(g, -eta, out=g)
    v += g
    g += MOMENTUM * v
    return g


def _rmsprop(optimizer: Optimizer, g: Array, eta: float) -> Array:
    s = optimizer.memory["square"]  # s <- rho s + (1 - rho) g^2;  -eta g / (sqrt s + eps)
    s *= DECAY
    s += (1 - DECAY) * g * g
    g /= np.sqrt(s) + EPSILON
    g *= -eta
    return g


def _adam(optimizer: Optimizer, g: Array, eta: float) -> Array:
    m, s = optimizer.memory["mean"], optimizer.memory["square"]
    m *= BETA1
    m += (1 - BETA1) * g
    s *= BETA2
    s += (1 - BETA2) * g * g
    mean = m / (1 - BETA1**optimizer.steps)
    np.sqrt(s / (1 - BETA2**optimizer.steps), out=g)
    g += EPSILON
    np.divide(mean, g, out=g)
    g *= -eta
    return g


_RULES = {"sgd": _sgd, "momentum": _momentum, "nesterov": _nesterov, "rmsprop": _rmsprop, "adam": _adam}
