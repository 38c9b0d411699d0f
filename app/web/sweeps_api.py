"""The sweeps of the REST contract.

Knows addresses and bodies. Does not know how jobs are run.
"""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import Field

from app.jobs.sweeping import Sweeping
from app.jobs.sweeps import MAX_JOBS, Sweep
from app.training.spec import TrainingSpec, plain
from app.web.dependencies import Service
from app.web.schemas import Body

router = APIRouter(prefix="/api/v1/sweeps", tags=["sweeps"])


class SweepRequest(Body):
    """A specification, and for some of its fields (dotted, as `network.init.seed`) the values to try."""

    spec: TrainingSpec = Field(default_factory=TrainingSpec)
    grid: dict[str, list[Any]]
    max_parallel: int = Field(2, ge=1, le=MAX_JOBS)
    name: str = Field("", max_length=200)


def _answer(sweeping: Sweeping, sweep: Sweep, with_jobs: bool = True) -> dict[str, Any]:
    state, counts = sweeping.state(sweep)
    found = {
        "id": sweep.id,
        "name": sweep.name,
        "state": state,
        "spec": plain(sweep.spec),
        "grid": dict(sweep.grid),
        "max_parallel": sweep.max_parallel,
        "created_at": sweep.created_at,
        "counts": counts,
    }
    if with_jobs:
        shown = ("id", "name", "state", "reason", "metrics", "step", "progress")
        jobs = sweeping.jobs(sweep)
        found["jobs"] = [
            {**{name: getattr(job, name) for name in shown}, "values": sweep.values[job.id]} for job in jobs
        ]
    return found


@router.post("", status_code=201)
async def create_sweep(body: SweepRequest, service: Service, response: Response) -> dict[str, Any]:
    """Train a specification with every combination of the grid's values."""
    sweeping = Sweeping(service)
    sweep = sweeping.create(body.name, body.spec, body.grid, body.max_parallel)
    await service.store.saved()
    response.headers["Location"] = f"/api/v1/sweeps/{sweep.id}"
    return _answer(sweeping, sweep)


@router.get("")
async def list_sweeps(service: Service) -> dict[str, list[dict[str, Any]]]:
    """The sweeps, newest first, without their jobs."""
    sweeping = Sweeping(service)
    return {"data": [_answer(sweeping, sweep, with_jobs=False) for sweep in sweeping.all()]}


@router.get("/{sweep_id}")
async def get_sweep(sweep_id: str, service: Service) -> dict[str, Any]:
    """One sweep with its jobs."""
    sweeping = Sweeping(service)
    return _answer(sweeping, sweeping.get(sweep_id))


@router.get("/{sweep_id}/summary")
async def get_summary(sweep_id: str, service: Service) -> dict[str, Any]:
    """Median and quartile curves of the runs, and a table of how each ended and why it did badly."""
    sweeping = Sweeping(service)
    return sweeping.summary(sweeping.get(sweep_id))


@router.post("/{sweep_id}/pause", status_code=202)
async def pause_sweep(sweep_id: str, service: Service) -> dict[str, Any]:
    """Pause its running jobs and let no more start."""
    sweeping = Sweeping(service)
    sweep = sweeping.get(sweep_id)
    await sweeping.pause(sweep)
    return _answer(sweeping, sweep)


@router.post("/{sweep_id}/resume", status_code=202)
async def resume_sweep(sweep_id: str, service: Service) -> dict[str, Any]:
    """Let it go on."""
    sweeping = Sweeping(service)
    sweep = sweeping.get(sweep_id)
    await sweeping.resume(sweep)
    return _answer(sweeping, sweep)


@router.post("/{sweep_id}/cancel", status_code=202)
async def cancel_sweep(sweep_id: str, service: Service) -> dict[str, Any]:
    """End all its jobs."""
    sweeping = Sweeping(service)
    sweep = sweeping.get(sweep_id)
    sweeping.cancel(sweep)
    await service.store.saved()
    return _answer(sweeping, sweep)
