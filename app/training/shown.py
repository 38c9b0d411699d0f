"""One sample as it is shown: where it is from, what it is and what the answer should be.

Knows samples and drawings. Does not know runs or pictures.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.datasets import pen
from app.datasets.dataset import Dataset, Samples
from app.training.commands import CommandError, Watch


@dataclass(frozen=True)
class Shown:
    """A sample: `inputs` `(n_0,)` and the wished outputs `targets` `(n_L,)`.

    `index` is its number in the epoch's samples; `label` the class it has, `target` the class wished.
    `recipe` holds the fields of the watch command that pins it, None for the training order's own.
    """

    source: Literal["order", "sample", "drawing", "input"]
    inputs: NDArray[np.float64]
    targets: NDArray[np.float64]
    index: int | None = None
    label: int | None = None
    target: int | None = None
    recipe: dict[str, Any] | None = None


def sample_of(samples: Samples, index: int) -> Shown:
    """A sample of the epoch, as the training order shows it."""
    inputs, targets = samples.take([index])
    label = samples.label(index)
    return Shown("order", inputs[0], targets[0], index, label, label)


def pin(watch: Watch, samples: Samples, dataset: Dataset) -> Shown:
    """The sample a watch command names. Raises CommandError when there is no such sample."""
    if watch.sample is not None:
        if not 0 <= watch.sample < len(samples):
            raise CommandError(f"There is no sample {watch.sample}: choose one from 0 to {len(samples) - 1}.")
        found = sample_of(samples, watch.sample)
        own = tuple(found.targets.tolist()) if found.label is None else found.label
        wished = own if watch.target is None else watch.target
        targets, target = _targets(wished, dataset)
        recipe: dict[str, Any] = {"sample": watch.sample, "target": wished}
        return Shown("sample", found.inputs, targets, watch.sample, found.label, target, recipe)
    targets, target = _targets(watch.target, dataset)
    if watch.strokes is not None:
        if dataset.kind != "image":
            raise CommandError(f"{dataset.name} has no pictures to draw: watch an input instead.")
        image = pen.ink_strokes([np.array(stroke) for stroke in watch.strokes])
        recipe = {"strokes": watch.strokes, "target": watch.target}
        return Shown("drawing", image.ravel() / 255, targets, None, None, target, recipe)
    inputs = np.array(watch.inputs)
    width = dataset.train.inputs.shape[1]
    if inputs.shape != (width,):
        raise CommandError(f"{dataset.name} has {width} inputs, not {inputs.size}.")
    return Shown("input", inputs, targets, None, None, target, {"inputs": watch.inputs, "target": watch.target})


def _targets(wished: int | tuple[float, ...] | None, dataset: Dataset) -> tuple[NDArray[np.float64], int | None]:
    """The wished outputs, and the class they stand for if there is one."""
    outputs = dataset.train.targets.shape[1]
    if isinstance(wished, int):
        classes = len(dataset.classes)
        if not classes:
            raise CommandError(f"{dataset.name} has no classes: give the {outputs} numbers that should come out.")
        if not 0 <= wished < classes:
            raise CommandError(f"There is no class {wished}: choose one from 0 to {classes - 1}.")
        return (np.eye(outputs)[wished] if outputs > 1 else np.array([float(wished)])), wished
    targets = np.array(wished, float)
    if targets.shape != (outputs,):
        raise CommandError(f"{dataset.name} has {outputs} outputs: give a class, or {outputs} numbers.")
    one_hot = bool(dataset.classes) and outputs > 1 and sorted(targets)[-2:] == [0.0, 1.0] and targets.sum() == 1
    return targets, int(targets.argmax()) if one_hot else None
