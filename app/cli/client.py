"""A client of a running server, for the command line.

Knows addresses, JSON and problems. Does not know what is asked for.
"""

import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

DEFAULT = "http://127.0.0.1:8000"


class ServerError(Exception):
    """The server refused, or is not there; the message says what to do."""


class Client:
    """One server, by default the one of this machine."""

    def __init__(self, address: str | None) -> None:
        self.address = (address or os.environ.get("NUDGE_SERVER") or DEFAULT).rstrip("/")

    def ask(self, path: str, body: Any = None) -> Any:
        """The JSON answer to a GET, or with a `body` to a POST. Raises ServerError."""
        return json.loads(self.fetch(path, body))

    def fetch(self, path: str, body: Any = None) -> bytes:
        """The bytes of an answer. Raises ServerError."""
        with self._open(path, body) as answer:
            return bytes(answer.read())

    def events(self, job: str) -> Iterator[dict[str, Any]]:
        """The events of a job from the first to its end, as they come. Raises ServerError."""
        with self._open(f"/jobs/{job}/events", accept="text/event-stream", timeout=60) as stream:
            for line in stream:
                if line.startswith(b"data: "):
                    yield json.loads(line[6:])

    def _open(self, path: str, body: Any = None, accept: str = "*/*", timeout: float = 30) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json", "accept": accept}
        if token := os.environ.get("NUDGE_TOKEN"):
            headers["authorization"] = f"Bearer {token}"
        request = urllib.request.Request(f"{self.address}/api/v1{path}", data, headers)
        try:
            return urllib.request.urlopen(request, timeout=timeout)
        except urllib.error.HTTPError as error:
            raise ServerError(_detail(error)) from None
        except OSError:
            where = f"There is no server at {self.address}."
            raise ServerError(f"{where} Start one with `nudge serve`, or name another with --server.") from None


def _detail(error: urllib.error.HTTPError) -> str:
    try:
        problem = json.loads(error.read())
        return str(problem["detail"])
    except (ValueError, KeyError, TypeError):
        return f"The server answered {error.code}."
