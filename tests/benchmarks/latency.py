"""From a `step` command to the frame it makes, over loopback, while another job trains at full speed."""

import asyncio
import json
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import websockets

from app.wire.frame import decode
from tests.benchmarks.rows import Row
from tests.server import Server, running_server

STEPS = 500


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        times = asyncio.run(_steps(server))
    times.sort()
    middle, late = times[len(times) // 2], times[int(len(times) * 0.99)]
    yield Row("step to frame, another job training: p50", f"{middle:.1f} ms", "under 5 ms")
    yield Row("step to frame, another job training: p99", f"{late:.1f} ms", "under 15 ms")


async def _steps(server: Server) -> list[float]:
    post(server, "/jobs", {"epochs": 1_000_000})
    job = post(server, "/jobs", {"start": "paused"})["id"]
    address = f"ws://127.0.0.1:{server.port}/api/v1/jobs/{job}/live"
    async with websockets.connect(address, subprotocols=[websockets.Subprotocol("nudge.v1")], max_size=None) as socket:
        await socket.send(json.dumps({"type": "hello", "after": 0}))
        while await _next_step(socket) != 0:
            pass
        await asyncio.sleep(3)  # the other job has loaded its data and is training
        return [await stepped(socket, number, number) for number in range(1, STEPS + 1)]


async def stepped(socket: websockets.ClientConnection, number: int, step: int) -> float:
    """Milliseconds from command `number` to the frame of `step`."""
    start = time.perf_counter()
    command = {"name": "step", "unit": "sample"}
    await socket.send(json.dumps({"type": "command", "id": number, "command": command}))
    while await _next_step(socket) != step:
        pass
    return 1e3 * (time.perf_counter() - start)


async def _next_step(socket: websockets.ClientConnection) -> int | None:
    """The step of the next message, if it is a frame; it is acknowledged."""
    message = await socket.recv()
    if isinstance(message, str):
        return None
    header, _ = decode(message)
    await socket.send(json.dumps({"type": "ack", "frame": header["frame"]}))
    return int(header["step"])


def post(server: Server, path: str, body: dict[str, Any]) -> Any:
    """The answer of the API to a body."""
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(f"{server.address}/api/v1{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)
