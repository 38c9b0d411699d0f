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
    """A trace with all the memory it needs: `retrace` makes it anew from its inputs and targets, and allocates nothing.

    `share` `(batch, n)` is what each sample adds to the mean delta, layer by layer; a product with `ones` `(batch,)`
    adds up over the batch.
    """

    trace: Trace
    share: tuple[Array, ...]
    ones: Array

    @classmethod
    def of(cls, network: Network, inputs: Array, targets: Array) -> "Workspace":
        """For `inputs` `(batch, n_0)` and `targets` `(batch, n_L)`, and for what is written over them in `trace` later.

        They are taken in the network's precision.
        """
        dtype, batch = network.parameters.dtype, len(inputs)
        gradient = np.empty(parameter_count(network.sizes), dtype)
        weights, biases = split(gradient, network.sizes)
        layers = []
        for m, dW, db in zip(network.sizes[1:], weights, biases, strict=True):
            z, a, slope, dC_da, delta = np.empty((5, batch, m), dtype)
            layers.append(LayerTrace(z, a, slope, dC_da, delta, dW, db))
        given = np.asarray(inputs, dtype), np.asarray(targets, dtype)
        traced = Trace(*given, tuple(layers), np.empty(batch, dtype), gradient)
        return cls(traced, tuple(np.empty_like(layer.z) for layer in layers), np.ones(batch, dtype))


def forward(network: Network, inputs: Array) -> list[Array]:
    """The activations of every layer, `(batch, n_l)` each, from the input's `(batch, n_0)` on."""
    a = [inputs]
    for w, b, activation in zip(network.weights, network.biases, network.activations, strict=True):
        a.append(activation(a[-1] @ w.T + b))
    return a


def trace(network: Network, inputs: Array, targets: Array, cost: Cost) -> Trace:
    """Run `inputs` `(batch, n_0)` forward and the miss against `targets` `(batch, n_L)` backward."""
    with np.errstate(all="ignore"):  # infinities and NaN are shown and explained, not warned about
        return retrace(network, cost, Workspace.of(network, inputs, targets))


def retrace(network: Network, cost: Cost, room: Workspace) -> Trace:
    """The trace of what the workspace holds, in the place of the one before; NumPy's warnings are the caller's."""
    _forward(network, room.trace)
    np.copyto(room.trace.cost, cost.value(room.trace.outputs, room.trace.targets))
    _backward(network, cost, room.trace)
    _gradient(room)
    return room.trace


def _forward(network: Network, traced: Trace) -> None:
    a, parts = traced.inputs, zip(network.weights, network.biases, network.activations, strict=True)
    for layer, (w, b, activation) in zip(traced.layers, parts, strict=True):
        np.dot(a, w.T, out=layer.z)
        np.add(layer.z, b, out=layer.z)
        a = activation.value(layer.z, layer.a)
        activation.slope(layer.z, a, layer.slope)


def _backward(network: Network, cost: Cost, traced: Trace) -> None:
    """Every delta: BP1, then BP2 layer by layer."""
    last = traced.layers[-1]
    cost.dC_da(last.a, traced.targets, last.dC_da)
    cost.delta(network.activations[-1], last.a, traced.targets, last.dC_da, last.slope, last.delta)
    for l in range(len(traced.layers) - 2, -1, -1):  # noqa: E741 - the lessons call a layer l
        layer = traced.layers[l]
        np.dot(traced.layers[l + 1].delta, network.weights[l + 1], out=layer.dC_da)
        network.activations[l].pull_back(layer.dC_da, layer.a, layer.slope, layer.delta)


def _gradient(room: Workspace) -> None:
    """BP3 and BP4, as means over the batch."""
    a, part = room.trace.inputs, 1 / len(room.ones)  # C is a mean over the batch
    for layer, share in zip(room.trace.layers, room.share, strict=True):
        np.multiply(layer.delta, part, out=share)
        np.matmul(share.T, a, out=layer.dC_dW)  # for np.dot would write zeros there first
        np.dot(room.ones, share, out=layer.dC_db)
        a = layer.a


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
