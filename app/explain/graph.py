"""The computation graph of one trace: values forward, gradients backward, a node for each operation.

Knows a network, the trace of one sample and the cost. Does not know how a graph is laid out or drawn.

    z = sum of the products + b        a = f(z)        C0 = f(a, y)
    dC0/dnode = sum over the edges that leave it of (local derivative) * dC0/d(node it leads to)

Values and gradients are those of the trace: the second line is no rule by which they are made here, it is what
holds of them. Source: Griewank and Walther, "Evaluating Derivatives" (2008), chapter 3, reverse accumulation.
What a large graph leaves out is collected, so that both lines hold of it too: see `excerpt`.
"""

from dataclasses import dataclass

import numpy as np

from app.explain.excerpt import Excerpt, around, passed_on, slope_times, strongest_nudge, whole
from app.nn.backprop import Trace, input_gradient
from app.nn.costs import Cost
from app.nn.network import Network

WHOLE = 220  # nodes of a graph that is shown whole

Selection = tuple[int, int, int | None]  # layer, to, and from; None: the bias


@dataclass(frozen=True)
class Symbol:
    """What the lessons call a node: w, b, a, z, y or C, with its indices; the input is a of layer 0."""

    name: str
    layer: int | None = None
    to: int | None = None
    source: int | None = None

    @property
    def indices(self) -> tuple[int | None, int | None, int | None]:
        """Layer, to and from."""
        return self.layer, self.to, self.source


@dataclass(frozen=True)
class Node:
    """`value` is its number, `gradient` is dC0/dvalue; `layer` is None at the cost, `count` is what a rest collects."""

    id: str
    kind: str
    layer: int | None
    symbol: Symbol | None
    value: float
    gradient: float
    count: int | None = None


@dataclass(frozen=True)
class Edge:
    """`local` is the derivative of node `to` by node `source`; `through`: by way of what is left out."""

    source: str
    to: str
    local: float
    through: bool = False


