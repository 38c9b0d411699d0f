"""How often the gradient doctor names the right mistake: random networks, every bug, one sample and eight.

A mistake that leaves the gradient as it is on some network (a slope of 1, weights that are their own
transpose) is none there, and is not counted; one that looks exactly like another counts for either.
"""

import random
import time
from collections.abc import Iterator

import numpy as np

from app.explain.bugs import ORDER, Gradients, Lesson, possible, variants
from app.explain.doctor import examine
from app.nn.backprop import trace
from app.nn.costs import COSTS
from app.nn.network import Network, initial
from tests.benchmarks.rows import Row

NETWORKS = 2_000
ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky_relu", "softplus")
OUTPUTS = (
    ("sigmoid", "quadratic"),
    ("sigmoid", "cross_entropy"),
    ("softmax", "categorical_cross_entropy"),
    ("tanh", "half_quadratic"),
    ("identity", "half_quadratic"),
)


def lesson(seed: int, batch: int) -> Lesson:
    """A random network, up to four layers deep, some of them square, and a random batch."""
    chance, rng = random.Random(seed), np.random.default_rng(seed)
    width, alike = chance.randint(2, 5), chance.random()
    hidden = [width if alike < 0.6 else chance.randint(2, 6) for _ in range(chance.randint(0, 3))]
    sizes = [chance.randint(2, 6), *hidden, width if alike < 0.3 else chance.randint(2, 5)]
    output, cost = chance.choice(OUTPUTS)
    names = [chance.choice(ACTIVATIONS) for _ in sizes[2:]] + [output]
    network = initial(sizes, names, "xavier", 1.0, rng)
    network.parameters[:] += 0.3 * rng.standard_normal(len(network.parameters))
    inputs = rng.standard_normal((batch, sizes[0]))
    targets = np.eye(sizes[-1])[rng.integers(0, sizes[-1], batch)]
    return Lesson(network, COSTS[cost], trace(network, inputs, targets, COSTS[cost]), learning_rate=0.1)


def rows() -> Iterator[Row]:
    first, third, asked, right = 0, 0, 0, {"float64": 0, "float32": 0}
    missed: dict[str, int] = {}
    for seed in range(NETWORKS):
        for batch in (1, 8):
            given = lesson(seed, batch)
            for precision in right:
                right[precision] += not _named(given, next(variants(given, frozenset())), precision)
            for bug in ORDER:
                made = list(variants(given, frozenset({bug}))) if possible(given, bug) else []
                made = [each for each in made if all(np.isfinite(tensor).all() for tensor in each.tensors())]
                if not made or _same(made[seed % len(made)], next(variants(given, frozenset()))):
                    continue
                named = _named(given, made[seed % len(made)])
                asked += 1
                first += bug in named[:1]
                third += bug in named[:3]
                if bug not in named[:1]:
                    missed[bug] = missed.get(bug, 0) + 1
    yield Row(f"doctor: right bug first, {asked:,} gradients", f"{100 * first / asked:.2f} %", "at least 99 %")
    yield Row("... among the first three", f"{100 * third / asked:.2f} %", "at least 99.9 %")
    for precision, goal in (("float64", "100 %"), ("float32", "99.9 %")):
        yield Row(
            f"... correct gradients called correct, {precision}", f"{100 * right[precision] / 2 / NETWORKS:.2f} %", goal
        )
    most = sorted(missed.items(), key=lambda each: -each[1])[:3]
    yield Row("... missed first most often", ", ".join(f"{bug} {count}" for bug, count in most) or "none")
    yield Row("... a 784-128-10 network", f"{_large():.2f} s", "under 2 s")


def _named(given: Lesson, made: Gradients, precision: str = "float64") -> list[str]:
    """The mistakes that are named, singles and the first of pairs; [] where all is called correct."""
    as_given = [
        tensor.astype(np.float32).astype(np.float64) if precision == "float32" else tensor for tensor in made.tensors()
    ]
    report = examine(given, as_given[::2], as_given[1::2])
    if report["correct"]:
        return []
    return [each["bug"] for each in report["diagnosis"]] or ["unknown"]


def _same(one: Gradients, other: Gradients) -> bool:
    return all(
        a.shape == b.shape and np.allclose(a, b, rtol=1e-6, atol=1e-12)
        for a, b in zip(one.tensors(), other.tensors(), strict=True)
    )


def _large() -> float:
    """Seconds for a network as large as those people bring, with a mistake in it."""
    rng = np.random.default_rng(0)
    network: Network = initial((784, 128, 10), ["relu", "softmax"], "he", 1.0, rng)
    inputs, targets = rng.random((8, 784)), np.eye(10)[:8]
    cost = COSTS["categorical_cross_entropy"]
    given = Lesson(network, cost, trace(network, inputs, targets, cost), learning_rate=0.1)
    made = next(variants(given, frozenset({"missing-hidden-slope"})))
    start = time.perf_counter()
    report = examine(given, made.weights, made.biases)
    assert report["diagnosis"][0]["bug"] == "missing-hidden-slope"
    return time.perf_counter() - start
