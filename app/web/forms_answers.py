"""The body of an answer: one derivative in three forms.

Knows names and types for the description of the API. Does not know how a formula is made.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

Operation = Literal[
    "product", "hadamard", "difference", "fraction", "negative", "square", "sigmoid", "step", "ones",
    "outer", "matmul", "inner", "transpose", "total", "mean",
]  # fmt: skip


class TermNode(BaseModel):
    """A term where it stands: with its indices, or as matrices (none)."""

    kind: Literal["term"]
    term: str
    indices: list[int | str]


class NumberNode(BaseModel):
    """A number that is part of a formula."""

    kind: Literal["number"]
    value: float


class SumNode(BaseModel):
    """The sum over an index."""

    kind: Literal["sum"]
    index: str
    of: list[Node]


class NamedNode(BaseModel):
    """An expression that has a name: the term."""

    kind: Literal["named"]
    term: str
    indices: list[int | str]
    of: list[Node]


class OperationNode(BaseModel):
    """An operation; `step` is 1 where its first part is above 0 and its second elsewhere, `mean` is over samples."""

    kind: Operation
    of: list[Node]


Node = Annotated[TermNode | NumberNode | SumNode | NamedNode | OperationNode, Field(discriminator="kind")]


class Equation(BaseModel):
    """Two sides."""

    left: Node
    right: Node


class TokenAnswer(BaseModel):
    """A piece of a line of code; `term` where it stands for one."""

    text: str
    term: str | None


class LineAnswer(BaseModel):
    """One equation in three forms; `left` is the term that it defines."""

    layer: int
    left: str
    index: Equation
    matrix: Equation
    code: list[TokenAnswer]


class SelectedAnswer(BaseModel):
    """The weight, bias or neuron; layers count from 1."""

    kind: Literal["weight", "bias", "neuron"]
    layer: int
    to: int
    source: int | None = Field(alias="from")


class IndexAnswer(BaseModel):
    """A letter that counts the neurons of a layer; `value` is null where it runs over all of them."""

    letter: str
    layer: int
    count: int
    value: int | None


class NamesAnswer(BaseModel):
    """What a term names in the picture; null stands for all neurons of its layer."""

    kind: Literal["neuron", "input", "edge"]
    layer: int
    to: int | None
    source: int | None = Field(alias="from")


class TermAnswer(BaseModel):
    """A quantity of a layer. `value` is a list where one of its indices runs, null where two do."""

    id: str
    quantity: Literal[
        "a", "z", "slope", "delta", "W", "y", "dC_da", "dC_dW", "dC_db", "Delta", "A", "mean_dC_dW", "mean_dC_db"
    ]
    layer: int
    role: Literal["a", "z", "d", "w", "b", "C", "y"]
    indices: list[int | str]
    shape: list[int | Literal["n"]]
    value: float | list[float | None] | None
    names: NamesAnswer


class FormsAnswer(BaseModel):
    """A derivative in three forms: `lines` lead from it on towards the cost.

    The code of the lines, run from the last to the first, and then `pick` compute it from the arrays a0, z1, a1, W1,
    ... and y. `batch` says what it is over a batch, where Delta and A hold a row for each of n samples; null for a
    neuron.
    """

    selected: SelectedAnswer
    derivative: float | None
    indices: list[IndexAnswer]
    terms: list[TermAnswer]
    lines: list[LineAnswer]
    pick: list[TokenAnswer]
    batch: LineAnswer | None