@dataclass(frozen=True)
class Graph:
    """Nodes in the order of their evaluation. `around` is the parameter an excerpt is about; of the whole, None."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    whole: bool
    around: Selection | None
    left_out: dict[str, int]


def build(network: Network, traced: Trace, cost: Cost, selection: Selection | None = None) -> Graph:
    """The graph of one sample: whole, or where it is large, around the selection or else the strongest nudge.

    Raises IndexError where there is no such parameter.
    """
    if selection is not None:
        network.index(*selection)
    chosen = None if _size(network) <= WHOLE else selection or strongest_nudge(network, traced)
    with np.errstate(all="ignore"):
        excerpt = whole(network) if chosen is None else around(network, traced, *chosen)
        drawing = _Drawing(network, traced, cost, excerpt)
        drawing.draw()
    return Graph(tuple(drawing.nodes), tuple(drawing.edges), chosen is None, chosen, excerpt.left_out(network.sizes))


def _size(network: Network) -> int:
    """How many nodes the whole graph has, or a few less."""
    weights = sum(w.size for w in network.weights)
    return network.sizes[0] + 2 * weights + 3 * sum(network.sizes[1:]) + 3 * network.sizes[-1] + 1


class _Drawing:
    """A graph in the making: `nodes` and `edges` grow from the inputs to the cost."""

    def __init__(self, network: Network, traced: Trace, cost: Cost, excerpt: Excerpt) -> None:
        self.network, self.traced, self.cost, self.excerpt = network, traced, cost, excerpt
        self.fused = _is_fused(network, traced, cost)
        self.nodes: list[Node] = []
        self.edges: list[Edge] = []

    def draw(self) -> None:
        first = self.excerpt.first
        for k in self.excerpt.neurons[first - 1]:
            self._given(first - 1, k)
        for layer in range(first, self.network.layers + 1):
            for i in self.excerpt.neurons[layer]:
                self._sum(layer, i)
            if layer < self.network.layers or not self.fused:
                self._squash(layer)
        if self.fused:
            self._fused_cost()
        else:
            self._cost()
        self._passes()

    def _node(self, id: str, kind: str, layer: int | None, symbol: Symbol | None, value: float, gradient: float) -> str:
        self.nodes.append(Node(id, kind, layer, symbol, float(value), float(gradient)))
        return id

    def _edge(self, source: str, to: str, local: float, through: bool = False) -> None:
        self.edges.append(Edge(source, to, float(local), through))

    def _given(self, layer: int, k: int) -> None:
        """An input, or an activation of which what lies before is left out."""
        symbol = Symbol("a", layer, k)
        if layer == 0:
            gradient = input_gradient(self.network, self.traced)[0, k]
            self._node(f"a0.{k}", "input", 0, symbol, self.traced.inputs[0, k], gradient)
        else:
            own = self.traced.layers[layer - 1]
            self._node(f"a{layer}.{k}", "activation", layer, symbol, own.a[0, k], own.dC_da[0, k])

    def _sum(self, layer: int, i: int) -> None:
        """One neuron's weights, products, bias and weighted sum; products that are not shown are one rest."""
        own, weights = self.traced.layers[layer - 1], self.network.weights[layer - 1][i]
        senders = self.traced.inputs[0] if layer == 1 else self.traced.layers[layer - 2].a[0]
        z, bias, delta = own.z[0, i], self.network.biases[layer - 1][i], own.delta[0, i]
        place, parts, shown = f"{layer}.{i}", [], self.excerpt.senders(layer, i)
        for k in shown:
            w = self._node(f"w{place}.{k}", "weight", layer, Symbol("w", layer, i, k), weights[k], own.dC_dW[i, k])
            product = self._node(f"m{place}.{k}", "multiply", layer, None, weights[k] * senders[k], delta)
            self._edge(w, product, senders[k])
            self._edge(f"a{layer - 1}.{k}", product, weights[k])
            parts.append(product)
        if len(shown) < len(weights):
            rest = float(z - bias - weights[shown] @ senders[shown])
            self.nodes.append(Node(f"r{place}", "rest", layer, None, rest, float(delta), len(weights) - len(shown)))
            parts.append(f"r{place}")
        parts.append(self._node(f"b{place}", "bias", layer, Symbol("b", layer, i), bias, own.dC_db[i]))
        self._node(f"z{place}", "add", layer, Symbol("z", layer, i), z, delta)
        for part in parts:
            self._edge(part, f"z{place}", 1)

    def _squash(self, layer: int) -> None:
        """The activations of one layer; those of a softmax each depend on every sum."""
        own, activation = self.traced.layers[layer - 1], self.network.activations[layer - 1]
        shown = self.excerpt.neurons[layer]
        for i in shown:
            self._node(f"a{layer}.{i}", activation.name, layer, Symbol("a", layer, i), own.a[0, i], own.dC_da[0, i])
        for i in shown:
            if activation.elementwise:
                self._edge(f"z{layer}.{i}", f"a{layer}.{i}", own.slope[0, i])
                continue
            by_z = slope_times(self.network, self.traced, layer, np.eye(len(own.a[0]))[i])
            for j in shown:
                self._edge(f"z{layer}.{i}", f"a{layer}.{j}", by_z[j])
            by_z[list(shown)] = 0
            if by_z.any():
                self._edge(f"z{layer}.{i}", "rC", by_z @ own.dC_da[0] / self._share(), through=True)

    def _cost(self) -> None:
        """A term for each output, and their sum."""
        shown = self.excerpt.neurons[-1]
        a, y = self.traced.outputs[0], self.traced.targets[0]
        half, alone = self.cost.name == "half_quadratic", len(a) == 1
        total = float(self.traced.cost[0]) / self._share()
        terms = [self._term(j, a[j], y[j], "C" if alone and not half else f"t{j}") for j in shown]
        if len(shown) < len(a):
            rest = total - sum(node.value for node in self.nodes if node.id in terms)
            self.nodes.append(Node("rC", "rest", None, None, rest, self._share(), len(a) - len(shown)))
            terms.append("rC")
        if not alone:
            name = "sum" if half else "C"
            self._end(name, "sum", total, self._share())
            for term in terms:
                self._edge(term, name, 1)
        if half:
            self._end("C", "halve", self.traced.cost[0], 1)
            self._edge(terms[0] if alone else "sum", "C", 0.5)

    def _share(self) -> float:
        """How C0 follows the sum of the terms."""
        return 0.5 if self.cost.name == "half_quadratic" else 1.0

    def _end(self, id: str, kind: str, value: float, gradient: float) -> None:
        self._node(id, kind, None, Symbol("C") if id == "C" else None, value, gradient)

    def _term(self, j: int, a: float, y: float, id: str) -> str:
        """One output's part of the cost: the square of its miss, or its logarithms."""
        dC_da = float(self.traced.layers[-1].dC_da[0, j])
        output, target = f"a{self.network.layers}.{j}", f"y{j}"
        if self.cost.name.endswith("quadratic"):
            self._node(target, "target", None, Symbol("y", None, j), y, -dC_da)
            miss = self._node(f"d{j}", "subtract", None, None, a - y, dC_da)
            self._edge(output, miss, 1)
            self._edge(target, miss, -1)
            self._end(id, "square", (a - y) ** 2, self._share())
            self._edge(miss, id, 2 * (a - y))
        else:
            by_y = self._by_target(a)
            self._node(target, "target", None, Symbol("y", None, j), y, by_y)
            self._end(id, self.cost.name, self.cost.value(np.array([[a]]), np.array([[y]]))[0], 1)
            self._edge(output, id, dC_da)
            self._edge(target, id, by_y)
        return id

    def _by_target(self, a: float) -> float:
        """A cross entropy is linear in what is desired."""
        one, none = self.cost.value(np.array([[a], [a]]), np.array([[1.0], [0.0]]))
        return float(one - none)

    def _fused_cost(self) -> None:
        """Squash and cost as one node, with dC0/dz stated directly: apart they would be infinity times 0."""
        last = self.traced.layers[-1]
        for j in self.excerpt.neurons[-1]:
            by_y = self._by_target(last.a[0, j])
            self._node(f"y{j}", "target", None, Symbol("y", None, j), self.traced.targets[0, j], by_y)
            self._edge(f"y{j}", "C", by_y)
            self._edge(f"z{self.network.layers}.{j}", "C", last.delta[0, j])
        self._end("C", f"fused_{self.cost.fused}", self.traced.cost[0], 1)

    def _passes(self) -> None:
        """What shown activations do through what is left out: their edges to the rests, and to outputs of a softmax."""
        network, excerpt = self.network, self.excerpt
        for layer in range(excerpt.first - 1, network.layers):
            for k in excerpt.neurons[layer]:
                for place, i, local in passed_on(network, self.traced, excerpt, layer, k, self.fused):
                    if place == "C":
                        to, local = ("C", local) if self.fused else ("rC", local / self._share())
                    else:
                        to = f"{place.replace('z', 'r')}.{i}"
                    self._edge(f"a{layer}.{k}", to, local, through=True)


def _is_fused(network: Network, traced: Trace, cost: Cost) -> bool:
    """Whether an output is so saturated that delta is not what its slope makes of dC/da."""
    last = traced.layers[-1]
    if network.activations[-1].name != cost.fused:
        return False
    with np.errstate(all="ignore"):
        apart = slope_times(network, traced, network.layers, last.dC_da[0])
    return not np.allclose(apart, last.delta[0], rtol=1e-9, atol=1e-12, equal_nan=True)
