"""What a data set is: samples to train on, samples to test on, and their meaning.

Knows arrays and names. Does not know where samples come from or what is trained on them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["image", "plane", "table"]
Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Entry:
    """What a data set is before it is loaded.

    `classes` is empty where the outputs are numbers. Of tables, `columns` names the columns, the inputs first;
    `table` is the id of one that was uploaded; the last `targets` columns are learnt as numbers.
    """

    name: str
    title: str
    kind: Kind
    inputs: int
    outputs: int
    classes: tuple[str, ...]
    train: int
    test: int
    columns: tuple[str, ...] = ()
    table: str | None = None
    targets: int | None = None


@dataclass(frozen=True)
class Samples:
    """n samples: `inputs` `(n, n_0)`, `targets` `(n, n_L)` and `labels` `(n,)`, None where there are no classes.

    Images keep their bytes 0..255 as `inputs`, an eighth of the memory; `scale` turns them into 0..1.
    """

    inputs: NDArray[np.uint8] | NDArray[np.float64]
    targets: NDArray[np.float64]
    labels: NDArray[np.uint8] | None
    scale: float = 1.0

    def __len__(self) -> int:
        return len(self.inputs)

    def label(self, index: int) -> int | None:
        """The class of a sample, if it has one."""
        return None if self.labels is None else int(self.labels[index])

    def fill(self, order: NDArray[np.intp], inputs: Floats, targets: Floats) -> None:
        """Write the samples with these numbers into `inputs` `(b, n_0)` and `targets` `(b, n_L)`."""
        np.copyto(inputs, self.inputs.take(order, 0), casting="same_kind")
        if self.scale != 1:
            np.multiply(inputs, self.scale, out=inputs)
        targets[:] = self.targets.take(order, 0)

    def take(self, order: Sequence[int] | NDArray[np.intp] | slice) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The inputs and targets of the samples with these numbers, float64."""
        return self.inputs[order] * np.float64(self.scale), self.targets[order]


@dataclass(frozen=True)
class Scaling:
    """How the inputs came out of the numbers that were given: (number - mean) / deviation, column by column."""

    mean: tuple[float, ...]
    deviation: tuple[float, ...]


@dataclass(frozen=True)
class Dataset:
    """Named samples; `classes` is empty where outputs are numbers.

    `fresh(epoch)`, where there is one, draws an epoch's training samples anew.
    """

    name: str
    kind: Kind
    classes: tuple[str, ...]
    train: Samples
    test: Samples
    fresh: Callable[[int], Samples] | None = field(default=None, compare=False)
    scaling: Scaling | None = None

    def epoch(self, number: int) -> Samples:
        """The training samples of an epoch, counted from 0; this may take as long as drawing them."""
        return self.fresh(number) if self.fresh and number > 0 else self.train


def one_hot(labels: NDArray[np.integer], classes: int) -> NDArray[np.float64]:
    """Desired outputs `(n, classes)`: 1 at the label, 0 elsewhere."""
    return np.eye(classes)[labels]


def pictures(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> Samples:
    """Digit images `(n, 28, 28)`, 0..255, as samples."""
    return Samples(images.reshape(len(images), -1), one_hot(labels, 10), labels, 1 / 255)


PICTURE_BYTES = 28 * 28 + 1  # of a digit image and its label


def write_pictures(samples: Samples, memory: Any) -> None:
    """Put digit images and their labels into `memory`, a buffer that may be shared with another process."""
    images, labels = _parts(memory, len(samples))
    np.copyto(images, samples.inputs, casting="unsafe")  # bytes to bytes
    np.copyto(labels, np.asarray(samples.labels, np.uint8))


def read_pictures(memory: Any, count: int) -> Samples:
    """A copy of what `write_pictures` put there."""
    images, labels = _parts(memory, count)
    return pictures(images.copy(), labels.copy())


def _parts(memory: Any, count: int) -> list[NDArray[np.uint8]]:
    """The images (count,784) and labels (count,) in a buffer."""
    images, labels, _ = np.split(np.frombuffer(memory, np.uint8), [count * (PICTURE_BYTES - 1), count * PICTURE_BYTES])
    return [images.reshape(count, -1), labels]
