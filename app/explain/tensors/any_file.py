"""Which format a file has, told by its first bytes, never by its name.

Knows how each format begins. Does not know how one goes on.
"""

from app.explain.tensors.limits import FileError, TensorFile
from app.explain.tensors.numpy_files import MAGIC, read_npy, read_npz
from app.explain.tensors.safetensors import is_safetensors, read_safetensors
from app.explain.tensors.text_files import read_csv, read_json
from app.explain.tensors.torch_files import PICKLE, SAVE_INSTEAD, read_torch
from app.explain.tensors.zipped import unpack

OTHERS = {
    b"\x89HDF": "This is an HDF5 file. Save its arrays with np.savez('weights.npz', W1=.., b1=..) or as safetensors.",
    b"\x1f\x8b": "This file is packed with gzip: unpack it first.",
    b"Rar!": "This is a RAR archive: unpack it first.",
    b"7z\xbc\xaf": "This is a 7z archive: unpack it first.",
}
PLAIN = "Use .npz, .npy, .safetensors, CSV or JSON, or what torch.save makes of a state_dict."


def read_tensors(data: bytes) -> TensorFile:
    """The named tensors in a file of any format that is taken here. Raises FileError saying what to do."""
    if not data.strip():
        raise FileError(f"The file is empty. {PLAIN}")
    for start, says in OTHERS.items():
        if data.startswith(start):
            raise FileError(says)
    if data.startswith(b"PK"):
        return _archive(unpack(data))
    if data.startswith(MAGIC):
        return read_npy(data)
    if data[0] == 0x80:
        raise FileError(f"This is a pickle: reading it would run it, so it is not opened. {SAVE_INSTEAD}")
    if is_safetensors(data):
        return read_safetensors(data)
    return _text(data)


def _archive(members: dict[str, bytes]) -> TensorFile:
    if any(name.endswith(PICKLE) for name in members):
        return read_torch(members)
    if any(name.endswith(".npy") for name in members):
        return read_npz(members)
    raise FileError(f"This archive holds neither arrays of NumPy nor tensors of PyTorch. {PLAIN}")


def _text(data: bytes) -> TensorFile:
    try:
        text = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise FileError(f"This file is of no kind that is known here. {PLAIN}") from None
    if "\0" in text:
        raise FileError(f"This file is of no kind that is known here. {PLAIN}")
    return read_json(text) if text[0] in "{[" else read_csv(text)
