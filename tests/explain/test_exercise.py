import numpy as np
import pytest

from app.explain.exercise import Exercise, plain, solve

W, B = [[[0.1, -0.2], [0.3, 0.4]], [[0.5, 0.6]]], [[0.0, 0.1], [0.2]]


def exercise(inputs, targets, cost="quadratic"):
    return Exercise.of(W, B, ["tanh", "sigmoid"], cost, inputs, targets)


def test_the_published_example_is_solved_to_1e_9(worked_examples):
    example = worked_examples["mazur-2-2-2"]
    given = [example[name] for name in ("weights", "biases", "activations", "cost", "input", "target")]
    answer = solve(Exercise.of(*given), example["learning_rate"], example["update_biases"])
    assert answer["cost"] == pytest.approx(example["expect"]["cost"], abs=1e-9)
    assert answer["cost_after"] == pytest.approx(example["expect"]["cost_after"], abs=1e-9)
    for i in (1, 2):
        np.testing.assert_allclose(answer["layers"][i - 1]["W_new"], example["expect"][f"W{i}_new"], atol=1e-9)


def test_a_batch_is_the_mean_of_its_samples():
    inputs, targets = [[1.0, 2.0], [-0.5, 0.3]], [[0.0], [1.0]]
    both = solve(exercise(inputs, targets), 0.5, True)
    single = [solve(exercise(x, y), 0.5, True) for x, y in zip(inputs, targets, strict=True)]
    assert both["cost"] == pytest.approx(np.mean([one["cost"] for one in single]))
    for i, layer in enumerate(both["layers"]):
        np.testing.assert_allclose(layer["dC_dW"], np.mean([one["layers"][i]["dC_dW"] for one in single], axis=0))
        np.testing.assert_allclose(layer["a"], [one["layers"][i]["a"] for one in single])


def test_without_bias_updates_the_biases_stay():
    answer = solve(exercise([1.0, 2.0], [0.0]), 0.5, False)
    assert [layer["b_new"] for layer in answer["layers"]] == B
    assert answer["layers"][0]["W_new"] != W[0]
    assert any(answer["layers"][0]["dC_db"])


@pytest.mark.parametrize(
    ("inputs", "targets", "cost", "says"),
    [
        ([1.0], [0.0], "quadratic", "wants 2"),
        ([1.0, 2.0], [0.0, 1.0], "quadratic", "wants 1"),
        ([1.0, 2.0], [[0.0]], "quadratic", "one target"),
        ([[1.0, 2.0], [1.0]], [[0.0], [0.0]], "quadratic", "equal length"),
        ([], [], "quadratic", "input"),
        ([1.0, float("nan")], [0.0], "quadratic", "finite"),
        ("ab", [0.0], "quadratic", "list of numbers"),
    ],
)
def test_what_does_not_fit_is_refused(inputs, targets, cost, says):
    with pytest.raises(ValueError, match=says):
        exercise(inputs, targets, cost)


def test_an_entropy_wants_outputs_between_0_and_1():
    with pytest.raises(ValueError, match="sigmoid or softmax"):
        Exercise.of(W, B, ["tanh", "tanh"], "cross_entropy", [1.0, 2.0], [0.0])


def test_plain_numbers_have_none_for_what_is_not_finite():
    assert plain(np.float64(2)) == 2.0
    assert plain(np.float64("inf")) is None
    assert plain(np.array([[1, np.nan], [-np.inf, 2]])) == [[1.0, None], [None, 2.0]]
