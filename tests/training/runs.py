"""Small runs for the tests of training and jobs."""

from app.training.run import Run
from app.training.spec import DatasetSpec, InitSpec, NetworkSpec, OptimizerSpec, TrainingSpec


def spec(
    dataset="blobs",
    hidden=(4,),
    activation="sigmoid",
    output="sigmoid",
    optimizer="sgd",
    rate=0.5,
    train=23,
    test=10,
    seed=0,
    init=None,
    **more,
):
    return TrainingSpec(
        dataset=DatasetSpec(dataset, train=train, test=test),
        network=NetworkSpec(list(hidden), activation, output, init or InitSpec(seed=seed)),
        optimizer=OptimizerSpec(optimizer, rate),
        **{"batch_size": 5, "epochs": 100, **more},
    )


def start(given):
    run = Run(given, given.dataset.load(None))
    assert run.course.ready()
    return run


def finish(work):
    """Do all of some longer work; how often it paused."""
    return len(list(work))


def result(work):
    """Do all of some longer work; what it came to."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def state(run):
    """Everything that decides how a run goes on, as bytes and numbers."""
    memory = tuple(vector.tobytes() for vector in run.optimizer.memory.values())
    place = run.course.place()
    return run.step, run.network.parameters.tobytes(), memory, run.optimizer.steps, place, run.settings


DIVERGING = {"activation": "relu", "output": "identity", "rate": 1000.0, "hidden": (8, 8)}
