import itertools
import math

import numpy as np
import pytest

from app.explain.factors import derive
from app.nn.activations import ACTIVATIONS
from app.nn.backprop import trace
from app.nn.costs import COSTS
from app.nn.gradient_check import wiggle
from app.nn.network import initial

HIDDEN = [name for name in ACTIVATIONS if name != "softmax"]


def lesson(seed, depth, hidden, output, cost):
    """A random network with a sample, and the trace of it."""
    rng = np.random.default_rng(seed)
    sizes = tuple(int(n) for n in rng.integers(1, 5, depth + 1))
    sizes = (*sizes[:-1], max(2, sizes[-1]))
    network = initial(sizes, [*[hidden] * (depth - 1), output], "xavier", 1.0, rng)
    network.parameters[:] += 0.1 * rng.standard_normal(len(network.parameters))
    inputs, targets = rng.uniform(0.1, 1, (1, sizes[0])), np.eye(sizes[-1])[:1]
    return network, inputs, targets, trace(network, inputs, targets, COSTS[cost])


def parameters(network):
    for layer, weights in enumerate(network.weights, start=1):
        for to, source in itertools.product(range(weights.shape[0]), [None, *range(weights.shape[1])]):
            yield layer, to, source


CASES = [
    (depth, hidden, output, cost)
    for depth, hidden in itertools.product(range(1, 6), HIDDEN)
    for output, cost in [
        ("sigmoid", "quadratic"),
        ("identity", "half_quadratic"),
        ("sigmoid", "cross_entropy"),
        ("softmax", "categorical_cross_entropy"),
        ("softmax", "quadratic"),
        ("sigmoid", "categorical_cross_entropy"),
    ]
]


@pytest.mark.parametrize(("depth", "hidden", "output", "cost"), CASES)
def test_factors_paths_and_wiggling_agree_for_every_parameter(depth, hidden, output, cost):
    network, inputs, targets, traced = lesson(len(hidden) + 10 * depth, depth, hidden, output, cost)
    for place in parameters(network):
        found = derive(network, traced, *place, top=3)
        difference = wiggle(network, inputs, targets, COSTS[cost], network.index(*place), 1e-6).difference
        assert found.value == pytest.approx(difference, rel=2e-4, abs=1e-8)
        assert math.prod(factor.value for factor in found.factors) == pytest.approx(found.value, rel=1e-9, abs=1e-300)
        total = math.fsum([*(path.product for path in found.paths), found.rest])
        assert total == pytest.approx(found.value, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_complaints_add_up_to_what_the_neuron_should_become(depth):
    network, _, _, traced = lesson(depth, depth, "tanh", "sigmoid", "quadratic")
    for layer, to, source in parameters(network):
        found = derive(network, traced, layer, to, source)
        assert found.dC_da == traced.layers[layer - 1].dC_da[0, to]
        if layer == network.layers:
            assert found.complaints == ()
        else:
            assert math.fsum(c.wish for c in found.complaints) == pytest.approx(found.dC_da, rel=1e-12, abs=1e-300)
            sizes = [abs(c.wish) for c in found.complaints]
            assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("seed", range(20))
def test_the_named_paths_are_the_strongest_of_all(seed):
    network, _, _, traced = lesson(seed, 4, "sigmoid", "tanh", "quadratic")
    found = derive(network, traced, 1, 0, 0, top=4)
    every = derive(network, traced, 1, 0, 0, top=10**6)
    assert len(every.paths) == every.path_count == math.prod(network.sizes[2:])
    assert len({path.neurons for path in every.paths}) == every.path_count
    assert every.rest == pytest.approx(0, abs=1e-12)
    assert [path.product for path in found.paths] == [path.product for path in every.paths[:4]]


def test_a_path_is_the_product_of_what_lies_on_it():
    network, inputs, _, traced = lesson(3, 3, "sigmoid", "sigmoid", "quadratic")
    for path in derive(network, traced, 1, 0, 0, top=100).paths:
        j, i, h = path.neurons
        one, two, three = traced.layers
        product = inputs[0, 0] * one.slope[0, j] * network.weights[1][i, j] * two.slope[0, i]
        product *= network.weights[2][h, i] * three.slope[0, h] * three.dC_da[0, h]
        assert path.product == pytest.approx(product, rel=1e-12)


def test_a_saturated_output_of_cross_entropy_is_explained_without_multiplying_infinities():
    network, inputs, targets, _ = lesson(0, 1, "sigmoid", "sigmoid", "cross_entropy")
    network.parameters[:] = 0
    network.biases[0][1] = 2000.0
    found = derive(network, trace(network, inputs, targets, COSTS["cross_entropy"]), 1, 1, None)
    assert (found.value, [factor.name for factor in found.factors]) == (1.0, ["dz/db", "dC/dz"])


def test_a_parameter_that_does_not_exist_is_named():
    network, _, _, traced = lesson(0, 2, "sigmoid", "sigmoid", "quadratic")
    with pytest.raises(IndexError, match="no layer 3"):
        derive(network, traced, 3, 0, 0)
