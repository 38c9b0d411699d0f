"""One sample worked through on paper: as a sheet with blanks and its key, as a table, and as Python code.

Knows an exercise of one sample and how lessons write it down. Does not know HTTP or jobs.
The step is that of plain gradient descent on this sample alone: w_new = w - eta dC/dw.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from itertools import chain

import numpy as np

from app.explain.code import text_of
from app.explain.exercise import Exercise, solve
from app.explain.export import NUMPY_FUNCTIONS
from app.explain.formulas import SLOPES, wish
from app.nn.activations import Array

MOST_PARAMETERS = 400  # a sheet of more would be no exercise; the table holds any number
BLANK = "______"

# How the cost is written, with {a} for the outputs.
COSTS = {
    "quadratic": "np.sum(({a} - y) ** 2)",
    "half_quadratic": "np.sum(({a} - y) ** 2) / 2",
    "cross_entropy": "-np.sum(y * np.log({a}) + (1 - y) * np.log(1 - {a}))",
    "categorical_cross_entropy": "-np.sum(y * np.log({a}))",
}


def as_code(exercise: Exercise, learning_rate: float) -> str:
    """NumPy code that computes every value of the trace and the step, under the names of the lessons."""
    network, last = exercise.network, exercise.network.layers
    functions, cost = [activation.name for activation in network.activations], exercise.cost.name
    numbers = [("a0", exercise.inputs[0]), ("y", exercise.targets[0])]
    for layer, (w, b) in enumerate(zip(network.weights, network.biases, strict=True), start=1):
        numbers += [(f"W{layer}", w), (f"b{layer}", b)]
    lines = [
        '"""One sample forward and backward through a network, and one step: every value, in NumPy."""',
        "",
        "import numpy as np",
        "",
        "# The input a0, the desired output y, and the network: W[j, k] goes into neuron j from neuron k.",
        *(f"{name} = np.array({json.dumps(values.tolist())})" for name, values in numbers),
        "",
        "# Forward: z = W a + b, a = f(z).",
    ]
    for layer in range(1, last + 1):
        lines.append(f"z{layer} = W{layer} @ a{layer - 1} + b{layer}")
        lines.append(f"a{layer} = {_value(functions[layer - 1], f'z{layer}')}")
    lines += [f"C = {COSTS[cost].format(a=f'a{last}')}", "", "# Backward: the chain rule, layer by layer."]
    for layer in range(last, 0, -1):
        lines += [f"dC_da{layer} = {text_of(wish(layer, functions, cost))}", *_delta(functions[layer - 1], layer)]
        lines += [f"dC_dW{layer} = np.outer(delta{layer}, a{layer - 1})", f"dC_db{layer} = delta{layer}"]
    lines += ["", "# The step, against the gradient.", f"eta = {learning_rate!r}"]
    for layer in range(1, last + 1):
        lines += [f"{p}{layer}_new = {p}{layer} - eta * dC_d{p}{layer}" for p in ("W", "b")]
    return "\n".join([*lines, "", 'if __name__ == "__main__":', '    print("C =", C)', ""])


def _value(name: str, z: str) -> str:
    return re.sub(r"\bz\b", z, NUMPY_FUNCTIONS[name])


def _delta(name: str, layer: int) -> list[str]:
    a, miss = f"a{layer}", f"dC_da{layer}"
    if name == "softmax":  # every output depends on every z
        return [f"delta{layer} = {a} * ({miss} - np.sum({a} * {miss}))"]
    return [f"slope{layer} = {text_of(SLOPES[name](layer))}", f"delta{layer} = {miss} * slope{layer}"]


def as_csv(exercise: Exercise, learning_rate: float) -> str:
    """Every value on a line of its own: quantity, layer, neuron (to), neuron of the layer before (from), value."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["quantity", "layer", "to", "from", "value"])
    for quantity, layer, value in _quantities(exercise, learning_rate):
        for place in np.ndindex(value.shape):
            to, source = (*place, "", "")[:2]
            number = float(value[place])
            writer.writerow([quantity, layer, to, source, repr(number) if np.isfinite(number) else ""])
    return buffer.getvalue()


