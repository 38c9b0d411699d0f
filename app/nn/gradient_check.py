"""The central difference: the derivative found by wiggling, without back-propagation.

Knows a network and a sample. Does not know how gradients are computed: that is the point of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.nn.activations import Array
from app.nn.backprop import forward
from app.nn.costs import Cost
from app.nn.network import Network


@dataclass(frozen=True)
class Wiggle:
    """(C(p + eps) - C(p - eps)) / 2 eps for one parameter p, with the two costs it came from."""

    difference: float
    epsilon: float
    cost_plus: float
    cost_minus: float


def mean_cost(network: Network, inputs: Array, targets: Array, cost: Cost) -> float:
    """C: the mean of C0 over the samples."""
    with np.errstate(all="ignore"):
        return float(cost.value(forward(network, inputs)[-1], targets).mean())


def wiggle(
    network: Network, inputs: Array, targets: Array, cost: Cost, index: int | Sequence[int], epsilon: float = 1e-5
) -> Wiggle:
    """The central difference of C by `network.parameters[index]`; the network is left as it was.

    Several indices are one parameter with many uses: all of them move together.
    """
    trial = network.copy(np.float64)
    value = trial.parameters[index]
    trial.parameters[index] = value + epsilon
    plus = mean_cost(trial, inputs, targets, cost)
    trial.parameters[index] = value - epsilon
    minus = mean_cost(trial, inputs, targets, cost)
    return Wiggle((plus - minus) / (2 * epsilon), epsilon, plus, minus)


def numerical_gradient(network: Network, inputs: Array, targets: Array, cost: Cost, epsilon: float = 1e-5) -> Array:
    """The central difference by every parameter, `(parameters,)`: two forward passes each."""
    return np.array(
        [wiggle(network, inputs, targets, cost, i, epsilon).difference for i in range(len(network.parameters))]
    )


def relative_error(one: float, other: float) -> float:
    """|one - other| / max(|one|, |other|), and 0 where both are 0."""
    largest = max(abs(one), abs(other))
    return abs(one - other) / largest if largest > 0 else 0.0
