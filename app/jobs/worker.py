"""A worker process: many runs, in short time slices; who waits for an answer goes first.

Knows runs and one connection to the server. Does not know clients, states of jobs or stores.
In come tuples ("start" | "command" | "watchers" | "drop" | "stop", ...); out go dictionaries with a
`kind` and a `job`.
"""

import contextlib
import gc
import os
import signal
import time
import traceback
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from app.datasets.dataset import Dataset
from app.jobs.drawer import Drawer
from app.jobs.hosted import HostedRun
from app.jobs.requests import NO_RUN
from app.training.checkpoint import Checkpoint, restore
from app.training.spec import TrainingSpec

SLICE = 0.003  # seconds of one run before another has its turn
GENTLENESS = 5  # training leaves the processor to the server and the browser when they want it
NAP = 0.002  # seconds to sleep when all runs wait for digits or their pace


class Worker:
    """The runs of one process. `send` takes what goes out."""

    def __init__(self, connection: Connection, folder: Path) -> None:
        self._connection, self._folder = connection, folder
        self._drawer = Drawer()
        self._runs: dict[str, HostedRun] = {}
        self._loading: dict[str, tuple[Future[Dataset], tuple[Any, ...]]] = {}
        self._loader = ThreadPoolExecutor(1, "nudge-loader")
        self._waiting_commands: dict[str, list[tuple[Any, ...]]] = {}
        self._stopped = False

    def run(self) -> None:
        """Work until told to stop or the server is gone."""
        self._connection.send({"kind": "ready"})
        self._loader.submit(TrainingSpec().dataset.load, self._folder)  # the first visit's digits
        while not self._stopped:
            try:
                self._listen()
            except (EOFError, OSError):
                break
            self._finish_loading()
            self._work()
        self._drawer.close()
        self._loader.shutdown(wait=False, cancel_futures=True)

    def _listen(self) -> None:
        """Take all messages there are; with nothing to do, wait for one."""
        busy = any(run.busy for run in self._runs.values())
        patience = 0.0 if busy else 0.005 if self._loading else None
        if self._connection.poll(patience):
            self._receive(self._connection.recv())
            while self._connection.poll():
                self._receive(self._connection.recv())

    def _receive(self, message: tuple[Any, ...]) -> None:
        match message:
            case ("start", str(job), TrainingSpec() as spec, bool(playing), kept):
                future = self._loader.submit(spec.dataset.load, self._folder)
                self._loading[job] = future, (spec, playing, kept)
                self._waiting_commands[job] = []
            case ("command" | "watchers", str(job), *_) if job in self._loading:
                self._waiting_commands[job].append(message)
            case ("command", str(job), number, command) if job in self._runs:
                self._runs[job].ask(number, command)
            case ("watchers", str(job), int(viewers)) if job in self._runs:
                self._runs[job].watched_by(viewers)
            case ("command", str(job), int(number), _):
                self._send("result", job, number=number, problem=NO_RUN)
            case ("drop", str(job)):
                if run := self._runs.pop(job, None):
                    run.close()
                self._loading.pop(job, None)
                self._receive_waiting(job)
            case ("stop",):
                self._stopped = True

    def _finish_loading(self) -> None:
        for job, (future, (spec, playing, kept)) in list(self._loading.items()):
            if not future.done():
                continue
            del self._loading[job]
            try:
                self._host(job, spec, playing, kept, future.result())
            except Exception as error:  # data that cannot be had, or a mistake of ours: the other runs go on
                if not isinstance(error, OSError):
                    traceback.print_exc()
                self._send("state", job, state="failed", reason="invalid", detail=str(error))
            self._receive_waiting(job)

    def _receive_waiting(self, job: str) -> None:
        """Take what was asked of a run while its data were being loaded."""
        for message in self._waiting_commands.pop(job, []):
            self._receive(message)

    def _host(self, job: str, spec: TrainingSpec, playing: bool, kept: Checkpoint, dataset: Dataset) -> None:
        source = self._drawer.source(dataset, spec.dataset.seed)
        run, restoring = restore(spec, dataset, source, kept)

        def report(kind: str, **fields: Any) -> None:
            self._send(kind, job, **fields)

        self._runs[job] = HostedRun(job, run, restoring, playing, report)

    def _work(self) -> None:
        """A slice for each run for which somebody waits; where that moves nothing, for each that is busy."""
        runs = list(self._runs.values())
        moved = self._slices([run for run in runs if run.urgent]) or self._slices([run for run in runs if run.busy])
        if not moved and any(run.busy for run in runs):
            self._connection.poll(NAP)

    def _slices(self, runs: list[HostedRun]) -> bool:
        moved = [self._slice(run) for run in runs]
        return any(moved)

    def _slice(self, run: HostedRun) -> bool:
        try:
            return run.slice(time.monotonic, time.monotonic() + SLICE)
        except Exception as error:  # a mistake of ours in one run must not end the others
            traceback.print_exc()
            detail = f"The run met a mistake of this program: {type(error).__name__}: {error}"
            self._send("state", run.job, state="failed", reason="invalid", detail=detail)
            self._runs.pop(run.job).close()
            return True

    def _send(self, kind: str, job: str, **fields: Any) -> None:
        with contextlib.suppress(OSError):  # the server is gone: the next look at the connection ends this
            self._connection.send({"kind": kind, "job": job, **fields})


def main(connection: Connection, folder: Path) -> None:
    """The entry point of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: the server decides
    if hasattr(os, "nice"):
        os.nice(GENTLENESS)
    # Training makes no cycles: looking for some every few hundred updates took a tenth of its time.
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
    Worker(connection, folder).run()
