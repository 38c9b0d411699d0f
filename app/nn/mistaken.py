"""The backward pass with the usual mistakes in it: what would a program with this bug compute?

Knows how each mistake of `bugs` changes one line of back-propagation. Does not know who makes it: a run that
is to train with it, or somebody whose gradients are wrong. The right pass is `app/nn/backprop`; with no bug this
one agrees with it, and a test says so.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from app.nn.activations import Array
from app.nn.backprop import LayerTrace, Trace, trace
from app.nn.bugs import BATCH, HIDDEN
from app.nn.costs import Cost
from app.nn.network import Network, split

SETTLE = 60  # iterations to find the network of one step ago
FIRST = 2.0, "z", "sum"  # how a bug is made that can be made in two ways: its factor, what is fed, what is shared


@dataclass(frozen=True)
class Lesson:
    """A network, a batch `(batch, n)` and its trace; `learning_rate` is None where it is not known."""

    network: Network
    cost: Cost
    traced: Trace
    learning_rate: float | None = None

    @property
    def batch(self) -> int:
        """How many samples there are."""
        return len(self.traced.inputs)

    @cached_property
    def right(self) -> "Gradients":
        """The gradients without any mistake."""
        return next(variants(self, frozenset()))

    @cached_property
    def step_ago(self) -> "Lesson | None":
        """The lesson before the step that led to this network; None where that cannot be told."""
        return _step_ago(self)


@dataclass(frozen=True)
class Gradients:
    """One matrix dC/dW `(n_l, n_{l-1})` and one vector dC/db `(n_l,)` for each layer."""

    weights: tuple[Array, ...]
    biases: tuple[Array, ...]

    @classmethod
    def of(cls, layers: Iterable[LayerTrace]) -> "Gradients":
        """Those of a trace, first layer first."""
        made = list(layers)
        return cls(tuple(layer.dC_dW for layer in made), tuple(layer.dC_db for layer in made))

    def tensors(self) -> list[Array]:
        """All of them, layer by layer: weights, then biases."""
        return [part for pair in zip(self.weights, self.biases, strict=True) for part in pair]

    def times(self, factor: float) -> "Gradients":
        """Every number multiplied."""
        return Gradients(tuple(factor * w for w in self.weights), tuple(factor * b for b in self.biases))


def mistaken(lesson: Lesson, bugs: frozenset[str], left_over: Array | None = None) -> Trace:
    """The trace of a program with these bugs: what its forward pass and its backward pass compute.

    `lesson.traced`, the right one, is returned where there is no bug. A bug that can be made in two ways is made in
    the first. `left_over` is the flat gradient that earlier steps left behind, where nobody zeroes it.
    Raises ValueError where the shapes do not allow one of the bugs (`bugs.why_not` says so beforehand).
    """
    if not bugs:
        return lesson.traced
    network, (factor, inputs, shared) = lesson.network, FIRST
    factor = factor if "factor-two" in bugs else 1.0
    layers = _backward(
        lesson, bugs, inputs if "wrong-layer-input" in bugs else "right", shared if "bias-shared" in bugs else "own"
    )
    if layers is None:
        raise ValueError(f"A {network.sizes} network cannot have the bugs {', '.join(sorted(bugs))}.")
    found = _after(lesson, bugs, Gradients.of(layers), factor)
    with np.errstate(all="ignore"):
        gradient = np.concatenate([part.ravel() for part in found.tensors()]).astype(network.parameters.dtype)
        if left_over is not None:
            gradient += left_over
        scale = _scale(bugs, factor)
        weights, biases = split(gradient, network.sizes)
        made = tuple(
            replace(layer, dC_da=scale * layer.dC_da, delta=scale * layer.delta, dC_dW=w, dC_db=b)
            for layer, w, b in zip(layers, weights, biases, strict=True)
        )
    return replace(lesson.traced, layers=made, gradient=gradient)


def variants(lesson: Lesson, bugs: frozenset[str]) -> Iterator[Gradients]:
    """The gradients that these mistakes together give, in each way they can be made; none where they cannot be."""
    for factor in (2.0, 0.5) if "factor-two" in bugs else (1.0,):
        for inputs in ("z", "own") if "wrong-layer-input" in bugs else ("right",):
            for shared in ("sum", "mean") if "bias-shared" in bugs else ("own",):
                layers = _backward(lesson, bugs, inputs, shared)
                found = layers and Gradients.of(layers)
                if found and "gradients-not-zeroed" in bugs:
                    found = _added(found, lesson, bugs, inputs, shared)
                if found:
                    yield _after(lesson, bugs, found, factor)


def _added(found: Gradients, lesson: Lesson, bugs: frozenset[str], inputs: str, shared: str) -> Gradients | None:
    """These gradients and those of the step before, which were not zeroed."""
    earlier = lesson.step_ago
    left = earlier and _backward(earlier, bugs, inputs, shared)
    if not left:
        return None
    both = [one + other for one, other in zip(found.tensors(), Gradients.of(left).tensors(), strict=True)]
    return Gradients(tuple(both[::2]), tuple(both[1::2]))


def _scale(bugs: frozenset[str], factor: float) -> float:
    """What the miss, and so everything that comes back from it, is multiplied by."""
    return factor * (-1.0 if "sign-flipped" in bugs else 1.0)


def _after(lesson: Lesson, bugs: frozenset[str], found: Gradients, factor: float) -> Gradients:
    """What happens to gradients that have been computed."""
    scale = _scale(bugs, factor)
    scale *= lesson.batch if "batch-sum-not-mean" in bugs else 1.0
    scale /= lesson.batch if "batch-mean-not-sum" in bugs else 1.0
    found = found.times(scale) if scale != 1 else found
    if "bias-not-updated" in bugs:
        found = replace(found, biases=tuple(np.zeros_like(b) for b in found.biases))
    if "gradient-transposed" in bugs:
        found = replace(found, weights=tuple(w.T for w in found.weights))
    return found


def _backward(lesson: Lesson, bugs: frozenset[str], inputs: str, shared: str) -> list[LayerTrace] | None:
    """The backward pass with its mistakes, first layer first; None where the shapes do not allow one of them."""
    network, made = lesson.network, list[LayerTrace]()
    with np.errstate(all="ignore"):
        for l in range(network.layers - 1, -1, -1):  # noqa: E741 - the lessons call a layer l
            layer = lesson.traced.layers[l]
            if l == network.layers - 1:
                dC_da, delta = layer.dC_da, _output_delta(lesson, bugs)
            else:
                w = _way_back(lesson, l, bugs, made[0].dC_dW)
                if w is None:
                    return None
                dC_da = made[0].delta @ w
                delta = dC_da if "missing-hidden-slope" in bugs else dC_da * _slope(lesson, l, bugs)
            fed = _fed(lesson, l, inputs)
            if fed is None:
                return None
            dC_dW = delta.T @ fed / lesson.batch
            made.insert(0, replace(layer, dC_da=dC_da, delta=delta, dC_dW=dC_dW, dC_db=_bias(delta, shared)))
    return made


def _way_back(lesson: Lesson, l: int, bugs: frozenset[str], gradient: Array) -> Array | None:  # noqa: E741
    """The weights along which errors travel back to layer `l`; `gradient` is theirs. None where they do not fit."""
    w = lesson.network.weights[l + 1]
    if "updated-weights-used" in bugs:
        assert lesson.learning_rate is not None
        w = w - lesson.learning_rate * gradient
    if "weights-not-transposed" in bugs:
        return w.T if w.shape[0] == w.shape[1] else None
    return w


def _output_delta(lesson: Lesson, bugs: frozenset[str]) -> Array:
    last = lesson.traced.layers[-1]
    if "missing-output-slope" in bugs:
        return last.dC_da
    delta = last.delta
    if "slope-of-activation" in bugs and lesson.network.activations[-1].elementwise:
        delta = last.dC_da * _slope(lesson, lesson.network.layers - 1, bugs)
    return delta * last.slope if "extra-output-slope" in bugs else delta


def _slope(lesson: Lesson, l: int, bugs: frozenset[str]) -> Array:  # noqa: E741
    layer, activation = lesson.traced.layers[l], lesson.network.activations[l]
    if "slope-of-activation" not in bugs:
        return layer.slope
    again = activation(layer.a)
    return activation.slope(layer.a, again, np.empty_like(again))


def _fed(lesson: Lesson, l: int, inputs: str) -> Array | None:  # noqa: E741
    """What the gradient of layer `l` is multiplied by: a of the layer before, or by mistake something else."""
    before = lesson.traced.inputs if l == 0 else lesson.traced.layers[l - 1].a
    if inputs == "right" or (inputs == "z" and l == 0):
        return before
    wrong = lesson.traced.layers[l - 1].z if inputs == "z" else lesson.traced.layers[l].a
    return wrong if wrong.shape == before.shape else None if inputs == "z" else before


def _bias(delta: Array, shared: str) -> Array:
    own = delta.mean(axis=0)
    return own if shared == "own" else np.full_like(own, own.sum() if shared == "sum" else own.mean())


def _step_ago(lesson: Lesson) -> Lesson | None:
    """The lesson before the step that led to this network: w = w_now + eta dC/dw(w), found by iterating.

    None where that does not settle, as with steps too large to be undone.
    """
    names = [activation.name for activation in lesson.network.activations]
    now = before = lesson.network.parameters
    for _ in range(SETTLE):
        earlier = Network.over(before, lesson.network.sizes, names)
        traced = trace(earlier, lesson.traced.inputs, lesson.traced.targets, lesson.cost)
        with np.errstate(all="ignore"):
            nearer = now + (lesson.learning_rate or 0.0) * traced.gradient
        if np.allclose(nearer, before, rtol=1e-12, atol=1e-14):
            return replace(lesson, network=earlier, traced=traced)
        before = nearer
    return None


def possible(lesson: Lesson, bug: str) -> bool:
    """Whether this mistake can be made in this network at all."""
    if bug == "updated-weights-used":
        return lesson.network.layers > 1 and lesson.learning_rate is not None
    if bug in HIDDEN:
        return lesson.network.layers > 1
    if bug == "gradients-not-zeroed":
        return lesson.learning_rate is not None
    return bug not in BATCH or lesson.batch > 1
