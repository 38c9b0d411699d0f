"""What is taken away computes what the network computes."""

import io
import json
import struct

import numpy as np
import pytest

from app.explain import export
from app.nn.backprop import forward
from app.nn.network import initial

X = np.random.default_rng(1).normal(size=(5, 4))


def network(names=("tanh", "softmax")):
    return initial([4, 3, 3], names, "normal", 1.0, np.random.default_rng(0))


def weights_of(named):
    return [named["W1"], named["W2"]], [named["b1"], named["b2"]]


def test_json_holds_every_number():
    found, given = json.loads(export.as_json(network())), network()
    assert (found["sizes"], found["activations"]) == ([4, 3, 3], ["tanh", "softmax"])
    for w, expected in zip(found["weights"], given.weights):
        np.testing.assert_array_equal(w, expected)


def test_npz_holds_every_number_and_nothing_that_needs_pickle():
    with np.load(io.BytesIO(export.as_npz(network())), allow_pickle=False) as held:
        assert list(held["activations"]) == ["tanh", "softmax"]
        for w, expected in zip(weights_of(held)[0], network().weights):
            np.testing.assert_array_equal(w, expected)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_safetensors_are_read_by_hand(dtype):
    given = network().copy(dtype)
    raw = export.as_safetensors(given)
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + length])
    assert length % 8 == 0
    for name, expected in (("W1", given.weights[0]), ("b2", given.biases[1])):
        start, end = header[name]["data_offsets"]
        found = np.frombuffer(raw[8 + length + start : 8 + length + end], dtype).reshape(header[name]["shape"])
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("name", export.NUMPY_FUNCTIONS)
def test_the_numpy_code_runs_and_gives_the_same_outputs(name):
    given = network(("sigmoid" if name == "softmax" else name, name))
    room = {}
    exec(export.as_numpy_code(given), room)
    np.testing.assert_allclose(room["predict"](X), forward(given, X)[-1], rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("name", export.TORCH_MODULES)
def test_the_pytorch_code_runs_and_gives_the_same_outputs(name):
    torch = pytest.importorskip("torch", reason="PyTorch comes with the bench extra")
    given = network(("sigmoid" if name == "softmax" else name, name))
    room = {}
    exec(export.as_pytorch_code(given), room)
    with torch.no_grad():
        found = room["network"](torch.tensor(X)).numpy()
    np.testing.assert_allclose(found, forward(given, X)[-1], rtol=1e-12, atol=1e-14)
