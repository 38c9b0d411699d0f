"""What can be done with a sweep as a whole: made, looked at, paused, let go on, ended.

Knows the job service. Does not know HTTP; what a sweep is and adds up to, `sweeps` knows.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from app.jobs.job import Job
from app.jobs.service import ConflictError, JobService
from app.jobs.sweeps import LABEL, Read, Sweep, new_id, state_of, summary, unfold
from app.training.commands import Pause, Play
from app.training.spec import TrainingSpec


class UnknownSweepError(KeyError):
    """There is no such sweep."""


class Sweeping:
    """The sweeps of a service."""

    def __init__(self, service: JobService) -> None:
        self._service, self._store = service, service.store

    def create(
        self, name: str, spec: TrainingSpec, grid: Mapping[str, Sequence[Any]], max_parallel: int, read: Read
    ) -> Sweep:
        """Make every job of a sweep; they run as their turns come. `read` is that of `unfold`. Raises SpecError."""
        unfolded = unfold(spec, grid, read)
        self._service.admission.check([each for _, each in unfolded], queued=True, to_the_end=True)
        sweep_id, now = new_id()
        name = name or f"Sweep over {', '.join(path.split('.')[-1] for path in grid)}"
        self._store.add_sweep(Sweep(sweep_id, name, spec, grid, max_parallel, now, {}))
        made = {}
        for values, each in unfolded:
            said = ", ".join(f"{path.split('.')[-1]} {value}" for path, value in values.items())
            job = self._service.create(each, name=f"{name}: {said}", labels={LABEL: sweep_id})
            made[job.id] = values
        sweep = Sweep(sweep_id, name, spec, grid, max_parallel, now, made)
        self._store.add_sweep(sweep)
        return sweep

    def get(self, sweep_id: str) -> Sweep:
        """A sweep by its id. Raises UnknownSweepError."""
        sweep = self._store.sweep(sweep_id)
        if sweep is None:
            raise UnknownSweepError(sweep_id)
        return sweep

    def all(self) -> list[Sweep]:
        """Every sweep, newest first."""
        return self._store.sweeps()

    def jobs(self, sweep: Sweep) -> list[Job]:
        """The jobs of a sweep that have not been deleted, in the order of its grid."""
        return [self._store.get(job_id) for job_id in sweep.values if job_id in self._store]

    def state(self, sweep: Sweep) -> tuple[str, dict[str, int]]:
        """The state of a sweep, and how many of its jobs are in which."""
        jobs = self.jobs(sweep)
        return (state_of(jobs) if jobs else "cancelled"), dict(Counter(job.state for job in jobs))

    def summary(self, sweep: Sweep) -> dict[str, Any]:
        """What the jobs of a sweep add up to."""
        jobs = self.jobs(sweep)
        return summary(jobs, sweep.values, {job.id: self._store.metrics(job.id) for job in jobs})

    async def pause(self, sweep: Sweep) -> None:
        """Pause what runs, and let nothing more start."""
        self._service.scheduler.hold(sweep.id, held=True)
        for job in self.jobs(sweep):
            if job.state == "running":
                await self._service.command(job.id, Pause())

    async def resume(self, sweep: Sweep) -> None:
        """Let what was paused go on, and the rest start."""
        self._service.scheduler.hold(sweep.id, held=False)
        self._service.stage.start_queued()
        for job in self.jobs(sweep):
            if job.state == "paused":
                await self._service.command(job.id, Play())

    def cancel(self, sweep: Sweep) -> None:
        """End every job that has not ended."""
        alive = [job for job in self.jobs(sweep) if not job.ended]
        if not alive:
            raise ConflictError("Every job of this sweep has ended already.")
        for job in alive:
            self._service.cancel(job.id)
