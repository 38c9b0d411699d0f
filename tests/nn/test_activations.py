import numpy as np
import pytest

from app.nn.activations import ACTIVATIONS

Z = np.random.default_rng(0).normal(0, 3, (5, 4))
ELEMENTWISE = [a for a in ACTIVATIONS.values() if a.elementwise]


@pytest.mark.parametrize("activation", ELEMENTWISE, ids=lambda a: a.name)
def test_slope_is_the_derivative(activation):
    eps = 1e-6
    numeric = (activation(Z + eps) - activation(Z - eps)) / (2 * eps)
    slope = activation.slope(Z, activation(Z), np.empty_like(Z))
    np.testing.assert_allclose(slope, numeric, atol=1e-8)


def test_softmax_rows_sum_to_one_and_survive_large_numbers():
    a = ACTIVATIONS["softmax"](np.array([[1000.0, 1000.0, -1000.0]]))
    np.testing.assert_allclose(a, [[0.5, 0.5, 0.0]])


def test_softmax_pulls_back_through_its_whole_jacobian():
    softmax, rng = ACTIVATIONS["softmax"], np.random.default_rng(1)
    z, dC_da = rng.normal(size=(1, 4)), rng.normal(size=(1, 4))
    a = softmax(z)[0]
    jacobian = np.diag(a) - np.outer(a, a)
    slope = softmax.slope(z, a[None], np.empty_like(z))
    delta = softmax.pull_back(dC_da, a[None], slope, np.empty_like(z))
    np.testing.assert_allclose(delta[0], jacobian @ dC_da[0])


def test_sigmoid_saturates_without_a_warning():
    np.testing.assert_array_equal(ACTIVATIONS["sigmoid"](np.array([[-1000.0, 1000.0]])), [[0.0, 1.0]])


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=lambda a: a.name)
def test_the_precision_of_z_is_kept(activation):
    z = Z.astype(np.float32)
    a = activation(z)
    assert a.dtype == np.float32
    assert activation.slope(z, a, np.empty_like(z)).dtype == np.float32
