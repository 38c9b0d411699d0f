"""The doctor on random networks: every bug alone, in pairs, and none at all."""

from dataclasses import replace

import numpy as np
import pytest

from app.explain.bugs import ORDER, Gradients, Lesson, possible, variants
from app.explain.doctor import examine
from app.nn.backprop import trace
from app.nn.costs import COSTS
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


def test_numbers_copied_with_four_digits_still_name_the_bug(worked_examples):
    given = worked(worked_examples)
    made = next(variants(given, frozenset({"missing-hidden-slope"})))
    copied = [[float(f"{value:.4g}") for value in tensor.ravel()] for tensor in made.tensors()]
    tensors = [np.reshape(values, like.shape) for values, like in zip(copied, made.tensors(), strict=True)]
    (found,) = examine(given, tensors[::2], tensors[1::2])["diagnosis"]
    assert (found["bug"], found["confidence"]) == ("missing-hidden-slope", 0.6)
