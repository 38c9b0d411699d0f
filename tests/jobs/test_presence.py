import asyncio

from app.jobs import presence
from app.jobs.presence import Presence


def left_after(monkeypatch, story):
    monkeypatch.setattr(presence, "ABSENCE", 0.03)
    left, gone = [], []

    async def life():
        there = Presence(left.append, gone.append)
        await story(there)
        there.close()

    asyncio.run(life())
    assert gone == []
    return left


def test_a_job_is_left_once_nobody_has_come_back(monkeypatch):
    async def story(there):
        there.note("a", 2)
        there.note("a", 1)
        there.note("a", 0)
        assert there.viewers("a") == 0
        await asyncio.sleep(0.1)

    assert left_after(monkeypatch, story) == ["a"]


def test_who_comes_back_in_time_has_never_left(monkeypatch):
    async def story(there):
        there.note("a", 1)
        there.note("a", 0)
        there.note("a", 1)
        await asyncio.sleep(0.1)
        assert there.viewers("a") == 1

    assert left_after(monkeypatch, story) == []


def test_a_job_that_is_gone_is_not_left(monkeypatch):
    async def story(there):
        there.note("a", 0)
        there.note("b", 0)
        there.forget("a")
        there.close()
        await asyncio.sleep(0.1)

    assert left_after(monkeypatch, story) == []


def test_nobody_is_expected_back_after_a_long_while(monkeypatch):
    monkeypatch.setattr(presence, "ABSENCE", 0.01)
    monkeypatch.setattr(presence, "FAREWELL", 0.02)
    left, gone = [], []

    async def life():
        there = Presence(left.append, gone.append)
        there.note("a", 0)
        await asyncio.sleep(0.1)
        there.close()

    asyncio.run(life())
    assert (left, gone) == (["a"], ["a"])
