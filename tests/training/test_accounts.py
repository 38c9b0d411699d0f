"""What an update came from: nudges form their mean, memory explains the rest, a formula knows the end."""

import numpy as np
import pytest

from app.nn.backprop import trace
from app.training.accounts import closed_form_of, directions_of, move_of, nudges_of
from app.training.commands import CommandError, Parameter, Watch
from app.training.run import Run
from app.training.spec import DatasetSpec, NetworkSpec, OptimizerSpec, TrainingSpec
from app.training.update import angle
from app.training.view import View
from tests.training.runs import finish, result, spec, start

WEIGHT, BIAS, DEEP = Parameter(2, 1, 3), Parameter(2, 0), Parameter(1, 2, 1)


def stepped(steps=3, unit="batch", watch=None, **more) -> tuple[Run, View]:
    run = start(spec(**more))
    view = View(run)
    if watch is not None:
        view.watch(watch)
    finish(run.advance(unit, steps, view.pinned))
    return run, view


def directions(view):
    return result(directions_of(view))


def own_gradient(run, network, index, parameter):
    """The derivative of one sample's cost, from a trace of it alone."""
    inputs, targets = run.course.samples.take([index])
    return trace(network, inputs, targets, run.cost).gradient[run.index(parameter)]


@pytest.mark.parametrize("parameter", [WEIGHT, BIAS, DEEP])
def test_the_nudges_of_a_batch_are_each_sample_s_own_and_their_mean_is_the_batch_s(parameter):
    run, view = stepped()
    found, network = nudges_of(view, parameter), view.snapshot().network
    assert (found.used, found.size, len(found.samples)) == (True, 5, 5)
    for each in found.samples:
        assert each.nudge == pytest.approx(own_gradient(run, network, each.index, parameter), abs=1e-15)
        assert each.label == run.course.samples.label(each.index)
    for count, each in enumerate(found.samples, start=1):
        assert each.mean_so_far == pytest.approx(np.mean([one.nudge for one in found.samples[:count]]), abs=1e-15)
    assert found.mean == pytest.approx(found.samples[-1].mean_so_far, abs=1e-15)
    assert found.mean == pytest.approx(move_of(view, parameter).gradient, abs=1e-15)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov", "rmsprop", "adam"])
@pytest.mark.parametrize("unit", ["batch", "sample"])
@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_a_move_is_what_the_parameter_did(optimizer, unit, l2):
    run, view = stepped(steps=4, unit=unit, optimizer=optimizer, rate=0.05, l2=l2)
    for parameter in (WEIGHT, BIAS, DEEP):
        found, index = move_of(view, parameter), run.index(parameter)
        assert found.after == pytest.approx(run.network.parameters[index], abs=1e-15)
        assert found.before + found.change == found.after
        assert found.steps == 4
        assert found.decay == pytest.approx(l2 * found.before if parameter.source is not None else 0.0)
        memory = {name: vector[index] for name, vector in run.optimizer.memory.items()}
        assert found.memory_after == pytest.approx(memory, abs=1e-15)


def test_a_move_can_be_done_by_hand():
    _, view = stepped(steps=3, optimizer="adam", rate=0.01)
    found = move_of(view, DEEP)
    mean = 0.9 * found.memory_before["mean"] + 0.1 * found.gradient
    square = 0.999 * found.memory_before["square"] + 0.001 * found.gradient**2
    assert found.memory_after == pytest.approx({"mean": mean, "square": square})
    assert found.corrected == pytest.approx({"mean": mean / (1 - 0.9**3), "square": square / (1 - 0.999**3)})
    by_hand = -0.01 * found.corrected["mean"] / (np.sqrt(found.corrected["square"]) + 1e-8)
    assert found.change == pytest.approx(by_hand)


def test_before_an_update_its_move_is_told_as_a_preview_that_then_comes_true():
    run, view = stepped(steps=2, optimizer="momentum")
    view.watch(Watch(sample=4))
    told = move_of(view, WEIGHT)
    assert told.size == 1
    finish(run.advance("sample", 1, view.pinned))
    done = move_of(view, WEIGHT)
    assert [done.before, done.gradient, done.change, done.after] == pytest.approx(
        [told.before, told.gradient, told.change, told.after], abs=1e-15
    )
    assert (done.memory_before, done.memory_after) == (told.memory_before, told.memory_after)


