import asyncio
import sqlite3

import pytest

from app.jobs import journal
from app.jobs.journal import Journal, StorageError


def with_journal(tmp_path, story):
    async def life():
        path = tmp_path / "x.sqlite3"
        setup = sqlite3.connect(path)
        setup.execute("CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY)")
        setup.close()
        held = Journal(sqlite3.connect(path, isolation_level=None, check_same_thread=False))
        held.start()
        try:
            await story(held, sqlite3.connect(path, isolation_level=None))
        finally:
            held.close()

    asyncio.run(life())


def insert(n):
    return [("INSERT INTO t VALUES (?)", (n,))]


def test_what_is_saved_can_be_read_by_anybody(tmp_path):
    async def story(held, other):
        for n in range(100):
            held.write(insert(n))
        await held.saved()
        assert other.execute("SELECT count(*) FROM t").fetchone() == (100,)

    with_journal(tmp_path, story)


def test_whoever_waits_hears_in_order_and_only_after_the_commit(tmp_path):
    async def story(held, other):
        heard = []
        for n in range(20):
            held.write(insert(n), lambda n=n: heard.append((n, other.execute("SELECT max(n) FROM t").fetchone()[0])))
        await held.saved()
        assert [n for n, _ in heard] == list(range(20))
        assert all(stored >= n for n, stored in heard)

    with_journal(tmp_path, story)


def test_what_cannot_be_written_is_kept_and_written_later(tmp_path, monkeypatch):
    monkeypatch.setattr(journal, "PATIENCE", 0.3)
    monkeypatch.setattr(journal, "RETRY", 0.02)

    async def story(held, other):
        held._connection.execute("PRAGMA busy_timeout = 10")
        other.execute("BEGIN IMMEDIATE")  # stands for a disk that takes nothing
        held.write(insert(1))
        with pytest.raises(StorageError, match="goes on by itself"):
            await held.saved()
        assert held.problem
        other.execute("COMMIT")
        await held.saved()
        assert held.problem is None
        assert other.execute("SELECT n FROM t").fetchall() == [(1,)]

    with_journal(tmp_path, story)


def test_closing_writes_what_is_left(tmp_path):
    async def story(held, _):
        for n in range(500):
            held.write(insert(n))

    with_journal(tmp_path, story)
    assert sqlite3.connect(tmp_path / "x.sqlite3").execute("SELECT count(*) FROM t").fetchone() == (500,)
