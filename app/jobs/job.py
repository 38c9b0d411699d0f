"""One job: its state machine, pure.

Knows states, reasons and which may follow which. Does not know runs, workers or clients.
Change returns a new value.
"""

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from app.training.spec import TrainingSpec

State = Literal["queued", "starting", "running", "pausing", "paused", "cancelling", "succeeded", "failed", "cancelled"]
Reason = Literal[
    "completed",
    "early_stopped",
    "user",
    "diverged",
    "timeout",
    "worker_lost",
    "invalid",
    "server_restart",
]
Lifetime = Literal["until_done", "while_watched"]

ENDED: frozenset[State] = frozenset({"succeeded", "failed", "cancelled"})

# From each state, the states that may come next.
NEXT: dict[State, frozenset[State]] = {
    "queued": frozenset({"starting", "queued", "cancelled", "failed"}),
    "starting": frozenset({"running", "paused", "queued", "cancelling", "cancelled", "failed"}),
    "running": frozenset({"pausing", "paused", "cancelling", "cancelled", "succeeded", "failed", "queued"}),
    "pausing": frozenset({"paused", "running", "cancelling", "cancelled", "succeeded", "failed", "queued"}),
    "paused": frozenset({"running", "cancelling", "cancelled", "succeeded", "failed", "queued"}),
    "cancelling": frozenset({"cancelled", "succeeded", "failed"}),
    "succeeded": frozenset(),
    "failed": frozenset(),
    "cancelled": frozenset(),
}


class TransitionError(ValueError):
    """A state that cannot follow the present one; the message names both."""


@dataclass(frozen=True)
class Job:
    """A training somebody asked for, and where it stands."""

    id: str
    spec: TrainingSpec
    name: str
    created_at: str
    labels: dict[str, str] = field(default_factory=dict)
    lifetime: Lifetime = "until_done"
    start: Literal["running", "paused"] = "running"
    state: State = "queued"
    reason: Reason | None = None
    attempt: int = 1
    step: int = 0
    epoch: int = 0
    progress: float = 0.0
    metrics: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    divergence: dict[str, Any] | None = None
    forked_from: dict[str, Any] | None = None
    detail: str | None = None
    running_seconds: float = 0.0

    @property
    def own_steps(self) -> int:
        """How many steps it has taken itself, not counting those of the job it was forked from."""
        return self.step - int((self.forked_from or {}).get("step", 0))

    @property
    def ended(self) -> bool:
        """Whether the job has ended, for good."""
        return self.state in ENDED

    def moved(self, state: State, reason: Reason | None = None, **changes: Any) -> "Job":
        """The job in another state. Raises TransitionError where that cannot be."""
        if state != self.state and state not in NEXT[self.state]:
            raise TransitionError(f"A job that is {self.state} cannot become {state}.")
        return replace(self, state=state, reason=reason, **changes)


def describe_settings(settings: dict[str, Any]) -> str:
    """Live settings as a sentence."""
    pace = f"{settings['pace']:g} steps a second" if settings["pace"] else "full speed"
    return f"Learning rate {settings['learning_rate']:g}, batches of {settings['batch_size']}, {pace}."
