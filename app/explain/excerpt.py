"""Which part of a network a graph shows, and what its shown nodes do to each other through the part left out.

Knows a trace of one sample. Does not know nodes, symbols or how they are drawn.
Layers count from 1; layer 0 is the input.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from app.explain.factors import derive
from app.nn.activations import Array
from app.nn.backprop import Trace
from app.nn.network import Network

INCOMING = 3  # products that are shown of the selected parameter's neuron, beside its own
WAYS = 3  # ways on towards the cost that are shown

Product = tuple[int, int]  # into neuron i from neuron k
Pass = tuple[str, int, float]  # where a change arrives, at which neuron, and the derivative there by its source


@dataclass(frozen=True)
class Excerpt:
    """What is shown: `neurons[l]` of layer l, from `first` on with their sums, and `products[l]` into layer l."""

    first: int
    neurons: tuple[tuple[int, ...], ...]
    products: tuple[frozenset[Product], ...]

    def senders(self, layer: int, to: int) -> list[int]:
        """The neurons of the layer before whose products into `to` are shown."""
        return sorted(k for i, k in self.products[layer] if i == to)

    def left_out(self, sizes: tuple[int, ...]) -> dict[str, int]:
        """How many inputs, neurons and products of a network of these sizes are not shown."""
        products = sum(n * m for n, m in pairwise(sizes))
        return {
            "inputs": sizes[0] - len(self.neurons[0]),
            "neurons": sum(sizes[1:]) - sum(map(len, self.neurons[1:])),
            "products": products - sum(map(len, self.products)),
        }


def whole(network: Network) -> Excerpt:
    """Everything."""
    neurons = tuple(tuple(range(n)) for n in network.sizes)
    products = (frozenset((i, k) for i in to for k in source) for source, to in pairwise(neurons))
    return Excerpt(1, neurons, (frozenset(), *products))


def around(network: Network, traced: Trace, layer: int, to: int, source: int | None) -> Excerpt:
    """A parameter's neuron, its strongest products, and its strongest ways to the cost.

    Raises IndexError where there is no such parameter.
    """
    products: list[set[Product]] = [set() for _ in network.sizes]
    neurons: list[set[int]] = [set() for _ in network.sizes]
    senders = traced.inputs[0] if layer == 1 else traced.layers[layer - 2].a[0]
    for path in derive(network, traced, layer, to, source, top=WAYS).paths:
        for place, neuron in enumerate(path.neurons, start=layer):
            neurons[place].add(neuron)
            if place > layer:
                products[place].add((neuron, path.neurons[place - layer - 1]))
    with np.errstate(all="ignore"):
        flows = np.nan_to_num(np.abs(network.weights[layer - 1][to] * senders))
    strongest = {int(k) for k in np.argsort(-flows, kind="stable")[:INCOMING]}
    if source is not None:
        strongest.add(source)
    neurons[layer - 1] |= strongest
    products[layer] |= {(to, k) for k in strongest}
    return Excerpt(layer, tuple(tuple(sorted(each)) for each in neurons), tuple(map(frozenset, products)))


def strongest_nudge(network: Network, traced: Trace) -> tuple[int, int, int]:
    """The weight with the largest dC/dw, as (layer, to, from)."""
    sizes = [np.nan_to_num(np.abs(layer.dC_dW), nan=-1.0) for layer in traced.layers]
    layer = max(range(network.layers), key=lambda l: float(sizes[l].max()))  # noqa: E741 - a layer is l
    to, source = divmod(int(sizes[layer].argmax()), network.sizes[layer])
    return layer + 1, to, source


def passed_on(
    network: Network, traced: Trace, excerpt: Excerpt, layer: int, neuron: int, fused: bool
) -> Iterator[Pass]:
    """What activation `neuron` of `layer` does to shown nodes through nothing that is shown.

    Forward differentiation: a small change is carried from layer to layer and ends at whatever is shown. So every
    node of an excerpt is a true function of the shown nodes before it. Yields `("z3", i, dz_i/da)` for the sums,
    `("a3", i, da_i/da)` for outputs of a softmax, and `("C", 0, dC0/da)` for the outputs that are left out. With
    `fused`, the cost is a function of the sums of the outputs, and their activations are not there.
    """
    change = network.weights[layer][:, neuron].copy()
    change[[i for i, k in excerpt.products[layer + 1] if k == neuron]] = 0
    for later in range(layer + 1, network.layers + 1):
        yield from _ending(f"z{later}", excerpt.neurons[later], change)
        if not change.any():
            return
        if later < network.layers:
            change = network.weights[later] @ slope_times(network, traced, later, change)
    if fused:
        yield "C", 0, float(change @ traced.layers[-1].delta[0])
        return
    outputs = slope_times(network, traced, network.layers, change)
    yield from _ending(f"a{network.layers}", excerpt.neurons[-1], outputs)
    if outputs.any():
        yield "C", 0, float(outputs @ traced.layers[-1].dC_da[0])


def slope_times(network: Network, traced: Trace, layer: int, change: Array) -> Array:
    """How the activations of `layer` follow a change of its sums: the Jacobian of every activation is symmetric."""
    own = traced.layers[layer - 1]
    return network.activations[layer - 1].pull_back(change[None], own.a, own.slope, np.empty_like(own.a))[0]


def _ending(place: str, shown: tuple[int, ...], change: Array) -> Iterator[Pass]:
    """What arrives at shown nodes goes no further."""
    for i in shown:
        if change[i] != 0:
            yield place, i, float(change[i])
        change[i] = 0
