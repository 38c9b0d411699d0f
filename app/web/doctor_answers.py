"""The bodies of the gradient doctor's answers.

Knows names and types for the description of the API. Does not know how anything is judged.
"""

from typing import Literal

from pydantic import BaseModel, Field

from app.explain.roles import Role
from app.explain.tensors.limits import Format
from app.nn.bugs import BugName
from app.training.spec import CostName, OutputActivation
from app.web.answers import Numbers
from app.web.trace_answers import Place


class VerdictAnswer(BaseModel):
    """One tensor of gradients: whether it is right, how far it is off and where, and how yours / right looks.

    `yours` and `right` are the numbers at `worst_index`. `ratios` is a picture of at most 24 x 24 cells, a bias one
    column: each cell is yours / right of an entry or of a block, 1 where they agree, null where the right one is 0.
    """

    tensor: str
    verdict: Literal["correct", "wrong", "transposed", "silent"]
    max_relative_error: float | None
    worst_index: list[int]
    pattern: Literal["constant", "by row", "by column", "mixed", "transposed", "zero"]
    ratio: float | None
    yours: float | None
    right: float | None
    ratios: list[list[float | None]]


class DiagnosisAnswer(BaseModel):
    """A known mistake that explains the gradients; `bugs` has two where only both together do."""

    bug: str
    bugs: list[str]
    confidence: float
    explanation: str
    line: str
    tensors: list[str]


class ChoiceAnswer(BaseModel):
    """Activations, one for each layer, and a cost for which the gradients are right."""

    activations: list[OutputActivation]
    cost: CostName


class DoubtAnswer(BaseModel):
    """Something these data leave open; `layer` counts from 1, `neurons` from 0."""

    kind: Literal["kink", "saturated", "rounding"]
    layer: int | None
    neurons: list[int]
    says: str


class ParameterStep(BaseModel):
    """One parameter: both gradients, and its value after a step with either; null without a learning rate."""

    parameter: Place
    before: float
    right: float | None
    yours: float | None
    right_after: float | None
    your_after: float | None


class GradientReport(BaseModel):
    """The doctor's report; `diagnosis`, likeliest first, is empty when all is right or nothing known explains it.

    `apart` says what would tell several candidates apart, `fits` for which other activations and cost the gradients
    are right where no mistake explains them, `doubts` what the data leave open; `steps` are the worst entries.
    """

    correct: bool
    summary: str
    precision: Literal["float64", "float32"]
    tensors: list[VerdictAnswer]
    diagnosis: list[DiagnosisAnswer]
    apart: str | None
    fits: list[ChoiceAnswer]
    doubts: list[DoubtAnswer]
    steps: list[ParameterStep]


class TensorAnswer(BaseModel):
    """One tensor of a file, its numbers row by row."""

    name: str
    shape: list[int]
    values: Numbers


class FileAnswer(BaseModel):
    """The tensors of a file, and what it says of its network."""

    format: Format
    tensors: list[TensorAnswer]
    activations: list[OutputActivation] | None = None
    cost: CostName | None = None
    learning_rate: float | None = None
    left_out: list[str] = Field(description="What in the file is no tensor.")


class PlaceAnswer(BaseModel):
    """What one tensor is, in the order they were asked about; `layer` counts from 1."""

    role: Role
    layer: int | None
    shape: list[int]
    turned: bool
    note: str


class ArrangementAnswer(BaseModel):
    """The place of each tensor, the sizes of the network they make, and what is missing or does not fit."""

    tensors: list[PlaceAnswer]
    sizes: list[int]
    problems: list[str]


class BugAnswer(BaseModel):
    """A known mistake: what it is called beside a picture, what it does, its wrong line and the right one.

    `needs` says of a network or batch what the mistake is possible in; empty where that is every one.
    """

    name: BugName
    label: str
    explanation: str
    wrong: str
    line: str
    needs: str


class BugList(BaseModel):
    """The known mistakes."""

    data: list[BugAnswer]
