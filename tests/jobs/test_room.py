import pytest

from app.jobs import room
from app.jobs.database import Folder
from app.jobs.room import NoRoomError, Room, measure


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / "checkpoints" / "one").write_bytes(bytes(1000))
    (tmp_path / "two").write_bytes(bytes(500))
    return tmp_path


@pytest.fixture
def opened():
    rooms = []

    def of(*given):
        rooms.append(Room(*given))
        rooms[-1]._measuring.result()
        return rooms[-1]

    yield of
    for each in rooms:
        each.close()


def test_every_file_counts(folder):
    assert measure(folder) == 1500


def test_pages_that_deleted_rows_have_left_do_not_count(tmp_path):
    owner = Folder(tmp_path)
    connection = owner.connect()
    empty = measure(tmp_path)
    many = ((f"job{k}", "x" * 1000) for k in range(2000))
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO jobs (id, record, log) VALUES (?, ?, '')", many)
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    full = measure(tmp_path)
    assert full > empty + 1_000_000
    connection.execute("DELETE FROM jobs")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert measure(tmp_path) < empty + 300_000
    connection.close()
    owner.close()


def test_there_is_room_up_to_the_limit(folder, opened):
    there = opened(folder, 2000)
    assert there.used == 1500
    there.check()
    there.check(500)
    with pytest.raises(NoRoomError, match=r"holds 1,500 bytes; it may hold 2,000"):
        there.check(501)
    there.take(600)
    with pytest.raises(NoRoomError):
        there.check()


def test_who_makes_room_is_let_in(folder, opened, monkeypatch):
    there = opened(folder, 1200)
    monkeypatch.setattr(room, "AGAIN", 0)
    with pytest.raises(NoRoomError):
        there.check()
    (folder / "two").unlink()
    there.check()
    assert there.used == 1000


def test_one_who_asks_again_and_again_does_not_have_it_measured_each_time(folder, opened):
    there = opened(folder, 1200)
    (folder / "two").unlink()
    for _ in range(3):
        with pytest.raises(NoRoomError):
            there.check()
    assert there.used == 1500
