"""The events of a job: numbered without gaps, kept, replayable after any number.

Knows one job's sequence. Does not know who listens.
"""

import json
from typing import Any


class EventLog:
    """Events of one job as JSON texts; the event with `seq` n stands at place n - 1."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    @property
    def last(self) -> int:
        """The number of the newest event, 0 before the first."""
        return len(self._texts)

    def add(self, kind: str, **fields: Any) -> str:
        """Number and keep an event; its JSON text."""
        event = {"type": "event", "seq": self.last + 1, "kind": kind, **fields}
        self._texts.append(json.dumps(event, allow_nan=False, separators=(",", ":")))
        return self._texts[-1]

    def after(self, seq: int, limit: int | None = None) -> list[str]:
        """The texts of the events after number `seq`, oldest first."""
        start = max(0, seq)
        return self._texts[start : None if limit is None else start + limit]
