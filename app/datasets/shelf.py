"""Uploaded tables as files of the data folder: each under an id made of its own bytes.

Knows files, digests and ids. Does not know what a table holds (`rows`) or who uploads it.
An id, as `9f2c0a1b2c3d4e5f-150x5x3`, begins with the SHA-256 of the CSV and goes on with its rows, columns and
classes: so a specification that names a table knows the sizes of its network, and means the same for ever.
"""

import hashlib
import json
import os
import re
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from app.datasets.rows import read_csv
from app.datasets.table import Form, Shape, Table

FOLDER = "tables"
ID = re.compile(r"([0-9a-f]{16})-([1-9]\d{0,5})x([1-9]\d{0,3})x(\d{1,3})")


class UnknownTableError(FileNotFoundError):
    """There is no such table in the data folder; the message says what to do."""


class DamagedTableError(ValueError):
    """A file of a table is not what was uploaded; the message says what to do."""


def is_id(text: str) -> bool:
    """Whether this is how ids look."""
    return ID.fullmatch(text) is not None


def shape_of(table: str) -> Shape:
    """How large the table with this id is."""
    found = ID.fullmatch(table)
    if found is None:
        raise UnknownTableError(f"{table!r} is no table's id: upload a CSV with POST /api/v1/datasets to get one.")
    _, *counts = found.groups()
    return Shape(*map(int, counts))


def keep(folder: Path, data: bytes) -> str:
    """Keep a CSV file; its id. One that is there already stays. Raises TableError or OSError."""
    form = read_csv(data).form
    shape = form.shape
    table = f"{_digest(data)}-{shape.rows}x{shape.columns}x{shape.classes}"
    if not is_kept(folder, table):
        place = _place(folder, table)
        place.parent.mkdir(parents=True, exist_ok=True)
        _write(place.with_suffix(".csv"), data)
        _write(place, json.dumps(asdict(form)).encode())  # last: with it the table is there
    return table


def is_kept(folder: Path | None, table: str) -> bool:
    """Whether a table is there."""
    return folder is not None and is_id(table) and _place(folder, table).is_file()


def kept(folder: Path) -> list[str]:
    """The ids of all tables, oldest first."""
    places = [path for path in (folder / FOLDER).glob("*.json") if is_id(path.stem)]
    return [path.stem for path in sorted(places, key=lambda path: (path.stat().st_mtime_ns, path.name))]


@lru_cache(maxsize=1024)
def form_of(folder: Path | None, table: str) -> Form:
    """What a table is, without reading all of it. Raises UnknownTableError."""
    try:
        found = json.loads(_place(_there(folder, table), table).read_bytes())
        form = Form(found["rows"], tuple(found["names"]), tuple(found["classes"]), found["numeric"])
    except (ValueError, KeyError, TypeError):
        raise _damaged(table) from None
    if form.shape != shape_of(table):
        raise _damaged(table)
    return form


def load(folder: Path | None, table: str) -> Table:
    """A table. Raises UnknownTableError, or DamagedTableError where its bytes are not those of its id."""
    data = _place(_there(folder, table), table).with_suffix(".csv").read_bytes()
    if not table.startswith(_digest(data)):
        raise _damaged(table)
    return read_csv(data)


def drop(folder: Path, table: str) -> None:
    """Delete a table. Raises UnknownTableError."""
    place = _place(_there(folder, table), table)
    place.unlink()
    place.with_suffix(".csv").unlink(missing_ok=True)


def _there(folder: Path | None, table: str) -> Path:
    if folder is None or not is_kept(folder, table):
        raise UnknownTableError(f"There is no table {table!r} here. Upload its CSV again with POST /api/v1/datasets.")
    return folder


def _damaged(table: str) -> DamagedTableError:
    return DamagedTableError(f"The table {table} is not what was uploaded any more. Delete it and upload it again.")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _place(folder: Path, table: str) -> Path:
    return folder / FOLDER / f"{table}.json"


def _write(place: Path, data: bytes) -> None:
    """Write a whole file or none."""
    beside = place.with_name(place.name + ".new")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, place)
