"""Keyframes of runs as files: written whole or not at all, read back only if nothing in them changed.

Knows files and checksums. Does not know jobs' states. A file is `NDGK`, the SHA-256 of what follows,
and the keyframe as `wire` packs it; it is written beside its place, synced and renamed into it.
"""

import hashlib
import os
from pathlib import Path

from app.jobs.keeping import Entries, digest
from app.training.timeline import Keyframe, upto
from app.wire.keyframe import pack, unpack

MAGIC = b"NDGK"
KEPT = 2  # of each job: if one is damaged there is the one before


def save(folder: Path, job: str, init_seed: int, entries: Entries, keyframe: Keyframe) -> Path:
    """Write a keyframe of a run with this log, and drop its oldest ones. Raises OSError."""
    body = pack(keyframe, _digest_of(keyframe, init_seed, entries))
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{job}-{keyframe.step:012d}.keyframe"
    beside = place.with_suffix(".new")
    with beside.open("wb") as file:
        file.write(MAGIC + hashlib.sha256(body).digest() + body)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, place)
    for old in of(folder, job)[KEPT:]:
        old.unlink(missing_ok=True)
    return place


def of(folder: Path, job: str) -> list[Path]:
    """A job's keyframe files, newest first."""
    return sorted(folder.glob(f"{job}-*.keyframe"), key=lambda path: path.stat().st_mtime_ns, reverse=True)


def load(folder: Path, job: str, init_seed: int, entries: Entries) -> Keyframe | None:
    """The latest keyframe that is whole and belongs to this log; None if there is none."""
    found = [keyframe for path in of(folder, job) if (keyframe := _read(path, init_seed, entries)) is not None]
    return max(found, key=lambda keyframe: keyframe.step, default=None)


def drop(folder: Path, job: str) -> None:
    """Delete a job's files."""
    for path in of(folder, job):
        path.unlink(missing_ok=True)


def _digest_of(keyframe: Keyframe, init_seed: int, entries: Entries) -> str:
    """The digest of the log that led to a keyframe: what was done at its step afterwards is not in it."""
    return digest(init_seed, tuple(upto(entries, keyframe.step, with_changes=False)))


def _read(path: Path, init_seed: int, entries: Entries) -> Keyframe | None:
    try:
        raw = path.read_bytes()
        body = raw[36:]
        if raw[:4] != MAGIC or hashlib.sha256(body).digest() != raw[4:36]:
            return None
        keyframe, belongs = unpack(body)
    except (OSError, ValueError, KeyError):
        return None
    # One of a past that was given up is whole, but not of this run.
    return keyframe if belongs == _digest_of(keyframe, init_seed, entries) else None
