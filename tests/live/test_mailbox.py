from hypothesis import given, settings
from hypothesis import strategies as st

from app.live.mailbox import IN_FLIGHT, Mailbox


def drain(box):
    return list(iter(box.take, None))


def test_texts_come_in_order_and_before_frames():
    box = Mailbox()
    box.put_frame(1, b"one")
    for text in "abc":
        box.put_text(text)
    assert drain(box) == ["a", "b", "c", b"one"]


def test_the_newest_frame_wins():
    box = Mailbox()
    for number in range(1, 6):
        box.put_frame(number, b"%d" % number)
    assert drain(box) == [b"5"]
    assert box.dropped == 4


def test_at_most_two_frames_are_on_their_way():
    box, sent = Mailbox(), []
    for number in range(1, 8):
        box.put_frame(number, b"%d" % number)
        sent += drain(box)
    assert sent == [b"1", b"2"]
    box.acknowledge(1)
    assert drain(box) == [b"7"]
    box.acknowledge(7)
    assert drain(box) == []
    box.put_frame(8, b"8")
    assert drain(box) == [b"8"]


def test_an_acknowledgement_of_nothing_is_nothing():
    box = Mailbox()
    box.acknowledge(99)
    box.put_frame(100, b"a")
    assert drain(box) == [b"a"]
    box.acknowledge(3)
    box.put_frame(101, b"b")
    box.put_frame(102, b"c")
    assert drain(box) == [b"c"]


def test_ready_is_set_exactly_while_something_can_be_taken():
    box = Mailbox()
    assert not box.ready.is_set()
    box.put_text("a")
    assert box.ready.is_set()
    drain(box)
    assert not box.ready.is_set()
    for number in (1, 2, 3):
        box.put_frame(number, b"x")
        assert box.ready.is_set() == (number < 3)
        drain(box)
    box.acknowledge(1)
    assert box.ready.is_set()


@given(st.lists(st.one_of(st.just("text"), st.just("frame"), st.just("take"), st.integers(0, 30)), max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_text_is_lost_and_no_third_frame_flies_whatever_happens(doings):
    box, put, got, frames, flying, number = Mailbox(), [], [], [], [], 0
    for doing in [*doings, "take"]:
        if doing == "text":
            put.append(f"t{len(put)}")
            box.put_text(put[-1])
        elif doing == "frame":
            number += 1
            box.put_frame(number, b"%d" % number)
        elif doing == "take":
            for item in drain(box):
                (got if isinstance(item, str) else frames).append(item)
                if isinstance(item, bytes):
                    flying.append(int(item))
            assert len(flying) <= IN_FLIGHT
            assert not box.ready.is_set()
        else:
            box.acknowledge(doing)
            flying = [each for each in flying if each > doing]
    assert got == put
    assert [int(frame) for frame in frames] == sorted({int(frame) for frame in frames})
