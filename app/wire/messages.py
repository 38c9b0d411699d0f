"""Commands as JSON: what a viewer may say, read strictly.

Knows the command messages of PROTOCOL.md. Does not know sockets, jobs or how commands are done.
Every mistake is a MessageError that says which field is wrong and what to send instead.
"""

import math
from collections.abc import Callable
from typing import Any

from app.training.commands import (
    Command,
    CommandError,
    Edit,
    Parameter,
    Pause,
    Play,
    Probe,
    Reset,
    Seek,
    Set,
    Step,
    Strokes,
    Try,
    Verify,
    Watch,
)

MAX_STROKES = 200
MAX_NUMBERS = 20_000


class MessageError(ValueError):
    """A message that cannot be understood; the text says what to send instead."""


class Fields:
    """The fields of one JSON object, taken one by one; whatever is left over at the end is refused."""

    def __init__(self, message: object, what: str) -> None:
        if not isinstance(message, dict):
            raise MessageError(f"{what} must be a JSON object.")
        self._left, self._what = dict(message), what

    def take(self, name: str, read: Callable[[object, str], Any], default: Any = ...) -> Any:
        """The field `name` through `read`, or `default` where it is absent or null."""
        value = self._left.pop(name, None)
        if value is None:
            if default is ...:
                raise MessageError(f"{self._what} needs {name!r}.")
            return default
        return read(value, f"{name!r} of {self._what}")

    def end(self) -> None:
        """Refuse what nobody took."""
        if self._left:
            raise MessageError(f"{self._what} has no field {sorted(self._left)[0]!r}.")


def number(value: object, what: str) -> float:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MessageError(f"{what} must be a finite number.")
    try:
        found = float(value)
    except OverflowError:  # JSON's whole numbers know no bounds
        found = math.inf
    if not math.isfinite(found):
        raise MessageError(f"{what} must be a finite number.")
    return found


def whole(value: object, what: str) -> int:
    """A whole number."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 2**53:
        raise MessageError(f"{what} must be a whole number.")
    return value


def flag(value: object, what: str) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise MessageError(f"{what} must be true or false.")
    return value


def text(value: object, what: str) -> str:
    """A short string."""
    if not isinstance(value, str) or len(value) > 200:
        raise MessageError(f"{what} must be a short text.")
    return value


def numbers(value: object, what: str) -> tuple[float, ...]:
    """A list of finite numbers."""
    if not isinstance(value, list) or len(value) > MAX_NUMBERS:
        raise MessageError(f"{what} must be a list of at most {MAX_NUMBERS:,} numbers.")
    return tuple(number(item, f"every item of {what}") for item in value)


def strokes(value: object, what: str) -> Strokes:
    """Pen strokes: lists of [x, y]."""
    if not isinstance(value, list) or len(value) > MAX_STROKES:
        raise MessageError(f"{what} must be a list of at most {MAX_STROKES} strokes.")
    return tuple(_stroke(item, f"every stroke of {what}") for item in value)


def _stroke(value: object, what: str) -> tuple[tuple[float, float], ...]:
    if not isinstance(value, list) or len(value) > MAX_NUMBERS:
        raise MessageError(f"{what} must be a list of [x, y] points.")
    points = [numbers(point, f"every point of {what}") for point in value]
    if any(len(point) != 2 for point in points):
        raise MessageError(f"{what} must be a list of [x, y] points.")
    return tuple((x, y) for x, y in points)


def target(value: object, what: str) -> int | tuple[float, ...]:
    """A class number, or a list of desired outputs."""
    return numbers(value, what) if isinstance(value, list) else whole(value, what)


def parameter(value: object, what: str) -> Parameter:
    """`{"layer", "to", "from"}`, `from` null or absent for a bias."""
    fields = Fields(value, what)
    found = Parameter(fields.take("layer", whole), fields.take("to", whole), fields.take("from", whole, None))
    fields.end()
    return found


def parse_command(message: object) -> Command:
    """The command in `{"name": ..., fields}`. Raises MessageError or CommandError."""
    fields = Fields(message, "a command")
    name = fields.take("name", text)
    if name not in _COMMANDS:
        raise MessageError(f"There is no command {name!r}: use one of {', '.join(_COMMANDS)}.")
    command = _COMMANDS[name](fields)
    fields.end()
    return command


def _step(fields: Fields) -> Step:
    unit = fields.take("unit", text, "batch")
    if unit not in ("sample", "batch", "epoch"):
        raise CommandError("'unit' of a step is sample, batch or epoch.")
    return Step(unit, fields.take("count", whole, 1))


def _watch(fields: Fields) -> Watch:
    return Watch(
        fields.take("sample", whole, None),
        fields.take("input", numbers, None),
        fields.take("strokes", strokes, None),
        fields.take("target", target, None),
    )


def _set(fields: Fields) -> Set:
    # A pace of null means full speed, so being there and being absent differ.
    pace = 0.0 if "pace" in fields._left and fields._left["pace"] is None else None
    return Set(
        fields.take("learning_rate", number, None),
        fields.take("batch_size", whole, None),
        fields.take("pace", number, pace),
    )


_COMMANDS: dict[str, Callable[[Fields], Command]] = {
    "play": lambda _: Play(),
    "pause": lambda _: Pause(),
    "step": _step,
    "seek": lambda fields: Seek(fields.take("step", whole)),
    "watch": _watch,
    "set": _set,
    "edit": lambda fields: Edit(
        fields.take("parameter", parameter), fields.take("value", number), fields.take("shown", flag, False)
    ),
    "reset": lambda fields: Reset(fields.take("keep_init", flag, True)),
    "probe": lambda fields: Probe(fields.take("parameter", parameter), fields.take("values", numbers)),
    "try": lambda fields: Try(fields.take("parameter", parameter, None), fields.take("value", number, None)),
    "verify": lambda fields: Verify(fields.take("parameter", parameter)),
}
