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

from app.explain.doubts import doubts, other_sides, rounding
from app.explain.exercise import Exercise, plain
from app.explain.rivals import other_choices, tell_apart
from app.explain.side_by_side import SILENT, distance, far, ratios, steps
from app.nn.activations import Array
from app.nn.backprop import trace
from app.nn.bugs import BUGS, ORDER
from app.nn.mistaken import Gradients, Lesson, possible, variants

FLOAT64, FLOAT32 = 1e-6, 2e-4  # relative to the largest number of a tensor
COPIED = 2e-3  # numbers copied by hand have three or four digits


@dataclass(frozen=True)
class Verdict:
    """One tensor: `verdict` is correct, wrong, transposed or silent (too small to tell).

    `yours` and `right` are the numbers at `worst_index`; `ratios` is `side_by_side.ratios`.
    """

    tensor: str
    verdict: str
    max_relative_error: float
    worst_index: tuple[int, ...]
    pattern: str
    ratio: float | None
    yours: float
    right: float
    ratios: list[list[float | None]]


@dataclass(frozen=True)
class _Finding:
    """What one reading of the lesson makes of the gradients that came."""

    right: Gradients
    verdicts: list[Verdict]
    likely: list[tuple[str, ...]]
    confidence: float

    @property
    def wrong(self) -> list[str]:
        return [each.tensor for each in self.verdicts if each.verdict in ("wrong", "transposed")]


def judge(
    exercise: Exercise, weights: Sequence[Any], biases: Sequence[Any], learning_rate: float | None
) -> dict[str, Any]:
    """The report on the gradients of an exercise. Raises ValueError where they do not fit the network."""
    traced = trace(exercise.network, exercise.inputs, exercise.targets, exercise.cost)
    return examine(Lesson(exercise.network, exercise.cost, traced, learning_rate), weights, biases)


def examine(lesson: Lesson, weights: Sequence[Any], biases: Sequence[Any]) -> dict[str, Any]:
    """The report on gradients, in the shape of the contract. Raises ValueError where they do not fit the network."""
    right = lesson.right
    if not all(np.isfinite(tensor).all() for tensor in right.tensors()):
        raise ValueError("With these weights and samples the right gradients overflow: take smaller ones.")
    came = _read(right, weights, biases)
    tolerance = FLOAT32 if all(np.array_equal(t, t.astype(np.float32)) for t in came.tensors()) else FLOAT64
    finding, is_other_side = _found(lesson, came, tolerance)
    wrong, likely = finding.wrong, finding.likely
    errors = [each.max_relative_error for each in finding.verdicts if each.verdict == "wrong"]
    return {
        "correct": not wrong,
        "summary": _summary(finding.verdicts, wrong, likely),
        "precision": "float32" if tolerance == FLOAT32 else "float64",
        "tensors": [
            {**vars(each), "worst_index": list(each.worst_index), "max_relative_error": plain(each.max_relative_error)}
            for each in finding.verdicts
        ],
        "diagnosis": [_candidate(bugs, finding.confidence / len(likely), wrong) for bugs in likely],
        "apart": tell_apart(lesson, likely) if len(likely) > 1 else None,
        "fits": other_choices(lesson, came, tolerance) if wrong and not likely else [],
        "doubts": [vars(each) for each in doubts(lesson, is_other_side)]
        + [vars(each) for each in rounding(errors, tolerance, bool(likely))],
        "steps": steps(lesson, came, finding.right, wrong),
    }


def _found(lesson: Lesson, came: Gradients, tolerance: float) -> tuple[_Finding, bool]:
    """What explains the gradients: the lesson as it is, or with the other slope where a ReLU's z is 0."""
    first = _finding(lesson, came, tolerance)
    others = [_finding(other, came, tolerance) for other in other_sides(lesson)] if first.wrong else []
    for other in others:
        if not other.wrong or (other.likely and not first.likely):
            return other, True
    return first, False


def _finding(lesson: Lesson, came: Gradients, tolerance: float) -> _Finding:
    right = lesson.right
    names = [f"{kind}{layer}" for layer in range(1, lesson.network.layers + 1) for kind in ("W", "b")]
    verdicts = [_verdict(*each, tolerance) for each in zip(names, came.tensors(), right.tensors(), strict=True)]
    is_wrong = any(each.verdict in ("wrong", "transposed") for each in verdicts)
    return _Finding(right, verdicts, *(_diagnose(lesson, came, tolerance) if is_wrong else ([], 0.0)))


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


