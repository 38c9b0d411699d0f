"""The gradient doctor: which tensors of somebody's gradients are wrong, and which known mistake explains them.

Knows a lesson and the gradients somebody computed. Does not know files or HTTP.
Judgement is by tensor, never by one number for all: beside large gradients a wrong layer of small ones hides.
A mistake is named only where the gradients it would give are those that came.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from app.explain.bugs import BUGS, ORDER, Gradients, Lesson, possible, variants
from app.explain.exercise import Exercise, plain
from app.nn.activations import Array
from app.nn.backprop import trace

FLOAT64, FLOAT32 = 1e-6, 2e-4  # relative to the largest number of a tensor
COPIED = 2e-3  # numbers copied by hand have three or four digits
SILENT = 1e-12  # a tensor without a larger number says nothing


@dataclass(frozen=True)
class Verdict:
    """One tensor: `verdict` is correct, wrong, transposed or silent (too small to tell)."""

    tensor: str
    verdict: str
    max_relative_error: float
    worst_index: tuple[int, ...]
    pattern: str
    ratio: float | None


def judge(
    exercise: Exercise, weights: Sequence[Any], biases: Sequence[Any], learning_rate: float | None
) -> dict[str, Any]:
    """The report on the gradients of an exercise. Raises ValueError where they do not fit the network."""
    traced = trace(exercise.network, exercise.inputs, exercise.targets, exercise.cost)
    return examine(Lesson(exercise.network, exercise.cost, traced, learning_rate), weights, biases)


def examine(lesson: Lesson, weights: Sequence[Any], biases: Sequence[Any]) -> dict[str, Any]:
    """The report on gradients, in the shape of the contract. Raises ValueError where they do not fit the network."""
    right = next(variants(lesson, frozenset()))
    came = _read(right, weights, biases)
    tolerance = FLOAT32 if all(np.array_equal(t, t.astype(np.float32)) for t in came.tensors()) else FLOAT64
    names = [f"{kind}{layer}" for layer in range(1, lesson.network.layers + 1) for kind in ("W", "b")]
    verdicts = [_verdict(*each, tolerance) for each in zip(names, came.tensors(), right.tensors(), strict=True)]
    wrong = [each.tensor for each in verdicts if each.verdict in ("wrong", "transposed")]
    diagnosis = _diagnose(lesson, came, tolerance, wrong) if wrong else []
    return {
        "correct": not wrong,
        "summary": _summary(verdicts, wrong, diagnosis),
        "precision": "float32" if tolerance == FLOAT32 else "float64",
        "tensors": [
            {**vars(each), "worst_index": list(each.worst_index), "max_relative_error": plain(each.max_relative_error)}
            for each in verdicts
        ],
        "diagnosis": diagnosis,
    }


def _read(right: Gradients, weights: Sequence[Any], biases: Sequence[Any]) -> Gradients:
    if len(weights) != len(right.weights) or len(biases) != len(right.biases):
        raise ValueError(f"The network has {len(right.weights)} layers: give a dC/dW and a dC/db for each.")
    return Gradients(
        tuple(_tensor(w, r, f"weights[{i}]") for i, (w, r) in enumerate(zip(weights, right.weights, strict=True))),
        tuple(_tensor(b, r, f"biases[{i}]") for i, (b, r) in enumerate(zip(biases, right.biases, strict=True))),
    )


def _tensor(values: Any, like: Array, name: str) -> Array:
    try:
        tensor = np.array(values, dtype=np.float64)
    except (ValueError, TypeError):
        raise ValueError(f"gradients.{name} must be a full rectangle of numbers.") from None
    if tensor.shape not in (like.shape, like.shape[::-1]):
        wanted, found = (" x ".join(map(str, shape)) for shape in (like.shape, tensor.shape))
        raise ValueError(f"gradients.{name} is {found}, but this layer's is {wanted}.")
    if not np.isfinite(tensor).all():
        raise ValueError(f"gradients.{name} holds a number that is not finite: find where it arises before all else.")
    return tensor


def _far(one: Array, other: Array) -> float:
    """The largest difference, relative to the largest number of both."""
    if one.shape != other.shape:
        return float("inf")
    scale = max(float(np.abs(one).max()), float(np.abs(other).max()))
    return float(np.abs(one - other).max()) / scale if scale > SILENT else 0.0


def _verdict(name: str, came: Array, right: Array, tolerance: float) -> Verdict:
    if came.shape != right.shape:
        far = _far(came.T, right)
        return Verdict(name, "transposed", far, (0,) * right.ndim, "transposed", None)
    error = _far(came, right)
    worst = tuple(int(i) for i in np.unravel_index(np.abs(came - right).argmax(), right.shape))
    if max(float(np.abs(came).max()), float(np.abs(right).max())) <= SILENT:
        return Verdict(name, "silent", error, worst, "zero", None)
    if error <= tolerance:
        return Verdict(name, "correct", error, worst, "constant", 1.0)
    return Verdict(name, "wrong", error, worst, *_pattern(came, right, tolerance))


def _pattern(came: Array, right: Array, tolerance: float) -> tuple[str, float | None]:
    """How came / right looks: the same everywhere, by row (receiving neuron), by column (sending neuron), or mixed."""
    if not came.any():
        return "zero", 0.0
    ratio = float((came * right).sum() / (right * right).sum()) if right.any() else 0.0
    if right.any() and _far(came, ratio * right) <= tolerance:
        return "constant", ratio
    if right.ndim == 2:
        if _far(came.T, right) <= tolerance if came.shape == right.T.shape else False:
            return "transposed", None
        for axis, name in ((1, "by row"), (0, "by column")):
            norm = (right * right).sum(axis=axis, keepdims=True)
            each = (came * right).sum(axis=axis, keepdims=True) / np.where(norm > 0, norm, 1)
            if _far(came, each * right) <= tolerance:
                return name, None
    return "mixed", None


def _diagnose(lesson: Lesson, came: Gradients, tolerance: float, wrong: list[str]) -> list[dict[str, Any]]:
    """The mistakes that explain the gradients, the likeliest first; pairs of them only where no single one does."""
    names = [bug for bug in ORDER if possible(lesson, bug)]
    for size, near in ((1, tolerance), (2, tolerance), (1, COPIED)):
        found = []
        for bugs in combinations(names, size):
            far = min((_distance(came, given) for given in variants(lesson, frozenset(bugs))), default=np.inf)
            found += [(far, bugs)] if far <= 2 * near else []
        if found:
            # What explains the numbers equally well is equally likely; a far better match leaves the others behind.
            best = min(far for far, _ in found)
            likely = [bugs for far, bugs in found if far <= 1e3 * best + 1e-12]
            sure = 0.99 if near == tolerance else 0.6
            return [_candidate(bugs, sure / len(likely), len(likely) > 1, wrong) for bugs in likely]
    return []


def _distance(came: Gradients, given: Gradients) -> float:
    return max(_far(one, other) for one, other in zip(came.tensors(), given.tensors(), strict=True))


def _candidate(bugs: tuple[str, ...], confidence: float, rivals: bool, wrong: list[str]) -> dict[str, Any]:
    known = [BUGS[bug] for bug in bugs]
    apart = "" if not rivals else " On these data other mistakes look the same: try another sample, or a batch."
    return {
        "bug": bugs[0],
        "bugs": list(bugs),
        "confidence": round(confidence, 3),
        "explanation": " And: ".join(bug.explanation for bug in known) + apart,
        "line": "; ".join(bug.line for bug in known),
        "tensors": wrong,
    }


def _summary(verdicts: list[Verdict], wrong: list[str], diagnosis: list[dict[str, Any]]) -> str:
    silent = [each.tensor for each in verdicts if each.verdict == "silent"]
    aside = f" {', '.join(silent)}: all zero here, so these data cannot tell." if silent else ""
    if not wrong:
        return f"These gradients are correct.{aside}"
    if not diagnosis:
        return f"{', '.join(wrong)} differ, and none of the known bugs explains how.{aside}"
    found = " with ".join(diagnosis[0]["bugs"])
    return f"{', '.join(wrong)} differ: {found}.{aside}"
