"""The digits every trainer of the comparison gets: real MNIST where it lies beside the checkout, else ours."""

import numpy as np
from numpy.typing import NDArray

from app.datasets import mnist, pen
from tests.conftest import ROOT

MNIST = ROOT.parent / "shared" / "mnist"
COUNT = 8_000


def training_images() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Images `(n, 28, 28)` and labels `(n,)`."""
    if mnist.is_present(MNIST):
        return mnist.load(MNIST, "train", COUNT)
    return pen.generate(COUNT, 0)


def test_images() -> tuple[NDArray[np.uint8], NDArray[np.uint8]] | None:
    """The official test set, where it is here."""
    return mnist.load(MNIST, "t10k", 10_000) if mnist.is_present(MNIST) else None
