import numpy as np
import pytest

from app.datasets import load, pen
from app.training.commands import CommandError, Watch
from app.training.shown import pin, sample_of

PEN, XOR, MOONS = (load(name, 0, 5, 5, False, None) for name in ("pen", "xor", "moons"))
STROKE = (((0.0, 0.0), (10.0, 40.0)),)


def test_a_pinned_sample_keeps_its_label_and_takes_another_wish():
    shown = pin(Watch(sample=2), PEN.train, PEN)
    assert (shown.source, shown.index, shown.label) == ("sample", 2, int(PEN.train.labels[2]))
    np.testing.assert_array_equal(shown.inputs, sample_of(PEN.train, 2).inputs)
    wished = pin(Watch(sample=2, target=3), PEN.train, PEN)
    assert (wished.label, wished.target) == (shown.label, 3)
    np.testing.assert_array_equal(wished.targets, np.eye(10)[3])


def test_a_drawing_is_inked_as_the_training_data_are():
    shown = pin(Watch(strokes=STROKE, target=1), PEN.train, PEN)
    np.testing.assert_array_equal(shown.inputs, pen.ink_strokes([np.array(STROKE[0])]).ravel() / 255)
    assert (shown.source, shown.label, shown.target) == ("drawing", None, 1)


def test_a_wish_may_be_a_list_of_outputs():
    assert pin(Watch(inputs=(0.0, 1.0), target=(0.3,)), XOR.train, XOR).target is None
    assert pin(Watch(inputs=(0.0, 1.0), target=1), XOR.train, XOR).targets.tolist() == [1.0]
    assert pin(Watch(inputs=(0.0, 1.0), target=(0.0, 1.0)), MOONS.train, MOONS).target == 1
    assert pin(Watch(inputs=(0.0, 1.0), target=(0.5, 0.5)), MOONS.train, MOONS).target is None


@pytest.mark.parametrize(
    "recipe", [Watch(sample=1), Watch(strokes=STROKE, target=4), Watch(inputs=(0.5,) * 784, target=2)]
)
def test_a_recipe_pins_the_same_sample_again(recipe):
    shown = pin(recipe, PEN.train, PEN)
    again = pin(Watch(**shown.recipe), PEN.train, PEN)
    assert again.inputs.tobytes() == shown.inputs.tobytes()
    assert again.targets.tobytes() == shown.targets.tobytes()


@pytest.mark.parametrize(
    ("watch", "dataset", "says"),
    [
        (Watch(sample=5), PEN, "0 to 4"),
        (Watch(sample=-1), PEN, "0 to 4"),
        (Watch(sample=0, target=10), PEN, "0 to 9"),
        (Watch(sample=0, target=-1), PEN, "0 to 9"),
        (Watch(sample=0, target=(1.0,)), PEN, "10 outputs"),
        (Watch(inputs=(1.0,), target=0), PEN, "784 inputs"),
        (Watch(inputs=(), target=0), XOR, "2 inputs"),
        (Watch(strokes=STROKE, target=0), XOR, "no pictures"),
    ],
)
def test_a_sample_that_does_not_exist_is_refused(watch, dataset, says):
    with pytest.raises(CommandError, match=says):
        pin(watch, dataset.train, dataset)
