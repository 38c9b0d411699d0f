"""What `torch.save` writes: a zip archive with a pickle that says how tensors lie in its other members.

Knows the few words of a pickle that describe tensors, and reads those alone: a pickle is a program, so this one is
never run, nothing is imported, and whatever is not a dictionary, a list, a number, text or a tensor is refused.
"""

import pickletools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.explain.tensors.limits import MOST_TENSORS, FileError, TensorFile, check_shape, gathered, half

MOST_WORDS = 50_000
MOST_LEAVES = 2_000
MOST_DEPTH = 8
PICKLE = "data.pkl"
SAVE_INSTEAD = (
    "Save the tensors alone: safetensors.torch.save_file(model.state_dict(), 'weights.safetensors'), or "
    "np.savez('weights.npz', **{name: t.numpy() for name, t in model.state_dict().items()})."
)
STORAGES = {
    "DoubleStorage": "f8", "FloatStorage": "f4", "LongStorage": "i8", "IntStorage": "i4", "ShortStorage": "i2",
    "CharStorage": "i1", "ByteStorage": "u1", "BoolStorage": "b1", "HalfStorage": "", "BFloat16Storage": "",
}  # fmt: skip
TENSOR, PARAMETER = "torch._utils _rebuild_tensor_v2", "torch._utils _rebuild_parameter"
ORDERED = "collections OrderedDict"
NAMES = {TENSOR, PARAMETER, ORDERED, *(f"torch {name}" for name in STORAGES)}
MARK = object()


@dataclass(frozen=True)
class _Global:
    name: str


@dataclass(frozen=True)
class _Storage:
    kind: str
    key: str


def read_torch(members: dict[str, bytes]) -> TensorFile:
    """The tensors of such an archive, by the names of its dictionaries. Raises FileError."""
    place = next(name for name in members if name.endswith(PICKLE)).removesuffix(PICKLE)
    order = ">" if members.get(f"{place}byteorder", b"little") == b"big" else "<"
    tensors: dict[str, NDArray[Any]] = {}
    left_out: list[str] = []
    for count, (name, value) in enumerate(_leaves("", _Reader(members, place, order).value(), 0)):
        if count > MOST_LEAVES:
            raise FileError(f"The file holds more than {MOST_LEAVES:,} values. {SAVE_INSTEAD}")
        if isinstance(value, np.ndarray) and value.size and value.ndim:
            tensors[name] = value
        else:
            left_out.append(name[:60])
        if len(tensors) > MOST_TENSORS:
            break
    return gathered("torch", tensors, left_out=tuple(left_out[:MOST_TENSORS]))


def _leaves(name: str, value: Any, depth: int) -> Iterator[tuple[str, Any]]:
    if depth > MOST_DEPTH:
        raise FileError(f"The file's dictionaries are nested too deeply. {SAVE_INSTEAD}")
    if not isinstance(value, dict | list | tuple):
        yield name, value
        return
    for part, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield from _leaves(f"{name}.{part}" if name else str(part)[:300], inner, depth + 1)


