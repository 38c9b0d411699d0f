"""A run is a pure function of its specification and its commands."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.nn.gradient_check import mean_cost
from app.training.commands import CommandError, Parameter, Watch
from app.training.run import WAITING, Run
from app.training.shown import pin
from tests.training.runs import DIVERGING, finish, result, spec, start, state

DRAWING = Watch(strokes=(((0.0, 0.0), (30.0, 5.0), (10.0, 50.0)),), target=7)
PEN = {"dataset": "pen", "hidden": (6,), "train": 12, "test": 5}

doing = st.one_of(
    st.tuples(st.just("train"), st.integers(1, 9)),
    st.tuples(st.just("sample"), st.integers(1, 3)),
    st.tuples(st.just("set"), st.sampled_from([{"learning_rate": 0.1}, {"batch_size": 3}, {"batch_size": 7}])),
    st.tuples(st.just("edit"), st.floats(-2, 2)),
    st.tuples(st.just("learn"), st.integers(0, 9)),
)


def do(run, command):
    """Carry out one of `doing`; afterwards the course is ready again."""
    kind, value = command
    match kind:
        case "train":
            finish(run.advance("batch", value))
        case "sample":
            finish(run.advance("sample", value))
        case "set":
            run.set(value.get("learning_rate"), value.get("batch_size"))
        case "edit":
            run.edit(Parameter(1, 1, 0), value)
        case "learn":
            watch = DRAWING if run.dataset.kind == "image" else Watch(inputs=(0.1 * value, -0.3), target=1)
            if value < 5:
                watch = Watch(sample=value)
            finish(run.advance("sample", 1, pin(watch, run.course.samples, run.dataset)))
    assert run.course.ready()


@given(st.integers(0, 2**16), st.sampled_from(["sgd", "momentum", "adam"]), st.lists(doing, max_size=8))
@settings(max_examples=25, deadline=None)
def test_a_seeded_run_is_reproducible_bit_for_bit(seed, optimizer, commands):
    runs = [start(spec(seed=seed, optimizer=optimizer)) for _ in range(2)]
    for command in commands:
        for run in runs:
            do(run, command)
    assert state(runs[0]) == state(runs[1])


@given(
    st.sampled_from([{"optimizer": "sgd"}, {"optimizer": "adam", "rate": 0.01}, {"optimizer": "nesterov"}, PEN]),
    st.lists(doing, min_size=1, max_size=12),
    st.lists(st.floats(0, 1), min_size=1, max_size=4),
)
@settings(max_examples=40, deadline=None)
def test_every_step_that_was_taken_can_be_returned_to_exactly(given_, commands, targets):
    """Over sets, edits, learned drawings and the borders of epochs, some with fresh digits."""
    run = start(spec(**given_))
    states = {0: state(run)}
    for command in commands:
        do(run, command)
        states[run.step] = state(run)
    for share in targets:
        step = sorted(states)[round(share * (len(states) - 1))]
        finish(run.seek(step))
        assert state(run) == states[step]
    finish(run.seek(run.timeline.end))
    assert state(run) == states[max(states)]


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov", "rmsprop", "adam"])
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_long_runs_come_back_through_their_keyframes(optimizer, precision):
    run, states = start(spec(optimizer=optimizer, rate=0.05, precision=precision)), {}
    for _ in range(300):
        run.train()
        assert run.course.ready()
        states[run.step] = state(run)
    assert len(run.timeline.keyframes) > 3
    for step in (300, 1, 64, 65, 128, 299, 191):
        pauses = finish(run.seek(step))
        assert pauses <= 64
        assert state(run) == states[step]


def test_going_on_from_the_past_is_the_same_as_never_having_left_it():
    run, other = start(spec(**PEN)), start(spec(**PEN))
    finish(run.advance("batch", 9))
    finish(run.seek(4))
    for each in (run, other):
        finish(each.advance("batch", 13 - each.step))
    assert state(run) == state(other)
    assert run.history() == other.history() == [["batch", 13]]


@pytest.mark.parametrize("step", [-1, 6, 10**9])
def test_a_step_that_was_never_taken_cannot_be_returned_to(step):
    run = start(spec())
    finish(run.advance("batch", 5))
    before = state(run)
    with pytest.raises(CommandError, match="from 0 to 5"):
        finish(run.seek(step))
    assert state(run) == before


def test_steps_by_sample_by_batch_and_by_epoch():
    run = start(spec())  # 23 samples in batches of 5
    finish(run.advance("sample", 3))
    assert (run.step, run.course.place()) == (3, (0, 3, 3))
    finish(run.advance("batch", 2))
    assert (run.step, run.course.place()) == (5, (0, 13, 13))
    finish(run.advance("epoch", 1))
    assert (run.step, run.course.place()) == (7, (1, 0, 23))
    finish(run.advance("epoch", 2))
    assert (run.step, run.course.place()) == (17, (3, 0, 69))


def test_an_update_is_the_mean_gradient_of_its_batch_times_the_rate():
    run = start(spec())
    inputs, targets = run.course.samples.take(run.course.next(5))
    before, eps, expected = run.network.copy(), 1e-6, []
    for i in range(len(before.parameters)):
        costs = []
        for step in (eps, -eps):
            trial = before.copy()
            trial.parameters[i] += step
            costs.append(mean_cost(trial, inputs, targets, run.cost))
        expected.append(-0.5 * (costs[0] - costs[1]) / (2 * eps))
    run.train()
    np.testing.assert_allclose(run.network.parameters - before.parameters, expected, atol=1e-8)


def test_l2_is_the_gradient_of_half_the_sum_of_squared_weights():
    run, l2, eps = start(spec(l2=0.3)), 0.3, 1e-6
    inputs, targets = run.course.samples.take(run.course.next(5))

    def whole_cost(network):
        squares = sum((w**2).sum() for w in network.weights)
        return mean_cost(network, inputs, targets, run.cost) + l2 / 2 * squares

    before, expected = run.network.copy(), []
    for i in range(len(before.parameters)):
        plus, minus = before.copy(), before.copy()
        plus.parameters[i] += eps
        minus.parameters[i] -= eps
        expected.append(-0.5 * (whole_cost(plus) - whole_cost(minus)) / (2 * eps))
    run.train()
    np.testing.assert_allclose(run.network.parameters - before.parameters, expected, atol=1e-8)


def test_float32_trains_in_float32_and_goes_nearly_the_same_way():
    narrow, wide = start(spec(precision="float32")), start(spec())
    for run in (narrow, wide):
        finish(run.advance("batch", 20))
    assert narrow.network.parameters.dtype == np.float32
    np.testing.assert_allclose(narrow.network.parameters, wide.network.parameters, atol=1e-4)


def test_the_run_ends_with_its_last_epoch():
    run = start(spec(epochs=2))
    finish(run.advance("epoch", 10))
    assert run.finished
    assert run.course.seen == 46
    finish(run.advance("batch", 5))
    assert run.course.seen == 46


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_divergence_names_the_step_the_layer_and_what_and_applies_nothing(precision):
    run = start(spec(**DIVERGING, precision=precision))
    for _ in range(100):
        before = state(run)
        if not run.train():
            break
        assert run.course.ready()
    found = run.divergence
    assert found.step == run.step + 1
    assert 1 <= found.layer <= 3
    assert found.what in ("z", "a", "cost")
    assert found.last_good_step <= run.step
    assert state(run) == before
    finish(run.seek(0))
    assert run.divergence is None


def test_the_last_good_step_can_always_be_returned_to():
    run = start(spec(**DIVERGING | {"rate": 0.001}))
    finish(run.advance("batch", 40))
    finish(run.evaluate())
    assert run.good_step == 40
    finish(run.seek(3))
    run.set(1000.0, None)
    finish(run.advance("batch", 200))
    assert run.divergence.last_good_step <= run.divergence.step
    finish(run.seek(run.divergence.last_good_step))


def test_a_reset_starts_again_from_the_same_start_or_from_a_new_one():
    run = start(spec())
    first = state(run)
    finish(run.advance("batch", 7))
    run.reset(keep_init=True)
    assert state(run) == first
    run.reset(keep_init=False)
    second = run.network.parameters.copy()
    assert second.tobytes() == start(spec(seed=1)).network.parameters.tobytes()
    assert second.tobytes() != first[1]
    assert run.course.ready()
    finish(run.advance("batch", 3))
    run.reset(keep_init=True)
    assert run.network.parameters.tobytes() == second.tobytes()
    assert run.history() == [["reset", {"seed": 1}]]


@pytest.mark.parametrize("parameter", [Parameter(0, 0, 0), Parameter(3, 0, 0), Parameter(1, 4, 0), Parameter(1, 0, 2)])
def test_a_parameter_that_does_not_exist_is_not_edited(parameter):
    run = start(spec())
    before = state(run)
    with pytest.raises(CommandError):
        run.edit(parameter, 1.0)
    assert state(run) == before
    assert run.history() == []


def test_a_sample_pinned_in_an_epoch_that_is_over_is_learnt_as_it_was():
    run = start(spec(**PEN))
    own = pin(Watch(sample=3), run.course.samples, run.dataset)
    finish(run.advance("epoch", 1))
    assert run.course.ready()
    finish(run.advance("sample", 1, own))
    there = state(run)
    finish(run.seek(0))
    finish(run.seek(run.timeline.end))
    assert state(run) == there


def test_while_digits_are_being_drawn_the_work_waits():
    given, drawn = spec(**PEN), {0}
    dataset = given.dataset.load(None)
    run = Run(given, dataset, lambda epoch: dataset.epoch(epoch) if epoch in drawn else None)
    work = run.advance("batch", 4)
    assert [next(work) for _ in range(5)] == [None, None, None, WAITING, WAITING]
    drawn.add(1)
    assert list(work) == [None]
    assert run.course.place() == (1, 5, 17)


def test_a_measurement_is_of_the_test_samples_and_changes_nothing():
    run = start(spec())
    finish(run.advance("batch", 3))
    before, metric = state(run), result(run.evaluate())
    inputs, targets = run.dataset.test.take(slice(None))
    assert metric.test_cost == pytest.approx(mean_cost(run.network, inputs, targets, run.cost))
    assert (metric.step, metric.epoch, metric.samples) == (3, 0, 15)
    assert len(metric.dots["cost"]) == 3
    assert len(metric.gradient_norms) == 2
    assert state(run) == before


def test_other_epochs_are_no_other_run():
    one, other = start(spec()), start(replace(spec(), epochs=3))
    for run in (one, other):
        finish(run.advance("batch", 6))
    assert state(one) == state(other)
