"""A run that trains with a bug: what it computes, that it can be taken back exactly, and that the doctor names it."""

import json
import pickle
from dataclasses import replace

import numpy as np
import pytest

from app.explain.doctor import examine
from app.jobs.hosted import HostedRun
from app.nn.backprop import trace
from app.nn.bugs import BUGS, ORDER
from app.nn.mistaken import Lesson, mistaken
from app.training.accounts import move_of
from app.training.checkpoint import checkpoint, restore
from app.training.commands import Parameter
from app.training.presets import MAZUR
from app.training.refusal import SpecError
from app.training.run import Run
from app.training.spec import plain
from app.training.view import View
from app.wire.frame import decode
from app.wire.keyframe import pack, unpack
from app.wire.picture import picture
from tests.conftest import ROOT
from tests.training.runs import finish, spec, start, state

REFERENCES = {each["name"]: each for each in json.loads((ROOT / "tests/references/worked_examples.json").read_text())}


def with_bug(*bugs, **more):
    return spec(bugs=list(bugs), **{"dataset": "moons", "hidden": (2, 2), "batch_size": 4, **more})


def buggy(bug, **more):
    """A small run in which the bug is possible: with three classes and layers of three, or 2-2-2 all through."""
    if bug == "gradient-transposed":
        return replace(MAZUR.spec, bugs=[bug])
    hidden = (3, 3) if bug == "weights-not-transposed" else (2, 2)
    return spec("blobs", hidden, bugs=[bug], **{"batch_size": 4, **more})


@pytest.mark.parametrize("bug", ORDER)
def test_an_update_is_made_from_the_mistaken_gradient(bug):
    run = start(buggy(bug))
    order = run.course.next(run.settings.batch_size)
    before = run.network.copy()
    inputs, targets = run.course.samples.take(order)
    right = trace(before, inputs, targets, run.cost)
    made = mistaken(Lesson(before, run.cost, right, run.settings.learning_rate), frozenset({bug}))
    run.train()
    np.testing.assert_allclose(
        run.network.parameters - before.parameters, -run.settings.learning_rate * made.gradient, rtol=1e-9, atol=1e-15
    )


