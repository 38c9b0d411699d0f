import numpy as np
import pytest

from app.datasets.points import SHAPES, scatter, xor


def test_xor_is_one_where_exactly_one_input_is():
    samples = xor()
    for (one, other), (target,), label in zip(samples.inputs, samples.targets, samples.labels, strict=True):
        assert target == label == (one != other)


@pytest.mark.parametrize("name", SHAPES)
def test_points_have_places_classes_and_one_hot_targets(name):
    samples, classes = scatter(name, 300, np.random.default_rng(0)), SHAPES[name][1]
    assert samples.inputs.shape == (300, 2)
    assert samples.targets.shape == (300, classes)
    assert set(samples.labels.tolist()) == set(range(classes))
    np.testing.assert_array_equal(samples.targets.argmax(1), samples.labels)
    np.testing.assert_array_equal(samples.targets.sum(1), 1)
    assert np.abs(samples.inputs).max() < 1.6


@pytest.mark.parametrize("name", SHAPES)
def test_points_are_reproducible(name):
    one, other, third = (scatter(name, 50, np.random.default_rng(seed)) for seed in (4, 4, 5))
    np.testing.assert_array_equal(one.inputs, other.inputs)
    assert not np.array_equal(one.inputs, third.inputs)


@pytest.mark.parametrize("name", SHAPES)
def test_classes_can_be_told_apart_by_their_neighbours(name):
    samples = scatter(name, 400, np.random.default_rng(1))
    distance = np.linalg.norm(samples.inputs[:, None] - samples.inputs[None], axis=2)
    np.fill_diagonal(distance, np.inf)
    assert (samples.labels[distance.argmin(1)] == samples.labels).mean() > 0.93
