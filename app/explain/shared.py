"""One number used in several places of a network: a convolution's kernel, a weight that a recurrence uses at each time.

Knows a trace and the places. Does not know HTTP or jobs. By the chain rule over several paths,

    dC/dw = sum over uses u of dC/dw_u,

where dC/dw_u is the derivative as if the use were a weight of its own: back-propagation finds it anyway.
Source: Goodfellow, Bengio and Courville, "Deep Learning" (2016), sections 6.5.6 and 10.2.2.
"""

from collections.abc import Sequence
from typing import Any

from app.explain.exercise import Exercise, plain
from app.nn.backprop import trace
from app.nn.gradient_check import relative_error, wiggle

Place = tuple[int, int, int | None]
"""Layer, neuron and sender; a sender None is the bias."""


def share(exercise: Exercise, uses: Sequence[Place]) -> dict[str, Any]:
    """The derivative of the exercise's cost by one number with several uses, in the shape of the contract.

    Raises IndexError where a use does not exist, ValueError where one comes twice or they are not one number.
    """
    network, x, y, cost = exercise.network, exercise.inputs, exercise.targets, exercise.cost
    indices = [network.index(*use) for use in uses]
    if len(set(indices)) < len(indices):
        raise ValueError("Each use is a place of its own: name none of them twice.")
    values = network.parameters[indices]
    if (values != values[0]).any():
        raise ValueError(f"A shared number has one value; these uses have {', '.join(map(str, values.tolist()))}.")
    gradient = trace(network, x, y, cost).gradient[indices]
    total, wiggled = float(gradient.sum()), wiggle(network, x, y, cost, indices)
    return {
        "value": plain(values[0]),
        "uses": [
            {"layer": layer, "to": to, "from": source, "gradient": plain(part)}
            for (layer, to, source), part in zip(uses, gradient, strict=True)
        ],
        "gradient": plain(total),
        "difference": {
            "value": plain(wiggled.difference),
            "epsilon": wiggled.epsilon,
            "error": plain(relative_error(total, wiggled.difference)),
        },
    }
