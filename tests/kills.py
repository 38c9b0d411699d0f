"""Kills at random moments, of the server, of a worker or of both: nothing acknowledged may be lost.

`python -m tests.kills ROUNDS [SEED]` runs that many kills. Jobs are made, stepped, edited and let go;
whatever the server acknowledged before it died must be there after it comes back, and every job must end
with the bytes of a run that nobody disturbed.
"""

import contextlib
import io
import json
import os
import random
import signal
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np

from app.jobs.keeping import load_spec
from app.training.run import Run
from tests.server import Server, free_port

SPECS = [
    {"dataset": {"name": "moons", "train": 300, "test": 50}, "network": {"hidden": [8]}, "epochs": 60},
    {"dataset": {"name": "pen", "train": 200, "test": 50}, "network": {"hidden": [6]}, "epochs": 20},
    {
        "dataset": {"name": "blobs", "train": 200, "test": 50},
        "network": {"hidden": [5, 5], "activation": "tanh"},
        "optimizer": {"name": "adam", "learning_rate": 0.01},
        "epochs": 40,
    },
]


class Gone(Exception):
    """The server does not answer: what was asked is not acknowledged."""


class Client:
    """Asks one server, and remembers what it acknowledged."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.jobs: dict[str, list[tuple[str, Any]]] = {}  # with what was acknowledged to have been done
        self.unsure: set[str] = set()  # something was asked of these and not answered
        self.events: dict[str, dict[int, Any]] = {}

    def ask(self, path: str, body: Any = None, method: str | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.server.address}/api/v1{path}", data, method=method)
        request.add_header("content-type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                raw = answer.read()
        except urllib.error.HTTPError as error:
            said = error.read()
            if error.code == 409 or b"has ended" in said:  # a worker is being replaced, or there is no epoch left
                raise Gone from None
            raise AssertionError(f"{path}: {error.code} {said!r}") from None
        except OSError:
            raise Gone from None
        return json.loads(raw) if raw[:1] in (b"{", b"[") else raw

    def insist(self, path: str, body: Any = None) -> Any:
        """Ask until there is an answer: a worker that died may just be being replaced."""
        deadline = time.monotonic() + 30
        while True:
            try:
                return self.ask(path, body)
            except Gone:
                assert time.monotonic() < deadline, f"no answer to {path}"
                time.sleep(0.1)

    def create(self, spec: dict[str, Any]) -> None:
        made = self.ask("/jobs", {**spec, "start": "paused"})
        self.jobs[made["id"]] = []

    def do(self, job: str, kind: str, value: Any) -> None:
        """One change of a paused job."""
        self.unsure.add(job)
        if kind == "step":
            self.ask(f"/jobs/{job}/step", {"unit": "batch", "count": value})
        else:
            self.ask(f"/jobs/{job}", {"learning_rate": value}, "PATCH")
        self.unsure.discard(job)
        self.jobs[job].append((kind, value))

    def read_events(self, job: str) -> None:
        known = self.events.setdefault(job, {})
        page = self.ask(f"/jobs/{job}/events?after={max(known, default=0)}&limit=10000")
        known |= {event["seq"]: event for event in page["data"]}


def undisturbed(spec: dict[str, Any], done: list[tuple[str, Any]], epochs_left: bool) -> Run:
    """The run of these acknowledged changes, by itself."""
    given = load_spec(spec)
    dataset = given.dataset.load(None)
    run = Run(given, dataset)
    for kind, value in done:
        if kind == "step":
            for _ in run.advance("batch", value):
                pass
        else:
            run.set(value, None)
    while epochs_left and not run.finished:
        run.course.ready()
        run.train()
    return run


def kill(server: Server, what: str) -> None:
    """SIGKILL to the server, one of its workers, or both."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    victims = [pid for pid in children if b"spawn_main" in _command(pid)]
    if what in ("worker", "both") and victims:
        os.kill(int(random.choice(victims)), signal.SIGKILL)
    if what in ("server", "both"):
        server.process.kill()
        server.process.wait()


