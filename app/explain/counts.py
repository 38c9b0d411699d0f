"""How much work a derivative is: multiplications of a forward pass, of a backward pass, and of wiggling every weight.

Knows the sizes of layers. Does not know numbers.
Source: Nielsen, "Neural Networks and Deep Learning", chapter 2, "In what sense is backpropagation a fast algorithm?".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Counts:
    """Multiplications for one sample. `wiggling` is one forward pass for every parameter."""

    parameters: int
    forward: int
    backward: int
    wiggling: int


def counts(sizes: Sequence[int]) -> Counts:
    """The multiplications of a network with these sizes, the input's first.

    Forward, each weight multiplies once: W a. Backward, each weight's derivative is one product, delta a^T;
    each weight of a layer beyond the first carries delta back once, W^T delta; and each neuron multiplies by its slope.
    """
    weights = [n * m for n, m in pairwise(sizes)]
    neurons = sum(sizes[1:])
    parameters, forward = sum(weights) + neurons, sum(weights)
    return Counts(parameters, forward, sum(weights) + sum(weights[1:]) + neurons, parameters * forward)
