"""One update and what it came from: the nudges of its samples, their mean, the optimiser's memory.

Knows parameters before and after, and the samples between them. Does not know runs, viewers or bytes.
What is told of one parameter comes from the same `trace` and the same `Optimizer` that train.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from app.datasets.dataset import Samples
from app.nn.activations import Array
from app.nn.backprop import Trace, trace
from app.nn.costs import Cost
from app.nn.network import Network
from app.nn.optimizers import BETA1, BETA2, LEFT_OVER, Optimizer, OptimizerName
from app.training.program import Compared, angle
from app.training.shown import Shown

CHUNK = 500  # samples traced at a time, so that nobody else waits for long
LISTED = 64  # samples of a batch that are named

Numbers = Sequence[int] | NDArray[np.intp]
Memory = tuple[int, dict[str, Array]]  # of an optimiser: updates made, and its vectors


@dataclass(frozen=True)
class Update:
    """A change of the parameters: the network before, the vector added to it and how it came about.

    `memory` is the optimiser's before it. `order` numbers the samples it was made from within `samples`;
    None where it was made from the shown sample alone. `compared` has a gradient of its batch for each layer, where
    the program that made it has bugs.
    """

    before: Array
    change: Array
    learning_rate: float
    size: int
    memory: Memory
    samples: Samples | None = None
    order: NDArray[np.intp] | None = None
    compared: tuple[Compared, ...] = ()


@dataclass(frozen=True)
class SampleNudge:
    """What one sample asks of a parameter: `nudge` is its own dC0/dw. `index` None: it is not of the data.

    `mean_so_far` is the mean of the nudges up to this one: so the batch's mean comes about.
    """

    index: int | None
    label: int | None
    cost: float
    nudge: float
    mean_so_far: float


@dataclass(frozen=True)
class BatchNudge:
    """A mini-batch and one parameter: each sample's nudge, and their mean, which is dC/dw of the batch.

    `used` says whether the update on the picture was made from it. The first samples are listed, all count.
    """

    used: bool
    size: int
    samples: tuple[SampleNudge, ...]
    mean: float


@dataclass(frozen=True)
class Move:
    """How far an update moves one parameter, and why: its gradient, and the optimiser's memory before and after.

    `corrected` is Adam's memory freed of its start at 0: m / (1 - beta1^t) and s / (1 - beta2^t).
    """

    optimizer: OptimizerName
    learning_rate: float
    size: int
    before: float
    gradient: float
    decay: float
    change: float
    after: float
    steps: int
    memory_before: dict[str, float]
    memory_after: dict[str, float]
    corrected: dict[str, float]


@dataclass(frozen=True)
class Direction:
    """The gradient of C over some samples, as a direction: its length, and how many parameters it moves at all."""

    name: str
    samples: int
    length: float
    moved: int
    lengths: tuple[float, ...]


@dataclass(frozen=True)
class Directions:
    """Gradients of one network over more and more samples, and the angle in degrees between any two of them."""

    parameters: int
    directions: tuple[Direction, ...]
    angles: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True)
class Batch:
    """Samples to be traced together: the shown one alone, or with others of the epoch."""

    shown: Shown | None
    samples: Samples
    order: Numbers
    used: bool

    def __len__(self) -> int:
        return len(self.order) + (self.shown is not None)

    def arrays(self) -> tuple[Array, Array]:
        """Inputs `(n, n_0)` and targets `(n, n_L)`, float64."""
        inputs, targets = self.samples.take(np.asarray(self.order, np.intp))
        if self.shown is None:
            return inputs, targets
        return np.vstack([self.shown.inputs[None], inputs]), np.vstack([self.shown.targets[None], targets])

    def names(self) -> list[tuple[int | None, int | None]]:
        """The number and the label of each sample."""
        own = [(self.shown.index, self.shown.target)] if self.shown is not None else []
        return [*own, *((int(i), self.samples.label(int(i))) for i in self.order)]


def batch_of(update: Update, shown: Shown, samples: Samples, following: Numbers, size: int) -> Batch:
    """The samples that made `update`; of an update from one, it and those that follow in order, `size` in all."""
    if update.samples is not None and update.order is not None and update.size > 1:
        return Batch(None, update.samples, update.order, used=True)
    others = [int(i) for i in following if i != shown.index][: max(0, size - 1)]
    return Batch(shown, samples, others, used=False)


def batch_nudge(network: Network, cost: Cost, batch: Batch, layer: int, to: int, source: int | None) -> BatchNudge:
    """Each sample's dC0/dw of one weight, or (`source` None) dC0/db of a bias. Raises IndexError if there is none."""
    index = network.index(layer, to, source)
    traced = trace(network, *batch.arrays(), cost)
    nudges = traced.layers[layer - 1].delta[:, to]
    if source is not None:
        nudges = nudges * _senders(traced, layer)[:, source]
    so_far = np.cumsum(nudges) / np.arange(1, len(nudges) + 1)
    listed = tuple(
        SampleNudge(*name, float(c), float(nudge), float(mean))
        for name, c, nudge, mean in zip(batch.names()[:LISTED], traced.cost, nudges, so_far, strict=False)
    )
    return BatchNudge(batch.used, len(batch), listed, float(traced.gradient[index]))


