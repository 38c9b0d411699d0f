"""How well a run does: when to measure, and the measurement.

Knows costs and accuracy over the test samples. Does not know events or curves on a screen.
"""

from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np

from app.datasets.dataset import Samples
from app.nn.backprop import forward
from app.nn.costs import Cost
from app.nn.network import Network

CHUNK = 500  # samples measured between two chances to do something more urgent
FIRST, GROWTH = 500, 1.1  # samples between measurements: 500 at first, then a tenth of those seen
DOTS = 32  # costs of single samples kept between two measurements


@dataclass(frozen=True)
class Metric:
    """One measurement. A value is None when it is not finite, or does not exist for the data set.

    `bug_ratios` and `bug_angles` are empty but for a program with bugs: then there is one for each layer, of the last
    update.
    """

    step: int
    epoch: int
    samples: int
    cost: float | None
    test_cost: float | None
    test_accuracy: float | None
    gradient_norms: list[float | None]
    dots: dict[str, list[float]]
    bug_ratios: list[float | None] = field(default_factory=list)
    bug_angles: list[float | None] = field(default_factory=list)


@dataclass
class Meter:
    """Gathers training costs between measurements and says when the next one is due."""

    due: int = 0
    total: float = 0.0
    count: int = 0
    dots: list[tuple[int, float]] = field(default_factory=list)

    def add(self, step: int, cost: float) -> None:
        """The mean cost over the samples of one update."""
        self.total += cost
        self.count += 1
        self.dots.append((step, cost))

    def skip(self, samples: int) -> None:
        """Begin anew after a jump to where `samples` have been seen."""
        self.due, self.total, self.count = next_due(samples), 0.0, 0
        self.dots.clear()

    def take(self, samples: int) -> tuple[float | None, dict[str, list[float]]]:
        """The mean training cost and the thinned dots since the last measurement."""
        mean = self.total / self.count if self.count else None
        thinned = self.dots[:: max(1, len(self.dots) // DOTS)]
        dots = {"step": [float(s) for s, _ in thinned], "cost": [c for _, c in thinned]}
        self.skip(samples)
        return mean, dots


def next_due(samples: int) -> int:
    """How many samples will have been seen at the next measurement."""
    return max(samples + FIRST, int(samples * GROWTH))


def measure(network: Network, test: Samples, cost: Cost) -> Generator[None, None, tuple[float, float | None]]:
    """Mean cost and accuracy over the test samples, yielding between chunks.

    Accuracy counts the largest output as the answer; a single output answers 1 above one half. It is None where
    there are no classes.
    """
    total, right = 0.0, 0
    for start in range(0, len(test), CHUNK):
        part = slice(start, start + CHUNK)
        inputs, targets = test.take(part)
        with np.errstate(all="ignore"):
            outputs = forward(network, inputs)[-1]
            total += float(cost.value(outputs, targets).sum())
        if test.labels is not None:
            right += int((answers(outputs) == test.labels[part]).sum())
        yield
    return total / len(test), right / len(test) if test.labels is not None else None


def answers(outputs: np.ndarray) -> np.ndarray:
    """The class each row of outputs says."""
    return (outputs[:, 0] > 0.5).astype(int) if outputs.shape[1] == 1 else outputs.argmax(1)
