"""The network: layers of weights and biases, and how they start.

Knows shapes and starting values. Does not know inputs, costs or training.
`weights[l][j, k]` goes into neuron j of layer l + 1 from neuron k of layer l, as in
z_j = sum_k w_jk a_k + b_j.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from app.nn.activations import ACTIVATIONS, Activation, Array


@dataclass(frozen=True)
class Network:
    """Weights `(n_l, n_{l-1})`, biases `(n_l,)` and an activation per layer.

    `parameters` is one flat vector with every number of the network in it, layer by layer, W then b;
    `weights` and `biases` are views into it, so that one vector operation updates the whole network.
    """

    sizes: tuple[int, ...]
    activations: tuple[Activation, ...]
    parameters: Array
    weights: tuple[Array, ...]
    biases: tuple[Array, ...]

    @classmethod
    def over(cls, parameters: Array, sizes: Sequence[int], activations: Sequence[str]) -> "Network":
        """The network whose numbers are the flat vector `parameters` (not copied)."""
        weights, biases = split(parameters, sizes)
        return cls(tuple(sizes), tuple(ACTIVATIONS[name] for name in activations), parameters, weights, biases)

    @classmethod
    def of(cls, weights: Sequence[ArrayLike], biases: Sequence[ArrayLike], activations: Sequence[str]) -> "Network":
        """The network with these weights and biases, copied as float64.

        Raises ValueError when a shape does not fit, a number is not finite or an activation is
        unknown or out of place (softmax belongs to the last layer).
        """
        check_activations(activations)
        if not len(weights) == len(biases) == len(activations):
            raise ValueError(
                f"{len(weights)} weight matrices, {len(biases)} bias vectors and {len(activations)} "
                "activations: give one of each per layer."
            )
        if not weights:
            raise ValueError("A network needs at least one layer of weights.")
        tensors = [
            (_tensor(w, 2, f"weights[{i}]"), _tensor(b, 1, f"biases[{i}]"))
            for i, (w, b) in enumerate(zip(weights, biases, strict=True))
        ]
        sizes = [tensors[0][0].shape[1]]
        for i, (w, b) in enumerate(tensors):
            if w.shape[1] != sizes[-1]:
                raise ValueError(f"weights[{i}] has {w.shape[1]} columns but layer {i} has {sizes[-1]} neurons.")
            if len(b) != len(w):
                raise ValueError(f"biases[{i}] has {len(b)} numbers but weights[{i}] has {len(w)} rows.")
            sizes.append(len(w))
        flat = np.concatenate([part.ravel() for pair in tensors for part in pair])
        return cls.over(flat, sizes, activations)

    @property
    def layers(self) -> int:
        """How many layers of weights there are, L."""
        return len(self.weights)

    def copy(self, dtype: type[np.floating] | None = None) -> "Network":
        """The same network in memory of its own, in another precision if `dtype` is given."""
        parameters = self.parameters.astype(dtype or self.parameters.dtype, copy=True)
        return Network.over(parameters, self.sizes, [activation.name for activation in self.activations])

    def index(self, layer: int, to: int, source: int | None) -> int:
        """Where a weight (or, with `source` None, a bias) stands in `parameters`.

        `layer` counts from 1. Raises IndexError naming what does not exist.
        """
        if not 1 <= layer <= self.layers:
            raise IndexError(f"There is no layer {layer}: weights lead into layers 1 to {self.layers}.")
        rows, columns = self.weights[layer - 1].shape
        if not 0 <= to < rows:
            raise IndexError(f"Layer {layer} has neurons 0 to {rows - 1}, not {to}.")
        start = sum(n * m + m for n, m in pairwise(self.sizes[:layer]))
        if source is None:
            return start + rows * columns + to
        if not 0 <= source < columns:
            raise IndexError(f"Layer {layer - 1} has neurons 0 to {columns - 1}, not {source}.")
        return start + to * columns + source


def split(parameters: Array, sizes: Sequence[int]) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
    """Views of a flat vector as weight matrices and bias vectors."""
    weights, biases, at = [], [], 0
    for n, m in pairwise(sizes):
        weights.append(parameters[at : at + n * m].reshape(m, n))
        biases.append(parameters[at + n * m : at + n * m + m])
        at += n * m + m
    return tuple(weights), tuple(biases)


def parameter_count(sizes: Sequence[int]) -> int:
    """How many weights and biases a network of these sizes has."""
    return sum(n * m + m for n, m in pairwise(sizes))


def check_activations(names: Sequence[str]) -> None:
    """Raise ValueError unless each name is known and softmax, if there, comes last."""
    for layer, name in enumerate(names, start=1):
        if name not in ACTIVATIONS:
            raise ValueError(f"Unknown activation {name!r} in layer {layer}: use one of {', '.join(ACTIVATIONS)}.")
        if name == "softmax" and layer < len(names):
            raise ValueError(f"softmax stands in layer {layer}: it belongs to the last layer only.")


Draw = Callable[[np.random.Generator, int, int], Array]

# How the weights of one layer (m neurons fed by n) start. Sources: Glorot & Bengio 2010 (xavier),
# He et al. 2015 (he); normal has deviation 1, uniform spans -1..1, constant is 1, all before `scale`.
INIT_SCHEMES: dict[str, Draw] = {
    "xavier": lambda rng, n, m: rng.standard_normal((m, n)) * np.sqrt(2 / (n + m)),
    "he": lambda rng, n, m: rng.standard_normal((m, n)) * np.sqrt(2 / n),
    "normal": lambda rng, n, m: rng.standard_normal((m, n)),
    "uniform": lambda rng, n, m: rng.uniform(-1, 1, (m, n)),
    "zeros": lambda _, n, m: np.zeros((m, n)),
    "constant": lambda _, n, m: np.ones((m, n)),
}


def initial(
    sizes: Sequence[int], activations: Sequence[str], scheme: str, scale: float, rng: np.random.Generator
) -> Network:
    """A new float64 network: weights by `scheme` times `scale`, biases 0."""
    draw = INIT_SCHEMES[scheme]
    network = Network.over(np.zeros(parameter_count(sizes)), sizes, activations)
    for (n, m), w in zip(pairwise(sizes), network.weights, strict=True):
        w[:] = draw(rng, n, m) * scale
    return network


def _tensor(values: ArrayLike, dimensions: int, name: str) -> Array:
    try:
        tensor = np.array(values, dtype=np.float64)
    except (ValueError, TypeError):
        raise ValueError(f"{name} must be a full rectangle of numbers.") from None
    if tensor.ndim != dimensions or 0 in tensor.shape:
        raise ValueError(f"{name} must be {'a matrix' if dimensions == 2 else 'a list'} of numbers.")
    if not np.isfinite(tensor).all():
        raise ValueError(f"{name} holds a number that is not finite.")
    return tensor
