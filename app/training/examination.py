"""How a network does on the test samples in detail: which class it takes for which, and its worst mistakes.

Knows outputs and labels. Does not know runs or when to look (`meter` knows that).
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.datasets.dataset import Samples
from app.nn.backprop import forward
from app.nn.costs import Cost
from app.nn.network import Network
from app.training.meter import CHUNK, answers

WORST = 20


@dataclass(frozen=True)
class Examination:
    """`confusion[label][prediction]` counts; `mistakes` are the costliest wrong answers, worst first.

    Without classes there is no accuracy and no confusion, and the costliest samples are the mistakes.
    """

    samples: int
    accuracy: float | None
    cost: float | None
    confusion: list[list[int]]
    mistakes: list[dict[str, Any]]


def examine(network: Network, test: Samples, cost: Cost, classes: int) -> Generator[None, None, Examination]:
    """Examine all test samples, yielding between chunks."""
    said, costs = [], []
    for start in range(0, len(test), CHUNK):
        inputs, targets = test.take(slice(start, start + CHUNK))
        with np.errstate(all="ignore"):
            outputs = forward(network, inputs)[-1]
            costs.append(cost.value(outputs, targets))
        said.append(answers(outputs))
        yield
    prediction, each = np.concatenate(said), np.concatenate(costs)
    confusion = np.zeros((classes, classes), int)
    if test.labels is None:
        accuracy, wrong = None, np.arange(len(test))
    else:
        labels = test.labels.astype(int)
        np.add.at(confusion, (labels, prediction), 1)
        accuracy, wrong = float((prediction == labels).mean()), np.flatnonzero(prediction != labels)
    worst = wrong[np.argsort(-np.nan_to_num(each[wrong], nan=np.inf), kind="stable")][:WORST].tolist()
    mistakes = [
        {
            "index": i,
            "label": test.label(i),
            "prediction": int(prediction[i]) if classes else None,
            "cost": _finite(each[i]),
        }
        for i in worst
    ]
    return Examination(len(test), accuracy, _finite(each.mean()), confusion.tolist(), mistakes)


def _finite(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None
