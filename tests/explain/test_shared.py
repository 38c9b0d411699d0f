"""A number used in several places: its derivative is the sum over the places, as an autograd peer says."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from app.explain.exercise import Exercise
from app.explain.shared import share

KERNEL, BIAS, HEAD = (0.7, -0.4), 0.1, (1.0, -1.5, 0.3)
INPUT, TARGET = (0.9, 0.2, 0.6, -0.3), (1.0,)
ROWS = 3


def sigmoid(z):
    return 1 / (1 + anp.exp(-z))


def convolution():
    """A kernel of two numbers over four inputs, as a layer with zeros where it does not reach."""
    rows = [[0.0] * j + [*KERNEL] + [0.0] * (2 - j) for j in range(ROWS)]
    return Exercise.of([rows, [HEAD]], [[BIAS] * ROWS, [0.0]], ["sigmoid", "sigmoid"], "quadratic", INPUT, TARGET)


def recurrence(times, w=0.5, b=0.1):
    return Exercise.of([[[w]]] * times, [[b]] * times, ["tanh"] * times, "quadratic", [1.0], [0.8])


def test_a_kernel_gets_what_all_its_places_get_together_as_autograd_says():
    def cost(kernel, bias):
        windows = anp.array([INPUT[j : j + 2] for j in range(ROWS)])
        hidden = sigmoid(anp.dot(windows, kernel) + bias)
        return (sigmoid(anp.dot(hidden, anp.array(HEAD))) - TARGET[0]) ** 2

    by_kernel, by_bias = (autograd.grad(cost, k)(anp.array(KERNEL), BIAS) for k in range(2))
    for k in range(2):
        found = share(convolution(), [(1, j, j + k) for j in range(ROWS)])
        assert found["value"] == KERNEL[k]
        assert found["gradient"] == pytest.approx(by_kernel[k], rel=1e-12)
    found = share(convolution(), [(1, j, None) for j in range(ROWS)])
    assert found["gradient"] == pytest.approx(by_bias, rel=1e-12)


@pytest.mark.parametrize("times", [1, 2, 5, 8])
def test_a_weight_used_at_each_time_gets_the_sum_over_the_times(times):
    def cost(weight):
        state = 1.0
        for _ in range(times):
            state = anp.tanh(weight * state + 0.1)
        return (state - 0.8) ** 2

    found = share(recurrence(times), [(layer, 0, 0) for layer in range(1, times + 1)])
    assert found["gradient"] == pytest.approx(autograd.grad(cost)(0.5), rel=1e-12)
    assert found["gradient"] == pytest.approx(sum(use["gradient"] for use in found["uses"]), rel=1e-12)
    assert found["difference"]["error"] < 1e-6


def test_moving_one_use_alone_is_not_moving_the_number():
    found = share(recurrence(3), [(layer, 0, 0) for layer in range(1, 4)])
    for use in found["uses"]:
        assert not np.isclose(use["gradient"], found["difference"]["value"], rtol=0.1)


def test_uses_that_do_not_fit_together_are_refused():
    exercise = convolution()
    with pytest.raises(ValueError, match="one value"):
        share(exercise, [(1, 0, 0), (1, 0, 1)])
    with pytest.raises(ValueError, match="twice"):
        share(exercise, [(1, 0, 0), (1, 0, 0)])
    with pytest.raises(IndexError, match="no layer 3"):
        share(exercise, [(3, 0, 0)])
