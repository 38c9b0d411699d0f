"""What comes of a job, by the REST contract: its network, its worksheet, its curves, its events, its evaluation.

Knows formats and headers. Does not know how jobs are run.
"""

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.templating import Jinja2Templates

from app.explain.exercise import Exercise
from app.explain.export import FORMATS
from app.explain.worksheet import SHEETS, as_csv, sheet, steps_as_csv
from app.jobs import curves
from app.jobs.job import Job
from app.jobs.requests import ActivityOf, EvaluationOf, NetworkOf, ShownTrace, TrialsOf
from app.jobs.service import JobService
from app.live.hub import Hub
from app.live.mailbox import Mailbox
from app.training.view import Trial
from app.web.answers import Curves, Evaluation, EventPage, NetworkAnswer
from app.web.dependencies import Service, Viewers
from app.web.documented import answer, problems
from app.web.errors import ProblemError, WrongPartError
from app.web.trace_answers import NeuronsAnswer

router = APIRouter(prefix="/api/v1/jobs", tags=["results"])

Format = Literal["json", "npz", "safetensors", "py", "numpy", "pytorch"]

STREAM = "text/event-stream"
MEDIA = tuple(dict.fromkeys(media for _, media, _ in FORMATS.values() if media != "application/json"))
ASKED = problems("unknown-job", "conflict", "invalid-command")

MAX_NUMBER = 2**53  # of a step or an event: up to here every client can tell them apart, and the database keep them
LAST_EVENT = re.compile("[0-9]{1,15}")
KEEP_ALIVE = 15.0  # seconds between comments on a stream that has nothing to say


@router.get(
    "/{job_id}/network",
    response_model=NetworkAnswer,
    responses=answer(200, "The network.", *MEDIA, headers=("Content-Disposition",)) | ASKED,
)
async def get_network(
    job_id: str,
    service: Service,
    chosen: Annotated[Format | None, Query(alias="format", description="The format, if not by Accept.")] = None,
    accept: Annotated[str, Header(alias="Accept", description=f"One of {', '.join(MEDIA)}, or JSON.")] = "",
) -> Response:
    """The network at the present step: JSON, npz, safetensors, or Python code for NumPy or PyTorch."""
    accepted = (name for name, (_, media, _) in FORMATS.items() if media in accept)
    name: str = chosen or next(accepted, "json")
    make, media, ending = FORMATS[name]
    network = (await service.command(job_id, NetworkOf()))["network"]
    headers = {} if name == "json" else _attachment(f"nudge-{job_id}.{ending}")
    return Response(make(network), media_type=media, headers=headers)


@router.get(
    "/{job_id}/worksheet",
    response_class=Response,
    responses=answer(
        200,
        "The sheet.",
        *(media for _, media, _ in SHEETS.values()),
        "text/csv",
        "text/html",
        headers=("Content-Disposition",),
    )
    | ASKED
    | problems("invalid-network"),
)
async def get_worksheet(
    request: Request,
    job_id: str,
    service: Service,
    chosen: Annotated[Literal["md", "html", "csv", "py"], Query(alias="format")] = "md",
    steps: Annotated[int | None, Query(ge=1, le=MAX_NUMBER, description="Of csv: that many steps, one by one.")] = None,
    first: Annotated[int | None, Query(ge=1, le=MAX_NUMBER, description="Of several steps: the first.")] = None,
    unit: Annotated[Literal["sample", "batch"], Query(description="Of steps not taken yet: their size.")] = "batch",
) -> Response:
    """The sample on the picture, worked through: a sheet with blanks and key, every value as CSV, or NumPy code.

    The step on it is that of plain gradient descent at the step's learning rate. W_after and b_after of the CSV are
    what the run's own update, with its mini-batch and optimiser, makes of the parameters.

    With `steps` the CSV holds every value of several steps, from the present one or from `first` on, with the step in
    front: taken steps as they were, those after them as the job would take them. The job itself stays where it is.

    Of a job that trains with bugs, all of this is the right derivation; only W_after and b_after are its own.

    While a viewer tries a value, the network on the picture has that value, and so it has here.
    """
    job = service.get(job_id)
    if steps is not None or first is not None:
        if chosen != "csv":
            raise WrongPartError("steps", f"Several steps fit into a table, not into {chosen}: ask for format=csv.")
        asked = TrialsOf(first, steps or 1, unit)
        trials = (await service.command(job_id, asked))["trials"]
        begin, end = (trials[0][0], trials[-1][0]) if trials else (first, first)
        taken = ((step, _exercise(trial), trial.learning_rate, trial.change) for step, trial in trials)
        headers = _attachment(f"nudge-{job_id}-steps-{begin}-to-{end}.csv")
        return StreamingResponse(steps_as_csv(taken), media_type="text/csv", headers=headers)
    trial = (await service.command(job_id, ShownTrace()))["trial"]
    exercise, learning_rate, note = _exercise(trial), trial.learning_rate, _note(job)
    try:
        if chosen == "html":
            templates: Jinja2Templates = request.app.state.templates
            context = {"sheet": sheet(exercise, learning_rate, note), "job": job}
            return templates.TemplateResponse(request, "worksheet.html", context)
        if chosen == "csv":
            text, media, ending = as_csv(exercise, learning_rate, trial.change), "text/csv", "csv"
        else:
            make, media, ending = SHEETS[chosen]
            text = make(exercise, learning_rate, note)
    except ValueError as error:
        raise ProblemError("invalid-network", str(error)) from None
    return Response(text, media_type=media, headers=_attachment(f"nudge-{job_id}-step-{job.step}.{ending}"))


