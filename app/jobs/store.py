"""What is known of every job: its record, its events, its last checkpoint. In memory.

Knows jobs by id. Does not know runs, viewers or why anything changes.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.jobs.events import EventLog
from app.jobs.job import ENDED, Job, State, TransitionError
from app.training.checkpoint import Checkpoint

MAX_JOBS = 500  # the oldest that have ended make room


class UnknownJobError(KeyError):
    """There is no such job."""


class TooManyJobsError(ValueError):
    """The server keeps as many jobs as it can."""


class Store:
    """The jobs of a server, oldest first; `on_event(job, text)` hears every event as it is noted."""

    def __init__(self, on_event: Callable[[str, str], None]) -> None:
        self._on_event = on_event
        self._jobs: dict[str, Job] = {}
        self._events: dict[str, EventLog] = {}
        self._checkpoints: dict[str, Checkpoint] = {}
        self._moving: dict[str, tuple[float, float]] = {}  # when each job last changed state, and where

    def __contains__(self, job_id: str) -> bool:
        return job_id in self._jobs

    def add(self, job: Job, checkpoint: Checkpoint) -> None:
        """Keep a new job."""
        self._jobs[job.id], self._events[job.id] = job, EventLog()
        self._checkpoints[job.id] = checkpoint

    def get(self, job_id: str) -> Job:
        """A job by its id. Raises UnknownJobError."""
        try:
            return self._jobs[job_id]
        except KeyError:
            raise UnknownJobError(job_id) from None

    def all(self) -> list[Job]:
        """Every job, newest first."""
        return list(reversed(self._jobs.values()))

    def change(self, job_id: str, **changes: Any) -> Job:
        """Change fields of a job other than its state."""
        self._jobs[job_id] = replace(self.get(job_id), **changes)
        return self._jobs[job_id]

    def move(self, job_id: str, state: State, reason: Any = None, **fields: Any) -> bool:
        """Change a job's state and note it; False where it cannot follow, because something overtook it."""
        try:
            job = self.get(job_id).moved(state, reason)
        except TransitionError:
            return False
        self._jobs[job_id] = job
        self._moving[job_id] = time.monotonic(), job.progress
        self.note(job_id, "state", state=state, reason=reason, **fields)
        if state in ENDED:
            self.note(job_id, "end")
        return True

    def eta(self, job_id: str) -> float | None:
        """Seconds until a running job is done, at the speed since it began to run; None if unknown."""
        job = self.get(job_id)
        since, place = self._moving[job_id]
        if job.state != "running" or job.progress <= place:
            return None
        return round((1 - job.progress) * (time.monotonic() - since) / (job.progress - place), 1)

    def note(self, job_id: str, kind: str, **fields: Any) -> None:
        """Number an event, keep it and tell it."""
        job = self._jobs[job_id]
        text = self._events[job_id].add(kind, **{"step": job.step, "epoch": job.epoch, **fields})
        self._on_event(job_id, text)

    def events(self, job_id: str, after: int, limit: int | None = None) -> list[str]:
        """The texts of a job's events after number `after`, oldest first."""
        self.get(job_id)
        return self._events[job_id].after(after, limit)

    def last_event(self, job_id: str) -> int:
        """The number of a job's newest event."""
        return self._events[job_id].last

    def keep(self, job_id: str, checkpoint: Checkpoint) -> None:
        """Keep a job's newest checkpoint."""
        self._checkpoints[job_id] = checkpoint

    def checkpoint(self, job_id: str) -> Checkpoint:
        """A job's newest checkpoint."""
        return self._checkpoints[job_id]

    def to_make_room(self) -> str | None:
        """The job that must go before another can be added. Raises TooManyJobsError if none may."""
        if len(self._jobs) < MAX_JOBS:
            return None
        for job in self._jobs.values():
            if job.ended:
                return job.id
        raise TooManyJobsError(f"This server keeps {MAX_JOBS} jobs and all are alive. Cancel some.")

    def forget(self, job_id: str) -> None:
        """Drop all that is known of a job."""
        for kept in (self._jobs, self._events, self._checkpoints, self._moving):
            kept.pop(job_id, None)
