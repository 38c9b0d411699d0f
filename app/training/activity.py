"""What each neuron does over the samples: whether it can still learn, and if not, why not.

Knows a network and samples. Does not know runs or who asks. Of da/dz, the factor that each nudge of a neuron's own
weights has, little is left where an activation function is flat: there the neuron hardly learns from the sample.
Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010).
"""

import math
from collections.abc import Generator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.datasets.dataset import Samples
from app.nn.backprop import trace
from app.nn.costs import Cost
from app.nn.network import Network
from app.training.update import CHUNK

State = Literal["learns", "saturated", "dead", "diverged"]

FLAT = 0.05  # of the steepest slope: less is flat
SATURATED = 0.95  # of the samples at which a neuron is flat
STEEPEST = {"sigmoid": 0.25, "softmax": 0.25}  # of every other activation function it is 1


@dataclass(frozen=True)
class NeuronActivity:
    """`activation` and `slope` are means over the samples, `flat` is the share of samples with hardly a slope."""

    activation: float
    slope: float
    flat: float
    state: State


def activity(network: Network, samples: Samples, cost: Cost) -> Generator[None, None, list[list[NeuronActivity]]]:
    """Every neuron over all samples, layer by layer, yielding between chunks."""
    layers = [np.zeros((4, size)) for size in network.sizes[1:]]
    for start in range(0, len(samples), CHUNK):
        traced = trace(network, *samples.take(slice(start, start + CHUNK)), cost)
        for sums, function, layer in zip(layers, network.activations, traced.layers, strict=True):
            flat = layer.slope < FLAT * STEEPEST.get(function.name, 1.0)
            sums += [each.sum(axis=0) for each in (layer.a, layer.slope, flat, layer.slope == 0)]
        yield
    return [[_neuron(*means) for means in (sums / len(samples)).T.tolist()] for sums in layers]


def _neuron(activation: float, slope: float, flat: float, zero: float) -> NeuronActivity:
    """Dead is a neuron that no sample of these moves at all, as below the bend of a ReLU."""
    state: State = "dead" if zero == 1 else "saturated" if flat >= SATURATED else "learns"
    return NeuronActivity(activation, slope, flat, state if math.isfinite(slope) else "diverged")
