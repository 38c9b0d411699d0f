"""What keeping many jobs costs: lists and charts of much, the store, the queue, and jobs that rest."""

import asyncio
import http.client
import json
import math
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest import mock

import websockets

from app.jobs import hosted, metrics, worker
from app.jobs.database import Folder
from app.jobs.downloads import Downloads
from app.jobs.job import Job
from app.jobs.runners.local import LocalRunner
from app.jobs.service import JobService
from app.jobs.store import Store
from app.training.checkpoint import Checkpoint
from app.training.spec import DatasetSpec, NetworkSpec, OptimizerSpec, TrainingSpec
from tests.benchmarks.latency import post, stepped
from tests.benchmarks.rows import Row
from tests.server import Server, running_server

JOBS, POINTS, GETS = 10_000, 1_000_000, 300
QUEUED, IDLE, STEPS = 100, 200, 500
START = Checkpoint(0, 0, (), None)


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_fill(Path(folder)))
        with running_server(Path(folder), NUDGE_MAX_JOBS=str(2 * JOBS)) as server:
            late = _quantile(_gets(server, "/jobs"), 0.99)
            yield Row(f"GET /jobs with {JOBS:,} jobs stored: p99", f"{late:.1f} ms", "under 30 ms")
            middle = _quantile(_gets(server, "/jobs/long/metrics?max_points=1000"), 0.5)
            yield Row(f"chart of {POINTS:,} measurements: p50", f"{middle:.1f} ms", "under 100 ms")
    yield Row("store and checkpoints cost of training", f"{100 * asyncio.run(_store_cost()):.1f} %", "under 5 %")
    share = asyncio.run(_queue())
    yield Row(f"{QUEUED} queued jobs of 1 s on two workers", f"{100 * share:.0f} % of the ideal", "at least 90 %")
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        late, megabytes = asyncio.run(_idle(server))
    yield Row(f"step to frame, {IDLE} jobs paused and 2 running: p99", f"{late:.1f} ms", "under 50 ms")
    yield Row("memory of a paused job", f"{megabytes:.2f} MB", "under 1 MB")


# -- much that is stored ---------------------------------------------------------------------------


async def _fill(path: Path) -> None:
    """10,000 jobs, one of them with a million measurements, through the store."""
    folder = Folder(path)
    store = Store(folder, lambda *_: None)
    store.start()
    spec = TrainingSpec()
    for number in range(JOBS):
        name = "long" if number == JOBS // 2 else f"job{number}"
        store.add(Job(name, spec, name, "2026-01-01T00:00:00Z", state="paused"), START)
    async with asyncio.timeout(120):
        await store.saved()
    store.close()
    writer = folder.connect()
    writer.execute("BEGIN")
    for n in range(1, POINTS + 1):
        cost = 1 / n + 0.1 * math.sin(n)
        metric = {"step": n, "epoch": 0, "samples": 10 * n, "cost": cost, "test_cost": cost, "test_accuracy": 0.5}
        insert, *rise = metrics.added("long", {**metric, "gradient_norms": [cost, cost, cost]})
        for text, values in (insert, *(each for each in rise if n % each[1][2] == 0)):  # the others would do nothing
            writer.execute(text, values)
    writer.execute("COMMIT")
    writer.close()
    folder.close()


def _gets(server: Server, path: str) -> list[float]:
    """Milliseconds of each of many requests over one connection."""
    connection, times = http.client.HTTPConnection("127.0.0.1", server.port), []
    for _ in range(GETS):
        start = time.perf_counter()
        connection.request("GET", f"/api/v1{path}")
        answer = connection.getresponse()
        answer.read()
        times.append(1e3 * (time.perf_counter() - start))
        assert answer.status == 200, answer.reason
    connection.close()
    return times


# -- training with and without a store -------------------------------------------------------------


def forgetful_worker(connection: Connection, folder: Path) -> None:
    """A worker that never puts a run down."""
    hosted.CHECKPOINT_EVERY = math.inf
    worker.main(connection, folder)


async def _store_cost(rounds: int = 6) -> float:
    """The share of training that keeping its events and checkpoints takes."""
    found = []
    for _ in range(rounds):
        kept = await _kept_speed()
        with mock.patch("app.jobs.runners.local.worker.main", forgetful_worker):
            found.append(1 - kept / await _forgotten_speed())
    return statistics.median(found)


async def _kept_speed() -> float:
    with _service(1) as service:
        job = service.create(_spec(100_000)).id
        return await _speed(partial(_step, service, job))


