"""Which jobs the runner has: they come when it is their turn or somebody looks, and go when nobody needs them.

Knows the store, the runner, whose turn it is and who is watching. Does not know commands or answers.
"""

from app.jobs.downloads import Downloads
from app.jobs.presence import Presence
from app.jobs.runner import Runner
from app.jobs.scheduler import Scheduler
from app.jobs.store import Store
from app.jobs.sweeps import LABEL
from app.training.commands import Set


class Stage:
    """The jobs that are being run or shown."""

    def __init__(
        self, store: Store, runner: Runner, downloads: Downloads, presence: Presence, scheduler: Scheduler
    ) -> None:
        self._store, self._runner, self._downloads = store, runner, downloads
        self._presence, self._scheduler = presence, scheduler
        self._hosted: set[str] = set()

    def enter(self, job_id: str, playing: bool) -> None:
        """Have a queued job run once its data are there: in its turn, or at once if somebody will steer it."""
        name = self._store.get(job_id).spec.dataset.name
        self._downloads.when_ready(name, lambda problem: self._launch(job_id, problem, playing))

    def _launch(self, job_id: str, problem: str | None, playing: bool) -> None:
        if job_id not in self._store or self._store.get(job_id).ended:
            return
        if problem:
            self._store.change(job_id, detail=problem)
            self._store.move(job_id, "failed", "invalid", detail=problem)
            return
        self._presence.note(job_id, self._presence.viewers(job_id))
        job = self._store.get(job_id)
        if playing and job.lifetime == "until_done":
            sweep = self._store.sweep(job.labels.get(LABEL, ""))
            self._scheduler.add(job_id, sweep.id if sweep else "", sweep.max_parallel if sweep else None)
            self.start_queued()
        else:
            self._store.move(job_id, "starting")
            self._host(job_id, playing)

    def start_queued(self) -> None:
        """Start the jobs whose turn it is."""
        while (job_id := self._scheduler.next()) is not None:
            self._store.move(job_id, "starting")
            self._host(job_id, playing=True)

    def _host(self, job_id: str, playing: bool) -> None:
        """Give a job to the runner. One that has ended is only shown there: its state stays what it is."""
        self._hosted.add(job_id)
        job = self._store.get(job_id)
        self._runner.run(job_id, job.spec, playing, self._store.checkpoint(job_id))
        if pace := job.settings.get("pace"):  # the one setting that is no part of a run's log
            self._runner.ask(job_id, None, Set(pace=pace))
        self._runner.watched(job_id, self._presence.viewers(job_id))

    def awaken(self, job_id: str) -> None:
        """Have the runner take a job that rests, ended or paused, if it does not have it."""
        job = self._store.get(job_id)
        rests = (job.ended or job.state == "paused") and job_id not in self._hosted
        if rests and self._downloads.availability(job.spec.dataset.name) == "ready":
            self._host(job_id, playing=False)

    def free(self, job_id: str) -> None:
        """A job does not go on by itself any more: another may."""
        self._scheduler.remove(job_id)
        self.start_queued()

    def leave(self, job_id: str) -> None:
        """Take a job from the runner."""
        self.free(job_id)
        self._hosted.discard(job_id)
        self._runner.drop(job_id)

    def lost(self, job_id: str) -> None:
        """The runner does not have a job any more."""
        self._hosted.discard(job_id)
        self._scheduler.remove(job_id)
