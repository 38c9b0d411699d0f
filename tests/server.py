"""A real server in a process of its own, on a free loopback port, for tests that need one."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT


@dataclass(frozen=True)
class Server:
    """Where it is, and its process."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running_server(data: Path, port: int | None = None, **environment: str) -> Iterator[Server]:
    """A server that keeps its data in `data`; it is ended when the context is left."""
    port = port or free_port()
    command = [sys.executable, "-m", "app", "serve", "--port", str(port), "--no-browser"]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "NUDGE_DATA_DIR": str(data), **environment}, stdout=subprocess.DEVNULL
    )
    server = Server(port, process)
    try:
        _wait_until_alive(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_alive(server: Server) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{server.address}/livez", timeout=1) as answer:
            if answer.status == 200:
                return
        if server.process.poll() is not None:
            raise RuntimeError(f"the server ended with {server.process.returncode}")
        time.sleep(0.05)
    raise TimeoutError("the server did not come alive")
