"""The backward pass that a run trains with: the right one, or that of a program with bugs.

Knows which bugs a specification asks for, and the pull of l2. Does not know updates, samples or pictures. The right
trace is `nn/backprop`'s; where there is no bug it is the one that trains, untouched.
"""

from dataclasses import dataclass

import numpy as np

from app.nn.activations import Array
from app.nn.backprop import Trace
from app.nn.costs import COSTS
from app.nn.mistaken import Lesson, mistaken
from app.nn.network import Network
from app.nn.optimizers import LEFT_OVER, Optimizer
from app.training.spec import TrainingSpec


class Program:
    """What of a specification decides how a gradient comes about."""

    def __init__(self, spec: TrainingSpec) -> None:
        self.bugs = frozenset[str](spec.bugs)
        self._cost, self._name, self._l2 = COSTS[spec.cost], spec.optimizer.name, spec.l2

    def optimizer(self, like: Array) -> Optimizer:
        """A new optimiser; that of a program which never zeroes its gradients keeps them."""
        return Optimizer(self._name, like, keeps="gradients-not-zeroed" in self.bugs)

    def trace(self, network: Network, right: Trace, learning_rate: float, memory: dict[str, Array]) -> Trace:
        """What this program computes where `right` is right: the same object, unless it has bugs."""
        if not self.bugs:
            return right
        return mistaken(Lesson(network, self._cost, right, learning_rate), self.bugs, memory.get(LEFT_OVER))

    def decay(self, traced: Trace, network: Network) -> None:
        """Add the pull of l2 towards 0: C + l2/2 sum w^2 has the gradient dC/dW + l2 W."""
        if self._l2:
            for layer, w in zip(traced.layers, network.weights, strict=True):
                np.add(layer.dC_dW, self._l2 * w, out=layer.dC_dW)


@dataclass(frozen=True)
class Compared:
    """dC/dW of one layer as a program with bugs computes it, beside the right one.

    `ratio` is its length over the right one's, `degrees` the angle between the two; None where one has no length.
    """

    ratio: float | None
    degrees: float | None


def compare(right: Trace, made: Trace) -> tuple[Compared, ...]:
    """Layer by layer; nothing where the two are one."""
    if made is right:
        return ()
    return tuple(_compared(one.dC_dW, other.dC_dW) for one, other in zip(right.layers, made.layers, strict=True))


def _compared(right: Array, made: Array) -> Compared:
    with np.errstate(all="ignore"):
        ratio, degrees = float(np.linalg.norm(made) / np.linalg.norm(right)), angle(made.ravel(), right.ravel())
    return Compared(*(number if np.isfinite(number) else None for number in (ratio, degrees)))


def angle(one: Array, other: Array) -> float:
    """The angle between two vectors in degrees; NaN where one of them has no length.

    By Kahan's formula, 2 atan2(|u - v|, |u + v|) for unit vectors, which is exact for small angles too.
    """
    with np.errstate(all="ignore"):
        u, v = one / np.linalg.norm(one), other / np.linalg.norm(other)
        return float(np.degrees(2 * np.arctan2(np.linalg.norm(u - v), np.linalg.norm(u + v))))
