"""Tensors as text: CSV, one tensor or several sections of a name and its rows; and JSON, names and lists.

Knows text. Does not know what tensors mean. In JSON, objects in objects are names joined by dots, and `weights`
and `biases` are lists with one tensor for each layer, as in the contract.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.explain.tensors.limits import MOST_NAME, MOST_NUMBERS, MOST_TENSORS, SMALLER, FileError, TensorFile, gathered

PER_LAYER = ("weights", "biases")
ABOUT = ("activations", "cost", "learning_rate")
MOST_DEPTH = 8
LONGEST_NAME = MOST_NAME + 20  # characters of a line that may be a name, with what decorates it
SEPARATOR = re.compile(r"\s*[,;\t]\s*|\s+")
HEADLINE = re.compile(r"#*\s*([A-Za-z][\w.\[\] /-]*?)\s*[:,;]*")


def read_csv(text: str) -> TensorFile:
    """Rows of numbers; a line with a name begins another tensor, and without one there is one. Raises FileError."""
    rows: dict[str, list[list[float]]] = {}
    name, count = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.strip().strip(",;")
        if not cells:
            continue
        headline = HEADLINE.fullmatch(cells) if len(cells) <= LONGEST_NAME else None
        if headline and _number(cells) is None:
            name = headline[1][: MOST_NAME + 1]
            if name in rows or len(rows) >= MOST_TENSORS:
                raise FileError(f"Line {number:,}: {name[:60]} is there already, or one tensor too many.")
            rows[name] = []
            continue
        values = [_number(cell) for cell in SEPARATOR.split(cells)]
        if None in values:
            raise FileError(
                f"Line {number:,} of the CSV is neither numbers nor a name: {cells[:40]!r}. Write a name such as W1 on "
                "a line of its own, then its rows, then the next name."
            )
        rows.setdefault(name, []).append([value for value in values if value is not None])
        count += len(values)
        if count > MOST_NUMBERS:
            raise FileError(f"The file holds more than {MOST_NUMBERS:,} numbers. {SMALLER}")
        if len(rows[name][-1]) != len(rows[name][0]):
            first = len(rows[name][0])
            raise FileError(f"Line {number:,} of the CSV has {len(values)} numbers, but its first row has {first}.")
    return gathered("csv", {name: np.array(lines) for name, lines in rows.items()})


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def read_json(text: str) -> TensorFile:
    """Lists of numbers by name. Raises FileError."""
    try:
        given = json.loads(text, parse_int=float)
    except (ValueError, RecursionError) as error:
        raise FileError(f"This is no JSON that can be read: {str(error)[:120]}.") from None
    tensors: dict[str, NDArray[Any]] = {}
    about: dict[str, Any] = {}
    left_out: list[str] = []
    for name, value in _leaves("", given, 0):
        last = name.rpartition(".")[2]
        if last in ABOUT and not (last == "activations" and not isinstance(value, list)):
            about[last] = value
        elif isinstance(value, list) or type(value) is float:
            tensors[name] = _rectangle(name, value)
        else:
            left_out.append(name[:60])
        if len(tensors) > MOST_TENSORS:
            break
    return gathered("json", tensors, about=about, left_out=tuple(left_out[:MOST_TENSORS]))


def _leaves(name: str, value: Any, depth: int) -> Iterator[tuple[str, Any]]:
    if depth > MOST_DEPTH:
        raise FileError(f"{name[:60]} is nested too deeply: give each tensor a name at the top.")
    parts: Any = None
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list) and name.rpartition(".")[2] in PER_LAYER:
        parts = enumerate(value)
    if parts is None:
        yield name, value
        return
    for part, inner in parts:
        yield from _leaves(f"{name}.{part}" if name else str(part), inner, depth + 1)


def _rectangle(name: str, value: Any) -> NDArray[Any]:
    try:
        return np.array(value, dtype=np.float64)
    except (ValueError, TypeError):
        raise FileError(f"{name[:60]} must be a number or a full rectangle of numbers.") from None
