"""Each rule against its published formula, written here once more for one number."""

import math

import numpy as np
import pytest

from app.nn.optimizers import MEMORY, Optimizer

ETA, GRADIENTS = 0.1, [0.5, -1.0, 0.25, 2.0]


def changes(name):
    optimizer = Optimizer(name, np.zeros(1))
    return [float(optimizer.step(np.array([g]), ETA)[0]) for g in GRADIENTS]


def test_sgd():
    assert changes("sgd") == pytest.approx([-ETA * g for g in GRADIENTS])


def test_momentum_keeps_nine_tenths_of_its_velocity():
    v, expected = 0.0, []
    for g in GRADIENTS:
        v = 0.9 * v - ETA * g
        expected.append(v)
    assert changes("momentum") == pytest.approx(expected)


def test_nesterov_looks_ahead():
    v, expected = 0.0, []
    for g in GRADIENTS:
        v = 0.9 * v - ETA * g
        expected.append(0.9 * v - ETA * g)
    assert changes("nesterov") == pytest.approx(expected)


def test_rmsprop_divides_by_the_recent_size():
    s, expected = 0.0, []
    for g in GRADIENTS:
        s = 0.9 * s + 0.1 * g * g
        expected.append(-ETA * g / (math.sqrt(s) + 1e-8))
    assert changes("rmsprop") == pytest.approx(expected)


def test_adam_corrects_its_bias():
    m = s = 0.0
    expected = []
    for t, g in enumerate(GRADIENTS, start=1):
        m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g * g
        expected.append(-ETA * (m / (1 - 0.9**t)) / (math.sqrt(s / (1 - 0.999**t)) + 1e-8))
    assert changes("adam") == pytest.approx(expected)


@pytest.mark.parametrize("name", MEMORY)
def test_a_saved_memory_goes_on_bit_for_bit(name):
    rng = np.random.default_rng(0)
    gradients = rng.normal(size=(6, 50))
    one = Optimizer(name, np.zeros(50))
    for g in gradients[:3]:
        one.step(g.copy(), ETA)
    other = Optimizer(name, np.zeros(50))
    other.load(one.save())
    for g in gradients[3:]:
        assert one.step(g.copy(), ETA).tobytes() == other.step(g.copy(), ETA).tobytes()


@pytest.mark.parametrize("name", ["rmsprop", "adam"])
def test_a_memory_that_overflows_is_no_reason_to_warn(name):
    optimizer = Optimizer(name, np.zeros(1))
    optimizer.step(np.array([1e200]), ETA)
    assert optimizer.memory["square"][0] == np.inf