def as_markdown(exercise: Exercise, learning_rate: float) -> str:
    """A sheet with the given numbers and blanks, and its key on a page of its own.

    Raises ValueError for networks too large to work through by hand.
    """
    count = len(exercise.network.parameters)
    if count > MOST_PARAMETERS:
        raise ValueError(
            f"This network has {count:,} weights and biases: a worksheet is for up to {MOST_PARAMETERS}. "
            "Take the table (csv), which holds them all."
        )
    quantities = list(_quantities(exercise, learning_rate))
    given = {"a", "y", "W", "b"}
    known = [each for each in quantities if each[0] in given and (each[0] != "a" or each[1] == 0)]
    asked = [each for each in quantities if each not in known]
    names = " -> ".join(f"{n}" for n in exercise.network.sizes)
    functions = ", ".join(activation.name for activation in exercise.network.activations)
    head = [
        "# Back-propagation by hand",
        "",
        f"A network {names} ({functions}), the cost {exercise.cost.name}, one sample, learning rate {learning_rate!r}.",
        "z = W a + b, a = f(z), delta = dC/da * f'(z), dC/dW[j, k] = delta[j] a[k] of the layer before, dC/db = delta.",
    ]
    return "\n".join(
        [
            *head,
            *chain(["", "## Given"], *(_table(*each, str_of=_number) for each in known)),
            *chain(["", "## Fill in"], *(_table(*each, str_of=lambda _: BLANK) for each in asked)),
            *chain(["", "## Key"], *(_table(*each, str_of=_number) for each in asked)),
            "",
        ]
    )


def _quantities(exercise: Exercise, learning_rate: float) -> Iterator[tuple[str, int, Array]]:
    """(name, layer, numbers) in the order of the work: given, forward, cost, backward, step."""
    solved = solve(exercise, learning_rate, update_biases=True)
    layers = [{name: _array(value) for name, value in each.items() if name not in _WORDS} for each in solved["layers"]]
    numbered = list(enumerate(layers, start=1))
    yield "a", 0, exercise.inputs[0]
    yield "y", len(layers), exercise.targets[0]
    for layer, (w, b) in enumerate(zip(exercise.network.weights, exercise.network.biases, strict=True), start=1):
        yield "W", layer, w
        yield "b", layer, b
    for layer, values in numbered:
        yield "z", layer, values["z"]
        yield "a", layer, values["a"]
    yield "C", len(layers), _array([solved["cost"]])
    for layer, values in reversed(numbered):
        for name in ("dC_da", "slope", "delta", "dC_dW", "dC_db"):
            yield name, layer, values[name]
    for layer, values in numbered:
        yield "W_new", layer, values["W_new"]
        yield "b_new", layer, values["b_new"]
    yield "C_new", len(layers), _array([solved["cost_after"]])


_WORDS = ("layer", "activation")


def _array(values: object) -> Array:
    return np.array(values, dtype=np.float64)  # None becomes NaN


def _table(name: str, layer: int, values: Array, str_of: Callable[[float], str]) -> list[str]:
    rows = np.atleast_2d(values)
    columns, names = range(rows.shape[1]), range(len(rows)) if values.ndim == 2 else [""]
    head = f"**{name}**, layer {layer}" + (" (row j, column k)" if values.ndim == 2 else "")
    return [
        "",
        head,
        "",
        "| |" + "".join(f" {k} |" for k in columns),
        "|---|" + "---|" * len(columns),
        *(f"| {j} |" + "".join(f" {str_of(v)} |" for v in row) for j, row in zip(names, rows, strict=True)),
    ]


def _number(value: float) -> str:
    return f"{value:.9g}" if np.isfinite(value) else "not finite"


SHEETS: dict[str, tuple[Callable[[Exercise, float], str], str, str]] = {
    "md": (as_markdown, "text/markdown", "md"),
    "csv": (as_csv, "text/csv", "csv"),
    "py": (as_code, "text/x-python", "py"),
}
