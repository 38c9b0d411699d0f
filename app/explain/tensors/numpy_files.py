"""Arrays as NumPy saves them: `.npy`, and `.npz`, a zip archive of those.

Knows the format (NumPy Enhancement Proposal 1). Does not know what arrays mean. The header is matched, not
evaluated, and arrays of objects, which are pickles, are refused unread.
"""

import re
import struct

import numpy as np
from numpy.typing import NDArray

from app.explain.tensors.limits import MOST_HEADER, FileError, TensorFile, check_shape, gathered

MAGIC = b"\x93NUMPY"
HEADER = re.compile(
    r"\{'descr': '(?P<order>[<>|=])(?P<kind>[A-Za-z])(?P<size>[1-9]\d{0,3})', "
    r"'fortran_order': (?P<fortran>True|False), 'shape': \((?P<shape>(?:\d{1,12}, ?)*(?:\d{1,12})?)\),? *\} *\n?"
)
NUMBERS = ("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1")
ACTIVATIONS = "activations"  # the names of a network's activations, as this program exports them


def read_npy(data: bytes) -> TensorFile:
    """One array, under no name. Raises FileError."""
    return gathered("npy", {"": _array("The array", data)})


def read_npz(members: dict[str, bytes]) -> TensorFile:
    """The arrays of an archive. Raises FileError."""
    arrays = {name.removesuffix(".npy"): _array(name, data) for name, data in members.items() if name.endswith(".npy")}
    about = {}
    if ACTIVATIONS in arrays and arrays[ACTIVATIONS].dtype.kind == "U":
        about[ACTIVATIONS] = [str(name) for name in arrays.pop(ACTIVATIONS).ravel()]
    left_out = tuple(name[:60] for name in members if not name.endswith(".npy"))
    return gathered("npz", arrays, about=about, left_out=left_out)


def _array(name: str, data: bytes) -> NDArray[np.generic]:
    start, header = _header(name, data)
    found = HEADER.fullmatch(header)
    if found is None and "'|O'" in header:
        raise FileError(
            f"{name} is an array of Python objects, a pickle, which is never opened here. Save each array by a name of "
            "its own: np.savez('tensors.npz', W1=W1, b1=b1)."
        )
    if found is None or (found["kind"] + found["size"] not in NUMBERS and found["kind"] != "U"):
        raise FileError(f"{name} does not hold plain numbers: save it as float64, W1.astype(float).")
    dtype = np.dtype(found["order"] + found["kind"] + found["size"])
    shape = tuple(int(part) for part in found["shape"].split(",") if part.strip())
    count = check_shape(name, shape)
    if len(data) - start != count * dtype.itemsize:
        raise FileError(f"{name} is damaged: {count:,} numbers are announced, and {len(data) - start:,} bytes follow.")
    values = np.frombuffer(data, dtype, count, start)
    return values.reshape(shape, order="F" if found["fortran"] == "True" else "C")


def _header(name: str, data: bytes) -> tuple[int, str]:
    """Where the numbers begin, and the text before them."""
    wide = data[6:7] != b"\x01"
    start = 12 if wide else 10
    if not data.startswith(MAGIC) or len(data) < start:
        raise FileError(f"{name} is no array that NumPy saved.")
    (length,) = struct.unpack_from("<I" if wide else "<H", data, 8)
    if length > MOST_HEADER or start + length > len(data):
        raise FileError(f"{name} is damaged: its header would have {length:,} bytes.")
    return start + length, data[start : start + length].decode("latin-1")
