"""Whether neurons learn: what is counted is what a trace of the same samples shows."""

import numpy as np
import pytest

from app.nn.activations import ACTIVATIONS
from app.nn.backprop import trace
from app.nn.network import Network
from app.training.activity import STEEPEST, activity
from app.training.update import CHUNK
from tests.training.runs import result, spec, start


def found(network, run):
    return result(activity(network, run.course.samples, run.cost))


def network_like(run, activation, weight, bias):
    """A network of the run's shape, every weight and bias of layer 1 the same."""
    network = run.network.copy()
    network.weights[0][:], network.biases[0][:] = weight, bias
    names = [activation] + [each.name for each in network.activations[1:]]
    return Network.over(network.parameters, network.sizes, names)


def test_means_are_those_of_a_trace_over_all_samples_however_many_chunks():
    run = start(spec(train=2 * CHUNK + 7))
    inputs, targets = run.course.samples.take(slice(None))
    traced = trace(run.network, inputs, targets, run.cost)
    for layer, neurons in zip(traced.layers, found(run.network, run), strict=True):
        np.testing.assert_allclose([each.activation for each in neurons], layer.a.mean(axis=0), rtol=1e-12)
        np.testing.assert_allclose([each.slope for each in neurons], layer.slope.mean(axis=0), rtol=1e-12)
        assert {each.state for each in neurons} == {"learns"}


def test_a_relu_below_its_bend_for_every_sample_is_dead_and_gets_no_nudge():
    run = start(spec())
    network = network_like(run, "relu", 0.1, -100)
    assert {each.state for each in found(network, run)[0]} == {"dead"}
    inputs, targets = run.course.samples.take(slice(None))
    assert not trace(network, inputs, targets, run.cost).layers[0].dC_dW.any()


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "softplus"])
def test_a_neuron_far_out_on_a_flat_end_is_saturated_and_not_dead(activation):
    run = start(spec())
    neurons = found(network_like(run, activation, 0.01, -6), run)[0]
    assert {each.state for each in neurons} == {"saturated"}
    assert all(each.flat == 1 and 0 < each.slope < 0.05 for each in neurons)


@pytest.mark.parametrize("activation", ["identity", "leaky_relu"])
def test_a_neuron_with_a_slope_everywhere_learns(activation):
    run = start(spec())
    state = {each.state for each in found(network_like(run, activation, 0.01, 6), run)[0]}
    assert state == {"learns"}


def test_numbers_that_are_none_are_said_to_be_that():
    run = start(spec())
    neurons = found(network_like(run, "sigmoid", np.nan, 0), run)[0]
    assert {each.state for each in neurons} == {"diverged"}


def test_the_steepest_slope_of_every_activation_is_the_one_that_flat_is_measured_by():
    z = np.linspace(-6, 6, 4001)[:, None]
    for name, function in ACTIVATIONS.items():
        if function.elementwise:
            slope = function.slope(z, function(z), np.empty_like(z))
            assert slope.max() == pytest.approx(STEEPEST.get(name, 1.0), rel=3e-3)
