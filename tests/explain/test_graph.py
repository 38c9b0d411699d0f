"""The graph of a trace: the chain rule holds at every node, and every node is a function of those before it."""

import itertools
import math

import numpy as np
import pytest

from app.explain.graph import WHOLE, build
from app.nn.activations import ACTIVATIONS
from app.nn.backprop import input_gradient, trace
from app.nn.costs import COSTS
from app.nn.network import Network, initial

HIDDEN = [name for name in ACTIVATIONS if name != "softmax"]
OUTPUTS = {
    "quadratic": list(ACTIVATIONS),
    "half_quadratic": list(ACTIVATIONS),
    "cross_entropy": ["sigmoid", "softmax"],
    "categorical_cross_entropy": ["sigmoid", "softmax"],
}
ENDINGS = [(cost, output) for cost, outputs in OUTPUTS.items() for output in outputs]


def lesson(seed, sizes, hidden, output, cost):
    rng = np.random.default_rng(seed)
    network = initial(sizes, [*[hidden] * (len(sizes) - 2), output], "xavier", 1.0, rng)
    network.parameters[:] += 0.2 * rng.standard_normal(len(network.parameters))
    inputs, targets = rng.uniform(-1, 1, (1, sizes[0])), rng.uniform(0.1, 1, (1, sizes[-1]))
    return network, inputs, targets, trace(network, inputs, targets, COSTS[cost])


def small(seed, hidden, output, cost):
    rng = np.random.default_rng(seed)
    sizes = [int(n) for n in rng.integers(1, 5, 2 + seed % 3)]
    if output == "softmax":
        sizes[-1] += 1  # a single output would be 1, whatever comes
    return lesson(seed, sizes, hidden, output, cost)


def large(seed, hidden, output, cost):
    rng = np.random.default_rng(seed)
    sizes = tuple(int(n) for n in rng.integers(8, 13, 3 + seed % 3))
    return lesson(seed, sizes, hidden, output, cost)


def parameters(network):
    for layer, weights in enumerate(network.weights, start=1):
        for to, source in itertools.product(range(weights.shape[0]), [None, *range(weights.shape[1])]):
            yield layer, to, source


def by_id(graph):
    return {node.id: node for node in graph.nodes}


def edges_from(graph, node):
    return [edge for edge in graph.edges if edge.source == node.id]


def obeys_the_chain_rule(graph):
    """dC0/dnode = sum over its edges of local times the gradient of the node they lead to; of C0 itself 1."""
    nodes = by_id(graph)
    assert len(nodes) == len(graph.nodes)
    assert nodes["C"].gradient == 1
    assert not edges_from(graph, nodes["C"])
    for node in graph.nodes:
        if node.id == "C":
            continue
        parts = [edge.local * nodes[edge.to].gradient for edge in edges_from(graph, node)]
        assert parts, f"{node.id} leads nowhere"
        slack = 1e-9 * max(map(abs, parts)) + 1e-14
        assert math.fsum(parts) == pytest.approx(node.gradient, rel=1e-9, abs=slack), node.id


def evaluated(graph, given=None):
    """Every node's value from the nodes before it alone, `given` put in place of some."""
    nodes, values = by_id(graph), {}
    for node in graph.nodes:
        before = [edge for edge in graph.edges if edge.to == node.id and not edge.through]
        into = [values[edge.source] for edge in before]
        match node.kind:
            case "input" | "weight" | "bias" | "target" | "activation" | "rest":
                value = node.value
            case "multiply":
                value = math.prod(into)
            case "add" | "sum":
                value = math.fsum(into)
            case "subtract":
                value = into[0] - into[1]
            case "square":
                value = into[0] ** 2
            case "halve":
                value = into[0] / 2
            case "cross_entropy" | "categorical_cross_entropy":
                value = COSTS[node.kind].value(*(np.array([[each]]) for each in into))[0]
            case "softmax":
                own = [edge.source for edge in before].index(node.id.replace("a", "z"))
                value = ACTIVATIONS["softmax"](np.array([into]))[0, own]
            case name:
                value = ACTIVATIONS[name](np.array([into]))[0, 0]
        values[node.id] = (given or {}).get(node.id, value)
    assert list(values) == list(nodes)
    return values


@pytest.mark.parametrize(("cost", "output"), ENDINGS)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_the_chain_rule_holds_at_every_node(hidden, output, cost):
    for seed in range(6):
        network, *_, traced = small(seed, hidden, output, cost)
        graph = build(network, traced, COSTS[cost])
        assert (graph.whole, graph.around) == (True, None)
        assert set(graph.left_out.values()) == {0}
        obeys_the_chain_rule(graph)


@pytest.mark.parametrize(("cost", "output"), ENDINGS)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_values_node_by_node_and_gradients_are_those_of_the_trace(hidden, output, cost):
    for seed in range(6):
        network, inputs, _, traced = small(seed, hidden, output, cost)
        graph = build(network, traced, COSTS[cost])
        nodes, values = by_id(graph), evaluated(graph)
        for node in graph.nodes:
            assert values[node.id] == pytest.approx(node.value, rel=1e-12, abs=1e-15), node.id
        assert nodes["C"].value == pytest.approx(traced.cost[0], rel=1e-15)
        for layer, own in enumerate(traced.layers, start=1):
            for j in range(network.sizes[layer]):
                z, a = nodes[f"z{layer}.{j}"], nodes[f"a{layer}.{j}"]
                assert (z.value, z.gradient) == (own.z[0, j], own.delta[0, j])
                assert (a.value, a.gradient, a.kind) == (
                    own.a[0, j],
                    own.dC_da[0, j],
                    network.activations[layer - 1].name,
                )
        for layer, to, source in parameters(network):
            name = f"b{layer}.{to}" if source is None else f"w{layer}.{to}.{source}"
            index = network.index(layer, to, source)
            assert (nodes[name].value, nodes[name].gradient) == (network.parameters[index], traced.gradient[index])
            assert nodes[name].symbol.indices == (layer, to, source)
        for k, gradient in enumerate(input_gradient(network, traced)[0]):
            assert (nodes[f"a0.{k}"].value, nodes[f"a0.{k}"].gradient) == (inputs[0, k], gradient)


