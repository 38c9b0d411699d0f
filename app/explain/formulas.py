"""The chain rule as data: what stands on both sides of each equation, from a parameter on towards the cost.

Knows the formulas of the lessons for whole layers, stated once. Does not know numbers, nor how a formula is
written down: `written` and `code` do that, and the worksheet takes its lines from here too.

    dC0/dW^l = delta^l (a^(l-1))^T        dC0/db^l = delta^l
    delta^l  = f'(z^l) * dC0/da^l         dC0/da^l = (W^(l+1))^T delta^(l+1)

Source: Nielsen, "Neural Networks and Deep Learning", chapter 2, equations BP1 to BP4.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from app.nn.activations import ACTIVATIONS, LEAK
from app.nn.costs import COSTS

Kind = Literal["weight", "bias", "neuron"]


@dataclass(frozen=True)
class Term:
    """One quantity of one layer: a vector over its neurons, or for W and dC_dW a matrix `(n_l, n_{l-1})`.

    Delta and A hold delta and a of a whole batch, a row for each sample; mean_dC_dW and mean_dC_db are its gradients.
    """

    quantity: Literal[
        "a", "z", "slope", "delta", "W", "y", "dC_da", "dC_dW", "dC_db", "Delta", "A", "mean_dC_dW", "mean_dC_db"
    ]
    layer: int

    @property
    def name(self) -> str:
        """As the code calls it: a2, W1, dC_da3; y has no layer."""
        return "y" if self.quantity == "y" else f"{self.quantity}{self.layer}"

    @property
    def axes(self) -> tuple[int, ...]:
        """The layers whose neurons it runs over."""
        return (self.layer, self.layer - 1) if self.quantity in ("W", "dC_dW", "mean_dC_dW") else (self.layer,)

    @property
    def by_sample(self) -> bool:
        """Whether it has a row for each sample of a batch."""
        return self.quantity in ("Delta", "A")

    @property
    def of_batch(self) -> bool:
        """Whether it says nothing of one sample alone."""
        return self.by_sample or self.quantity.startswith("mean_")


@dataclass(frozen=True)
class Number:
    """A number that is part of a formula."""

    value: float


@dataclass(frozen=True)
class Apply:
    """An operation on whole layers; all but these work element by element.

    `outer`: u v^T. `back`: W^T delta. `total`: the sum over the neurons. `mean`: over the samples of a batch.
    `step`: 1 where z > 0, else the second operand. `named`: the second operand, which the first is the name of.
    """

    kind: Literal[
        "times", "minus", "over", "negative", "square", "step", "logistic", "ones",
        "outer", "back", "total", "mean", "named",
    ]  # fmt: skip
    of: tuple["Expression", ...]


Expression = Term | Number | Apply


@dataclass(frozen=True)
class Line:
    """One equation, left = right, about one layer; `everywhere`: needed for all its neurons, whichever is selected."""

    left: Term
    right: Expression
    everywhere: bool = False


def apply(kind: str, *of: Expression) -> Apply:
    """`kind` of the operands."""
    return Apply(kind, of)  # type: ignore[arg-type]


ONE = Number(1.0)


def _a(layer: int) -> Term:
    return Term("a", layer)


def _z(layer: int) -> Term:
    return Term("z", layer)


def _y(layer: int) -> Term:
    return Term("y", layer)


Formula = Callable[[int], Expression]  # by the layer it is about

# f'(z) of a layer, dC0/da of the outputs.
SLOPES: dict[str, Formula] = {
    "sigmoid": lambda n: apply("times", _a(n), apply("minus", ONE, _a(n))),
    "tanh": lambda n: apply("minus", ONE, apply("square", _a(n))),
    "relu": lambda n: apply("step", _z(n), Number(0.0)),
    "leaky_relu": lambda n: apply("step", _z(n), Number(LEAK)),
    "softplus": lambda n: apply("logistic", _z(n)),
    "identity": lambda n: apply("ones", _z(n)),
}
MISSES: dict[str, Formula] = {
    "quadratic": lambda n: apply("times", Number(2.0), apply("minus", _a(n), _y(n))),
    "half_quadratic": lambda n: apply("minus", _a(n), _y(n)),
    "cross_entropy": lambda n: apply(
        "minus",
        apply("over", apply("minus", ONE, _y(n)), apply("minus", ONE, _a(n))),
        apply("over", _y(n), _a(n)),
    ),
    "categorical_cross_entropy": lambda n: apply("over", apply("negative", _y(n)), _a(n)),
}
# delta of the outputs where cost and activation cancel against each other, as `Cost.fused_delta` states it.
FUSED: dict[str, Formula] = {
    "cross_entropy": lambda n: apply("minus", _a(n), _y(n)),
    "categorical_cross_entropy": lambda n: apply("minus", apply("times", _a(n), apply("total", _y(n))), _y(n)),
}


def wish(layer: int, activations: Sequence[str], cost: str) -> Expression:
    """dC0/da of a layer: what the cost, or the next layer, wants of it."""
    if layer == len(activations):
        return MISSES[cost](layer)
    return apply("back", Term("W", layer + 1), Term("delta", layer + 1))


def derivation(activations: Sequence[str], cost: str, layer: int, kind: Kind) -> list[Line]:
    """The equations of the derivative by a weight, bias or neuron of `layer`, each before those it is made of."""
    lines = []
    if kind == "weight":
        lines.append(Line(Term("dC_dW", layer), apply("outer", Term("delta", layer), Term("a", layer - 1))))
    if kind == "bias":
        lines.append(Line(Term("dC_db", layer), Term("delta", layer)))
    for each in range(layer, len(activations) + 1):
        lines += _layer(each, activations, cost, apart=kind == "neuron" and each == layer)
    return lines


def batch_line(layer: int, kind: Kind) -> Line | None:
    """Over a batch a parameter's derivative is the mean of those of its samples; a neuron has one for each sample."""
    errors, senders = Term("Delta", layer), Term("A", layer - 1)
    if kind == "weight":
        return Line(Term("mean_dC_dW", layer), apply("mean", apply("outer", errors, senders)))
    return Line(Term("mean_dC_db", layer), apply("mean", errors)) if kind == "bias" else None


def _layer(layer: int, activations: Sequence[str], cost: str, apart: bool) -> list[Line]:
    """delta of one layer, and the names it uses; with `apart` dC0/da stands on a line of its own."""
    delta, wished, slope = Term("delta", layer), Term("dC_da", layer), Term("slope", layer)
    name, asked = activations[layer - 1], Line(wished, wish(layer, activations, cost))
    if layer == len(activations) and COSTS[cost].fused == name:
        return [Line(delta, FUSED[cost](layer)), *([asked] if apart else [])]
    if not ACTIVATIONS[name].elementwise:  # softmax: every output depends on every z
        told = apply("total", apply("times", _a(layer), wished))
        return [Line(delta, apply("times", _a(layer), apply("minus", wished, told))), replace(asked, everywhere=True)]
    listening = Line(slope, SLOPES[name](layer))
    if apart:
        return [Line(delta, apply("times", slope, wished)), asked, listening]
    return [Line(delta, apply("times", slope, apply("named", wished, asked.right))), listening]
