"""The files of the page, kept in memory and compressed once: the first visit asks for a hundred of them.

Knows paths, media types and entity tags. Does not know what the files say. A file that has changed on the
disk is read again.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

TEXT = ("text/", "application/javascript", "image/svg+xml")


@dataclass(frozen=True)
class _File:
    changed: int
    body: bytes
    packed: bytes | None
    media_type: str
    tag: str


class StaticFolder:
    """An ASGI application that serves the files below `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._files: dict[str, _File] = {}
        for path in self._root.rglob("*"):
            if path.is_file():
                self._find(path.relative_to(self._root).as_posix())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one file; 304 where the browser has it already."""
        found = self._find(scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/"))
        await self._answer(found, Headers(scope=scope), scope["method"])(scope, receive, send)

    def _answer(self, found: _File | None, headers: Headers, method: str) -> Response:
        if found is None or method not in ("GET", "HEAD"):
            return Response("There is nothing at this address.", 404 if found is None else 405)
        known = {"ETag": found.tag, "Vary": "Accept-Encoding", "Cache-Control": "no-cache"}
        if found.tag in headers.get("if-none-match", ""):
            return Response(status_code=304, headers=known)
        if found.packed is not None and "gzip" in headers.get("accept-encoding", ""):
            return Response(found.packed, media_type=found.media_type, headers={**known, "Content-Encoding": "gzip"})
        return Response(found.body, media_type=found.media_type, headers=known)

    def _find(self, name: str) -> _File | None:
        path = (self._root / name).resolve()
        if not path.is_relative_to(self._root) or not path.is_file():
            return None
        changed = path.stat().st_mtime_ns
        known = self._files.get(name)
        if known is None or known.changed != changed:
            self._files[name] = known = _read(path, changed)
        return known


def _read(path: Path, changed: int) -> _File:
    body = path.read_bytes()
    media_type = {".js": "text/javascript"}.get(path.suffix) or mimetypes.guess_type(path.name)[0] or ""
    packed = gzip.compress(body, 9) if media_type.startswith(TEXT) else None
    return _File(changed, body, packed, media_type, f'"{hashlib.sha256(body).hexdigest()[:16]}"')
