"""Looking at a run: true numbers, and looking changes nothing."""

import numpy as np
import pytest

from app.nn.backprop import forward, trace
from app.nn.gradient_check import numerical_gradient
from app.training.commands import CommandError, Parameter, Probe, Try, Watch
from app.training.view import View
from tests.training.runs import finish, spec, start, state

PEN = {"dataset": "pen", "hidden": (6,), "train": 12, "test": 5}
STROKES = (((0.0, 0.0), (30.0, 5.0), (10.0, 50.0)),)
EVERY = [Parameter(1, 2, 1), Parameter(1, 0), Parameter(2, 1, 3), Parameter(2, 2)]


def watched(watch=None, steps=0, **more):
    run = start(spec(**more))
    finish(run.advance("batch", steps))
    assert run.course.ready()
    view = View(run)
    if watch:
        view.watch(watch)
    return run, view


def test_before_the_first_step_the_next_sample_of_the_order_is_shown():
    run, view = watched()
    assert view.shown().index == run.course.next(1)[0]
    assert view.snapshot().phase == "preview"
    assert view.upcoming() == run.course.next(6).tolist()


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_after_a_step_its_update_is_shown_exactly(optimizer):
    run, view = watched(optimizer=optimizer, steps=3)
    before, first = run.network.parameters.copy(), int(run.course.next(1)[0])
    run.train(observe=True)
    snapshot = view.snapshot()
    assert (snapshot.phase, snapshot.shown.index, snapshot.update.size) == ("applied", first, 5)
    np.testing.assert_array_equal(snapshot.network.parameters, before)
    np.testing.assert_array_equal(snapshot.update.change, run.network.parameters - before)
    np.testing.assert_array_equal(snapshot.after[-1], forward(run.network, snapshot.shown.inputs[None])[-1][0])
    assert snapshot.cost_after == run.cost.value(snapshot.after[-1][None], snapshot.shown.targets[None])[0]


WATCHES = [None, Watch(sample=4), Watch(sample=4, target=1), Watch(strokes=STROKES, target=3)]


@pytest.mark.parametrize("watch", WATCHES)
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_looking_changes_nothing(watch, optimizer):
    run, view = watched(watch, steps=2, optimizer=optimizer, **PEN)
    before = state(run), run.history()
    view.snapshot()
    view.trial(view.shown())
    view.probe(Probe(EVERY[0], (1.0, 2.0)))
    view.verify(EVERY[1])
    view.try_out(Try(EVERY[2], 3.0))
    view.snapshot()
    view.shown_trial()
    assert (state(run), run.history()) == before


@pytest.mark.parametrize("optimizer", ["sgd", "nesterov", "adam"])
@pytest.mark.parametrize("watch", WATCHES[1:])
def test_a_preview_is_what_a_sample_step_then_does(watch, optimizer):
    run, view = watched(watch, steps=2, optimizer=optimizer, l2=0.1, **PEN)
    preview, before = view.snapshot(), run.network.parameters.copy()
    assert preview.phase == "preview"
    finish(run.advance("sample", 1, view.pinned))
    applied = view.snapshot()
    assert applied.phase == "applied"
    np.testing.assert_array_equal(applied.network.parameters, before)
    np.testing.assert_allclose(run.network.parameters, before + preview.update.change, rtol=0, atol=1e-15)
    assert applied.cost_after == pytest.approx(preview.cost_after, abs=1e-12)
    assert run.course.place()[1] == 10  # the training order stands still


def test_a_pinned_sample_stays_until_the_order_is_followed_again():
    run, view = watched(Watch(sample=9), steps=1)
    run.train(observe=True)
    assert view.shown().index == 9
    assert view.snapshot().phase == "preview"
    view.watch(Watch())
    assert view.snapshot().phase == "applied"


def test_a_sample_that_does_not_exist_leaves_the_pin_where_it_was():
    _, view = watched(Watch(sample=9))
    with pytest.raises(CommandError):
        view.watch(Watch(sample=10**6))
    assert view.shown().index == 9


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize("parameter", EVERY)
def test_verifying_sets_the_gradient_beside_a_difference_that_agrees(applied, parameter):
    run, view = watched(steps=2)
    if applied:
        run.train(observe=True)
    snapshot, found = view.snapshot(), view.verify(parameter)
    assert found["gradient"] == snapshot.trace.gradient[run.index(parameter)]
    assert found["error"] < 1e-5
    x, y = snapshot.shown.inputs[None], snapshot.shown.targets[None]
    numeric = numerical_gradient(snapshot.network, x, y, run.cost)[run.index(parameter)]
    assert found["difference"] == pytest.approx(numeric, rel=1e-12)
    assert found["cost_plus"] - found["cost_minus"] == pytest.approx(numeric * 2 * found["epsilon"], abs=1e-15)


