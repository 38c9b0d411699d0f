"""One viewer's side of the protocol `nudge.v1`, without a socket: messages in, actions out.

Knows the messages hello, ack and command. Does not know what a command means, or jobs.
"""

import json
from dataclasses import dataclass
from typing import Any

MAX_ID = 2**53


@dataclass(frozen=True)
class Hello:
    """Replay the events after number `after`, then go on live."""

    after: int


@dataclass(frozen=True)
class Ack:
    """A frame has arrived."""

    frame: int


@dataclass(frozen=True)
class Request:
    """A command, to be answered with the same `id`."""

    id: int
    command: Any


@dataclass(frozen=True)
class Refused:
    """A message that could not be understood, and what should have been sent."""

    detail: str


Action = Hello | Ack | Request | Refused


class Viewer:
    """Reads messages in order; the first must be hello, and it comes once."""

    def __init__(self) -> None:
        self._greeted = False

    def read(self, text: str) -> Action:
        """What a message asks for."""
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            return Refused("Send JSON text messages.")
        if not isinstance(message, dict):
            return Refused("Send JSON objects with a 'type'.")
        match message.get("type"):
            case "hello" if not self._greeted:
                return self._hello(message)
            case "hello":
                return Refused("hello was said already.")
            case "ack" | "command" if not self._greeted:
                return Refused('Say hello first: {"type": "hello", "after": 0}.')
            case "ack":
                number = _natural(message.get("frame"))
                return Refused("ack needs the number of a 'frame'.") if number is None else Ack(number)
            case "command":
                number = _natural(message.get("id"))
                if number is None or "command" not in message:
                    return Refused("A command needs an 'id', a whole number, and a 'command' object.")
                return Request(number, message["command"])
        return Refused("The 'type' of a message is hello, ack or command.")

    def _hello(self, message: dict[str, Any]) -> Action:
        after = _natural(message.get("after", 0))
        if after is None:
            return Refused("'after' of hello is the number of the last event you have, or 0.")
        self._greeted = True
        return Hello(after)


def _natural(value: object) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_ID
    return value if whole else None  # type: ignore[return-value]


def result(number: int, *, ok: Any = None, problem: Any = None) -> str:
    """The answer to the command with this id."""
    answer = {"ok": ok} if problem is None else {"problem": problem}
    return json.dumps({"type": "result", "id": number, **answer}, allow_nan=False)


def problem(body: Any) -> str:
    """Something to say that answers no command."""
    return json.dumps({"type": "problem", "problem": body}, allow_nan=False)