def _senders(traced: Trace, layer: int) -> Array:
    """The activations that feed `layer`, `(batch, n)`."""
    return traced.inputs if layer == 1 else traced.layers[layer - 2].a


def move(network: Network, gradient: Array, update: Update, name: OptimizerName, l2: float, index: int) -> Move:
    """Why `update` moves parameter `index` of `network` as far as it does.

    `gradient` is dC/dw of all parameters, flat, without the pull of l2. The optimiser is asked about this
    one parameter again, with the memory it had.
    """
    steps, vectors = update.memory
    decay = l2 * float(network.parameters[index]) if _is_weight(network, index) else 0.0
    alone = Optimizer(name, np.zeros(1), keeps=LEFT_OVER in vectors)
    alone.load((steps, {vector: values[index : index + 1].astype(np.float64) for vector, values in vectors.items()}))
    before = {vector: float(values[0]) for vector, values in alone.memory.items()}
    g = float(gradient[index])
    alone.step(np.array([g + decay]), update.learning_rate)
    after = {vector: float(values[0]) for vector, values in alone.memory.items()}
    w, change = float(update.before[index]), float(update.change[index])
    return Move(
        name,
        update.learning_rate,
        update.size,
        w,
        g,
        decay,
        change,
        w + change,
        alone.steps,
        before,
        after,
        _corrected(alone),
    )


def _corrected(optimizer: Optimizer) -> dict[str, float]:
    if optimizer.name != "adam":
        return {}
    share = {"mean": 1 - BETA1**optimizer.steps, "square": 1 - BETA2**optimizer.steps}
    return {vector: float(optimizer.memory[vector][0]) / part for vector, part in share.items()}


def _is_weight(network: Network, index: int) -> bool:
    """l2 pulls at weights alone."""
    for w, b in zip(network.weights, network.biases, strict=True):
        if index < w.size:
            return True
        index -= w.size + b.size
        if index < 0:
            return False
    raise IndexError("There is no such parameter.")


def directions(
    network: Network, cost: Cost, shown: Shown, batch: Batch, every: Samples
) -> Generator[None, None, Directions]:
    """The gradient of the shown sample, of the batch and of all samples; it pauses while it adds them up."""
    gradients = {
        "sample": (trace(network, shown.inputs[None], shown.targets[None], cost).gradient, 1),
        "batch": (trace(network, *batch.arrays(), cost).gradient, len(batch)),
    }
    total = np.zeros(len(network.parameters))
    for start in range(0, len(every), CHUNK):
        inputs, targets = every.take(slice(start, start + CHUNK))
        total += trace(network, inputs, targets, cost).gradient * len(inputs)
        yield
    gradients["all"] = total / len(every), len(every)
    found = tuple(_direction(network, name, *each) for name, each in gradients.items())
    angles = tuple(
        (one, other, angle(gradients[one][0], gradients[other][0])) for one, other in combinations(gradients, 2)
    )
    return Directions(len(total), found, angles)


def _direction(network: Network, name: str, gradient: Array, samples: int) -> Direction:
    names = [activation.name for activation in network.activations]
    by_layer = Network.over(gradient, network.sizes, names).weights
    lengths = tuple(float(np.linalg.norm(dW)) for dW in by_layer)
    return Direction(name, samples, float(np.linalg.norm(gradient)), int(np.count_nonzero(gradient)), lengths)
