"""The worked examples as specifications, and the data sets they are made of."""

import numpy as np
import pytest
from pydantic import TypeAdapter

from app.training.presets import PRESETS
from app.training.refusal import SpecError
from app.training.run import Run
from app.training.spec import DatasetSpec, TrainingSpec, plain
from tests.training.runs import finish, result

BY_NAME = {preset.name: preset for preset in PRESETS}
SMALL = [preset.name for preset in PRESETS if preset.name != "digits"]


def run_of(spec):
    run = Run(spec, spec.dataset.load(None))
    assert run.course.ready()
    return run


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_worked_example_says_what_it_is_and_goes_through_json_unchanged(preset):
    assert preset.title
    assert preset.note.endswith(".")
    assert TypeAdapter(TrainingSpec).validate_python(plain(preset.spec)) == preset.spec
    assert BY_NAME[preset.name] is preset


@pytest.mark.parametrize("name", SMALL)
def test_a_small_example_has_its_own_numbers_and_learns(name):
    spec = BY_NAME[name].spec
    assert spec.network.parameters is not None
    run = run_of(spec)
    inputs, targets = run.dataset.train.take([0])
    if spec.dataset.rows is not None:
        assert (*inputs[0], *targets[0]) == spec.dataset.rows[1]
    costs = []
    for _ in range(2):
        costs.append(result(run.evaluate()).test_cost)
        finish(run.advance("epoch", 400))
    assert costs[1] < costs[0] / 2


def test_a_linear_neuron_comes_to_the_least_squares_solution():
    run = run_of(BY_NAME["least-squares"].spec)
    inputs, targets = run.dataset.train.take(slice(None))
    solution, *_ = np.linalg.lstsq(np.column_stack([inputs, np.ones(len(inputs))]), targets[:, 0])
    finish(run.advance("epoch", 2000))
    found = [*run.network.weights[0][0], *run.network.biases[0]]
    np.testing.assert_allclose(found, solution, atol=1e-9)
    residuals = targets[:, 0] - inputs @ solution[:-1] - solution[-1]
    assert np.abs(residuals).max() > 0.1, "a fit that is exact would show nothing"


def test_a_scaled_table_is_told_as_it_always_was():
    told = plain(TrainingSpec(DatasetSpec("table", rows=((1.0, 0.0), (2.0, 1.0)))))
    assert "scale" not in told["dataset"]
    raw = DatasetSpec("table", rows=((1.0, 0.0), (2.0, 1.0)), scale=False)
    assert plain(TrainingSpec(raw))["dataset"]["scale"] is False
    np.testing.assert_array_equal(raw.load(None).train.inputs, [[1], [2]])


def test_a_single_row_is_trained_on_and_tested_on():
    spec = DatasetSpec("table", rows=((1.0, 0.0),), targets=1, scale=False)
    assert (spec.train, spec.test, spec.sizes) == (1, 1, (1, 1))


WRONG = [
    ({"rows": ((1.0, 0.0),), "targets": 1}, "rows", "'scale': false"),
    ({"rows": ((1.0, 0.0),), "scale": False}, "rows", "say 'targets'"),
    ({"name": "xor", "scale": False}, "scale", "only a 'table' is scaled"),
]


@pytest.mark.parametrize(("given", "field", "message"), WRONG)
def test_a_row_or_a_scaling_that_cannot_be_is_refused_in_place(given, field, message):
    with pytest.raises(SpecError, match=message) as caught:
        DatasetSpec(**{"name": "table", **given})
    assert caught.value.field == field
