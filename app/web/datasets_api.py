"""The data sets of the REST contract: the catalogue, samples, and tables that people bring.

Knows addresses and bodies. Does not know what a table is or how one is kept.
"""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from app import datasets
from app.datasets.dataset import Entry
from app.datasets.shelf import is_id
from app.jobs.downloads import Downloads
from app.jobs.tables import usual
from app.training.refusal import MAX_SAMPLES
from app.training.spec import DatasetSpec
from app.web.answers import Catalogue, CatalogueEntry, SampleAnswer, ScalingAnswer
from app.web.dependencies import Data, Service
from app.web.documented import answer, problems
from app.web.errors import ProblemError

router = APIRouter(prefix="/api/v1/datasets", tags=["data"])

BODY: dict[str, Any] = {
    "requestBody": {
        "description": "CSV in UTF-8, with commas, semicolons or tabs, with a header or without one.",
        "required": True,
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
}
NO_CSV = ("application/json", "multipart/form-data")  # what is certainly not the file itself
TARGETS = "So many columns at the end are numbers to be learnt; left out, the last column is the class."


@router.get("")
def list_datasets(downloads: Data, service: Service) -> Catalogue:
    """The data sets, with whether each can be used at once.

    First those of this program, then the tables that were uploaded, oldest first.
    """
    entries = [*datasets.CATALOGUE.values(), *service.tables.all()]
    return Catalogue(data=[_told(entry, downloads) for entry in entries])


@router.post(
    "",
    status_code=201,
    openapi_extra=BODY,
    responses=answer(201, "The table.", headers=("Location",))
    | problems("table-too-large", "not-csv", "invalid-table", "storage-full"),
)
async def create_dataset(request: Request, service: Service, downloads: Data, response: Response) -> CatalogueEntry:
    """Upload a table.

    One sample in each row: numbers that go in, and last the class, as text or a whole number. `table` of the answer
    is what a job's `{"dataset": {"name": "table", "table": ..}}` names; with `"targets": k` there, the last k
    columns are numbers to be learnt instead. The same bytes are the same table. Inputs are shifted and scaled so
    that over the training rows each column has mean 0 and standard deviation 1.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media in NO_CSV:
        raise ProblemError("not-csv")
    entry = await service.keep_table(await request.body())
    response.headers["Location"] = f"/api/v1/datasets/{entry.name}"
    return _told(entry, downloads)


@router.get("/{name}", responses=problems("unknown-dataset"))
def get_dataset(name: str, downloads: Data, service: Service) -> CatalogueEntry:
    """One data set; a table by its id."""
    _check_name(name)
    entry = datasets.CATALOGUE.get(name) or service.tables.get(name)
    return _told(entry, downloads)


@router.delete(
    "/{name}", status_code=204, responses=answer(204, "It is gone.") | problems("unknown-dataset", "dataset-in-use")
)
async def delete_dataset(name: str, service: Service) -> None:
    """Delete an uploaded table that no job needs."""
    _check_name(name)
    if name in datasets.CATALOGUE:
        raise ProblemError("dataset-in-use", f"{name} belongs to the program: only uploaded tables can be deleted.")
    service.drop_table(name)


@router.get("/{name}/samples/{index}", responses=problems("unknown-dataset", "unknown-sample", "dataset-not-ready"))
def get_sample(
    name: str,
    index: int,
    downloads: Data,
    seed: Annotated[int, Query(ge=0)] = 0,
    epoch: Annotated[int, Query(ge=0)] = 0,
    train: Annotated[int | None, Query(ge=1, le=MAX_SAMPLES)] = None,
    targets: Annotated[int | None, Query(ge=1, description=TARGETS)] = None,
) -> SampleAnswer:
    """One training sample of an epoch: what goes in and what should come out.

    The inputs of a table are the scaled ones; `scaling` says how they came out of the numbers in the file.
    """
    _check_name(name)
    if downloads.availability(name) != "ready":
        detail = f"The files of {name} are not here yet. Start a job on it to have them downloaded."
        raise ProblemError("dataset-not-ready", detail)
    if name in datasets.CATALOGUE:
        entry = datasets.CATALOGUE[name]
        loaded = datasets.load(name, seed, train or entry.train, entry.test, True, downloads.folder)
    else:
        given = DatasetSpec("table", seed, train, table=name, targets=targets or usual(name).targets)
        loaded = given.load(downloads.folder)
    samples = loaded.epoch(epoch)
    if not 0 <= index < len(samples):
        raise ProblemError("unknown-sample", f"Choose one from 0 to {len(samples) - 1}.")
    inputs, wished = samples.take([index])
    return SampleAnswer(
        input=inputs[0].tolist(),
        label=samples.label(index),
        target=wished[0].tolist(),
        scaling=ScalingAnswer(**asdict(loaded.scaling)) if loaded.scaling else None,
    )


def _check_name(name: str) -> None:
    if name not in datasets.CATALOGUE and not is_id(name):
        names = ", ".join(datasets.CATALOGUE)
        raise ProblemError("unknown-dataset", f"Use one of {names}, or the id of a table that was uploaded.")


def _told(entry: Entry, downloads: Downloads) -> CatalogueEntry:
    availability = downloads.availability(entry.name)
    progress = downloads.progress if availability == "downloading" else None
    detail = downloads.problem if availability == "failed" else None
    return CatalogueEntry(**asdict(entry), availability=availability, progress=progress, detail=detail)
