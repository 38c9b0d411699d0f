"""Which tensor is which: weights, biases, their gradients, inputs, targets; of which layer, and which way round.

Knows names as programs give them, and shapes. Does not know a single number. A matrix is right here as
`(into, from)`; those of Keras, and of many lessons, are `(from, into)` and are turned.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, permutations, product
from typing import Literal

Role = Literal["W", "b", "dW", "db", "input", "target", "none"]
Shape = tuple[int, ...]

MOST_LAYERS = 8
SOUGHT = 6  # layers of which every order is tried
GRADIENT = {"grad", "grads", "gradient", "gradients", "nabla", "dc", "dl", "dj", "dcost", "dloss", "derivative"}
WEIGHT = {"w", "weight", "weights", "kernel", "theta", "coefs"}
BIAS = {"b", "bias", "biases", "intercepts"}
OTHERS: dict[str, Role] = dict.fromkeys(("x", "input", "inputs", "sample", "samples", "images", "features"), "input")
OTHERS |= dict.fromkeys(("y", "t", "target", "targets", "label", "labels", "desired"), "target")
DERIVATIVE = re.compile(r"(?:d(?:[cjle]d)?|grad)(w|b|weights?|bias|biases|kernel)")  # dW, dCdW, gradW
WORD = re.compile(r"[A-Za-z]+|\d+")
EXPECTED = "W1, b1, .., dW1, db1, .., x and y (or 0.weight, 0.bias, 0.weight.grad, input, target)"


@dataclass(frozen=True)
class Tensor:
    """A tensor to be placed; `role` and `layer`, from 1, where somebody has said so already."""

    name: str
    shape: Shape
    file: str = ""
    role: Role | None = None
    layer: int | None = None


@dataclass(frozen=True)
class Place:
    """What a tensor is. It is `turned` (transposed) first, and then has `shape`; `note` says what was noticed."""

    role: Role
    layer: int | None
    shape: Shape
    turned: bool = False
    note: str = ""


@dataclass(frozen=True)
class Arrangement:
    """Places in the order of the tensors, the sizes of the layers they make, and what is missing or does not fit."""

    places: tuple[Place, ...]
    sizes: tuple[int, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class _Reading:
    """What a name says: a role, the group of its layer's tensors, and whether matrices of that kind lie turned."""

    role: Role
    group: str
    keras: bool = False


def arrange(tensors: Sequence[Tensor]) -> Arrangement:
    """Give every tensor its place."""
    readings = [_read(tensor) for tensor in tensors]
    layers = _layers(tensors, readings)
    found = [
        replace(tensor, role=reading.role, layer=layer) for tensor, reading, layer in zip(tensors, readings, layers)
    ]
    count = max((each.layer or 0 for each in found if each.role in ("W", "b")), default=0)
    keras = any(reading.keras for reading in readings)
    found, flips = _fitting(found, count, keras, any(tensor.layer for tensor in tensors))
    sizes = _sizes(found, flips)
    places = tuple(_place(each, flips, sizes, found) for each in found)
    return Arrangement(places, sizes, tuple(_problems(tensors, places, sizes, count)))


def _read(tensor: Tensor) -> _Reading:
    """The words of a name, from the last: `fc1.weight.grad` is a gradient of the weights of `fc1`."""
    words = [word.lower() for word in WORD.findall(re.sub(r"([a-z]{2})([A-Z])", r"\1 \2", tensor.name))]
    of_file = {word.lower() for word in WORD.findall(tensor.file.rpartition(".")[0])}
    words = words or [word.lower() for word in WORD.findall(tensor.file.rpartition(".")[0])]
    gradient = bool(GRADIENT & ({*words} | of_file))
    role: Role = "none"
    rest = []
    for word in reversed(words):
        derivative = DERIVATIVE.fullmatch(word)
        bare = derivative[1] if derivative else word
        if role == "none" and bare in WEIGHT | BIAS:
            role = "W" if bare in WEIGHT else "b"
            gradient = gradient or bare != word
        elif role == "none" and word in OTHERS and not gradient:
            role = OTHERS[word]
        elif word not in GRADIENT | {"network"}:
            rest.append(word)
    if gradient and role in ("W", "b"):
        role = "dW" if role == "W" else "db"
    return _Reading(tensor.role or role, " ".join(reversed(rest)), "kernel" in words or "coefs" in words)


