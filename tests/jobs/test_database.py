import os
import sqlite3

import pytest

from app.jobs.database import MIGRATIONS, NAME, Folder, FolderError


@pytest.fixture
def folder(tmp_path):
    held = Folder(tmp_path / "data")
    yield held
    held.close()


def test_a_new_folder_gets_the_newest_schema(folder):
    connection = folder.connect()
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("SELECT count(*) FROM jobs").fetchone() == (0,)
    folder.connect().close()


def test_a_second_server_is_kept_out_until_the_first_has_gone(folder):
    with pytest.raises(FolderError, match="Another server"):
        Folder(folder.path)
    folder.close()
    folder.__init__(folder.path)


def test_data_of_a_newer_version_are_left_alone(folder):
    folder.connect().close()
    with sqlite3.connect(folder.path / NAME) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(FolderError, match="newer version"):
        folder.connect()


@pytest.mark.skipif(os.name != "posix", reason="permissions are another matter there")
def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(FolderError, match="NUDGE_DATA_DIR"):
        Folder(tmp_path / "file" / "data")
