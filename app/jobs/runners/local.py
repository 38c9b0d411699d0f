"""Runs in worker processes of this machine: spawned, one per core, each hosting many runs.

Knows processes and pipes. Does not know jobs' states. A worker that dies is replaced, and its jobs
are told as "lost".
"""

import asyncio
import contextlib
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from app.jobs import worker
from app.jobs.requests import NO_RUN, Request
from app.jobs.runner import Told
from app.training.checkpoint import Checkpoint
from app.training.commands import Command
from app.training.spec import TrainingSpec

BLAS_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


CHILDHOOD = 1.0  # seconds; a worker that dies younger is replaced after as long again


@dataclass
class _Worker:
    process: BaseProcess
    connection: Connection
    jobs: set[str] = field(default_factory=set)
    born: float = field(default_factory=time.monotonic)
    ready: bool = False


class LocalRunner:
    """A pool of `workers` processes that keep their downloads in `folder`."""

    def __init__(self, folder: Path, workers: int | None = None) -> None:
        self._folder = folder
        self._count = workers or os.cpu_count() or 1
        self._workers: list[_Worker] = []
        self._stopping = False

    def start(self, tell: Callable[[Told], None]) -> None:
        """Spawn the workers; `tell` runs in the loop that is running now."""
        self._tell, self._loop = tell, asyncio.get_running_loop()
        self._workers = [self._spawn() for _ in range(self._count)]

    def run(self, job: str, spec: TrainingSpec, playing: bool, kept: Checkpoint) -> None:
        """Give a job to the worker with the fewest."""
        chosen = min(self._workers, key=lambda each: len(each.jobs))
        chosen.jobs.add(job)
        self._send(chosen, ("start", job, spec, playing, kept))

    def ask(self, job: str, number: int | None, request: Command | Request) -> None:
        """Pass a request to the job's worker."""
        asked = self._to(job, ("command", job, number, request))
        if not asked and number is not None:
            self._loop.call_soon(self._tell, {"kind": "result", "job": job, "number": number, "problem": NO_RUN})

    def watched(self, job: str, viewers: int) -> None:
        """Pass the number of viewers to the job's worker."""
        self._to(job, ("watchers", job, viewers))

    def drop(self, job: str) -> None:
        """Have the worker forget a job."""
        self._to(job, ("drop", job))
        for each in self._workers:
            each.jobs.discard(job)

    def problem(self) -> str | None:
        """Says how many workers are not there."""
        missing = sum(not each.ready for each in self._workers)
        return f"{missing} of {self._count} workers are starting." if missing else None

    def stop(self) -> None:
        """Ask all workers to end, and kill those that do not."""
        self._stopping = True
        for each in self._workers:
            self._send(each, ("stop",))
        for each in self._workers:
            each.process.join(0.8)
            if each.process.is_alive():
                each.process.kill()
                each.process.join()
            each.connection.close()

    def pids(self) -> dict[str, int]:
        """The process in which each job runs."""
        return {job: each.process.pid or 0 for each in self._workers for job in each.jobs}

    def _to(self, job: str, message: tuple[Any, ...]) -> bool:
        """Send a message to the job's worker; whether there is one."""
        hosts = [each for each in self._workers if job in each.jobs]
        for each in hosts:
            self._send(each, message)
        return bool(hosts)

    def _send(self, to: _Worker, message: tuple[Any, ...]) -> None:
        with contextlib.suppress(OSError):  # a dead worker: its reader is about to say so
            to.connection.send(message)

    def _spawn(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=worker.main, args=(theirs, self._folder), name="nudge-worker")
        with _one_blas_thread():
            process.start()
        theirs.close()
        spawned = _Worker(process, ours)
        threading.Thread(target=self._read, args=(spawned,), name="nudge-reader", daemon=True).start()
        return spawned

    def _read(self, each: _Worker) -> None:
        """The reader thread of one worker: hand what it says to the event loop."""
        with contextlib.suppress(RuntimeError):  # the loop has closed
            try:
                each.connection.recv()  # its sign of life
                each.ready = True
                while True:
                    self._loop.call_soon_threadsafe(self._tell, each.connection.recv())
            except (EOFError, OSError):
                self._loop.call_soon_threadsafe(self._lost, each)

    def _lost(self, each: _Worker) -> None:
        if self._stopping:
            return
        each.ready = False
        each.connection.close()
        each.process.join(0)
        # One that cannot even start would otherwise be replaced for ever, as fast as the machine can.
        delay = 0.0 if time.monotonic() - each.born > CHILDHOOD else CHILDHOOD
        self._loop.call_later(delay, self._replace, each)

    def _replace(self, each: _Worker) -> None:
        if self._stopping:
            return
        self._workers[self._workers.index(each)] = self._spawn()
        for job in each.jobs:
            self._tell({"kind": "lost", "job": job})


@contextlib.contextmanager
def _one_blas_thread() -> Iterator[None]:
    """One BLAS thread per worker: they share the cores already, and products stay the same bytes."""
    before = {name: os.environ.get(name) for name in BLAS_THREADS}
    os.environ.update(dict.fromkeys(BLAS_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value
