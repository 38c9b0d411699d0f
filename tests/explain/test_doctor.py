"""The doctor on random networks: every bug alone, in pairs, and none at all."""

from dataclasses import replace

import numpy as np
import pytest

from app.explain.doctor import examine
from app.nn.backprop import trace
from app.nn.bugs import ORDER
from app.nn.costs import COSTS
from app.nn.mistaken import Gradients, Lesson, possible, variants
from app.nn.network import Network
from tests.benchmarks.doctor import lesson


def report(given, gradients):
    return examine(given, gradients.weights, gradients.biases)


def right(given):
    return next(variants(given, frozenset()))


def same(one, other):
    pairs = zip(one.tensors(), other.tensors(), strict=True)
    return all(a.shape == b.shape and np.allclose(a, b, rtol=1e-6, atol=1e-12) for a, b in pairs)


@pytest.mark.parametrize("bug", ORDER)
@pytest.mark.parametrize("batch", [1, 8])
def test_every_bug_is_named_first_or_beside_one_that_looks_the_same(bug, batch):
    seen = 0
    for seed in range(12):
        given = lesson(seed, batch)
        for made in variants(given, frozenset({bug})) if possible(given, bug) else ():
            if not all(np.isfinite(tensor).all() for tensor in made.tensors()) or same(made, right(given)):
                continue
            found = report(given, made)
            assert not found["correct"]
            assert bug in [each["bug"] for each in found["diagnosis"][:3]]
            seen += 1
    assert seen or (bug.startswith("batch") and batch == 1)


@pytest.mark.parametrize("pair", [("sign-flipped", "missing-hidden-slope"), ("bias-shared", "gradient-transposed")])
def test_two_bugs_at_once_are_both_named(pair):
    found = 0
    for seed in range(10):
        given = lesson(seed, 8)
        if not all(possible(given, bug) for bug in pair):
            continue
        diagnosis = report(given, next(variants(given, frozenset(pair))))["diagnosis"]
        found += any(set(pair) <= set(each["bugs"]) for each in diagnosis)
    assert found >= 5


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_correct_gradients_are_called_correct(seed, dtype):
    given = lesson(seed, 8)
    as_given = [tensor.astype(dtype).astype(np.float64) for tensor in right(given).tensors()]
    found = examine(given, as_given[::2], as_given[1::2])
    assert (found["correct"], found["diagnosis"]) == (True, [])
    assert found["precision"] == np.dtype(dtype).name


def worked(worked_examples):
    example = worked_examples["mazur-2-2-2"]
    network = Network.of(example["weights"], example["biases"], example["activations"])
    x, y = np.array([example["input"]]), np.array([example["target"]])
    cost = COSTS[example["cost"]]
    return Lesson(network, cost, trace(network, x, y, cost), example["learning_rate"])


def test_a_bug_of_the_hidden_layer_shows_in_its_own_tensor(worked_examples):
    given = worked(worked_examples)
    found = report(given, next(variants(given, frozenset({"updated-weights-used"}))))
    verdicts = {each["tensor"]: each["verdict"] for each in found["tensors"]}
    assert verdicts == {"W1": "wrong", "b1": "wrong", "W2": "correct", "b2": "correct"}
    assert found["diagnosis"][0]["bug"] == "updated-weights-used"
    assert found["diagnosis"][0]["tensors"] == ["W1", "b1"]


def test_without_the_learning_rate_updated_weights_are_not_guessed(worked_examples):
    given = worked(worked_examples)
    made = next(variants(given, frozenset({"updated-weights-used"})))
    found = report(replace(given, learning_rate=None), made)
    assert (found["correct"], found["diagnosis"]) == (False, [])
    assert "none of the known bugs" in found["summary"]


def test_what_no_known_bug_explains_is_said_so():
    given = lesson(3, 8)
    noise = np.random.default_rng(0)
    weights = tuple(w + noise.normal(size=w.shape) for w in right(given).weights)
    found = report(given, Gradients(weights, right(given).biases))
    assert (found["correct"], found["diagnosis"]) == (False, [])
    assert {each["tensor"]: each["verdict"] for each in found["tensors"]}["b1"] == "correct"


def test_what_the_data_cannot_tell_is_not_judged():
    network = Network.of([[[1.0, 1.0]], [[1.0]]], [[-50.0], [0.0]], ["relu", "identity"])
    x, y, cost = np.array([[1.0, 2.0]]), np.array([[1.0]]), COSTS["quadratic"]
    given = Lesson(network, cost, trace(network, x, y, cost))
    found = report(given, right(given))
    assert {each["tensor"]: each["verdict"] for each in found["tensors"]} == {
        "W1": "silent", "b1": "silent", "W2": "silent", "b2": "correct",
    }  # fmt: skip
    assert "cannot tell" in found["summary"]


