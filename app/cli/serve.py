"""`nudge serve`: start the server and open the lab.

Knows addresses and the browser. Does not know what is served.
"""

import argparse
import os
import secrets
import socket
import sys
import threading
import webbrowser
from dataclasses import replace
from typing import Any

from app import settings as setup
from app.jobs.database import FolderError
from app.main import prepare, serve

DEFAULT_PORT = 8000


def add_to(commands: Any) -> None:
    """Add the command and its options."""
    options = commands.add_parser("serve", help="start the server and open the lab")
    options.add_argument("--host", help="address to serve on (default 127.0.0.1: this machine alone)")
    options.add_argument("--port", type=int, help=f"port (default {DEFAULT_PORT}, or the next that is free)")
    options.add_argument("--no-browser", action="store_true", help="do not open the browser")
    options.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    settings = setup.read(os.environ)
    return _serve(replace(settings, host=given.host or settings.host), given.port, not given.no_browser)


def _serve(settings: setup.Settings, port: int | None, browser: bool) -> int:
    wanted = port if port is not None else settings.port
    listener = _bind(settings.host, wanted)
    if listener is None:
        print(
            f"nudge: port {wanted} of {settings.host} cannot be used. Choose another with --port.",
            file=sys.stderr,
        )
        return 1
    found = listener.getsockname()[1]
    if wanted is None and found != DEFAULT_PORT:
        print(f"Port {DEFAULT_PORT} is taken; using {found}.")
    if not settings.is_local and not settings.token:
        settings = replace(settings, token=secrets.token_urlsafe(18))
    try:
        server = prepare(settings)
    except FolderError as error:
        print(f"nudge: {error}", file=sys.stderr)
        return 1
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{shown}:{found}/" + (f"?token={settings.token}" if settings.token else "")
    print(f"Nudge is at {address}  (Ctrl-C ends it)", flush=True)
    if browser:
        threading.Timer(0.8, webbrowser.open, [address]).start()
    serve(server, listener)
    return 0


def _bind(host: str, port: int | None) -> socket.socket | None:
    """A listening socket on `port`, or without one on the first free port from the default on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in [port] if port is not None else range(DEFAULT_PORT, DEFAULT_PORT + 100):
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, so that Nagle is off
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(128)
        except (OSError, OverflowError):
            listener.close()
            continue
        return listener
    return None
