"""Files of tensors over HTTP, and the way from a file to a report."""

import io
import json
import struct
import zipfile

import numpy as np
import pytest

FILES = "/api/v1/gradient-checks/files"
CHECKS = "/api/v1/gradient-checks"
ROLES = "/api/v1/gradient-checks/roles"


def npz(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def test_a_file_is_answered_tensor_by_tensor_row_by_row(client):
    found = client.post(FILES, content=npz(W1=np.arange(6.0).reshape(2, 3), b1=np.float32([0.1, 2]))).json()
    assert found["format"] == "npz"
    assert found["tensors"][0] == {"name": "W1", "shape": [2, 3], "values": [0, 1, 2, 3, 4, 5]}
    assert found["tensors"][1]["values"] == [float(np.float32(0.1)), 2.0]
    assert (found["activations"], found["cost"]) == (None, None)


def test_a_tensor_without_a_name_has_the_files(client):
    found = client.post(f"{FILES}?name=dW1.csv", content=b"1,2\n3,4\n").json()
    assert [each["name"] for each in found["tensors"]] == ["dW1"]


def test_this_servers_own_exports_are_taken(client):
    job = client.post("/api/v1/jobs", json={"dataset": {"name": "xor"}, "network": {"hidden": [3]}, "start": "paused"})
    for kind in ("npz", "safetensors"):
        network = client.get(f"/api/v1/jobs/{job.json()['id']}/network?format={kind}").content
        found = client.post(FILES, content=network).json()
        assert [each["name"] for each in found["tensors"]] == ["W1", "b1", "W2", "b2"]
        assert found["activations"] == ["sigmoid", "sigmoid"]
        shapes = [{"name": each["name"], "shape": each["shape"]} for each in found["tensors"]]
        assert client.post(ROLES, json={"tensors": shapes}).json()["sizes"] == [2, 3, found["tensors"][3]["shape"][0]]


def bomb():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("W1.npy", bytes(40 * 2**20))
    return buffer.getvalue()


def safetensors(length=None, **places):
    header = {name: {"dtype": "F64", "shape": [2], "data_offsets": place} for name, place in places.items()}
    text = json.dumps(header).encode()
    return struct.pack("<Q", length or len(text)) + text + bytes(32)


def huge():
    text = b"{'descr': '<f8', 'fortran_order': False, 'shape': (99999999, 99999999), }\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (bomb(), "more than 32 MB"),
        (safetensors(W1=[0, 16], W2=[8, 24]), "shares bytes"),
        (safetensors(length=2**40, W1=[0, 16]), "header would have"),
        (huge(), "at most 1,000,000"),
        (b"", "empty"),
        (b"\x80\x04.", "pickle"),
        (npz(W1=np.array([np.nan])), "np.isfinite"),
        (npz(W1=np.array([{}], dtype=object)), "np.savez"),
        (npz(W1=np.ones(3))[:60], "cut off"),
    ],
)
def test_a_file_that_cannot_be_taken_is_a_problem_that_says_what_to_do(client, content, says):
    answer = client.post(FILES, content=content)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-file")
    assert says in answer.json()["detail"]


ONE = {
    "network": {"activations": ["identity"], "weights": [[[2, 1]]], "biases": [[0]]},
    "cost": "half_quadratic",
    "input": [1, 3],
    "target": [4],
    "gradients": {"weights": [[[1, 3]]], "biases": [[1]]},
}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"gradients": {"weights": [[[1, 3, 5]]], "biases": [[1]]}}, "is 1 x 3, but this layer's is 1 x 2"),
        ({"gradients": {"weights": [[[1], [3, 4]]], "biases": [[1]]}}, "full rectangle"),
        ({"gradients": {"weights": [], "biases": []}}, "dC/dW and a dC/db for each"),
        ({"gradients": {"weights": [[["much", 3]]], "biases": [[1]]}}, "valid number"),
        ({"gradients": {"weights": [[[float("nan"), 3]]], "biases": [[1]]}}, "NaN is no JSON"),
        ({"input": [1e200, 1], "network": {**ONE["network"], "weights": [[[1e200, 1]]]}}, "overflow"),
        ({"input": [1]}, "input"),
    ],
)
def test_gradients_that_cannot_be_judged_are_a_problem_that_says_why(client, change, says):
    assert client.post(CHECKS, json=ONE).json()["correct"]
    answer = client.post(CHECKS, content=json.dumps({**ONE, **change}), headers={"content-type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert says in answer.json()["detail"]


def test_a_name_too_long_is_refused(client):
    assert client.post(f"{FILES}?name={'x' * 201}", content=b"1").status_code == 422


def test_what_somebody_says_of_a_tensor_counts(client):
    asked = {"tensors": [{"name": "alpha", "shape": [2, 3], "role": "W", "layer": 1}, {"name": "b", "shape": [2]}]}
    found = client.post(ROLES, json=asked).json()
    assert [(each["role"], each["layer"]) for each in found["tensors"]] == [("W", 1), ("b", 1)]
