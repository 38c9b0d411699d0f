"""What would tell mistakes apart that look the same, and whether the gradients are right for another network.

Knows variants of a lesson. Does not judge tensors (`doctor`).
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import numpy as np

from app.explain.side_by_side import distance
from app.nn.activations import ACTIVATIONS
from app.nn.backprop import trace
from app.nn.costs import COSTS
from app.nn.mistaken import Gradients, Lesson, variants
from app.nn.network import Network

APART = 1e-3  # gradients as far apart are told apart in any precision
LARGER_BATCH = 5
MOST_WORK = 5_000_000  # parameters times samples, beyond which other choices are not tried
MOST_CHOICES = 3


def tell_apart(lesson: Lesson, rivals: Sequence[tuple[str, ...]]) -> str:
    """Which other data would tell these mistakes apart; each proposal has been tried on random samples."""
    samples = lesson.batch
    proposals = [(samples, "another sample" if samples == 1 else "other samples"), (LARGER_BATCH, "a batch")]
    for size, name in proposals:
        fresh = _fresh(lesson, size)
        if all(_differ(fresh, *pair) for pair in combinations(rivals, 2)):
            size_too = f" of {size} samples" if size != samples else ""
            return f"On these data they give the same gradients. Check {name}{size_too}: there they do not."
    return "They give the same gradients here and on other samples: look at both lines."


def _fresh(lesson: Lesson, batch: int) -> Lesson:
    rng = np.random.default_rng(0)
    inputs = rng.standard_normal((batch, lesson.network.sizes[0]))
    targets = lesson.traced.targets[rng.integers(0, lesson.batch, batch)]
    return replace(lesson, traced=trace(lesson.network, inputs, targets, lesson.cost))


def _differ(lesson: Lesson, one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    pairs = product(variants(lesson, frozenset(one)), variants(lesson, frozenset(other)))
    return min((distance(*pair) for pair in pairs), default=np.inf) > APART


def other_choices(lesson: Lesson, came: Gradients, tolerance: float) -> list[dict[str, Any]]:
    """Activations and costs for which the gradients that came are right: all hidden layers have the same one."""
    network = lesson.network
    if len(network.parameters) * lesson.batch > MOST_WORK:
        return []
    hidden = [name for name in ACTIVATIONS if name != "softmax"] if network.layers > 1 else [""]
    found = []
    for inner, output, cost in product(hidden, ACTIVATIONS, COSTS):
        if cost.endswith("cross_entropy") and output not in ("sigmoid", "softmax"):
            continue
        names = [inner] * (network.layers - 1) + [output]
        other = Network.over(network.parameters, network.sizes, names)
        traced = trace(other, lesson.traced.inputs, lesson.traced.targets, COSTS[cost])
        right = Gradients.of(traced.layers)
        if all(np.isfinite(tensor).all() for tensor in right.tensors()) and distance(came, right) <= tolerance:
            found.append({"activations": names, "cost": cost})
    return found[:MOST_CHOICES]
