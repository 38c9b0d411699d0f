"""Why a run ends before its last epoch: it has learnt enough, or its numbers are finite no more.

Knows measurements in the order of their steps. Does not know runs or events. Whether it has learnt enough is decided
on them alone; they come at numbers of samples that do not depend on time, so equal runs stop at the same step.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.training.spec import StopSpec
from app.training.timeline import Measured

IN_ORDER = 1.5  # times the best cost so far


@dataclass(frozen=True)
class Divergence:
    """Why a run ended in numbers that are not finite: update `step` could not be made.

    `layer` and `what` name the first such value; at `last_good_step` the cost was still in order.
    """

    step: int
    layer: int
    what: str
    last_good_step: int


def why_stop(stop: StopSpec | None, measured: Sequence[Measured]) -> str | None:
    """Why a run with these measurements ends now, as a sentence; None where it goes on."""
    if stop is None or not measured:
        return None
    accuracy = measured[-1].accuracy
    if stop.target_accuracy is not None and accuracy is not None and accuracy >= stop.target_accuracy:
        return f"The test accuracy of {accuracy:.4g} has reached the target of {stop.target_accuracy:.4g}."
    waited = measurements_since_best(measured, stop.min_delta)
    if stop.patience is not None and waited >= stop.patience:
        return f"The test cost has not fallen any more for {waited} measurements."
    return None


def measurements_since_best(measured: Sequence[Measured], min_delta: float) -> int:
    """How many measurements have come since the test cost last fell by more than `min_delta`."""
    best, waited = math.inf, 0
    for each in measured:
        if each.cost is not None and each.cost < best - min_delta:
            best, waited = each.cost, 0
        else:
            waited += 1
    return waited


def last_good_step(measured: Sequence[Measured]) -> int:
    """The last measured step at which the test cost was still near the best before it; 0 if there is none."""
    best, good = math.inf, 0
    for each in measured:
        if each.cost is not None and each.cost <= IN_ORDER * best:
            best, good = min(best, each.cost), each.step
    return good
