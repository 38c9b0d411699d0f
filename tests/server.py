"""A real server in a process of its own, on a loopback port, for tests of sockets and pages."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT


class Server:
    """`python -m app serve`, alive; `log` is what it printed."""

    def __init__(self, data: Path, port: int, environment: dict[str, str]) -> None:
        self.port, self.address = port, f"http://127.0.0.1:{port}"
        self.log = data / "server.log"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("NUDGE_")}
        clean |= {"NUDGE_DATA_DIR": str(data), "NUDGE_WORKERS": "2", **environment}
        command = [sys.executable, "-m", "app", "serve", "--port", str(port), "--no-browser"]
        with self.log.open("a") as output:
            self.process = subprocess.Popen(command, cwd=ROOT, env=clean, stdout=output, stderr=output)
        self._wait_until_alive()

    def _wait_until_alive(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.address}/livez", timeout=5):
                return
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.05)
        raise AssertionError(f"The server does not answer: {self.log.read_text()}")

    def terminate(self, patience: float = 10) -> int:
        """SIGTERM; the exit code."""
        self.process.terminate()
        return self.process.wait(patience)

    def close(self) -> None:
        """End it, whatever it takes."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running_server(data: Path, port: int | None = None, **environment: str) -> Iterator[Server]:
    """A server that keeps its data in `data`; it is ended when the context is left."""
    server = Server(data, port or free_port(), environment)
    try:
        yield server
    finally:
        server.close()