def _verdict(name: str, came: Array, right: Array, tolerance: float) -> Verdict:
    if came.shape != right.shape:
        numbers = float(came.T.flat[0]), float(right.flat[0])
        return Verdict(name, "transposed", far(came.T, right), (0,) * right.ndim, "transposed", None, *numbers, [])
    error = far(came, right)
    worst = tuple(int(i) for i in np.unravel_index(np.abs(came - right).argmax(), right.shape))
    if max(float(np.abs(came).max()), float(np.abs(right).max())) <= SILENT:
        verdict, pattern, ratio = "silent", "zero", None
    elif error <= tolerance:
        verdict, pattern, ratio = "correct", "constant", 1.0
    else:
        verdict, (pattern, ratio) = "wrong", _pattern(came, right, tolerance)
    numbers = float(came[worst]), float(right[worst])
    return Verdict(name, verdict, error, worst, pattern, ratio, *numbers, ratios(came, right, tolerance))


def _pattern(came: Array, right: Array, tolerance: float) -> tuple[str, float | None]:
    """How came / right looks: the same everywhere, by row (receiving neuron), by column (sending neuron), or mixed."""
    if not came.any():
        return "zero", 0.0
    ratio = float((came * right).sum() / (right * right).sum()) if right.any() else 0.0
    if right.any() and far(came, ratio * right) <= tolerance:
        return "constant", ratio
    if right.ndim == 2:
        if far(came.T, right) <= tolerance if came.shape == right.T.shape else False:
            return "transposed", None
        for axis, name in ((1, "by row"), (0, "by column")):
            norm = (right * right).sum(axis=axis, keepdims=True)
            each = (came * right).sum(axis=axis, keepdims=True) / np.where(norm > 0, norm, 1)
            if far(came, each * right) <= tolerance:
                return name, None
    return "mixed", None


def _diagnose(lesson: Lesson, came: Gradients, tolerance: float) -> tuple[list[tuple[str, ...]], float]:
    """The mistakes that explain the gradients, the likeliest first, and how surely they do so together.

    Pairs of mistakes are named only where no single one explains them.
    """
    names = [bug for bug in ORDER if possible(lesson, bug)]
    without = distance(came, lesson.right)  # a mistake that changes nothing explains nothing
    for size, near in ((1, tolerance), (2, tolerance), (1, COPIED)):
        found = []
        for bugs in combinations(names, size):
            given = min(variants(lesson, frozenset(bugs)), key=lambda one: distance(came, one), default=None)
            off = np.inf if given is None else distance(came, given)
            if given is not None and off <= 2 * near and off < without / 2:
                found.append((off, _untouched(came, given), bugs))
        if found:
            # What explains the numbers equally well is equally likely; a far better match leaves the others behind.
            best = min(each[0] for each in found)
            likely = sorted((each for each in found if each[0] <= 1e3 * best + 1e-12), key=lambda each: each[1])
            return [bugs for _, _, bugs in likely], 0.99 if near == tolerance else 0.6
    return [], 0.0


def _untouched(came: Gradients, given: Gradients) -> int:
    """How many tensors are zero to the last bit in one of them alone: what was computed leaves some rounding."""
    return sum(one.any() != other.any() for one, other in zip(came.tensors(), given.tensors(), strict=True))


def _candidate(bugs: tuple[str, ...], confidence: float, wrong: list[str]) -> dict[str, Any]:
    known = [BUGS[bug] for bug in bugs]
    return {
        "bug": bugs[0],
        "bugs": list(bugs),
        "confidence": round(confidence, 3),
        "explanation": " And: ".join(bug.explanation for bug in known),
        "line": "; ".join(bug.line for bug in known),
        "tensors": wrong,
    }


def _summary(verdicts: list[Verdict], wrong: list[str], likely: list[tuple[str, ...]]) -> str:
    silent = [each.tensor for each in verdicts if each.verdict == "silent"]
    aside = f" {', '.join(silent)}: all zero here, so these data cannot tell." if silent else ""
    if not wrong:
        return f"These gradients are correct.{aside}"
    differ = f"{', '.join(wrong)} {'differs' if len(wrong) == 1 else 'differ'}"
    if not likely:
        return f"{differ}, and none of the known bugs explains how.{aside}"
    found = " or ".join(" with ".join(bugs) for bugs in likely)
    return f"{differ}: {found}.{aside}"
