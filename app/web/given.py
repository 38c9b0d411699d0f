"""The network and the samples of a request, as an exercise.

Knows bodies. Does not know what is asked about the exercise.
"""

from app.explain.exercise import Exercise
from app.web.errors import ProblemError
from app.web.schemas import GradientCheckRequest, TraceRequest


def exercise_of(body: TraceRequest | GradientCheckRequest) -> Exercise:
    """The exercise that a request describes. Raises ProblemError where its numbers do not fit."""
    try:
        return Exercise.of(
            body.network.weights,
            body.network.biases,
            list(body.network.activations),
            body.cost,
            body.input,
            body.target,
        )
    except ValueError as error:
        raise ProblemError("invalid-network", str(error)) from None
