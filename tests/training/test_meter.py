import numpy as np
import pytest

from app.datasets.dataset import Samples
from app.nn.costs import COSTS
from app.nn.network import Network
from app.training.meter import DOTS, Meter, answers, measure, next_due


def test_the_training_cost_is_the_mean_since_the_last_measurement():
    meter = Meter()
    for step, cost in enumerate([1.0, 2.0, 6.0], start=1):
        meter.add(step, cost)
    assert meter.take(30) == (3.0, {"step": [1.0, 2.0, 3.0], "cost": [1.0, 2.0, 6.0]})
    assert meter.take(60) == (None, {"step": [], "cost": []})


def test_single_costs_are_thinned():
    meter = Meter()
    for step in range(1000):
        meter.add(step, 1.0)
    dots = meter.take(1000)[1]
    assert DOTS <= len(dots["step"]) <= 2 * DOTS
    assert dots["step"][0] == 0


def test_measurements_become_rarer_as_samples_add_up():
    assert next_due(0) == 500
    assert next_due(500) == 1000
    assert next_due(100_000) == pytest.approx(110_000, abs=1)


def test_measuring_agrees_with_counting_by_hand():
    rng = np.random.default_rng(0)
    inputs, labels = rng.normal(size=(1201, 2)), rng.integers(0, 2, 1201).astype(np.uint8)
    network = Network.of([np.eye(2)], [np.zeros(2)], ["identity"])
    work, pauses = measure(network, Samples(inputs, np.eye(2)[labels], labels), COSTS["quadratic"]), 0
    while True:
        try:
            next(work)
            pauses += 1
        except StopIteration as end:
            cost, accuracy = end.value
            break
    assert cost == pytest.approx(((inputs - np.eye(2)[labels]) ** 2).sum(1).mean())
    assert accuracy == np.mean(inputs.argmax(1) == labels)
    assert pauses == 3


def test_one_output_answers_one_above_a_half_and_several_by_the_largest():
    assert answers(np.array([[0.4], [0.5], [0.6]])).tolist() == [0, 0, 1]
    assert answers(np.array([[0.1, 0.2, 0.0], [9, -1, 3]])).tolist() == [1, 0]
