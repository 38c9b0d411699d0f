"""The jobs of the REST contract.

Knows addresses, status codes and headers. Does not know how jobs are run.
"""

import hashlib
import json
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import JSONResponse

from app.explain.exercise import trace_answer
from app.jobs.job import Job
from app.jobs.requests import TraceOf
from app.jobs.service import ConflictError, JobService
from app.jobs.sweeps import LABEL
from app.training.commands import Pause, Play, Seek, Set, Step, Watch
from app.web.answers import JobAnswer, JobPage, Standing, job_answer
from app.web.dependencies import Service
from app.web.documented import Responses, answer, problems
from app.web.errors import ProblemError, WrongPartError
from app.web.reading import StrictRoute
from app.web.schemas import ForkRequest, JobChange, JobRequest, SampleRequest, SeekRequest, StepRequest
from app.web.trace_answers import TraceAnswer

router = APIRouter(prefix="/api/v1/jobs", tags=["jobs"], route_class=StrictRoute)

KEY = "Any text of your own: the same key and body again are answered with the job of the first time."
ASKED = problems("unknown-job", "conflict", "invalid-command")
STEERED = ASKED | problems("storage")
AGAIN: Responses = {200: {"model": JobAnswer, "description": "It was so already."}}


def told(service: JobService, job: Job) -> JobAnswer:
    """A job as clients see it, with what its data set is."""
    entry = asdict(service.tables.about(job.spec.dataset))
    return job_answer(job, entry, service.store.eta(job.id), service.store.last_event(job.id))


@router.post(
    "",
    status_code=201,
    responses=answer(201, "The job.", headers=("Location", "Idempotency-Replayed"))
    | problems("idempotency-key-reused", "too-many-jobs", "storage", "storage-full"),
)
async def create_job(
    body: JobRequest,
    service: Service,
    response: Response,
    idempotency_key: Annotated[str | None, Header(alias="Idempotency-Key", max_length=200, description=KEY)] = None,
) -> JobAnswer:
    """Start a training.

    Every field has a default: `{}` trains the default digits network. Equal specifications give equal runs.
    """
    request = (idempotency_key, _digest(body)) if idempotency_key else None
    if request is not None and (known := service.store.request(request[0])) is not None:
        if known[0] != request[1]:
            raise ProblemError("idempotency-key-reused")
        response.headers["Idempotency-Replayed"] = "true"
        job = service.get(known[1])
    else:
        about = {name: getattr(body, name) for name in ("name", "labels", "start", "lifetime")}
        job = service.create(body.spec(), request=request, **about)
        await service.store.saved()
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return told(service, job)


def _digest(body: JobRequest) -> str:
    return hashlib.sha256(json.dumps(asdict(body), sort_keys=True).encode()).hexdigest()


@router.get("")
async def list_jobs(
    service: Service,
    state: str | None = None,
    label: str | None = None,
    sweep_id: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: str | None = None,
) -> JobPage:
    """The jobs, newest first; `label` is `key:value` or a key, `after` the id of the last one seen."""
    wanted = f"{LABEL}:{sweep_id}" if sweep_id else label
    found = [job for job in service.store.all() if (not state or job.state == state) and _labelled(job, wanted)]
    if after is not None:
        ids = [job.id for job in found]
        if after not in ids:
            raise WrongPartError("/after", "This id is in no page of this list. Begin again without it.")
        found = found[ids.index(after) + 1 :]
    page = [told(service, job) for job in found[:limit]]
    more = len(found) > limit
    return JobPage(data=page, has_more=more, next_after=page[-1].id if more else None)


def _labelled(job: Job, label: str | None) -> bool:
    if not label:
        return True
    key, _, value = label.partition(":")
    return key in job.labels and value in ("", job.labels[key])


@router.get(
    "/{job_id}",
    response_model=JobAnswer,
    responses=answer(200, "The job.", headers=("ETag",))
    | answer(304, "Nothing has changed.", headers=("ETag",))
    | problems("unknown-job"),
)
async def get_job(
    job_id: str,
    service: Service,
    if_none_match: Annotated[str | None, Header(alias="If-None-Match", description="An ETag of before.")] = None,
) -> Response:
    """One job; with `If-None-Match`, 304 while nothing has changed."""
    found = told(service, service.get(job_id)).model_dump(mode="json")
    body = json.dumps(found, allow_nan=False, sort_keys=True).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    if _holds(if_none_match or "", tag):
        return Response(status_code=304, headers={"ETag": tag})
    return JSONResponse(found, headers={"ETag": tag})


