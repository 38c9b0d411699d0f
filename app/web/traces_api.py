"""The stateless mathematics, drawings and data sets of the REST contract.

Knows addresses and bodies. Does not know jobs.
"""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query

from app import datasets
from app.datasets import pen
from app.explain.exercise import Exercise, solve
from app.training.spec import MAX_SAMPLES
from app.web.answers import Catalogue, Image, SampleAnswer, TraceAnswer
from app.web.dependencies import Data
from app.web.documented import problems
from app.web.errors import ProblemError
from app.web.schemas import DrawingRequest, TraceRequest

router = APIRouter(prefix="/api/v1", tags=["mathematics and data"])

MAX_BITMAP = 2000


@router.post("/traces", responses=problems("invalid-network"))
def trace_network(body: TraceRequest) -> TraceAnswer:
    """Run a sample, or a batch, forward and backward through a network, and take one step."""
    try:
        exercise = Exercise.of(
            body.network.weights,
            body.network.biases,
            list(body.network.activations),
            body.cost,
            body.input,
            body.target,
        )
    except ValueError as error:
        raise ProblemError("invalid-network", str(error)) from None
    return TraceAnswer(**solve(exercise, body.learning_rate, body.update_biases))


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


@router.get("/datasets")
def list_datasets(downloads: Data) -> Catalogue:
    """The data sets, with whether each can be used at once."""
    found = []
    for entry in datasets.CATALOGUE.values():
        availability = downloads.availability(entry.name)
        progress = downloads.progress if availability == "downloading" else None
        detail = downloads.problem if availability == "failed" else None
        found.append({**asdict(entry), "availability": availability, "progress": progress, "detail": detail})
    return Catalogue.model_validate({"data": found})


@router.get(
    "/datasets/{name}/samples/{index}", responses=problems("unknown-dataset", "unknown-sample", "dataset-not-ready")
)
def get_sample(
    name: str,
    index: int,
    downloads: Data,
    seed: Annotated[int, Query(ge=0)] = 0,
    epoch: Annotated[int, Query(ge=0)] = 0,
    train: Annotated[int | None, Query(ge=1, le=MAX_SAMPLES)] = None,
) -> SampleAnswer:
    """One training sample of an epoch: what goes in and what should come out."""
    if name not in datasets.CATALOGUE:
        raise ProblemError("unknown-dataset", f"Use one of {', '.join(datasets.CATALOGUE)}.")
    if downloads.availability(name) != "ready":
        detail = f"The files of {name} are not here yet. Start a job on it to have them downloaded."
        raise ProblemError("dataset-not-ready", detail)
    entry = datasets.CATALOGUE[name]
    loaded = datasets.load(name, seed, train or entry.train, entry.test, True, downloads.folder)
    samples = loaded.epoch(epoch)
    if not 0 <= index < len(samples):
        raise ProblemError("unknown-sample", f"Choose one from 0 to {len(samples) - 1}.")
    inputs, targets = samples.take([index])
    return SampleAnswer(input=inputs[0].tolist(), label=int(samples.labels[index]), target=targets[0].tolist())
