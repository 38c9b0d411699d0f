import pytest

from app.training.checkpoint import Checkpoint, checkpoint, restore
from app.training.spec import StopSpec
from app.training.stopping import last_good_step, measurements_since_best, why_stop
from app.training.timeline import Measured
from tests.training.runs import finish, spec, state


def measured(*costs, accuracy=0.5):
    return [Measured(10 * k, 100 * k, cost, accuracy) for k, cost in enumerate(costs)]


def begun(given, kept=None):
    """A run as a worker takes it up, from its beginning or a checkpoint."""
    dataset = given.dataset.load(None)
    run, work = restore(given, dataset, dataset.epoch, kept or Checkpoint(0, given.network.init.seed, (), None))
    finish(work)
    return run


def trained(run, steps=10_000):
    """The run played on, measuring whenever it is time, until it ends or has taken so many steps."""
    for _ in range(steps):
        if run.finished or run.stopped:
            break
        run.course.ready()
        run.train()
        if run.due:
            finish(run.evaluate())
    return run


@pytest.mark.parametrize(
    ("costs", "min_delta", "waited"),
    [
        ((), 0, 0),
        ((3,), 0, 0),
        ((3, 2, 1), 0, 0),
        ((3, 2, 2, 2), 0, 2),
        ((3, 1, 2, 0.95), 0.1, 2),
        ((3, None, None), 0, 2),
        ((None, 3), 0, 0),
    ],
)
def test_patience_counts_measurements_since_the_cost_last_fell(costs, min_delta, waited):
    assert measurements_since_best(measured(*costs), min_delta) == waited


def test_a_run_stops_at_its_target_or_once_its_patience_is_over():
    falling, flat = measured(3, 2, 1), measured(1, 1, 1)
    assert why_stop(None, flat) is None
    assert why_stop(StopSpec(0.9, 2), []) is None
    assert why_stop(StopSpec(0.9, 2), falling) is None
    assert "2 measurements" in why_stop(StopSpec(0.9, 2), flat)
    assert why_stop(StopSpec(0.9, 3), flat) is None
    assert "target of 0.9" in why_stop(StopSpec(0.9), measured(3, accuracy=0.9))
    assert why_stop(StopSpec(0.9, 5), measured(3, accuracy=None)) is None


def test_the_last_good_step_is_the_last_near_the_best():
    assert last_good_step([]) == 0
    assert last_good_step(measured(4, 2, 3, 3.1)) == 20
    assert last_good_step(measured(4, None, 9)) == 0


GIVEN = spec("moons", hidden=(6,), rate=2.0, train=200, test=100, epochs=500)


@pytest.mark.parametrize("stop", [StopSpec(0.97), StopSpec(patience=3, min_delta=0.002), StopSpec(1.0, 4)])
def test_equal_runs_stop_at_the_same_step_before_their_last_epoch(stop):
    given = spec("moons", hidden=(6,), rate=2.0, train=200, test=100, epochs=500, stop=stop)
    one, other = trained(begun(given)), trained(begun(given))
    assert one.stopped
    assert not one.finished
    assert one.stopped == other.stopped
    assert state(one) == state(other)
    free = trained(begun(GIVEN), one.step)
    assert state(free) == state(one)
    assert free.stopped is None


@pytest.mark.parametrize("stop", [StopSpec(0.97), StopSpec(patience=3, min_delta=0.002)])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.62, 0.99, 1.0])
def test_a_run_that_was_taken_up_stops_where_it_would_have(stop, share):
    given = spec("moons", hidden=(6,), rate=2.0, train=200, test=100, epochs=500, stop=stop)
    alone = trained(begun(given))
    broken = trained(begun(given), round(share * alone.step))
    run = begun(given, checkpoint(broken))
    if run.due:
        finish(run.evaluate())
    assert run.timeline.measured == alone.timeline.measured_upto(run.step)
    trained(run)
    assert (run.step, run.stopped) == (alone.step, alone.stopped)
    assert state(run) == state(alone)


def test_a_measurement_that_was_due_when_the_run_was_put_down_is_made_when_it_is_taken_up():
    given = spec("moons", train=200, test=100, batch_size=10, stop=StopSpec(patience=3))
    run = begun(given)
    while not run.due:
        run.train()
    assert begun(given, checkpoint(run)).due
    finish(run.evaluate())
    assert not begun(given, checkpoint(run)).due


def test_going_back_forgets_what_was_measured_later_once_the_run_goes_another_way():
    given = spec(
        "moons", hidden=(6,), rate=2.0, train=200, test=100, epochs=500, stop=StopSpec(patience=3, min_delta=0.002)
    )
    run = trained(begun(given))
    end, why = run.step, run.stopped
    finish(run.seek(end - 1))
    assert run.stopped is None
    finish(run.seek(end))
    assert run.stopped == why
    finish(run.seek(end // 2))
    run.set(0.001, None)
    assert max(each.step for each in run.timeline.measured) <= end // 2
    run.reset(keep_init=True)
    assert (run.timeline.measured, run.stopped) == ([], None)
