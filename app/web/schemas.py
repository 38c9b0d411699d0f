"""The bodies of requests, as the contract has them.

Knows names, types and ranges. Does not know how anything is done, or what is answered (`answers`).
"""

from dataclasses import dataclass, field, fields, replace
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.explain.roles import Role
from app.explain.tensors.limits import MOST_NAME
from app.training.refusal import SpecError
from app.training.spec import (
    MAX_LAYERS,
    MAX_PARAMETERS,
    STRICT,
    CostName,
    OptimizerSpec,
    OutputActivation,
    StopSpec,
    TrainingSpec,
)

Numbers = list[float]


class Body(BaseModel):
    """A request body: unknown fields and numbers that are not finite are refused."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True)
class JobRequest(TrainingSpec):
    """A training specification, and what the job around it is called and how it lives."""

    __pydantic_config__ = STRICT
    name: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    start: Literal["running", "paused"] = "running"
    lifetime: Literal["until_done", "while_watched"] = "until_done"

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.name) > 200:
            raise SpecError("name", "A name has at most 200 characters.")
        if len(self.labels) > 20 or any(len(k) > 60 or len(v) > 200 for k, v in self.labels.items()):
            raise SpecError("labels", "At most 20 labels, of at most 60 and 200 characters.")

    def spec(self) -> TrainingSpec:
        """The specification alone."""
        return TrainingSpec(**{each.name: getattr(self, each.name) for each in fields(TrainingSpec)})


class StepRequest(Body):
    """How far to step."""

    unit: Literal["sample", "batch", "epoch"] = "batch"
    count: int = Field(1, ge=1, le=1_000_000)


class SeekRequest(Body):
    """Where to go."""

    step: int = Field(ge=0)


class OptimizerChange(Body):
    """What of an optimiser a fork may change."""

    learning_rate: float | None = Field(None, ge=0, le=1000)


class SpecChange(Body):
    """What of a specification a fork may change: the rest is what made the run."""

    optimizer: OptimizerChange = Field(default_factory=lambda: OptimizerChange.model_validate({}))
    batch_size: int | None = Field(None, ge=1)
    epochs: int | None = Field(None, ge=1, le=1_000_000)
    l2: float | None = Field(None, ge=0, le=100)
    stop: StopSpec | None = Field(None, description="null trains to the last epoch, as does a fork of an early stop.")

    def applied_to(self, spec: TrainingSpec, has_stopped: bool) -> TrainingSpec:
        """The specification with the changes that hold from its start on; what has stopped early is to go on."""
        given = {name: getattr(self, name) for name in ("epochs", "l2") if getattr(self, name) is not None}
        if has_stopped or "stop" in self.model_fields_set:
            given["stop"] = self.stop
        return replace(spec, **given)


class ForkRequest(Body):
    """From which step a new job goes on, and what is different there."""

    step: int | None = Field(None, ge=0)
    spec: SpecChange = Field(default_factory=lambda: SpecChange.model_validate({}))
    name: str = Field("", max_length=200)
    start: Literal["running", "paused"] = "paused"
    lifetime: Literal["until_done", "while_watched"] = "until_done"


class JobChange(Body):
    """Another name, other labels, or live settings; `pace` is steps a second, 0 for full speed."""

    name: str | None = Field(None, max_length=200)
    labels: dict[str, str] | None = None
    learning_rate: float | None = None
    batch_size: int | None = None
    pace: float | None = None


class SampleRequest(Body):
    """A sample of one's own: `target` is a class or a list of desired outputs."""

    input: Numbers
    target: int | Numbers


class NetworkBody(Body):
    """A whole network: `weights[l][j][k]` goes into neuron j from neuron k."""

    activations: list[OutputActivation] = Field(min_length=1, max_length=8)
    weights: list[list[Numbers]]
    biases: list[Numbers]


class TraceRequest(Body):
    """A network and what to run through it; `input` may be one sample or a list of them."""

    network: NetworkBody
    cost: CostName = "quadratic"
    input: Numbers | list[Numbers]
    target: Numbers | list[Numbers]
    learning_rate: float = Field(OptimizerSpec.learning_rate, ge=0, le=1000)
    update_biases: bool = True


class ParameterBody(Body):
    """One weight, into neuron `to` of `layer` from neuron `from` of the layer before; without `from` the bias."""

    layer: int = Field(ge=1, le=MAX_LAYERS)
    to: int = Field(ge=0, le=MAX_PARAMETERS)
    source: int | None = Field(None, ge=0, le=MAX_PARAMETERS, alias="from")


class FactorsRequest(TraceRequest):
    """A network, one sample, and the parameter whose derivative is to be explained."""

    parameter: ParameterBody


class SharedRequest(TraceRequest):
    """A network, and the places in it where one number stands: a weight, or without `from` a bias."""

    uses: list[ParameterBody] = Field(min_length=1, max_length=1000)


class GraphRequest(TraceRequest):
    """A network and one sample; of a large network the graph is that around `parameter`, or the strongest nudge."""

    parameter: ParameterBody | None = None


class NeuronBody(Body):
    """One neuron, counted from 0."""

    layer: int = Field(ge=1, le=MAX_LAYERS)
    neuron: int = Field(ge=0, le=MAX_PARAMETERS)


class FormsRequest(TraceRequest):
    """A network, one sample, and the parameter, or the neuron, whose derivative is to be written down."""

    parameter: ParameterBody | NeuronBody


class GradientsBody(Body):
    """Gradients as somebody computed them, one matrix and one list for each layer."""

    weights: list[list[Numbers]]
    biases: list[Numbers]


class GradientCheckRequest(Body):
    """A network, one sample or a batch, and gradients to judge; the learning rate lets one more mistake be found."""

    network: NetworkBody
    cost: CostName = "quadratic"
    input: Numbers | list[Numbers]
    target: Numbers | list[Numbers]
    gradients: GradientsBody
    learning_rate: float | None = Field(None, ge=0, le=1000)


class TensorBody(Body):
    """A tensor by its name and shape; `role` and `layer` where they are known."""

    name: str = Field(max_length=MOST_NAME)
    shape: list[Annotated[int, Field(ge=0, le=MAX_PARAMETERS)]] = Field(max_length=4)
    file: str = Field("", max_length=MOST_NAME)
    role: Role | None = None
    layer: int | None = Field(None, ge=1, le=MAX_LAYERS)


class RolesRequest(Body):
    """The tensors of one network, of its gradients and samples, from all files."""

    tensors: list[TensorBody] = Field(max_length=400)


class DrawingRequest(Body):
    """A drawing: recorded pen strokes, or a picture with bright ink on 0."""

    strokes: list[list[tuple[float, float]]] | None = Field(None, max_length=200)
    bitmap: list[Numbers] | None = Field(None, max_length=2000)
