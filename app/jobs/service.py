"""The jobs: created, commanded, watched, forked and kept; the one door to them.

Knows jobs, their events and a runner. Does not know HTTP, sockets or viewers: what should reach
viewers goes through `on_frame` and `on_event`.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.jobs.answers import Answers
from app.jobs.downloads import Downloads
from app.jobs.events import EventLog
from app.jobs.job import ENDED, Job, State, TransitionError, describe_settings
from app.jobs.presence import Presence
from app.jobs.requests import CheckpointAt, Request
from app.jobs.runner import Runner, Told
from app.training.checkpoint import Checkpoint
from app.training.commands import Command, CommandError, Edit, Pause, Play, Reset, Seek, Set, Step
from app.training.spec import TrainingSpec

MAX_JOBS = 500  # kept in memory; the oldest that have ended make room
ATTEMPTS = 5  # workers that may die under a job before it is given up
CHANGING = (Play, Pause, Step, Seek, Set, Edit, Reset)


class UnknownJobError(KeyError):
    """There is no such job."""


class ConflictError(ValueError):
    """The job's state does not allow this; the message says what would."""


class TooManyJobsError(ValueError):
    """The server keeps as many jobs as it can."""


class JobService:
    """All jobs of a server. Its methods belong to the event loop's thread."""

    def __init__(
        self,
        runner: Runner,
        downloads: Downloads,
        on_frame: Callable[[str, int, bytes], None],
        on_event: Callable[[str, str], None],
    ) -> None:
        self._runner, self._downloads = runner, downloads
        self._on_frame, self._on_event = on_frame, on_event
        self._jobs: dict[str, Job] = {}
        self._events: dict[str, EventLog] = {}
        self._kept: dict[str, Checkpoint] = {}
        self._answers, self._presence = Answers(), Presence(self._unwatched)
        self._left_running: set[str] = set()
        self._pace: dict[str, tuple[float, float]] = {}  # when each run last began to move, and where

    def start(self) -> None:
        """Begin, in the running event loop."""
        self._runner.start(self._hear)

    def stop(self) -> None:
        """End all runs."""
        self._presence.close()
        self._runner.stop()
        self._answers.close()

    # -- jobs --------------------------------------------------------------------------------------

    def create(self, spec: TrainingSpec, kept: Checkpoint | None = None, **fields: Any) -> Job:
        """A new job; `fields` are name, labels, lifetime, start and forked_from. It starts at once."""
        self._make_room()
        name = fields.pop("name", None) or f"{spec.dataset.name} {'-'.join(map(str, spec.sizes()))}"
        job = Job(secrets.token_hex(6), spec, name, datetime.now(UTC).isoformat(timespec="milliseconds"), **fields)
        self._jobs[job.id], self._events[job.id] = job, EventLog()
        self._kept[job.id] = kept or Checkpoint(0, spec.network.init.seed, (), None)
        self._change(job.id, "queued")
        self._downloads.when_ready(spec.dataset.name, lambda problem: self._launch(job.id, problem))
        return self._jobs[job.id]

    def _launch(self, job_id: str, problem: str | None) -> None:
        """Hand a queued job to the runner, now that its data are there (or cannot be had)."""
        job = self._jobs.get(job_id)
        if job is None or job.ended:
            return
        if problem:
            self._jobs[job_id] = replace(job, detail=problem)
            self._change(job_id, "failed", "invalid", detail=problem)
            return
        self._change(job_id, "starting")
        self._runner.run(job_id, job.spec, job.start == "running", self._kept[job_id])
        self._runner.watched(job_id, self._presence.viewers(job_id))

    def get(self, job_id: str) -> Job:
        """A job by its id. Raises UnknownJobError."""
        try:
            return self._jobs[job_id]
        except KeyError:
            raise UnknownJobError(job_id) from None

    def all(self) -> list[Job]:
        """Every job, newest first."""
        return list(reversed(self._jobs.values()))

    def rename(self, job_id: str, name: str | None, labels: dict[str, str] | None) -> Job:
        """Give a job another name or other labels."""
        given = {"name": name, "labels": labels}
        changes: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
        self._jobs[job_id] = replace(self.get(job_id), **changes)
        return self._jobs[job_id]

    def delete(self, job_id: str) -> None:
        """Forget a job that has ended."""
        if not self.get(job_id).ended:
            raise ConflictError("Only a job that has ended can be deleted. Cancel it first.")
        self._forget(job_id)

    def last_event(self, job_id: str) -> int:
        """The number of a job's newest event."""
        return self._events[job_id].last

    def eta(self, job_id: str) -> float | None:
        """Seconds until a running job is done, at the speed of the last while; None if unknown."""
        job, pace = self._jobs[job_id], self._pace.get(job_id)
        if job.state != "running" or pace is None or job.progress <= pace[1]:
            return None
        elapsed = time.monotonic() - pace[0]
        return round((1 - job.progress) * elapsed / (job.progress - pace[1]), 1)

    def events(self, job_id: str, after: int, limit: int | None = None) -> list[str]:
        """The texts of a job's events after number `after`."""
        self.get(job_id)
        return self._events[job_id].after(after, limit)

    # -- commands ----------------------------------------------------------------------------------

    async def command(self, job_id: str, command: Command | Request) -> dict[str, Any]:
        """Have a command done and return its answer. Raises CommandError, or ConflictError by state."""
        job = self.get(job_id)
        if job.ended and isinstance(command, CHANGING):
            raise ConflictError(f"This job has {job.state}. Fork it to go on from any of its steps.")
        if job.state == "cancelled":
            raise ConflictError("This job was cancelled and its run is gone. Start it again.")
        if isinstance(command, Pause) and job.state == "running":
            self._change(job_id, "pausing")
        number, answer = self._answers.expect(job_id)
        self._runner.ask(job_id, number, command)
        return await answer

    def cancel(self, job_id: str) -> Job:
        """End a job that has not ended."""
        job = self.get(job_id)
        if job.ended:
            raise ConflictError(f"This job has {job.state} already.")
        self._change(job_id, "cancelled", reason="user")
        self._runner.drop(job_id)
        return self._jobs[job_id]

    async def fork(self, job_id: str, step: int | None, spec: TrainingSpec, changed: Set, **fields: Any) -> Job:
        """A new job that goes on from `step` of another, with `changed` settings from there."""
        source = self.get(job_id)
        if step is not None and step > source.step:
            raise CommandError(f"Step {step} has not been taken: choose one from 0 to {source.step}.")
        if source.state == "cancelled":
            kept = self._kept[job_id]
        else:
            kept = (await self.command(job_id, CheckpointAt(step)))["checkpoint"]
        origin = {"id": job_id, "step": kept.step}
        job = self.create(spec, kept, forked_from=origin, **fields)
        if changed != Set():
            self._runner.ask(job.id, None, changed)
        return job

    # -- viewers -----------------------------------------------------------------------------------

    def watched(self, job_id: str, viewers: int) -> None:
        """Hear how many viewers a job has; one that lives only while watched pauses without them."""
        job = self._jobs.get(job_id)
        if job is None:
            return
        self._presence.note(job_id, viewers)
        self._runner.watched(job_id, viewers)
        if viewers and job_id in self._left_running:
            self._left_running.discard(job_id)
            self._runner.ask(job_id, None, Play())

    def _unwatched(self, job_id: str) -> None:
        job = self._jobs.get(job_id)
        if job is not None and job.lifetime == "while_watched" and job.state == "running":
            self._left_running.add(job_id)
            self._runner.ask(job_id, None, Pause())

    # -- what the runner tells ---------------------------------------------------------------------

    def _hear(self, told: Told) -> None:
        job_id = told["job"]
        if told["kind"] == "result":
            self._answered(told)
        elif job_id in self._jobs:
            _HEARD[told["kind"]](self, job_id, told)

    def _answered(self, told: Told) -> None:
        if told.get("problem"):
            self._answers.refuse(told["number"], CommandError(told["problem"]))
        else:
            self._answers.give(told["number"], told["ok"])

    def _heard_state(self, job_id: str, told: Told) -> None:
        self._moved(job_id, told)
        fields = {key: told[key] for key in ("divergence", "detail") if key in told}
        self._jobs[job_id] = replace(self._jobs[job_id], **fields)
        self._change(job_id, told["state"], told.get("reason"), **fields)
        self._pace[job_id] = time.monotonic(), self._jobs[job_id].progress

    def _moved(self, job_id: str, told: Told) -> None:
        if "step" in told:
            self._jobs[job_id] = self._jobs[job_id].at(told["step"], told["epoch"], told["progress"])

    def _heard_metric(self, job_id: str, told: Told) -> None:
        metric = told["metric"]
        known = ("cost", "test_cost", "test_accuracy")
        self._jobs[job_id] = replace(self._jobs[job_id], metrics={key: metric[key] for key in known})
        self._event(job_id, "metric", **metric)

    def _heard_settings(self, job_id: str, told: Told) -> None:
        settings = told["settings"]
        if settings != self._jobs[job_id].settings:
            self._jobs[job_id] = replace(self._jobs[job_id], settings=settings)
            self._event(job_id, "log", level="info", message=describe_settings(settings), settings=settings)

    def _heard_rewind(self, job_id: str, told: Told) -> None:
        self._moved(job_id, told)
        self._event(job_id, "rewind")

    def _heard_checkpoint(self, job_id: str, told: Told) -> None:
        self._kept[job_id] = told["checkpoint"]

    def _heard_frame(self, job_id: str, told: Told) -> None:
        self._on_frame(job_id, told["number"], told["frame"])

    def _heard_lost(self, job_id: str, _: Told) -> None:
        """The worker has died: take the job up again from its checkpoint, somewhere else."""
        job = self._jobs[job_id]
        self._answers.refuse_all(job_id, ConflictError("The worker of this job was lost. Its run goes on: ask again."))
        if job.ended:
            return
        if job.attempt >= ATTEMPTS:
            self._change(job_id, "failed", "worker_lost")
            return
        playing = job.state in ("running", "queued") or (job.state == "starting" and job.start == "running")
        self._jobs[job_id] = replace(job, attempt=job.attempt + 1)
        self._change(job_id, "queued", "worker_lost")
        self._change(job_id, "starting")
        self._event(job_id, "rewind", step=self._kept[job_id].step)
        self._runner.run(job_id, job.spec, playing, self._kept[job_id])
        self._runner.watched(job_id, self._presence.viewers(job_id))

    # -- state and events --------------------------------------------------------------------------

    def _change(self, job_id: str, state: State, reason: Any = None, **fields: Any) -> None:
        try:
            self._jobs[job_id] = self._jobs[job_id].moved(state, reason)
        except TransitionError:
            return  # what a worker says may be overtaken by a cancellation
        self._event(job_id, "state", state=state, reason=reason, **fields)
        if state in ENDED:
            self._event(job_id, "end")

    def _event(self, job_id: str, kind: str, **fields: Any) -> None:
        job = self._jobs[job_id]
        text = self._events[job_id].add(kind, **{"step": job.step, "epoch": job.epoch, **fields})
        self._on_event(job_id, text)

    def _make_room(self) -> None:
        if len(self._jobs) >= MAX_JOBS:
            ended = next((job.id for job in self._jobs.values() if job.ended), None)
            if ended is None:
                raise TooManyJobsError(f"This server keeps {MAX_JOBS} jobs and all are alive. Cancel some.")
            self._forget(ended)

    def _forget(self, job_id: str) -> None:
        self._runner.drop(job_id)
        self._presence.forget(job_id)
        for kept in (self._jobs, self._events, self._kept, self._pace):
            kept.pop(job_id, None)


_HEARD: dict[str, Callable[[JobService, str, Told], None]] = {
    "state": JobService._heard_state,
    "progress": JobService._moved,
    "metric": JobService._heard_metric,
    "settings": JobService._heard_settings,
    "rewind": JobService._heard_rewind,
    "checkpoint": JobService._heard_checkpoint,
    "frame": JobService._heard_frame,
    "lost": JobService._heard_lost,
}