@pytest.mark.parametrize(("cost", "output"), ENDINGS)
def test_wiggling_any_node_moves_the_cost_by_its_gradient(output, cost):
    for seed in range(4):
        network, *_, traced = small(seed, "tanh", output, cost)
        graph = build(network, traced, COSTS[cost])
        for node in graph.nodes:
            epsilon = 1e-6 * max(1, abs(node.value))
            plus, minus = (evaluated(graph, {node.id: node.value + sign * epsilon})["C"] for sign in (1, -1))
            assert (plus - minus) / (2 * epsilon) == pytest.approx(node.gradient, rel=1e-4, abs=1e-7), node.id


@pytest.mark.parametrize(("cost", "output"), ENDINGS)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_the_chain_rule_holds_too_where_most_is_left_out(hidden, output, cost):
    for seed in range(4):
        network, *_, traced = large(seed, hidden, output, cost)
        every = list(parameters(network))
        for selection in [None, *(every[i] for i in np.random.default_rng(seed).integers(0, len(every), 5))]:
            graph = build(network, traced, COSTS[cost], selection)
            assert not graph.whole
            assert len(graph.nodes) <= WHOLE
            obeys_the_chain_rule(graph)
            nodes, values = by_id(graph), evaluated_of_excerpt(graph)
            for name, value in values.items():
                assert value == pytest.approx(nodes[name].value, rel=1e-9, abs=1e-12), name


def evaluated_of_excerpt(graph):
    """As `evaluated`, without the outputs of a softmax, which depend on sums that are not shown."""
    nodes = by_id(graph)
    given = {node.id: node.value for node in graph.nodes if node.kind == "softmax"}
    return {name: value for name, value in evaluated(graph, given).items() if name in nodes}


def test_what_is_shown_and_what_is_left_out_are_everything():
    network, *_, traced = large(3, "tanh", "softmax", "categorical_cross_entropy")
    graph = build(network, traced, COSTS["categorical_cross_entropy"], (1, 2, 5))
    kinds = [node.kind for node in graph.nodes]
    assert graph.around == (1, 2, 5)
    assert graph.left_out["products"] + kinds.count("multiply") == sum(w.size for w in network.weights)
    assert graph.left_out["neurons"] + kinds.count("add") == sum(network.sizes[1:])
    assert graph.left_out["inputs"] + kinds.count("input") == network.sizes[0]
    rests = [node for node in graph.nodes if node.kind == "rest"]
    terms = kinds.count("categorical_cross_entropy")
    assert sum(node.count for node in rests if node.layer is None) == network.sizes[-1] - terms
    for i in {node.symbol.to for node in graph.nodes if node.kind == "add" and node.layer == 1}:
        shown = [node for node in graph.nodes if node.kind == "multiply" and node.id.startswith(f"m1.{i}.")]
        assert by_id(graph)[f"r1.{i}"].count + len(shown) == network.sizes[0]


def test_the_selected_parameter_is_always_there():
    network, *_, traced = large(1, "relu", "sigmoid", "quadratic")
    for layer, to, source in parameters(network):
        nodes = by_id(build(network, traced, COSTS["quadratic"], (layer, to, source)))
        name = f"b{layer}.{to}" if source is None else f"w{layer}.{to}.{source}"
        assert nodes[name].gradient == traced.gradient[network.index(layer, to, source)]


def test_with_nothing_selected_a_large_graph_is_about_the_strongest_nudge():
    network, *_, traced = large(2, "sigmoid", "sigmoid", "quadratic")
    layer, to, source = build(network, traced, COSTS["quadratic"]).around
    strongest = max(float(np.abs(own.dC_dW).max()) for own in traced.layers)
    assert abs(traced.layers[layer - 1].dC_dW[to, source]) == strongest


@pytest.mark.parametrize(
    ("output", "cost", "z", "y"),
    [
        ("sigmoid", "cross_entropy", [800.0, 0.1, -800.0], [0.0, 0.0, 1.0]),
        ("softmax", "categorical_cross_entropy", [-800.0, 0.0, 1.0], [1.0, 0.0, 0.0]),
    ],
)
def test_a_saturated_output_and_its_cost_are_one_node_and_the_chain_rule_holds(output, cost, z, y):
    network = Network.of([[[0.0], [0.0], [0.0]]], [z], [output])
    traced = trace(network, np.ones((1, 1)), np.array([y]), COSTS[cost])
    graph = build(network, traced, COSTS[cost])
    assert by_id(graph)["C"].kind == f"fused_{output}"
    assert not [node for node in graph.nodes if node.kind == output]
    obeys_the_chain_rule(graph)


def test_a_network_that_blew_up_still_has_a_graph():
    network, inputs, targets, _ = small(2, "relu", "identity", "quadratic")
    network.parameters[:] = 1e200
    traced = trace(network, inputs, targets, COSTS["quadratic"])
    values = [node.value for node in build(network, traced, COSTS["quadratic"]).nodes]
    assert not all(map(math.isfinite, values))


def test_a_parameter_that_does_not_exist_is_named():
    network, *_, traced = small(0, "sigmoid", "sigmoid", "quadratic")
    with pytest.raises(IndexError, match="no layer 9"):
        build(network, traced, COSTS["quadratic"], (9, 0, 0))
