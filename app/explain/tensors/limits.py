"""What a file of tensors is once it has been read, and how much it may hold.

Knows limits and arrays of finite numbers. Does not know any format.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.nn.activations import ACTIVATIONS, Array
from app.nn.costs import COSTS

Format = Literal["npz", "npy", "safetensors", "csv", "json", "torch"]

MOST_INFLATED = 32 * 2**20  # bytes of a file once unpacked
MOST_TENSORS = 200
MOST_NUMBERS = 1_000_000  # of all tensors of a file
MOST_HEADER = 100_000  # bytes
MOST_NAME = 200  # characters
MOST_DIMENSIONS = 4
MOST_RATE = 1000.0


class FileError(ValueError):
    """A file that cannot be taken; the message says why, and what to do."""


@dataclass(frozen=True)
class TensorFile:
    """Named float64 arrays in the file's order.

    `about` is what the file says of its network, `left_out` names what is no tensor.
    """

    format: Format
    tensors: dict[str, Array]
    about: dict[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def check_shape(name: str, shape: Sequence[int]) -> int:
    """How many numbers a tensor of this shape has. Raises FileError before there is memory for too many."""
    if len(name) > MOST_NAME:
        raise FileError(f"The name {name[:40]!r}.. has {len(name):,} characters; at most {MOST_NAME} are possible.")
    if len(shape) > MOST_DIMENSIONS:
        raise FileError(f"{name} has {len(shape)} dimensions; weights have 2, biases 1.")
    count = math.prod(shape)
    if count > MOST_NUMBERS:
        raise FileError(f"{name} has {count:,} numbers; a network here has at most {MOST_NUMBERS:,}. {SMALLER}")
    return count


SMALLER = "A few samples and a smaller network of the same kind show the same mistake."


def gathered(
    kind: Format, tensors: dict[str, NDArray[Any]], about: dict[str, Any] | None = None, left_out: tuple[str, ...] = ()
) -> TensorFile:
    """The file of these arrays. Raises FileError where they are too many, too large or not finite."""
    if not tensors:
        raise FileError("There is no tensor in this file: save weights, gradients, inputs and targets as arrays.")
    if len(tensors) > MOST_TENSORS:
        raise FileError(f"The file holds {len(tensors):,} tensors; at most {MOST_TENSORS} are possible. {SMALLER}")
    if sum(check_shape(name, array.shape) for name, array in tensors.items()) > MOST_NUMBERS:
        raise FileError(f"The file holds more than {MOST_NUMBERS:,} numbers. {SMALLER}")
    finite = {name: _finite(name or "The array", array) for name, array in tensors.items()}
    known = _understood(about or {})
    return TensorFile(kind, finite, known, left_out + tuple(key for key in about or {} if key not in known))


def _understood(about: dict[str, Any]) -> dict[str, Any]:
    """What of a file's own words names things that are known here; the rest of them is nobody's business."""
    names, cost, rate = (about.get(key) for key in ("activations", "cost", "learning_rate"))
    known: dict[str, Any] = {}
    if isinstance(names, list) and names and all(isinstance(name, str) and name in ACTIVATIONS for name in names):
        known["activations"] = names
    if isinstance(cost, str) and cost in COSTS:
        known["cost"] = cost
    if isinstance(rate, float) and 0 < rate <= MOST_RATE:
        known["learning_rate"] = rate
    return known


def _finite(name: str, array: NDArray[Any]) -> Array:
    if array.dtype.kind not in "fiub" or array.dtype.itemsize > 8:
        raise FileError(f"{name} holds {array.dtype}, not real numbers: save it as float64 or float32.")
    if array.dtype == np.float16:
        raise FileError(half(name))
    if array.size == 0:
        raise FileError(f"{name} is empty: its shape is {' x '.join(map(str, array.shape))}.")
    values = np.ascontiguousarray(array, dtype=np.float64).reshape(array.shape)
    if not np.isfinite(values).all():
        place = [int(i) for i in np.argwhere(~np.isfinite(values))[0]]
        raise FileError(
            f"{name} holds {values[tuple(place)]} at {place}: no gradient can be judged beside it. Find the step at "
            "which it arises first (np.isfinite(..).all() after each), and save the numbers of the step before."
        )
    return values


def half(name: str) -> str:
    """Why numbers of half precision are refused."""
    return f"{name} is in half precision, which keeps three digits: too few to judge a gradient by. Use float32."
