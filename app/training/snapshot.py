"""What a run looks like at one moment, complete: nothing in a picture needs a second computation.

Knows how to put a run's numbers for one sample together. Does not know bytes, jobs or viewers.
Snapshots are float64 whatever precision trains.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.nn.activations import Array
from app.nn.backprop import Trace, first_non_finite, forward, input_gradient, trace
from app.nn.bugs import BUGS, Bug
from app.nn.costs import Cost
from app.nn.network import Network
from app.training.commands import Parameter
from app.training.program import Program
from app.training.shown import Shown
from app.training.update import Update

GRID = 40  # cells along each side of a region picture


@dataclass(frozen=True)
class Regions:
    """Activations of every layer over the plane: `(n_l, GRID, GRID)`, rows upwards, in `box`."""

    box: tuple[float, float, float, float]
    activations: tuple[Array, ...]


@dataclass(frozen=True)
class Tried:
    """A value that a parameter has in the picture only, and what its neuron and the cost are with and without it.

    `gradient_was` is dC0/dparameter without it: where the difference quotient tends as the value nears `was`.
    """

    parameter: Parameter
    value: float
    was: float
    z: float
    z_was: float
    a: float
    a_was: float
    cost_was: float
    gradient_was: float


@dataclass(frozen=True)
class Snapshot:
    """The network before an update, the trace of one sample through it, the update, and what it did.

    `phase` is "applied" when the run has made that update, "preview" when a step on the sample would.
    With `tried` the network is not the run's: one of its parameters has another value. `made` is the trace as the
    run's program computes it on the way back: `trace` itself, unless it has `bugs`.
    """

    phase: Literal["applied", "preview"]
    shown: Shown
    network: Network
    trace: Trace
    made: Trace
    wishes: Array
    update: Update
    after: tuple[Array, ...]
    cost_after: float
    non_finite: tuple[int, str] | None
    regions: Regions | None = None
    tried: Tried | None = None
    bugs: tuple[Bug, ...] = ()


def take_snapshot(
    network: Network,
    cost: Cost,
    shown: Shown,
    update: Update,
    phase: Literal["applied", "preview"],
    box: tuple[float, float, float, float] | None,
    program: Program,
) -> Snapshot:
    """Trace `shown` through the network before `update`, and run it forward through the one after."""
    names = [activation.name for activation in network.activations]
    before = Network.over(update.before.astype(np.float64), network.sizes, names)
    with np.errstate(all="ignore"):
        changed = Network.over(before.parameters + update.change, network.sizes, names)
        x, y = shown.inputs[None], shown.targets[None]
        traced = trace(before, x, y, cost)
        made = program.trace(before, traced, update.learning_rate, update.memory[1])
        after = forward(changed, x)
        return Snapshot(
            phase,
            shown,
            before,
            traced,
            made,
            input_gradient(before, made)[0],
            update,
            tuple(a[0] for a in after[1:]),
            float(cost.value(after[-1], y)[0]),
            first_non_finite(made),
            regions(before, box) if box else None,
            bugs=tuple(bug for bug in BUGS.values() if bug.name in program.bugs),
        )


def regions(network: Network, box: tuple[float, float, float, float]) -> Regions:
    """Every neuron's activation over a box of the plane (2-D inputs only)."""
    x0, x1, y0, y1 = box
    centres = (np.arange(GRID) + 0.5) / GRID
    x, y = np.meshgrid(x0 + centres * (x1 - x0), y0 + centres * (y1 - y0))
    a = forward(network, np.stack([x.ravel(), y.ravel()], axis=1))
    return Regions(box, tuple(layer.T.reshape(-1, GRID, GRID) for layer in a[1:]))


def plane_box(places: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """A square around points `(n, 2)` with some air: x0, x1, y0, y1."""
    low, high = places.min(0), places.max(0)
    middle, half = (low + high) / 2, float((high - low).max()) * 0.6
    return (
        float(middle[0] - half),
        float(middle[0] + half),
        float(middle[1] - half),
        float(middle[1] + half),
    )