def _layers(tensors: Sequence[Tensor], readings: Sequence[_Reading]) -> list[int | None]:
    """The layer of each tensor: groups in the order of their numbers, or as they come where names have none.

    What somebody has given a role without a layer comes where a tensor of that role is lacking.
    """
    named = [reading for tensor, reading in zip(tensors, readings) if tensor.role is None]
    own, gradients = (_ranks(named, kinds) for kinds in (("W", "b"), ("dW", "db")))
    if {*gradients} <= {*own}:
        gradients = own
    layers = [
        tensor.layer or (gradients if reading.role in ("dW", "db") else own).get(reading.group)
        if reading.role in ("W", "b", "dW", "db")
        else None
        for tensor, reading in zip(tensors, readings)
    ]
    for at, reading in enumerate(readings):
        if layers[at] is None and reading.role in ("W", "b", "dW", "db"):
            taken = {layer for other, layer in zip(readings, layers) if other.role == reading.role}
            layers[at] = next(layer for layer in range(1, len(readings) + 1) if layer not in taken)
    return layers


def _ranks(readings: Iterable[_Reading], roles: tuple[str, ...]) -> dict[str, int]:
    groups = list(dict.fromkeys(reading.group for reading in readings if reading.role in roles))
    if len({re.sub(r"\d+", "", group) for group in groups}) == 1 and all(re.search(r"\d", group) for group in groups):
        groups.sort(key=lambda group: [int(number) for number in re.findall(r"\d{1,9}", group)])
    return {group: rank for rank, group in enumerate(groups, 1)}


def _fitting(found: list[Tensor], count: int, keras: bool, is_said: bool) -> tuple[list[Tensor], dict[int, bool]]:
    """The tensors in the first order of layers, and the matrices to be turned, with which all shapes fit.

    The given order comes first, the only one where somebody has said layers; turning none or all comes before turning
    some. What nothing makes fit stays as it is.
    """
    layers = range(1, count + 1)
    if count > MOST_LAYERS:
        return found, dict.fromkeys(layers, keras)
    orders = permutations(layers) if count <= SOUGHT and not is_said else iter([tuple(layers)])
    ways = product((False, True), repeat=count)
    flips = sorted(ways, key=lambda way: (len({*way}), way[:1] != (keras,)))
    for order in orders:
        moved = [replace(each, layer=order.index(each.layer) + 1) if each.layer in order else each for each in found]
        if not _chains(moved, count):
            continue
        for way in flips:
            if _fits(moved, dict(enumerate(way, 1)), count):
                return moved, dict(enumerate(way, 1))
    return found, dict.fromkeys(layers, keras)


def _chains(found: Sequence[Tensor], count: int) -> bool:
    """Whether neighbouring matrices share a size at all, before every way of turning them is tried."""
    shapes = {each.layer: each.shape for each in found if _is(each, "W", count)}
    return all({*shapes.get(one, ())} & {*shapes.get(two, ())} or one not in shapes or two not in shapes
               for one, two in pairwise(range(1, count + 1)))  # fmt: skip


def _fits(found: Sequence[Tensor], flips: dict[int, bool], count: int) -> bool:
    weights = {each.layer: _turned(each.shape, flips[each.layer or 1]) for each in found if _is(each, "W", count)}
    biases = {each.layer: each.shape for each in found if _is(each, "b", count)}
    if any(len(shape) != 2 for shape in weights.values()):
        return False
    chained = all(one not in weights or two not in weights or weights[two][1] == weights[one][0]
                  for one, two in pairwise(range(1, count + 1)))  # fmt: skip
    into = all(_length(shape) == weights[layer][0] for layer, shape in biases.items() if layer in weights)
    ends = [(1, 1, "input"), (count, 0, "target")]
    sampled = all(
        weights[layer][side] in each.shape
        for layer, side, role in ends
        for each in found
        if each.role == role and layer in weights and (role == "input" or len(each.shape) == 2)
    )
    return chained and into and sampled


def _is(tensor: Tensor, role: str, count: int) -> bool:
    return tensor.role == role and 1 <= (tensor.layer or 0) <= count


def _turned(shape: Shape, turned: bool) -> Shape:
    return shape[::-1] if turned else shape


def _length(shape: Shape) -> int | None:
    """The length of a vector, which may lie or stand as a matrix; None for a true matrix."""
    long = [size for size in shape if size != 1]
    return None if len(long) > 1 else (long or [1])[0]


def _sizes(found: Sequence[Tensor], flips: dict[int, bool]) -> tuple[int, ...]:
    shapes = {each.layer: each.shape for each in found if each.role == "W" and len(each.shape) == 2}
    turned = [_turned(shapes[layer], flips[layer]) for layer in sorted(flips) if layer in shapes]
    return (turned[0][1], *(shape[0] for shape in turned)) if turned else ()


