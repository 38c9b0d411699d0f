"""MNIST's files: read strictly, and fetched from whoever answers, over real HTTP on this machine."""

import gzip
import hashlib
import re
import struct

import numpy as np
import pytest

from app.datasets import mnist
from app.datasets.mnist import FILES, UnreadableFileError
from tests.mirror import Mirror

IMAGES = np.random.default_rng(0).integers(0, 256, (7, 28, 28), np.uint8)
LABELS = np.array([3, 1, 4, 1, 5, 9, 2], np.uint8)


def idx(array):
    header = bytes((0, 0, 8, array.ndim)) + struct.pack(f">{array.ndim}I", *array.shape)
    return gzip.compress(header + array.tobytes(), mtime=0)


def put(folder, images=IMAGES, labels=LABELS):
    for part in ("train", "t10k"):
        (folder / f"{part}-images-idx3-ubyte.gz").write_bytes(idx(images))
        (folder / f"{part}-labels-idx1-ubyte.gz").write_bytes(idx(labels))


def test_idx_files_are_read_as_they_were_written(tmp_path):
    assert not mnist.is_present(tmp_path)
    put(tmp_path)
    assert mnist.is_present(tmp_path)
    images, labels = mnist.load(tmp_path, "train", 5)
    np.testing.assert_array_equal(images, IMAGES[:5])
    np.testing.assert_array_equal(labels, LABELS[:5])
    assert len(mnist.load(tmp_path, "t10k", 10_000)[0]) == 7


WHOLE = idx(IMAGES)
BROKEN = {
    "garbage": b"This is a page of a hotel's network.",
    "empty": b"",
    "cut short": WHOLE[: len(WHOLE) // 2],
    "damaged": WHOLE[:40] + bytes(20) + WHOLE[60:],
    "no header": gzip.compress(b"\0\0"),
    "another type": gzip.compress(bytes((0, 0, 13, 3)) + struct.pack(">3I", 1, 28, 28) + bytes(784)),
    "labels instead": idx(LABELS),
    "too few bytes": gzip.compress(bytes((0, 0, 8, 3)) + struct.pack(">3I", 7, 28, 28) + bytes(784)),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_file_that_is_not_what_its_name_says_is_named(tmp_path, content):
    put(tmp_path)
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(content)
    with pytest.raises(UnreadableFileError, match=re.escape(str(tmp_path / "train-images-idx3-ubyte.gz")) + ".*Delete"):
        mnist.load(tmp_path, "train", 5)


@pytest.mark.parametrize(
    ("images", "labels"),
    [
        (IMAGES[:, :20], LABELS),
        (IMAGES, LABELS[:3]),
        (IMAGES, LABELS + 7),
        (IMAGES[:0], LABELS[:0]),
    ],
    ids=["not 28 x 28", "fewer labels", "labels over 9", "nothing at all"],
)
def test_files_that_do_not_belong_together_are_refused(tmp_path, images, labels):
    put(tmp_path, images, labels)
    with pytest.raises(UnreadableFileError, match="train-.*Delete the files"):
        mnist.load(tmp_path, "train", 5)


CONTENTS = {name: np.random.default_rng(i).bytes(200_000) for i, name in enumerate(FILES)}
SUMS = {name: hashlib.sha256(content).hexdigest() for name, content in CONTENTS.items()}
FIRST = next(iter(FILES))


@pytest.fixture
def mirror():
    opened = []

    def open_mirror(contents=CONTENTS):
        opened.append(Mirror(contents))
        return opened[-1]

    yield open_mirror
    for each in opened:
        each.close()


def fetch(folder, *mirrors):
    heard = []
    mnist.download(folder, heard.append, [each.url for each in mirrors], SUMS)
    return heard


def left(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_files_arrive_whole_and_progress_climbs_to_one(tmp_path, mirror):
    heard = fetch(tmp_path / "new", mirror())
    assert {name: (tmp_path / "new" / name).read_bytes() for name in FILES} == CONTENTS
    assert left(tmp_path / "new") == sorted(FILES)
    assert heard[-1] == 1
    assert all(0 <= progress <= 1 for progress in heard)


def test_files_that_are_there_are_not_fetched_again(tmp_path, mirror):
    server = mirror()
    (tmp_path / FIRST).write_bytes(b"mine")
    fetch(tmp_path, server)
    assert FIRST not in [name for name, _ in server.asked]
    assert (tmp_path / FIRST).read_bytes() == b"mine"


def test_where_the_first_mirror_is_down_the_second_serves(tmp_path, mirror):
    down, gone, up = mirror({}), mirror(), mirror()
    gone.close()
    gone.close = lambda: None
    assert fetch(tmp_path, down, gone, up)[-1] == 1
    assert len(down.asked) == len(up.asked) == 4
    assert mnist.is_present(tmp_path)


def test_a_download_that_broke_off_goes_on_where_it_was(tmp_path, mirror):
    server = mirror()
    server.breaks_after[FIRST] = 90_000  # what is kept is whole blocks
    with pytest.raises(ConnectionError):
        fetch(tmp_path, server)
    assert not (tmp_path / FIRST).exists()
    fetch(tmp_path, server)
    assert [asked for name, asked in server.asked if name == FIRST] == [None, "bytes=65536-"]
    assert (tmp_path / FIRST).read_bytes() == CONTENTS[FIRST]
    assert left(tmp_path) == sorted(FILES)


def test_another_mirror_can_go_on_where_the_first_broke_off(tmp_path, mirror):
    one, other = mirror(), mirror()
    one.breaks_after[FIRST] = 131_072
    fetch(tmp_path, one, other)
    assert other.asked == [(FIRST, "bytes=131072-")]
    assert mnist.is_present(tmp_path)


def test_a_part_that_is_whole_already_needs_no_more_bytes(tmp_path, mirror):
    (tmp_path / (FIRST + mnist.PART)).write_bytes(CONTENTS[FIRST])
    fetch(tmp_path, mirror())
    assert (tmp_path / FIRST).read_bytes() == CONTENTS[FIRST]


def test_a_file_with_another_checksum_is_refused_and_nothing_of_it_stays(tmp_path, mirror):
    with pytest.raises(ConnectionError, match="another checksum"):
        fetch(tmp_path, mirror(CONTENTS | {FIRST: b"not a digit"}))
    assert left(tmp_path) == []


def test_with_all_mirrors_down_the_reader_is_told_what_to_do(tmp_path, mirror):
    down = mirror({})
    with pytest.raises(ConnectionError, match="put its four files into") as caught:
        fetch(tmp_path, down)
    assert down.url in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_the_published_checksums_are_well_formed():
    assert all(re.fullmatch("[0-9a-f]{64}", checksum) for checksum in FILES.values())
    assert len(set(FILES.values())) == 4
