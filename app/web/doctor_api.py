"""The gradient doctor: reports on gradients, files of tensors, and which tensor is which.

Knows addresses and bodies. Does not know how a file is read or a gradient judged.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool

from app.explain.doctor import judge
from app.explain.roles import Tensor, arrange
from app.explain.tensors.any_file import read_tensors
from app.explain.tensors.limits import MOST_NAME, FileError
from app.web.doctor_answers import ArrangementAnswer, FileAnswer, GradientReport, PlaceAnswer, TensorAnswer
from app.web.documented import problems
from app.web.errors import ProblemError
from app.web.given import exercise_of
from app.web.reading import StrictRoute
from app.web.schemas import GradientCheckRequest, RolesRequest

router = APIRouter(prefix="/api/v1/gradient-checks", tags=["mathematics"], route_class=StrictRoute)

BODY: dict[str, Any] = {
    "requestBody": {
        "description": "The bytes of the file: .npz, .npy, .safetensors, CSV, JSON, or torch.save of a state_dict.",
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string"}}},
    }
}
NAME = "The file's name: what its only tensor is called where the format has no names."


@router.post("", responses=problems("invalid-network"))
def check_gradients(body: GradientCheckRequest) -> GradientReport:
    """Judge gradients tensor by tensor, and name the mistake that explains them.

    The gradients are those of the mean cost over the samples. `learning_rate` lets two more mistakes be found.
    """
    given, came = exercise_of(body), body.gradients
    try:
        return GradientReport(**judge(given, came.weights, came.biases, body.learning_rate))
    except ValueError as error:
        raise ProblemError("invalid-network", str(error)) from None


@router.post("/files", openapi_extra=BODY, responses=problems("invalid-file"))
async def read_file(
    request: Request, name: Annotated[str, Query(max_length=MOST_NAME, description=NAME)] = ""
) -> FileAnswer:
    """Read a file of tensors.

    The format is told by the bytes. Nothing in a file is run: arrays of objects are refused, and of a PyTorch file only
    what describes tensors is read. A CSV file holds one tensor, or several, each below a line with its name.
    """
    data = await request.body()
    try:
        found = await run_in_threadpool(read_tensors, data)
    except FileError as error:
        raise ProblemError("invalid-file", str(error)) from None
    stem = name.rpartition(".")[0] or name
    return FileAnswer(
        format=found.format,
        tensors=[
            TensorAnswer(name=each or stem, shape=list(tensor.shape), values=tensor.ravel().tolist())
            for each, tensor in found.tensors.items()
        ],
        left_out=list(found.left_out),
        **found.about,
    )


@router.post("/roles")
def recognise_tensors(body: RolesRequest) -> ArrangementAnswer:
    """Tell which tensor is which, by names and shapes.

    `turned` tensors are to be transposed; then each is laid out in `shape`. Targets noted as classes are to be
    written as rows of 0 with a 1. A `role` or `layer` that is given is kept.
    """
    found = arrange([Tensor(each.name, tuple(each.shape), each.file, each.role, each.layer) for each in body.tensors])
    return ArrangementAnswer(
        tensors=[PlaceAnswer(**{**vars(place), "shape": list(place.shape)}) for place in found.places],
        sizes=list(found.sizes),
        problems=list(found.problems),
    )
