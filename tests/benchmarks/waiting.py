"""Whether a training at full speed waits for the pen, which draws beside it.

`python -m tests.benchmarks.waiting` prints the share of time in which the first visit's network has no digits to go
on with, from its third epoch on: before that the process that draws is still being started.
"""

import time
from pathlib import Path

from app.jobs.drawer import Drawer
from app.jobs.hosted import HostedRun
from app.jobs.worker import NAP, SLICE
from app.training.run import Run
from tests.benchmarks.pen import spec_of

SECONDS = 10.0


def main() -> None:
    spec, drawer = spec_of(fresh=True), Drawer()
    dataset = spec.dataset.load(Path())
    run = Run(spec, dataset, drawer.source(dataset, spec.dataset.seed))
    hosted = HostedRun("alone", run, iter(()), True, lambda *_, **__: None)
    while hosted.run.course.epoch < 2:
        _work(hosted)
    begin, waited = time.perf_counter(), 0.0
    while time.perf_counter() - begin < SECONDS:
        waited += _work(hosted)
    print(waited / SECONDS)
    drawer.close()


def _work(hosted: HostedRun) -> float:
    """A slice of training; the seconds that were slept because there was nothing to train on."""
    start = time.perf_counter()
    if hosted.slice(time.monotonic, time.monotonic() + SLICE):
        return 0.0
    time.sleep(NAP)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
