"""A snapshot as bytes: the frame format `NDG1` of PROTOCOL.md.

Knows the layout of a frame and which arrays it carries. Does not know sockets or viewers.
"""

import json
import math
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.training.snapshot import Snapshot, Tried

MAGIC = b"NDG1"
Arrays = list[tuple[str, NDArray[Any]]]


def encode(header: dict[str, Any], arrays: Sequence[tuple[str, NDArray[Any]]]) -> bytes:
    """One frame: `header` plus the directory of `arrays`, then the arrays as float32."""
    directory: list[list[Any]] = []
    offset = 0
    for name, array in arrays:
        directory.append([name, list(array.shape), offset])
        offset += 4 * array.size
    text = json.dumps({**header, "arrays": directory}, allow_nan=False, separators=(",", ":")).encode()
    text += b" " * (-(8 + len(text)) % 8)
    frame = bytearray(8 + len(text) + offset)
    frame[:4] = MAGIC
    struct.pack_into("<I", frame, 4, len(text))
    frame[8 : 8 + len(text)] = text
    payload = np.frombuffer(frame, "<f4", offset=8 + len(text))
    with np.errstate(over="ignore"):  # what float32 cannot hold travels as infinity
        for (_, array), (_, _, start) in zip(arrays, directory, strict=True):
            payload[start // 4 : start // 4 + array.size] = array.ravel()
    return bytes(frame)


def decode(frame: bytes) -> tuple[dict[str, Any], dict[str, NDArray[np.float32]]]:
    """The header and the arrays of a frame. Raises ValueError when it is not one."""
    if len(frame) < 8 or frame[:4] != MAGIC:
        raise ValueError("These bytes are not a frame: they do not start with NDG1.")
    (length,) = struct.unpack_from("<I", frame, 4)
    if 8 + length > len(frame) or (8 + length) % 8:
        raise ValueError("The header of this frame does not fit into it.")
    header = json.loads(frame[8 : 8 + length])
    arrays = {}
    for name, shape, offset in header["arrays"]:
        values = np.frombuffer(frame, "<f4", count=math.prod(shape), offset=8 + length + offset)
        arrays[name] = values.reshape(shape)
    return header, arrays


def snapshot_arrays(snapshot: Snapshot) -> Arrays:
    """The arrays of a snapshot, named as PROTOCOL.md says."""
    traced, made, network = snapshot.trace, snapshot.made, snapshot.network
    arrays: Arrays = [
        ("input", snapshot.shown.inputs),
        ("target", snapshot.shown.targets),
        ("dC_da0", snapshot.wishes),
    ]
    changes = network.over(snapshot.update.change, network.sizes, [a.name for a in network.activations])
    senders = [traced.inputs[0], *(layer.a[0] for layer in traced.layers)]
    for i, layer in enumerate(made.layers):
        n = i + 1
        arrays += [(f"W{n}", network.weights[i]), (f"b{n}", network.biases[i])]
        values = {
            "z": layer.z,
            "a": layer.a,
            "slope": layer.slope,
            "dC_da": layer.dC_da,
            "delta": layer.delta,
        }
        arrays += [(f"{name}{n}", value[0]) for name, value in values.items()]
        right = traced.layers[i] if made is not traced else None
        if right is not None:
            arrays += [(f"right_dC_da{n}", right.dC_da[0]), (f"right_delta{n}", right.delta[0])]
            arrays.append((f"dC_db{n}", layer.dC_db))  # elsewhere it is delta
        arrays += _edges(n, network.weights[i], senders[i], layer.dC_dW, None if right is None else right.dC_dW)
        arrays += _update(n, changes.weights[i])
        arrays += [(f"update_b{n}", changes.biases[i]), (f"a_after{n}", snapshot.after[i])]
    if snapshot.regions is not None:
        arrays.append(("grid_box", np.array(snapshot.regions.box)))
        arrays += [(f"grid_a{n}", grid) for n, grid in enumerate(snapshot.regions.activations, start=1)]
    return arrays


def _edges(
    n: int, weights: NDArray[Any], sender: NDArray[Any], dC_dW: NDArray[Any], right: NDArray[Any] | None
) -> Arrays:
    """flow w_jk a_k and dC0/dw_jk, where a_k is not zero: elsewhere both are.

    A program with bugs may compute any dC0/dw anywhere; then the `right` one goes beside it.
    """
    used = sender != 0
    nudges = {f"dC_dW{n}": dC_dW}
    if right is not None:
        used |= dC_dW.any(axis=0)
        nudges[f"right_dC_dW{n}"] = right
    lit = np.flatnonzero(used)
    with np.errstate(all="ignore"):
        if len(lit) == len(sender):
            return [(f"flow{n}", weights * sender), *nudges.items()]
        flow = weights[:, lit] * sender[lit]
    return [(f"columns{n}", lit), (f"flow{n}", flow), *((name, each[:, lit]) for name, each in nudges.items())]


def _update(n: int, change: NDArray[Any]) -> Arrays:
    moved = np.flatnonzero(change.any(axis=0))
    if len(moved) == change.shape[1]:
        return [(f"update_W{n}", change)]
    return [(f"update_columns{n}", moved), (f"update_W{n}", change[:, moved])]


def snapshot_detail(snapshot: Snapshot) -> dict[str, Any]:
    """The numbers of a snapshot that go into the header's `detail`."""
    traced, shown, network = snapshot.trace, snapshot.shown, snapshot.network
    outputs, after = traced.outputs[0], snapshot.after[-1]
    bad = snapshot.non_finite
    tried = {"tried": tried_detail(snapshot.tried)} if snapshot.tried is not None else {}
    return {
        "sizes": list(network.sizes),
        "activations": [activation.name for activation in network.activations],
        "learning_rate": snapshot.update.learning_rate,
        "sample": {
            "source": shown.source,
            "index": shown.index,
            "label": shown.label,
            "target": shown.target,
        },
        "cost": finite(traced.cost[0]),
        "cost_after": finite(snapshot.cost_after),
        "answer": _answer(outputs),
        "answer_after": _answer(after),
        "lit": int(np.count_nonzero(shown.inputs)),
        "gradient_norms": [finite(float(np.linalg.norm(layer.dC_dW))) for layer in snapshot.made.layers],
        "update_size": snapshot.update.size,
        "non_finite": {"layer": bad[0], "what": bad[1]} if bad else None,
        **tried,
        **bugs_detail(snapshot),
    }


def bugs_detail(snapshot: Snapshot) -> dict[str, Any]:
    """What is wrong with the program whose numbers these are, and how far its update's dC/dW is off; {} if nothing."""
    if not snapshot.bugs:
        return {}
    compared = snapshot.update.compared
    return {
        "bugs": [{"name": bug.name, "label": bug.label} for bug in snapshot.bugs],
        "bug_ratios": [each.ratio for each in compared],
        "bug_angles": [each.degrees for each in compared],
    }


def tried_detail(tried: Tried) -> dict[str, Any]:
    """What is tried, as the header says it."""
    parameter, numbers = tried.parameter, {**vars(tried)}
    del numbers["parameter"]
    named = {"layer": parameter.layer, "to": parameter.to, "from": parameter.source}
    return named | {name: finite(number) for name, number in numbers.items()}


def _answer(outputs: NDArray[Any]) -> int:
    return int(outputs[0] > 0.5) if len(outputs) == 1 else int(np.argmax(outputs))


def finite(value: float) -> float | None:
    """A number that JSON can carry, or None."""
    return float(value) if math.isfinite(value) else None
