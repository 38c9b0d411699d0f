"""A keyframe as bytes and back: an uncompressed npz with its numbers beside the arrays.

Knows shapes. Does not know files, checksums or which run a keyframe belongs to. Nothing in it needs pickle.
"""

import io
import json
from dataclasses import asdict
from typing import Any

import numpy as np

from app.training.timeline import Keyframe, Settings


def pack(keyframe: Keyframe, digest: str) -> bytes:
    """The bytes of a keyframe; `digest` tells which log led to it."""
    meta = {
        "step": keyframe.step,
        "place": keyframe.place,
        "steps": keyframe.memory[0],
        "settings": asdict(keyframe.settings),
        "digest": digest,
    }
    held: dict[str, Any] = {**keyframe.memory[1], "parameters": keyframe.parameters, "meta": json.dumps(meta)}
    buffer = io.BytesIO()
    np.savez(buffer, **held)
    return buffer.getvalue()


def unpack(body: bytes) -> tuple[Keyframe, str]:
    """The keyframe of these bytes, and its digest. Raises ValueError or KeyError where they are not one."""
    with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
        held: dict[str, Any] = {name: arrays[name] for name in arrays.files}
    meta, parameters = json.loads(str(held.pop("meta"))), held.pop("parameters")
    memory = meta["steps"], held
    keyframe = Keyframe(meta["step"], tuple(meta["place"]), parameters, memory, Settings(**meta["settings"]))
    return keyframe, meta["digest"]
