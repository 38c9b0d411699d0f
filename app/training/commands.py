"""What can be asked of a run while it lives: plain frozen values.

Knows names and ranges of commands. Does not know how they arrive (`wire`) or how they are done (`run`).
"""

from dataclasses import dataclass
from typing import Literal

from app.training.refusal import SpecError, check_batch_size, check_learning_rate

Unit = Literal["sample", "batch", "epoch"]
Strokes = tuple[tuple[tuple[float, float], ...], ...]

MAX_COUNT = 1_000_000
MAX_PROBES = 512
MAX_POINTS = 10_000


class CommandError(ValueError):
    """A command that cannot be done; the message says what to do instead."""


@dataclass(frozen=True)
class Parameter:
    """A weight, or with `source` None a bias. Layers count from 1, neurons from 0."""

    layer: int
    to: int
    source: int | None = None


@dataclass(frozen=True)
class Play:
    """Let the run go on by itself."""


@dataclass(frozen=True)
class Pause:
    """Stop before the next update."""


@dataclass(frozen=True)
class Step:
    """Take `count` updates: of one sample each, of a batch each, or up to the end of an epoch each."""

    unit: Unit = "batch"
    count: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MAX_COUNT:
            raise CommandError(f"Step 1 to {MAX_COUNT:,} times, not {self.count}.")


@dataclass(frozen=True)
class Seek:
    """Go to a step that has been taken before, exactly."""

    step: int


@dataclass(frozen=True)
class Watch:
    """Which sample the picture follows: none given, the training order's.

    Else one of `sample` (its number in this epoch), `inputs` or `strokes`; `target` is a class or a
    list of desired outputs.
    """

    sample: int | None = None
    inputs: tuple[float, ...] | None = None
    strokes: Strokes | None = None
    target: int | tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        given = [self.sample, self.inputs, self.strokes]
        if sum(value is not None for value in given) > 1:
            raise CommandError("Watch a sample, an input or strokes: only one of them at a time.")
        if self.strokes is not None and sum(map(len, self.strokes)) > MAX_POINTS:
            raise CommandError(f"A drawing has at most {MAX_POINTS:,} points.")
        if (self.inputs is not None or self.strokes is not None) and self.target is None:
            raise CommandError("Say what the answer should be: give a target.")

    @property
    def pins(self) -> bool:
        """Whether this pins one sample, rather than following the training order."""
        return not (self.sample is None and self.inputs is None and self.strokes is None)


@dataclass(frozen=True)
class Set:
    """Live settings; None leaves one as it is. `pace` is steps a second, 0 for full speed."""

    learning_rate: float | None = None
    batch_size: int | None = None
    pace: float | None = None

    def __post_init__(self) -> None:
        try:
            if self.learning_rate is not None:
                check_learning_rate(self.learning_rate)
            if self.batch_size is not None:
                check_batch_size(self.batch_size)
        except SpecError as error:
            raise CommandError(str(error)) from None
        if self.pace is not None and not 0 <= self.pace <= 1_000_000:
            raise CommandError("A pace lies between 0.1 and 1,000,000 steps a second; 0 or null is full speed.")


@dataclass(frozen=True)
class Edit:
    """Give one weight or bias a value.

    `shown` means the network of the picture: an update that the picture shows is taken back first.
    """

    parameter: Parameter
    value: float
    shown: bool = False


@dataclass(frozen=True)
class Reset:
    """Start again: from the same start, or from a new one."""

    keep_init: bool = True


@dataclass(frozen=True)
class Probe:
    """z, a and C of the shown sample with their derivatives, were the parameter each of these values."""

    parameter: Parameter
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.values) <= MAX_PROBES:
            raise CommandError(f"Probe 1 to {MAX_PROBES} values at a time.")


@dataclass(frozen=True)
class Try:
    """Show the sample as it would be, were the parameter this value; without both, as it is again."""

    parameter: Parameter | None = None
    value: float | None = None

    def __post_init__(self) -> None:
        if (self.parameter is None) != (self.value is None):
            raise CommandError("Try a parameter with a value; leave both out to let go of what is tried.")


@dataclass(frozen=True)
class Verify:
    """The central difference beside the gradient of the watched sample."""

    parameter: Parameter


Command = Play | Pause | Step | Seek | Watch | Set | Edit | Reset | Probe | Try | Verify
CHANGING = (Play, Pause, Step, Seek, Set, Edit, Reset)  # those that a run which has ended refuses
