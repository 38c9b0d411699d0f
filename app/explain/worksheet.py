"""One sample worked through on paper: as a sheet with blanks and its key, and as a table of every value.

Knows an exercise of one sample and how lessons write it down. Does not know HTTP, jobs or how a page looks:
the sheet is described once, and every format renders that description.
The step on it is that of plain gradient descent on this sample alone: w_new = w - eta dC/dw.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from app.explain.exercise import Exercise, solve
from app.explain.program import as_code
from app.explain.sketch import Sketch, sketch
from app.nn.activations import Array
from app.nn.network import split

MOST_PARAMETERS = 400  # a sheet of more would be no exercise; the table holds any number
BLANK = "______"
COLUMNS = 6  # side by side on a page, with nine digits each
HEAD = ("quantity", "layer", "to", "from", "value")
GIVEN = ("y", "W", "b")  # and the input, which is the a of layer 0


@dataclass(frozen=True)
class Table:
    """One quantity of a layer as it is written: a vector is one row without a name; a wide one goes on in the next."""

    name: str
    layer: int
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Sheet:
    """What stands on a worksheet. The key is `asked` itself; where it is to be filled in, its cells are left blank."""

    title: str
    about: tuple[str, ...]
    given: tuple[Table, ...]
    asked: tuple[Table, ...]
    sketch: Sketch


def sheet(exercise: Exercise, learning_rate: float, note: str = "") -> Sheet:
    """The sheet of an exercise, with a `note` on top where there is something to say.

    Raises ValueError for networks too large to work through by hand.
    """
    count = len(exercise.network.parameters)
    if count > MOST_PARAMETERS:
        raise ValueError(
            f"This network has {count:,} weights and biases: a worksheet is for up to {MOST_PARAMETERS}. "
            "Take the table (csv), which holds them all."
        )
    shape = " -> ".join(f"{n}" for n in exercise.network.sizes)
    functions = ", ".join(activation.name for activation in exercise.network.activations)
    given: list[Table] = []
    asked: list[Table] = []
    for name, layer, values in _quantities(exercise, learning_rate):
        is_given = name in GIVEN or (name == "a" and layer == 0)
        (given if is_given else asked).extend(_tables(name, layer, values))
    return Sheet(
        "Back-propagation by hand",
        (
            *filter(None, [note]),
            f"A network {shape} ({functions}), the cost {exercise.cost.name}, one sample, "
            f"learning rate {learning_rate!r}.",
            "z = W a + b, a = f(z), delta = dC/da * f'(z), dC/dW[j, k] = delta[j] a[k] of the layer before, "
            "dC/db = delta.",
        ),
        tuple(given),
        tuple(asked),
        sketch(exercise.network.sizes),
    )


def as_markdown(exercise: Exercise, learning_rate: float, note: str = "") -> str:
    """The sheet with its blanks, and its key after them. Raises ValueError as `sheet` does."""
    found = sheet(exercise, learning_rate, note)
    lines = [f"# {found.title}", "", *found.about, "", "## Given"]
    for table in found.given:
        lines += _markdown(table, _itself)
    lines += ["", "## Fill in"]
    for table in found.asked:
        lines += _markdown(table, lambda _: BLANK)
    lines += ["", "## Key"]
    for table in found.asked:
        lines += _markdown(table, _itself)
    return "\n".join([*lines, ""])


def _itself(text: str) -> str:
    return text


def _markdown(table: Table, cell: Callable[[str], str]) -> list[str]:
    return [
        "",
        f"**{table.name}**, layer {table.layer}" + (f" ({table.note})" if table.note else ""),
        "",
        "| |" + "".join(f" {column} |" for column in table.columns),
        "|---|" + "---|" * len(table.columns),
        *(f"| {name} |" + "".join(f" {cell(text)} |" for text in cells) for name, cells in table.rows),
    ]


def _tables(name: str, layer: int, values: Array) -> Iterator[Table]:
    rows, is_matrix = np.atleast_2d(values), values.ndim == 2
    names = [str(j) if is_matrix else "" for j in range(len(rows))]
    for start in range(0, rows.shape[1], COLUMNS):
        columns = range(start, min(start + COLUMNS, rows.shape[1]))
        cells = (tuple(_number(value) for value in row[start : start + COLUMNS]) for row in rows)
        note = "row j, column k" if is_matrix else ""
        yield Table(name, layer, note, tuple(map(str, columns)), tuple(zip(names, cells, strict=True)))


def _number(value: float) -> str:
    return f"{value:.9g}" if np.isfinite(value) else "not finite"


def as_csv(exercise: Exercise, learning_rate: float, change: Array | None = None) -> str:
    """Every value on a line of its own: quantity, layer, neuron (to), neuron of the layer before (from), value.

    With `change`, what the run itself added to its parameters, flat, W_after and b_after say what they are then.
    """
    return _written([HEAD]) + _written(_lines(exercise, learning_rate, change))


def steps_as_csv(steps: Iterable[tuple[int, Exercise, float, Array]]) -> Iterator[str]:
    """The same for several steps, each (step, exercise, learning rate, change): its number stands in front."""
    yield _written([("step", *HEAD)])
    for step, exercise, learning_rate, change in steps:
        yield _written((step, *line) for line in _lines(exercise, learning_rate, change))


def _written(lines: Iterable[tuple[object, ...]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(lines)
    return buffer.getvalue()


def _lines(exercise: Exercise, learning_rate: float, change: Array | None) -> Iterator[tuple[object, ...]]:
    for quantity, layer, values in _quantities(exercise, learning_rate):
        yield from _cells(quantity, layer, values)
    if change is not None:
        parts = split(exercise.network.parameters + change, exercise.network.sizes)
        for layer, (w, b) in enumerate(zip(*parts, strict=True), start=1):
            yield from _cells("W_after", layer, w)
            yield from _cells("b_after", layer, b)


def _cells(quantity: str, layer: int, values: Array) -> Iterator[tuple[object, ...]]:
    for place, value in np.ndenumerate(values):
        to, source = (*place, "", "")[:2]
        yield quantity, layer, to, source, repr(float(value)) if np.isfinite(value) else ""


def _quantities(exercise: Exercise, learning_rate: float) -> Iterator[tuple[str, int, Array]]:
    """(name, layer, numbers) in the order of the work: given, forward, cost, backward, step."""
    solved = solve(exercise, learning_rate, update_biases=True)
    layers = [{name: _array(value) for name, value in each.items() if name not in _WORDS} for each in solved["layers"]]
    numbered = list(enumerate(layers, start=1))
    yield "a", 0, exercise.inputs[0]
    yield "y", len(layers), exercise.targets[0]
    for layer, (w, b) in enumerate(zip(exercise.network.weights, exercise.network.biases, strict=True), start=1):
        yield "W", layer, w
        yield "b", layer, b
    for layer, values in numbered:
        yield "z", layer, values["z"]
        yield "a", layer, values["a"]
    yield "C", len(layers), _array([solved["cost"]])
    for layer, values in reversed(numbered):
        for name in ("dC_da", "slope", "delta", "dC_dW", "dC_db"):
            yield name, layer, values[name]
    for layer, values in numbered:
        yield "W_new", layer, values["W_new"]
        yield "b_new", layer, values["b_new"]
    yield "C_new", len(layers), _array([solved["cost_after"]])


_WORDS = ("layer", "activation")


def _array(values: object) -> Array:
    return np.array(values, dtype=np.float64)  # None becomes NaN


# Each format to be read: how it is made, with a note or without, its media type and the ending of its file.
SHEETS: dict[str, tuple[Callable[[Exercise, float, str], str], str, str]] = {
    "md": (as_markdown, "text/markdown", "md"),
    "py": (as_code, "text/x-python", "py"),
}
