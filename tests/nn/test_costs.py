import numpy as np
import pytest

from app.nn.activations import ACTIVATIONS
from app.nn.costs import COSTS

RNG = np.random.default_rng(0)
A, Y = RNG.uniform(0.05, 0.95, (3, 4)), RNG.uniform(0, 1, (3, 4))


def test_quadratic_of_one_sample_is_the_sum_of_squared_misses():
    assert COSTS["quadratic"].value(np.array([[1.0, 0.5]]), np.array([[0.0, 1.0]]))[0] == 1.25
    assert COSTS["half_quadratic"].value(np.array([[1.0, 0.5]]), np.array([[0.0, 1.0]]))[0] == 0.625


def test_cross_entropies_of_one_sample_follow_the_contract():
    expected = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A), axis=1)
    np.testing.assert_allclose(COSTS["cross_entropy"].value(A, Y), expected)
    np.testing.assert_allclose(COSTS["categorical_cross_entropy"].value(A, Y), -np.sum(Y * np.log(A), axis=1))


@pytest.mark.parametrize("cost", COSTS.values(), ids=lambda c: c.name)
def test_dC_da_is_the_derivative(cost):
    dC_da, eps = cost.dC_da(A, Y, np.empty_like(A)), 1e-6
    for j in range(A.shape[1]):
        step = np.zeros_like(A)
        step[:, j] = eps
        numeric = (cost.value(A + step, Y) - cost.value(A - step, Y)) / (2 * eps)
        np.testing.assert_allclose(dC_da[:, j], numeric, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("cost", [c for c in COSTS.values() if c.fused], ids=lambda c: c.name)
def test_the_fused_delta_is_the_product_of_its_factors(cost):
    activation = ACTIVATIONS[cost.fused]
    z = RNG.normal(size=(3, 4))
    a = activation(z)
    dC_da, slope = cost.dC_da(a, Y, np.empty_like(a)), activation.slope(z, a, np.empty_like(a))
    product = activation.pull_back(dC_da, a, slope, np.empty_like(a))
    np.testing.assert_allclose(cost.delta(activation, a, Y, dC_da, slope, np.empty_like(a)), product, atol=1e-12)


@pytest.mark.parametrize("name", ["cross_entropy", "categorical_cross_entropy"])
def test_a_saturated_answer_costs_much_but_not_infinitely(name):
    value = COSTS[name].value(np.array([[0.0, 1.0]]), np.array([[1.0, 0.0]]))
    assert np.isfinite(value).all()
    assert value[0] > 700
