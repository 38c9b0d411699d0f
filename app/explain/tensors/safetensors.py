"""The safetensors format: the length of a header (u64, little-endian), the header as JSON, then the numbers.

Knows the format. Does not know what tensors mean. `__metadata__` may tell `activations`, `cost` and `learning_rate`.
"""

import contextlib
import json
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.explain.tensors.limits import MOST_HEADER, FileError, TensorFile, check_shape, gathered, half

DTYPES = {
    "F64": "<f8", "F32": "<f4", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "<i1",
    "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "<u1", "BOOL": "|b1",
}  # fmt: skip
SAVE_AGAIN = "Save it again with safetensors.torch.save_file or safetensors.numpy.save_file."


def is_safetensors(data: bytes) -> bool:
    """Whether the bytes begin as such a file does."""
    return len(data) > 8 and data[8:9] == b"{" and data[6:8] == b"\0\0"


def read_safetensors(data: bytes) -> TensorFile:
    """The tensors of such a file. Raises FileError."""
    (length,) = struct.unpack_from("<Q", data)
    if length > MOST_HEADER or 8 + length > len(data):
        raise FileError(f"The header would have {length:,} bytes: this file is damaged or cut off. {SAVE_AGAIN}")
    header = _parsed(data[8 : 8 + length])
    about = header.pop("__metadata__", {})
    body = memoryview(data)[8 + length :]
    tensors = {name: _tensor(name, entry, body) for name, entry in header.items()}
    found = gathered("safetensors", tensors, about=_told(about))
    _check_places(header, len(body))
    return found


def _parsed(text: bytes) -> dict[str, Any]:
    try:
        header = json.loads(text, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict):
        raise FileError(f"The header is no JSON object that names each tensor once. {SAVE_AGAIN}")
    return header


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _tensor(name: str, entry: Any, body: memoryview) -> NDArray[Any]:
    match entry:
        case {"dtype": str(kind), "shape": [*shape], "data_offsets": [int(start), int(end)]} if all(
            type(size) is int and size >= 0 for size in shape
        ):
            pass
        case _:
            raise FileError(f"{name[:60]} lacks a dtype, a shape or its place in the file. {SAVE_AGAIN}")
    if kind in ("F16", "BF16"):
        raise FileError(half(name))
    if kind not in DTYPES:
        raise FileError(f"{name[:60]} holds {kind[:20]}, which is not real numbers: save it as F64 or F32.")
    dtype, count = np.dtype(DTYPES[kind]), check_shape(name, shape)
    if not 0 <= start <= end <= len(body) or end - start != count * dtype.itemsize:
        raise FileError(f"{name} does not lie within the file as its shape asks: it is damaged or cut off.")
    return np.frombuffer(body, dtype, count, start).reshape(shape)


def _check_places(header: dict[str, dict[str, Any]], size: int) -> None:
    """The numbers of a file lie one tensor after another, so that every byte of it belongs to exactly one."""
    reached = 0
    for start, end, name in sorted((*entry["data_offsets"], name) for name, entry in header.items()):
        if start != reached:
            how = "shares bytes with another tensor" if start < reached else "leaves bytes before it that nobody owns"
            raise FileError(f"{name[:60]} {how}: the file is damaged. {SAVE_AGAIN}")
        reached = end
    if reached != size:
        raise FileError(f"{size - reached:,} bytes follow the last tensor: the file is damaged. {SAVE_AGAIN}")


def _told(about: Any) -> dict[str, Any]:
    """What the file's own words say of the network: all of them are text there."""
    told: dict[str, Any] = {}
    if not isinstance(about, dict):
        return told
    if isinstance(about.get("activations"), str):
        told["activations"] = [name.strip() for name in about["activations"].split(",")]
    if isinstance(about.get("cost"), str):
        told["cost"] = about["cost"]
    with contextlib.suppress(KeyError, TypeError, ValueError):
        told["learning_rate"] = float(about["learning_rate"])
    return told
