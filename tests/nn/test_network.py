import numpy as np
import pytest

from app.nn.network import INIT_SCHEMES, Network, initial, parameter_count

W = [[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[7.0, 8.0, 9.0]]]
B = [[0.1, 0.2, 0.3], [0.4]]


def test_weights_and_biases_are_views_of_one_flat_vector():
    network = Network.of(W, B, ["tanh", "sigmoid"])
    assert network.sizes == (2, 3, 1)
    network.parameters[network.index(2, 0, 1)] = 80
    assert network.weights[1][0, 1] == 80
    network.parameters[network.index(1, 2, None)] = 30
    assert network.biases[0][2] == 30


def test_every_parameter_has_an_index_of_its_own():
    network = Network.of(W, B, ["tanh", "sigmoid"])
    seen = {
        network.index(layer, to, source)
        for layer in (1, 2)
        for to in range(network.sizes[layer])
        for source in [None, *range(network.sizes[layer - 1])]
    }
    assert seen == set(range(parameter_count(network.sizes)))


@pytest.mark.parametrize(("layer", "to", "source"), [(0, 0, 0), (3, 0, 0), (1, 3, 0), (1, 0, 2), (1, -1, 0)])
def test_a_parameter_that_does_not_exist_is_named(layer, to, source):
    with pytest.raises(IndexError, match="layer|neurons"):
        Network.of(W, B, ["tanh", "sigmoid"]).index(layer, to, source)


@pytest.mark.parametrize(
    ("weights", "biases", "activations", "says"),
    [
        (W, B, ["tanh"], "one of each per layer"),
        (W, B, ["tanh", "swish"], "Unknown activation 'swish'"),
        (W, B, ["softmax", "sigmoid"], "last layer"),
        (W, [[0.1], [0.4]], ["tanh", "tanh"], r"biases\[0\]"),
        ([W[0], [[1.0]]], B, ["tanh", "tanh"], "columns"),
        ([[[1.0, float("nan")]]], [[0.0]], ["tanh"], "not finite"),
        ([[[1.0], [1.0, 2.0]]], [[0.0, 0.0]], ["tanh"], "rectangle"),
        ([], [], [], "at least one layer"),
    ],
)
def test_numbers_that_do_not_fit_are_refused_with_a_reason(weights, biases, activations, says):
    with pytest.raises(ValueError, match=says):
        Network.of(weights, biases, activations)


@pytest.mark.parametrize("scheme", INIT_SCHEMES)
def test_a_start_depends_on_its_seed_alone(scheme):
    def start(seed):
        return initial([20, 30, 5], ["sigmoid"] * 2, scheme, 1.0, np.random.default_rng(seed)).parameters

    np.testing.assert_array_equal(start(1), start(1))
    if scheme not in ("zeros", "constant"):
        assert not np.array_equal(start(1), start(2))


def test_xavier_has_the_published_spread():
    network = initial([400, 300], ["tanh"], "xavier", 1.0, np.random.default_rng(0))
    assert network.weights[0].std() == pytest.approx(np.sqrt(2 / 700), rel=0.01)
    assert not network.biases[0].any()
