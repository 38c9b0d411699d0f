"""Training through the real job path, against peers: worker process, log, keyframes, checkpoints, metrics.

The same network, data and batches for all, one BLAS thread each, in turn within one run; the ratios
are medians of the rounds.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args

from app.jobs.database import Folder
from app.jobs.downloads import Downloads
from app.jobs.runners.local import LocalRunner
from app.jobs.service import JobService
from app.jobs.store import Store
from app.training.spec import DatasetSpec, NetworkSpec, OptimizerSpec, TrainingSpec
from tests.benchmarks.alone import alone
from tests.benchmarks.peers import HIDDEN, PEERS, RATE
from tests.benchmarks.rows import Row

Precision = Literal["float64", "float32"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)
ROUNDS, SECONDS = 5, 2.0
WATCHING = 4  # stretches with and without a viewer, in turn, within one job
GOALS = {"PyTorch eager": 5, "scikit-learn": 3, "per-sample loop": 8}


def rows() -> Iterator[Row]:
    peers: dict[str, list[float]] = {name: [] for name in PEERS}
    ours: dict[Precision, list[float]] = {precision: [] for precision in PRECISIONS}
    costs = []
    for _ in range(ROUNDS):
        for precision in PRECISIONS:
            watched, unwatched = asyncio.run(_job(precision))
            ours[precision].append(statistics.median(watched))
            costs += [1 - a / b for a, b in zip(watched, unwatched, strict=True)] if precision == "float64" else []
        for name in PEERS:
            peers[name].append(alone("tests.benchmarks.peers", name, str(SECONDS)))
    for precision, speeds in ours.items():
        what = f"training 784-30-10, batches of 10, {precision}, watched at 30 frames/s"
        yield Row(what, f"{statistics.median(speeds):,.0f} samples/s")
        for name, rates in peers.items():
            ratio = statistics.median(a / b for a, b in zip(speeds, rates, strict=True))
            yield Row(f"... against {name}", f"{ratio:.1f} x", f"{GOALS[name]} x")
    yield Row("watching costs", f"{100 * statistics.median(costs):.1f} %", "under 5 %")


async def _job(precision: Precision) -> tuple[list[float], list[float]]:
    """Samples a second of one job in a worker process of its own: while watched and while not, in turn."""
    spec = TrainingSpec(
        dataset=DatasetSpec("pen", train=8_000, test=2_000, fresh=False),
        network=NetworkSpec([HIDDEN]),
        optimizer=OptimizerSpec("sgd", RATE),
        epochs=100_000,
        precision=precision,
    )
    with tempfile.TemporaryDirectory() as folder:
        frames = 0

        def count(*_: object) -> None:
            nonlocal frames
            frames += 1

        runner = LocalRunner(Path(folder), 1)
        store = Store(Folder(Path(folder)), lambda *_: None)
        service = JobService(store, runner, Downloads(Path(folder)), on_frame=count)
        service.start()
        try:
            job = service.create(spec).id
            await reach(service, job, 4_000)
            speeds: tuple[list[float], list[float]] = [], []
            for k in range(2 * WATCHING):
                service.watched(job, 1 - k % 2)
                speeds[k % 2].append(await speed(service, job) * spec.batch_size)
            assert frames > 20 * SECONDS * WATCHING, f"only {frames} frames"
            return speeds
        finally:
            service.stop()


async def speed(service: JobService, job: str) -> float:
    """Steps a second, between two reports of the worker."""
    first = await reach(service, job, service.get(job).step + 1)
    start = time.perf_counter()
    await asyncio.sleep(SECONDS)
    last = await reach(service, job, service.get(job).step + 1)
    return (last - first) / (time.perf_counter() - start)


async def reach(service: JobService, job: str, step: int) -> int:
    """Wait for a report from `step` or later; the step it came from."""
    while service.get(job).step < step:
        await asyncio.sleep(0.001)
    return service.get(job).step
