"""The stateless mathematics and drawings of the REST contract.

Knows addresses and bodies. Does not know jobs.
"""

from fastapi import APIRouter

from app.datasets import pen
from app.explain.exercise import explain, explain_graph, solve
from app.explain.forms import forms
from app.explain.formulas import Kind
from app.explain.shared import share
from app.web.answers import Image
from app.web.documented import problems
from app.web.errors import ProblemError
from app.web.forms_answers import FormsAnswer
from app.web.given import exercise_of
from app.web.graph_answers import GraphAnswer
from app.web.reading import StrictRoute
from app.web.schemas import (
    DrawingRequest,
    FactorsRequest,
    FormsRequest,
    GraphRequest,
    NeuronBody,
    SharedRequest,
    TraceRequest,
)
from app.web.trace_answers import FactorsAnswer, SharedAnswer, TraceAnswer

router = APIRouter(prefix="/api/v1", tags=["mathematics"], route_class=StrictRoute)

MAX_BITMAP = 2000


@router.post("/traces", responses=problems("invalid-network"))
def trace_network(body: TraceRequest) -> TraceAnswer:
    """Run a sample, or a batch, forward and backward through a network, and take one step."""
    return TraceAnswer(**solve(exercise_of(body), body.learning_rate, body.update_biases))


@router.post("/traces/factors", responses=problems("invalid-network"))
def explain_derivative(body: FactorsRequest) -> FactorsAnswer:
    """One derivative as its chain-rule factors, the complaints behind it, its strongest paths, and a check."""
    asked = body.parameter
    try:
        return FactorsAnswer(**explain(exercise_of(body), asked.layer, asked.to, asked.source))
    except (IndexError, ValueError) as error:
        raise ProblemError("invalid-network", str(error)) from None


@router.post("/traces/graph", responses=problems("invalid-network"))
def graph_network(body: GraphRequest) -> GraphAnswer:
    """The computation graph of a sample: values forward, gradients backward, a node for each operation.

    Of a network with more than about 220 nodes it is that around a parameter, with what is left out collected.
    """
    asked = body.parameter
    try:
        return GraphAnswer(
            **explain_graph(exercise_of(body), None if asked is None else (asked.layer, asked.to, asked.source))
        )
    except (IndexError, ValueError) as error:
        raise ProblemError("invalid-network", str(error)) from None


@router.post("/traces/shared", responses=problems("invalid-network"))
def share_parameter(body: SharedRequest) -> SharedAnswer:
    """The derivative by one number that stands in several places: the sum over its uses, and a check.

    A convolution is a layer whose kernel stands in each row; a recurrence, unrolled, is a network whose layers are one.
    """
    try:
        return SharedAnswer(**share(exercise_of(body), [(use.layer, use.to, use.source) for use in body.uses]))
    except (IndexError, ValueError) as error:
        raise ProblemError("invalid-network", str(error)) from None


@router.post("/traces/forms", responses=problems("invalid-network"))
def write_derivative(body: FormsRequest) -> FormsAnswer:
    """One derivative, by index, as matrices and as NumPy code, from one description.

    `parameter` is a weight or a bias as for the factors, or `{"layer": 1, "neuron": 0}` for dC0/da of a neuron.
    """
    asked = body.parameter
    try:
        if isinstance(asked, NeuronBody):
            return FormsAnswer(**forms(exercise_of(body), asked.layer, asked.neuron, None, "neuron"))
        kind: Kind = "bias" if asked.source is None else "weight"
        return FormsAnswer(**forms(exercise_of(body), asked.layer, asked.to, asked.source, kind))
    except (IndexError, ValueError) as error:
        raise ProblemError("invalid-network", str(error)) from None


@router.post("/drawings", responses=problems("invalid-drawing"))
def ink_drawing(body: DrawingRequest) -> Image:
    """A drawing as a 28 x 28 image, normalised as the training data is."""
    if (body.strokes is None) == (body.bitmap is None):
        raise ProblemError("invalid-drawing", "Send either 'strokes' or a 'bitmap'.")
    if body.strokes is not None:
        if sum(map(len, body.strokes)) > 10_000:
            raise ProblemError("invalid-drawing", "A drawing has at most 10,000 points.")
        return Image(image=(pen.ink_strokes(body.strokes) / 255).tolist())
    rows = body.bitmap or []
    if not rows or not rows[0] or len({len(row) for row in rows}) > 1 or len(rows[0]) > MAX_BITMAP:
        detail = f"A bitmap is a rectangle of numbers, at most {MAX_BITMAP} on each side."
        raise ProblemError("invalid-drawing", detail)
    return Image(image=(pen.normalise(rows) / 255).tolist())
