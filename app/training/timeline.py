"""The history of a run: what was done, and enough of what came of it to return to any step exactly.

Knows a log of entries, what was measured, and a bounded set of keyframes. Does not know how an update is made.
To rewind, a run loads the nearest keyframe before the step and does the entries after it again;
being a pure function of them it arrives at the same bytes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from app.nn.activations import Array

EntryKind = Literal["batch", "sample", "learn", "set", "edit"]


@dataclass(frozen=True)
class Entry:
    """One thing done: `count` updates of a kind, or (count 0) a change between two updates."""

    kind: EntryKind
    count: int = 0
    value: Any = None


@dataclass(frozen=True)
class Settings:
    """What can be turned while a run lives."""

    learning_rate: float
    batch_size: int


@dataclass(frozen=True)
class Keyframe:
    """Everything a run is after update `step`, before anything else was done at that step."""

    step: int
    place: tuple[int, int, int]
    parameters: Array
    memory: tuple[int, dict[str, Array]]
    settings: Settings

    @property
    def size(self) -> int:
        """Bytes held."""
        return self.parameters.nbytes + sum(vector.nbytes for vector in self.memory[1].values())


@dataclass(frozen=True)
class Measured:
    """What was found at update `step`, after `samples` samples, on the test samples; None where it is not finite."""

    step: int
    samples: int
    cost: float | None
    accuracy: float | None


BUDGET = 16 * 2**20  # bytes of keyframes per run
SPACING = 64  # steps between the recent keyframes
RUNNING = ("batch", "sample")  # kinds of which many follow each other
RECENT = 8  # how many of those are kept; older ones are thinned


def upto(entries: Iterable[tuple[int, Entry]], step: int, with_changes: bool) -> Iterator[tuple[int, Entry]]:
    """The part of a log that led to update `step`, with or without the changes made after it at that step."""
    for start, entry in entries:
        if entry.count and start < step:
            yield start, replace(entry, count=min(entry.count, step - start))
        elif not entry.count and (start < step or (with_changes and start == step)):
            yield start, entry


class Timeline:
    """The log and the keyframes of one run; the first keyframe is its start.

    Recent keyframes stand `SPACING` steps apart. Older ones stand `stride` steps apart, which doubles
    whenever the memory budget is full: bounded memory, and a replay of at most about `stride` steps.
    """

    def __init__(self, start: Keyframe) -> None:
        self._closed: list[tuple[int, Entry]] = []  # each with the step it begins at
        self._open: EntryKind | None = None  # equal updates in a row are counted before they are noted
        self._open_start = self._open_count = 0
        self.keyframes: dict[int, Keyframe] = {start.step: start}
        self.measured: list[Measured] = []  # in the order of their steps
        self.first = start.step
        self.stride = SPACING
        self.capacity = max(4, min(48, BUDGET // max(1, start.size)))

    @property
    def entries(self) -> list[tuple[int, Entry]]:
        """Everything done, each with the step it begins at."""
        if self._open is None:
            return self._closed
        return [*self._closed, (self._open_start, Entry(self._open, self._open_count))]

    @entries.setter
    def entries(self, entries: Iterable[tuple[int, Entry]]) -> None:
        self._closed, self._open = list(entries), None
        if self._closed and self._closed[-1][1].kind in RUNNING:
            self._open_start, last = self._closed.pop()
            self._open, self._open_count = last.kind, last.count

    @property
    def end(self) -> int:
        """The last step that has been taken, and can be returned to."""
        if self._open is not None:
            return self._open_start + self._open_count
        if not self._closed:
            return self.first
        start, entry = self._closed[-1]
        return start + entry.count

    def record(self, step: int, entry: Entry) -> None:
        """Note what is being done at `step`; what had been done after it in another past is forgotten."""
        if step < self.end:
            self._forget_after(step)
        if entry.kind == self._open:
            self._open_count += entry.count
            return
        self._closed, self._open = self.entries, None
        if entry.kind in RUNNING:
            self._open, self._open_start, self._open_count = entry.kind, step, entry.count
        else:
            self._closed.append((step, entry))

    def wants(self, step: int) -> bool:
        """Whether a keyframe should be kept after update `step`."""
        return step % SPACING == 0 and step not in self.keyframes

    def keep(self, keyframe: Keyframe) -> None:
        """Keep a keyframe, and drop others once the budget is full."""
        self.keyframes[keyframe.step] = keyframe
        while len(self.keyframes) > self.capacity:
            recent = sorted(self.keyframes)[-min(RECENT, self.capacity // 2) :]
            sparse = [s for s in self.keyframes if s % self.stride and s != self.first and s not in recent]
            for step in sparse:
                del self.keyframes[step]
            if not sparse:
                self.stride *= 2

    def nearest(self, step: int) -> Keyframe:
        """The latest keyframe at or before `step`."""
        return self.keyframes[max(s for s in self.keyframes if s <= step)]

    def between(self, begin: int, end: int) -> Iterator[Entry]:
        """What to do again to come from the keyframe at `begin` to `end`, changes made at `end` included."""
        for start, entry in self.entries:
            if not entry.count:
                if begin <= start <= end:
                    yield entry
            elif (count := min(start + entry.count, end) - max(start, begin)) > 0:
                yield replace(entry, count=count)

    def measure(self, found: Measured) -> None:
        """Note a measurement; one at the same step gives way."""
        others = [each for each in self.measured if each.step != found.step]
        self.measured = sorted([*others, found], key=lambda each: each.step)

    def measured_upto(self, step: int) -> list[Measured]:
        """What was measured on the way to update `step`."""
        return [each for each in self.measured if each.step <= step]

    def history(self, step: int) -> list[list[Any]]:
        """The log up to `step` as plain lists: `["batch", 120]`, `["set", {...}]`."""
        return [[e.kind, e.count if e.value is None else e.value] for e in self.between(self.first, step)]

    def upto(self, step: int) -> Iterator[tuple[int, Entry]]:
        """The log without what was done after update `step` and the changes that followed it."""
        yield from upto(self.entries, step, with_changes=True)

    def _forget_after(self, step: int) -> None:
        self.entries = list(self.upto(step))
        self.measured = self.measured_upto(step)
        self.keyframes = {s: keyframe for s, keyframe in self.keyframes.items() if s <= step}
