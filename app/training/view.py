"""What of a run is shown: which sample, and the picture of it.

Knows a run and what its viewers watch and try. Does not know frames, sockets or time. Looking changes nothing.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from app.nn.activations import Array
from app.nn.backprop import Trace, trace
from app.nn.costs import Cost
from app.nn.gradient_check import relative_error, wiggle
from app.nn.network import Network
from app.training.commands import Parameter, Probe, Try, Watch
from app.training.program import compare
from app.training.run import Run
from app.training.shown import Shown, pin, sample_of
from app.training.snapshot import Snapshot, Tried, plane_box, take_snapshot
from app.training.update import Update

UPCOMING = 6


@dataclass(frozen=True)
class Trial:
    """A network, the trace of one sample through it, and the change of a step from there with its learning rate."""

    network: Network
    trace: Trace
    change: Array
    cost: Cost
    learning_rate: float


class View:
    """The sample that is watched, pinned by a viewer or following the training order, and what is tried on it."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.pinned: Shown | None = None
        self.tried: tuple[Parameter, float] | None = None
        self._last: Shown | None = None

    def watch(self, watch: Watch) -> None:
        """Pin a sample, or follow the training order again."""
        self.pinned = pin(watch, self.run.course.samples, self.run.dataset) if watch.pins else None
        self.let_go()

    def try_out(self, tried: Try) -> None:
        """Show the sample as it would be with another value, or as it is again. The run stays what it is."""
        if tried.parameter is None or tried.value is None:
            self.let_go()
        else:
            self.run.index(tried.parameter)
            self.tried = tried.parameter, tried.value

    def let_go(self) -> None:
        """Nothing is tried any more."""
        self.tried = None

    def forget(self, but: Shown | None = None) -> None:
        """The run has jumped: what was shown before means nothing now, `but` perhaps its sample."""
        self._last = but
        self.let_go()

    def shown(self) -> Shown:
        """The sample on the screen: the pinned one, else the last update's, else the next in order."""
        if self.pinned is not None:
            return self.pinned
        if self.run.applied is not None:
            self._last = self.run.applied[1]
        return self._last or sample_of(self.run.course.samples, int(self.run.course.next(1)[0]))

    @property
    def applied(self) -> Update | None:
        """The run's last update, where the picture is of it."""
        applied = self.run.applied
        return applied[0] if applied is not None and applied[1] is self.shown() else None

    def snapshot(self) -> Snapshot:
        """The picture of now. The run's course must be ready."""
        run, shown, applied = self.run, self.shown(), self.applied
        plane = run.dataset.kind == "plane"
        box = plane_box(run.dataset.train.take(slice(None))[0]) if plane else None
        phase: Literal["applied", "preview"] = "preview" if applied is None or self.tried is not None else "applied"
        snapshot = take_snapshot(run.network, run.cost, shown, self.update(), phase, box, run.program)
        return snapshot if self.tried is None else replace(snapshot, tried=self._beside(self.tried[0], snapshot))

    def _beside(self, parameter: Parameter, snapshot: Snapshot) -> Tried:
        """A snapshot in which `parameter` is tried, beside what would be without that."""
        index, at = self.run.index(parameter), (0, parameter.to)
        network = self._network(tried=False).copy(np.float64)
        traced = self.trace(network)
        here, before = snapshot.trace.layers[parameter.layer - 1], traced.layers[parameter.layer - 1]
        return Tried(
            parameter,
            value=float(snapshot.network.parameters[index]),
            was=float(network.parameters[index]),
            z=float(here.z[at]),
            z_was=float(before.z[at]),
            a=float(here.a[at]),
            a_was=float(before.a[at]),
            cost_was=float(traced.cost[0]),
            gradient_was=float(traced.gradient[index]),
        )

    def update(self) -> Update:
        """The update on the picture: the one that was made, or what a step on the sample would be."""
        if self.applied is not None and self.tried is None:
            return self.applied
        return self._preview(self.shown(), self._network())

    def upcoming(self) -> list[int]:
        """Numbers of the next samples in the training order."""
        return [int(i) for i in self.run.course.next(UPCOMING)]

    def probe(self, probe: Probe) -> dict[str, list[float | None]]:
        """z, a and the slope of the parameter's neuron, C of the shown sample and its derivatives, for each value."""
        network, at = self.trial_network(), (0, probe.parameter.to)
        index = self.run.index(probe.parameter)
        names = ("z", "a", "slope", "dC_da", "gradient", "cost")
        answer: dict[str, list[float | None]] = {"values": list(probe.values), **{name: [] for name in names}}
        for value in probe.values:
            network.parameters[index] = value
            traced = self.trace(network)
            layer = traced.layers[probe.parameter.layer - 1]
            found = layer.z[at], layer.a[at], layer.slope[at], layer.dC_da[at], traced.gradient[index], traced.cost[0]
            for name, number in zip(names, found, strict=True):
                answer[name].append(float(number) if np.isfinite(number) else None)
        return answer

    def verify(self, parameter: Parameter) -> dict[str, float | None]:
        """The gradient of the shown sample by `parameter` that the run computes, beside its central difference.

        A program with bugs is taken at its word; `right` is then what the chain rule gives.
        """
        network, shown = self.trial_network(), self.shown()
        index = self.run.index(parameter)
        right = self.trace(network)
        gradient = float(self.made(network, right).gradient[index])
        found = wiggle(network, shown.inputs[None], shown.targets[None], self.run.cost, index)
        numbers = {
            "gradient": gradient,
            "difference": found.difference,
            "error": relative_error(gradient, found.difference),
            "epsilon": found.epsilon,
            "cost_plus": found.cost_plus,
            "cost_minus": found.cost_minus,
        }
        if self.run.program.bugs:
            numbers["right"] = float(right.gradient[index])
        return {name: number if np.isfinite(number) else None for name, number in numbers.items()}

    def _network(self, tried: bool = True) -> Network:
        """The network of the picture in the precision it trains in, with or without what is tried."""
        network, applied = self.run.network.copy(), self.applied
        if applied is not None:
            np.copyto(network.parameters, applied.before)
        if tried and self.tried is not None:
            with np.errstate(over="ignore"):
                network.parameters[self.run.index(self.tried[0])] = self.tried[1]
        return network

    def trial_network(self) -> Network:
        """The network of the picture, float64, free to be wiggled."""
        return self._network().copy(np.float64)

    def trace(self, network: Network) -> Trace:
        """The trace of the shown sample through a network."""
        shown = self.shown()
        return trace(network, shown.inputs[None], shown.targets[None], self.run.cost)

    def made(self, network: Network, right: Trace) -> Trace:
        """What the run's program computes on the way back where `right` is right; the same, unless it has bugs."""
        update = self.update()
        return self.run.program.trace(network, right, update.learning_rate, update.memory[1])

    def shown_trial(self) -> Trial:
        """The trace of the picture: its sample through the network before its update, and that update."""
        network, update = self.trial_network(), self.update()
        return Trial(network, self.trace(network), update.change, self.run.cost, update.learning_rate)

    def trial(self, shown: Shown) -> Trial:
        """The trace of a sample through the present network, and what a step on it would change."""
        run = self.run
        network = run.network.copy(np.float64)
        traced = trace(network, shown.inputs[None], shown.targets[None], run.cost)
        update = self._preview(shown, run.network)
        return Trial(network, traced, update.change, run.cost, update.learning_rate)

    def _preview(self, shown: Shown, network: Network) -> Update:
        """What one sample step on `shown` would change of `network`; nothing is changed."""
        run = self.run
        traced = trace(network, shown.inputs[None], shown.targets[None], run.cost)
        eta, memory = run.settings.learning_rate, run.optimizer.save()
        made = run.program.trace(network, traced, eta, memory[1])
        compared = compare(traced, made)
        run.program.decay(made, network)
        trial = run.program.optimizer(network.parameters)
        trial.load(memory)
        change = trial.step(made.gradient, eta)
        return Update(network.parameters.copy(), change, eta, 1, memory, compared=compared)
