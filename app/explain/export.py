"""A network to take away: as JSON, as npz, as safetensors, and as Python code that runs by itself.

Knows formats. Does not know files, HTTP or jobs. The code computes what the network computes: its
activations are written out as in the lessons.
"""

import io
import json
import struct
from collections.abc import Callable
from typing import Any

import numpy as np

from app.nn.network import Network

NUMPY_FUNCTIONS = {
    "sigmoid": "1 / (1 + np.exp(-z))",
    "tanh": "np.tanh(z)",
    "relu": "np.maximum(z, 0)",
    "leaky_relu": "np.where(z > 0, z, 0.01 * z)",
    "softplus": "np.logaddexp(z, 0)",
    "identity": "z",
    "softmax": "np.exp(z - z.max(-1, keepdims=True)) / np.exp(z - z.max(-1, keepdims=True)).sum(-1, keepdims=True)",
}
TORCH_MODULES = {
    "sigmoid": "nn.Sigmoid()",
    "tanh": "nn.Tanh()",
    "relu": "nn.ReLU()",
    "leaky_relu": "nn.LeakyReLU(0.01)",
    "softplus": "nn.Softplus()",
    "identity": "nn.Identity()",
    "softmax": "nn.Softmax(-1)",
}


def as_dict(network: Network) -> dict[str, Any]:
    """The network as the contract's plain JSON: `weights[l][j][k]` goes into j from k."""
    return {
        "sizes": list(network.sizes),
        "activations": _names(network),
        "weights": [w.tolist() for w in network.weights],
        "biases": [b.tolist() for b in network.biases],
    }


def as_json(network: Network) -> bytes:
    """The same as text."""
    return json.dumps(as_dict(network)).encode()


def as_npz(network: Network) -> bytes:
    """Arrays W1, b1, W2, ... and `activations`."""
    buffer = io.BytesIO()
    named: dict[str, Any] = {**_tensors(network), "activations": np.array(_names(network))}
    np.savez(buffer, **named)
    return buffer.getvalue()


def as_safetensors(network: Network) -> bytes:
    """The safetensors format: header length (u64, little-endian), JSON header, then the data."""
    header: dict[str, Any] = {"__metadata__": {"activations": ",".join(_names(network))}}
    data = b""
    for name, tensor in _tensors(network).items():
        raw = np.ascontiguousarray(tensor).tobytes()
        kind = {"float64": "F64", "float32": "F32"}[tensor.dtype.name]
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def as_numpy_code(network: Network) -> bytes:
    """A Python file with a function `predict(x)` that needs NumPy alone."""
    used = {name: NUMPY_FUNCTIONS[name] for name in _names(network)}
    lines = ['"""A network trained with Nudge. predict(x): x is (n, inputs), the answer (n, outputs)."""', ""]
    lines += ["import numpy as np", ""]
    lines += [f"def {name}(z):\n    return {code}\n" for name, code in used.items()]
    lines += ["WEIGHTS = [" + ", ".join(_array(w) for w in network.weights) + "]"]
    lines += ["BIASES = [" + ", ".join(_array(b) for b in network.biases) + "]"]
    lines += ["ACTIVATIONS = [" + ", ".join(_names(network)) + "]", "", "", "def predict(x):"]
    lines += ["    a = np.atleast_2d(x)", "    for W, b, f in zip(WEIGHTS, BIASES, ACTIVATIONS):"]
    lines += ["        a = f(a @ W.T + b)", "    return a", ""]
    return "\n".join(lines).encode()


def as_pytorch_code(network: Network) -> bytes:
    """A Python file with a `network`, an `nn.Sequential` in float64."""
    lines = ['"""A network trained with Nudge. network(x): x is (n, inputs), the answer (n, outputs)."""', ""]
    lines += ["import torch", "from torch import nn", "", "network = nn.Sequential("]
    for n, m, name in zip(network.sizes, network.sizes[1:], _names(network)):
        lines.append(f"    nn.Linear({n}, {m}), {TORCH_MODULES[name]},")
    lines += [").double()", "", "with torch.no_grad():"]
    for i, (w, b) in enumerate(zip(network.weights, network.biases, strict=True)):
        lines.append(f"    network[{2 * i}].weight.copy_(torch.tensor({_list(w)}, dtype=torch.float64))")
        lines.append(f"    network[{2 * i}].bias.copy_(torch.tensor({_list(b)}, dtype=torch.float64))")
    return "\n".join([*lines, ""]).encode()


# Each format: how it is made, its media type and the ending of its file.
FORMATS: dict[str, tuple[Callable[[Network], bytes], str, str]] = {
    "json": (as_json, "application/json", "json"),
    "npz": (as_npz, "application/x-npz", "npz"),
    "safetensors": (as_safetensors, "application/x-safetensors", "safetensors"),
    "py": (as_numpy_code, "text/x-python", "py"),
    "numpy": (as_numpy_code, "text/x-python", "py"),
    "pytorch": (as_pytorch_code, "text/x-python", "py"),
}


def _names(network: Network) -> list[str]:
    return [activation.name for activation in network.activations]


def _tensors(network: Network) -> dict[str, np.ndarray]:
    named: dict[str, np.ndarray] = {}
    for layer, (w, b) in enumerate(zip(network.weights, network.biases, strict=True), start=1):
        named |= {f"W{layer}": w, f"b{layer}": b}
    return named


def _list(values: np.ndarray) -> str:
    return json.dumps(values.astype(np.float64).tolist())


def _array(values: np.ndarray) -> str:
    return f"np.array({_list(values)})"
