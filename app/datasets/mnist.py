"""MNIST: the four IDX files, read from the data folder, or downloaded there once.

Knows files, checksums and mirrors. Does not know jobs or the page.
A download resumes where it broke off, is checked against the published SHA-256 and appears in place
only when it is whole.
"""

import gzip
import shutil
import struct
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pooch
import requests
from numpy.typing import NDArray

FILES = {
    "train-images-idx3-ubyte.gz": "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    "train-labels-idx1-ubyte.gz": "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    "t10k-images-idx3-ubyte.gz": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    "t10k-labels-idx1-ubyte.gz": "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
}
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
SIZES = (9912422, 28881, 1648877, 4542)  # bytes, in the order of FILES, for the progress bar
FOLDER = "mnist"  # of the data folder
SIDE = 28
PART = ".part"

Bytes = NDArray[np.uint8]


class UnreadableFileError(ValueError):
    """A file of the data folder is not what its name says."""


def is_present(folder: Path) -> bool:
    """Whether all four files are there."""
    return all((folder / name).is_file() for name in FILES)


def load(folder: Path, part: str, count: int) -> tuple[Bytes, Bytes]:
    """The first `count` images `(n, 28, 28)` and labels `(n,)` of `part`, "train" or "t10k".

    Fewer where the files hold fewer. Raises UnreadableFileError for a file that is not IDX.
    """
    images = _read_idx(folder / f"{part}-images-idx3-ubyte.gz", 3)
    labels = _read_idx(folder / f"{part}-labels-idx1-ubyte.gz", 1)
    fits = images.shape[1:] == (SIDE, SIDE) and len(images) == len(labels) > 0 and labels.max() <= 9
    if not fits:
        raise UnreadableFileError(
            f"{folder / part}-*: {images.shape} images and {labels.shape} labels do not belong together. "
            "Delete the files to have them downloaded again."
        )
    return images[:count], labels[:count]


def download(
    folder: Path,
    progress: Callable[[float], None],
    mirrors: Sequence[str] = MIRRORS,
    files: dict[str, str] = FILES,
) -> None:
    """Fetch the files that are missing, from the first mirror that answers; `progress` hears 0..1.

    Raises ConnectionError, naming what each mirror said, when none of them could serve a file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    whole, done = sum(SIZES), 0
    for (name, sha256), size in zip(files.items(), SIZES):
        if not (folder / name).is_file():
            before = done
            _fetch(folder, name, sha256, mirrors, lambda got: progress(min(1.0, (before + got) / whole)))  # noqa: B023 - used up at once
        done += size
        progress(done / whole)


def _fetch(folder: Path, name: str, sha256: str, mirrors: Sequence[str], got: Callable[[int], None]) -> None:
    def resume(url: str, output: str, _: object) -> None:
        part = folder / (name + PART)
        _continue_download(url, part, got)
        shutil.copyfile(part, output)

    said = []
    for mirror in mirrors:
        try:
            pooch.retrieve(mirror + name, f"sha256:{sha256}", name, folder, downloader=resume)
        except ValueError:  # the bytes are there but are not the right ones: nothing of them can be kept
            said.append(f"{mirror} sent a file with another checksum")
            (folder / (name + PART)).unlink(missing_ok=True)
        except requests.RequestException as error:
            said.append(f"{mirror} {type(error).__name__}")
        else:
            (folder / (name + PART)).unlink(missing_ok=True)
            return
    raise ConnectionError(
        f"MNIST could not be downloaded. Try again with a connection, or put its four files into {folder}. "
        f"({name}: {'; '.join(said)}.)"
    )


def _continue_download(url: str, part: Path, got: Callable[[int], None]) -> None:
    """Append the rest of `url` to `part`; start over where the server cannot send a rest."""
    have = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={have}-"} if have else {}
    with requests.get(url, headers=headers, stream=True, timeout=(5, 20)) as response:
        if response.status_code == requests.codes.requested_range_not_satisfiable:
            return  # all of it is there already: the checksum decides
        response.raise_for_status()
        resumed = response.status_code == requests.codes.partial_content
        with part.open("ab" if resumed else "wb") as file:
            have = have if resumed else 0
            for chunk in response.iter_content(64 * 1024):
                file.write(chunk)
                have += len(chunk)
                got(have)


def _read_idx(path: Path, dimensions: int) -> Bytes:
    """An IDX file of unsigned bytes: two zeros, type 8, the number of dimensions, sizes, bytes."""
    try:
        raw = gzip.decompress(path.read_bytes())
        shape = struct.unpack(f">{dimensions}I", raw[4 : 4 + 4 * dimensions])
        if raw[:4] != bytes((0, 0, 8, dimensions)):
            raise ValueError("not an IDX header")
        return np.frombuffer(raw, np.uint8, offset=4 + 4 * dimensions).reshape(shape)
    except (OSError, EOFError, zlib.error, struct.error, ValueError) as error:
        raise UnreadableFileError(
            f"{path} is not a readable IDX file ({error}). Delete it to have it downloaded again."
        ) from None
