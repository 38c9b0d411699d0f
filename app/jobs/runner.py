"""What a runner is: a place where runs run.

Knows the questions a service asks. There are two answers in `runners`: worker processes, and this
process (for tests).
"""

from collections.abc import Callable
from typing import Any, Protocol

from app.jobs.requests import Request
from app.training.checkpoint import Checkpoint
from app.training.commands import Command
from app.training.spec import TrainingSpec

# What a runner tells: {"kind": "state" | "metric" | "frame" | "result" | ..., "job": id, ...};
# "lost" names a job whose worker has died.
Told = dict[str, Any]


class Runner(Protocol):
    """Runs jobs somewhere, and tells what happens through the callback it was started with."""

    def start(self, tell: Callable[[Told], None]) -> None:
        """Begin; `tell` is called in the server's event loop."""

    def run(self, job: str, spec: TrainingSpec, playing: bool, kept: Checkpoint) -> None:
        """Take up a job where `kept` says, playing or paused."""

    def ask(self, job: str, number: int | None, request: Command | Request) -> None:
        """Send a request; its answer is told as a "result" with the same `number`."""

    def watched(self, job: str, viewers: int) -> None:
        """Say how many viewers want frames of a job."""

    def drop(self, job: str) -> None:
        """Forget a job."""

    def problem(self) -> str | None:
        """Why not every job could be run at the moment, if so."""

    def stop(self) -> None:
        """End, within a second."""
