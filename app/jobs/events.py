"""The text of an event: what viewers get, and what is kept.

Knows its shape. Does not know who listens or where it is kept.
"""

import json
from typing import Any


def event_text(seq: int, kind: str, **fields: Any) -> str:
    """Event number `seq` of a job as JSON."""
    event = {"type": "event", "seq": seq, "kind": kind, **fields}
    return json.dumps(event, allow_nan=False, separators=(",", ":"))
