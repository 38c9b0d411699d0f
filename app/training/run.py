"""One run: a network being trained, advanced one step at a time.

Knows a specification, its data and what was done so far. Does not know time, processes or viewers:
same specification, same commands, same bytes. Long work is written as generators that yield where
something more urgent may come between; while an epoch's samples are not there yet they yield WAITING.
"""

import math
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.datasets.dataset import Dataset, Samples
from app.nn.backprop import Workspace, first_non_finite, retrace
from app.nn.costs import COSTS
from app.nn.network import Network, initial
from app.training.commands import CommandError, Parameter, Unit, Watch
from app.training.course import Course, Source
from app.training.meter import Meter, Metric, measure
from app.training.program import Compared, Program, compare
from app.training.shown import Shown, pin, sample_of
from app.training.spec import TrainingSpec
from app.training.stopping import Divergence, last_good_step, why_stop
from app.training.timeline import Entry, Keyframe, Measured, Settings, Timeline
from app.training.update import Update

WAITING = "waiting"
BATCH, SAMPLE = Entry("batch", 1), Entry("sample", 1)
Work = Generator[str | None, None, None]


class Run:
    """One training. `source(epoch)` gives an epoch's samples, or None while they are being drawn."""

    def __init__(self, spec: TrainingSpec, dataset: Dataset, source: Source | None = None) -> None:
        self.spec, self.dataset, self.source = spec, dataset, source or dataset.epoch
        self.cost, self.program = COSTS[spec.cost], Program(spec)
        self.init_seed = spec.network.init.seed
        self._begin(spec.initial_network())

    def _begin(self, network: Network) -> None:
        self.network = network
        self.optimizer = self.program.optimizer(network.parameters)
        self.settings = Settings(self.spec.optimizer.learning_rate, self.spec.batch_size)
        self.course = Course(self.source, self.spec.shuffle_seed, len(self.dataset.train))
        self.step = self.good_step = 0
        self.meter, self.norms = Meter(), [0.0] * network.layers
        self.compared: tuple[Compared, ...] = ()  # of a program with bugs, where `norms` were taken
        self.stopped: str | None = None  # why this run ends before its last epoch
        self.divergence: Divergence | None = None
        self.applied: tuple[Update, Shown] | None = None  # the last update, where it was observed
        self._rooms: dict[int, Workspace] = {}  # by batch size
        self.timeline = Timeline(self.keyframe())

    @property
    def finished(self) -> bool:
        """Whether every epoch has been trained."""
        return self.course.epoch >= self.spec.epochs

    @property
    def due(self) -> bool:
        """Whether it is time to `evaluate`."""
        return self.course.seen >= self.meter.due

    # -- updates -----------------------------------------------------------------------------------

    def train(self, size: int | None = None, observe: bool = False) -> bool:
        """One update from the next `size` samples in order, or a batch; False if the run diverged.

        `observe` keeps what a snapshot of this update needs. The course must be ready.
        """
        cost = self._take(size or self.settings.batch_size, observe)
        if cost is None:
            return False
        self.meter.add(self.step, cost)
        self._record(BATCH if size is None else SAMPLE)
        return True

    def learn(self, shown: Shown) -> bool:
        """One update from a sample of the viewer's own; the training order stays where it is."""
        cost = self._learn(shown)
        if cost is None:
            return False
        self.meter.add(self.step, cost)
        recipe = shown.recipe or {}
        if shown.index is not None and not np.array_equal(
            sample_of(self.course.samples, shown.index).inputs, shown.inputs
        ):  # pinned in an epoch that is over: its number means another sample now
            recipe = {"inputs": tuple(shown.inputs.tolist()), "target": tuple(shown.targets.tolist())}
        self._record(Entry("learn", 1, recipe))
        return True

    def _record(self, entry: Entry) -> None:
        self.timeline.record(self.step - entry.count, entry)
        if entry.count and self.timeline.wants(self.step):
            self.timeline.keep(self.keyframe())

    def _take(self, size: int, observe: bool) -> float | None:
        course, order = self.course, self.course.next(size)
        samples, room = course.samples, self._room(len(order))
        samples.fill(order, room.trace.inputs, room.trace.targets)
        cost = self._update(room, (lambda: sample_of(samples, int(order[0]))) if observe else None, samples, order)
        if cost is not None:
            course.pass_by(len(order))
        return cost

    def _learn(self, shown: Shown) -> float | None:
        room = self._room(1)
        room.trace.inputs[0], room.trace.targets[0] = shown.inputs, shown.targets
        return self._update(room, lambda: shown)

    @np.errstate(all="ignore")
    def _update(
        self,
        room: Workspace,
        observed: Callable[[], Shown] | None,
        samples: Samples | None = None,
        order: NDArray[np.intp] | None = None,
    ) -> float | None:
        """One update from what is in `room`, which are these samples of the epoch, or none of them.

        The cost it started from, or None (and no change) where that is not finite.
        """
        traced, parameters, size = retrace(self.network, self.cost, room), self.network.parameters, len(room.ones)
        cost = float(np.dot(traced.cost, room.ones)) / size
        if not math.isfinite(cost):
            layer, what = first_non_finite(traced) or (len(traced.layers), "cost")
            self.divergence = Divergence(self.step + 1, layer, what, self.good_step)
            return None
        eta = self.settings.learning_rate
        made = self.program.trace(self.network, traced, eta, self.optimizer.memory)
        before = (parameters.copy(), self.optimizer.save()) if observed else None
        due = self.course.seen + size >= self.meter.due
        compared = compare(traced, made) if observed or due else ()
        if due:  # a metric will show it
            self.norms = [float(np.linalg.norm(layer.dC_dW)) for layer in made.layers]
            self.compared = compared
        self.program.decay(made, self.network)
        np.add(parameters, self.optimizer.step(made.gradient, eta), out=parameters)
        self.step += 1
        self.applied = None
        if before is not None and observed is not None:
            start, memory = before
            update = Update(start, parameters - start, eta, size, memory, samples, order, compared)
            self.applied = update, observed()
        return cost

    def _room(self, size: int) -> Workspace:
        if size not in self._rooms:
            dtype, (n, *_, m) = self.network.parameters.dtype, self.network.sizes
            self._rooms[size] = Workspace.of(self.network, np.empty((size, n), dtype), np.empty((size, m), dtype))
        return self._rooms[size]

    # -- longer work -------------------------------------------------------------------------------

    def advance(self, unit: Unit, count: int, own: Shown | None = None) -> Work:
        """`count` samples, batches or epochs; with `own`, sample steps learn from that sample."""
        for _ in range(count):
            epoch = self.course.epoch
            while self.course.epoch == epoch and not self.finished and self.divergence is None:
                yield from self.until_ready()
                if unit == "sample" and own is not None:
                    self.learn(own)
                else:
                    self.train(1 if unit == "sample" else None, observe=True)
                yield None
                if unit != "epoch":
                    break

    def until_ready(self) -> Work:
        """Wait for the samples of this epoch."""
        while not self.course.ready():
            yield WAITING

    def check_step(self, step: int) -> None:
        """Raise CommandError unless `step` has been taken."""
        first, end = self.timeline.first, self.timeline.end
        if not first <= step <= end:
            raise CommandError(f"Step {step} has not been taken: choose one from {first} to {end}.")

    def seek(self, step: int) -> Work:
        """Go to `step`, exactly; its update can be seen then."""
        yield from self._replay_to(step)
        known = self._judge()
        self.meter.skip(known[-1].samples if known else 0)

    def look_back(self) -> Work:
        """Stay where the run is, but do its last update again so that it can be seen."""
        yield from self._replay_to(self.step)

    def _replay_to(self, step: int) -> Work:
        """Load the nearest keyframe before `step` and do again what followed."""
        self.check_step(step)
        keyframe = self.timeline.nearest(max(self.timeline.first, step - 1))  # so that the last update is observed
        self._load(keyframe)
        for entry in self.timeline.between(keyframe.step, step):
            yield from self._again(entry, last=step)
        yield from self.until_ready()

    def _again(self, entry: Entry, last: int) -> Work:
        if entry.kind == "set":
            self.settings = replace(self.settings, **entry.value)
        elif entry.kind == "edit":
            self._write(Parameter(**entry.value["parameter"]), entry.value["value"])
        for _ in range(entry.count):
            yield from self.until_ready()
            if entry.kind == "learn":
                self._learn(pin(Watch(**entry.value), self.course.samples, self.dataset))
            else:
                size = 1 if entry.kind == "sample" else self.settings.batch_size
                self._take(size, observe=self.step + 1 == last)
            yield None

    def evaluate(self) -> Generator[None, None, Metric]:
        """Measure cost and accuracy over the test samples at the present step."""
        test_cost, accuracy = yield from measure(self.network, self.dataset.test, self.cost)
        mean, dots = self.meter.take(self.course.seen)
        norms = [norm if math.isfinite(norm) else None for norm in self.norms]
        found = test_cost if math.isfinite(test_cost) else None
        self.timeline.measure(Measured(self.step, self.course.seen, found, accuracy))
        self._judge()
        bugs = [each.ratio for each in self.compared], [each.degrees for each in self.compared]
        return Metric(self.step, self.course.epoch, self.course.seen, mean, found, accuracy, norms, dots, *bugs)

    def _judge(self) -> list[Measured]:
        """What was measured on the way here, and what follows from it."""
        known = self.timeline.measured_upto(self.step)
        self.good_step, self.stopped = last_good_step(known), why_stop(self.spec.stop, known)
        return known

    # -- changes between updates -------------------------------------------------------------------

    def set(self, learning_rate: float | None, batch_size: int | None) -> None:
        """Turn the learning rate or the batch size from the next update on."""
        given: dict[str, Any] = {"learning_rate": learning_rate, "batch_size": batch_size}
        changed = {name: value for name, value in given.items() if value is not None}
        if changed:
            self.settings = replace(self.settings, **changed)
            self._record(Entry("set", 0, changed))

    def edit(self, parameter: Parameter, value: float) -> None:
        """Give one weight or bias a value."""
        self._write(parameter, value)
        written = {"layer": parameter.layer, "to": parameter.to, "source": parameter.source}
        self._record(Entry("edit", 0, {"parameter": written, "value": value}))

    def _write(self, parameter: Parameter, value: float) -> None:
        self.network.parameters[self.index(parameter)] = value
        self.applied = None

    def index(self, parameter: Parameter) -> int:
        """Where a parameter stands in the flat vector. Raises CommandError where there is none."""
        try:
            return self.network.index(parameter.layer, parameter.to, parameter.source)
        except IndexError as error:
            raise CommandError(str(error)) from None

    def reset(self, keep_init: bool) -> None:
        """Begin again at step 0, with the same start or with that of the next init seed."""
        self.init_seed += 0 if keep_init else 1
        if self.init_seed == self.spec.network.init.seed:
            self._begin(self.spec.initial_network())
            return
        init, names = self.spec.network.init, self.spec.network.activations()
        rng = np.random.default_rng((self.init_seed, 0))
        start = initial(self.spec.sizes(), names, init.scheme, init.scale, rng)
        self._begin(start.copy(self.network.parameters.dtype.type))

    # -- keyframes ---------------------------------------------------------------------------------

    def keyframe(self) -> Keyframe:
        """Everything the run is now, but for its log."""
        parameters, memory = self.network.parameters.copy(), self.optimizer.save()
        return Keyframe(self.step, self.course.place(), parameters, memory, self.settings)

    def _load(self, keyframe: Keyframe) -> None:
        self.step, self.settings = keyframe.step, keyframe.settings
        self.course.go_to(keyframe.place)
        np.copyto(self.network.parameters, keyframe.parameters)
        self.optimizer.load(keyframe.memory)
        self.applied = self.divergence = None

    def history(self) -> list[list[Any]]:
        """How the run came to its present step, as plain lists."""
        reset = [["reset", {"seed": self.init_seed}]] if self.init_seed != self.spec.network.init.seed else []
        return [*reset, *self.timeline.history(self.step)]
