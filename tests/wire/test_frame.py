"""Frames, read by a second decoder written here byte by byte from PROTOCOL.md."""

import json
import math
import os
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.training.run import Run
from app.training.spec import ParametersSpec, TrainingSpec
from app.training.view import View
from app.wire.frame import decode, encode, finite, snapshot_arrays, snapshot_detail
from app.wire.picture import picture
from tests.conftest import ROOT
from tests.training.runs import finish, spec, start

GOLDEN = ROOT / "tests/golden"


def decode_by_hand(frame):
    """Header and arrays as lists; every rule of the format is asserted on the way."""
    assert frame[:4] == b"NDG1"
    length = frame[4] | frame[5] << 8 | frame[6] << 16 | frame[7] << 24
    assert (8 + length) % 8 == 0
    header = json.loads(frame[8 : 8 + length].decode("utf-8"))
    arrays, end = {}, 0
    for name, shape, offset in header["arrays"]:
        assert offset == end, "arrays stand one after the other"
        count = math.prod(shape)
        arrays[name] = [struct.unpack_from("<f", frame, 8 + length + offset + 4 * i)[0] for i in range(count)]
        end += 4 * count
    assert len(frame) == 8 + length + end
    return header, arrays


shapes = st.lists(st.integers(0, 4), max_size=3).map(tuple)
names = st.text("abWz_0123é", min_size=1, max_size=5)
floats = st.floats(width=32)


@given(st.dictionaries(names, shapes, max_size=5), st.text(max_size=9), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_both_decoders_read_what_was_encoded(wanted, job, seed):
    rng = np.random.default_rng(seed)
    arrays = [(name, rng.normal(size=shape)) for name, shape in wanted.items()]
    frame = encode({"job": job, "detail": {}}, arrays)
    header, found = decode(frame)
    by_hand, lists = decode_by_hand(frame)
    assert header == by_hand
    assert header["job"] == job
    assert list(found) == [name for name, _ in arrays]
    for name, array in arrays:
        np.testing.assert_array_equal(found[name], array.astype("f4"))
        np.testing.assert_array_equal(np.reshape(lists[name], array.shape), array.astype("f4"))


@pytest.mark.parametrize("length", range(16))
def test_the_payload_starts_on_a_multiple_of_eight(length):
    frame = encode({"job": "x" * length}, [("one", np.ones(1))])
    (header,) = struct.unpack_from("<I", frame, 4)
    assert (8 + header) % 8 == 0
    assert frame[8 + header :] == struct.pack("<f", 1.0)


def test_what_is_not_finite_travels_as_it_is_and_what_is_too_large_as_infinity():
    values = np.array([np.nan, np.inf, -np.inf, -0.0, 1e300, -1e300, 1e-300])
    found = decode(encode({}, [("values", values)]))[1]["values"]
    assert np.isnan(found[0])
    assert found[1:6].tolist() == [np.inf, -np.inf, 0.0, np.inf, -np.inf]
    assert math.copysign(1, found[3]) == -1


def test_arrays_of_any_kind_and_order_in_memory_are_written_row_by_row():
    array = np.arange(6).reshape(2, 3)
    for each in (array, np.asfortranarray(array), array[:, ::-1], array.astype(np.uint8), array.astype("f4")):
        assert decode_by_hand(encode({}, [("a", each)]))[1]["a"] == each.ravel().tolist()


def test_a_header_carries_finite_numbers_alone():
    with pytest.raises(ValueError):
        encode({"cost": float("nan")}, [])
    assert finite(float("inf")) is None
    assert finite(float("nan")) is None
    assert finite(1.5) == 1.5


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda _: b"NDG1",
        lambda frame: b"NDG2" + frame[4:],
        lambda frame: frame[:4] + struct.pack("<I", 2**31) + frame[8:],
        lambda frame: frame[:4] + struct.pack("<I", 3) + frame[8:],
        lambda frame: frame[:-4],
        lambda frame: frame[:8] + b"?" * 40 + frame[48:],
    ],
)
def test_bytes_that_are_no_frame_are_refused(damage):
    with pytest.raises(ValueError):
        decode(damage(encode({"job": "a" * 40}, [("a", np.ones(4))])))


# -- what a frame of a run says --------------------------------------------------------------------


def picture_of(steps=3, state="paused", **more):
    run = start(spec(**more))
    finish(run.advance("batch", steps))
    view = View(run)
    return run, view, picture("job", 9, run, view, state, {"learning_rate": 0.5, "batch_size": 5, "pace": None})


