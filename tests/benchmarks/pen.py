"""Fresh digits: how fast they are drawn, and what they cost a training that waits for nothing else."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from app.datasets import pen
from app.jobs.database import Folder
from app.jobs.downloads import Downloads
from app.jobs.runners.local import LocalRunner
from app.jobs.service import JobService
from app.jobs.store import Store
from app.training.spec import DatasetSpec, OptimizerSpec, TrainingSpec
from tests.benchmarks.alone import alone
from tests.benchmarks.rows import Row
from tests.benchmarks.training import reach, speed

COUNT, ROUNDS = 10_000, 7
RATE = 0.5


def rows() -> Iterator[Row]:
    yield Row("pen digits drawn by one process", f"{COUNT / min(_drawing() for _ in range(ROUNDS)):,.0f} digits/s")
    speeds, costs = asyncio.run(_training())
    yield Row("training 784-16-16-10 at full speed on fresh digits, watched", f"{speeds:,.0f} samples/s")
    yield Row("... fresh digits cost", f"{100 * costs:.1f} %", "under 5 %")
    yield Row("... and it waits for them", f"{100 * alone('tests.benchmarks.waiting'):.1f} % of the time", "0 %")


def _drawing() -> float:
    start = time.perf_counter()
    pen.generate(COUNT, 0)
    return time.perf_counter() - start


async def _training() -> tuple[float, float]:
    """Samples a second on fresh digits, and the share that is lost against the same digits in every epoch.

    The jobs follow each other in one worker process, each watched and alone.
    """
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Folder(Path(folder)), lambda *_: None)
        service = JobService(store, LocalRunner(Path(folder), 1), Downloads(Path(folder)), lambda *_: None)
        service.start()
        try:
            fresh, kept = [], []
            for _ in range(ROUNDS):
                fresh.append(await _one(service, fresh=True))
                kept.append(await _one(service, fresh=False))
            cost = statistics.median(1 - a / b for a, b in zip(fresh, kept, strict=True))
            return statistics.median(fresh), cost
        finally:
            service.stop()


def spec_of(fresh: bool) -> TrainingSpec:
    return TrainingSpec(dataset=DatasetSpec("pen", fresh=fresh), optimizer=OptimizerSpec("sgd", RATE), epochs=100_000)


async def _one(service: JobService, fresh: bool) -> float:
    """Samples a second of a new job, once it has its first digits."""
    spec = spec_of(fresh)
    job = service.create(spec).id
    service.watched(job, 1)
    await reach(service, job, 4_000)
    found = await speed(service, job) * spec.batch_size
    service.cancel(job)
    return found
