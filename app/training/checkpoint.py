"""A run put down so that it can be taken up again elsewhere, bit for bit.

Knows what of a run must be kept. Does not know files or processes.
"""

from dataclasses import dataclass

from app.datasets.dataset import Dataset
from app.training.course import Source
from app.training.run import Run, Work
from app.training.spec import TrainingSpec
from app.training.timeline import Entry, Keyframe, Measured


@dataclass(frozen=True)
class Checkpoint:
    """The log of everything done up to `step`, and a keyframe to start from instead of the beginning.

    `keyframe` is None where replaying from the start is as good; `measured` is what a replay need not find out again.
    """

    step: int
    init_seed: int
    entries: tuple[tuple[int, Entry], ...]
    keyframe: Keyframe | None
    measured: tuple[Measured, ...] = ()


def checkpoint(run: Run, step: int | None = None) -> Checkpoint:
    """The run as it is now, or as it was after an earlier `step`."""
    step = run.step if step is None else min(step, run.step)
    # A keyframe of before the step, so that its update is made again and can be seen.
    keyframe = run.timeline.nearest(max(run.timeline.first, step - 1))
    log, measured = tuple(run.timeline.upto(step)), tuple(run.timeline.measured_upto(step))
    return Checkpoint(step, run.init_seed, log, keyframe, measured)


def restore(spec: TrainingSpec, dataset: Dataset, source: Source, kept: Checkpoint) -> tuple[Run, Work]:
    """The run of a checkpoint, and the work that brings it to the step it was put down at."""
    run = Run(spec, dataset, source)
    if kept.init_seed != run.init_seed:
        run.init_seed = kept.init_seed
        run.reset(keep_init=True)
    run.timeline.entries, run.timeline.measured = list(kept.entries), list(kept.measured)
    if kept.keyframe is not None and kept.keyframe.step > 0:
        run.timeline.keep(kept.keyframe)
    return run, run.seek(kept.step)
