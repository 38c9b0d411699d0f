"""Requests to a hosted run that are no commands: no viewer sends them, and all but one change nothing.

Knows their names. Does not know how they are answered (`hosted`).
"""

from dataclasses import dataclass

from app.training.commands import Parameter, Unit, Watch


@dataclass(frozen=True)
class CheckpointAt:
    """The run's checkpoint after an earlier `step`; None: as it is now."""

    step: int | None = None


@dataclass(frozen=True)
class GiveUp:
    """End the run for good, with its last checkpoint: it has taken what a job may."""

    detail: str


@dataclass(frozen=True)
class TraceOf:
    """The trace of a sample at the present step, in the JSON of the REST contract."""

    watch: Watch


@dataclass(frozen=True)
class ShownTrace:
    """The trace that the picture shows: of its sample, through the network before its update, with what is tried."""


@dataclass(frozen=True)
class TrialsOf:
    """What `count` updates from `first` on show, None: the present one; those not made yet are of a `unit` each."""

    first: int | None
    count: int
    unit: Unit


@dataclass(frozen=True)
class MoveOf:
    """How far the update on the picture moves a parameter, and what each sample of its mini-batch asks of it."""

    parameter: Parameter


@dataclass(frozen=True)
class DirectionsOf:
    """The gradients of one sample, of its mini-batch and of all samples, at the network of the picture."""


@dataclass(frozen=True)
class LeastSquaresOf:
    """The closed form of one linear layer, beside the layer on the picture."""


@dataclass(frozen=True)
class ActivityOf:
    """What each neuron does over the epoch's training samples: which learn, which are saturated or dead."""


@dataclass(frozen=True)
class NetworkOf:
    """The network at the present step, in the precision it trains in."""


@dataclass(frozen=True)
class EvaluationOf:
    """How the network at the present step does on the test samples, class by class, and its worst mistakes."""


Question = (
    CheckpointAt
    | TraceOf
    | ShownTrace
    | TrialsOf
    | MoveOf
    | DirectionsOf
    | LeastSquaresOf
    | ActivityOf
    | NetworkOf
    | EvaluationOf
)
Request = Question | GiveUp

# What is answered when a question finds no run: it could not begin, was dropped, or has gone with its worker.
NO_RUN = "There is no run of this job at the moment. If the job has not begun, wait; if it has ended, start it again."
