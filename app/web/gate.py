"""The gate: one pure-ASGI layer in front of every HTTP request and WebSocket.

Knows hosts, origins, the token, body sizes, security headers and the ids of requests. Does not know routes.
Host: only names this server is known by (against DNS rebinding). Origin: if a browser sends one, it
must be this very server (against requests and WebSockets from other sites). Token: needed when the
server can be reached from other machines.
"""

import contextlib
import hmac
import json
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

from app.logs import note_request, request_id
from app.settings import LOOPBACK, Settings
from app.web.observation import Answer, Requests
from app.web.problems import MEDIA_TYPE, problem

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "nudge_token"
OPEN_PATHS = frozenset({"/livez", "/readyz"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; frame-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class _TooLargeError(Exception):
    pass


class Gate:
    """Wraps an ASGI application."""

    def __init__(self, app: Asgi, settings: Settings, requests: Requests) -> None:
        self._requests = requests
        self._app, self._token, self._limit = app, settings.token, settings.max_body_bytes
        self._hosts = LOOPBACK | set(settings.allowed_hosts) | {settings.host.strip("[]")}
        self._needs_token = settings.needs_token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        scope["request_id"] = secrets.token_hex(8)
        request_id.set(scope["request_id"])
        answer, start = Answer(), time.monotonic()

        async def noted(message: Message) -> None:
            answer.hear(message)
            await send(message)

        try:
            await self._let_through(scope, receive, noted)
        finally:
            self._note(scope, answer, time.monotonic() - start)

    async def _let_through(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await _refuse(scope, send, refusal)
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            await self._http(scope, receive, send, headers)

    def _note(self, scope: Scope, answer: Answer, seconds: float) -> None:
        method = scope.get("method", "WEBSOCKET")
        route = getattr(scope.get("route"), "path", "other")
        if scope["type"] == "http":
            self._requests.note(method, route, answer.status, seconds)
        note_request(method, route, answer.status, seconds, scope.get("path_params", {}).get("job_id") or answer.made)

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> dict[str, Any] | None:
        host = headers.get("host", "")
        if _hostname(host) not in self._hosts:
            detail = f"This server does not answer to {host!r}. Add the name to NUDGE_ALLOWED_HOSTS if it should."
            return problem("unknown-host", detail)
        origin = headers.get("origin")
        if origin is not None and not _same_origin(origin, host):
            detail = f"Requests from {origin!r} are not accepted: open the page from this server itself."
            return problem("foreign-origin", detail)
        if self._needs_token and scope["path"] not in OPEN_PATHS and not self._has_token(scope, headers):
            return problem("token-needed")
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > self._limit:
            return self._too_large()
        return None

    def _has_token(self, scope: Scope, headers: dict[str, str]) -> bool:
        bearer = headers.get("authorization", "").removeprefix("Bearer ").strip()
        return self._is_token(bearer, _cookie(headers.get("cookie", ""))) or self._has_token_in_query(scope)

    def _has_token_in_query(self, scope: Scope) -> bool:
        return self._is_token(*parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", []))

    def _is_token(self, *given: str) -> bool:
        token = (self._token or "").encode()
        return bool(token) and any(hmac.compare_digest(each.encode(), token) for each in given)

    async def _http(self, scope: Scope, receive: Receive, send: Send, headers: dict[str, str]) -> None:
        received = 0

        async def limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit:
                raise _TooLargeError
            return message

        async def guarded(message: Message) -> None:
            if received > self._limit:
                return  # whatever the application makes of the broken body, the answer is below
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._extra(scope, headers)]
            await send(message)

        with contextlib.suppress(_TooLargeError):
            await self._app(scope, limited, guarded)
        if received > self._limit:
            await _refuse(scope, send, self._too_large())

    def _extra(self, scope: Scope, headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
        extra = dict(HEADERS)
        extra["x-request-id"] = scope["request_id"]
        pairs = [(name.encode(), value.encode()) for name, value in extra.items()]
        if self._has_token_in_query(scope) and not _cookie(headers.get("cookie", "")):
            cookie = f"{COOKIE}={self._token}; Path=/; HttpOnly; SameSite=Strict"
            pairs.append((b"set-cookie", cookie.encode()))
        return pairs

    def _too_large(self) -> dict[str, Any]:
        return problem("too-large", f"A body may have at most {self._limit:,} bytes.")


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _same_origin(origin: str, host: str) -> bool:
    return origin in (f"http://{host}", f"https://{host}")


def _cookie(header: str) -> str:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


async def _refuse(scope: Scope, send: Send, body: dict[str, Any]) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4403, "reason": body["title"]})
        return
    text = json.dumps({**body, "instance": scope["path"], "request_id": scope["request_id"]}).encode()
    headers = {"content-type": MEDIA_TYPE, "content-length": str(len(text)), "x-request-id": scope["request_id"]}
    pairs = [(name.encode(), value.encode()) for name, value in {**headers, **HEADERS}.items()]
    await send({"type": "http.response.start", "status": body["status"], "headers": pairs})
    await send({"type": "http.response.body", "body": text})
