"""Whether new jobs are taken: by their own size, and by how many there are already.

Knows the limits, and what there is of jobs, tables and room. Does not know how jobs are made.
"""

from collections.abc import Sequence

from app.jobs.limits import Limits
from app.jobs.room import Room
from app.jobs.scheduler import Scheduler
from app.jobs.store import Store
from app.jobs.tables import Tables
from app.training.spec import TrainingSpec


class TooManyJobsError(ValueError):
    """The server has as many jobs as it takes; the message says what to do."""


class Admission:
    """The door for new jobs."""

    def __init__(self, limits: Limits, store: Store, tables: Tables, scheduler: Scheduler) -> None:
        self.limits, self.room = limits, Room(store.path, limits.stored_bytes)
        self._store, self._tables, self._scheduler = store, tables, scheduler

    def check(self, specs: Sequence[TrainingSpec], queued: bool, to_the_end: bool) -> None:
        """Raise SpecError, TooManyJobsError or NoRoomError unless all of these jobs can be made.

        `queued` ones wait for their turn; they and others may be there to be run `to_the_end`.
        """
        for spec in specs:
            self.limits.check(spec, to_the_end)
            self._tables.check(spec.dataset)
        known, most = self._store.all(), self.limits.jobs
        if len(known) + len(specs) > most and sum(not job.ended for job in known) + len(specs) > most:
            found = f"This server keeps {most:,} jobs (NUDGE_MAX_JOBS), and those that are alive leave too little room."
            raise TooManyJobsError(f"{found} Cancel some.")
        waiting = self._scheduler.waiting()
        if queued and waiting + len(specs) > self.limits.queued:
            found = f"{waiting:,} jobs wait for their turn, and {self.limits.queued:,} may (NUDGE_MAX_QUEUED)."
            raise TooManyJobsError(f"{found} Try again once some have begun, or cancel some.")
        self.room.check()

    def outgrown(self) -> str | None:
        """The oldest job that has ended, where it must make room for another."""
        if len(self._store) < self.limits.jobs:
            return None
        return next((job.id for job in reversed(self._store.all()) if job.ended), None)
