"""The application: all rooms put together behind the gate.

Knows every part by name, and in which order they start and stop. Does nothing itself.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.templating import Jinja2Templates

from app.jobs.downloads import Downloads
from app.jobs.runner import Runner
from app.jobs.runners.local import LocalRunner
from app.jobs.service import JobService
from app.live.hub import Hub
from app.settings import Settings
from app.web import errors, jobs_api, live_socket, pages, traces_api
from app.web.gate import Gate
from app.web.static_files import StaticFolder

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
FIRST = {"js/net/new_job.js", "js/net/api.js", "js/state/spec.js", "js/protocol/messages.js"}


def create(settings: Settings, runner: Runner | None = None) -> Gate:
    """The application with these settings; `runner` replaces the worker processes in tests."""
    folder = settings.data_dir / "mnist"
    hub = Hub(lambda job, viewers: service.watched(job, viewers))
    downloads = Downloads(folder, settings.mnist_mirrors)
    service = JobService(
        runner or LocalRunner(folder, settings.workers), downloads, on_frame=hub.frame, on_event=hub.text
    )
    app = FastAPI(
        title="Nudge",
        version=pages.product_version(),
        summary="Back-propagation, live: training jobs, traces and gradients, every number of them true.",
        lifespan=_lifespan(service, folder),
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    app.state.settings, app.state.service, app.state.hub, app.state.downloads = (
        settings,
        service,
        hub,
        downloads,
    )
    app.state.templates = Jinja2Templates(ROOT / "templates")
    app.state.modules = _modules()
    app.state.reasons_not_ready = list
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    errors.install(app)
    for room in (pages, jobs_api, traces_api, live_socket):
        app.include_router(room.router)
    app.mount("/static", StaticFolder(STATIC), "static")
    return Gate(app, settings)


def _modules() -> list[str]:
    """The addresses of the page's scripts, for preloading: what a first visit needs first comes first."""
    names = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.glob("js/*/*.js"))
    first = [name for name in names if name in FIRST]
    return [f"/static/{name}" for name in dict.fromkeys([*first, *names])]


def _lifespan(service: JobService, folder: Path) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        folder.mkdir(parents=True, exist_ok=True)
        service.start()
        yield
        service.stop()

    return lifespan
