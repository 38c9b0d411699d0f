"""Jobs and their logs as JSON, and back.

Knows the shapes of records. Does not know files or databases.
"""

import hashlib
import json
from dataclasses import fields
from typing import Any

from app.jobs.job import Job
from app.training.checkpoint import Checkpoint
from app.training.spec import (
    DatasetSpec,
    InitSpec,
    NetworkSpec,
    OptimizerSpec,
    ParametersSpec,
    StopSpec,
    TrainingSpec,
    plain,
)
from app.training.timeline import Entry, Measured

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
    parts: dict[str, Any] = {
        "dataset": DatasetSpec(**given["dataset"]),
        "network": NetworkSpec(**network),
        "optimizer": OptimizerSpec(**given["optimizer"]),
    }
    if given.get("stop") is not None:
        parts["stop"] = StopSpec(**given["stop"])
    return TrainingSpec(**{**given, **parts})


def dump_log(kept: Checkpoint) -> str:
    """The log of a checkpoint, which decides every byte of the run with the specification, and what was measured."""
    log = _plain_log(kept.init_seed, kept.entries)
    return json.dumps([*log, [[m.step, m.samples, m.cost, m.accuracy] for m in kept.measured]], allow_nan=False)


def load_log(text: str) -> Checkpoint:
    """The checkpoint of a log, without its keyframe. Logs of earlier versions know no measurements."""
    init_seed, written, *more = json.loads(text)
    entries = tuple((start, Entry(kind, count, value)) for start, kind, count, value in written)
    end = entries[-1][0] + entries[-1][1].count if entries else 0
    return Checkpoint(end, init_seed, entries, None, tuple(Measured(*each) for each in (more or [()])[0]))


def digest(init_seed: int, entries: Entries) -> str:
    """What two logs share if and only if they are the same."""
    return hashlib.sha256(json.dumps(_plain_log(init_seed, entries)).encode()).hexdigest()


def _plain_log(init_seed: int, entries: Entries) -> list[Any]:
    return [init_seed, [[start, e.kind, e.count, e.value] for start, e in entries]]
