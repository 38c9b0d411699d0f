"""The three forms of a derivative say the same: each is worked out by itself, and all agree with trace and wiggling."""

import itertools

import numpy as np
import pytest

from app.explain.exercise import Exercise
from app.explain.forms import arrays, forms
from app.explain.formulas import FUSED, MISSES, SLOPES
from app.nn.activations import ACTIVATIONS
from app.nn.backprop import trace
from app.nn.costs import COSTS
from app.nn.gradient_check import wiggle
from app.nn.network import initial

HIDDEN = [name for name in ACTIVATIONS if name != "softmax"]
ENDINGS = [
    ("sigmoid", "quadratic"),
    ("tanh", "half_quadratic"),
    ("sigmoid", "cross_entropy"),
    ("softmax", "categorical_cross_entropy"),
    ("softmax", "quadratic"),
    ("softmax", "cross_entropy"),
    ("sigmoid", "categorical_cross_entropy"),
]
CASES = [(depth, hidden, *ending) for depth, hidden, ending in itertools.product(range(1, 6), HIDDEN, ENDINGS)]


def exercise(seed, depth, hidden, output, cost, sizes=None):
    """A random network with one sample; layers of one neuron among them."""
    rng = np.random.default_rng(seed)
    sizes = sizes or (*(int(n) for n in rng.integers(1, 5, depth)), 1 if output != "softmax" and seed % 3 == 0 else 3)
    network = initial(sizes, [*[hidden] * (depth - 1), output], "xavier", 1.0, rng)
    network.parameters[:] += 0.1 * rng.standard_normal(len(network.parameters))
    targets = rng.uniform(0.05, 0.95, (1, sizes[-1]))
    return Exercise(network, COSTS[cost], rng.uniform(0.1, 1, (1, sizes[0])), targets, single=True)


def places(network, rng):
    """A weight, a bias and a neuron of each layer, somewhere."""
    for layer, weights in enumerate(network.weights, start=1):
        to, source = (int(rng.integers(n)) for n in weights.shape)
        yield layer, to, source, "weight"
        yield layer, to, None, "bias"
        yield layer, to, None, "neuron"


def run(found, given):
    """Executes the code, the lines from the last to the first, on copies of what a forward pass knows."""
    known = {name: values for name, values in given.items() if name[0] in "azWby"}
    scope = {"np": np, **known}
    for line in [*(line["code"] for line in reversed(found["lines"])), found["pick"]]:
        exec("".join(token["text"] for token in line), scope)
    return scope


ELEMENTWISE = {
    "product": lambda *of: np.prod(np.broadcast_arrays(*of), axis=0),
    "hadamard": lambda one, other: one * other,
    "difference": lambda one, other: one - other,
    "fraction": lambda top, bottom: top / bottom,
    "negative": lambda of: -of,
    "square": lambda of: of * of,
    "sigmoid": lambda of: 1 / (1 + np.exp(-of)),
    "step": lambda of, below: np.where(of > 0, 1.0, below),
    "inner": lambda one, other: one @ other,
    "outer": np.outer,
    "matmul": lambda one, other: one @ other,
    "transpose": lambda of: of.T,
    "total": np.sum,
    "ones": np.ones_like,
}


def by_matrix(found, given):
    """The value of every left side, as whole arrays, each worked out from the lines after it."""
    known = {name: values for name, values in given.items() if name[0] in "azWby"}

    def value(tree):
        if tree["kind"] in ("term", "number"):
            return known[tree["term"]] if tree["kind"] == "term" else tree["value"]
        of = [value(each) for each in tree["of"]]
        return of[0] if tree["kind"] == "named" else ELEMENTWISE[tree["kind"]](*of)

    for line in reversed(found["lines"]):
        known[line["left"]] = value(line["matrix"]["right"])
    return known