def _place(tensor: Tensor, flips: dict[int, bool], sizes: tuple[int, ...], found: Sequence[Tensor]) -> Place:
    role, layer, shape = tensor.role or "none", tensor.layer, tensor.shape
    if role in ("b", "db") and (length := _length(shape)) is not None:
        return Place(role, layer, (length,))
    if role in ("W", "dW") and len(shape) == 2:
        return _matrix(tensor, flips, found)
    if role in ("input", "target") and sizes:
        return _samples(tensor, sizes[0 if role == "input" else -1])
    return Place(role, layer, shape)


def _matrix(tensor: Tensor, flips: dict[int, bool], found: Sequence[Tensor]) -> Place:
    shape, turned, note = tensor.shape, flips.get(tensor.layer or 0, False), ""
    if tensor.role == "dW":
        weights = next((each.shape for each in found if each.role == "W" and each.layer == tensor.layer), shape)
        if shape == weights[::-1] and shape != weights:
            turned, note = False, "lies the other way round than its weights"
    if turned and not note:
        note = "from rows to columns, as in Keras: turned"
    return Place(tensor.role or "none", tensor.layer, _turned(shape, turned), turned, note)


def _samples(tensor: Tensor, width: int) -> Place:
    """Inputs or targets: one sample `(n,)`, or `(batch, n)`; columns are turned, images laid out in a row."""
    role, shape = tensor.role or "none", tensor.shape
    if len(shape) == 2 and shape[1] == 1 and shape[0] == width != 1:
        return Place(role, None, (width,), note="a column: one sample")
    if len(shape) == 2 and shape[1] != width and shape[0] == width:
        return Place(role, None, shape[::-1], True, "one sample in each column: turned")
    if len(shape) > 2 and shape[0] * width == _product(shape):
        return Place(role, None, (shape[0], width), note="images, each laid out in a row")
    if len(shape) == 2 and _product(shape) == width:
        return Place(role, None, (width,), note="" if 1 in shape else "one image, laid out in a row")
    if (role == "target" and width > 1 and shape in ((), (1,))) or (len(shape) == 1 and shape != (width,)):
        if role == "target":
            return Place(role, None, shape, note="classes")
        if width == 1:
            return Place(role, None, (*shape, 1), note="a number for each sample")
    return Place(role, None, shape or (1,))


def _product(shape: Shape) -> int:
    found = 1
    for size in shape:
        found *= size
    return found


def _problems(tensors: Sequence[Tensor], places: Sequence[Place], sizes: tuple[int, ...], count: int) -> Iterable[str]:
    """What is missing, there twice, or of no shape that fits, with what was expected."""
    unknown = [tensor.name or tensor.file for tensor, place in zip(tensors, places) if place.role == "none"]
    if unknown:
        names = ", ".join(unknown[:6]) + (" .." if len(unknown) > 6 else "")
        yield f"Not understood, and left out: {names}. Expected are names such as {EXPECTED}; or choose a role."
    if count > MOST_LAYERS:
        yield f"{count} layers of weights were found; at most {MOST_LAYERS} are possible."
    have = [(place.role, place.layer) for place in places if place.role != "none"]
    wanted: list[tuple[Role, int | None]] = [
        (role, layer) for role in ("W", "b", "dW", "db") for layer in range(1, max(count, 1) + 1)
    ]
    missing = [key for key in [*wanted, ("input", None), ("target", None)] if key not in have]
    if missing:
        yield f"Missing: {', '.join(map(_named, missing))}."
    for key in dict.fromkeys(key for key in have if have.count(key) > 1):
        yield f"{_named(key)} is there {have.count(key)} times: choose which one is meant."
    yield from _misfits(places, sizes)


def _named(key: tuple[str, int | None]) -> str:
    return f"{key[0]}{key[1] or ''}"


def _misfits(places: Sequence[Place], sizes: tuple[int, ...]) -> Iterable[str]:
    layers = len(sizes) - 1
    for place in places:
        inside = place.layer is not None and place.layer <= layers
        if place.role in ("W", "dW") and inside:
            wanted: Shape = (sizes[place.layer or 0], sizes[(place.layer or 1) - 1])
            fits = place.shape == wanted or (place.role == "dW" and place.shape == wanted[::-1])
        elif place.role in ("b", "db") and inside:
            wanted = (sizes[place.layer or 0],)
            fits = place.shape == wanted
        elif place.role in ("input", "target") and sizes:
            wanted = (sizes[0 if place.role == "input" else -1],)
            fits = place.note == "classes" or (place.shape[-1:] == wanted and len(place.shape) <= 2)
        else:
            continue
        if not fits:
            has, wants = (" x ".join(map(str, shape)) or "one number" for shape in (place.shape, wanted))
            yield f"{_named((place.role, place.layer))} is {has}, but {wants} would fit the layers before and after it."