def _command(pid: str) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def work(client: Client, chance: random.Random, until: float) -> None:
    """Do random things until a moment, or until the server is gone."""
    with contextlib.suppress(Gone):
        while time.monotonic() < until:
            paused = [job for job in client.jobs if job not in client.unsure]
            choice = chance.random()
            if len(client.jobs) < 4 or choice < 0.05:
                client.create(chance.choice(SPECS))
            elif choice < 0.7 and paused:
                client.do(chance.choice(paused), "step", chance.randint(1, 60))
            elif choice < 0.8 and paused:
                client.do(chance.choice(paused), "rate", round(chance.uniform(0.01, 1), 3))
            else:
                client.read_events(chance.choice(list(client.jobs)))


def check(client: Client) -> int:
    """Everything acknowledged is there; the number of jobs whose weights were compared."""
    compared = 0
    listed = {job["id"] for job in client.insist("/jobs?limit=200")["data"]}
    assert set(client.jobs) <= listed, f"lost jobs: {set(client.jobs) - listed}"
    for job, done in client.jobs.items():
        _wait(client, job, ("paused", "succeeded"))
        page = client.insist(f"/jobs/{job}/events?limit=10000")["data"]
        assert [event["seq"] for event in page] == list(range(1, len(page) + 1))
        for seq, event in client.events.get(job, {}).items():
            assert page[seq - 1] == event, f"event {seq} of {job} has changed"
        if job in client.unsure:
            continue
        spec = client.insist(f"/jobs/{job}")["spec"]
        expected = undisturbed(spec, done, epochs_left=False)
        _compare(client, job, expected)
        compared += 1
    return compared


def finish(client: Client) -> int:
    """Let every job go on to its end, and compare there."""
    for job in client.jobs:
        while client.insist(f"/jobs/{job}")["state"] == "paused":  # or its last step has just ended it
            with contextlib.suppress(Gone):
                client.ask(f"/jobs/{job}/resume", {})
    for job, done in client.jobs.items():
        _wait(client, job, ("succeeded",))
        if job not in client.unsure:
            _compare(client, job, undisturbed(client.insist(f"/jobs/{job}")["spec"], done, epochs_left=True))
    return len(set(client.jobs) - client.unsure)


def _compare(client: Client, job: str, expected: Run) -> None:
    raw = client.insist(f"/jobs/{job}/network?format=npz")
    with np.load(io.BytesIO(raw)) as held:
        for layer, (w, b) in enumerate(zip(expected.network.weights, expected.network.biases, strict=True), start=1):
            assert held[f"W{layer}"].tobytes() == w.tobytes(), f"W{layer} of {job} differs"
            assert held[f"b{layer}"].tobytes() == b.tobytes(), f"b{layer} of {job} differs"


def _wait(client: Client, job: str, states: tuple[str, ...]) -> None:
    deadline = time.monotonic() + 60
    while client.insist(f"/jobs/{job}")["state"] not in states:
        assert time.monotonic() < deadline, client.insist(f"/jobs/{job}")
        time.sleep(0.02)


def rounds(count: int, seed: int, data: Path) -> tuple[int, int]:
    """So many kills; how many jobs were made and how many comparisons of weights came out equal."""
    chance = random.Random(seed)
    client, compared = Client(Server(data, free_port(), {})), 0
    try:
        for number in range(count):
            what = chance.choice(["server", "worker", "both"])
            moment = time.monotonic() + chance.uniform(0.05, 0.8)
            work(client, chance, moment)
            kill(client.server, what)
            if client.server.process.poll() is not None:
                client.server = Server(data, client.server.port, {})
            compared += check(client)
            if number % 25 == 24:
                compared += finish(client)
                client.jobs.clear()
                client.unsure.clear()
                print(f"{number + 1} kills, {compared} equal", flush=True)
        return len(client.jobs), compared + finish(client)
    finally:
        client.server.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 300
        _, equal = rounds(wanted, int(sys.argv[2]) if len(sys.argv) > 2 else 0, Path(folder))
        print(f"{wanted} kills: nothing acknowledged was lost; {equal} times the weights were equal to the byte")
