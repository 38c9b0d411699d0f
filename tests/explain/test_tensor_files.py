"""Files of tensors: what each format holds is read to the bit, and nothing in a file is ever run."""

import io
import json
import pickle
import struct
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.explain.export import as_npz, as_safetensors
from app.explain.tensors import limits
from app.explain.tensors.any_file import read_tensors
from app.explain.tensors.limits import FileError
from app.nn.network import initial

W, B = np.array([[0.1, -2.0], [3e-7, 4.0], [5.0, 1 / 3]]), np.array([1.0, 2.0, 3.0])


def npz(**arrays):
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def npy(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def safetensors(header, data=b""):
    text = json.dumps(header).encode() if not isinstance(header, bytes) else header
    return struct.pack("<Q", len(text)) + text + data


def zipped(members, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def torch_file(value, **how):
    torch = pytest.importorskip("torch")
    buffer = io.BytesIO()
    torch.save(value, buffer, **how)
    return buffer.getvalue()


def same(found, **wanted):
    assert list(found.tensors) == list(wanted)
    for name, array in wanted.items():
        assert found.tensors[name].dtype == np.float64
        np.testing.assert_array_equal(found.tensors[name], array)


# -- what is read -------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["f8", "f4", ">f8", "i4", "u1"])
def test_npz_and_npy_are_read_as_numpy_reads_them(dtype):
    w = W.astype(dtype)
    same(read_tensors(npz(W1=w, b1=B)), W1=w.astype(float), b1=B)
    same(read_tensors(npy(np.asfortranarray(w))), **{"": w.astype(float)})


def test_this_programs_own_exports_come_back_with_their_activations():
    network = initial((3, 4, 2), ["relu", "softmax"], "xavier", 1.0, np.random.default_rng(0))
    for data in (as_npz(network), as_safetensors(network)):
        found = read_tensors(data)
        same(found, W1=network.weights[0], b1=network.biases[0], W2=network.weights[1], b2=network.biases[1])
        assert found.about == {"activations": ["relu", "softmax"]}


def test_csv_is_one_tensor_or_sections_below_their_names():
    same(read_tensors(b"1,2\n3,4.5\n"), **{"": [[1, 2], [3, 4.5]]})
    same(read_tensors("\ufeffW1;\n1;2\n\n# b1:\n0.5\n-1e-3\n".encode()), W1=[[1, 2]], b1=[[0.5], [-1e-3]])
    same(read_tensors(b"dC/dW1\n1 2\n3\t4\n"), **{"dC/dW1": [[1, 2], [3, 4]]})


def test_json_is_names_and_lists_however_deep_or_the_body_of_a_check():
    given = {
        "network": {"activations": ["tanh"], "weights": [W.tolist()], "biases": [B.tolist()]},
        "cost": "half_quadratic", "learning_rate": 1, "input": [1, 2], "note": "mine",
    }  # fmt: skip
    found = read_tensors(json.dumps(given).encode())
    same(found, **{"network.weights.0": W, "network.biases.0": B, "input": [1.0, 2.0]})
    assert found.about == {"activations": ["tanh"], "cost": "half_quadratic", "learning_rate": 1.0}
    assert found.left_out == ("note",)


def test_what_a_file_says_of_its_cost_counts_only_where_it_is_known():
    found = read_tensors(json.dumps({"W1": [[1]], "cost": "guess", "activations": ["swish"]}).encode())
    assert (found.about, set(found.left_out)) == ({}, {"cost", "activations"})


def test_a_pytorch_state_dict_is_read_as_pytorch_reads_it_without_running_it():
    torch = pytest.importorskip("torch")
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
    wanted = {name: value.double().numpy() for name, value in model.state_dict().items()}
    same(read_tensors(torch_file(model.state_dict())), **wanted)
    same(read_tensors(torch_file(dict(model.named_parameters()))), **wanted)
    nested = read_tensors(torch_file({"model": model.state_dict(), "epoch": 3}))
    same(nested, **{f"model.{name}": value for name, value in wanted.items()})
    assert nested.left_out == ("epoch",)
    turned = torch.arange(6.0).reshape(2, 3).T
    same(read_tensors(torch_file({"W": turned, "cut": turned[1:, :1]})), W=turned.numpy(), cut=turned[1:, :1].numpy())


# -- what is refused, and that it says what to do -------------------------------------------------------


class Evil:
    """A pickle that would write a file if it were run."""

    path = ""

    def __reduce__(self):
        return open, (Evil.path, "w")


@pytest.fixture
def evil(tmp_path):
    Evil.path = str(tmp_path / "ran")
    yield Evil()
    assert not (tmp_path / "ran").exists()


def refused(data, says):
    with pytest.raises(FileError, match=says):
        read_tensors(data)


def test_pickles_are_never_run(evil):
    refused(pickle.dumps(evil), "pickle")
    refused(npy(np.array([evil], dtype=object)), "array of Python objects")
    refused(npz(W1=np.array([evil], dtype=object)), "array of Python objects")
    refused(zipped({"a/data.pkl": pickle.dumps(evil, protocol=2), "a/data/0": b""}), "asks for 'io.open'|builtin")
    refused(torch_file({"W": evil}), "Nothing of it was run")
    refused(torch_file({"W": evil}, _use_new_zipfile_serialization=False), "pickle.*save_file")


def test_a_whole_model_is_refused_with_how_to_save_its_tensors():
    torch = pytest.importorskip("torch")
    refused(torch_file(torch.nn.Linear(2, 1)), r"torch\.nn.*state_dict")


REBUILD = (
    b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\n"
    b"X\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x04tQ"
)
ELSEWHERE = REBUILD.replace(b"X\x01\x00\x00\x000", b"X\x01\x00\x00\x009")


@pytest.mark.parametrize(
    "pickled",
    [
        REBUILD + b"K\x00K\x05\x85K\x01\x85tR.",  # reads beyond its storage
        REBUILD + b"J\xff\xff\xff\xffK\x02\x85K\x01\x85tR.",  # begins before it
        REBUILD + b"K\x00K\x02\x85J\xff\xff\xff\xff\x85tR.",  # walks backwards
        REBUILD + b"K\x00J\xff\xff\xff\x7f\x85K\x00\x85tR.",  # two thousand million times the same number
        REBUILD.replace(b"X\x01\x00\x00\x000", b"X\x01\x00\x00\x009")
        + b"K\x00K\x02\x85K\x01\x85tR.",  # no such storage
        b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n)R.",
        b"\x80\x02]q\x00h\x00a.",  # a list in itself
        b"\x80\x02]q\x00" + b"(h\x00h\x00h\x00h\x00tq\x00" * 40 + b".",  # small to write, without end to read
        b"\x80\x02)" + b"0" * 5 + b".",
        b"",
        b"\x80\x02}" + b"X" + struct.pack("<I", 2**31) + b"a.",
    ],
)
def test_a_pytorch_file_that_lies_is_refused(pickled):
    with pytest.raises(FileError):
        read_tensors(zipped({"a/data.pkl": pickled, "a/data/0": bytes(16)}))


def test_zip_bombs_are_refused_by_what_they_say_and_by_what_they_are():
    bomb = zipped({"W1.npy": bytes(limits.MOST_INFLATED + 1)})
    assert len(bomb) < 100_000
    refused(bomb, "Unpacked.*32 MB")
    many = zipped({f"{i}.npy": bytes(limits.MOST_INFLATED // 2) for i in range(3)})
    refused(many, "Unpacked")
    lying = bomb.replace(struct.pack("<I", limits.MOST_INFLATED + 1), struct.pack("<I", 100))
    refused(lying, "damaged|header")
    refused(zipped({f"{i}.npy": b"" for i in range(500)}), "members")
    refused(zipped({f"{i}.npy": b"" for i in range(5000)}), "members")
    nested = zipped({"W1.npy": zipped({"W1.npy": b"x"})})
    refused(nested, "no array")


def test_archives_that_are_locked_doubled_or_strange_are_refused():
    locked = bytearray(npz(W1=W))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    refused(bytes(locked), "password")
    refused(zipped({"W1.npy": npy(W)}, zipfile.ZIP_LZMA), "packed in a way")
    refused(zipped({"readme.txt": b"hello"}), "neither arrays")
    twice = zipped({"W1.npy": npy(W), "W2.npy": npy(B)}).replace(b"W2.npy", b"W1.npy")
    refused(twice, "Two members")


def header_of(text, version=b"\x01\x00"):
    size = "<H" if version[0] == 1 else "<I"
    return b"\x93NUMPY" + version + struct.pack(size, len(text)) + text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (header_of(b"{'descr': '<f8', 'fortran_order': False, 'shape': (9999999, 9999999), }\n"), "at most 1,000,000"),
        (header_of(b"{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }\n") + bytes(8), "2 numbers are ann"),
        (header_of(b"{'descr': '<f8', 'fortran_order': False, 'shape': (1,1,1,1,1), }\n"), "5 dimensions"),
        (header_of(b"{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }\n"), "plain numbers"),
        (header_of(b"__import__('os').abort()"), "plain numbers"),
        (b"\x93NUMPY\x02\x00" + struct.pack("<I", 2**31), "header"),
        (b"\x93NUMPY", "no array"),
        (npy(W)[:-1], "damaged"),
        (npy(W.astype(complex)), "plain numbers"),
        (npy(W.astype("f2")), "half precision"),
        (npy(np.array(["a", "b"])), "real numbers"),
        (npy(np.zeros((0, 3))), "empty"),
        (npy(np.array([[1.0, np.nan]])), r"nan at \[0, 1\].*np\.isfinite"),
        (npy(np.array([-np.inf])), "-inf"),
        (npz(W1=W)[:-30], "damaged"),
        (npz(**{f"W{i}": np.zeros((300, 300)) for i in range(12)}), "more than 1,000,000"),
        (npz(**{"x" * 300: W}), "304 characters"),
    ],
)  # fmt: skip
def test_arrays_that_cannot_be_taken_say_why(data, says):
    refused(data, says)


def entry(**changes):
    return {"W1": {"dtype": "F64", "shape": [2], "data_offsets": [0, 16], **changes}}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (safetensors(entry(), bytes(8)), "does not lie within"),
        (safetensors(entry(shape=[2**40, 2**40]), bytes(16)), "at most 1,000,000"),
        (safetensors(entry(shape=[-2]), bytes(16)), "lacks a dtype"),
        (safetensors(entry(data_offsets=[16, 0]), bytes(16)), "does not lie within"),
        (safetensors(entry(data_offsets=[-16, 0]), bytes(16)), "does not lie within"),
        (safetensors(entry(dtype="BF16"), bytes(16)), "half precision"),
        (safetensors(entry(dtype="F8_E4M3"), bytes(16)), "F8_E4M3"),
        (safetensors({"W1": []}, bytes(16)), "lacks a dtype"),
        (safetensors({**entry(), "W2": entry(data_offsets=[8, 24])["W1"]}, bytes(24)), "W2 shares bytes"),
        (safetensors({**entry(), "W2": entry()["W1"]}, bytes(16)), "W2 shares bytes"),
        (safetensors(entry(data_offsets=[8, 24]), bytes(24)), "bytes before it that nobody owns"),
        (safetensors(entry(), bytes(24)), "8 bytes follow the last tensor"),
        (safetensors({"__metadata__": {}}, b""), "no tensor"),
        (safetensors(b'{"a": 1, "a": 2}'), "names each tensor once"),
        (safetensors(b'{"a":' + b"[" * 50_000), "no JSON object"),
        (struct.pack("<Q", 2**40) + b"{}" + bytes(20), "header would have"),
        (safetensors({f"t{i}": entry()["W1"] for i in range(201)}, bytes(16)), "at most 200"),
    ],
)
def test_safetensors_that_lie_say_why(data, says):
    refused(data, says)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"W1\n1,2\n3\n", "Line 3.*1 numbers, but its first row has 2"),
        (b"W1\n1,two\n", "Line 2.*neither numbers nor a name"),
        (b"W1\n1\nW1\n2\n", "there already"),
        (b"W1\n1,nan\n", "nan at"),
        (b"W1\n" + b"1\n" * 1_000_001, "more than 1,000,000"),
        (b"a" + b" " * 1_000_000 + b"!", "neither numbers nor a name"),
        (b"W" * 201 + b"\n1\n", "201 characters"),
        (b'{"W1": [[1, 2], [3]]}', "W1 must be"),
        (b'{"W1": [["a"]]}', "W1 must be"),
        (b'{"W1": NaN}', "nan"),
        (b'{"W1": ', "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b'{"a":' * 20 + b"1" + b"}" * 20, "nested too deeply"),
        (b'{"W1": ' + b"9" * 5000 + b"}", "inf"),
        (b"\x89HDF\r\n", "HDF5"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\xff\xfe\x00\x01", "no kind that is known"),
        (b"abc\x00", "no kind that is known"),
    ],
)
def test_text_that_cannot_be_read_says_why(data, says):
    refused(data, says)


TORCH = {"a/data.pkl": REBUILD + b"K\x00K\x02\x85K\x01\x85tR.", "a/data/0": bytes(16)}
WHOLE = [
    npz(W1=W, b1=B),
    npy(W),
    safetensors(entry(), bytes(16)),
    b"W1\n1,2\n",
    b'{"W1": [[1, 2]]}',
    zipped(TORCH, zipfile.ZIP_STORED),
]


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(WHOLE), st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(whole, data):
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    damaged = damaged[: data.draw(st.integers(0, len(damaged)))] if data.draw(st.booleans()) else damaged
    try:
        found = read_tensors(bytes(damaged))
    except FileError:
        return
    assert all(np.isfinite(tensor).all() for tensor in found.tensors.values())
