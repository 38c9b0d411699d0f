"""The jobs: created, commanded, watched, forked and kept; the one door to them.

Knows a store and a runner, and keeps them in step. Does not know HTTP, sockets or viewers: what should
reach viewers goes through `on_frame` and `on_event`. Its methods belong to the event loop's thread.
"""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from app.datasets.dataset import Entry
from app.jobs.admission import Admission
from app.jobs.answers import Answers
from app.jobs.downloads import Downloads
from app.jobs.job import ENDED, Job, Reason, describe_settings
from app.jobs.limits import Limits
from app.jobs.presence import Presence
from app.jobs.requests import NO_RUN, CheckpointAt, GiveUp, Request
from app.jobs.runner import Runner, Told
from app.jobs.scheduler import Scheduler
from app.jobs.stage import Stage
from app.jobs.store import Store
from app.jobs.tables import Tables
from app.training.checkpoint import Checkpoint
from app.training.commands import CHANGING, Command, CommandError, Pause, Play, Set
from app.training.spec import TrainingSpec

ATTEMPTS = 5  # workers that may die under a job before it is given up
SHOWN = ("frame", "lost")  # what is heard of a run whose job has ended


class ConflictError(ValueError):
    """The job's state does not allow this; the message says what would."""


class JobService:
    """All jobs of a server. What is only read of them is read from `store`, and uploaded data from `tables`."""

    def __init__(
        self,
        store: Store,
        runner: Runner,
        downloads: Downloads,
        on_frame: Callable[[str, int, bytes], None],
        parallel: int = 4,
        limits: Limits = Limits(),  # noqa: B008 - frozen
    ) -> None:
        self.store, self.tables = store, Tables(store.path)
        self._runner, self._on_frame = runner, on_frame
        self._answers, self._presence = Answers(), Presence(self._unwatched, self._abandoned)
        self.scheduler = Scheduler(parallel)
        self.stage = Stage(store, runner, downloads, self._presence, self.scheduler)
        self.admission = Admission(limits, store, self.tables, self.scheduler)
        self._left_running: set[str] = set()

    def start(self) -> None:
        """Begin, in the running event loop, and take up the jobs that a server before this one left."""
        self.store.start()
        self._runner.start(self._hear)
        for job in reversed(self.store.all()):
            if not job.ended and job.state != "paused":  # one that is paused waits until somebody looks
                self._take_up(job, "server_restart")

    def stop(self) -> None:
        """End all runs."""
        self._presence.close()
        self._runner.stop()
        self._answers.close()
        self.tables.close()
        self.admission.room.close()
        self.store.close()

    # -- jobs --------------------------------------------------------------------------------------

    def get(self, job_id: str) -> Job:
        """A job by its id. Raises UnknownJobError."""
        return self.store.get(job_id)

    def create(
        self,
        spec: TrainingSpec,
        kept: Checkpoint | None = None,
        request: tuple[str, str] | None = None,
        **fields: Any,
    ) -> Job:
        """A new job; `fields` are name, labels, lifetime, start and forked_from. It starts at once.

        `request` is the idempotency key it was asked for with, and the digest of what was asked.
        """
        to_the_end = fields.get("lifetime") != "while_watched"
        self.admission.check([spec], to_the_end and fields.get("start") != "paused", to_the_end)
        if (outgrown := self.admission.outgrown()) is not None:
            self._forget(outgrown)
        name = fields.pop("name", None) or f"{spec.dataset.name} {'-'.join(map(str, spec.sizes()))}"
        job = Job(secrets.token_hex(6), spec, name, datetime.now(UTC).isoformat(timespec="milliseconds"), **fields)
        self.store.add(job, kept or Checkpoint(0, spec.network.init.seed, (), None), request)
        self.store.move(job.id, "queued")
        self.stage.enter(job.id, job.start == "running")
        return self.store.get(job.id)

    def rename(self, job_id: str, name: str | None, labels: dict[str, str] | None) -> Job:
        """Give a job another name or other labels."""
        given = {"name": name, "labels": labels}
        job = self.store.change(job_id, **{key: value for key, value in given.items() if value is not None})
        self.store.save(job_id)
        return job

    def cancel(self, job_id: str) -> Job:
        """End a job that has not ended."""
        job = self.get(job_id)
        if job.ended:
            raise ConflictError(f"This job has {job.state} already.")
        self.store.move(job_id, "cancelled", "user")
        self.stage.leave(job_id)
        return self.store.get(job_id)

    def delete(self, job_id: str) -> None:
        """Forget a job that has ended."""
        if not self.get(job_id).ended:
            raise ConflictError("Only a job that has ended can be deleted. Cancel it first.")
        self._forget(job_id)

    async def keep_table(self, data: bytes) -> Entry:
        """Keep an uploaded table. Raises TableError or NoRoomError."""
        self.admission.room.check(len(data))
        entry = await self.tables.keep(data)
        self.admission.room.take(len(data))
        return entry

    def drop_table(self, table: str) -> None:
        """Delete an uploaded table that no job needs. Raises UnknownTableError or TableInUseError."""
        self.tables.drop(table, ((job.id, job.spec) for job in self.store.all()))

    def _forget(self, job_id: str) -> None:
        self.stage.leave(job_id)
        self._presence.forget(job_id)
        self.store.forget(job_id)

    # -- commands ----------------------------------------------------------------------------------

    async def command(self, job_id: str, command: Command | Request) -> dict[str, Any]:
        """Have a command done and return its answer. Raises CommandError, or ConflictError by state."""
        job = self.get(job_id)
        if job.ended and isinstance(command, CHANGING):
            raise ConflictError(f"This job has {job.state}. Fork it to go on from any of its steps.")
        if isinstance(command, Pause) and job.state == "running":
            self.store.move(job_id, "pausing")
        self.stage.awaken(job_id)
        number, answer = self._answers.expect(job_id)
        self._runner.ask(job_id, number, command)
        done = await answer
        if isinstance(command, CHANGING):
            await self.store.saved()
        return done

    async def fork(self, job_id: str, step: int | None, spec: TrainingSpec, changed: Set, **fields: Any) -> Job:
        """A new job that goes on from `step` of another, with `changed` settings from there."""
        source = self.get(job_id)
        if step is not None and step > source.step:
            raise CommandError(f"Step {step} has not been taken: choose one from 0 to {source.step}.")
        kept = (await self.command(job_id, CheckpointAt(step)))["checkpoint"]
        job = self.create(spec, kept, forked_from={"id": job_id, "step": kept.step}, **fields)
        if changed != Set():
            self._runner.ask(job.id, None, changed)
        await self.store.saved()
        return job

    # -- viewers -----------------------------------------------------------------------------------

    def watched(self, job_id: str, viewers: int) -> None:
        """Hear how many viewers a job has; one that lives only while watched pauses without them."""
        if job_id not in self.store:
            return
        self._presence.note(job_id, viewers)
        if viewers:
            self.stage.awaken(job_id)
        self._runner.watched(job_id, viewers)
        if viewers and job_id in self._left_running:
            self._left_running.discard(job_id)
            self._runner.ask(job_id, None, Play())

    def _unwatched(self, job_id: str) -> None:
        job = self.store.get(job_id)
        if job.ended:
            self.stage.leave(job_id)
        elif job.lifetime == "while_watched" and (job.state == "running" or job.state == "starting"):
            self._left_running.add(job_id)
            self._runner.ask(job_id, None, Pause())

    def _abandoned(self, job_id: str) -> None:
        """Nobody comes back to a job that lives only while it is watched: a link can build it again."""
        job = self.store.get(job_id)
        if job.lifetime == "while_watched" and self.store.move(job_id, "cancelled", "timeout"):
            self.stage.leave(job_id)

    # -- what the runner tells ---------------------------------------------------------------------

    def _hear(self, told: Told) -> None:
        if told["kind"] == "result":
            self._answered(told)
        elif told["job"] in self.store and (told["kind"] in SHOWN or not self.store.get(told["job"]).ended):
            _HEARD[told["kind"]](self, told["job"], told)

    def _answered(self, told: Told) -> None:
        if told.get("problem"):
            kind = ConflictError if told["problem"] == NO_RUN else CommandError
            self._answers.refuse(told["number"], kind(told["problem"]))
        else:
            self._answers.give(told["number"], told["ok"])

    def _heard_state(self, job_id: str, told: Told) -> None:
        self._heard_progress(job_id, told)
        if told["state"] == self.store.get(job_id).state:
            return  # it was awakened as what it is
        fields = {key: told[key] for key in ("divergence", "detail") if key in told}
        self.store.change(job_id, **fields)
        self.store.move(job_id, told["state"], told.get("reason"), **fields)
        if told["state"] in ("paused", *ENDED):
            self.stage.free(job_id)

    def _heard_progress(self, job_id: str, told: Told) -> None:
        job = self.store.change(job_id, **{key: told[key] for key in ("step", "epoch", "progress") if key in told})
        why = self.admission.limits.overrun(job.own_steps, job.running_seconds)
        if why is not None and job.state == "running":
            self._runner.ask(job_id, None, GiveUp(why))

    def _heard_metric(self, job_id: str, told: Told) -> None:
        metric = told["metric"]
        self.store.change(job_id, metrics={key: metric[key] for key in ("cost", "test_cost", "test_accuracy")})
        self.store.note(job_id, "metric", **metric)

    def _heard_settings(self, job_id: str, told: Told) -> None:
        settings = told["settings"]
        if settings != self.store.get(job_id).settings:
            self.store.change(job_id, settings=settings)
            self.store.note(job_id, "log", level="info", message=describe_settings(settings), settings=settings)

    def _heard_rewind(self, job_id: str, told: Told) -> None:
        self._heard_progress(job_id, told)
        self.store.note(job_id, "rewind")

    def _heard_checkpoint(self, job_id: str, told: Told) -> None:
        self.store.keep(job_id, told["checkpoint"])

    def _heard_frame(self, job_id: str, told: Told) -> None:
        self._on_frame(job_id, told["number"], told["frame"])

    def _heard_lost(self, job_id: str, _: Told) -> None:
        """The worker has died: take the job up again from its checkpoint, somewhere else."""
        self._answers.refuse_all(job_id, ConflictError("The worker of this job was lost. Its run goes on: ask again."))
        job = self.store.get(job_id)
        self.stage.lost(job_id)
        if job.ended or job.state == "paused":  # it was not running: whoever looks has it back
            if self._presence.viewers(job_id):
                self.stage.awaken(job_id)
        else:
            self._take_up(job, "worker_lost")

    def _take_up(self, job: Job, reason: Reason) -> None:
        """Run a job again from its checkpoint, playing if it was."""
        if job.attempt >= ATTEMPTS and reason == "worker_lost":
            self.store.move(job.id, "failed", reason)
            return
        self.store.change(job.id, attempt=job.attempt + 1, step=self.store.checkpoint(job.id).step)
        self.store.move(job.id, "queued", reason)
        self.store.note(job.id, "rewind")
        fresh = job.state in ("starting", "queued")
        playing = job.state == "running" or (fresh and job.start == "running")
        self.stage.enter(job.id, playing)


_HEARD: dict[str, Callable[[JobService, str, Told], None]] = {
    "state": JobService._heard_state,
    "progress": JobService._heard_progress,
    "metric": JobService._heard_metric,
    "settings": JobService._heard_settings,
    "rewind": JobService._heard_rewind,
    "checkpoint": JobService._heard_checkpoint,
    "frame": JobService._heard_frame,
    "lost": JobService._heard_lost,
}
