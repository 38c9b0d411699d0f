"""Back-propagation: one call returns every number of the forward and the backward pass.

Knows a network, inputs and desired outputs. Does not know optimisers, data sets or time.

    z^l = W^l a^(l-1) + b^l           a^l = f(z^l)
    delta^L = dC0/dz^L                delta^l = ((W^(l+1))^T delta^(l+1)) * f'(z^l)
    dC0/dW^l = delta^l (a^(l-1))^T    dC0/db^l = delta^l

Source: Nielsen, "Neural Networks and Deep Learning", chapter 2, equations BP1 to BP4; arrays are
`(batch, n)`, so products stand the other way round. This is the only implementation in the product:
the picture and the training come from the same call.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from app.nn.activations import Array
from app.nn.costs import Cost
from app.nn.network import Network, parameter_count, split


@dataclass(frozen=True)
class LayerTrace:
    """What one layer computed: `(batch, n)` arrays per sample, gradients as means over the batch.

    `delta` is dC0/dz of each sample; `dC_dW` `(n_l, n_{l-1})` and `dC_db` `(n_l,)` are of C, the mean.
    """

    z: Array
    a: Array
    slope: Array
    dC_da: Array
    delta: Array
    dC_dW: Array
    dC_db: Array


@dataclass(frozen=True)
class Trace:
    """Every value of one forward and backward pass over a batch.

    `cost` is C0 of each sample, `(batch,)`. `gradient` is the flat dC/d(parameters), in the order of
    `Network.parameters`; the layers' dC_dW and dC_db are views into it.
    """

    inputs: Array
    targets: Array
    layers: tuple[LayerTrace, ...]
    cost: Array
    gradient: Array

    @property
    def outputs(self) -> Array:
        """a of the last layer, `(batch, n_L)`."""
        return self.layers[-1].a


@dataclass(frozen=True)
class Workspace:
    """Memory for the traces of one network shape and batch size, so that training allocates nothing.

    A trace made in a workspace is overwritten by the next one made there.
    """

    layers: tuple[LayerTrace, ...]
    share: tuple[Array, ...]
    gradient: Array

    @classmethod
    def of(cls, network: Network, batch: int) -> "Workspace":
        """Room for a batch of this many samples."""
        dtype = network.parameters.dtype
        gradient = np.empty(parameter_count(network.sizes), dtype)
        weights, biases = split(gradient, network.sizes)
        layers = []
        for (_, m), dW, db in zip(pairwise(network.sizes), weights, biases, strict=True):
            z, a, slope, dC_da, delta = np.empty((5, batch, m), dtype)
            layers.append(LayerTrace(z, a, slope, dC_da, delta, dW, db))
        return cls(tuple(layers), tuple(np.empty_like(layer.z) for layer in layers), gradient)


def forward(network: Network, inputs: Array) -> list[Array]:
    """The activations of every layer, `(batch, n_l)` each, from the input's `(batch, n_0)` on."""
    a = [inputs]
    for w, b, activation in zip(network.weights, network.biases, network.activations, strict=True):
        a.append(activation(a[-1] @ w.T + b))
    return a


def trace(network: Network, inputs: Array, targets: Array, cost: Cost, workspace: Workspace | None = None) -> Trace:
    """Run `inputs` `(batch, n_0)` forward and the miss against `targets` `(batch, n_L)` backward."""
    room = workspace or Workspace.of(network, len(inputs))
    with np.errstate(all="ignore"):  # infinities and NaN are shown and explained, not warned about
        _forward(network, inputs, room)
        _backward(network, inputs, targets, cost, room)
        return Trace(inputs, targets, room.layers, cost.value(room.layers[-1].a, targets), room.gradient)


def _forward(network: Network, inputs: Array, room: Workspace) -> None:
    a = inputs
    for w, b, activation, layer in zip(network.weights, network.biases, network.activations, room.layers, strict=True):
        np.matmul(a, w.T, out=layer.z)
        np.add(layer.z, b, out=layer.z)
        a = activation.value(layer.z, layer.a)
        activation.slope(layer.z, a, layer.slope)


def _backward(network: Network, inputs: Array, targets: Array, cost: Cost, room: Workspace) -> None:
    last = len(room.layers) - 1
    for l in range(last, -1, -1):  # noqa: E741 - the lessons call a layer l
        layer, activation = room.layers[l], network.activations[l]
        if l == last:
            cost.dC_da(layer.a, targets, layer.dC_da)
            cost.delta(activation, layer.a, targets, layer.dC_da, layer.slope, layer.delta)
        else:
            np.matmul(room.layers[l + 1].delta, network.weights[l + 1], out=layer.dC_da)
            activation.pull_back(layer.dC_da, layer.a, layer.slope, layer.delta)
        share = np.multiply(layer.delta, 1 / len(inputs), out=room.share[l])  # C is a mean over the batch
        np.matmul(share.T, inputs if l == 0 else room.layers[l - 1].a, out=layer.dC_dW)
        np.add.reduce(share, axis=0, out=layer.dC_db)


def input_gradient(network: Network, traced: Trace) -> Array:
    """dC0/da^0, `(batch, n_0)`: the chain rule carried one step further than training needs."""
    with np.errstate(all="ignore"):
        return traced.layers[0].delta @ network.weights[0]


def first_non_finite(traced: Trace) -> tuple[int, str] | None:
    """The first place, forward then backward, where a number is not finite: (layer, what), or None.

    `layer` counts from 1; for the cost it is the last one.
    """
    for number, layer in enumerate(traced.layers, start=1):
        for what, values in (("z", layer.z), ("a", layer.a)):
            if not np.isfinite(values).all():
                return number, what
    if not np.isfinite(traced.cost).all():
        return len(traced.layers), "cost"
    for number in range(len(traced.layers), 0, -1):
        layer = traced.layers[number - 1]
        for what, values in (("dC_da", layer.dC_da), ("delta", layer.delta), ("dC_dW", layer.dC_dW)):
            if not np.isfinite(values).all():
                return number, what
    return None
