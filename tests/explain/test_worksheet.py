"""What is taken away says what the trace says."""

import csv
import io
import itertools

import numpy as np
import pytest

from app.explain import worksheet
from app.explain.exercise import Exercise, solve
from app.explain.program import as_code
from app.explain.sketch import sketch
from app.explain.worksheet import BLANK, as_csv, as_markdown, sheet, steps_as_csv
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


def test_what_the_run_itself_changed_stands_in_the_table_too():
    given = exercise()
    change = np.arange(len(given.network.parameters)) / 10
    plain, told = as_csv(given, 0.5), as_csv(given, 0.5, change)
    assert told.startswith(plain)
    lines = list(csv.reader(io.StringIO(told.removeprefix(plain))))
    after = np.array([float(line[-1]) for line in lines])
    assert [line[0] for line in lines] == ["W_after"] * 6 + ["b_after"] * 3 + ["W_after"] * 6 + ["b_after"] * 2
    np.testing.assert_array_equal(after, given.network.parameters + change)


def test_several_steps_are_the_tables_of_each_with_its_number_in_front():
    given = exercise()
    changes = [np.full(len(given.network.parameters), size) for size in (0.1, 0.2)]
    pieces = list(steps_as_csv([(7, given, 0.5, changes[0]), (8, given, 0.25, changes[1])]))
    assert pieces[0] == "step,quantity,layer,to,from,value\n"
    for piece, step, rate, change in zip(pieces[1:], (7, 8), (0.5, 0.25), changes, strict=True):
        rows = as_csv(given, rate, change).splitlines(keepends=True)[1:]
        assert piece == "".join(f"{step},{row}" for row in rows)


def test_the_description_of_a_sheet_says_once_what_every_format_shows():
    given = exercise(depth=2, width=8)
    found = sheet(given, 0.5)
    text = as_markdown(given, 0.5)
    for table in (*found.given, *found.asked):
        assert len(table.columns) <= 6
        for name, cells in table.rows:
            assert f"| {name} |" + "".join(f" {cell} |" for cell in cells) in text
    shown = [(t.layer, k, int(j or 0), cells[i]) for t in found.asked if t.name == "dC_dW"
             for j, cells in t.rows for i, k in enumerate(map(int, t.columns))]  # fmt: skip
    solved = solve(given, 0.5, update_biases=True)["layers"]
    assert len(shown) == 2 * 8 + 8 * 2
    for layer, k, j, cell in shown:
        assert float(cell) == pytest.approx(solved[layer - 1]["dC_dW"][j][k], rel=1e-8)


def test_the_sketch_has_a_circle_for_each_neuron_and_a_line_for_each_weight():
    found = sketch((2, 3, 4))
    assert len(found.circles) == 9
    assert len(found.lines) == 2 * 3 + 3 * 4
    assert all((x, y) in found.circles for x0, y0, x1, y1 in found.lines for x, y in ((x0, y0), (x1, y1)))
    assert [name for _, name in found.names] == ["layer 0: 2", "layer 1: 3", "layer 2: 4"]
    assert all(0 < x < found.width and 0 < y < found.height for x, y in found.circles)
    large = sketch((1, 200))
    assert len(large.circles) == 1 + 12


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
