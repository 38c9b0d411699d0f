"""A table that somebody brought: the rows themselves, or the id of one that was uploaded.

Knows which parts of it go in and which come out, before and after it is loaded. Does not know the catalogue or
what is trained on it.
"""

from dataclasses import dataclass
from pathlib import Path

from app.datasets import shelf
from app.datasets.dataset import Dataset, Entry
from app.datasets.rows import Rows, read_rows
from app.datasets.shelf import DamagedTableError, UnknownTableError
from app.datasets.table import Form, Shape, TableError, as_dataset, share

NAME = "table"  # of every data set that is not in the catalogue
MAX_CELLS = 10_000  # of rows that stand in a specification


@dataclass(frozen=True)
class Brought:
    """Either `rows` or the id of a `table`. Its last `targets` columns are numbers; None: the last is the class.

    With `scale` its inputs are brought to mean 0 and deviation 1; without, they are taken as they are.
    """

    rows: Rows | None
    table: str | None
    targets: int | None
    scale: bool = True

    def __post_init__(self) -> None:
        if (self.rows is None) == (self.table is None):
            raise TableError("Give a table's 'rows', or as 'table' the id that POST /api/v1/datasets gave it.", "table")
        if self.rows is not None and sum(map(len, self.rows)) > MAX_CELLS:
            more = "Upload the table with POST /api/v1/datasets and give its id as 'table'."
            raise TableError(f"At most {MAX_CELLS:,} cells fit into a specification. {more}", "rows")

    @property
    def shape(self) -> Shape:
        """Its size, without a look into the data folder. Raises TableError unless it can be learnt from."""
        if self.rows is not None:
            form = read_rows(self.rows).form
            if form.rows == 1 and (self.scale or self.targets is None):
                only = "A single row has nothing to tell apart, and scaled its inputs are all 0. Give more rows, or say"
                raise TableError(f"{only} 'targets' and 'scale': false to take its numbers as they are.", "rows")
            form.check(self.targets)
            return form.shape
        shape = shelf.shape_of(self.table or "")
        shape.check(self.targets)
        return shape

    def entry(self, train: int | None, test: int | None, folder: Path | None) -> Entry:
        """What it is. Raises TableError, UnknownTableError where it is not in `folder`, or DamagedTableError."""
        form = read_rows(self.rows).form if self.rows is not None else shelf.form_of(folder, self.table or "")
        return self._entry(form, train, test)

    def outline(self, train: int | None, test: int | None, folder: Path | None) -> Entry:
        """What it is; of one that is not there any more, as much as its id tells."""
        try:
            return self.entry(train, test, folder)
        except (UnknownTableError, DamagedTableError):
            names = (*(f"x{k}" for k in range(1, self.shape.columns)), "y")
            classes = tuple(map(str, range(self.shape.classes)))
            return self._entry(Form(self.shape.rows, names, classes, numeric=True), train, test)

    def _entry(self, form: Form, train: int | None, test: int | None) -> Entry:
        form.check(self.targets)
        shape, counts = form.shape, share(form.rows, train, test)
        return Entry(
            self.table or NAME,
            form.title,
            shape.kind(self.targets),
            shape.inputs(self.targets),
            shape.outputs(self.targets),
            form.classes if self.targets is None else (),
            *counts,
            form.names,
            self.table,
            self.targets,
        )

    def load(self, seed: int, train: int, test: int, folder: Path | None) -> Dataset:
        """Its samples. Raises as `entry` does."""
        found = read_rows(self.rows) if self.rows is not None else shelf.load(folder, self.table or "")
        return as_dataset(NAME, found, seed, train, test, self.targets, self.scale)
