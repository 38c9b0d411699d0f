"""What is taken away says what the trace says."""

import csv
import io
import itertools

import numpy as np
import pytest

from app.explain import worksheet
from app.explain.exercise import Exercise, solve
from app.explain.worksheet import BLANK, as_code, as_csv, as_markdown
from app.nn.activations import ACTIVATIONS
from app.nn.costs import COSTS
from app.nn.network import initial

HIDDEN = [name for name in ACTIVATIONS if name != "softmax"]
FREE = ("quadratic", "half_quadratic")


def exercise(hidden="sigmoid", output="sigmoid", cost="quadratic", depth=2, width=3):
    rng = np.random.default_rng(depth)
    network = initial((2, *[width] * (depth - 1), 2), [hidden] * (depth - 1) + [output], "normal", 0.7, rng)
    weights = [w.tolist() for w in network.weights]
    biases = [rng.normal(size=len(b)).tolist() for b in network.biases]
    return Exercise.of(weights, biases, [hidden] * (depth - 1) + [output], cost, [0.05, 0.7], [0.1, 0.9])


CASES = [
    *itertools.product(HIDDEN, ["sigmoid", "tanh", "identity"], FREE, [1, 3]),
    *itertools.product(["tanh"], ["sigmoid", "softmax"], COSTS, [1, 2, 5]),
]


@pytest.mark.parametrize(("hidden", "output", "cost", "depth"), CASES)
def test_the_code_computes_every_value_of_the_trace(hidden, output, cost, depth):
    given = exercise(hidden, output, cost, depth)
    found = {"__name__": "sheet"}
    exec(as_code(given, 0.5), found)
    solved = solve(given, 0.5, update_biases=True)
    np.testing.assert_allclose(found["C"], solved["cost"], rtol=1e-12)
    for layer in solved["layers"]:
        n = layer["layer"]
        for name in ("z", "a", "dC_da", "delta", "dC_dW", "dC_db"):
            np.testing.assert_allclose(found[f"{name}{n}"], layer[name], rtol=1e-9, atol=1e-15, err_msg=f"{name}{n}")
        np.testing.assert_allclose(found[f"W{n}_new"], layer["W_new"], rtol=1e-12)
        np.testing.assert_allclose(found[f"b{n}_new"], layer["b_new"], rtol=1e-12)


def test_the_table_has_a_line_for_every_value():
    given = exercise()
    lines = list(csv.DictReader(io.StringIO(as_csv(given, 0.5))))
    solved = solve(given, 0.5, update_biases=True)
    found = {tuple(line[k] for k in ("quantity", "layer", "to", "from")): float(line["value"]) for line in lines}
    assert len(found) == len(lines)
    assert found["dC_dW", "1", "2", "1"] == solved["layers"][0]["dC_dW"][2][1]
    assert found["C_new", "2", "0", ""] == solved["cost_after"]
    assert found["W", "2", "1", "0"] == given.network.weights[1][1, 0]


def test_the_sheet_leaves_blank_what_its_key_fills_in():
    text = as_markdown(exercise(), 0.5)
    given, rest = text.split("## Fill in")
    asked, key = rest.split("## Key")
    neurons, weights, costs = 3 + 2, 3 * 2 + 2 * 3, 2
    assert asked.count(BLANK) == 6 * neurons + 2 * weights + neurons + costs  # z a dC_da slope delta dC_db, ...
    assert BLANK not in given + key
    assert asked.replace(BLANK, "").count("|") == key.count("|")
    assert "| 0.05 | 0.7 |" in given
    assert f"{solve(exercise(), 0.5, True)['cost']:.9g}" in key


def test_a_sheet_of_thousands_of_blanks_is_refused_with_a_way_out():
    with pytest.raises(ValueError, match="csv"):
        as_markdown(exercise(width=100), 0.5)


def test_what_is_not_finite_is_said():
    given = exercise("relu", "identity")
    given.network.parameters[:] = 1e200
    assert "not finite" in as_markdown(given, 0.5)
    assert worksheet.as_csv(given, 0.5).count(",\n") > 0
