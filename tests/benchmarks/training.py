"""Training through the real job path, against peers: worker process, log, keyframes, checkpoints, metrics.

The same network, data and batches for all, one BLAS thread each, in turn within one run; the ratios
are medians of the rounds.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from app.jobs.database import Folder
from app.jobs.downloads import Downloads
from app.jobs.runners.local import BLAS_THREADS, LocalRunner
from app.jobs.service import JobService
from app.jobs.store import Store
from app.training.spec import DatasetSpec, NetworkSpec, OptimizerSpec, TrainingSpec
from tests.benchmarks.peers import HIDDEN, PEERS, RATE
from tests.benchmarks.rows import Row

ROUNDS, SECONDS = 3, 3.0
GOALS = {"PyTorch eager": 5, "scikit-learn": 3, "per-sample loop": 8}


def rows() -> Iterator[Row]:
    found: dict[str, list[float]] = {name: [] for name in PEERS}
    ours: dict[str, list[float]] = {"watched": [], "unwatched": [], "float32": []}
    for _ in range(ROUNDS):
        ours["watched"].append(asyncio.run(_job(watched=True)))
        ours["unwatched"].append(asyncio.run(_job(watched=False)))
        ours["float32"].append(asyncio.run(_job(watched=True, precision="float32")))
        for name in PEERS:
            found[name].append(_peer(name))
    speed = statistics.median(ours["watched"])
    yield Row("training 784-30-10, batches of 10, watched at 30 frames/s", f"{speed:,.0f} samples/s")
    for name, rates in found.items():
        ratio = statistics.median(a / b for a, b in zip(ours["watched"], rates, strict=True))
        yield Row(f"... against {name}", f"{ratio:.1f} x", f"{GOALS[name]} x")
    single = statistics.median(a / b for a, b in zip(ours["float32"], found["PyTorch eager"], strict=True))
    yield Row("... with precision float32, against PyTorch eager (float32)", f"{single:.1f} x")
    cost = 1 - statistics.median(a / b for a, b in zip(ours["watched"], ours["unwatched"], strict=True))
    yield Row("watching costs", f"{100 * cost:.1f} %", "under 5 %")


async def _job(watched: bool, precision: str = "float64") -> float:
    """Samples a second of one job in a worker process of its own."""
    spec = TrainingSpec(
        dataset=DatasetSpec("pen", train=8_000, test=2_000, fresh=False),
        network=NetworkSpec([HIDDEN]),
        optimizer=OptimizerSpec("sgd", RATE),
        epochs=100_000,
        precision="float32" if precision == "float32" else "float64",
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
            job = service.create(spec)
            service.watched(job.id, int(watched))
            while service.get(job.id).step < 4_000:
                await asyncio.sleep(0.01)
            start, step = time.perf_counter(), service.get(job.id).step
            await asyncio.sleep(SECONDS)
            while service.get(job.id).step == step:
                await asyncio.sleep(0.01)
            rate = (service.get(job.id).step - step) * spec.batch_size / (time.perf_counter() - start)
            assert not watched or frames > 20 * SECONDS, f"only {frames} frames in {SECONDS} s"
            return rate
        finally:
            service.stop()


def _peer(name: str) -> float:
    command = [sys.executable, "-m", "tests.benchmarks.peers", name, str(SECONDS)]
    environment = {**os.environ, **dict.fromkeys(BLAS_THREADS, "1")}
    return float(subprocess.run(command, check=True, capture_output=True, env=environment).stdout)