def _holds(header: str, tag: str) -> bool:
    """Whether an If-None-Match names a tag; a proxy may have marked it as weak."""
    given = {each.strip().removeprefix("W/") for each in header.split(",")}
    return tag in given or "*" in given


@router.patch("/{job_id}", responses=problems("unknown-job", "conflict", "invalid-command", "storage"))
async def change_job(job_id: str, body: JobChange, service: Service) -> JobAnswer:
    """Another name or labels, or live settings."""
    turned = Set(body.learning_rate, body.batch_size, body.pace)
    if turned != Set():
        await service.command(job_id, turned)
    job = service.rename(job_id, body.name, body.labels)
    await service.store.saved()
    return told(service, job)


@router.delete(
    "/{job_id}",
    status_code=204,
    responses=answer(204, "It is forgotten.") | problems("unknown-job", "conflict", "storage"),
)
async def delete_job(job_id: str, service: Service) -> None:
    """Forget a job that has ended."""
    service.delete(job_id)
    await service.store.saved()


@router.post("/{job_id}/pause", status_code=202, responses=STEERED | AGAIN)
async def pause_job(job_id: str, service: Service, response: Response) -> JobAnswer:
    """Stop before the next update."""
    job = service.get(job_id)
    if job.state == "paused":
        response.status_code = 200
    else:
        await service.command(job_id, Pause())
    return told(service, service.get(job_id))


@router.post("/{job_id}/resume", status_code=202, responses=STEERED | AGAIN)
async def resume_job(job_id: str, service: Service, response: Response) -> JobAnswer:
    """Let the run go on."""
    job = service.get(job_id)
    if job.state == "running":
        response.status_code = 200
    else:
        await service.command(job_id, Play())
    return told(service, service.get(job_id))


@router.post("/{job_id}/cancel", status_code=202, responses=problems("unknown-job", "conflict", "storage") | AGAIN)
async def cancel_job(job_id: str, service: Service, response: Response) -> JobAnswer:
    """End a job for good."""
    job = service.get(job_id)
    if job.state == "cancelled":
        response.status_code = 200
    else:
        job = service.cancel(job_id)
        await service.store.saved()
    return told(service, job)


@router.post("/{job_id}/step", responses=STEERED)
async def step_job(job_id: str, body: StepRequest, service: Service) -> Standing:
    """Take some updates; the job must be paused. Answers where it stands then."""
    if service.get(job_id).state != "paused":
        state = service.get(job_id).state
        raise ConflictError(f"This job is {state}. Only a paused job can be stepped: pause it.")
    return Standing(**await service.command(job_id, Step(body.unit, body.count)))


@router.post("/{job_id}/seek", responses=STEERED)
async def seek_job(job_id: str, body: SeekRequest, service: Service) -> Standing:
    """Go to any step taken before, exact to the bit; the job is paused then."""
    return Standing(**await service.command(job_id, Seek(body.step)))


@router.post(
    "/{job_id}/fork",
    status_code=201,
    responses=answer(201, "The new job.", headers=("Location",)) | STEERED | problems("too-many-jobs", "storage-full"),
)
async def fork_job(job_id: str, body: ForkRequest, service: Service, response: Response) -> JobAnswer:
    """A new job that goes on from a step of this one, perhaps with other settings."""
    source = service.get(job_id)
    changed = Set(body.spec.optimizer.learning_rate, body.spec.batch_size)
    about = {"name": body.name or f"{source.name}, forked", "start": body.start, "lifetime": body.lifetime}
    spec = body.spec.applied_to(source.spec, has_stopped=source.reason == "early_stopped")
    job = await service.fork(job_id, body.step, spec, changed, **about)
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return told(service, job)


@router.get("/{job_id}/trace", responses=ASKED)
async def trace_sample(job_id: str, service: Service, sample: Annotated[int, Query(ge=0)] = 0) -> TraceAnswer:
    """The trace of a sample of this epoch at the present step."""
    return await _trace(job_id, service, Watch(sample=sample))


@router.post("/{job_id}/trace", responses=ASKED)
async def trace_input(job_id: str, body: SampleRequest, service: Service) -> TraceAnswer:
    """The trace of a sample of one's own at the present step."""
    target = body.target if isinstance(body.target, int) else tuple(body.target)
    return await _trace(job_id, service, Watch(inputs=tuple(body.input), target=target))


async def _trace(job_id: str, service: JobService, watch: Watch) -> TraceAnswer:
    trial = (await service.command(job_id, TraceOf(watch)))["trial"]
    return TraceAnswer(**trace_answer(trial.network, trial.trace, trial.change, trial.cost, single=True))
