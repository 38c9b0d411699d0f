"""Several steps of a run, one after another, as each was or will be: done in a copy, so that the run stays where it is.

Knows a run's log and how it goes on. Does not know who asks, nor what is written of the steps.
Steps that were taken come from the log, exactly; those after it are trained as the run itself would train them.
"""

from collections.abc import Generator

from app.training.commands import CommandError, Unit
from app.training.run import Run
from app.training.timeline import upto
from app.training.view import Trial, View

MOST_STEPS = 1000
MOST_NUMBERS = 500_000  # parameters times steps: each of them is written four times

Trials = Generator[str | None, None, list[tuple[int, Trial]]]


def trials(run: Run, first: int | None, count: int, unit: Unit) -> Trials:
    """What the updates `first`, `first` + 1, .. show, each with its step: at most `count`, fewer where training ends.

    `first` None: the update the run has just made, or its first one. `unit` says of how many samples an update
    is made that has not been made yet. Raises CommandError for steps out of reach and for more than fits an answer.
    """
    end = run.timeline.end
    first = max(1, run.step) if first is None else first
    if not 1 <= first <= end + 1:
        raise CommandError(f"Step {first} is out of reach: begin with one from 1 to {end + 1}.")
    most = min(MOST_STEPS, max(1, MOST_NUMBERS // len(run.network.parameters)))
    if not 1 <= count <= most:
        raise CommandError(f"Of this network, 1 to {most:,} steps fit into one answer, not {count:,}.")
    return _trials(_copy(run), first, count, unit, end)


def _trials(copy: Run, first: int, count: int, unit: Unit, end: int) -> Trials:
    log = copy.timeline.entries
    found: list[tuple[int, Trial]] = []
    for step in range(first, first + count):
        if step <= end:
            # Without what was changed right after it: that would be the next step's picture.
            copy.timeline.entries = upto(log, step, with_changes=False)
            yield from copy.seek(step)
            copy.timeline.keep(copy.keyframe())  # the next step begins here
            copy.timeline.entries = log
        else:
            if step == max(first, end + 1):
                yield from copy.seek(end)
            if copy.stopped is not None:
                break
            yield from copy.advance(unit, 1)
        if copy.step < step:  # it has ended, or its numbers blew up
            break
        found.append((step, View(copy).shown_trial()))
    return found


def _copy(run: Run) -> Run:
    """A run of the same past. Keyframes are never written to, so both may hold them."""
    copy = Run(run.spec, run.dataset, run.source)
    if copy.init_seed != run.init_seed:
        copy.init_seed = run.init_seed
        copy.reset(keep_init=True)
    copy.timeline.entries, copy.timeline.measured = run.timeline.entries, run.timeline.measured
    copy.timeline.keyframes = dict(run.timeline.keyframes)
    return copy
