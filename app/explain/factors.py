"""One derivative as the chain rule writes it: its factors, the complaints behind it, and the paths it sums.

Knows a trace of one sample and one parameter. Does not know how they are drawn or sent.

    dC0/dw_jk = dz_j/dw_jk * da_j/dz_j * dC0/da_j          dz_j/dw_jk = a_k, dz_j/db_j = 1
    dC0/da_j  = sum_i w_ij delta_i                          one complaint for each neuron i of the next layer
    dC0/dw_jk = sum over all ways from j to the cost of the product of the slopes and weights on the way

Source: Nielsen, "Neural Networks and Deep Learning", chapter 2; the sum over paths is his last section.
Layers count from 1; layer 0 is the input.
"""

import heapq
import math
from dataclasses import dataclass

import numpy as np

from app.nn.backprop import Trace
from app.nn.network import Network

TOP = 8  # paths that are named

Way = tuple[float, tuple[int, ...]]  # dC0/dz along a way to the cost, and the neurons it passes, one of each layer


@dataclass(frozen=True)
class Factor:
    """One factor of the product: `name` as the lessons write it, e.g. dz/dw, with its `value`."""

    name: str
    value: float


@dataclass(frozen=True)
class Complaint:
    """What neuron `neuron` of the next layer asks: `wish` = w times delta, a share of dC0/da."""

    neuron: int
    weight: float
    delta: float
    wish: float


@dataclass(frozen=True)
class Path:
    """One way of the chain rule from the parameter's neuron to the cost: a neuron per layer, and its product."""

    neurons: tuple[int, ...]
    product: float


@dataclass(frozen=True)
class Derivative:
    """dC0 by one parameter and where it comes from.

    `factors` multiply, and the `paths` with `rest` add, to `value`. `complaints`, largest first, add to
    `dC_da` of the parameter's neuron; an output neuron has none: the cost itself is its complaint.
    """

    value: float
    factors: tuple[Factor, ...]
    complaints: tuple[Complaint, ...]
    dC_da: float
    paths: tuple[Path, ...]
    path_count: int
    rest: float


def derive(network: Network, traced: Trace, layer: int, to: int, source: int | None, top: int = TOP) -> Derivative:
    """The derivative of one sample's cost by the weight into `to` from `source`, or (None) by the bias of `to`.

    Raises IndexError where there is no such parameter.
    """
    value = float(traced.gradient[network.index(layer, to, source)])
    own = traced.layers[layer - 1]
    sender = 1.0 if source is None else float(_sender(traced, layer)[source])
    delta, slope, dC_da = (float(values[0, to]) for values in (own.delta, own.slope, own.dC_da))
    by_z = Factor("dz/db" if source is None else "dz/dw", sender)
    factors: tuple[Factor, ...] = (by_z, Factor("da/dz", slope), Factor("dC/da", dC_da))
    if not network.activations[layer - 1].elementwise or not _multiplies(slope, dC_da, delta):
        factors = (by_z, Factor("dC/dz", delta))  # softmax, or a logarithm that cancels against a slope of almost 0
    paths = [Path(neurons, sender * product) for product, neurons in _strongest(network, traced, layer, to, top)]
    return Derivative(
        value,
        factors,
        complaints(network, traced, layer, to),
        dC_da,
        tuple(paths),
        math.prod(network.sizes[layer + 1 :]),
        value - math.fsum(path.product for path in paths),
    )


def complaints(network: Network, traced: Trace, layer: int, to: int) -> tuple[Complaint, ...]:
    """What each neuron of the next layer wants of this one, the loudest first."""
    if layer == network.layers:
        return ()
    weights, deltas = network.weights[layer][:, to], traced.layers[layer].delta[0]
    found = [
        Complaint(i, float(w), float(delta), float(w * delta)) for i, (w, delta) in enumerate(zip(weights, deltas))
    ]
    return tuple(sorted(found, key=lambda complaint: -abs(complaint.wish)))


def _sender(traced: Trace, layer: int) -> np.ndarray:
    """The activations that feed `layer`."""
    return traced.inputs[0] if layer == 1 else traced.layers[layer - 2].a[0]


def _multiplies(slope: float, dC_da: float, delta: float) -> bool:
    return math.isclose(slope * dC_da, delta, rel_tol=1e-9, abs_tol=1e-300)


def _strongest(network: Network, traced: Trace, layer: int, to: int, top: int) -> list[Way]:
    """The `top` ways from neuron `to` to the cost, by the size of dC0/dz along each, the largest first.

    A way that is among the strongest from here goes on along one of the strongest from its next neuron:
    so each neuron, from the output backwards, keeps its `top` best.
    """
    last = network.layers - 1
    ways: list[list[Way]] = [[(float(delta), (i,))] for i, delta in enumerate(traced.layers[last].delta[0])]
    for l in range(last - 1, layer - 2, -1):  # noqa: E741 - the lessons call a layer l
        slopes, weights = traced.layers[l].slope[0], network.weights[l + 1]
        here = range(len(slopes)) if l > layer - 1 else (to,)
        ways = [_best(float(slopes[j]), j, weights[:, j].tolist(), ways, top) for j in here]
    return ways[to] if layer - 1 == last else ways[0]


def _best(slope: float, own: int, weights: list[float], ways: list[list[Way]], top: int) -> list[Way]:
    """The strongest ways through one neuron: its slope times a weight times a way of the neuron it leads to."""
    found = (
        (slope * weight * product, (own, *neurons))
        for weight, onward in zip(weights, ways, strict=True)
        for product, neurons in onward
    )
    return heapq.nlargest(top, found, key=lambda way: abs(way[0]))