@pytest.mark.parametrize("wrong", [[[[1, 2, 3]]], [[["x"]]], [[[float("nan")] * 2]], [[1]]])
def test_gradients_that_do_not_fit_are_refused_by_name(wrong):
    network = Network.of([[[1.0, 1.0]]], [[0.0]], ["tanh"])
    x, y, cost = np.array([[1.0, 2.0]]), np.array([[1.0]]), COSTS["quadratic"]
    with pytest.raises(ValueError, match=r"gradients\.weights\[0\]"):
        examine(Lesson(network, cost, trace(network, x, y, cost)), wrong, [[0.0]])


def test_numbers_that_overflow_are_refused_before_anything_is_compared():
    given = simple([[[1e200, 1e200]]], [[0.0]], ["identity"], [1e200, 1e200], [1.0])
    with pytest.raises(ValueError, match="the right gradients overflow"):
        examine(given, [[[1.0, 1.0]]], [[1.0]])


def test_numbers_copied_with_four_digits_still_name_the_bug(worked_examples):
    given = worked(worked_examples)
    made = next(variants(given, frozenset({"missing-hidden-slope"})))
    copied = [[float(f"{value:.4g}") for value in tensor.ravel()] for tensor in made.tensors()]
    tensors = [np.reshape(values, like.shape) for values, like in zip(copied, made.tensors(), strict=True)]
    (found,) = examine(given, tensors[::2], tensors[1::2])["diagnosis"]
    assert (found["bug"], found["confidence"]) == ("missing-hidden-slope", 0.6)


def overall(one, other):
    """The usual single number: the relative difference of all weights' gradients as one vector."""
    a, b = (np.concatenate([w.ravel() for w in each.weights]) for each in (one, other))
    return np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))


def test_a_hidden_bug_that_one_number_for_all_would_let_pass_is_found_in_its_layer(worked_examples):
    given = replace(worked(worked_examples), learning_rate=0.15)
    made = next(variants(given, frozenset({"updated-weights-used"})))
    assert overall(made, right(given)) == pytest.approx(0.0003, abs=0.00005)
    found = report(given, made)
    errors = {each["tensor"]: each["max_relative_error"] for each in found["tensors"]}
    assert errors["W1"] > 0.04
    assert errors["W2"] == 0
    assert [each["bug"] for each in found["diagnosis"]] == ["updated-weights-used"]


def simple(weights, biases, activations, x, y, cost="half_quadratic", rate=None):
    network = Network.of(list(weights), list(biases), activations)
    x, y = np.atleast_2d(np.array(x, float)), np.atleast_2d(np.array(y, float))
    return Lesson(network, COSTS[cost], trace(network, x, y, COSTS[cost]), rate)


CATEGORICAL = "categorical_cross_entropy"


def test_the_worst_entries_are_shown_as_a_step_with_both_gradients():
    given = simple([[[2.0, 1.0]]], [[0.0]], ["identity"], [1.0, 3.0], [4.0], rate=0.1)
    found = examine(given, [[[1.0, -3.0]]], [[1.0]])
    (worst, *_) = found["steps"]
    assert worst["parameter"] == {"layer": 1, "to": 0, "from": 1}
    assert (worst["before"], worst["right"], worst["yours"]) == (1.0, 3.0, -3.0)
    assert (worst["right_after"], worst["your_after"]) == (pytest.approx(0.7), pytest.approx(1.3))
    assert found["tensors"][0]["ratios"] == [[1.0, -1.0]]
    unknown = examine(replace(given, learning_rate=None), [[[1.0, -3.0]]], [[1.0]])
    assert unknown["steps"][0]["right_after"] is None


def test_a_large_tensor_is_pictured_in_blocks():
    rng = np.random.default_rng(0)
    given = simple(rng.normal(size=(1, 50, 70)), [np.zeros(50)], ["identity"], rng.normal(size=70), rng.normal(size=50))
    (ratios, column) = (each["ratios"] for each in report(given, right(given).times(2))["tensors"])
    assert (len(ratios), len(ratios[0]), len(column), len(column[0])) == (24, 24, 24, 1)
    np.testing.assert_allclose(ratios, 2.0, rtol=1e-12)


