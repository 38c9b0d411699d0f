"""The pages, and the addresses that tell how the server does.

Knows templates. Does not know jobs: the pages ask the API for everything.
"""

from collections import Counter
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.templating import Jinja2Templates

from app.jobs.service import JobService
from app.settings import Settings
from app.web.answers import Liveness, Readiness, Version
from app.web.documented import answer
from app.web.observation import MEDIA_TYPE, gauge
from app.web.questions import QUESTIONS

router = APIRouter()

SNIPPETS = Path(__file__).resolve().parents[2] / "templates" / "snippets"
JSON_ALONE = '{"Content-Type": "application/json"}'
WITH_TOKEN = JSON_ALONE[:-1] + ', "Authorization": "Bearer YOUR_TOKEN"}'
PROGRAMS = (("NumPy", "numpy.py"), ("PyTorch", "pytorch.py"), ("Python alone", "python.py"))


def product_version() -> str:
    """The version that is installed, or that of the checkout."""
    try:
        return version("nudge")
    except PackageNotFoundError:
        return "0.0.0"


def _page(request: Request, name: str, **context: Any) -> Response:
    templates: Jinja2Templates = request.app.state.templates
    return templates.TemplateResponse(request, name, context)


@router.get("/", include_in_schema=False)
def lab(request: Request) -> Response:
    """The lab."""
    return _page(request, "lab.html", scripts=request.app.state.scripts)


@router.get("/jobs", include_in_schema=False)
def jobs(request: Request) -> Response:
    """The jobs: a table, their curves, sweeps."""
    return _page(request, "jobs.html")


@router.get("/api", include_in_schema=False)
def api(request: Request) -> Response:
    """What the API offers, read from its own description."""
    return _page(request, "api.html")


@router.get("/doctor", include_in_schema=False)
def doctor(request: Request) -> Response:
    """The gradient doctor, with programs that ask it."""
    return _page(request, "doctor.html", snippets=[(title, _program(request, name)) for title, name in PROGRAMS])


def _program(request: Request, name: str) -> str:
    """A program that asks this very server; where a token is needed there is a place for it."""
    text = (SNIPPETS / name).read_text().replace("SERVER", str(request.base_url).rstrip("/"))
    settings: Settings = request.app.state.settings
    return text.replace(JSON_ALONE, WITH_TOKEN) if settings.needs_token else text


@router.get("/questions", include_in_schema=False)
def questions(request: Request) -> Response:
    """What learners ask, each with an answer that can be touched."""
    return _page(request, "questions.html", questions=QUESTIONS)


@router.get("/questions/{name}", include_in_schema=False)
def question(request: Request, name: str) -> Response:
    """One question, with its state of the lab in it."""
    if name not in QUESTIONS:
        raise HTTPException(404)
    names = [None, *QUESTIONS, None]
    place = names.index(name)
    before, after = (None if each is None else QUESTIONS[each] for each in (names[place - 1], names[place + 1]))
    return _page(request, "question.html", asked=QUESTIONS[name], before=before, after=after)


@router.get("/livez", tags=["server"])
def livez() -> Liveness:
    """200 as soon as requests are served."""
    return Liveness(status="alive")


@router.get(
    "/readyz",
    tags=["server"],
    response_model=Readiness,
    responses=answer(200, "Jobs are taken.")
    | {503: {"model": Readiness, "description": "Not now; the reasons say why."}},
)
def readyz(request: Request) -> JSONResponse:
    """200 when jobs can be taken; else 503 with reasons."""
    reasons = request.app.state.reasons_not_ready()
    return JSONResponse({"status": "not ready" if reasons else "ready", "reasons": reasons}, 503 if reasons else 200)


@router.get(
    "/metrics", tags=["server"], response_class=PlainTextResponse, responses=answer(200, "Lines of the text format.")
)
async def metrics(request: Request) -> Response:
    """Counts for Prometheus: requests by route, jobs by state, jobs that wait."""
    service: JobService = request.app.state.service
    states: Counter[str] = Counter(job.state for job in service.store.all())
    waiting = {"waiting": service.scheduler.waiting()}
    lines = [
        *request.app.state.requests.lines(),
        *gauge("nudge_jobs", "state", dict(states)),
        *gauge("nudge_queue", "kind", waiting),
    ]
    return Response("\n".join([*lines, ""]), media_type=MEDIA_TYPE)


@router.get("/api/v1/version", tags=["server"])
def get_version() -> Version:
    """The product's version and the contract's."""
    return Version(version=product_version(), api="v1", protocol="nudge.v1")
