import pytest

from app.training.commands import CommandError, Parameter, Probe, Set, Step, Try, Watch

NAN = float("nan")


@pytest.mark.parametrize(
    "make",
    [
        lambda: Step("batch", 0),
        lambda: Step("epoch", 1_000_001),
        lambda: Watch(sample=1, inputs=(1.0,), target=0),
        lambda: Watch(inputs=(1.0,)),
        lambda: Watch(strokes=(((1.0, 2.0),),)),
        lambda: Watch(strokes=(((1.0, 2.0),) * 10_001,), target=1),
        lambda: Set(learning_rate=-1),
        lambda: Set(learning_rate=NAN),
        lambda: Set(batch_size=0),
        lambda: Set(pace=-1),
        lambda: Set(pace=NAN),
        lambda: Try(Parameter(1, 0)),
        lambda: Try(value=1.0),
        lambda: Probe(Parameter(1, 0), ()),
        lambda: Probe(Parameter(1, 0), (0.0,) * 513),
    ],
)
def test_a_command_that_cannot_be_done_is_refused_with_a_sentence(make):
    with pytest.raises(CommandError, match=r"[A-Z].*[.]$"):
        make()


def test_watching_pins_a_sample_or_follows_the_order():
    assert not Watch().pins
    assert Watch(sample=0).pins
    assert Watch(inputs=(0.0, 1.0), target=1).pins
    assert Watch(strokes=((),), target=1).pins