@pytest.mark.parametrize("parameter", EVERY)
def test_a_probe_is_a_forward_pass_of_its_own(parameter):
    run, view = watched(Watch(sample=3), steps=2)
    values = (-3.0, 0.0, 0.1, 7.5)
    found, shown = view.probe(Probe(parameter, values)), view.shown()
    for i, value in enumerate(values):
        network = run.network.copy()
        network.parameters[run.index(parameter)] = value
        a = forward(network, shown.inputs[None])
        before = a[parameter.layer - 1][0] @ network.weights[parameter.layer - 1][parameter.to]
        assert found["a"][i] == pytest.approx(a[parameter.layer][0, parameter.to], rel=1e-14)
        assert found["z"][i] == pytest.approx(before + network.biases[parameter.layer - 1][parameter.to], rel=1e-12)
        assert found["cost"][i] == pytest.approx(run.cost.value(a[-1], shown.targets[None])[0], rel=1e-14)
        traced = trace(network, shown.inputs[None], shown.targets[None], run.cost)
        layer, at = traced.layers[parameter.layer - 1], (0, parameter.to)
        assert found["gradient"][i] == pytest.approx(traced.gradient[run.index(parameter)], rel=1e-12)
        assert (found["slope"][i], found["dC_da"][i]) == (layer.slope[at], layer.dC_da[at])
    assert found["values"] == list(values)


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize("parameter", EVERY)
def test_what_is_tried_is_shown_as_a_network_with_that_value_would_be(applied, parameter, precision):
    run, view = watched(steps=2, optimizer="adam", l2=0.1, precision=precision)
    if applied:
        run.train(observe=True)
    before, index = view.snapshot(), run.index(parameter)
    was = float(before.network.parameters[index])
    view.try_out(Try(parameter, 1.5))
    found = view.snapshot()
    network = before.network.copy()
    network.parameters[index] = 1.5
    traced = trace(network, before.shown.inputs[None], before.shown.targets[None], run.cost)
    assert found.shown is before.shown
    np.testing.assert_array_equal(found.network.parameters, network.parameters)
    np.testing.assert_array_equal(found.trace.gradient, traced.gradient)
    np.testing.assert_array_equal(found.trace.outputs, traced.outputs)
    changed = network.copy()
    np.add(changed.parameters, found.update.change, out=changed.parameters)
    np.testing.assert_allclose(found.after[-1], forward(changed, before.shown.inputs[None])[-1][0], rtol=1e-12)
    assert (found.phase, found.tried.value, found.tried.was) == ("preview", 1.5, was)
    assert (found.tried.cost_was, found.trace.cost[0]) == (before.trace.cost[0], traced.cost[0])
    assert found.tried.gradient_was == before.trace.gradient[index]
    layer, at = parameter.layer - 1, (0, parameter.to)
    numbers = (found.tried.z, found.tried.z_was, found.tried.a, found.tried.a_was)
    here, there = traced.layers[layer], before.trace.layers[layer]
    assert numbers == (here.z[at], there.z[at], here.a[at], there.a[at])
    view.let_go()
    np.testing.assert_array_equal(view.snapshot().trace.gradient, before.trace.gradient)
    assert view.snapshot().phase == before.phase


def test_a_step_on_a_network_with_what_is_tried_does_what_its_preview_says():
    run, view = watched(Watch(sample=3), steps=2, optimizer="adam", l2=0.1)
    view.try_out(Try(EVERY[0], -0.5))
    preview = view.snapshot()
    run.edit(EVERY[0], -0.5)
    view.let_go()
    before = run.network.parameters.copy()
    run.learn(preview.shown)
    np.testing.assert_array_equal(run.network.parameters - before, run.applied[0].change)
    np.testing.assert_allclose(run.applied[0].change, preview.update.change, rtol=0, atol=1e-15)


def test_as_the_nudge_shrinks_the_difference_quotient_tends_to_the_gradient():
    _, view = watched(steps=2)
    far = []
    for nudge in (1.0, 0.1, 0.01):
        view.let_go()
        was = float(view.snapshot().network.parameters[view.run.index(EVERY[0])])
        view.try_out(Try(EVERY[0], was + nudge))
        snapshot = view.snapshot()
        tried = snapshot.tried
        far.append(abs((snapshot.trace.cost[0] - tried.cost_was) / (tried.value - tried.was) - tried.gradient_was))
    assert far[0] > 5 * far[1] > 25 * far[2] > 0


def test_questions_about_the_picture_are_about_what_is_tried():
    _, view = watched(steps=2)
    view.try_out(Try(EVERY[0], 2.0))
    snapshot = view.snapshot()
    np.testing.assert_array_equal(view.shown_trial().trace.gradient, snapshot.trace.gradient)
    assert view.verify(EVERY[1])["gradient"] == snapshot.trace.gradient[view.run.index(EVERY[1])]
    assert view.probe(Probe(EVERY[0], (2.0,)))["cost"] == [snapshot.trace.cost[0]]
    np.testing.assert_array_equal(view.trial(view.shown()).network.parameters, view.run.network.parameters)


def test_another_sample_and_a_jump_let_go_of_what_is_tried():
    _, view = watched(steps=2)
    for let_go in (view.forget, lambda: view.watch(Watch(sample=1)), lambda: view.try_out(Try())):
        view.try_out(Try(EVERY[0], 2.0))
        assert view.snapshot().tried is not None
        let_go()
        assert view.snapshot().tried is None


def test_what_is_not_finite_is_none():
    _, view = watched(Watch(sample=3), output="identity", activation="identity")
    assert view.probe(Probe(EVERY[0], (1e308, 1.0)))["cost"][0] is None


ASKS = [
    lambda view, p: view.verify(p),
    lambda view, p: view.probe(Probe(p, (1.0,))),
    lambda view, p: view.try_out(Try(p, 1.0)),
]


@pytest.mark.parametrize("ask", ASKS)
@pytest.mark.parametrize("parameter", [Parameter(0, 0, 0), Parameter(3, 0), Parameter(1, 0, 99)])
def test_questions_about_a_parameter_that_does_not_exist_are_refused(ask, parameter):
    _, view = watched()
    with pytest.raises(CommandError):
        ask(view, parameter)
