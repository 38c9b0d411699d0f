"""The application: all rooms put together behind the gate.

Knows every part by name, and in which order they start and stop. Does nothing itself.
"""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.templating import Jinja2Templates

from app import logs
from app.datasets import mnist
from app.jobs.database import Folder
from app.jobs.downloads import Downloads
from app.jobs.runner import Runner
from app.jobs.runners.local import LocalRunner
from app.jobs.service import JobService
from app.jobs.store import Store
from app.live.hub import Hub
from app.settings import Settings
from app.web import (
    bugs_api,
    datasets_api,
    doctor_api,
    errors,
    jobs_api,
    limits_api,
    live_socket,
    pages,
    presets_api,
    results_api,
    shown_api,
    sweeps_api,
    traces_api,
)
from app.web.documented import Api, operation_name
from app.web.gate import Gate
from app.web.observation import Requests, reasons_not_ready
from app.web.scripts import lab_scripts
from app.web.static_files import StaticFolder

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"


def create(settings: Settings, runner: Runner | None = None, stopping: Callable[[], bool] = lambda: False) -> Gate:
    """The application with these settings.

    `runner` replaces the worker processes in tests; `stopping` says whether the server has been told to end.
    """
    workers: Runner = runner or LocalRunner(settings.data_dir, settings.workers)
    folder = settings.data_dir
    hub = Hub(lambda job, viewers: service.watched(job, viewers))
    downloads = Downloads(folder, settings.mnist_mirrors)

    def tell(job: str, text: str) -> None:
        hub.text(job, text)
        logs.note_event(job, store.get(job).attempt, text)

    store = Store(Folder(settings.data_dir), tell)
    service = JobService(store, workers, downloads, hub.frame, _parallel(settings), settings.limits)
    app = Api(
        title="Nudge",
        version=pages.product_version(),
        summary="Back-propagation, live: training jobs, traces and gradients, every number of them true.",
        lifespan=_lifespan(service, folder / mnist.FOLDER),
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        generate_unique_id_function=operation_name,
    )
    app.state.settings, app.state.service, app.state.hub, app.state.downloads = (
        settings,
        service,
        hub,
        downloads,
    )
    app.state.templates = Jinja2Templates(ROOT / "templates")
    app.state.scripts = lab_scripts(STATIC)
    app.state.reasons_not_ready = lambda: reasons_not_ready(folder, store.problem, workers.problem(), stopping())
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.state.requests = Requests()
    errors.install(app)
    for room in (
        jobs_api,
        results_api,
        shown_api,
        sweeps_api,
        datasets_api,
        traces_api,
        doctor_api,
        limits_api,
        presets_api,
        bugs_api,
        pages,
        live_socket,
    ):
        app.include_router(room.router)
    app.mount("/static", StaticFolder(STATIC), "static")
    return Gate(app, settings, app.state.requests)


def _parallel(settings: Settings) -> int:
    """How many jobs run at a time: two a worker, so that one computes while another loads its data."""
    return 2 * (settings.workers or os.cpu_count() or 1)


def _lifespan(service: JobService, folder: Path) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        folder.mkdir(parents=True, exist_ok=True)
        service.start()
        yield
        service.stop()

    return lifespan