def by_index(found, given):
    """The value of every left side, number by number: {(name, indices): value}."""
    counts = {index["letter"]: index["count"] for index in found["indices"]}
    worked = {}

    def value(tree, at):
        if tree["kind"] == "term":
            place = tuple(at.get(index, index) for index in tree["indices"])
            name = tree["term"]
            return given[name][place] if name[0] in "azWby" else worked[name, place]
        if tree["kind"] == "number":
            return tree["value"]
        if tree["kind"] == "sum":
            return sum(value(tree["of"][0], {**at, tree["index"]: i}) for i in range(counts[tree["index"]]))
        of = [value(each, at) for each in tree["of"]]
        return of[0] if tree["kind"] == "named" else ELEMENTWISE[tree["kind"]](*of)

    for line in reversed(found["lines"]):
        left = line["index"]["left"]["indices"]
        run_over = [index for index in left if isinstance(index, str)]
        for numbers in itertools.product(*(range(counts[letter]) for letter in run_over)):
            at = dict(zip(run_over, numbers, strict=True))
            worked[line["left"], tuple(at.get(index, index) for index in left)] = value(line["index"]["right"], at)
    return worked


@pytest.mark.parametrize(("depth", "hidden", "output", "cost"), CASES)
def test_index_matrix_code_trace_and_wiggling_agree(depth, hidden, output, cost):
    seed = len(hidden) + 10 * depth + len(output)
    given = exercise(seed, depth, hidden, output, cost)
    true, network = arrays(given), given.network
    for layer, to, source, kind in places(network, np.random.default_rng(seed)):
        found = forms(given, layer, to, source, kind)
        left = found["pick"][1]["term"]
        place = (to,) if source is None else (to, source)
        close = {"rel": 1e-9, "abs": 1e-13}
        assert found["derivative"] == true[left][place]
        assert run(found, true)["derivative"] == pytest.approx(found["derivative"], **close)
        assert by_matrix(found, true)[left][place] == pytest.approx(found["derivative"], **close)
        assert by_index(found, true)[left, place] == pytest.approx(found["derivative"], **close)
        if kind != "neuron":
            wiggled = wiggle(network, given.inputs, given.targets, given.cost, network.index(layer, to, source), 1e-6)
            assert found["derivative"] == pytest.approx(wiggled.difference, rel=2e-4, abs=1e-8)


@pytest.mark.parametrize(("depth", "hidden", "output", "cost"), CASES[:: len(HIDDEN) - 1])
def test_every_left_side_on_the_way_is_the_trace_s(depth, hidden, output, cost):
    given = exercise(depth, depth, hidden, output, cost)
    true = arrays(given)
    found = forms(given, 1, 0, 0, "weight")
    code, matrices, numbers = run(found, true), by_matrix(found, true), by_index(found, true)
    for line in found["lines"]:
        name = line["left"]
        np.testing.assert_allclose(code[name], true[name], rtol=1e-9, atol=1e-13)
        np.testing.assert_allclose(matrices[name], true[name], rtol=1e-9, atol=1e-13)
    for (name, place), value in numbers.items():
        assert value == pytest.approx(true[name][place], rel=1e-9, abs=1e-13)


def names_in(tree):
    own = {tree["term"]} if "term" in tree else set()
    return own.union(*(names_in(each) for each in tree.get("of", [])))


@pytest.mark.parametrize("kind", ["weight", "bias", "neuron"])
@pytest.mark.parametrize(("output", "cost"), ENDINGS)
def test_all_forms_name_the_same_terms(output, cost, kind):
    found = forms(exercise(7, 3, "tanh", output, cost), 1, 0, 0 if kind == "weight" else None, kind)
    ids = {term["id"] for term in found["terms"]}
    for line in [*found["lines"], *filter(None, [found["batch"]])]:
        index, matrix = (names_in(line[form]["left"]) | names_in(line[form]["right"]) for form in ("index", "matrix"))
        code = {token["term"] for token in line["code"]} - {None}
        assert code <= index | matrix <= ids
        assert matrix - index <= {term for term in matrix if term.startswith("z")}  # 1 needs no z
        named = {name for name in matrix if name.startswith("dC_da")}  # the code writes it out
        assert matrix - named <= code