@pytest.mark.parametrize("dataset", ["pen", "blobs", "xor"])
@pytest.mark.parametrize("steps", [0, 3])
def test_a_frame_holds_the_snapshot(dataset, steps):
    more = {"train": 30, "test": 5} if dataset == "pen" else {}
    run, view, frame = picture_of(dataset=dataset, steps=steps, **more)
    header, arrays = decode(frame)
    snapshot = view.snapshot()
    assert (header["job"], header["frame"], header["step"]) == ("job", 9, steps)
    assert header["phase"] == ("applied" if steps else "preview")
    senders = [snapshot.shown.inputs, *(layer.a[0] for layer in snapshot.trace.layers)]
    for i, layer in enumerate(snapshot.trace.layers):
        n, w = i + 1, snapshot.network.weights[i]
        for name in ("z", "a", "slope", "dC_da", "delta"):
            np.testing.assert_array_equal(arrays[f"{name}{n}"], getattr(layer, name)[0].astype("f4"))
        np.testing.assert_array_equal(arrays[f"W{n}"], w.astype("f4"))
        columns = arrays.get(f"columns{n}", np.arange(w.shape[1])).astype(int)
        flow, nudges = np.zeros((2, *w.shape), "f4")
        flow[:, columns], nudges[:, columns] = arrays[f"flow{n}"], arrays[f"dC_dW{n}"]
        np.testing.assert_array_equal(flow, (w * senders[i]).astype("f4"))
        np.testing.assert_array_equal(nudges, layer.dC_dW.astype("f4"))
        moved = arrays.get(f"update_columns{n}", np.arange(w.shape[1])).astype(int)
        update = np.zeros(w.shape, "f4")
        update[:, moved] = arrays[f"update_W{n}"]
        if steps:
            np.testing.assert_array_equal(update, (run.network.weights[i] - w).astype("f4"))
        np.testing.assert_array_equal(arrays[f"a_after{n}"], snapshot.after[i].astype("f4"))
    assert header["detail"]["cost"] == snapshot.trace.cost[0]
    assert header["detail"]["cost_after"] == snapshot.cost_after
    assert ("points" in arrays) == ("grid_box" in arrays) == (dataset != "pen")


def test_what_comes_next_is_told_only_at_rest():
    _, _, running = picture_of(state="running")
    header, arrays = decode(running)
    assert "upcoming" not in header["detail"]
    assert "upcoming" not in arrays
    run, _, resting = picture_of()
    header, arrays = decode(resting)
    assert [each["index"] for each in header["detail"]["upcoming"]] == run.course.next(6).tolist()
    assert arrays["upcoming"].shape == (6, 2)
    assert header["detail"]["history"] == [["batch", 3]]


def test_equal_runs_have_equal_bytes():
    assert picture_of()[2] == picture_of()[2]


def test_as_json_the_default_network_would_be_four_times_as_long():
    given = TrainingSpec()
    samples = {"train": 50, "test": 10}
    given = TrainingSpec(dataset=type(given.dataset)(**samples))
    run = Run(given, given.dataset.load(None))
    assert run.course.ready()
    run.train(observe=True)
    snapshot = View(run).snapshot()
    arrays, detail = snapshot_arrays(snapshot), snapshot_detail(snapshot)
    frame = encode({"detail": detail}, arrays)
    content = {"detail": detail, "arrays": {name: array.tolist() for name, array in arrays}}
    assert len(json.dumps(content, separators=(",", ":"))) >= 4 * len(frame)


# -- the golden frame, read by Python and by JavaScript ----------------------------------------------


def golden_frame():
    """A 2-2-2 network, two batches into two moons, one input of the shown sample zero."""
    weights, biases = [[[0.15, 0.2], [0.25, -0.3]], [[0.4, 0.45], [-0.5, 0.55]]], [[0.35, -0.1], [0.6, 0.2]]
    given = spec("moons", (2,), "tanh", train=6, test=4)
    network = type(given.network)([2], "tanh", "sigmoid", parameters=ParametersSpec(weights, biases))
    given = type(given)(given.dataset, network, "quadratic", given.optimizer, batch_size=2)
    run = start(given)
    finish(run.advance("batch", 2))
    view = View(run)
    return picture("golden", 3, run, view, "paused", {"learning_rate": 0.5, "batch_size": 2, "pace": None})


def as_json(frame):
    header, arrays = decode_by_hand(frame)
    return {"header": header, "arrays": arrays}


def close(one, other):
    """Equal, but for the last digits that another machine's tanh and exp may give."""
    if isinstance(one, dict):
        return isinstance(other, dict) and one.keys() == other.keys() and all(close(one[k], other[k]) for k in one)
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(close, one, other))
    return one == pytest.approx(other, rel=1e-5, abs=1e-7) if isinstance(one, float) else one == other


@pytest.fixture(scope="module")
def golden():
    frame_file, json_file = GOLDEN / "moons-2-2-2.frame", GOLDEN / "moons-2-2-2.json"
    if os.environ.get("NUDGE_REGENERATE_GOLDEN"):
        frame_file.write_bytes(golden_frame())
        json_file.write_text(json.dumps(as_json(golden_frame()), indent=1) + "\n")
    return frame_file.read_bytes(), json.loads(json_file.read_text())


def test_the_golden_frame_reads_as_its_json_says(golden):
    frame, expected = golden
    header, arrays = decode(frame)
    assert header == expected["header"]
    assert {name: array.ravel().tolist() for name, array in arrays.items()} == expected["arrays"]
    assert as_json(frame) == expected


def test_the_golden_frame_is_what_is_encoded_today(golden):
    assert close(as_json(golden_frame()), golden[1])
