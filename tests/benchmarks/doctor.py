"""How often the gradient doctor names the right mistake: random networks, every bug and a pair, one sample and eight.

A mistake that leaves the gradient as it is on some network (a slope of 1, weights that are their own transpose) is
none there, and is not counted; nor is a pair that gives the gradient of one mistake alone. Where two mistakes give the
same gradient only one can stand first: the other counts as missed, and it is printed how many of those there are.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from app.explain.doctor import examine
from app.nn.backprop import trace
from app.nn.bugs import ORDER
from app.nn.costs import COSTS
from app.nn.mistaken import Gradients, Lesson, possible, variants
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


@dataclass
class Score:
    """How often mistakes were asked about, stood first, stood among the first three, and whom another hid."""

    asked: int = 0
    first: int = 0
    third: int = 0
    alike: int = 0  # not first, and the one that is gives the same gradient
    missed: dict[str, int] = field(default_factory=dict)

    def count(self, given: Lesson, bugs: frozenset[str], made: Gradients, precision: str = "float64") -> None:
        """Ask the doctor about gradients with these bugs."""
        named = _named(given, made, precision)
        self.asked += 1
        self.first += bugs in named[:1]
        self.third += bugs in named[:3]
        if bugs not in named[:1]:
            self.alike += bool(named) and any(_same(made, each) for each in variants(given, named[0]))
            name = " with ".join(sorted(bugs))
            self.missed[name] = self.missed.get(name, 0) + 1

    def rows(self, what: str) -> Iterator[Row]:
        yield Row(f"doctor: {what} first, {self.asked:,} gradients", _percent(self.first, self.asked), "at least 99 %")
        yield Row("... among the first three", _percent(self.third, self.asked), "at least 99.9 %")
        most = ", ".join(
            f"{name} {count}" for name, count in sorted(self.missed.items(), key=lambda each: -each[1])[:2]
        )
        missed = self.asked - self.first
        yield Row("... not first, and how many of those give the gradient of the first", f"{missed}, {self.alike}")
        yield Row("... most often", most or "none")


def rows() -> Iterator[Row]:
    single, rounded, pair, right = Score(), Score(), Score(), {"float64": 0, "float32": 0}
    for seed in range(NETWORKS):
        for batch in (1, 8):
            given = lesson(seed, batch)
            for precision in right:
                right[precision] += not _named(given, next(variants(given, frozenset())), precision)
            for bug in ORDER:
                if made := _made(given, frozenset({bug}), seed):
                    single.count(given, frozenset({bug}), made)
                    rounded.count(given, frozenset({bug}), made, "float32")
            bugs = frozenset(random.Random(seed).sample(ORDER, 2))
            made = _made(given, bugs, seed)
            if made and not any(_same(made, one) for bug in ORDER for one in _ways(given, frozenset({bug}))):
                pair.count(given, bugs, made)
    yield from single.rows("right bug")
    yield from rounded.rows("right bug in float32")
    yield from pair.rows("right two bugs")
    for precision, goal in (("float64", "100 %"), ("float32", "99.9 %")):
        yield Row(f"... correct gradients called correct, {precision}", _percent(right[precision], 2 * NETWORKS), goal)
    yield Row("... a 784-128-10 network, one bug", f"{_large('missing-hidden-slope'):.2f} s", "under 2 s")
    yield Row("... two bugs", f"{_large('sign-flipped', 'missing-hidden-slope'):.2f} s", "under 2 s")
    yield Row("... none that is known", f"{_large():.2f} s", "under 2 s")


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %"


def _ways(given: Lesson, bugs: frozenset[str]) -> list[Gradients]:
    """The finite gradients that these mistakes give."""
    made = variants(given, bugs) if all(possible(given, bug) for bug in bugs) else ()
    return [each for each in made if all(np.isfinite(tensor).all() for tensor in each.tensors())]


def _made(given: Lesson, bugs: frozenset[str], seed: int) -> Gradients | None:
    """One of them; None where they leave the gradient as it is."""
    ways = _ways(given, bugs)
    made = ways[seed % len(ways)] if ways else None
    return None if made is None or _same(made, next(variants(given, frozenset()))) else made


def _named(given: Lesson, made: Gradients, precision: str = "float64") -> list[frozenset[str]]:
    """The mistakes that are named; [] where all is called correct."""
    as_given = [tensor.astype(precision).astype(np.float64) for tensor in made.tensors()]
    report = examine(given, as_given[::2], as_given[1::2])
    if report["correct"]:
        return []
    return [frozenset(each["bugs"]) for each in report["diagnosis"]] or [frozenset({"unknown"})]


def _same(one: Gradients, other: Gradients) -> bool:
    return all(
        a.shape == b.shape and np.allclose(a, b, rtol=1e-6, atol=1e-12)
        for a, b in zip(one.tensors(), other.tensors(), strict=True)
    )


def _large(*bugs: str) -> float:
    """Seconds for a network as large as those people bring, with these mistakes in it, or with noise."""
    rng = np.random.default_rng(0)
    network: Network = initial((784, 128, 10), ["relu", "softmax"], "he", 1.0, rng)
    inputs, targets = rng.random((8, 784)), np.eye(10)[:8]
    cost = COSTS["categorical_cross_entropy"]
    given = Lesson(network, cost, trace(network, inputs, targets, cost), learning_rate=0.1)
    made = next(variants(given, frozenset(bugs)))
    weights = made.weights if bugs else tuple(w + 0.01 * rng.standard_normal(w.shape) for w in made.weights)
    start = time.perf_counter()
    report = examine(given, weights, made.biases)
    assert [{*each["bugs"]} for each in report["diagnosis"]] == ([{*bugs}] if bugs else [])
    return time.perf_counter() - start