def _exercise(trial: Trial) -> Exercise:
    return Exercise(trial.network, trial.cost, trial.trace.inputs, trial.trace.targets, single=True)


def _note(job: Job) -> str:
    """What a sheet has to say of a job whose gradients are not those that stand on it."""
    bugs = " and ".join(job.spec.bugs)
    return f"The job trains with a bug: {bugs}. The numbers here are the right ones, its own differ." if bugs else ""


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


@router.get(
    "/{job_id}/metrics",
    response_model=Curves,
    responses=answer(200, "The curves.", "text/csv") | problems("unknown-job"),
)
async def get_metrics(
    job_id: str,
    service: Service,
    since_step: Annotated[int, Query(ge=0, le=MAX_NUMBER)] = 0,
    max_points: Annotated[int | None, Query(ge=4, le=100_000)] = None,
    accept: Annotated[str, Header(alias="Accept", description="text/csv, or JSON.")] = "",
) -> Response:
    """The curves as columns of JSON, or as CSV by `Accept: text/csv`; thinned to `max_points`, peaks kept."""
    columns = service.store.metrics(job_id, since_step, max_points)
    if max_points is not None:
        columns = curves.thin(columns, max_points)
    if "text/csv" in accept:
        return Response(curves.as_csv(columns), media_type="text/csv")
    return Response(json.dumps(columns, allow_nan=False), media_type="application/json")


@router.get("/{job_id}/evaluation", responses=ASKED)
async def get_evaluation(job_id: str, service: Service) -> Evaluation:
    """Accuracy on the test samples, which class is taken for which, and the costliest mistakes."""
    return Evaluation(**await service.command(job_id, EvaluationOf()))


@router.get("/{job_id}/neurons", responses=ASKED)
async def examine_neurons(job_id: str, service: Service) -> NeuronsAnswer:
    """Which neurons learn, and which are saturated or dead, over the training samples at the present step."""
    return NeuronsAnswer(**await service.command(job_id, ActivityOf()))


@router.get(
    "/{job_id}/events",
    response_model=EventPage,
    responses=answer(200, "The events.", STREAM)
    | answer(204, "Of a stream: the job has ended, and nothing comes after that number. Do not ask again.")
    | problems("unknown-job"),
)
async def get_events(
    job_id: str,
    service: Service,
    hub: Viewers,
    after: Annotated[int, Query(ge=0, le=MAX_NUMBER)] = 0,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1000,
    accept: Annotated[str, Header(alias="Accept", description=f"{STREAM}, or JSON.")] = "",
    last_event_id: Annotated[
        str, Header(alias="Last-Event-ID", description="Of a stream: the last number seen; goes before `after`.")
    ] = "",
) -> Response:
    """The events after number `after`: a JSON page, or with `Accept: text/event-stream` a stream of them.

    The stream honours `Last-Event-ID`, goes on live and closes after `end`; who comes back then is answered 204,
    on which browsers give up.
    """
    if STREAM in accept:
        service.get(job_id)
        start = int(last_event_id) if LAST_EVENT.fullmatch(last_event_id) else after
        if service.store.is_over(job_id, start):
            return Response(status_code=204)
        stream = _stream(service, hub, job_id, start)
        return StreamingResponse(stream, media_type=STREAM, headers={"Cache-Control": "no-store"})
    texts = service.store.events(job_id, after, limit + 1)
    page = texts[:limit]
    more = json.dumps(len(texts) > limit)
    body = f'{{"data": [{", ".join(page)}], "has_more": {more}, "next_after": {after + len(page)}}}'
    return Response(body, media_type="application/json")


async def _stream(service: JobService, hub: Hub, job_id: str, after: int) -> AsyncIterator[str]:
    box = Mailbox()
    for text in service.store.events(job_id, after):
        box.put_text(text)
    hub.listen(job_id, box)
    try:
        while True:
            item = box.take()
            if isinstance(item, str):
                event = json.loads(item)
                yield f"id: {event['seq']}\nevent: {event['kind']}\ndata: {item}\n\n"
                if event["kind"] == "end":
                    return
            else:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(box.ready.wait(), KEEP_ALIVE)
                    continue
                yield ": still here\n\n"
    finally:
        hub.unlisten(job_id, box)
