"""Worked examples, ready to be opened: small networks with given numbers, and the digits network beside them.

Knows their numbers and what to say of each. Does not know how a job is made of one.
A table of one sample ends with the outputs that are desired; its inputs are taken as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.datasets.rows import Rows
from app.training.spec import DatasetSpec, NetworkSpec, OptimizerSpec, ParametersSpec, TrainingSpec

MANY = 10_000  # epochs


@dataclass(frozen=True)
class Preset:
    """A specification with a name for programs, and a title and a note for people."""

    name: str
    title: str
    note: str
    spec: TrainingSpec


def _samples(targets: int, *rows: Sequence[float]) -> DatasetSpec:
    inputs = len(rows[0]) - targets
    names = tuple(f"{name}{k + 1}" if n > 1 else name for name, n in (("x", inputs), ("y", targets)) for k in range(n))
    table: Rows = (names, *map(tuple, rows))
    return DatasetSpec("table", rows=table, targets=targets, scale=False)


CHAIN = Preset(
    "chain",
    "A chain: one neuron in each layer",
    "The lesson's simplest network, 1-1-1-1. Each derivative is one product along the chain: follow it from the cost "
    "back to the first weight.",
    TrainingSpec(
        _samples(1, (0.5, 1.0)),
        NetworkSpec([1, 1], parameters=ParametersSpec([[[2.0]], [[4.0]], [[-2.0]]], [[-1.0], [-1.0], [1.0]])),
        "quadratic",
        OptimizerSpec("sgd", 1.0),
        batch_size=1,
        epochs=MANY,
    ),
)

LAYER = Preset(
    "two-by-two",
    "One layer, two by two",
    "Two activations and two neurons: four weights, with the indices of the lesson. The weight into neuron j from k "
    "gets delta j times activation k.",
    TrainingSpec(
        _samples(2, (0.8, 0.2, 1.0, 0.0)),
        NetworkSpec([], parameters=ParametersSpec([[[1.0, -2.0], [0.5, 3.0]]], [[-0.4, 0.0]])),
        "quadratic",
        OptimizerSpec("sgd", 1.0),
        batch_size=1,
        epochs=MANY,
    ),
)

MAZUR = Preset(
    "mazur",
    "Mazur's step by step example",
    "The 2-2-2 network of Matt Mazur's page (2015): cost 0.298371, and new weights as printed there. His page leaves "
    "the biases alone; a job updates them too. Three of its figures are misprints: 0.291027924 for the cost after one "
    "step (0.291027774 by its own rule), and the outputs 0.015912196 and 0.984065734 after 10,000 steps. A slip of an "
    "earlier program gives these very three: the museum of bugs shows it.",
    TrainingSpec(
        _samples(2, (0.05, 0.1, 0.01, 0.99)),
        NetworkSpec(
            [2],
            parameters=ParametersSpec(
                [[[0.15, 0.2], [0.25, 0.3]], [[0.4, 0.45], [0.5, 0.55]]], [[0.35, 0.35], [0.6, 0.6]]
            ),
        ),
        "half_quadratic",
        OptimizerSpec("sgd", 0.5),
        batch_size=1,
        epochs=MANY,
    ),
)

HOMEWORK = Preset(
    "relu-homework",
    "A homework with ReLU",
    "A published course homework, 2-2-1: every number is short enough for paper. The output is 0.76 and should be 1, "
    "so the cost is 0.0288.",
    TrainingSpec(
        _samples(1, (1.2, 0.5, 1.0)),
        NetworkSpec(
            [2],
            "relu",
            "relu",
            parameters=ParametersSpec([[[0.6, 0.8], [0.3, 0.4]], [[0.6, -0.2]]], [[0.2, 0.1], [0.1]]),
        ),
        "half_quadratic",
        OptimizerSpec("sgd", 0.1),
        batch_size=1,
        epochs=MANY,
    ),
)

XOR = Preset(
    "xor",
    "Exclusive or",
    "Four points that no straight line parts: two hidden neurons draw two lines, and the output puts them together. "
    "Each step averages the nudges of all four.",
    TrainingSpec(
        DatasetSpec("xor"),
        NetworkSpec([2], parameters=ParametersSpec([[[2.0, -1.0], [0.0, -2.0]], [[-1.5, 1.5]]], [[0.0, 0.0], [0.0]])),
        batch_size=4,
        epochs=MANY,
    ),
)

PLANE = Preset(
    "least-squares",
    "Least squares: one linear neuron",
    "Six rows of two inputs and a number, and no activation function: training goes down to the very solution that "
    "the formula of least squares gives.",
    TrainingSpec(
        _samples(
            1,
            (-2.0, 1.0, -4.9),
            (-1.0, -1.0, 0.2),
            (0.0, 2.0, -1.1),
            (1.0, 0.0, 3.1),
            (1.0, -2.0, 4.8),
            (2.0, 1.0, 3.9),
        ),
        NetworkSpec([], output_activation="identity", parameters=ParametersSpec([[[0.0, 0.0]]], [[0.0]])),
        "half_quadratic",
        OptimizerSpec("sgd", 0.1),
        batch_size=6,
        epochs=MANY,
    ),
)

DIGITS = Preset(
    "digits",
    "The digits network",
    "The lesson's 784-16-16-10 network on digits that a pen draws anew for each epoch. Its 13,002 weights and biases "
    "start at random.",
    TrainingSpec(optimizer=OptimizerSpec("sgd", 0.5), epochs=1000),
)

PRESETS = (CHAIN, LAYER, MAZUR, HOMEWORK, XOR, PLANE, DIGITS)
