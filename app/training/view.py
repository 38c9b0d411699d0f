"""What of a run is shown: which sample, and the picture of it.

Knows a run and what its viewers watch. Does not know frames, sockets or time. Looking changes nothing.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.nn import least_squares
from app.nn.activations import Array
from app.nn.backprop import Trace, trace
from app.nn.costs import Cost
from app.nn.gradient_check import relative_error, wiggle
from app.nn.network import Network
from app.nn.optimizers import Optimizer
from app.training.commands import CommandError, Parameter, Probe, Watch
from app.training.run import Run
from app.training.shown import Shown, pin, sample_of
from app.training.snapshot import Snapshot, plane_box, take_snapshot
from app.training.update import (
    Batch,
    BatchNudge,
    Directions,
    Move,
    Update,
    batch_nudge,
    batch_of,
    directions,
    move,
)

UPCOMING = 6
USUAL_BATCH = 10  # samples set side by side where updates are made from one


@dataclass(frozen=True)
class Trial:
    """A network, the trace of one sample through it, and the change a step on that would make."""

    network: Network
    trace: Trace
    change: Array
    cost: Cost


@dataclass(frozen=True)
class LeastSquares:
    """The linear layer as it is and the one of the closed form, and C of each over `samples`."""

    samples: int
    network: Network
    closed_form: Network
    cost: float
    least_cost: float


class View:
    """The sample that is watched, pinned by a viewer or following the training order."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.pinned: Shown | None = None
        self._last: Shown | None = None

    def watch(self, watch: Watch) -> None:
        """Pin a sample, or follow the training order again."""
        self.pinned = pin(watch, self.run.course.samples, self.run.dataset) if watch.pins else None

    def forget(self) -> None:
        """The run has jumped: what was shown before means nothing now."""
        self._last = None

    def shown(self) -> Shown:
        """The sample on the screen: the pinned one, else the last update's, else the next in order."""
        if self.pinned is not None:
            return self.pinned
        if self.run.applied is not None:
            self._last = self.run.applied[1]
        return self._last or sample_of(self.run.course.samples, int(self.run.course.next(1)[0]))

    def snapshot(self) -> Snapshot:
        """The picture of now. The run's course must be ready."""
        run, shown = self.run, self.shown()
        plane = run.dataset.kind == "plane"
        box = plane_box(run.dataset.train.take(slice(None))[0]) if plane else None
        phase: Literal["applied", "preview"] = "preview" if self._applied() is None else "applied"
        return take_snapshot(run.network, run.cost, shown, self._update(), phase, box)

    def upcoming(self) -> list[int]:
        """Numbers of the next samples in the training order."""
        return [int(i) for i in self.run.course.next(UPCOMING)]

    def probe(self, probe: Probe) -> dict[str, list[float | None]]:
        """z and a of the parameter's neuron and C of the shown sample, for each value of the parameter."""
        network, layer = self._trial(), probe.parameter.layer
        index, to = self.run.index(probe.parameter), probe.parameter.to
        answer: dict[str, list[float | None]] = {"values": list(probe.values), "z": [], "a": [], "cost": []}
        for value in probe.values:
            network.parameters[index] = value
            traced = self._trace(network)
            found = {"z": traced.layers[layer - 1].z[0, to], "a": traced.layers[layer - 1].a[0, to]}
            for name, number in (found | {"cost": traced.cost[0]}).items():
                answer[name].append(float(number) if np.isfinite(number) else None)
        return answer

    def verify(self, parameter: Parameter) -> dict[str, float | None]:
        """The gradient of the shown sample by `parameter`, beside its central difference."""
        network, shown = self._trial(), self.shown()
        index = self.run.index(parameter)
        gradient = float(self._trace(network).gradient[index])
        found = wiggle(network, shown.inputs[None], shown.targets[None], self.run.cost, index)
        numbers = {
            "gradient": gradient,
            "difference": found.difference,
            "error": relative_error(gradient, found.difference),
            "epsilon": found.epsilon,
            "cost_plus": found.cost_plus,
            "cost_minus": found.cost_minus,
        }
        return {name: number if np.isfinite(number) else None for name, number in numbers.items()}

    def move(self, parameter: Parameter) -> Move:
        """How far the picture's update moves a parameter, and why."""
        network, update, batch = self._trial(), self._update(), self._batch()
        traced = trace(network, *batch.arrays(), self.run.cost) if batch.used else self._trace(network)
        spec = self.run.spec
        return move(network, traced.gradient, update, spec.optimizer.name, spec.l2, self.run.index(parameter))

    def batch(self, parameter: Parameter) -> BatchNudge:
        """What each sample of the picture's mini-batch asks of a parameter, and their mean."""
        self.run.index(parameter)
        place = parameter.layer, parameter.to, parameter.source
        return batch_nudge(self._trial(), self.run.cost, self._batch(), *place)

    def directions(self) -> Generator[None, None, Directions]:
        """The gradient of the shown sample, of its mini-batch and of the whole epoch; it pauses on the way."""
        network, batch = self._trial(), self._batch()
        return directions(network, self.run.cost, self.shown(), batch, self.run.course.samples)

    def least_squares(self) -> LeastSquares:
        """What a formula says of one linear layer, beside the picture's, over the samples of the epoch."""
        network, cost = self._trial(), self.run.cost
        if network.layers > 1 or network.activations[0].name != "identity" or not cost.name.endswith("quadratic"):
            raise CommandError(
                "Least squares has a formula for one layer without an activation function and a quadratic cost: "
                "no hidden layer, 'identity' at the output."
            )
        inputs, targets = self.run.course.samples.take(slice(None))
        weights, biases = least_squares.solve(inputs, targets)
        there = Network.of([weights], [biases], ["identity"])
        now, least = (float(trace(each, inputs, targets, cost).cost.mean()) for each in (network, there))
        return LeastSquares(len(inputs), network, there, now, least)

    def _applied(self) -> Update | None:
        """The run's last update, where it is the one on the picture."""
        applied = self.run.applied
        return applied[0] if applied is not None and applied[1] is self.shown() else None

    def _update(self) -> Update:
        return self._applied() or self._preview(self.shown())

    def _batch(self) -> Batch:
        size = self.run.settings.batch_size
        size = size if size > 1 else USUAL_BATCH
        course = self.run.course
        return batch_of(self._update(), self.shown(), course.samples, course.next(size), size)

    def _trial(self) -> Network:
        """The network of the picture, float64, free to be wiggled."""
        network, applied = self.run.network.copy(np.float64), self._applied()
        if applied is not None:
            np.copyto(network.parameters, applied.before)
        return network

    def _trace(self, network: Network) -> Trace:
        shown = self.shown()
        return trace(network, shown.inputs[None], shown.targets[None], self.run.cost)

    def shown_trial(self) -> Trial:
        """The trace of the picture: its sample through the network before its update, and that update."""
        network, snapshot = self._trial(), self.snapshot()
        return Trial(network, self._trace(network), snapshot.update.change, self.run.cost)

    def trial(self, shown: Shown) -> Trial:
        """The trace of a sample through the present network, and what a step on it would change."""
        run = self.run
        network = run.network.copy(np.float64)
        traced = trace(network, shown.inputs[None], shown.targets[None], run.cost)
        return Trial(network, traced, self._preview(shown).change, run.cost)

    def _preview(self, shown: Shown) -> Update:
        """What one sample step on `shown` would change; nothing is changed."""
        run = self.run
        traced = trace(run.network, shown.inputs[None], shown.targets[None], run.cost)
        run.decay(traced)
        trial = Optimizer(run.optimizer.name, run.network.parameters)
        trial.load(run.optimizer.save())
        change = trial.step(traced.gradient, run.settings.learning_rate)
        return Update(run.network.parameters.copy(), change, run.settings.learning_rate, 1, run.optimizer.save())
