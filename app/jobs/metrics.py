"""The measurements of jobs as rows, thinned while they come in: a chart of a million reads a few hundred.

Knows SQL for the table `metrics`. Does not know jobs, events or charts.
Whenever 8 rows of a level have gathered, the one with the smallest and the one with the largest test cost
rise to the next level; since the extremes of a stretch are among the extremes of its parts, a level holds
the exact smallest and largest value of each of its stretches.
"""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from app.jobs.journal import Statement

NUMBERS = ("step", "epoch", "samples", "cost", "test_cost", "test_accuracy")
COLUMNS = (*NUMBERS, "gradient_norms")
STRETCH, LEVELS = 8, 7

_INSERT = f"""INSERT INTO metrics (job, n, {", ".join(COLUMNS)})
SELECT id, 1 + coalesce((SELECT n FROM metrics WHERE job = ?1 ORDER BY n DESC LIMIT 1), 0), ?2, ?3, ?4, ?5, ?6, ?7, ?8
FROM jobs WHERE id = ?1"""

# ?2 is the level to rise to and ?3 the rows in a stretch of it; the range is empty unless a stretch is full.
_STRETCH = """SELECT n FROM metrics NOT INDEXED, (SELECT n AS last FROM metrics WHERE job = ?1 ORDER BY n DESC LIMIT 1)
WHERE job = ?1 AND n > last - iif(last % ?3, 0, ?3) AND level >= ?2 - 1 ORDER BY test_cost"""
_RISE = f"""UPDATE metrics SET level = ?2 WHERE job = ?1 AND n IN (
SELECT n FROM ({_STRETCH} LIMIT 1) UNION ALL SELECT n FROM ({_STRETCH} DESC LIMIT 1))"""


def added(job: str, metric: Mapping[str, Any]) -> list[Statement]:
    """The statements that keep one measurement."""
    values = [metric[name] for name in NUMBERS]
    rise = [(_RISE, (job, level, STRETCH**level)) for level in range(1, LEVELS + 1)]
    return [(_INSERT, (job, *values, json.dumps(metric["gradient_norms"]))), *rise]


def rewound(job: str, step: int) -> list[Statement]:
    """The statements that give up what was measured after `step`."""
    return [("DELETE FROM metrics WHERE job = ? AND step > ?", (job, step))]


def read(connection: sqlite3.Connection, job: str, since_step: int, most: int | None) -> dict[str, list[Any]]:
    """Columns from `since_step` on; with `most`, a few times that many rows where there are more.

    The first row, the last and the extremes of every full stretch are never left out.
    """
    ends = "SELECT n FROM metrics WHERE job = ? AND step >= ? ORDER BY step {0}, n {0} LIMIT 1"
    found = [connection.execute(ends.format(way), (job, since_step)).fetchone() for way in ("ASC", "DESC")]
    first, last = (0, 0) if found[0] is None else (found[0][0], found[1][0])
    level, begin = 0, first
    rows: dict[int, tuple[Any, ...]] = {}
    while most and first and level < LEVELS and (last - first) * (2 / STRETCH) ** (level + 1) > most:
        level += 1
    for k in range(level, -1, -1) if first else ():
        end = last - last % STRETCH**k  # where the last full stretch of this level ends
        # Of the long part few rows have the level; the open ends below it are short.
        by = "INDEXED BY metrics_by_level" if k == level > 0 else "NOT INDEXED"
        rows |= _rows(connection, f"{by} WHERE job = ? AND n BETWEEN ? AND ? AND level >= ?", (job, begin, end, k))
        begin = max(begin, end + 1)
    rows |= _rows(connection, "WHERE job = ? AND n IN (?, ?)", (job, first, last))
    columns = list(zip(*(rows[n] for n in sorted(rows)), strict=True)) or [()] * len(COLUMNS)
    answer = {name: list(values) for name, values in zip(COLUMNS, columns, strict=True)}
    return answer | {"gradient_norms": [json.loads(norms) for norms in answer["gradient_norms"]]}


def _rows(connection: sqlite3.Connection, which: str, values: tuple[Any, ...]) -> dict[int, tuple[Any, ...]]:
    query = f"SELECT n, {', '.join(COLUMNS)} FROM metrics {which}"
    return {n: tuple(row) for n, *row in connection.execute(query, values)}
