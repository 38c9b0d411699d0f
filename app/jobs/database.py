"""The data folder: its database, opened and brought up to date, and the lock that keeps a second server out.

Knows SQLite files and versions of their schema. Does not know jobs.
"""

import os
import sqlite3
import sys
from pathlib import Path

MIGRATIONS = ("schema.sql", "metrics.sql")  # the script that leads from version n to n + 1 stands at place n
NAME, LOCK = "nudge.sqlite3", "nudge.lock"


class FolderError(OSError):
    """The data folder cannot be used; the message says why and what to do."""


class Folder:
    """A data folder that belongs to this server until it is closed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(path / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise FolderError(
                f"The data folder {path} cannot be written ({error.strerror}). Choose another with NUDGE_DATA_DIR."
            ) from None
        try:
            _lock(self._lock)
        except OSError:
            os.close(self._lock)
            raise FolderError(
                f"Another server is using the data folder {path}. Stop it, or choose another with NUDGE_DATA_DIR."
            ) from None

    def connect(self) -> sqlite3.Connection:
        """A connection to the database, at the newest version of its schema."""
        connection = sqlite3.connect(self.path / NAME, isolation_level=None, check_same_thread=False, timeout=5)
        # A commit survives the death of this process at once, and that of the machine within moments.
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        _migrate(connection, self.path)
        return connection

    def close(self) -> None:
        """Let another server have the folder."""
        os.close(self._lock)


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise FolderError(f"The data in {path} were written by a newer version of this program. Install that one.")
    for number in range(version, len(MIGRATIONS)):
        script = (Path(__file__).parent / MIGRATIONS[number]).read_text()
        connection.executescript(f"BEGIN;\n{script}\nPRAGMA user_version = {number + 1};\nCOMMIT;")


if sys.platform != "win32":
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
else:
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
