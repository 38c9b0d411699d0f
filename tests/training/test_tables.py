"""Runs on tables, with classes and with numbers."""

import numpy as np
import pytest

from app.nn.costs import COSTS
from app.training.commands import CommandError, Watch
from app.training.examination import examine
from app.training.run import Run
from app.training.shown import pin
from app.training.spec import DatasetSpec, NetworkSpec, OptimizerSpec, TrainingSpec
from app.training.view import View
from app.wire.frame import decode
from app.wire.picture import picture
from tests.training.runs import finish, result

ROWS = tuple((k / 10, (k % 7) / 7, 2 * k / 10 - (k % 7) / 7) for k in range(40))


def run_on(data, output="identity", hidden=(6,)):
    spec = TrainingSpec(
        data, NetworkSpec(list(hidden), "tanh", output), "half_quadratic", OptimizerSpec("sgd", 0.05), 5, 60
    )
    run = Run(spec, spec.dataset.load(None))
    assert run.course.ready()
    return run


@pytest.fixture
def heights():
    return run_on(DatasetSpec("table", rows=ROWS, targets=1))


def test_numbers_are_learnt_and_have_a_cost_but_no_accuracy(heights):
    before = result(heights.evaluate())
    finish(heights.advance("epoch", 60))
    after = result(heights.evaluate())
    assert after.test_cost < before.test_cost / 20
    assert after.test_accuracy is None


def test_a_picture_of_numbers_names_no_class(heights):
    header, arrays = decode(picture("job", 1, heights, View(heights), "paused", {}))
    assert header["detail"]["sample"]["label"] is None
    assert header["detail"]["sample"]["target"] is None
    assert header["detail"]["upcoming"][0]["label"] is None
    assert "points" not in arrays


def test_the_costliest_samples_are_the_mistakes_of_numbers(heights):
    found = result(examine(heights.network, heights.dataset.test, COSTS["half_quadratic"], 0))
    assert (found.accuracy, found.confusion, len(found.mistakes)) == (None, [], 8)
    costs = [mistake["cost"] for mistake in found.mistakes]
    assert costs == sorted(costs, reverse=True)
    assert found.mistakes[0]["label"] is found.mistakes[0]["prediction"] is None


def test_a_sample_of_numbers_is_pinned_with_its_own_or_given_numbers(heights):
    samples, dataset = heights.course.samples, heights.dataset
    own = pin(Watch(sample=3), samples, dataset)
    np.testing.assert_array_equal(own.targets, samples.targets[3])
    assert (own.target, own.label) == (None, None)
    again = pin(Watch(**own.recipe), samples, dataset)
    np.testing.assert_array_equal(again.targets, own.targets)
    assert pin(Watch(inputs=(0.0, 1.0), target=(1.0,)), samples, dataset).target is None
    with pytest.raises(CommandError, match="no classes: give the 1 numbers"):
        pin(Watch(sample=3, target=0), samples, dataset)


def test_learning_from_a_pinned_sample_of_numbers_can_be_taken_back(heights):
    finish(heights.advance("batch", 3))
    before = heights.network.parameters.tobytes()
    shown = pin(Watch(sample=2), heights.course.samples, heights.dataset)
    finish(heights.advance("sample", 2, shown))
    after = heights.network.parameters.tobytes()
    finish(heights.seek(3))
    assert heights.network.parameters.tobytes() == before
    finish(heights.seek(5))
    assert heights.network.parameters.tobytes() == after


def test_two_inputs_and_classes_have_regions():
    rows = tuple((x, y, "in" if abs(x) + abs(y) < 3 else "out") for x in range(-4, 5) for y in range(-4, 5))
    run = run_on(DatasetSpec("table", rows=rows), "softmax")
    before = result(run.evaluate())
    finish(run.advance("epoch", 60))
    assert result(run.evaluate()).test_cost < before.test_cost
    _, arrays = decode(picture("job", 1, run, View(run), "running", {}))
    assert arrays["points"].shape == (run.spec.dataset.train, 2)
    assert arrays["grid_a2"].shape[0] == 2


def test_a_truth_table_is_learnt_whole():
    run = run_on(DatasetSpec("table", rows=((0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 1, 1))), "sigmoid", hidden=())
    run.set(1.0, 4)
    finish(run.advance("epoch", 60))
    assert result(run.evaluate()).test_accuracy == 1
