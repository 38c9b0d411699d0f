"""The body of an answer that is a computation graph.

Knows names and types for the description of the API. Does not know how anything is computed.
"""

from typing import Literal

from pydantic import BaseModel, Field

from app.web.trace_answers import Place


class SymbolAnswer(BaseModel):
    """What the lessons call a node, with its indices; the input is `a` of layer 0."""

    name: Literal["w", "b", "a", "z", "y", "C"]
    layer: int | None
    to: int | None
    source: int | None = Field(alias="from")


class NodeAnswer(BaseModel):
    """A number of the computation: its `value`, and `gradient` = dC0/dvalue; layer null is the cost's.

    `kind` is what makes it: `input`, `weight`, `bias`, `target` and `activation` are given; `multiply`, `add`,
    `subtract`, `square`, `sum`, `halve`, a cross entropy, or an activation by its name. A `rest` collects what is left
    out: `count` products, or terms of the cost.
    """

    id: str
    kind: str
    layer: int | None
    symbol: SymbolAnswer | None
    value: float | None
    gradient: float | None
    count: int | None


class EdgeAnswer(BaseModel):
    """`local` is the derivative of node `to` by node `from`; `through` says: by way of what is left out."""

    source: str = Field(alias="from")
    to: str
    local: float | None
    through: bool


class LeftOut(BaseModel):
    """How much of the network is not shown by nodes of its own."""

    inputs: int
    neurons: int
    products: int


class GraphAnswer(BaseModel):
    """A computation graph, its nodes in the order of evaluation.

    The gradient of every node is the sum, over the edges from it, of `local` times the gradient of the node it leads
    to. A large network's graph is not `whole`: it is that around `parameter`, and values and gradients still add up.
    """

    whole: bool
    parameter: Place | None
    left_out: LeftOut
    nodes: list[NodeAnswer]
    edges: list[EdgeAnswer]
