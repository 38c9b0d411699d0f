"""Zip archives that nobody vouches for: how many members, how large they say they are, and how large they are.

Knows zip. Does not know what the members mean. Memory stays within `MOST_INFLATED` whatever an archive claims.
"""

import io
import zipfile
import zlib

from app.explain.tensors.limits import MOST_HEADER, MOST_INFLATED, MOST_TENSORS, FileError

MOST_MEMBERS = 2 * MOST_TENSORS
ENTRY = b"PK\x01\x02"  # begins each line of an archive's directory
KNOWN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DAMAGED = "This zip archive is damaged or cut off: save the file again, and send all of it."


def unpack(data: bytes) -> dict[str, bytes]:
    """The members of an archive by name. Raises FileError for what is damaged, locked or too large."""
    if data.count(ENTRY) > 2 * MOST_MEMBERS:
        raise FileError(f"This archive has more than {MOST_MEMBERS} members: send the tensors of one network.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _members(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError(DAMAGED) from None


def _members(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_MEMBERS:
        raise FileError(f"This archive has {len(entries):,} members; at most {MOST_MEMBERS} are possible.")
    if sum(entry.file_size for entry in entries) > MOST_INFLATED:
        raise _too_large()
    members: dict[str, bytes] = {}
    left = MOST_INFLATED
    for entry in entries:
        if entry.flag_bits & 1:
            raise FileError(f"{entry.filename[:60]!r} is locked with a password: save the file without one.")
        if entry.compress_type not in KNOWN:
            raise FileError(f"{entry.filename[:60]!r} is packed in a way that NumPy never uses: save it with np.savez.")
        if entry.filename in members or len(entry.filename) > MOST_HEADER:
            raise FileError(f"Two members are called {entry.filename[:60]!r}: which one is meant cannot be told.")
        with archive.open(entry) as packed:
            members[entry.filename] = packed.read(left + 1)
        left -= len(members[entry.filename])
        if left < 0:
            raise _too_large()
    return members


def _too_large() -> FileError:
    return FileError(
        f"Unpacked, this archive has more than {MOST_INFLATED // 2**20} MB: send the tensors of one small network."
    )
