"""The live socket: carries the protocol `nudge.v1` between one viewer and one job.

Knows one WebSocket. Does not know what frames, events or commands say.
A receive loop and a send loop run side by side; commands are begun in the order they came.
"""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

from fastapi import APIRouter, WebSocket
from starlette.websockets import WebSocketDisconnect

from app.jobs.service import JobService
from app.jobs.store import UnknownJobError
from app.live.hub import Hub
from app.live.mailbox import Mailbox
from app.live.viewer import Ack, Hello, Refused, Request, Viewer, problem, result
from app.web.dependencies import Service, Viewers
from app.web.errors import describe
from app.web.problems import problem as problem_body
from app.wire.messages import parse_command

router = APIRouter()

PROTOCOL = "nudge.v1"
MAX_WAITING = 256  # commands of one viewer that may wait for their answers
NO_SUCH_JOB, WRONG_PROTOCOL = 4404, 4406


@router.websocket("/api/v1/jobs/{job_id}/live")
async def live(socket: WebSocket, job_id: str, service: Service, hub: Viewers) -> None:
    """Watch and steer a job."""
    if PROTOCOL not in socket.scope.get("subprotocols", []):
        await socket.close(WRONG_PROTOCOL, f"Ask for the subprotocol {PROTOCOL}.")
        return
    await socket.accept(PROTOCOL)
    try:
        service.get(job_id)
    except UnknownJobError as error:
        await socket.send_text(problem(describe(error)))
        await socket.close(NO_SUCH_JOB, "There is no such job.")
        return
    await _Connection(socket, job_id, service, hub).run()


class _Connection:
    def __init__(self, socket: WebSocket, job_id: str, service: JobService, hub: Hub) -> None:
        self._socket, self._job, self._service, self._hub = socket, job_id, service, hub
        self._box, self._viewer = Mailbox(), Viewer()
        self._commands: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until the viewer goes."""
        loops = [asyncio.create_task(self._receive()), asyncio.create_task(self._send())]
        try:
            await asyncio.wait(loops, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._hub.leave(self._job, self._box)
            for task in [*loops, *self._commands]:
                task.cancel()
            await asyncio.gather(*loops, *self._commands, return_exceptions=True)

    async def _receive(self) -> None:
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                message = await self._socket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                text = message.get("text")
                self._act(text if text is not None else "")

    def _act(self, text: str) -> None:
        action = self._viewer.read(text)
        match action:
            case Hello():
                for event in self._service.store.events(self._job, action.after):
                    self._box.put_text(event)
                self._hub.join(self._job, self._box)
            case Ack():
                self._box.acknowledge(action.frame)
            case Request():
                self._begin(self._command(action), action)
            case Refused():
                body = problem_body("unreadable-message", action.detail)
                self._box.put_text(problem(body))

    def _begin(self, work: Coroutine[Any, Any, None], request: Request) -> None:
        if len(self._commands) >= MAX_WAITING:
            work.close()
            detail = f"{MAX_WAITING} commands wait for their answers already. Wait for some of them."
            body = problem_body("too-many-commands", detail)
            self._box.put_text(result(request.id, problem=body))
            return
        task = asyncio.create_task(work)
        self._commands.add(task)
        task.add_done_callback(self._commands.discard)

    async def _command(self, request: Request) -> None:
        try:
            answer = await self._service.command(self._job, parse_command(request.command))
            self._box.put_text(result(request.id, ok=answer))
        except Exception as error:  # whatever went wrong, the viewer waits for an answer
            self._box.put_text(result(request.id, problem=describe(error)))

    async def _send(self) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            while True:
                item = self._box.take()
                if item is None:
                    await self._box.ready.wait()
                elif isinstance(item, bytes):
                    await self._socket.send_bytes(item)
                else:
                    await self._socket.send_text(item)
