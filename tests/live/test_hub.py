from app.live.hub import Hub
from app.live.mailbox import Mailbox


def hub():
    heard = []
    return Hub(lambda job, viewers: heard.append((job, viewers))), heard


def test_it_is_heard_when_viewers_come_and_go():
    there, heard = hub()
    one, other = Mailbox(), Mailbox()
    there.join("a", one)
    there.join("a", other)
    there.leave("a", one)
    there.leave("a", one)
    there.leave("b", other)
    there.leave("a", other)
    assert heard == [("a", 1), ("a", 2), ("a", 1), ("a", 0)]
    assert there.viewers("a") == 0


def test_all_viewers_of_a_job_get_the_very_same_bytes_and_others_nothing():
    there, _ = hub()
    one, other, stranger = Mailbox(), Mailbox(), Mailbox()
    for job, box in (("a", one), ("a", other), ("b", stranger)):
        there.join(job, box)
    frame = bytes(1000)
    there.frame("a", 1, frame)
    there.text("a", "event")
    there.frame("nobody", 1, frame)
    for box in (one, other):
        assert box.take() == "event"
        assert box.take() is frame
    assert stranger.take() is None


def test_a_viewer_that_reads_nothing_holds_up_nobody():
    there, _ = hub()
    slow, quick = Mailbox(), Mailbox()
    there.join("a", slow)
    there.join("a", quick)
    got = []
    for number in range(1, 100):
        there.frame("a", number, b"%d" % number)
        got.append(quick.take())
        quick.acknowledge(number)
    assert got == [b"%d" % number for number in range(1, 100)]
    assert slow.take() == b"99"
