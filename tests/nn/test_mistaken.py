"""A program with a bug: the same pass for the doctor who looks for it and for the run that trains with it."""

from dataclasses import replace

import numpy as np
import pytest

from app.nn.bugs import BATCH, ORDER, why_not
from app.nn.gradient_check import numerical_gradient
from app.nn.mistaken import mistaken, possible, variants
from tests.benchmarks.doctor import lesson

SEEDS = range(40)
ONE_WAY = [bug for bug in ORDER if bug != "gradients-not-zeroed"]


def can(given, bug):
    return why_not(bug, given.network.sizes, given.batch) is None


def lessons(bug, batch=8):
    """Random networks in which the bug can be made."""
    found = [given for given in (lesson(seed, batch) for seed in range(300)) if can(given, bug)]
    assert found
    return found[:40]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("batch", [1, 8])
def test_without_a_bug_the_pass_is_back_propagation(seed, batch):
    given = lesson(seed, batch)
    (found,) = variants(given, frozenset())
    for layer, weights, biases in zip(given.traced.layers, found.weights, found.biases, strict=True):
        np.testing.assert_allclose(weights, layer.dC_dW, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(biases, layer.dC_db, rtol=1e-12, atol=1e-15)


def test_without_a_bug_the_right_trace_is_handed_back_untouched():
    given = lesson(3, 8)
    assert mistaken(given, frozenset()) is given.traced


@pytest.mark.parametrize("bug", ONE_WAY)
def test_a_run_trains_with_the_first_gradients_that_the_doctor_looks_for(bug):
    for given in lessons(bug):
        first = next(variants(given, frozenset({bug})))
        made = mistaken(given, frozenset({bug}))
        for layer, weights, biases in zip(made.layers, first.weights, first.biases, strict=True):
            np.testing.assert_array_equal(layer.dC_dW, weights)
            np.testing.assert_array_equal(layer.dC_db, biases)


@pytest.mark.parametrize("bug", ORDER)
def test_a_mistaken_trace_has_the_right_forward_pass_and_is_one_vector(bug):
    for given in lessons(bug):
        made, right = mistaken(given, frozenset({bug})), given.traced
        np.testing.assert_array_equal(made.cost, right.cost)
        for one, other in zip(made.layers, right.layers, strict=True):
            np.testing.assert_array_equal(one.z, other.z)
            np.testing.assert_array_equal(one.a, other.a)
            assert np.shares_memory(one.dC_dW, made.gradient)
            assert np.shares_memory(one.dC_db, made.gradient)
        flat = np.concatenate([part.ravel() for layer in made.layers for part in (layer.dC_dW, layer.dC_db)])
        np.testing.assert_array_equal(made.gradient, flat)


@pytest.mark.parametrize("bug", [bug for bug in ONE_WAY if bug not in ("factor-two", "sign-flipped")])
def test_a_mistaken_delta_is_the_one_that_the_gradient_is_made_of(bug):
    if bug in (*BATCH, "bias-not-updated", "bias-shared", "gradient-transposed", "wrong-layer-input"):
        for given in lessons(bug):
            for one, other in zip(mistaken(given, frozenset({bug})).layers, given.traced.layers, strict=True):
                np.testing.assert_allclose(one.delta, other.delta, rtol=1e-12, atol=1e-15)
    else:
        for given in lessons(bug):
            for layer in mistaken(given, frozenset({bug})).layers:
                np.testing.assert_allclose(layer.dC_db, layer.delta.mean(axis=0), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(("bug", "factor"), [("sign-flipped", -1), ("factor-two", 2), ("batch-sum-not-mean", 8)])
def test_a_mistake_in_the_scale_is_the_central_difference_times_a_number(bug, factor):
    given = lesson(2, 8)
    true = numerical_gradient(given.network, given.traced.inputs, given.traced.targets, given.cost)
    np.testing.assert_allclose(mistaken(given, frozenset({bug})).gradient, factor * true, rtol=1e-5, atol=1e-8)


def test_updated_weights_are_those_of_half_a_step_done_by_hand():
    given = next(g for g in (lesson(seed, 4) for seed in SEEDS) if g.network.layers == 2)
    made = mistaken(given, frozenset({"updated-weights-used"}))
    top, low = given.traced.layers[1], given.traced.layers[0]
    moved = given.network.weights[1] - given.learning_rate * top.dC_dW
    delta = (top.delta @ moved) * low.slope
    np.testing.assert_allclose(made.layers[0].delta, delta, rtol=1e-12)
    np.testing.assert_allclose(made.layers[0].dC_dW, delta.T @ given.traced.inputs / 4, rtol=1e-12)


def test_what_earlier_steps_left_is_added():
    given = lesson(5, 8)
    left = np.random.default_rng(0).standard_normal(given.traced.gradient.shape)
    made = mistaken(given, frozenset({"gradients-not-zeroed"}), left)
    np.testing.assert_allclose(made.gradient, given.traced.gradient + left, rtol=1e-12, atol=1e-14)


def test_single_precision_stays_single_precision():
    given = next(iter(lessons("updated-weights-used")))
    traced = given.traced
    layers = tuple(type(each)(*(v.astype(np.float32) for v in vars(each).values())) for each in traced.layers)
    network = given.network.copy(np.float32)
    single = replace(given, network=network, traced=replace(traced, layers=layers))
    for bug in ("updated-weights-used", "missing-hidden-slope", "factor-two", "bias-shared"):
        assert mistaken(single, frozenset({bug})).gradient.dtype == np.float32


def test_a_bug_that_a_network_cannot_have_is_refused():
    given = next(g for g in (lesson(seed, 1) for seed in range(99)) if not can(g, "weights-not-transposed"))
    with pytest.raises(ValueError, match="cannot have the bugs weights-not-transposed"):
        mistaken(replace(given), frozenset({"weights-not-transposed"}))


def test_what_cannot_be_done_in_a_network_is_not_suspected():
    given = lesson(0, 1)
    assert not possible(given, "batch-sum-not-mean")
    assert possible(lesson(0, 8), "batch-sum-not-mean")
