"""The usual mistakes in a backward pass: their names, what each does, its wrong line and the right one.

Knows which networks and batches a mistake is possible in. Does not know how it changes the pass (`mistaken`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

BugName = Literal[
    "sign-flipped",
    "factor-two",
    "missing-output-slope",
    "missing-hidden-slope",
    "slope-of-activation",
    "weights-not-transposed",
    "updated-weights-used",
    "batch-sum-not-mean",
    "batch-mean-not-sum",
    "extra-output-slope",
    "bias-not-updated",
    "bias-shared",
    "gradients-not-zeroed",
    "gradient-transposed",
    "wrong-layer-input",
]


@dataclass(frozen=True)
class Bug:
    """One mistake: its name, what it is called beside a picture, what it does, its wrong line and the right one.

    `line` is the right one for somebody who looks for the mistake, with a word on why where it needs one. `needs` is
    what it is possible in; empty where that is every network.
    """

    name: BugName
    label: str
    explanation: str
    wrong: str
    line: str
    needs: str = ""


BUGS: dict[str, Bug] = {
    bug.name: bug
    for bug in (
        Bug("sign-flipped", "every gradient points the wrong way",
            "Every gradient points the wrong way: the miss is y - a instead of a - y, or the step adds the gradient.",
            "delta = (y - a) * slope", "delta = (a - y) * slope; W -= eta * dC_dW"),
        Bug("factor-two", "every gradient is twice too large",
            "Every gradient is twice or half what the cost asks: the 2 of (a - y)^2 is there without being in the "
            "cost, or is missing.",
            "dC_da = 2 * 2 * (a - y)", "dC_da = 2 * (a - y)  # for (a - y)^2; a - y for half of it"),
        Bug("missing-output-slope", "the output's delta lacks the slope",
            "The output's delta lacks the slope of the activation.",
            "delta = dC_da", "delta = dC_da * slope(z)"),
        Bug("missing-hidden-slope", "the hidden deltas lack the slope",
            "The hidden deltas lack the slope of the activation.",
            "delta[l] = W[l+1].T @ delta[l+1]", "delta[l] = (W[l+1].T @ delta[l+1]) * slope(z[l])",
            needs="a hidden layer"),
        Bug("slope-of-activation", "the slope is taken at a, not at z",
            "The slope is taken at a instead of at z: a function of z is applied to what went through it already.",
            "slope = sigmoid_prime(a)", "slope = sigmoid_prime(z)  # or a * (1 - a), not sigmoid_prime(a)"),
        Bug("weights-not-transposed", "errors go back along untransposed weights",
            "Errors travel backwards along the weights the wrong way round.",
            "dC_da = W[l+1] @ delta[l+1]", "dC_da = W[l+1].T @ delta[l+1]",
            needs="a hidden layer, and in every one as many neurons as there are outputs: square matrices"),
        Bug("updated-weights-used", "the hidden delta uses weights already changed",
            "The hidden delta uses weights that this step has already changed.",
            "W[l+1] -= eta * dC_dW[l+1]; dC_da = W[l+1].T @ delta[l+1]",
            "compute every delta first, then change the weights",
            needs="a hidden layer"),
        Bug("batch-sum-not-mean", "the samples' gradients are added, not averaged",
            "The gradients of the samples are added and not divided by their number.",
            "dC_dW = delta.T @ a", "dC_dW = delta.T @ a / batch",
            needs="a batch of more than 1"),
        Bug("batch-mean-not-sum", "the gradients are divided by the batch twice",
            "The gradients are divided by the number of samples once too often.",
            "dC_dW = delta.T @ a / batch / batch", "divide by the batch once: in the cost or in the gradient",
            needs="a batch of more than 1"),
        Bug("extra-output-slope", "the output's delta has the slope twice",
            "The output's delta has the slope once too often.",
            "delta = dC_dz * slope(z)",
            "delta = a - y  # cross-entropy with its own activation: the slope has cancelled"),
        Bug("bias-not-updated", "the biases' gradients are zero",
            "The gradients of the biases are zero.", "dC_db = 0", "dC_db = delta"),
        Bug("bias-shared", "all biases of a layer get one gradient",
            "All neurons of a layer get the same bias gradient, as if they shared one bias.",
            "dC_db = delta.sum()", "dC_db = delta.mean(axis=0)  # over samples, not over neurons"),
        Bug("gradients-not-zeroed", "the gradients of earlier steps are still in there",
            "The gradients of the step before are still in there.",
            "loss.backward(); optimizer.step()", "optimizer.zero_grad()  # before each backward pass"),
        Bug("gradient-transposed", "the weights' gradients lie on their side",
            "Gradients of weights lie on their side: [k, j] instead of [j, k].",
            "dC_dW = np.outer(a, delta)", "dC_dW = np.outer(delta, a)  # not np.outer(a, delta)",
            needs="as many inputs as outputs, and as many neurons in every hidden layer: square matrices"),
        Bug("wrong-layer-input", "gradients are multiplied by z, not by a",
            "A gradient is multiplied by the wrong layer's values: z instead of a, or a of another layer.",
            "dC_dW[l] = np.outer(delta[l], z[l-1])", "dC_dW[l] = np.outer(delta[l], a[l-1])",
            needs="a hidden layer"),
    )
}  # fmt: skip

ORDER = tuple(BUGS)

HIDDEN = ("missing-hidden-slope", "weights-not-transposed", "updated-weights-used")  # mistakes in a hidden layer
BATCH = ("batch-sum-not-mean", "batch-mean-not-sum")  # mistakes in putting samples together


def why_not(bug: str, sizes: Sequence[int], batch: int) -> str | None:
    """Why a network of these sizes cannot be trained with this bug, as a sentence that says what to do; None: it can.

    A bug that would change nothing is refused as well.
    """
    shapes = list(pairwise(sizes))
    lacks = {
        **dict.fromkeys((*HIDDEN, "wrong-layer-input"), len(shapes) < 2),
        "weights-not-transposed": len(shapes) < 2 or any(n != m for n, m in shapes[1:]),
        "gradient-transposed": any(n != m for n, m in shapes),
        **dict.fromkeys(BATCH, batch < 2),
    }
    return f"{bug} needs {BUGS[bug].needs}." if lacks.get(bug) else None
