"""The one implementation of the mathematics, against three independent truths."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.nn.backprop import Workspace, first_non_finite, forward, input_gradient, retrace, trace
from app.nn.costs import COSTS
from app.nn.gradient_check import numerical_gradient
from app.nn.network import Network, initial

HIDDEN = ["sigmoid", "tanh", "relu", "leaky_relu", "softplus", "identity"]
# What each cost can be asked of: the entropies want outputs strictly inside 0..1.
OUTPUTS = {
    "quadratic": [*HIDDEN, "softmax"],
    "half_quadratic": [*HIDDEN, "softmax"],
    "cross_entropy": ["sigmoid", "softmax"],
    "categorical_cross_entropy": ["sigmoid", "softmax"],
}
PAIRS = [(hidden, output, cost) for cost, outputs in OUTPUTS.items() for output in outputs for hidden in HIDDEN]


def case(activations, cost, seed=0, sizes=(4, 5, 3, 3), batch=3):
    rng = np.random.default_rng(seed)
    network = initial(sizes, activations, "xavier", 1.0, rng)
    network.parameters[:] += rng.normal(0, 0.3, len(network.parameters))
    inputs, targets = rng.normal(size=(batch, sizes[0])), rng.uniform(0.1, 0.9, (batch, sizes[-1]))
    return network, inputs, targets, COSTS[cost]


@pytest.mark.parametrize(("hidden", "output", "cost"), PAIRS)
def test_gradients_agree_with_central_differences(hidden, output, cost):
    network, inputs, targets, c = case([hidden, hidden, output], cost)
    numeric = numerical_gradient(network, inputs, targets, c)
    np.testing.assert_allclose(trace(network, inputs, targets, c).gradient, numeric, rtol=2e-6, atol=2e-8)


PEER_ACTIVATIONS = {
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: anp.maximum(z, 0.0),
    "leaky_relu": lambda z: anp.where(z > 0, z, 0.01 * z),
    "softplus": lambda z: anp.log1p(anp.exp(z)),
    "identity": lambda z: z,
    "softmax": lambda z: anp.exp(z) / anp.sum(anp.exp(z), axis=1, keepdims=True),
}
PEER_COSTS = {
    "quadratic": lambda a, y: anp.sum((a - y) ** 2, axis=1),
    "half_quadratic": lambda a, y: anp.sum((a - y) ** 2, axis=1) / 2,
    "cross_entropy": lambda a, y: -anp.sum(y * anp.log(a) + (1 - y) * anp.log(1 - a), axis=1),
    "categorical_cross_entropy": lambda a, y: -anp.sum(y * anp.log(a), axis=1),
}


@pytest.mark.parametrize(("hidden", "output", "cost"), PAIRS)
def test_gradients_agree_with_an_autograd_peer(hidden, output, cost):
    network, inputs, targets, c = case([hidden, hidden, output], cost, seed=1)

    def peer(parameters):
        a, at = inputs, 0
        for name, w in zip([hidden, hidden, output], network.weights, strict=True):
            m, n = w.shape
            matrix, bias = parameters[at : at + m * n].reshape(m, n), parameters[at + m * n : at + m * n + m]
            a, at = PEER_ACTIVATIONS[name](anp.dot(a, matrix.T) + bias), at + m * n + m
        return anp.mean(PEER_COSTS[cost](a, targets))

    expected = autograd.grad(peer)(network.parameters.copy())
    np.testing.assert_allclose(trace(network, inputs, targets, c).gradient, expected, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("name", ["mazur-2-2-2", "relu-homework-2-2-1"])
def test_published_worked_examples_come_out_to_1e_9(worked_examples, name):
    example = worked_examples[name]
    network = Network.of(example["weights"], example["biases"], example["activations"])
    x, y, cost = np.array([example["input"]]), np.array([example["target"]]), COSTS[example["cost"]]
    traced, eta = trace(network, x, y, cost), example["learning_rate"]
    after = network.copy()
    for w, b, layer in zip(after.weights, after.biases, traced.layers, strict=True):
        w -= eta * layer.dC_dW
        if example["update_biases"]:
            b -= eta * layer.dC_db
    found = {"cost": traced.cost[0], "cost_after": cost.value(forward(after, x)[-1], y)[0]}
    for i, layer in enumerate(traced.layers, start=1):
        found |= {
            f"a{i}": layer.a[0],
            f"dC_dW{i}": layer.dC_dW,
            f"dC_db{i}": layer.dC_db,
            f"W{i}_new": after.weights[i - 1],
        }
    for key, expected in example["expect"].items():
        np.testing.assert_allclose(found[key], expected, rtol=0, atol=1e-9, err_msg=key)


def test_a_published_training_run_comes_out_to_its_printed_digits(worked_examples):
    example = worked_examples["brownlee-2-2-2"]
    hidden, output = np.array(example["start_hidden"]), np.array(example["start_output"])
    network = Network.of([hidden[:, :2], output[:, :2]], [hidden[:, 2], output[:, 2]], ["sigmoid"] * 2)
    errors = []
    for _ in example["expect_sum_squared_error"]:
        total = 0.0
        for *x, label in example["data"]:
            traced = trace(network, np.array([x]), np.eye(2)[[int(label)]], COSTS["half_quadratic"])
            total += 2 * traced.cost[0]
            network.parameters[:] -= 0.5 * traced.gradient
        errors.append(round(total, 3))
    assert errors == example["expect_sum_squared_error"]


def test_the_gradient_of_a_batch_is_the_mean_of_its_samples():
    network, inputs, targets, cost = case(["tanh", "relu", "sigmoid"], "quadratic", batch=4)
    singles = [trace(network, inputs[i : i + 1], targets[i : i + 1], cost).gradient for i in range(4)]
    np.testing.assert_allclose(trace(network, inputs, targets, cost).gradient, np.mean(singles, axis=0), atol=1e-14)


def test_the_input_gradient_agrees_with_central_differences():
    network, inputs, targets, cost = case(["tanh", "sigmoid", "sigmoid"], "quadratic", batch=1)
    found, eps = input_gradient(network, trace(network, inputs, targets, cost)), 1e-6
    for k in range(inputs.shape[1]):
        step = np.zeros_like(inputs)
        step[0, k] = eps
        plus, minus = (cost.value(forward(network, inputs + s)[-1], targets)[0] for s in (step, -step))
        assert found[0, k] == pytest.approx((plus - minus) / (2 * eps), rel=1e-6)


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 7), min_size=2, max_size=6), st.integers(1, 5))
@settings(max_examples=40, deadline=None)
def test_any_depth_and_any_width_agrees_with_central_differences(seed, sizes, batch):
    network, inputs, targets, cost = case(["tanh"] * (len(sizes) - 1), "half_quadratic", seed, sizes, batch)
    numeric = numerical_gradient(network, inputs, targets, cost)
    np.testing.assert_allclose(trace(network, inputs, targets, cost).gradient, numeric, rtol=1e-5, atol=1e-8)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_a_trace_made_again_in_its_place_is_that_of_what_is_written_there(seed):
    network, inputs, targets, cost = case(["sigmoid"] * 3, "quadratic", seed)
    room = Workspace.of(network, np.zeros_like(inputs), np.zeros_like(targets))
    retrace(network, cost, room)
    room.trace.inputs[:], room.trace.targets[:] = inputs, targets
    fresh, reused = trace(network, inputs, targets, cost), retrace(network, cost, room)
    assert reused is room.trace
    assert reused.gradient.tobytes() == fresh.gradient.tobytes()
    assert reused.outputs.tobytes() == fresh.outputs.tobytes()
    assert reused.cost.tobytes() == fresh.cost.tobytes()


def test_a_trace_is_in_the_precision_of_its_network():
    network, inputs, targets, cost = case(["tanh"] * 3, "half_quadratic")
    traced, exact = trace(network.copy(np.float32), inputs, targets, cost), trace(network, inputs, targets, cost)
    assert {traced.inputs.dtype, traced.cost.dtype, traced.layers[0].z.dtype, traced.gradient.dtype} == {
        np.dtype(np.float32)
    }
    np.testing.assert_allclose(traced.gradient, exact.gradient, rtol=1e-4, atol=1e-6)


def test_the_first_number_that_is_not_finite_is_found():
    network, inputs, targets, cost = case(["relu", "relu", "identity"], "quadratic")
    assert first_non_finite(trace(network, inputs, targets, cost)) is None
    network.weights[1][0, 0] = np.inf
    inputs[:] = 1
    network.weights[0][:] = 1
    assert first_non_finite(trace(network, inputs, targets, cost)) == (2, "z")
