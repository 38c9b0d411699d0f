"""The tables people have uploaded: kept and dropped one at a time, beside the event loop.

Knows the data folder's shelf and which specifications need what is on it. Does not know HTTP.
"""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.datasets import shelf
from app.datasets.brought import Brought
from app.datasets.dataset import Entry
from app.datasets.shelf import DamagedTableError, UnknownTableError
from app.datasets.table import TableError
from app.training.refusal import SpecError
from app.training.spec import DatasetSpec, TrainingSpec


class TableInUseError(ValueError):
    """A table that jobs need cannot be deleted; the message names one of them."""


class Tables:
    """The uploaded tables of a data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = ThreadPoolExecutor(1, "nudge-tables")

    def close(self) -> None:
        """Finish what has begun."""
        self._files.shutdown(cancel_futures=True)

    async def keep(self, data: bytes) -> Entry:
        """Keep a CSV file; the same bytes are the same table. Raises TableError, or OSError."""
        loop = asyncio.get_running_loop()
        return self.get(await loop.run_in_executor(self._files, shelf.keep, self._folder, data))

    def get(self, table: str) -> Entry:
        """A table by its id. Raises UnknownTableError, or DamagedTableError."""
        return usual(table).entry(None, None, self._folder)

    def all(self) -> list[Entry]:
        """Every table that can be used, oldest first."""
        found = []
        for table in shelf.kept(self._folder):
            try:
                found.append(self.get(table))
            except DamagedTableError:
                continue  # whoever names it is told
        return found

    def about(self, dataset: DatasetSpec) -> Entry:
        """What a specification's data set is, table or not."""
        return dataset.entry(self._folder)

    def check(self, dataset: DatasetSpec) -> None:
        """Raise SpecError unless an uploaded table that is named is there and can be learnt from as is said."""
        if dataset.table is None or dataset.brought is None:
            return
        try:
            if not shelf.is_kept(self._folder, dataset.table):
                shelf.load(self._folder, dataset.table)  # which says so
            dataset.brought.entry(dataset.train, dataset.test, self._folder)
        except TableError as error:
            raise SpecError(f"dataset.{error.field or 'table'}", str(error)) from None
        except (UnknownTableError, DamagedTableError) as error:
            raise SpecError("dataset.table", str(error)) from None

    def drop(self, table: str, needed: Iterable[tuple[str, TrainingSpec]]) -> None:
        """Delete a table that none of these jobs needs. Raises UnknownTableError or TableInUseError."""
        users = [job for job, spec in needed if spec.dataset.table == table]
        if users:
            raise TableInUseError(f"{len(users)} jobs need this table, as {users[0]}. Delete them first.")
        shelf.drop(self._folder, table)


def usual(table: str) -> Brought:
    """A table as it is learnt from where nothing else is said. Raises UnknownTableError for what is no id."""
    return Brought(None, table, None if shelf.shape_of(table).classes else 1)
