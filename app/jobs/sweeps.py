"""Sweeps: one specification trained with every combination of some values.

Knows how a grid is unfolded and what its jobs add up to. Does not know HTTP or how jobs run: each is a job
like any other, made through the service, with the label `sweep`.
"""

import itertools
import json
import secrets
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from app.jobs.job import Job
from app.jobs.keeping import load_spec
from app.training.refusal import SpecError
from app.training.spec import TrainingSpec, plain

MAX_JOBS = 256
LABEL = "sweep"
POINTS = 60  # of the summary's curves
DEAD, SATURATED = 1e-6, 1e-3  # gradient norms: of a first layer that learns nothing, and of one that hardly does
SLOW = 2.0  # times the median test cost


@dataclass(frozen=True)
class Sweep:
    """One sweep; `values[job]` is what the grid gave that job."""

    id: str
    name: str
    spec: TrainingSpec
    grid: Mapping[str, Sequence[Any]]
    max_parallel: int
    created_at: str
    values: Mapping[str, Mapping[str, Any]]


def dump(sweep: Sweep) -> str:
    """A sweep's record."""
    return json.dumps({**{each.name: getattr(sweep, each.name) for each in fields(Sweep)}, "spec": plain(sweep.spec)})


def load(text: str) -> Sweep:
    """The sweep of a record."""
    record = json.loads(text)
    return Sweep(**{**record, "spec": load_spec(record["spec"])})


def new_id() -> tuple[str, str]:
    """An id, and the moment it was given."""
    return secrets.token_hex(6), datetime.now(UTC).isoformat(timespec="milliseconds")


Read = Callable[[dict[str, Any]], TrainingSpec]


def unfold(
    spec: TrainingSpec, grid: Mapping[str, Sequence[Any]], read: Read
) -> list[tuple[dict[str, Any], TrainingSpec]]:
    """Every combination of the grid's values with its specification. Raises SpecError naming the field.

    `read` makes a specification of plain values, or raises SpecError where one is not of its field's kind.
    """
    count = 1
    for path, values in grid.items():
        if not values:
            raise SpecError(f"grid.{path}", "Give at least one value for each field of the grid.")
        count *= len(values)
    if not grid or count > MAX_JOBS:
        raise SpecError("grid", f"A sweep has 1 to {MAX_JOBS} jobs, not {count if grid else 0}.")
    combinations = (dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values()))
    return [(values, _with(spec, values, read)) for values in combinations]


def _with(spec: TrainingSpec, values: Mapping[str, Any], read: Read) -> TrainingSpec:
    changed: dict[str, Any] = {"bugs": [], **plain(spec)}
    for path, value in values.items():
        *way, last = path.split(".")
        place: Any = changed
        for part in way:
            place = place.get(part) if isinstance(place, dict) else None
        if not isinstance(place, dict) or last not in place:
            raise SpecError(f"grid.{path}", f"A specification has no field {path!r}.")
        place[last] = value
    try:
        return read(changed)
    except SpecError as error:
        raise SpecError("grid", f"{json.dumps(values)}: {error.field}: {error}") from None


def state_of(jobs: Iterable[Job]) -> str:
    """The state of a whole sweep: running while any of its jobs is alive."""
    states = {job.state for job in jobs}
    if states & {"running", "starting", "pausing", "cancelling"}:
        return "running"
    return next(state for state in ("paused", "queued", "succeeded", "failed", "cancelled") if state in states)


def summary(jobs: Sequence[Job], values: Mapping[str, Mapping[str, Any]], curves: Mapping[str, Any]) -> dict[str, Any]:
    """Median and quartiles of the curves over the runs, and a line for each run with why it failed.

    `curves[job]` are the job's metric columns.
    """
    ends = [columns["samples"][-1] for columns in curves.values() if columns["samples"]]
    samples = [round(max(ends) * k / (POINTS - 1)) for k in range(POINTS)] if ends else []
    middle = _median([job.metrics.get("test_cost") for job in jobs])
    table = [
        {
            "job": job.id,
            "values": dict(values[job.id]),
            "state": job.state,
            "reason": job.reason,
            **{name: job.metrics.get(name) for name in ("cost", "test_cost", "test_accuracy")},
            "why": why(job, curves[job.id], middle),
        }
        for job in jobs
    ]
    spread = {name: _spread(samples, curves.values(), name) for name in ("test_cost", "test_accuracy")}
    return {"samples": samples, **spread, "table": table}


def why(job: Job, columns: Mapping[str, Sequence[Any]], median: float | None) -> str | None:
    """Why a run did not do well: diverged, dead, saturated or slow; None where it did."""
    if job.reason == "diverged":
        return "diverged"
    cost = job.metrics.get("test_cost")
    if cost is None or median is None or cost <= SLOW * median:
        return None
    norms = columns["gradient_norms"][-1] if columns["gradient_norms"] else []
    first = norms[0] if norms else None
    if first is not None and first < DEAD:
        return "dead"
    return "saturated" if first is not None and first < SATURATED else "slow"


def _spread(samples: Sequence[int], curves: Iterable[Mapping[str, Any]], name: str) -> dict[str, list[float | None]]:
    lines = [_at(samples, columns["samples"], columns[name]) for columns in curves]
    known = [[line[k] for line in lines if line[k] is not None] for k in range(len(samples))]
    return {
        "median": [_median(values) for values in known],
        "low": [_quantile(values, 0) for values in known],
        "high": [_quantile(values, 2) for values in known],
    }


def _at(samples: Sequence[int], seen: Sequence[int], values: Sequence[Any]) -> list[Any]:
    """The last value known at each number of samples; None after a run's end."""
    found, k = [], -1
    for sample in samples:
        while k + 1 < len(seen) and seen[k + 1] <= sample:
            k += 1
        found.append(values[k] if k >= 0 and sample <= seen[-1] else None)
    return found


def _median(values: Iterable[Any]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def _quantile(values: Sequence[float], which: int) -> float | None:
    if not values:
        return None
    return statistics.quantiles(values, n=4, method="inclusive")[which] if len(values) > 1 else values[0]
