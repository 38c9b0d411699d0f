"""Keyframes survive, or the one before does."""

import os

import numpy as np
import pytest

from app.jobs import checkpoints
from app.training.checkpoint import checkpoint
from tests.training.runs import finish, spec, start


def keyframes(count, optimizer="adam"):
    """A run with this many keyframes, oldest first."""
    run = start(spec(optimizer=optimizer, train=1000, epochs=100))
    finish(run.advance("batch", 64 * count + 5))
    return run, [run.timeline.keyframes[64 * n] for n in range(1, count + 1)]


def log_of(run):
    kept = checkpoint(run)
    return kept.init_seed, kept.entries


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_keyframe_comes_back_bit_for_bit(tmp_path, optimizer):
    run, (keyframe,) = keyframes(1, optimizer)
    checkpoints.save(tmp_path, "job", *log_of(run), keyframe)
    found = checkpoints.load(tmp_path, "job", *log_of(run))
    assert found is not None
    assert (found.step, found.place, found.settings) == (keyframe.step, keyframe.place, keyframe.settings)
    assert found.parameters.tobytes() == keyframe.parameters.tobytes()
    assert found.memory[0] == keyframe.memory[0]
    for name, vector in keyframe.memory[1].items():
        assert found.memory[1][name].tobytes() == vector.tobytes()


@pytest.mark.parametrize("harm", ["cut", "flip", "empty", "other"])
def test_a_damaged_file_gives_way_to_the_one_before(tmp_path, harm):
    run, saved = keyframes(2)
    paths = [checkpoints.save(tmp_path, "job", *log_of(run), keyframe) for keyframe in saved]
    raw = paths[1].read_bytes()
    flipped = bytearray(raw)
    flipped[len(raw) // 2] ^= 1
    harmed = {"cut": raw[: len(raw) // 2], "flip": bytes(flipped), "empty": b"", "other": b"not a keyframe" * 100}
    paths[1].write_bytes(harmed[harm])
    found = checkpoints.load(tmp_path, "job", *log_of(run))
    assert found is not None
    assert found.step == saved[0].step


def test_only_the_newest_files_are_kept(tmp_path):
    run, saved = keyframes(4)
    for age, keyframe in enumerate(saved):
        path = checkpoints.save(tmp_path, "job", *log_of(run), keyframe)
        os.utime(path, ns=(age, age))
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == [f"job-{64 * n:012d}.keyframe" for n in (3, 4)]
    checkpoints.drop(tmp_path, "job")
    assert not list(tmp_path.iterdir())


def test_a_keyframe_of_a_past_that_was_given_up_is_not_taken(tmp_path):
    run, saved = keyframes(2)
    for keyframe in saved:
        checkpoints.save(tmp_path, "job", *log_of(run), keyframe)
    finish(run.seek(100))
    run.set(0.5, None)
    finish(run.advance("batch", 60))
    found = checkpoints.load(tmp_path, "job", *log_of(run))
    assert found is not None
    assert found.step == 64
    assert not np.array_equal(saved[1].parameters, run.network.parameters)
