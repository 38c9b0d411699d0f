import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.training.timeline import SPACING, Entry, Keyframe, Settings, Timeline, upto


def keyframe(step, size=1):
    return Keyframe(step, (0, 0, step), np.zeros(size), (step, {}), Settings(1.0, 1))


def timeline_of(*entries, start=None):
    timeline, step = Timeline(start or keyframe(0)), 0
    for entry in entries:
        timeline.record(step, entry)
        step += entry.count
    return timeline


BATCHES, TURN = Entry("batch", 1), Entry("set", 0, {"learning_rate": 2.0})


def test_updates_of_one_kind_become_one_line():
    timeline = timeline_of(BATCHES, BATCHES, TURN, BATCHES, Entry("sample", 1), Entry("sample", 1))
    assert timeline.entries == [
        (0, Entry("batch", 2)),
        (2, TURN),
        (2, Entry("batch", 1)),
        (3, Entry("sample", 2)),
    ]
    assert timeline.end == 5
    assert timeline.history(4) == [["batch", 2], ["set", {"learning_rate": 2.0}], ["batch", 1], ["sample", 1]]


def test_learning_from_two_samples_stays_two_lines():
    assert len(timeline_of(Entry("learn", 1, {"sample": 1}), Entry("learn", 1, {"sample": 1})).entries) == 2


def test_going_on_from_an_earlier_step_forgets_the_other_future():
    timeline = timeline_of(Entry("batch", 200), TURN, BATCHES)
    for step in (64, 128, 192):
        timeline.keep(keyframe(step))
    timeline.record(130, Entry("sample", 1))
    assert timeline.entries == [(0, Entry("batch", 130)), (130, Entry("sample", 1))]
    assert sorted(timeline.keyframes) == [0, 64, 128]
    assert timeline.end == 131


def test_what_lies_between_two_steps_is_what_is_done_again():
    timeline = timeline_of(Entry("batch", 10), TURN, Entry("batch", 10))
    assert list(timeline.between(4, 12)) == [Entry("batch", 6), TURN, Entry("batch", 2)]
    assert list(timeline.between(10, 10)) == [TURN]
    assert list(timeline.between(0, 3)) == [Entry("batch", 3)]
    assert list(timeline.upto(10)) == [(0, Entry("batch", 10)), (10, TURN)]
    assert list(timeline.upto(9)) == [(0, Entry("batch", 9))]


def test_what_led_to_a_step_may_leave_out_the_changes_made_there():
    entries = [(0, Entry("batch", 10)), (10, TURN), (10, Entry("learn", 1, {"sample": 3})), (11, TURN)]
    assert list(upto(entries, 10, with_changes=True)) == entries[:2]
    assert list(upto(entries, 10, with_changes=False)) == entries[:1]
    assert list(upto(entries, 11, with_changes=False)) == entries[:3]
    assert list(upto(entries, 4, with_changes=True)) == [(0, Entry("batch", 4))]
    assert list(upto([(0, TURN), (0, BATCHES)], 0, with_changes=True)) == [(0, TURN)]


@pytest.mark.parametrize("megabytes", [0.01, 1, 50])
def test_keyframes_stay_within_a_bound_and_near_the_end(megabytes):
    timeline = Timeline(keyframe(0, int(megabytes * 2**17)))
    for step in range(1, 20_000):
        if timeline.wants(step):
            timeline.keep(keyframe(step))
    assert len(timeline.keyframes) <= timeline.capacity <= 48
    assert 0 in timeline.keyframes
    assert 19_999 - timeline.nearest(19_999).step < SPACING


@given(st.integers(1, 30_000), st.lists(st.integers(0, 30_000), max_size=20))
@settings(max_examples=30, deadline=None)
def test_the_nearest_keyframe_is_the_latest_before_and_never_far(length, steps):
    timeline = Timeline(keyframe(0))
    for step in range(SPACING, length, SPACING):
        timeline.keep(keyframe(step))
    for step in steps:
        nearest = timeline.nearest(step).step
        assert nearest == max(s for s in timeline.keyframes if s <= step)
        if step < length:
            assert step - nearest <= 2 * max(timeline.stride, SPACING)