def test_a_sample_that_is_watched_stands_first_in_the_batch_it_could_be_part_of():
    run, view = stepped(watch=Watch(sample=4))
    found = nudges_of(view, WEIGHT)
    assert (found.used, found.size, found.samples[0].index) == (False, 5, 4)
    others = [int(i) for i in run.course.next(5) if i != 4][:4]
    assert [each.index for each in found.samples[1:]] == others


def test_an_input_of_one_s_own_has_no_number():
    _, view = stepped(watch=Watch(inputs=(0.5, -0.5), target=1))
    first = nudges_of(view, WEIGHT).samples[0]
    assert (first.index, first.label) == (None, 1)


def test_where_updates_are_made_from_one_sample_ten_stand_side_by_side():
    _, view = stepped(batch_size=1)
    assert nudges_of(view, WEIGHT).size == 10


def test_a_large_batch_names_its_first_samples_and_counts_all():
    _, view = stepped(batch_size=100, train=120, steps=1)
    found = nudges_of(view, WEIGHT)
    assert (found.size, len(found.samples)) == (100, 64)
    assert found.mean == pytest.approx(move_of(view, WEIGHT).gradient, abs=1e-15)


def test_directions_are_the_gradients_of_one_sample_the_batch_and_all():
    run, view = stepped(train=1203)
    found, network = directions(view), view.snapshot().network
    shown = view.shown()
    batch = run.course.samples.take([each.index for each in nudges_of(view, WEIGHT).samples])
    everything = run.course.samples.take(slice(None))
    own = [(shown.inputs[None], shown.targets[None]), batch, everything]
    gradients = [trace(network, *arrays, run.cost).gradient for arrays in own]
    assert [each.name for each in found.directions] == ["sample", "batch", "all"]
    assert [each.samples for each in found.directions] == [1, 5, 1203]
    assert [each.length for each in found.directions] == pytest.approx([np.linalg.norm(g) for g in gradients])
    assert [each.moved for each in found.directions] == [np.count_nonzero(g) for g in gradients]
    by_name = dict(zip(["sample", "batch", "all"], gradients, strict=True))
    for one, other, degrees in found.angles:
        u, v = by_name[one], by_name[other]
        cosine = u @ v / np.linalg.norm(u) / np.linalg.norm(v)
        assert np.cos(np.radians(degrees)) == pytest.approx(cosine, abs=1e-9)


def test_angles_are_exact_where_they_are_small_and_unknown_where_there_is_no_length():
    assert angle(np.array([1.0, 0]), np.array([1.0, 1e-9])) == pytest.approx(np.degrees(1e-9))
    assert angle(np.array([1.0, 0]), np.array([-2.0, 0])) == 180
    assert np.isnan(angle(np.zeros(2), np.array([1.0, 0])))


def test_a_parameter_that_is_not_there_is_refused():
    _, view = stepped()
    for ask in (move_of, nudges_of):
        with pytest.raises(CommandError, match="no layer 9"):
            ask(view, Parameter(9, 0))


def test_one_linear_layer_stands_beside_its_closed_form_and_goes_there():
    rows = (("x", "y"), (0.0, 1.0), (1.0, 3.5), (2.0, 4.5), (3.0, 7.0))
    network = NetworkSpec([], output_activation="identity")
    given = TrainingSpec(
        DatasetSpec("table", rows=rows, targets=1, scale=False),
        network,
        "quadratic",
        OptimizerSpec("sgd", 0.05),
        4,
        2000,
    )
    run = start(given)
    view = View(run)
    before = closed_form_of(view)
    slope, start_at = np.polyfit([0, 1, 2, 3], [1, 3.5, 4.5, 7], 1)
    np.testing.assert_allclose(before.closed_form.parameters, [slope, start_at])
    assert before.cost > before.least_cost
    finish(run.advance("batch", 2000))
    after = closed_form_of(view)
    np.testing.assert_allclose(after.network.parameters, after.closed_form.parameters, atol=1e-6)
    assert after.cost == pytest.approx(before.least_cost)


def test_other_networks_have_no_closed_form():
    _, view = stepped()
    with pytest.raises(CommandError, match="no hidden layer"):
        closed_form_of(view)
