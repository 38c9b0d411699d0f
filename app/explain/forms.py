"""One derivative in three forms that say the same: by index, as matrices, and as NumPy code.

Knows the description of a derivative (`formulas`) and the numbers of a trace; all forms are written from that one
description. Does not know HTTP, nor how a formula is set in type.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from app.explain.code import Token, Tokens, code_of
from app.explain.exercise import Exercise, plain
from app.explain.formulas import Apply, Expression, Kind, Line, Number, Term, batch_line, derivation
from app.explain.written import Indices, as_matrices, by_index
from app.nn.activations import Array
from app.nn.backprop import trace
from app.nn.network import Network

ROLES = {
    "a": "a", "A": "a", "z": "z", "slope": "z", "delta": "d", "Delta": "d", "W": "w", "y": "y",
    "dC_da": "C", "dC_dW": "w", "dC_db": "b", "mean_dC_dW": "w", "mean_dC_db": "b",
}  # fmt: skip
ASKED = {"weight": "dC_dW", "bias": "dC_db", "neuron": "dC_da"}


def forms(exercise: Exercise, layer: int, to: int, source: int | None, kind: Kind) -> dict[str, Any]:
    """The derivative by a weight, a bias or a neuron's a in three forms, in the shape of the contract.

    Raises IndexError where there is no such parameter, ValueError for a batch: its numbers are those of each sample.
    """
    if not exercise.single:
        raise ValueError("The forms of a derivative carry the numbers of one sample: give one input and one target.")
    network = exercise.network
    network.index(layer, to, source)
    names = [activation.name for activation in network.activations]
    lines, batch = derivation(names, exercise.cost.name, layer, kind), batch_line(layer, kind)
    indices = Indices(network.sizes, layer, to, source)
    values, written = arrays(exercise), [*lines, *([batch] if batch else [])]
    terms = {term.name: term for line in written for term in _terms(line)}
    name = next(line.left.name for line in lines if line.left.quantity == ASKED[kind])
    place = [to] if source is None else [to, source]
    return {
        "selected": {"kind": kind, "layer": layer, "to": to, "from": source},
        "derivative": plain(values[name][tuple(place)]),
        "indices": indices.to_list(any(_has(line.right, "total") for line in lines)),
        "terms": [_described(term, network, indices, values) for term in terms.values()],
        "lines": [_line(line, indices) for line in lines],
        "pick": _tokens((Token("derivative = "), Token(name, name), Token(str(place)))),
        "batch": _line(batch, indices) if batch else None,
    }


def arrays(exercise: Exercise) -> dict[str, Array]:
    """Every array of one sample that a formula can name, under the names of the code."""
    traced, network = trace(exercise.network, exercise.inputs, exercise.targets, exercise.cost), exercise.network
    found: dict[str, Array] = {"a0": traced.inputs[0], "y": traced.targets[0]}
    for number, layer in enumerate(traced.layers, start=1):
        found |= {f"{name}{number}": getattr(layer, name)[0] for name in ("z", "a", "slope", "dC_da", "delta")}
        found |= {f"W{number}": network.weights[number - 1], f"b{number}": network.biases[number - 1]}
        found |= {f"dC_dW{number}": layer.dC_dW, f"dC_db{number}": layer.dC_db}
    return found


def _line(line: Line, indices: Indices) -> dict[str, Any]:
    return {
        "layer": line.left.layer,
        "left": line.left.name,
        "index": by_index(line, indices),
        "matrix": as_matrices(line),
        "code": _tokens(code_of(line)),
    }


def _tokens(tokens: Tokens) -> list[dict[str, Any]]:
    return [vars(token).copy() for token in tokens]


def _terms(line: Line) -> Iterator[Term]:
    yield line.left
    yield from _inside(line.right)


def _inside(expression: Expression) -> Iterator[Term]:
    if isinstance(expression, Term):
        yield expression
    elif not isinstance(expression, Number):
        for each in expression.of:
            yield from _inside(each)


def _has(expression: Expression, kind: str) -> bool:
    return isinstance(expression, Apply) and (
        expression.kind == kind or any(_has(each, kind) for each in expression.of)
    )


def _described(term: Term, network: Network, indices: Indices, values: dict[str, Array]) -> dict[str, Any]:
    """A term: its colour, its indices, its number here, its shape, and what it names in the picture."""
    own = [indices.of(axis) for axis in term.axes]
    numbers: list[int | None] = [index if isinstance(index, int) else None for index in own]
    return {
        "id": term.name,
        "quantity": term.quantity,
        "layer": term.layer,
        "role": ROLES[term.quantity],
        "indices": ["s", *own] if term.by_sample else own,
        "shape": [*(["n"] if term.by_sample else []), *(network.sizes[axis] for axis in term.axes)],
        "value": None if term.of_batch else _value(values[term.name], numbers),
        "names": {
            "kind": "edge" if len(numbers) == 2 else "input" if term.layer == 0 else "neuron",
            "layer": term.layer,
            "to": numbers[0],
            "from": numbers[1] if len(numbers) == 2 else None,
        },
    }


def _value(values: Array, numbers: list[int | None]) -> Any:
    """The number at these indices; a list where one of them runs; None where both do, or it is not finite."""
    if numbers.count(None) > 1:
        return None
    return plain(np.asarray(values)[tuple(slice(None) if index is None else index for index in numbers)])
