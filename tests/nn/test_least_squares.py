"""The closed form of one linear layer: nothing is left for a gradient to improve."""

import numpy as np
import pytest

from app.nn.backprop import trace
from app.nn.costs import COSTS
from app.nn.least_squares import solve
from app.nn.network import Network


@pytest.mark.parametrize("cost", ["quadratic", "half_quadratic"])
@pytest.mark.parametrize(("samples", "inputs", "outputs"), [(30, 4, 3), (6, 2, 1), (5, 1, 2)])
def test_at_the_closed_form_the_gradient_is_zero(cost, samples, inputs, outputs):
    rng = np.random.default_rng(samples)
    x, y = rng.normal(size=(samples, inputs)), rng.normal(size=(samples, outputs))
    weights, biases = solve(x, y)
    network = Network.of([weights], [biases], ["identity"])
    found = trace(network, x, y, COSTS[cost])
    assert np.abs(found.gradient).max() < 1e-14
    for _ in range(20):
        other = Network.over(network.parameters + rng.normal(size=len(network.parameters)), network.sizes, ["identity"])
        assert trace(other, x, y, COSTS[cost]).cost.mean() > found.cost.mean()


def test_what_lies_on_a_plane_is_met_exactly():
    x = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [3.0, -2.0]])
    weights, biases = solve(x, x @ [[2.0], [-1.0]] + 0.5)
    np.testing.assert_allclose(weights, [[2.0, -1.0]])
    np.testing.assert_allclose(biases, [0.5])


def test_of_many_solutions_it_is_the_shortest():
    weights, biases = solve(np.array([[1.0, 1.0]]), np.array([[3.0]]))
    np.testing.assert_allclose([*weights[0], *biases], [1, 1, 1])
