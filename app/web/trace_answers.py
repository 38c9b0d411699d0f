"""The bodies of answers that are mathematics: traces, and one derivative taken apart.

Knows names and types for the description of the API. Does not know how anything is computed.
"""

from typing import Literal

from pydantic import BaseModel, Field

from app.nn.optimizers import OptimizerName
from app.web.answers import Matrix, Numbers, PerSample


class LayerAnswer(BaseModel):
    """What one layer computed; per-sample values are lists of lists for a batch."""

    layer: int
    activation: str
    z: PerSample
    a: PerSample
    slope: PerSample
    dC_da: PerSample
    delta: PerSample
    dC_dW: Matrix
    dC_db: Numbers
    W_new: Matrix
    b_new: Numbers


class TraceAnswer(BaseModel):
    """Every value of a forward and a backward pass; null stands for a number that is not finite."""

    cost: float | None
    cost_after: float | None
    input: PerSample
    layers: list[LayerAnswer]


class Place(BaseModel):
    """One weight or (`from` null) bias; layers count from 1."""

    layer: int
    to: int
    source: int | None = Field(alias="from")


class FactorAnswer(BaseModel):
    """One factor of a derivative, named as the lessons do."""

    name: Literal["dz/dw", "dz/db", "da/dz", "dC/da", "dC/dz"]
    value: float | None


class ComplaintAnswer(BaseModel):
    """What a neuron of the next layer wants of this one: its weight times its delta."""

    neuron: int
    weight: float | None
    delta: float | None
    wish: float | None


class PathAnswer(BaseModel):
    """One way of the chain rule to the cost: a neuron of each layer, and the product along it."""

    neurons: list[int]
    product: float | None


class DifferenceAnswer(BaseModel):
    """A central difference, and how far it lies from the derivative, relatively."""

    value: float | None
    epsilon: float
    error: float | None


class FactorsAnswer(BaseModel):
    """A derivative: `factors` multiply to it; `paths`, strongest first, and `rest` add to it.

    `complaints`, loudest first, add to `dC_da` of the parameter's neuron; an output neuron has none.
    """

    parameter: Place
    derivative: float | None
    factors: list[FactorAnswer]
    dC_da: float | None
    complaints: list[ComplaintAnswer]
    paths: list[PathAnswer]
    path_count: int
    rest: float | None
    difference: DifferenceAnswer


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


class VerdictAnswer(BaseModel):
    """One tensor of gradients: whether it is right, how far it is off and where, and how came / right looks."""

    tensor: str
    verdict: Literal["correct", "wrong", "transposed", "silent"]
    max_relative_error: float | None
    worst_index: list[int]
    pattern: Literal["constant", "by row", "by column", "mixed", "transposed", "zero"]
    ratio: float | None


class DiagnosisAnswer(BaseModel):
    """A known mistake that explains the gradients; `bugs` has two where only both together do."""

    bug: str
    bugs: list[str]
    confidence: float
    explanation: str
    line: str
    tensors: list[str]


class GradientReport(BaseModel):
    """The doctor's report; `diagnosis`, likeliest first, is empty when all is right or nothing known explains it."""

    correct: bool
    summary: str
    precision: Literal["float64", "float32"]
    tensors: list[VerdictAnswer]
    diagnosis: list[DiagnosisAnswer]