class _Reader:
    """Goes through the words of the pickle with a stack, as a pickle's reader does, but can make tensors alone."""

    def __init__(self, members: dict[str, bytes], place: str, order: str) -> None:
        self._members, self._place, self._order = members, place, order
        self._stack: list[Any] = []
        self._memo: dict[int, Any] = {}

    def value(self) -> Any:
        """What the pickle describes."""
        try:
            for count, (word, argument, _) in enumerate(pickletools.genops(self._members[self._place + PICKLE])):
                if count > MOST_WORDS:
                    raise FileError(f"The file describes more than tensors. {SAVE_INSTEAD}")
                if word.name == "STOP":
                    return self._stack.pop()
                self._read(word.name, argument)
        except (IndexError, KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            if isinstance(error, FileError):
                raise
        raise FileError(f"The file is damaged, or not as torch.save writes it. {SAVE_INSTEAD}")

    def _read(self, word: str, argument: Any) -> None:
        if word in VALUES:
            self._stack.append(argument)
        elif word in CONSTANTS:
            self._stack.append(CONSTANTS[word]())
        elif word in ("BINPUT", "LONG_BINPUT"):
            self._memo[argument] = self._stack[-1]
        elif word in ("BINGET", "LONG_BINGET"):
            self._stack.append(self._memo[argument])
        elif word == "GLOBAL":
            if argument not in NAMES:
                asked = argument.replace(" ", ".")[:60]
                says = f"The file asks for {asked!r}, which is no tensor. Nothing of it was run."
                raise FileError(f"{says} {SAVE_INSTEAD}")
            self._stack.append(_Global(argument))
        elif word in WORDS:
            WORDS[word](self)
        elif word != "PROTO":
            raise FileError(f"The file holds more than tensors ({word.lower()}). Nothing of it was run. {SAVE_INSTEAD}")

    def _since_mark(self) -> list[Any]:
        found = []
        while (value := self._stack.pop()) is not MARK:
            found.append(value)
        return found[::-1]

    def _tuple(self, size: int | None = None) -> None:
        parts = self._since_mark() if size is None else [self._stack.pop() for _ in range(size)][::-1]
        self._stack.append(tuple(parts))

    def _set(self, pairs: list[Any]) -> None:
        target = self._stack[-1]
        if type(target) is not dict:
            raise TypeError
        for key, value in zip(pairs[::2], pairs[1::2], strict=True):
            if not isinstance(key, str | int):
                raise TypeError
            target[key] = value

    def _append(self, values: list[Any]) -> None:
        if type(self._stack[-1]) is not list:
            raise TypeError
        self._stack[-1].extend(values)

    def _set_one(self) -> None:
        value, key = self._stack.pop(), self._stack.pop()
        self._set([key, value])

    def _append_one(self) -> None:
        self._append([self._stack.pop()])

    def _persistent(self) -> None:
        match self._stack.pop():
            case ("storage", _Global(name), str(key), str(), int()) if name.startswith("torch "):
                self._stack.append(_Storage(name.removeprefix("torch "), key))
            case _:
                raise TypeError

    def _reduce(self) -> None:
        arguments, called = self._stack.pop(), self._stack.pop()
        match called.name, arguments:
            case (name, ()) if name == ORDERED:
                self._stack.append({})
            case (name, (np.ndarray() as tensor, *_)) if name == PARAMETER:
                self._stack.append(tensor)
            case (name, (_Storage() as storage, int(offset), tuple(shape), tuple(strides), *_)) if name == TENSOR:
                self._stack.append(self._tensor(storage, offset, shape, strides))
            case _:
                raise TypeError

    def _build(self) -> None:
        """Attributes of a dictionary, such as the versions of its modules: of no use here."""
        self._stack.pop()

    def _tensor(
        self, storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...]
    ) -> NDArray[np.generic]:
        if not STORAGES[storage.kind]:
            raise FileError(half("A tensor"))
        whole = np.frombuffer(self._members[f"{self._place}data/{storage.key}"], self._order + STORAGES[storage.kind])
        numbers = (offset, *shape, *strides)
        if len(shape) != len(strides) or any(type(number) is not int or number < 0 for number in numbers):
            raise TypeError
        check_shape("A tensor", shape)
        last = offset + sum((size - 1) * stride for size, stride in zip(shape, strides, strict=True))
        if 0 in shape:
            return np.empty(0)
        if last >= len(whole):
            raise IndexError
        steps = [stride * whole.itemsize for stride in strides]
        return np.lib.stride_tricks.as_strided(whole[offset:], shape, steps, writeable=False)


VALUES = {
    "BINUNICODE", "SHORT_BINUNICODE", "BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT",
}  # fmt: skip
CONSTANTS: dict[str, Callable[[], Any]] = {
    "MARK": lambda: MARK,
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_DICT": dict,
    "EMPTY_LIST": list,
    "EMPTY_TUPLE": tuple,
}
WORDS: dict[str, Callable[[_Reader], None]] = {
    "TUPLE": lambda reader: reader._tuple(),
    "TUPLE1": lambda reader: reader._tuple(1),
    "TUPLE2": lambda reader: reader._tuple(2),
    "TUPLE3": lambda reader: reader._tuple(3),
    "SETITEM": lambda reader: reader._set_one(),
    "SETITEMS": lambda reader: reader._set(reader._since_mark()),
    "APPEND": lambda reader: reader._append_one(),
    "APPENDS": lambda reader: reader._append(reader._since_mark()),
    "BINPERSID": lambda reader: reader._persistent(),
    "REDUCE": lambda reader: reader._reduce(),
    "BUILD": lambda reader: reader._build(),
}
