"""What a job's picture shows, explained: a derivative taken apart, the graph, an update accounted for.

Knows addresses and bodies. Does not know how anything is computed. Every answer is about the sample and the
network of the picture: before its update, where it shows one that was made.
"""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query

from app.explain.counts import counts
from app.explain.exercise import Exercise, explain, graph_answer
from app.explain.export import as_dict
from app.explain.forms import forms
from app.explain.graph import build
from app.jobs.requests import DirectionsOf, LeastSquaresOf, MoveOf, ShownTrace
from app.jobs.service import JobService
from app.training.commands import Parameter
from app.training.spec import MAX_LAYERS, MAX_PARAMETERS
from app.web.dependencies import Service
from app.web.documented import problems
from app.web.errors import ProblemError, WrongPartError
from app.web.forms_answers import FormsAnswer
from app.web.graph_answers import GraphAnswer
from app.web.reading import StrictRoute
from app.web.trace_answers import FactorsAnswer
from app.web.update_answers import DirectionsAnswer, LayerNumbers, LeastSquaresAnswer, UpdateAnswer

router = APIRouter(prefix="/api/v1/jobs", tags=["what is shown"], route_class=StrictRoute)

ASKED = problems("unknown-job", "conflict", "invalid-command")

Layer = Annotated[int, Query(ge=1, le=MAX_LAYERS)]
Neuron = Annotated[int, Query(ge=0, le=MAX_PARAMETERS)]
Sender = Annotated[int | None, Query(ge=0, le=MAX_PARAMETERS, alias="from")]


@router.get("/{job_id}/factors", responses=ASKED | problems("invalid-network"))
async def explain_shown(
    job_id: str, service: Service, layer: Layer, to: Neuron, source: Sender = None
) -> FactorsAnswer:
    """One derivative of the sample and the network that the picture shows, taken apart; without `from` the bias's.

    While a viewer tries a value, the picture's network has that value, and so it has here.
    """
    try:
        return FactorsAnswer(**explain(await _shown(job_id, service), layer, to, source))
    except IndexError as error:
        raise ProblemError("invalid-network", str(error)) from None


@router.get("/{job_id}/forms", responses=ASKED | problems("invalid-network"))
async def write_shown(
    job_id: str,
    service: Service,
    layer: Layer,
    to: Annotated[int | None, Query(ge=0, le=MAX_PARAMETERS)] = None,
    source: Sender = None,
    neuron: Annotated[int | None, Query(ge=0, le=MAX_PARAMETERS)] = None,
) -> FormsAnswer:
    """One derivative of what the picture shows by index, as matrices and as NumPy code.

    By a weight (`to` and `from`), by a bias (`to` alone), or by a neuron's activation (`neuron` alone).
    """
    if (to is None) == (neuron is None) or (neuron is not None and source is not None):
        raise ProblemError("invalid-network", "Name a weight by 'to' and 'from', a bias by 'to', or give a 'neuron'.")
    exercise = await _shown(job_id, service)
    try:
        if to is None:
            return FormsAnswer(**forms(exercise, layer, neuron or 0, None, "neuron"))
        return FormsAnswer(**forms(exercise, layer, to, source, "bias" if source is None else "weight"))
    except IndexError as error:
        raise ProblemError("invalid-network", str(error)) from None


@router.get("/{job_id}/graph", responses=ASKED | problems("invalid-network"))
async def graph_shown(
    job_id: str,
    service: Service,
    layer: Annotated[int | None, Query(ge=1, le=MAX_LAYERS)] = None,
    to: Annotated[int | None, Query(ge=0, le=MAX_PARAMETERS)] = None,
    source: Sender = None,
) -> GraphAnswer:
    """The computation graph of the sample and the network that the picture shows.

    Of a large network it is that around the parameter, without `from` a bias, or with nothing named around the
    strongest nudge; what is left out is collected.
    """
    if (layer is None) != (to is None) or (layer is None and source is not None):
        raise WrongPartError("layer", "A parameter is named by 'layer' and 'to', a weight also by 'from'.")
    trial = (await service.command(job_id, ShownTrace()))["trial"]
    selection = None if layer is None or to is None else (layer, to, source)
    try:
        return GraphAnswer(**graph_answer(build(trial.network, trial.trace, trial.cost, selection)))
    except IndexError as error:
        raise ProblemError("invalid-network", str(error)) from None


@router.get("/{job_id}/update", responses=ASKED)
async def account_for_update(
    job_id: str, service: Service, layer: Layer, to: Neuron, source: Sender = None
) -> UpdateAnswer:
    """How far the picture's update moves a weight (without `from` a bias), and why that far.

    Its mini-batch stands beside it, each sample with its own nudge; an update made from one sample is set beside
    the batch that it could be part of. Multiplications are those of one sample.
    """
    found = await service.command(job_id, MoveOf(Parameter(layer, to, source)))
    told = {
        "parameter": {"layer": layer, "to": to, "from": source},
        **asdict(found["move"]),
        "batch": asdict(found["batch"]),
        "multiplications": asdict(counts(found["sizes"])),
    }
    return UpdateAnswer(**told)


@router.get("/{job_id}/directions", responses=ASKED)
async def compare_gradients(job_id: str, service: Service) -> DirectionsAnswer:
    """The gradient of the shown sample, of its mini-batch and of all samples of the epoch, at one network.

    Each has a length and a number of parameters it moves at all; between any two there is an angle, in degrees.
    """
    found = (await service.command(job_id, DirectionsOf()))["directions"]
    angles = [{"between": [one, other], "degrees": degrees} for one, other, degrees in found.angles]
    return DirectionsAnswer(**asdict(found) | {"angles": angles})


@router.get("/{job_id}/least-squares", responses=ASKED)
async def compare_with_closed_form(job_id: str, service: Service) -> LeastSquaresAnswer:
    """One linear layer under a quadratic cost: the weights that a formula gives, beside the present ones.

    Training goes down towards the former; `cost` and `least_cost` are means over the training samples.
    """
    found = (await service.command(job_id, LeastSquaresOf()))["least_squares"]
    now, there = as_dict(found.network), as_dict(found.closed_form)
    return LeastSquaresAnswer(
        samples=found.samples,
        weights=now["weights"][0],
        biases=now["biases"][0],
        closed_form=LayerNumbers(weights=there["weights"][0], biases=there["biases"][0]),
        cost=found.cost,
        least_cost=found.least_cost,
    )


async def _shown(job_id: str, service: JobService) -> Exercise:
    """The network and the sample on the picture."""
    trial = (await service.command(job_id, ShownTrace()))["trial"]
    return Exercise(trial.network, trial.cost, trial.trace.inputs, trial.trace.targets, single=True)