def test_gradients_that_are_never_zeroed_add_up_over_all_steps():
    run = start(with_bug("gradients-not-zeroed"))
    total = np.zeros_like(run.network.parameters)
    for _ in range(5):
        before = run.network.copy()
        inputs, targets = run.course.samples.take(run.course.next(4))
        total += trace(before, inputs, targets, run.cost).gradient
        run.train()
        np.testing.assert_allclose(run.network.parameters - before.parameters, -0.5 * total, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("bug", ORDER)
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_run_with_a_bug_goes_back_and_is_taken_up_bit_for_bit(bug, optimizer):
    given = buggy(bug, optimizer=optimizer, rate=0.05)
    run = start(given)
    finish(run.advance("batch", 70))
    there = state(run)
    finish(run.advance("batch", 60))
    end = state(run)
    finish(run.seek(70))
    assert state(run) == there
    finish(run.advance("batch", 60))
    assert state(run) == end
    kept = pickle.loads(pickle.dumps(checkpoint(run)))
    body = pack(kept.keyframe, "x") if kept.keyframe else None
    if body is not None:
        kept = type(kept)(kept.step, kept.init_seed, kept.entries, unpack(body)[0], kept.measured)
    dataset = given.dataset.load(None)
    other, work = restore(given, dataset, dataset.epoch, kept)
    finish(work)
    assert state(other) == end


@pytest.mark.parametrize("bug", [bug for bug in ORDER if bug != "gradients-not-zeroed"])
def test_the_doctor_names_the_bug_of_the_picture(bug):
    run = start(buggy(bug))
    view = View(run)
    if bug.startswith("batch"):
        inputs, targets = run.course.samples.take(run.course.next(4))
    else:
        finish(run.advance("sample", 3))
        inputs, targets = view.shown().inputs[None], view.shown().targets[None]
    network = view.trial_network()
    right = trace(network, inputs, targets, run.cost)
    made = view.made(network, right)
    lesson = Lesson(network, run.cost, right, run.settings.learning_rate)
    report = examine(lesson, [each.dC_dW for each in made.layers], [each.dC_db for each in made.layers])
    assert bug in {each["bug"] for each in report["diagnosis"]}, report


def test_the_doctor_names_what_was_not_zeroed():
    run = start(replace(MAZUR.spec, bugs=["gradients-not-zeroed"]))
    finish(run.advance("sample", 2))
    view = View(run)
    network = view.trial_network()
    right = view.trace(network)
    made = view.made(network, right)
    lesson = Lesson(network, run.cost, right, 0.5)
    report = examine(lesson, [each.dC_dW for each in made.layers], [each.dC_db for each in made.layers])
    assert report["diagnosis"][0]["bug"] == "gradients-not-zeroed"


@pytest.mark.parametrize("bug", ORDER)
def test_verify_compares_what_the_run_computes_with_a_true_central_difference(bug):
    run = start(buggy(bug))
    finish(run.advance("batch", 3))
    view = View(run)
    view.snapshot()
    worst = 0.0
    for layer in range(1, run.network.layers + 1):
        for parameter in (Parameter(layer, 0, 0), Parameter(layer, 0, 1), Parameter(layer, 0)):
            found = view.verify(parameter)
            assert found["right"] == pytest.approx(found["difference"], rel=1e-4, abs=1e-8)
            worst = max(worst, found["error"])
    if bug.startswith("batch"):
        assert worst < 1e-4, "one sample alone is not yet put together with others"
    else:
        assert worst > 1e-3


def test_without_a_bug_nothing_is_said_of_one():
    run = start(spec())
    finish(run.advance("batch", 3))
    view = View(run)
    snapshot = view.snapshot()
    assert snapshot.made is snapshot.trace
    assert "right" not in view.verify(Parameter(1, 0))
    header, arrays = decode(picture("j", 1, run, view, "paused", {}))
    assert not [name for name in (*header["detail"], *arrays) if "bug" in name or "right" in name]
    assert set(run.optimizer.memory) == set()


def test_a_frame_holds_what_trained_and_the_right_numbers_beside_it():
    run = start(with_bug("missing-hidden-slope"))
    finish(run.advance("sample", 3))
    view = View(run)
    header, arrays = decode(picture("j", 1, run, view, "paused", {}))
    detail = header["detail"]
    assert detail["bugs"] == [{"name": "missing-hidden-slope", "label": BUGS["missing-hidden-slope"].label}]
    eta = detail["learning_rate"]
    for n in range(1, run.network.layers + 1):
        np.testing.assert_allclose(arrays[f"update_W{n}"], -eta * arrays[f"dC_dW{n}"], rtol=1e-5)
        np.testing.assert_allclose(arrays[f"update_b{n}"], -eta * arrays[f"delta{n}"], rtol=1e-5)
        lengths = [np.linalg.norm(arrays[f"{name}{n}"]) for name in ("dC_dW", "right_dC_dW")]
        assert detail["bug_ratios"][n - 1] == pytest.approx(lengths[0] / lengths[1], rel=1e-5)
    assert detail["bug_ratios"][-1] == pytest.approx(1)
    assert detail["bug_angles"][-1] == pytest.approx(0, abs=1e-6)
    assert detail["bug_ratios"][0] > 2, "a slope of a sigmoid is at most a quarter"
    traced = view.trace(view.trial_network())
    for n, layer in enumerate(traced.layers, start=1):
        for name in ("delta", "dC_da"):
            np.testing.assert_allclose(arrays[f"right_{name}{n}"], getattr(layer, name)[0], rtol=1e-5)
        np.testing.assert_allclose(arrays[f"right_dC_dW{n}"], layer.dC_dW, rtol=1e-5)


def test_a_batch_that_is_summed_shows_its_ratio_where_the_batch_was_made_from_it():
    run = start(with_bug("batch-sum-not-mean"))
    run.train(observe=True)
    assert [each.ratio for each in View(run).snapshot().update.compared] == pytest.approx([4, 4, 4])


def test_a_measurement_tells_the_ratios_of_the_update_before_it():
    run = start(with_bug("factor-two", train=500))
    finish(run.advance("epoch", 1))
    assert [each.ratio for each in run.compared] == pytest.approx([2, 2, 2])
    told = []
    hosted = HostedRun("j", run, iter(()), playing=False, report=lambda kind, **fields: told.append((kind, fields)))
    hosted.slice(lambda: 0.0, 1.0)
    (metric,) = [fields["metric"] for kind, fields in told if kind == "metric"]
    assert metric["bug_ratios"] == pytest.approx([2, 2, 2])


@pytest.mark.parametrize("bug", ["gradients-not-zeroed", "missing-hidden-slope"])
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_an_update_is_accounted_for_with_the_gradient_that_made_it(bug, optimizer):
    run = start(with_bug(bug, optimizer=optimizer))
    finish(run.advance("batch", 3))
    for place in (Parameter(1, 0, 1), Parameter(2, 1, 0), Parameter(1, 1)):
        found = move_of(View(run), place)
        step = found.gradient
        if optimizer == "adam":
            step = found.corrected["mean"] / (np.sqrt(found.corrected["square"]) + 1e-8)
        assert found.change == pytest.approx(-run.settings.learning_rate * step, rel=1e-6)


def test_mazurs_printed_figures_come_out_with_his_bug():
    told = REFERENCES["mazur-2-2-2"]
    run = start(replace(MAZUR.spec, bugs=["updated-weights-used", "bias-not-updated"]))
    finish(run.advance("sample", 1))
    snapshot = View(run).snapshot()
    assert snapshot.cost_after == pytest.approx(0.291027924, abs=5e-10)
    assert snapshot.trace.cost[0] == pytest.approx(told["expect"]["cost"], abs=1e-12)
    finish(run.advance("sample", 9_999))
    outputs = View(run).snapshot().after[-1]
    np.testing.assert_allclose(outputs, [0.015912196, 0.984065734], atol=5e-10)


def test_without_it_the_rule_that_he_states_gives_the_other_figure():
    told = REFERENCES["mazur-2-2-2"]["expect"]
    run = start(replace(MAZUR.spec, bugs=["bias-not-updated"]))
    finish(run.advance("sample", 1))
    assert View(run).snapshot().cost_after == pytest.approx(told["cost_after"], abs=1e-12)


def test_a_specification_names_its_bugs_once_in_the_order_of_the_catalogue():
    given = spec(bugs=["factor-two", "sign-flipped", "factor-two"])
    assert given == spec(bugs=["sign-flipped", "factor-two"])
    assert plain(given)["bugs"] == ["sign-flipped", "factor-two"]
    assert "bugs" not in plain(spec())


@pytest.mark.parametrize(
    ("bugs", "more", "message"),
    [
        (["left-handed"], {}, "There is no bug 'left-handed': choose from sign-flipped"),
        (["weights-not-transposed"], {}, "square"),
        (["gradient-transposed"], {}, "square"),
        (["updated-weights-used"], {"hidden": ()}, "hidden layer"),
        (["batch-sum-not-mean"], {"batch_size": 1}, "more than 1"),
    ],
)
def test_a_bug_that_cannot_be_is_refused_in_place(bugs, more, message):
    with pytest.raises(SpecError, match=message) as caught:
        spec(bugs=bugs, **{"hidden": (5,), **more})
    assert caught.value.field == "bugs"


def test_an_equal_specification_gives_an_equal_run():
    one, other = (Run(given, given.dataset.load(None)) for given in (buggy("bias-shared"), buggy("bias-shared")))
    for run in (one, other):
        assert run.course.ready()
        finish(run.advance("batch", 40))
    assert state(one) == state(other)
