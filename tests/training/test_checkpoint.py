import pickle

import pytest

from app.training.checkpoint import checkpoint, restore
from app.training.commands import Parameter, Watch
from app.training.shown import pin
from tests.training.runs import finish, spec, start, state


def busy_run(given):
    """A run in which everything happened that can happen."""
    run = start(given)
    finish(run.advance("batch", 70))
    run.set(0.2, 3)
    run.edit(Parameter(2, 0, 1), 0.25)
    finish(run.advance("sample", 4))
    finish(run.advance("sample", 2, pin(Watch(sample=1, target=0), run.course.samples, run.dataset)))
    finish(run.advance("batch", 80))
    run.edit(Parameter(1, 0), -1.5)
    run.set(0.7, None)
    return run


def taken_up(given, kept):
    dataset = given.dataset.load(None)
    run, work = restore(given, dataset, dataset.epoch, pickle.loads(pickle.dumps(kept)))
    return run, finish(work)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_run_taken_up_elsewhere_goes_on_bit_for_bit(optimizer):
    given = spec(optimizer=optimizer)
    run = busy_run(given)
    other, _ = taken_up(given, checkpoint(run))
    assert state(other) == state(run)
    assert other.history() == run.history()
    for each in (run, other):
        finish(each.advance("batch", 30))
    assert state(other) == state(run)
    for each in (run, other):
        finish(each.seek(33))
    assert state(other) == state(run)


@pytest.mark.parametrize("step", [0, 1, 70, 73, 76, 128, 156])
def test_a_run_can_be_taken_up_at_any_earlier_step(step):
    given = spec(optimizer="adam")
    run = busy_run(given)
    other, _ = taken_up(given, checkpoint(run, step))
    finish(run.seek(step))
    assert state(other) == state(run)


def test_taking_up_a_long_run_does_not_do_all_of_it_again():
    given = spec()
    run = start(given)
    finish(run.advance("batch", 1000))
    other, pauses = taken_up(given, checkpoint(run))
    assert pauses <= 64
    assert state(other) == state(run)


def test_a_run_that_was_reset_keeps_its_own_start():
    given = spec()
    run = start(given)
    run.reset(keep_init=False)
    assert run.course.ready()
    finish(run.advance("batch", 100))
    other, _ = taken_up(given, checkpoint(run))
    assert state(other) == state(run)


def test_a_run_that_went_back_is_put_down_where_it_stands():
    given = spec()
    run = start(given)
    finish(run.advance("batch", 100))
    finish(run.seek(42))
    other, _ = taken_up(given, checkpoint(run))
    assert state(other) == state(run)
    assert other.step == 42
