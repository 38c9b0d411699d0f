"""The frame of a run as it is now: snapshot, position and, while it rests, what comes next.

Knows a run and its view. Does not know who asks or when. The course must be ready.
"""

from typing import Any

from app.training.run import Run
from app.training.view import View
from app.wire.frame import encode, snapshot_arrays, snapshot_detail


def picture(job: str, number: int, run: Run, view: View, state: str, settings: dict[str, Any]) -> bytes:
    """Frame `number` of a job in `state`."""
    snapshot = view.snapshot()
    detail = {
        **snapshot_detail(snapshot),
        "state": state,
        "cost_name": run.spec.cost,
        "optimizer": run.spec.optimizer.name,
        "batch_size": run.settings.batch_size,
        "settings": settings,
        "samples_seen": run.course.seen,
        "epoch_size": run.course.epoch_size,
    }
    arrays = snapshot_arrays(snapshot)
    train = run.dataset.train
    if run.dataset.kind == "plane" and train.labels is not None:
        arrays.append(("points", train.take(slice(None))[0]))
        arrays.append(("point_labels", train.labels))
    if state != "running":
        detail |= _rest(run, view)
        arrays.append(("upcoming", run.course.samples.take(view.upcoming())[0]))
    header = {
        "job": job,
        "frame": number,
        "step": run.step,
        "epoch": run.course.epoch,
        "phase": snapshot.phase,
        "detail": detail,
    }
    return encode(header, arrays)


def _rest(run: Run, view: View) -> dict[str, Any]:
    samples = run.course.samples
    upcoming = [{"index": i, "label": samples.label(i)} for i in view.upcoming()]
    return {"upcoming": upcoming, "history": run.history()}
