"""One sample worked through as Python code: every value of the trace and the step, under the names of the lessons.

Knows how a pass is written down from the formulas of the chain rule. Does not know how they are computed here: tests
run the code and compare.
"""

import json
import re

from app.explain.code import text_of
from app.explain.exercise import Exercise
from app.explain.export import NUMPY_FUNCTIONS
from app.explain.formulas import SLOPES, wish

# How the cost is written, with {a} for the outputs.
COSTS = {
    "quadratic": "np.sum(({a} - y) ** 2)",
    "half_quadratic": "np.sum(({a} - y) ** 2) / 2",
    "cross_entropy": "-np.sum(y * np.log({a}) + (1 - y) * np.log(1 - {a}))",
    "categorical_cross_entropy": "-np.sum(y * np.log({a}))",
}


def as_code(exercise: Exercise, learning_rate: float, note: str = "") -> str:
    """NumPy code that computes every value of the trace and the step, under the names of the lessons.

    A `note` stands on top as a comment.
    """
    network, last = exercise.network, exercise.network.layers
    functions, cost = [activation.name for activation in network.activations], exercise.cost.name
    numbers = [("a0", exercise.inputs[0]), ("y", exercise.targets[0])]
    for layer, (w, b) in enumerate(zip(network.weights, network.biases, strict=True), start=1):
        numbers += [(f"W{layer}", w), (f"b{layer}", b)]
    lines = [
        '"""One sample forward and backward through a network, and one step: every value, in NumPy."""',
        "",
        *([f"# {note}", ""] if note else []),
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