def _step(service: JobService, job: str) -> int:
    return service.get(job).step


async def _forgotten_speed() -> float:
    heard = {"step": 0}

    def tell(told: dict[str, Any]) -> None:
        if told["kind"] == "progress":
            heard["step"] = told["step"]

    with tempfile.TemporaryDirectory() as folder:
        runner = LocalRunner(Path(folder), 1)
        runner.start(tell)
        try:
            runner.run("job", _spec(100_000), True, START)
            return await _speed(lambda: heard["step"])
        finally:
            runner.stop()


async def _speed(step: Callable[[], int], seconds: float = 3.0) -> float:
    """Steps a second between two reports, after a while."""
    await _reach(step, 4_000)
    start, first = time.perf_counter(), await _reach(step, step() + 1)
    await asyncio.sleep(seconds)
    last = await _reach(step, step() + 1)
    return (last - first) / (time.perf_counter() - start)


async def _reach(step: Callable[[], int], wanted: int) -> int:
    while step() < wanted:
        await asyncio.sleep(0.001)
    return step()


# -- a queue ---------------------------------------------------------------------------------------


async def _queue() -> float:
    """The share of the ideal speed at which a queue is worked off: jobs two by two, without a gap between them."""
    epochs = 8
    with _service(2) as service:
        await _work_off(service, 2, epochs)  # the data are loaded
        epochs = round(epochs / await _work_off(service, 2, epochs))
        alone = statistics.median([await _work_off(service, 2, epochs) for _ in range(5)])
        return QUEUED / 2 * alone / await _work_off(service, QUEUED, epochs)


async def _work_off(service: JobService, count: int, epochs: int) -> float:
    """Seconds that so many jobs take."""
    start = time.perf_counter()
    jobs = [service.create(_spec(epochs)).id for _ in range(count)]
    await _reach(lambda: sum(service.get(job).ended for job in jobs), count)
    return time.perf_counter() - start


def _spec(epochs: int) -> TrainingSpec:
    return TrainingSpec(
        dataset=DatasetSpec("pen", train=8_000, test=2_000, fresh=False),
        network=NetworkSpec([30]),
        optimizer=OptimizerSpec("sgd", 0.5),
        epochs=epochs,
    )


@contextmanager
def _service(workers: int) -> Iterator[JobService]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        store = Store(Folder(path), lambda *_: None)
        service = JobService(store, LocalRunner(path, workers), Downloads(path), lambda *_: None, 2 * workers)
        service.start()
        try:
            yield service
        finally:
            service.stop()


# -- jobs that rest --------------------------------------------------------------------------------


async def _idle(server: Server) -> tuple[float, float]:
    """Milliseconds from step to frame (p99), and megabytes that each paused job adds to all processes."""
    for _ in range(2):
        post(server, "/jobs", {"epochs": 1_000_000})
    warm = [post(server, "/jobs", {"start": "paused"})["id"] for _ in range(4)]
    for job in warm:
        await _open(server, job)
    await asyncio.sleep(3)
    before = _memory(server.process.pid)
    jobs = [post(server, "/jobs", {"start": "paused"})["id"] for _ in range(IDLE)]
    sockets = [await _open(server, job) for job in jobs]
    used = (_memory(server.process.pid) - before) / IDLE
    times = []
    for number in range(1, STEPS + 1):
        socket = sockets[number % IDLE]
        times.append(await stepped(socket, number, 1 + (number - 1) // IDLE))
    for socket in sockets:
        await socket.close()
    return _quantile(times, 0.99), used


async def _open(server: Server, job: str) -> websockets.ClientConnection:
    address = f"ws://127.0.0.1:{server.port}/api/v1/jobs/{job}/live"
    socket = await websockets.connect(address, subprotocols=[websockets.Subprotocol("nudge.v1")], max_size=None)
    await socket.send(json.dumps({"type": "hello", "after": 0}))
    while isinstance(await socket.recv(), str):
        pass
    return socket


def _memory(parent: int) -> float:
    """Megabytes of a process and its children that they share with nobody."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    own = Path(f"/proc/{parent}/smaps_rollup").read_text().splitlines()
    private = sum(int(line.split()[1]) for line in own if line.startswith("Private"))
    return private / 1024 + sum(_memory(int(child)) for child in children)


def _quantile(times: list[float], share: float) -> float:
    return sorted(times)[int(len(times) * share)]
