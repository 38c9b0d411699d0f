"""Tables: rows of numbers, the last of which may be a class, and what they mean as samples.

Knows columns, classes and the split. Does not know text (`rows` reads it), files or networks. The columns are
the inputs, but for the last, which is the class; or the last few are numbers to be learnt as such, the targets.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.datasets.dataset import Dataset, Kind, Samples, Scaling, one_hot

HELD_OUT = 5  # one row in so many is kept for testing ...
HOLD_OUT_FROM = 10  # ... unless there are fewer rows than this


class TableError(ValueError):
    """A table that cannot be learnt from; the message names row and column and says what to do.

    `field` is the part of a data set's specification that is wrong, if it is not the table itself.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class TooLargeTableError(TableError):
    """A table with more of something than can be taken."""


@dataclass(frozen=True)
class Shape:
    """How large a table is; `classes` is 0 where the last column cannot be one of classes."""

    rows: int
    columns: int
    classes: int

    def inputs(self, targets: int | None) -> int:
        """How many columns go in."""
        return self.columns - (targets or 1)

    def outputs(self, targets: int | None) -> int:
        """How many numbers come out."""
        return targets or self.classes

    def check(self, targets: int | None) -> None:
        """Raise TableError unless there is something to learn: classes, or so many targets."""
        if targets is None and not self.classes:
            raise TableError(
                "The last column holds numbers that are no classes (not whole, or too many different ones). "
                "Say 'targets': 1 to learn them as numbers.",
                "targets",
            )
        if targets is not None and not 1 <= targets < self.columns:
            raise TableError(f"A table of {self.columns} columns has 1 to {self.columns - 1} targets.", "targets")

    def kind(self, targets: int | None) -> Kind:
        """Two inputs and classes have regions that can be drawn."""
        return "plane" if targets is None and self.columns == 3 else "table"


@dataclass(frozen=True)
class Form:
    """What a table is, without its numbers. `numeric`: the last column can be learnt as numbers."""

    rows: int
    names: tuple[str, ...]
    classes: tuple[str, ...]
    numeric: bool

    @property
    def shape(self) -> Shape:
        """Its size."""
        return Shape(self.rows, len(self.names), len(self.classes))

    @property
    def title(self) -> str:
        """What to call it."""
        return f"{self.names[-1]}, {self.rows:,} {'row' if self.rows == 1 else 'rows'}"

    def check(self, targets: int | None) -> None:
        """Raise TableError unless this can be learnt from with so many targets, or with classes."""
        self.shape.check(targets)
        if targets is not None and not self.numeric:
            raise TableError("The last column holds text: it can only be a class. Leave 'targets' out.", "targets")


@dataclass(frozen=True)
class Table:
    """`values` `(rows, columns)`, without the last column where that is text; `labels` `(rows,)` of classes."""

    form: Form
    values: NDArray[np.float64]
    labels: NDArray[np.uint8] | None


def share(rows: int, train: int | None, test: int | None) -> tuple[int, int]:
    """How many rows are trained on and how many tested, where not both are given.

    A table that is trained on whole, as small ones are, is tested on its own rows. Raises TableError.
    """
    if train is None and test is None:
        train = rows if rows < HOLD_OUT_FROM else rows - rows // HELD_OUT
    if train is None:
        assert test is not None
        train = rows if test == rows else rows - test
    if test is None:
        test = rows if train == rows else rows - train
    if min(train, test) < 1 or max(train, test) > rows or (train + test > rows and train < rows):
        raise TableError(
            f"The table has {rows:,} rows: {train:,} to train on and {test:,} to test do not fit. "
            "Ask for fewer, or train on all rows to test on the same.",
            "train",
        )
    return train, test


def as_dataset(
    name: str, table: Table, seed: int, train: int, test: int, targets: int | None, scale: bool = True
) -> Dataset:
    """The samples of a table; which rows are held out depends on the seed alone.

    Inputs are shifted and scaled so that over the training rows each has mean 0 and standard deviation 1
    (a column that is the same everywhere becomes 0); without `scale` they stay as they are, as targets always do.
    """
    form, shape = table.form, table.form.shape
    form.check(targets)
    raw = table.values[:, : shape.inputs(targets)]
    order = np.arange(shape.rows) if train == shape.rows else np.random.default_rng(seed).permutation(shape.rows)
    chosen = np.sort(order[:train])
    held_out = np.sort(order[:test] if train == shape.rows else order[train : train + test])
    scaling = _scaling(raw[chosen]) if scale else None
    inputs = (raw - scaling.mean) / scaling.deviation if scaling else raw
    labels = table.labels if targets is None else None
    wished = one_hot(labels, shape.classes) if labels is not None else table.values[:, -(targets or 1) :]

    def part(rows: NDArray[np.intp]) -> Samples:
        return Samples(inputs[rows], wished[rows], None if labels is None else labels[rows])

    classes = form.classes if targets is None else ()
    return Dataset(name, shape.kind(targets), classes, part(chosen), part(held_out), scaling=scaling)


def _scaling(chosen: NDArray[np.float64]) -> Scaling:
    mean, deviation = chosen.mean(0), chosen.std(0)
    still = deviation <= 1e-12 * np.abs(chosen).max(0)  # of equal numbers it is a rounding error, not 0
    mean[still], deviation[still] = chosen[0, still], 1.0
    return Scaling(tuple(mean.tolist()), tuple(deviation.tolist()))