def test_where_the_right_gradient_is_zero_there_is_no_ratio():
    given = simple([[[2.0, 1.0]]], [[0.0]], ["identity"], [0.0, 3.0], [4.0])
    assert examine(given, [[[1.0, -3.0]]], [[-1.0]])["tensors"][0]["ratios"] == [[None, 1.0]]


@pytest.mark.parametrize("slope", [0.0, 1.0])
def test_at_the_kink_of_a_relu_either_slope_is_right_and_it_is_said(slope):
    given = simple([[[1.0], [1.0]], [[1.0, 1.0]]], [[-1.0, 0.0], [0.0]], ["relu", "identity"], [1.0], [0.0])
    delta = [[slope], [1.0]]
    found = examine(given, [delta, [[0.0, 1.0]]], [[slope, 1.0], [1.0]])
    assert found["correct"]
    assert [(each["kind"], each["layer"], each["neurons"]) for each in found["doubts"] if each["kind"] == "kink"] == [
        ("kink", 1, (0,))
    ]
    assert not examine(given, [[[0.5], [1.0]], [[0.0, 1.0]]], [[0.5, 1.0], [1.0]])["correct"]


def test_neurons_without_a_slope_are_named():
    given = simple([[[1.0], [1.0]], [[1.0, 1.0]]], [[50.0, 0.0], [0.0]], ["sigmoid", "identity"], [1.0], [0.0])
    (doubt,) = report(given, right(given))["doubts"]
    assert (doubt["kind"], doubt["layer"], doubt["neurons"]) == ("saturated", 1, (0,))
    assert "other samples" in doubt["says"]


def test_a_difference_hardly_larger_than_rounding_is_said_to_be_one():
    given = lesson(5, 8)
    as_given = [(tensor * 1.001).astype(np.float32).astype(float) for tensor in right(given).tensors()]
    found = examine(given, as_given[::2], as_given[1::2])
    assert not found["correct"]
    assert [each["kind"] for each in found["doubts"]][-1] == "rounding"


def test_mistakes_that_look_the_same_are_all_named_with_what_tells_them_apart():
    given = simple([[[2.0, 1.0]], [[1.0]]], [[0.0], [0.0]], ["identity", "tanh"], [[1.0, 3.0]] * 2, [[0.5]] * 2)
    found = report(given, next(variants(given, frozenset({"batch-sum-not-mean"}))))
    assert {each["bug"] for each in found["diagnosis"]} >= {"factor-two", "batch-sum-not-mean"}
    assert {each["confidence"] for each in found["diagnosis"]} == {round(0.99 / len(found["diagnosis"]), 3)}
    assert "a batch of 5 samples" in found["apart"]


def test_what_no_data_can_tell_apart_is_said_so():
    """Over a softmax the deltas of a sample add up to 0: one shared bias has the gradient of none at all."""
    given = simple(
        [[[1.0], [2.0], [0.5]]], [[0.0, 0.0, 0.0]], ["softmax"], [1.0], [1.0, 0.0, 0.0], "categorical_cross_entropy"
    )
    found = report(given, next(variants(given, frozenset({"bias-not-updated"}))))
    assert [each["bug"] for each in found["diagnosis"]] == ["bias-not-updated", "bias-shared"]
    assert "look at both lines" in found["apart"]


def test_zeros_to_the_last_bit_speak_for_a_bias_that_is_never_written():
    rng = np.random.default_rng(3)
    given = simple(
        rng.normal(size=(1, 5, 3)),
        [rng.normal(size=5)],
        ["softmax"],
        rng.normal(size=(4, 3)),
        np.eye(5)[:4],
        CATEGORICAL,
    )
    shared = next(variants(given, frozenset({"bias-shared"})))
    assert 0 < np.abs(shared.biases[0]).max() < 1e-15
    assert report(given, shared)["diagnosis"][0]["bug"] == "bias-shared"
    never = next(variants(given, frozenset({"bias-not-updated"})))
    assert report(given, never)["diagnosis"][0]["bug"] == "bias-not-updated"


def test_gradients_that_are_right_for_another_network_are_recognised():
    chosen = simple([[[2.0, 1.0]], [[1.5]]], [[0.1], [0.2]], ["tanh", "sigmoid"], [0.3, -0.2], [1.0], "cross_entropy")
    meant = simple(
        chosen.network.weights, chosen.network.biases, ["softplus", "sigmoid"], [0.3, -0.2], [1.0], "quadratic"
    )
    found = report(chosen, right(meant))
    assert found["diagnosis"] == []
    assert found["fits"] == [{"activations": ["softplus", "sigmoid"], "cost": "quadratic"}]
