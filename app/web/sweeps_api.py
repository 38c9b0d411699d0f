"""The sweeps of the REST contract.

Knows addresses and bodies. Does not know how jobs are run.
"""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import Field

from app.jobs.sweeping import Sweeping
from app.jobs.sweeps import MAX_JOBS, Sweep
from app.training.spec import TrainingSpec
from app.web.answers import SweepAnswer, SweepHead, SweepJob, SweepList, SweepSummary
from app.web.dependencies import Service
from app.web.documented import answer, problems
from app.web.reading import StrictRoute, read_spec
from app.web.schemas import Body

router = APIRouter(prefix="/api/v1/sweeps", tags=["sweeps"], route_class=StrictRoute)

STEERED = problems("unknown-sweep", "conflict", "invalid-command", "storage")


class SweepRequest(Body):
    """A specification, and for some of its fields (dotted, as `network.init.seed`) the values to try."""

    spec: TrainingSpec = Field(default_factory=TrainingSpec)
    grid: dict[str, list[Any]]
    max_parallel: int = Field(2, ge=1, le=MAX_JOBS)
    name: str = Field("", max_length=200)


def _head(sweeping: Sweeping, sweep: Sweep) -> dict[str, Any]:
    state, counts = sweeping.state(sweep)
    known = ("id", "name", "spec", "grid", "max_parallel", "created_at")
    return {**{name: getattr(sweep, name) for name in known}, "state": state, "counts": counts}


def _told(sweeping: Sweeping, sweep: Sweep) -> SweepAnswer:
    shown = ("id", "name", "state", "reason", "metrics", "step", "progress")
    jobs = [
        SweepJob(**{name: getattr(job, name) for name in shown}, values=dict(sweep.values[job.id]))
        for job in sweeping.jobs(sweep)
    ]
    return SweepAnswer(**_head(sweeping, sweep), jobs=jobs)


@router.post(
    "",
    status_code=201,
    responses=answer(201, "The sweep and its jobs.", headers=("Location",))
    | problems("too-many-jobs", "storage", "storage-full"),
)
async def create_sweep(body: SweepRequest, service: Service, response: Response) -> SweepAnswer:
    """Train a specification with every combination of the grid's values."""
    sweeping = Sweeping(service)
    sweep = sweeping.create(body.name, body.spec, body.grid, body.max_parallel, read_spec)
    await service.store.saved()
    response.headers["Location"] = f"/api/v1/sweeps/{sweep.id}"
    return _told(sweeping, sweep)


@router.get("")
async def list_sweeps(service: Service) -> SweepList:
    """The sweeps, newest first, without their jobs."""
    sweeping = Sweeping(service)
    return SweepList(data=[SweepHead(**_head(sweeping, sweep)) for sweep in sweeping.all()])


@router.get("/{sweep_id}", responses=problems("unknown-sweep"))
async def get_sweep(sweep_id: str, service: Service) -> SweepAnswer:
    """One sweep with its jobs."""
    sweeping = Sweeping(service)
    return _told(sweeping, sweeping.get(sweep_id))


@router.get("/{sweep_id}/summary", responses=problems("unknown-sweep"))
async def get_summary(sweep_id: str, service: Service) -> SweepSummary:
    """Median and quartile curves of the runs, and a table of how each ended and why it did badly."""
    sweeping = Sweeping(service)
    return SweepSummary(**sweeping.summary(sweeping.get(sweep_id)))


@router.post("/{sweep_id}/pause", status_code=202, responses=STEERED)
async def pause_sweep(sweep_id: str, service: Service) -> SweepAnswer:
    """Pause its running jobs and let no more start."""
    sweeping = Sweeping(service)
    sweep = sweeping.get(sweep_id)
    await sweeping.pause(sweep)
    return _told(sweeping, sweep)


@router.post("/{sweep_id}/resume", status_code=202, responses=STEERED)
async def resume_sweep(sweep_id: str, service: Service) -> SweepAnswer:
    """Let it go on."""
    sweeping = Sweeping(service)
    sweep = sweeping.get(sweep_id)
    await sweeping.resume(sweep)
    return _told(sweeping, sweep)


@router.post("/{sweep_id}/cancel", status_code=202, responses=STEERED)
async def cancel_sweep(sweep_id: str, service: Service) -> SweepAnswer:
    """End all its jobs."""
    sweeping = Sweeping(service)
    sweep = sweeping.get(sweep_id)
    sweeping.cancel(sweep)
    await service.store.saved()
    return _told(sweeping, sweep)
