"""The usual mistakes in a backward pass, each as a variant of the same pass: what gradient would it give?

Knows how each mistake changes one line of back-propagation. Does not know anybody's gradients (`doctor`).
The right pass is `app/nn/backprop`; with no bug this one agrees with it, and a test says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from app.nn.activations import Array
from app.nn.backprop import Trace, trace
from app.nn.costs import Cost
from app.nn.network import Network

SETTLE = 60  # iterations to find the network of one step ago


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
    def step_ago(self) -> "Lesson | None":
        """The lesson before the step that led to this network; None where that cannot be told."""
        return _step_ago(self)


@dataclass(frozen=True)
class Gradients:
    """One matrix dC/dW `(n_l, n_{l-1})` and one vector dC/db `(n_l,)` for each layer."""

    weights: tuple[Array, ...]
    biases: tuple[Array, ...]

    def tensors(self) -> list[Array]:
        """All of them, layer by layer: weights, then biases."""
        return [part for pair in zip(self.weights, self.biases, strict=True) for part in pair]

    def times(self, factor: float) -> "Gradients":
        """Every number multiplied."""
        return Gradients(tuple(factor * w for w in self.weights), tuple(factor * b for b in self.biases))


@dataclass(frozen=True)
class Bug:
    """One mistake: what it is called, what it does, and the line to change."""

    name: str
    explanation: str
    line: str


BUGS = {
    bug.name: bug
    for bug in (
        Bug("sign-flipped", "Every gradient points the wrong way: the miss is y - a instead of a - y, or the step adds "
            "the gradient.", "delta = (a - y) * slope; W -= eta * dC_dW"),
        Bug("factor-two", "Every gradient is twice or half what the cost asks: the 2 of (a - y)^2 is there without "
            "being in the cost, or is missing.", "dC_da = 2 * (a - y)  # for (a - y)^2; a - y for half of it"),
        Bug("missing-output-slope", "The output's delta lacks the slope of the activation.",
            "delta = dC_da * slope(z)"),
        Bug("missing-hidden-slope", "The hidden deltas lack the slope of the activation.",
            "delta[l] = (W[l+1].T @ delta[l+1]) * slope(z[l])"),
        Bug("slope-of-activation", "The slope is taken at a instead of at z: a function of z is applied to what "
            "went through it already.", "slope = sigmoid_prime(z)  # or a * (1 - a), not sigmoid_prime(a)"),
        Bug("weights-not-transposed", "Errors travel backwards along the weights the wrong way round.",
            "dC_da = W[l+1].T @ delta[l+1]"),
        Bug("updated-weights-used", "The hidden delta uses weights that this step has already changed.",
            "compute every delta first, then change the weights"),
        Bug("batch-sum-not-mean", "The gradients of the samples are added and not divided by their number.",
            "dC_dW = delta.T @ a / batch"),
        Bug("batch-mean-not-sum", "The gradients are divided by the number of samples once too often.",
            "divide by the batch once: in the cost or in the gradient"),
        Bug("extra-output-slope", "The output's delta has the slope once too often.",
            "delta = a - y  # cross-entropy with its own activation: the slope has cancelled"),
        Bug("bias-not-updated", "The gradients of the biases are zero.", "dC_db = delta"),
        Bug("bias-shared", "All neurons of a layer get the same bias gradient, as if they shared one bias.",
            "dC_db = delta.mean(axis=0)  # over samples, not over neurons"),
        Bug("gradients-not-zeroed", "The gradients of the step before are still in there.",
            "optimizer.zero_grad()  # before each backward pass"),
        Bug("gradient-transposed", "Gradients of weights lie on their side: [k, j] instead of [j, k].",
            "dC_dW = np.outer(delta, a)  # not np.outer(a, delta)"),
        Bug("wrong-layer-input", "A gradient is multiplied by the wrong layer's values: z instead of a, or a of "
            "another layer.", "dC_dW[l] = np.outer(delta[l], a[l-1])"),
    )
}  # fmt: skip

ORDER = tuple(BUGS)


def variants(lesson: Lesson, bugs: frozenset[str]) -> Iterator[Gradients]:
    """The gradients that these mistakes together give, in each way they can be made; none where they cannot be."""
    for factor in (2.0, 0.5) if "factor-two" in bugs else (1.0,):
        for inputs in ("z", "own") if "wrong-layer-input" in bugs else ("right",):
            for shared in ("sum", "mean") if "bias-shared" in bugs else ("own",):
                found = _gradients(lesson, bugs, inputs, shared)
                if found is not None and "gradients-not-zeroed" in bugs:
                    found = _added(found, lesson, bugs, inputs, shared)
                if found is not None:
                    yield _after(lesson, bugs, found, factor)


def _added(found: Gradients, lesson: Lesson, bugs: frozenset[str], inputs: str, shared: str) -> Gradients | None:
    """These gradients and those of the step before, which were not zeroed."""
    earlier = lesson.step_ago
    left = earlier and _gradients(earlier, bugs, inputs, shared)
    if not left:
        return None
    both = [one + other for one, other in zip(found.tensors(), left.tensors(), strict=True)]
    return Gradients(tuple(both[::2]), tuple(both[1::2]))


def _after(lesson: Lesson, bugs: frozenset[str], found: Gradients, factor: float) -> Gradients:
    """What happens to gradients that have been computed."""
    scale = factor * (-1.0 if "sign-flipped" in bugs else 1.0)
    scale *= lesson.batch if "batch-sum-not-mean" in bugs else 1.0
    scale /= lesson.batch if "batch-mean-not-sum" in bugs else 1.0
    found = found.times(scale) if scale != 1 else found
    if "bias-not-updated" in bugs:
        found = replace(found, biases=tuple(np.zeros_like(b) for b in found.biases))
    if "gradient-transposed" in bugs:
        found = replace(found, weights=tuple(w.T for w in found.weights))
    return found


def _gradients(lesson: Lesson, bugs: frozenset[str], inputs: str, shared: str) -> Gradients | None:
    """The backward pass with its mistakes; None where the shapes do not allow one of them."""
    network = lesson.network
    weights: list[Array] = []
    biases: list[Array] = []
    delta: Array = np.empty(0)
    with np.errstate(all="ignore"):
        for l in range(network.layers - 1, -1, -1):  # noqa: E741 - the lessons call a layer l
            if l == network.layers - 1:
                delta = _output_delta(lesson, bugs)
            else:
                w = network.weights[l + 1]
                if "updated-weights-used" in bugs:
                    assert lesson.learning_rate is not None
                    w = w - lesson.learning_rate * weights[0]
                if "weights-not-transposed" in bugs:
                    if w.shape[0] != w.shape[1]:
                        return None
                    w = w.T
                delta = (delta @ w) * (1.0 if "missing-hidden-slope" in bugs else _slope(lesson, l, bugs))
            fed = _fed(lesson, l, inputs)
            if fed is None:
                return None
            weights.insert(0, delta.T @ fed / lesson.batch)
            biases.insert(0, _bias(delta, shared))
    return Gradients(tuple(weights), tuple(biases))


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
    if bug in ("missing-hidden-slope", "weights-not-transposed"):
        return lesson.network.layers > 1
    if bug == "gradients-not-zeroed":
        return lesson.learning_rate is not None
    return bug not in ("batch-sum-not-mean", "batch-mean-not-sum") or lesson.batch > 1
