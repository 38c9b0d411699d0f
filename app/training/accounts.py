"""What the picture's update came from: one parameter's move, its samples' nudges, gradients and formulas beside it.

Knows a view of a run. Does not know who asks. Asking changes nothing.
"""

from collections.abc import Generator
from dataclasses import dataclass

from app.nn import least_squares
from app.nn.backprop import trace
from app.nn.network import Network
from app.training.commands import CommandError, Parameter
from app.training.update import Batch, BatchNudge, Directions, Move, batch_nudge, batch_of, directions, move
from app.training.view import View

USUAL_BATCH = 10  # samples set side by side where updates are made from one


@dataclass(frozen=True)
class LeastSquares:
    """The linear layer as it is and the one of the closed form, and C of each over `samples`."""

    samples: int
    network: Network
    closed_form: Network
    cost: float
    least_cost: float


def move_of(view: View, parameter: Parameter) -> Move:
    """How far the picture's update moves a parameter, and why; the gradient is the one that the run computes."""
    network, update, batch = view.trial_network(), view.update(), _batch(view)
    traced = trace(network, *batch.arrays(), view.run.cost) if batch.used else view.trace(network)
    spec, made = view.run.spec, view.made(network, traced)
    return move(network, made.gradient, update, spec.optimizer.name, spec.l2, view.run.index(parameter))


def nudges_of(view: View, parameter: Parameter) -> BatchNudge:
    """What each sample of the picture's mini-batch asks of a parameter, and their mean."""
    view.run.index(parameter)  # that there is one
    place = parameter.layer, parameter.to, parameter.source
    return batch_nudge(view.trial_network(), view.run.cost, _batch(view), *place)


def directions_of(view: View) -> Generator[None, None, Directions]:
    """The gradient of the shown sample, of its mini-batch and of the whole epoch; it pauses on the way."""
    return directions(view.trial_network(), view.run.cost, view.shown(), _batch(view), view.run.course.samples)


def closed_form_of(view: View) -> LeastSquares:
    """What a formula says of one linear layer, beside the picture's, over the samples of the epoch."""
    network, cost = view.trial_network(), view.run.cost
    if network.layers > 1 or network.activations[0].name != "identity" or not cost.name.endswith("quadratic"):
        raise CommandError(
            "Least squares has a formula for one layer without an activation function and a quadratic cost: "
            "no hidden layer, 'identity' at the output."
        )
    inputs, targets = view.run.course.samples.take(slice(None))
    weights, biases = least_squares.solve(inputs, targets)
    there = Network.of([weights], [biases], ["identity"])
    now, least = (float(trace(each, inputs, targets, cost).cost.mean()) for each in (network, there))
    return LeastSquares(len(inputs), network, there, now, least)


def _batch(view: View) -> Batch:
    size, course = view.run.settings.batch_size, view.run.course
    size = size if size > 1 else USUAL_BATCH
    return batch_of(view.update(), view.shown(), course.samples, course.next(size), size)
