"""The bodies of answers that are mathematics: traces, and one derivative taken apart.

Knows names and types for the description of the API. Does not know how anything is computed.
"""

from typing import Literal

from pydantic import BaseModel, Field

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


class UseAnswer(Place):
    """One place where a shared number stands, and the derivative as if it stood there alone."""

    gradient: float | None


class SharedAnswer(BaseModel):
    """A number with several uses: its derivative is the sum of theirs."""

    value: float
    uses: list[UseAnswer]
    gradient: float | None
    difference: DifferenceAnswer


class NeuronAnswer(BaseModel):
    """A neuron over the samples: mean activation and slope, and the share of samples at which it is flat.

    `saturated`: flat at nearly all of them; `dead`: without any slope at each of them.
    """

    activation: float | None
    slope: float | None
    flat: float
    state: Literal["learns", "saturated", "dead", "diverged"]


class NeuronsAnswer(BaseModel):
    """The neurons of each layer, the first hidden one first, over the training samples of the epoch."""

    samples: int
    layers: list[list[NeuronAnswer]]
