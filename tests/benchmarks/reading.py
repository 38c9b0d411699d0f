"""How well a network that has seen pen digits alone reads real handwriting, on one core.

The first visit's job after a minute; and two networks after as many digits as 200,000 shown 12 and 10 times.
"""

import math
import os
import time
from collections.abc import Iterator

import numpy as np

from app.datasets.dataset import Samples, pictures
from app.nn.backprop import forward
from app.training.meter import answers
from app.training.run import Run
from app.training.spec import DatasetSpec, NetworkSpec, OptimizerSpec, TrainingSpec
from tests.benchmarks.digits import test_images
from tests.benchmarks.rows import Row

SECONDS = 60.0
RATE = 0.5  # what the page's first job learns with; see static/js/state/spec.js


LONGER = (([16, 16], 2_400_000), ([64], 2_000_000))  # hidden layers, fresh digits


def rows() -> Iterator[Row]:
    real = test_images()
    if real is None:
        yield Row("reading real MNIST", "not measured: its test images are not beside the checkout")
        return
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # drawing and training share one core
    test = pictures(*real)
    run, _ = trained(TrainingSpec(optimizer=OptimizerSpec("sgd", RATE), epochs=100_000), SECONDS)
    what = f"the first visit's job after {SECONDS:.0f} s on one core ({run.course.seen:,} pen digits): real MNIST read"
    yield Row(what, share_read(run, test), "90 %")
    for hidden, digits in LONGER:
        epochs = digits // DatasetSpec("pen").train
        spec = TrainingSpec(network=NetworkSpec(hidden), optimizer=OptimizerSpec("sgd", RATE), epochs=epochs)
        run, took = trained(spec)
        shape = "-".join(map(str, run.network.sizes))
        yield Row(f"{shape} on {digits:,} pen digits, {took:.0f} s: real MNIST read", share_read(run, test))


def trained(spec: TrainingSpec, seconds: float = math.inf) -> tuple[Run, float]:
    """A run trained to its end, or for so many seconds; and how long it took, with drawing its digits."""
    start = time.perf_counter()
    run = Run(spec, spec.dataset.load(None))
    while not run.finished and time.perf_counter() - start < seconds:
        run.course.ready()
        run.train()
    return run, time.perf_counter() - start


def share_read(run: Run, test: Samples) -> str:
    """How many of the test samples it reads."""
    right = np.mean(answers(forward(run.network, test.take(slice(None))[0])[-1]) == test.labels)
    return f"{100 * float(right):.1f} %"
