"""What the routes need, found in the application's state.

Knows where the service, the hub and the settings are kept. Does not know what they do.
"""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from app.jobs.downloads import Downloads
from app.jobs.service import JobService
from app.live.hub import Hub


def _service(connection: HTTPConnection) -> JobService:
    return connection.app.state.service


def _hub(connection: HTTPConnection) -> Hub:
    return connection.app.state.hub


def _downloads(connection: HTTPConnection) -> Downloads:
    return connection.app.state.downloads


Service = Annotated[JobService, Depends(_service)]
Viewers = Annotated[Hub, Depends(_hub)]
Data = Annotated[Downloads, Depends(_downloads)]
