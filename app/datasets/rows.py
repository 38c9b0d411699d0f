"""Tables as they are written: CSV, or rows in JSON.

Knows text, headers and every way in which a table can be wrong. Does not know what is learnt from it (`table`).
Rows count from 1, with the header and blank lines, as a spreadsheet shows them.
"""

import csv
import io
import math
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.datasets.table import Form, Table, TableError, TooLargeTableError

MIN_ROWS, MAX_ROWS = 2, 100_000  # of a file; a single row in a specification is a worked example
MIN_COLUMNS, MAX_COLUMNS = 2, 1_000
MAX_CLASSES = 100
MAX_NAME = 60  # characters of a class; names of columns are cut there
MAX_LINE = 2**18  # characters
MAX_NUMBER = 1e100  # squares of such numbers, and sums of those, are finite

Cell = float | str
Rows = tuple[tuple[Cell, ...], ...]


@lru_cache(maxsize=16)
def read_rows(rows: Rows) -> Table:
    """The table of these rows; the first may name the columns. Raises TableError."""
    return _read(enumerate(rows, 1), 1)


def read_csv(data: bytes) -> Table:
    """The table of a CSV file: UTF-8; commas, semicolons or tabs; a header or none. Raises TableError."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TableError(
            f"Row {line:,} is not text in UTF-8 (byte {error.object[error.start]:#04x} at {error.start:,}). "
            "Save the table as CSV in UTF-8."
        ) from None
    if "\0" in text:
        raise TableError(
            f"Row {text[: text.index(chr(0))].count(chr(10)) + 1} is not text. Save the table as CSV in UTF-8."
        )
    return _read(_rows_of(text), MIN_ROWS)


def _rows_of(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.lstrip()[:MAX_LINE].partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableError(f"Row {reader.line_num:,} is not CSV: {error}. Look at its quotation marks.") from None
        if any(cell.strip() for cell in row):
            yield reader.line_num, row


def _lines(text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if len(line) > MAX_LINE:
            raise TooLargeTableError(
                f"Row {number:,} has {len(line):,} characters; at most {MAX_LINE:,} are possible. "
                f"A table has at most {MAX_COLUMNS:,} columns, one sample in each row."
            )
        yield line


def _read(rows: Iterable[tuple[int, Sequence[Cell]]], least: int) -> Table:
    names: tuple[str, ...] = ()
    numbers: list[int] = []
    last: list[Cell] = []
    width, inputs = 0, array("d")
    for number, row in rows:
        if not width:
            width = _width(row)
            if not any(map(_is_number, row[:-1])):
                names = tuple(str(cell).strip()[:MAX_NAME] or f"column {k}" for k, cell in enumerate(row, 1))
                continue
        if len(row) != width:
            more = "Every row needs the same number."
            raise TableError(f"Row {number:,} has {len(row):,} columns, but the first has {width:,}. {more}")
        if len(numbers) == MAX_ROWS:
            raise TooLargeTableError(f"Row {number:,} is one too many: a table has at most {MAX_ROWS:,}.")
        try:
            inputs.extend(map(float, row[:-1]))
        except (ValueError, TypeError, OverflowError):
            k = next(k for k, cell in enumerate(row) if not _is_number(cell))
            raise TableError(f"{_place(number, k, names)} {_not_a_number(row[k])}") from None
        numbers.append(number)
        last.append(row[-1])
    if len(numbers) < least:
        raise TableError(
            f"The table has {len(numbers)} rows of data; at least {least} are needed, one sample in each line. "
            "(curl keeps the lines apart with --data-binary.)"
        )
    values = np.frombuffer(inputs, np.float64).reshape(-1, width - 1)
    _check_range(values, numbers, names, 0)
    return _with_last(values, last, numbers, names or (*(f"x{k}" for k in range(1, width)), "y"))


def _with_last(values: NDArray[np.float64], last: list[Cell], numbers: list[int], names: tuple[str, ...]) -> Table:
    """The table, once it is known what the last column is: numbers, numbers that are classes, or classes."""
    k, rows = len(names) - 1, len(last)
    found: NDArray[np.float64] | list[str]
    if numeric := all(map(_is_number, last)):
        found = np.array([float(cell) for cell in last])
        _check_range(found[:, None], numbers, names, k)
        values = np.column_stack([values, found])
        distinct = [_text(number) for number in np.unique(found).tolist()]
        if rows == 1:  # one number is no choice between classes, but can be a target
            distinct, is_class = [], False
        elif not (found == np.round(found)).all() or len(distinct) > MAX_CLASSES:
            distinct, is_class = distinct[:2], False
        else:
            is_class = True
        texts = [_text(number) for number in found.tolist()] if is_class else []
    else:
        texts = [_class_name(cell, _place(number, k, names)) for cell, number in zip(last, numbers, strict=True)]
        distinct, is_class = sorted(set(texts)), True
    if len(distinct) == 1:
        what = f"Column {k + 1} ({names[k]}) is {distinct[0]!r} in every row: there is nothing to learn."
        raise TableError(f"{what} Put the column that is to be told last.")
    if not is_class:
        return Table(Form(rows, names, (), numeric), values, None)
    if len(distinct) > MAX_CLASSES:
        what = f"Column {k + 1} ({names[k]}) holds {len(distinct):,} different texts; at most {MAX_CLASSES} classes"
        raise TooLargeTableError(f"{what} are possible. Put the column that is to be told last.")
    place = {name: index for index, name in enumerate(distinct)}
    labels = np.array([place[name] for name in texts], np.uint8)
    return Table(Form(rows, names, tuple(distinct), numeric), values, labels)


def _width(row: Sequence[Cell]) -> int:
    if len(row) < MIN_COLUMNS:
        more = "Put a comma, a semicolon or a tab between the columns: the inputs first, the class last."
        raise TableError(f"The table has a single column; it needs at least {MIN_COLUMNS}. {more}")
    if len(row) > MAX_COLUMNS:
        raise TooLargeTableError(f"The table has {len(row):,} columns; at most {MAX_COLUMNS:,} are possible.")
    return len(row)


def _check_range(values: NDArray[np.float64], numbers: list[int], names: tuple[str, ...], first: int) -> None:
    """Refuse what is not finite, or too large to be squared and summed."""
    bad = np.argwhere(~(np.abs(values) <= MAX_NUMBER))
    if len(bad):
        row, column = bad[0].tolist()
        place = _place(numbers[row], first + column, names)
        raise TableError(f"{place} is {values[row, column]}. Numbers lie between -{MAX_NUMBER:g} and {MAX_NUMBER:g}.")


def _is_number(cell: object) -> bool:
    try:
        float(cell)  # type: ignore[arg-type]
    except (ValueError, TypeError, OverflowError):
        return False
    return True


def _not_a_number(cell: object) -> str:
    if isinstance(cell, str) and not cell.strip():
        return "is empty. Fill it in, or leave the row out."
    if isinstance(cell, str) and re.fullmatch(r"\s*-?\d+,\d+\s*", cell):
        return f"is {cell!r}. Write numbers with a decimal point."
    return f"is {str(cell)[:MAX_NAME]!r}, which is not a number. Only the last column may hold text."


def _class_name(cell: Cell, place: str) -> str:
    name = _text(cell) if isinstance(cell, float | int) else str(cell).strip()
    if not name:
        raise TableError(f"{place} is empty: every row needs its class. Fill it in, or leave the row out.")
    if len(name) > MAX_NAME:
        raise TableError(f"{place} has {len(name):,} characters; the name of a class has at most {MAX_NAME}.")
    return name


def _text(number: float) -> str:
    """A number as the name of a class: 3, not 3.0."""
    return str(int(number)) if math.isfinite(number) and number == int(number) else str(number)


def _place(row: int, column: int, names: tuple[str, ...]) -> str:
    return f"Row {row:,}, column {column + 1:,}" + (f" ({names[column]})" if names else "")
