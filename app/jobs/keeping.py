"""Jobs and their logs as JSON, and back.

Knows the shapes of records. Does not know files or databases.
"""

import hashlib
import json
from dataclasses import fields
from typing import Any

from app.jobs.job import Job
from app.training.spec import (
    DatasetSpec,
    InitSpec,
    NetworkSpec,
    OptimizerSpec,
    ParametersSpec,
    TrainingSpec,
    plain,
)
from app.training.timeline import Entry

Entries = tuple[tuple[int, Entry], ...]


def dump_job(job: Job) -> str:
    """A job's record."""
    record = {each.name: getattr(job, each.name) for each in fields(Job)}
    return json.dumps({**record, "spec": plain(job.spec)}, allow_nan=False)


def load_job(text: str) -> Job:
    """The job of a record."""
    record = json.loads(text)
    return Job(**{**record, "spec": load_spec(record["spec"])})


def load_spec(given: dict[str, Any]) -> TrainingSpec:
    """The specification of plain dictionaries."""
    network = dict(given["network"])
    network["init"] = InitSpec(**network["init"])
    if network.get("parameters") is not None:
        network["parameters"] = ParametersSpec(**network["parameters"])
    parts = {
        "dataset": DatasetSpec(**given["dataset"]),
        "network": NetworkSpec(**network),
        "optimizer": OptimizerSpec(**given["optimizer"]),
    }
    return TrainingSpec(**{**given, **parts})


def dump_log(init_seed: int, entries: Entries) -> str:
    """A run's log; its text decides, with the specification, every byte of the run."""
    return json.dumps([init_seed, [[start, e.kind, e.count, e.value] for start, e in entries]])


def load_log(text: str) -> tuple[int, Entries]:
    """The init seed and the entries of a log."""
    init_seed, entries = json.loads(text)
    return init_seed, tuple((start, Entry(kind, count, value)) for start, kind, count, value in entries)


def digest(init_seed: int, entries: Entries) -> str:
    """What two logs share if and only if they are the same."""
    return hashlib.sha256(dump_log(init_seed, entries).encode()).hexdigest()
