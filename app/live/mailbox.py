"""What waits for one viewer: every event in order, and only the newest frame.

Knows texts, bytes and how many frames are on their way. Does not know sockets or jobs.
Pure: `take` says what may be sent now; whoever holds the socket waits on `ready`.
"""

import asyncio
from collections import deque

IN_FLIGHT = 2  # frames sent and not acknowledged


class Mailbox:
    """Texts are never dropped. A newer frame replaces the one that waits."""

    def __init__(self) -> None:
        self.ready = asyncio.Event()
        self.dropped = 0
        self._texts: deque[str] = deque()
        self._frame: tuple[int, bytes] | None = None
        self._flying: deque[int] = deque()

    def put_text(self, text: str) -> None:
        """An event or an answer."""
        self._texts.append(text)
        self.ready.set()

    def put_frame(self, number: int, frame: bytes) -> None:
        """A frame; one that was still waiting is dropped."""
        self.dropped += self._frame is not None
        self._frame = number, frame
        self._wake()

    def acknowledge(self, number: int) -> None:
        """Frame `number`, and those before it, have arrived."""
        while self._flying and self._flying[0] <= number:
            self._flying.popleft()
        self._wake()

    def take(self) -> str | bytes | None:
        """The next thing to send, or None: then `ready` is set when there is one."""
        if self._texts:
            return self._texts.popleft()
        if self._frame is not None and len(self._flying) < IN_FLIGHT:
            number, frame = self._frame
            self._frame = None
            self._flying.append(number)
            return frame
        self.ready.clear()
        return None

    def _wake(self) -> None:
        if self._frame is not None and len(self._flying) < IN_FLIGHT:
            self.ready.set()
