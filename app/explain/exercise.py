"""One exercise as lessons set it: a network, a sample or a batch, a cost and a step.

Knows how to check its numbers and to solve it. Does not know HTTP or jobs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from app.explain.factors import derive
from app.explain.graph import Graph, Selection, build
from app.nn.activations import Array
from app.nn.backprop import Trace, forward, trace
from app.nn.costs import COSTS, Cost
from app.nn.gradient_check import relative_error, wiggle
from app.nn.network import Network, split


@dataclass(frozen=True)
class Exercise:
    """`inputs` `(batch, n_0)` and `targets` `(batch, n_L)`; `single` when one sample was given bare."""

    network: Network
    cost: Cost
    inputs: Array
    targets: Array
    single: bool

    @classmethod
    def of(
        cls,
        weights: Sequence[ArrayLike],
        biases: Sequence[ArrayLike],
        activations: Sequence[str],
        cost: str,
        inputs: ArrayLike,
        targets: ArrayLike,
    ) -> "Exercise":
        """Check plain numbers and put them together. Raises ValueError saying what does not fit."""
        network = Network.of(weights, biases, activations)
        x, y = _samples(inputs, "input"), _samples(targets, "target")
        if x.ndim != y.ndim or x.shape[:-1] != y.shape[:-1]:
            raise ValueError("Give one target for each input.")
        single = x.ndim == 1
        x, y = x.reshape(-1, x.shape[-1]), y.reshape(-1, y.shape[-1])
        for name, values, width in (("input", x, network.sizes[0]), ("target", y, network.sizes[-1])):
            if values.shape[1] != width:
                raise ValueError(f"Each {name} has {values.shape[1]} numbers, but the network wants {width}.")
        if cost.endswith("cross_entropy") and activations[-1] not in ("sigmoid", "softmax"):
            raise ValueError(f"{cost} takes logarithms of the outputs: use sigmoid or softmax there.")
        return cls(network, COSTS[cost], x, y, single)


def solve(exercise: Exercise, learning_rate: float, update_biases: bool) -> dict[str, Any]:
    """Every number of the exercise after one step w <- w - eta dC/dw, in the shape of the contract."""
    network = exercise.network
    traced = trace(network, exercise.inputs, exercise.targets, exercise.cost)
    change = -learning_rate * traced.gradient
    if not update_biases:
        for db in split(change, network.sizes)[1]:
            db[:] = 0
    return trace_answer(network, traced, change, exercise.cost, exercise.single)


def explain(exercise: Exercise, layer: int, to: int, source: int | None) -> dict[str, Any]:
    """The derivative of the exercise's cost by one parameter, in the shape of the contract.

    Raises IndexError where there is no such parameter, ValueError for a batch: its paths are those of each sample.
    """
    if not exercise.single:
        raise ValueError("The factors of a derivative are those of one sample: give one input and one target.")
    network, x, y, cost = exercise.network, exercise.inputs, exercise.targets, exercise.cost
    found = derive(network, trace(network, x, y, cost), layer, to, source)
    wiggled = wiggle(network, x, y, cost, network.index(layer, to, source))
    return {
        "parameter": _place(layer, to, source),
        "derivative": plain(found.value),
        "factors": [{"name": each.name, "value": plain(each.value)} for each in found.factors],
        "dC_da": plain(found.dC_da),
        "complaints": [{name: plain(value) for name, value in vars(each).items()} for each in found.complaints],
        "paths": [{"neurons": list(each.neurons), "product": plain(each.product)} for each in found.paths],
        "path_count": found.path_count,
        "rest": plain(found.rest),
        "difference": {
            "value": plain(wiggled.difference),
            "epsilon": wiggled.epsilon,
            "error": plain(relative_error(found.value, wiggled.difference)),
        },
    }


def explain_graph(exercise: Exercise, selection: Selection | None) -> dict[str, Any]:
    """The computation graph of the exercise, in the shape of the contract.

    Raises IndexError where there is no such parameter, ValueError for a batch: its graph would be one for each sample.
    """
    if not exercise.single:
        raise ValueError("A computation graph is that of one sample: give one input and one target.")
    network, cost = exercise.network, exercise.cost
    return graph_answer(build(network, trace(network, exercise.inputs, exercise.targets, cost), cost, selection))


def graph_answer(graph: Graph) -> dict[str, Any]:
    """A graph in the shape of the contract."""
    return {
        "whole": graph.whole,
        "parameter": None if graph.around is None else _place(*graph.around),
        "left_out": graph.left_out,
        "nodes": [
            {
                "id": node.id,
                "kind": node.kind,
                "layer": node.layer,
                "symbol": node.symbol and {"name": node.symbol.name} | _place(*node.symbol.indices),
                "value": plain(node.value),
                "gradient": plain(node.gradient),
                "count": node.count,
            }
            for node in graph.nodes
        ],
        "edges": [
            {"from": edge.source, "to": edge.to, "local": plain(edge.local), "through": edge.through}
            for edge in graph.edges
        ],
    }


def trace_answer(network: Network, traced: Trace, change: Array, cost: Cost, single: bool) -> dict[str, Any]:
    """Every value of `traced`; `change` is the update of all parameters, flat.

    With `single`, the values of one sample stand without the batch's dimension.
    """
    with np.errstate(all="ignore"):
        names = [activation.name for activation in network.activations]
        after = Network.over(network.parameters + change, network.sizes, names)
        cost_after = cost.value(forward(after, traced.inputs)[-1], traced.targets).mean()
    layers = []
    for i, layer in enumerate(traced.layers):
        values = {
            "z": layer.z,
            "a": layer.a,
            "slope": layer.slope,
            "dC_da": layer.dC_da,
            "delta": layer.delta,
        }
        layers.append(
            {
                "layer": i + 1,
                "activation": names[i],
                **{name: plain(value[0] if single else value) for name, value in values.items()},
                "dC_dW": plain(layer.dC_dW),
                "dC_db": plain(layer.dC_db),
                "W_new": plain(after.weights[i]),
                "b_new": plain(after.biases[i]),
            }
        )
    return {
        "cost": plain(traced.cost.mean()),
        "cost_after": plain(cost_after),
        "input": plain(traced.inputs[0] if single else traced.inputs),
        "layers": layers,
    }


def _place(layer: int | None, to: int | None, source: int | None) -> dict[str, int | None]:
    return {"layer": layer, "to": to, "from": source}


def plain(values: Any) -> Any:
    """A number or nested lists of numbers, with None for what is not finite."""
    values = np.asarray(values)
    if np.isfinite(values).all():
        return values.tolist()
    return np.array(np.where(np.isfinite(values), values.astype(object), None)).tolist()


def _samples(values: ArrayLike, name: str) -> Array:
    try:
        samples = np.array(values, dtype=np.float64)
    except (ValueError, TypeError):
        raise ValueError(f"{name} must be a list of numbers, or a list of such lists of equal length.") from None
    if samples.ndim not in (1, 2) or samples.size == 0:
        raise ValueError(f"{name} must be a list of numbers, or a list of such lists.")
    if not np.isfinite(samples).all():
        raise ValueError(f"{name} holds a number that is not finite.")
    return samples
