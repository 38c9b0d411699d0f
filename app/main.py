"""The server process.

Knows how uvicorn is set up for this application. Does not know arguments or routes.
"""

import socket

import uvicorn

from app import logs
from app.settings import Settings
from app.web import application

MAX_MESSAGE = 256 * 1024  # bytes of one WebSocket message from a viewer


def prepare(settings: Settings) -> uvicorn.Server:
    """A server that is ready to run. Raises FolderError when the data folder cannot be used."""
    config = uvicorn.Config(
        application.create(settings, stopping=lambda: server.should_exit),
        log_config=logs.configuration(settings.log_level, settings.log_format, settings.token),
        access_log=False,
        ws="websockets-sansio",
        ws_per_message_deflate=False,  # float frames do not compress
        ws_max_size=MAX_MESSAGE,
        ws_ping_interval=10,
        ws_ping_timeout=10,
        timeout_graceful_shutdown=1,
        server_header=False,
        date_header=False,
    )
    server = uvicorn.Server(config)
    return server


def serve(server: uvicorn.Server, listener: socket.socket) -> None:
    """Serve on a listening socket until told to end (SIGTERM or Ctrl-C)."""
    server.run(sockets=[listener])
