"""What a hosted run answers to those who only look: nothing changes by it.

Knows a run, its view and the questions of `requests`. Does not know states, commands or who asks.
"""

from collections.abc import Generator
from dataclasses import asdict
from typing import Any

from app.jobs.requests import (
    ActivityOf,
    CheckpointAt,
    DirectionsOf,
    EvaluationOf,
    LeastSquaresOf,
    MoveOf,
    NetworkOf,
    Question,
    ShownTrace,
    TraceOf,
    TrialsOf,
)
from app.training.accounts import closed_form_of, directions_of, move_of, nudges_of
from app.training.activity import activity
from app.training.checkpoint import checkpoint
from app.training.commands import Probe, Verify
from app.training.examination import examine
from app.training.rerun import trials
from app.training.run import Run
from app.training.shown import pin
from app.training.view import View

Asked = Question | Probe | Verify


def answer(run: Run, view: View, asked: Asked) -> Generator[str | None, None, dict[str, Any]]:
    """The answer, after as many pauses as it takes. Raises CommandError where the question makes no sense."""
    match asked:
        case Probe():
            return view.probe(asked)
        case Verify():
            return view.verify(asked.parameter)
        case TraceOf():
            return {"trial": view.trial(pin(asked.watch, run.course.samples, run.dataset))}
        case ShownTrace():
            return {"trial": view.shown_trial()}
        case TrialsOf():
            return {"trials": (yield from trials(run, asked.first, asked.count, asked.unit))}
        case MoveOf():
            move, batch = move_of(view, asked.parameter), nudges_of(view, asked.parameter)
            return {"move": move, "batch": batch, "sizes": run.network.sizes}
        case DirectionsOf():
            return {"directions": (yield from directions_of(view))}
        case LeastSquaresOf():
            return {"least_squares": closed_form_of(view)}
        case ActivityOf():
            samples = run.course.samples
            layers = yield from activity(run.network, samples, run.cost)
            return {"samples": len(samples), "layers": [[asdict(neuron) for neuron in layer] for layer in layers]}
        case NetworkOf():
            return {"network": run.network}
        case EvaluationOf():
            return asdict((yield from examine(run.network, run.dataset.test, run.cost, len(run.dataset.classes))))
        case CheckpointAt():
            return {"checkpoint": checkpoint(run, asked.step)}
