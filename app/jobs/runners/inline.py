"""Runs in this process, a little at a time, when told to: for tests, without processes or clocks.

Knows hosted runs. Does not know time: `work` advances everything until nothing is left to do, or so
many slices are done.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.jobs.hosted import HostedRun
from app.jobs.requests import NO_RUN, Request
from app.jobs.runner import Told
from app.training.checkpoint import Checkpoint, restore
from app.training.commands import Command
from app.training.spec import TrainingSpec


class InlineRunner:
    """Hosts runs in this process; fresh digits are drawn when they are needed."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._runs: dict[str, HostedRun] = {}
        self._now = 0.0

    def start(self, tell: Callable[[Told], None]) -> None:
        """Begin."""
        self._tell = tell

    def run(self, job: str, spec: TrainingSpec, playing: bool, kept: Checkpoint) -> None:
        """Take up a job."""
        dataset = spec.dataset.load(self._folder)
        run, restoring = restore(spec, dataset, dataset.epoch, kept)

        def report(kind: str, **fields: Any) -> None:
            self._tell({"kind": kind, "job": job, **fields})

        self._runs[job] = HostedRun(job, run, restoring, playing, report)

    def ask(self, job: str, number: int | None, request: Command | Request) -> None:
        """Queue a request."""
        if job in self._runs:
            self._runs[job].ask(number, request)
        elif number is not None:
            self._tell({"kind": "result", "job": job, "number": number, "problem": NO_RUN})

    def watched(self, job: str, viewers: int) -> None:
        """Note the viewers."""
        if job in self._runs:
            self._runs[job].watched_by(viewers)

    def drop(self, job: str) -> None:
        """Forget a job."""
        if run := self._runs.pop(job, None):
            run.close()

    def problem(self) -> str | None:
        """There is nothing that could be missing."""
        return None

    def stop(self) -> None:
        """Forget everything."""
        self._runs.clear()

    def work(self, slices: int = 1000) -> None:
        """Give every busy run one piece of work at a time, `slices` times or until all are at rest."""
        for _ in range(slices):
            busy = [run for run in self._runs.values() if run.busy]
            if not busy:
                return
            for run in busy:
                self._now += 0.001
                run.slice(lambda: self._now, self._now)
