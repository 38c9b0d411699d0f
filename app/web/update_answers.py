"""The bodies of answers about an update: one parameter's move, gradients side by side, least squares.

Knows names and types for the description of the API. Does not know how anything is computed.
"""

from typing import Literal

from pydantic import BaseModel

from app.nn.optimizers import OptimizerName
from app.web.answers import Matrix, Numbers
from app.web.trace_answers import Place


class SampleNudgeAnswer(BaseModel):
    """What one sample asks of a parameter: its own dC0/dw. `index` is null for a drawing or an input of one's own.

    `mean_so_far` is the mean of the nudges up to this one.
    """

    index: int | None
    label: int | None
    cost: float | None
    nudge: float | None
    mean_so_far: float | None


class BatchNudgeAnswer(BaseModel):
    """A mini-batch: the first of its samples, and the mean of all their nudges. `used`: the update was made from it."""

    used: bool
    size: int
    samples: list[SampleNudgeAnswer]
    mean: float | None


class CountsAnswer(BaseModel):
    """Multiplications for one sample; `wiggling` is one forward pass for every parameter."""

    parameters: int
    forward: int
    backward: int
    wiggling: int


class UpdateAnswer(BaseModel):
    """How an update moves one parameter: `after` = `before` + `change`.

    `gradient` is dC/dw of the `size` samples, `decay` what l2 adds to it; `steps` counts the optimiser's updates with
    this one, and its memory is told before and after it; `corrected` is Adam's, freed of its start at 0.
    """

    parameter: Place
    optimizer: OptimizerName
    learning_rate: float
    size: int
    before: float | None
    gradient: float | None
    decay: float | None
    change: float | None
    after: float | None
    steps: int
    memory_before: dict[str, float | None]
    memory_after: dict[str, float | None]
    corrected: dict[str, float | None]
    batch: BatchNudgeAnswer
    multiplications: CountsAnswer


Extent = Literal["sample", "batch", "all"]


class DirectionAnswer(BaseModel):
    """The gradient over some samples: its length, whole and by layer (of dC/dW), and how many parameters it moves."""

    name: Extent
    samples: int
    length: float | None
    moved: int
    lengths: list[float | None]


class AngleAnswer(BaseModel):
    """The angle between two gradients; null where one of them has no length."""

    between: tuple[Extent, Extent]
    degrees: float | None


class DirectionsAnswer(BaseModel):
    """Gradients of one network over one sample, a mini-batch and all samples."""

    parameters: int
    directions: list[DirectionAnswer]
    angles: list[AngleAnswer]


class LayerNumbers(BaseModel):
    """The weights and biases of one layer."""

    weights: Matrix
    biases: Numbers


class LeastSquaresAnswer(BaseModel):
    """A linear layer, the one that least squares gives in closed form, and C of both over the training samples."""

    samples: int
    weights: Matrix
    biases: Numbers
    closed_form: LayerNumbers
    cost: float | None
    least_cost: float | None
