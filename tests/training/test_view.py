"""Looking at a run: true numbers, and looking changes nothing."""

import numpy as np
import pytest

from app.nn.backprop import forward
from app.nn.gradient_check import numerical_gradient
from app.training.commands import CommandError, Parameter, Probe, Watch
from app.training.spec import DatasetSpec, NetworkSpec, OptimizerSpec, TrainingSpec
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
    assert found["values"] == list(values)


def test_what_is_not_finite_is_none():
    _, view = watched(Watch(sample=3), output="identity", activation="identity")
    assert view.probe(Probe(EVERY[0], (1e308, 1.0)))["cost"][0] is None


@pytest.mark.parametrize("ask", [lambda view, p: view.verify(p), lambda view, p: view.probe(Probe(p, (1.0,)))])
@pytest.mark.parametrize("parameter", [Parameter(0, 0, 0), Parameter(3, 0), Parameter(1, 0, 99)])
def test_questions_about_a_parameter_that_does_not_exist_are_refused(ask, parameter):
    _, view = watched()
    with pytest.raises(CommandError):
        ask(view, parameter)


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
    before = view.least_squares()
    slope, start_at = np.polyfit([0, 1, 2, 3], [1, 3.5, 4.5, 7], 1)
    np.testing.assert_allclose(before.closed_form.parameters, [slope, start_at])
    assert before.cost > before.least_cost
    finish(run.advance("batch", 2000))
    after = view.least_squares()
    np.testing.assert_allclose(after.network.parameters, after.closed_form.parameters, atol=1e-6)
    assert after.cost == pytest.approx(before.least_cost)


def test_other_networks_have_no_closed_form():
    _, view = watched(None, steps=0)
    with pytest.raises(CommandError, match="no hidden layer"):
        view.least_squares()
