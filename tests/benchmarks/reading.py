"""The first visit's job: how well it reads real handwriting after a minute on one core."""

import os
import time
from collections.abc import Iterator

import numpy as np

from app.datasets.dataset import pictures
from app.nn.backprop import forward
from app.training.meter import answers
from app.training.run import Run
from app.training.spec import OptimizerSpec, TrainingSpec
from tests.benchmarks.digits import test_images
from tests.benchmarks.rows import Row

SECONDS = 60.0
RATE = 0.5  # what the page's first job learns with; see static/js/state/spec.js


def rows() -> Iterator[Row]:
    real = test_images()
    if real is None:
        yield Row("reading real MNIST", "not measured: its test images are not beside the checkout")
        return
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # drawing and training share one core
    spec = TrainingSpec(optimizer=OptimizerSpec("sgd", RATE), epochs=100_000)
    run = Run(spec, spec.dataset.load(None))
    start = time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        run.course.ready()
        run.train()
    test = pictures(*real)
    right = float(np.mean(answers(forward(run.network, test.take(slice(None))[0])[-1]) == test.labels))
    what = f"the first visit's job after {SECONDS:.0f} s on one core ({run.course.seen:,} pen digits): real MNIST read"
    yield Row(what, f"{100 * right:.1f} %", "90 %")
