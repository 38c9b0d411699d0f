"""Several steps of a run are what the run itself shows at each of them, and asking for them changes nothing."""

from itertools import pairwise

import numpy as np
import pytest

from app.training import rerun
from app.training.commands import CommandError, Parameter, Watch
from app.training.rerun import trials
from app.training.shown import pin
from app.training.spec import StopSpec
from app.training.view import View
from tests.training.runs import DIVERGING, finish, result, spec, start, state


def numbers(trial):
    network, traced = trial.network.parameters, trial.trace
    return [network, traced.inputs, traced.targets, traced.gradient, trial.change, np.array(trial.learning_rate)]


def same(found, wanted):
    assert [step for step, _ in found] == [step for step, _ in wanted]
    for (_, one), (_, other) in zip(found, wanted, strict=True):
        for a, b in zip(numbers(one), numbers(other), strict=True):
            np.testing.assert_array_equal(a, b)


def stepped(run, count, unit):
    shown = []
    for _ in range(count):
        finish(run.advance(unit, 1))
        shown.append((run.step, View(run).shown_trial()))
    return shown


@pytest.mark.parametrize("unit", ["sample", "batch"])
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_steps_to_come_are_those_that_the_run_then_takes(unit, optimizer):
    run = start(spec(optimizer=optimizer))
    finish(run.advance("batch", 7))
    before = state(run), run.timeline.entries
    found = result(trials(run, 8, 9, unit))
    assert (state(run), run.timeline.entries) == before
    same(found, stepped(run, 9, unit))


def test_steps_of_the_past_are_those_that_were_taken_with_all_that_was_done_between():
    run = start(spec())
    shown = stepped(run, 60, "batch")
    run.set(0.05, None)
    run.edit(Parameter(1, 0, 0), 3.0)
    shown += stepped(run, 40, "sample")
    run.learn(pin(Watch(sample=3), run.course.samples, run.dataset))
    shown += [(run.step, View(run).shown_trial()), *stepped(run, 39, "batch")]
    finish(run.seek(20))
    before = state(run)
    same(result(trials(run, 1, 140, "batch")), shown)
    assert state(run) == before
    assert result(trials(run, None, 1, "batch"))[0][0] == 20


def test_a_step_begins_where_the_one_before_it_ended():
    run = start(spec(optimizer="momentum"))
    found = [trial for _, trial in result(trials(run, None, 6, "batch"))]
    assert len(found) == 6
    for one, other in pairwise(found):
        np.testing.assert_array_equal(one.network.parameters + one.change, other.network.parameters)


def test_it_ends_where_training_ends():
    run = start(spec(train=10, epochs=1))
    assert [step for step, _ in result(trials(run, None, 50, "batch"))] == [1, 2]
    diverging = start(spec(**DIVERGING))
    steps = [step for step, _ in result(trials(diverging, None, 100, "batch"))]
    finish(diverging.advance("batch", 100))
    assert diverging.divergence is not None
    assert steps == list(range(1, diverging.step + 1))
    stopped = start(spec(stop=StopSpec(target_accuracy=0.001)))
    finish(stopped.advance("batch", 3))
    finish(stopped.evaluate())
    assert stopped.stopped is not None
    assert [step for step, _ in result(trials(stopped, 2, 50, "batch"))] == [2, 3]


def test_what_is_out_of_reach_or_too_much_is_refused_with_a_way_out():
    run = start(spec())
    finish(run.advance("batch", 4))
    for first in (0, 6):
        with pytest.raises(CommandError, match="begin with one from 1 to 5"):
            trials(run, first, 1, "batch")
    for count in (0, rerun.MOST_STEPS + 1):
        with pytest.raises(CommandError, match="1 to 1,000 steps fit"):
            trials(run, None, count, "batch")
    most = rerun.MOST_NUMBERS // len(start(spec(hidden=(400, 40))).network.parameters)
    with pytest.raises(CommandError, match=f"1 to {most} steps"):
        trials(start(spec(hidden=(400, 40))), None, most + 1, "batch")
