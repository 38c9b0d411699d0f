"""The bodies of answers, as the contract has them.

Knows names and types for the description of the API. Does not know how anything is found out.
Large arrays are described and not checked again: they come from our own code, by the hundred thousand.
"""

from dataclasses import fields
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from app.jobs.job import Job, Lifetime, Reason, State
from app.training.spec import TrainingSpec, plain

_NUMBER: dict[str, Any] = {"type": ["number", "null"]}
_LIST = {"type": "array", "items": _NUMBER}
_LISTS = {"type": "array", "items": _LIST}

Numbers = Annotated[list[Any], WithJsonSchema(_LIST)]
Matrix = Annotated[list[Any], WithJsonSchema(_LISTS)]
Matrices = Annotated[list[Any], WithJsonSchema({"type": "array", "items": _LISTS})]
PerSample = Annotated[list[Any], WithJsonSchema({"anyOf": [_LIST, _LISTS]})]  # a list of lists for a batch
Spec = Annotated[TrainingSpec, PlainSerializer(plain, return_type=dict[str, Any])]


class Entry(BaseModel):
    """What a data set is; `train` and `test` are how many samples it has where a specification names no number."""

    name: str
    title: str
    kind: str
    inputs: int
    outputs: int
    classes: list[str] = Field(description="Empty where the outputs are numbers.")
    train: int
    test: int
    columns: list[str] = Field(description="Of a table: the names of its columns, the inputs first.")
    table: str | None = Field(description="Of an uploaded table: its id, for a specification's `dataset.table`.")
    targets: int | None = Field(description="Of a table: how many columns at its end are learnt as numbers.")


class CatalogueEntry(Entry):
    """A data set, and whether it can be used at once; `progress` is that of its download."""

    availability: Literal["ready", "absent", "downloading", "failed"]
    progress: float | None
    detail: str | None


class Catalogue(BaseModel):
    """The data sets."""

    data: list[CatalogueEntry]


class PresetAnswer(BaseModel):
    """A worked example: a specification, and what to say of it."""

    name: str
    title: str
    note: str
    spec: Spec


class PresetList(BaseModel):
    """The worked examples, the simplest first."""

    data: list[PresetAnswer]


class ScalingAnswer(BaseModel):
    """Column by column: input = (number in the file - mean) / deviation."""

    mean: Numbers
    deviation: Numbers


class SampleAnswer(BaseModel):
    """One sample: what goes in, its class if it has one, and what should come out."""

    input: Numbers
    label: int | None
    target: Numbers
    scaling: ScalingAnswer | None = Field(description="Of a table: how its inputs came out of the file's numbers.")


class JobAnswer(BaseModel):
    """A job as clients see it."""

    id: str
    name: str
    labels: dict[str, str]
    state: State
    reason: Reason | None
    attempt: int = Field(description="Goes up by one each time the run was taken up again by another worker or server.")
    lifetime: Lifetime
    spec: Spec
    step: int
    epoch: int
    progress: float = Field(description="From 0 to 1.")
    running_seconds: float = Field(description="How long it has run, without pauses and restarts.")
    metrics: dict[str, float | None] = Field(description="cost, test_cost and test_accuracy as last measured.")
    settings: dict[str, int | float | None] = Field(description="learning_rate, batch_size and pace as they are now.")
    eta_seconds: float | None
    created_at: str
    divergence: dict[str, Any] | None = Field(description="Where the first number was not finite, if one was.")
    forked_from: dict[str, Any] | None
    detail: str | None
    dataset: Entry
    last_event: int


class JobPage(BaseModel):
    """Some jobs, newest first; `next_after` asks for the next page."""

    data: list[JobAnswer]
    has_more: bool
    next_after: str | None


class Standing(BaseModel):
    """Where a job stands now."""

    state: State
    step: int
    epoch: int
    progress: float


class Image(BaseModel):
    """A drawing as the network sees it: 28 rows of 28 numbers in 0..1."""

    image: Matrix


class NetworkAnswer(BaseModel):
    """A network: `weights[l][j][k]` goes into neuron j of layer l + 1 from neuron k."""

    sizes: list[int]
    activations: list[str]
    weights: Matrices
    biases: Matrix


class Curves(BaseModel):
    """Measurements as columns of equal length; `gradient_norms` has one number per layer."""

    step: Numbers
    epoch: Numbers
    samples: Numbers
    cost: Numbers
    test_cost: Numbers
    test_accuracy: Numbers
    gradient_norms: Matrix


class Event(BaseModel):
    """Something that happened to a job; the other fields depend on the kind."""

    model_config = ConfigDict(extra="allow")
    type: Literal["event"]
    seq: int
    kind: Literal["state", "metric", "log", "rewind", "checkpoint", "end"]
    step: int
    epoch: int


class EventPage(BaseModel):
    """Some events, oldest first; `next_after` asks for the next page."""

    data: list[Event]
    has_more: bool
    next_after: int


class Mistake(BaseModel):
    """A test sample that the network takes for another class."""

    index: int
    label: int | None
    prediction: int | None
    cost: float | None


class Evaluation(BaseModel):
    """How the network does on the test samples: `confusion[label][prediction]` counts, worst mistakes first."""

    samples: int
    accuracy: float | None
    cost: float | None
    confusion: list[list[int]]
    mistakes: list[Mistake]


class SweepJob(BaseModel):
    """A job of a sweep, and what the grid gave it."""

    id: str
    name: str
    state: State
    reason: Reason | None
    metrics: dict[str, float | None]
    step: int
    progress: float
    values: dict[str, Any]


class SweepHead(BaseModel):
    """A sweep without its jobs; `counts` says how many are in which state."""

    id: str
    name: str
    state: State
    spec: Spec
    grid: dict[str, list[Any]]
    max_parallel: int
    created_at: str
    counts: dict[str, int]


class SweepAnswer(SweepHead):
    """A sweep with its jobs, in the order of its grid."""

    jobs: list[SweepJob]


class SweepList(BaseModel):
    """The sweeps, newest first."""

    data: list[SweepHead]


class Spread(BaseModel):
    """Median and quartiles over the runs, at the summary's numbers of samples."""

    median: Numbers
    low: Numbers
    high: Numbers


class SweepRow(BaseModel):
    """How one run ended; `why` says what went wrong where it did badly."""

    job: str
    values: dict[str, Any]
    state: State
    reason: Reason | None
    cost: float | None
    test_cost: float | None
    test_accuracy: float | None
    why: Literal["diverged", "dead", "saturated", "slow"] | None


class SweepSummary(BaseModel):
    """What the runs of a sweep add up to."""

    samples: list[int]
    test_cost: Spread
    test_accuracy: Spread
    table: list[SweepRow]


class Version(BaseModel):
    """The product's version and the contract's."""

    version: str
    api: str
    protocol: str


class Liveness(BaseModel):
    """A sign of life."""

    status: Literal["alive"]


class Readiness(BaseModel):
    """Whether jobs can be taken, and if not, why."""

    status: Literal["ready", "not ready"]
    reasons: list[str]


def job_answer(job: Job, dataset: dict[str, Any], eta_seconds: float | None, last_event: int) -> JobAnswer:
    """A job as clients see it."""
    known = {each.name: getattr(job, each.name) for each in fields(Job) if each.name != "start"}
    return JobAnswer(**known, dataset=Entry(**dataset), eta_seconds=eta_seconds, last_event=last_event)
