"""The curves of a job: its metrics as columns, thinned where there are more than a chart can show.

Knows columns of numbers. Does not know where they are kept or how they are sent.
Where points are thinned, each stretch keeps its smallest and its largest value in place, so that no
peak is lost.
"""

import csv
import io
from collections.abc import Sequence
from typing import Any

COLUMNS = ("step", "epoch", "samples", "cost", "test_cost", "test_accuracy")
CURVE = "test_cost"  # the column whose extremes decide which points stay


def thin(columns: dict[str, list[Any]], most: int) -> dict[str, list[Any]]:
    """At most `most` points: first, last, and the extremes of equal stretches between."""
    count = len(columns["step"])
    if count <= most:
        return columns
    kept = _extremes(columns[CURVE], most)
    return {name: [values[i] for i in kept] for name, values in columns.items()}


def _extremes(values: Sequence[Any], most: int) -> list[int]:
    stretches = max(1, (most - 2) // 2)
    kept = {0, len(values) - 1}
    for stretch in range(stretches):
        begin, end = (len(values) * k // stretches for k in (stretch, stretch + 1))
        known = [i for i in range(begin, end) if values[i] is not None]
        if known:
            kept |= {min(known, key=values.__getitem__), max(known, key=values.__getitem__)}
    return sorted(kept)[:most]


def as_csv(columns: dict[str, list[Any]]) -> str:
    """The columns as CSV, one gradient norm per layer; an absent value is empty."""
    layers = max((len(norms) for norms in columns["gradient_norms"]), default=0)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([*COLUMNS, *(f"gradient_norm_{layer}" for layer in range(1, layers + 1))])
    for *row, norms in zip(*(columns[name] for name in (*COLUMNS, "gradient_norms")), strict=True):
        writer.writerow(["" if value is None else value for value in (*row, *norms)])
    return buffer.getvalue()