def test_terms_carry_their_number_and_their_place():
    given = exercise(2, 2, "sigmoid", "sigmoid", "quadratic", sizes=(3, 4, 2))
    found, true = forms(given, 1, 2, 1, "weight"), arrays(given)
    terms = {term["id"]: term for term in found["terms"]}
    assert terms["a0"]["value"] == true["a0"][1]
    assert terms["a0"]["names"] == {"kind": "input", "layer": 0, "to": 1, "from": None}
    assert terms["W2"]["indices"] == ["i", 2]
    assert terms["W2"]["value"] == true["W2"][:, 2].tolist()
    assert terms["W2"]["names"] == {"kind": "edge", "layer": 2, "to": None, "from": 2}
    assert terms["delta2"]["names"] == {"kind": "neuron", "layer": 2, "to": None, "from": None}
    assert terms["dC_dW1"]["shape"] == [4, 3]
    assert found["indices"] == [
        {"letter": "j", "layer": 1, "count": 4, "value": 2},
        {"letter": "k", "layer": 0, "count": 3, "value": 1},
        {"letter": "i", "layer": 2, "count": 2, "value": None},
    ]


def test_with_one_neuron_in_each_layer_no_sum_is_left():
    found = forms(exercise(1, 4, "sigmoid", "sigmoid", "quadratic", sizes=(1,) * 5), 1, 0, 0, "weight")
    assert '"sum"' not in str(found).replace("'", '"')
    assert [index["letter"] for index in found["indices"]] == ["j", "k"]


@pytest.mark.parametrize("kind", ["weight", "bias"])
def test_over_a_batch_it_is_the_mean_in_every_form(kind):
    single = exercise(4, 3, "tanh", "sigmoid", "quadratic", sizes=(3, 4, 3, 2))
    rng = np.random.default_rng(0)
    inputs, targets = rng.uniform(size=(6, 3)), rng.uniform(size=(6, 2))
    traced = trace(single.network, inputs, targets, single.cost)
    batch = forms(single, 2, 1, 3 if kind == "weight" else None, kind)["batch"]
    errors, senders = traced.layers[1].delta, traced.layers[0].a
    true = traced.layers[1].dC_dW if kind == "weight" else traced.layers[1].dC_db
    scope = {"np": np, "n": 6, "Delta2": errors, "A1": senders}
    exec("".join(token["text"] for token in batch["code"]), scope)
    np.testing.assert_allclose(scope[batch["left"]], true, rtol=1e-12)

    def at(tree, sample):
        if tree["kind"] == "term":
            row = scope[tree["term"]][sample]
            rest = tuple(tree["indices"][1:])
            return row[rest] if rest else row
        return ELEMENTWISE[tree["kind"]](*(at(each, sample) for each in tree["of"]))

    for form, wanted in (("index", true[(1, 3) if kind == "weight" else 1]), ("matrix", true)):
        tree = batch[form]["right"]
        assert tree["kind"] == "mean"
        np.testing.assert_allclose(np.mean([at(tree["of"][0], s) for s in range(6)], axis=0), wanted, rtol=1e-12)


def test_a_neuron_has_no_mean_and_a_batch_has_no_forms():
    single = exercise(4, 2, "tanh", "sigmoid", "quadratic")
    assert forms(single, 1, 0, None, "neuron")["batch"] is None
    with pytest.raises(ValueError, match="one input and one target"):
        forms(Exercise(single.network, single.cost, single.inputs, single.targets, single=False), 1, 0, 0, "weight")
    with pytest.raises(IndexError, match="There is no layer 9"):
        forms(single, 9, 0, 0, "weight")


def test_every_activation_and_cost_has_its_formula():
    assert set(SLOPES) == {name for name, activation in ACTIVATIONS.items() if activation.elementwise}
    assert set(MISSES) == set(COSTS)
    assert set(FUSED) == {name for name, cost in COSTS.items() if cost.fused}
