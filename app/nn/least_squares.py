"""Least squares: the one linear layer that a formula finds, without a step being taken.

Knows inputs and targets. Does not know training.
Source: the normal equations, (X^T X) [W b]^T = X^T Y with a column of ones for the bias, solved by a decomposition
(`numpy.linalg.lstsq`), which also answers where they have many solutions: then with the shortest one.
"""

import numpy as np

from app.nn.activations import Array


def solve(inputs: Array, targets: Array) -> tuple[Array, Array]:
    """W `(n_1, n_0)` and b `(n_1,)` with the least mean of (W x + b - y)^2 over samples `(batch, n)`."""
    ones = np.ones((len(inputs), 1))
    found, *_ = np.linalg.lstsq(np.hstack([inputs, ones]), targets)
    return found[:-1].T, found[-1]
