"""What the server takes on at most, by the REST contract, and how much of it there is now.

Knows the address and the answer. Does not know what happens where a limit is passed.
"""

from dataclasses import asdict

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from app.datasets.rows import MAX_COLUMNS, MAX_ROWS
from app.settings import Settings
from app.training.spec import MAX_LAYERS
from app.web.dependencies import Service

router = APIRouter(prefix="/api/v1/limits", tags=["server"])


class LimitsUsed(BaseModel):
    """How much there is now; the bytes as last measured."""

    jobs: int
    queued: int
    stored_bytes: int


class LimitsAnswer(BaseModel):
    """What the server takes on at most; `NUDGE_MAX_JOBS` and the like set it."""

    jobs: int = Field(description="Jobs that are kept; the oldest that have ended make room.")
    queued: int = Field(description="Jobs that wait for their turn.")
    parameters: int = Field(description="Weights and biases of a network.")
    layers: int = Field(description="Layers of weights.")
    samples: int = Field(description="Samples to train on, and to test.")
    steps: int = Field(description="Steps that a job takes itself; a fork of it goes on.")
    job_seconds: int = Field(description="Running time of a job, without pauses; a fork of it goes on.")
    stored_bytes: int = Field(description="The data folder: once it is full, no more jobs and tables are taken.")
    body_bytes: int = Field(description="A request's body.")
    table_rows: int
    table_columns: int
    used: LimitsUsed


@router.get("")
async def get_limits(request: Request, service: Service) -> LimitsAnswer:
    """What the server takes on at most, and how much of it there is now."""
    settings: Settings = request.app.state.settings
    used = LimitsUsed(
        jobs=len(service.store), queued=service.scheduler.waiting(), stored_bytes=service.admission.room.used
    )
    return LimitsAnswer(
        **asdict(settings.limits),
        layers=MAX_LAYERS,
        table_rows=MAX_ROWS,
        table_columns=MAX_COLUMNS,
        body_bytes=settings.max_body_bytes,
        used=used,
    )
