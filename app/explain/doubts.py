"""Where the numbers themselves cannot tell: kinks of a ReLU, neurons without a slope, rounding.

Knows a lesson and how its neurons stand. Does not know gradients that somebody computed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.nn.backprop import trace
from app.nn.mistaken import Lesson
from app.nn.network import Network

Mask = NDArray[np.bool_]

KINKED = ("relu", "leaky_relu")
KINK = 1e-8  # a z as near to 0 may have either slope
FLAT = 1e-8  # a slope as small lets nothing through
NEAR = 20  # times the tolerance: what rounding can still make of float32


@dataclass(frozen=True)
class Doubt:
    """Something these data leave open; `layer` counts from 1, `neurons` from 0."""

    kind: str
    layer: int | None
    neurons: tuple[int, ...]
    says: str


def other_sides(lesson: Lesson) -> Iterator[Lesson]:
    """The lesson with every z that is 0 at a kink pushed a hair to one side, then to the other."""
    kinks = [(layer, neurons) for layer, neurons in _kinks(lesson) if neurons.any()]
    for side in (1.0, -1.0) if kinks else ():
        network = lesson.network.copy()
        for layer, neurons in kinks:
            network.biases[layer - 1][neurons] += side * 2 * KINK
        traced = trace(network, lesson.traced.inputs, lesson.traced.targets, lesson.cost)
        # The weights themselves are as they were: only the slopes at the kinks differ.
        yield replace(lesson, network=_unmoved(lesson, network), traced=traced)


def _unmoved(lesson: Lesson, moved: Network) -> Network:
    moved.parameters[:] = lesson.network.parameters
    return moved


def _kinks(lesson: Lesson) -> Iterator[tuple[int, Mask]]:
    """For each layer with a kink, from 1: which of its neurons stand there for some sample."""
    pairs = zip(lesson.traced.layers, lesson.network.activations, strict=True)
    for layer, (traced, activation) in enumerate(pairs, start=1):
        if activation.name in KINKED:
            yield layer, np.any(np.abs(traced.z) <= KINK, axis=0)


def _flat(lesson: Lesson) -> Iterator[tuple[int, str, Mask]]:
    """For each layer: what its neurons without a slope are called, and which these are."""
    pairs = zip(lesson.traced.layers, lesson.network.activations, strict=True)
    for layer, (traced, activation) in enumerate(pairs, start=1):
        if activation.elementwise:
            how = "off" if activation.name in KINKED else "saturated"
            yield layer, how, np.all(np.abs(traced.slope) <= FLAT, axis=0)


def doubts(lesson: Lesson, is_other_side: bool) -> list[Doubt]:
    """What about the neurons of this lesson keeps it from telling; `is_other_side`: the other slope explained it."""
    found = []
    took = "Yours takes the other one, which is as good." if is_other_side else "Another sample leaves no choice."
    for layer, neurons in _kinks(lesson):
        if neurons.any():
            says = f"Layer {layer}: z is 0 in {_counted(neurons)}, at the kink, where either slope will do. {took}"
            found.append(Doubt("kink", layer, _indices(neurons), says))
    for layer, how, neurons in _flat(lesson):
        if neurons.any():
            verb = "is" if neurons.sum() == 1 else "are"
            says = f"Layer {layer}: {_counted(neurons)} {verb} {how} for every sample given. Slope 0 lets nothing "
            says += "through, so what lies behind cannot be judged there: take other samples"
            says += "." if how == "off" else ", or smaller inputs."
            found.append(Doubt("saturated", layer, _indices(neurons), says))
    return found


def rounding(errors: Sequence[float], tolerance: float, is_explained: bool) -> list[Doubt]:
    """Whether differences as small could be rounding alone."""
    if is_explained or not errors or max(errors) > NEAR * tolerance:
        return []
    says = "The differences are hardly larger than rounding makes them: compute once more in float64 to be sure."
    return [Doubt("rounding", None, (), says)]


def _indices(neurons: Mask) -> tuple[int, ...]:
    return tuple(int(j) for j in np.flatnonzero(neurons))


def _counted(neurons: Mask) -> str:
    count = int(neurons.sum())
    if count == 1:
        return f"neuron {int(np.flatnonzero(neurons)[0])}"
    return f"{count} of {len(neurons)} neurons"
