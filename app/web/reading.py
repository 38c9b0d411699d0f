"""How the bodies of requests are read: JSON as its standard has it, into values of exactly the documented kinds.

Knows JSON text and specifications. Does not know addresses.
"""

import json
import re
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError

from app.training.refusal import SpecError
from app.training.spec import TrainingSpec

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_SPEC = TypeAdapter(TrainingSpec)


class UnreadableError(ValueError):
    """Text that Python would take for JSON, and no other reader; the message says what is wrong with it."""


class StrictRoute(APIRoute):
    """A route whose JSON bodies hold finite numbers and whole characters alone."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with requests that read strictly."""
        handle = super().get_route_handler()

        async def strict(request: Request) -> Response:
            return await handle(_StrictRequest(request.scope, request.receive))

        return strict


class _StrictRequest(Request):
    async def json(self) -> Any:
        return read_json(await self.body())


def read_json(raw: bytes) -> Any:
    """The value of JSON text. Raises ValueError where there is none."""
    value = json.loads(raw, parse_constant=_refuse)
    if _SURROGATE.search(raw):  # half a pair could be kept, but never be sent to anybody
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise UnreadableError("It holds half of a surrogate pair, which is no character.") from None
    return value


def read_spec(given: dict[str, Any]) -> TrainingSpec:
    """The specification of plain values. Raises SpecError naming the field."""
    try:
        return _SPEC.validate_python(given)
    except ValidationError as error:
        first = error.errors()[0]
        cause = first.get("ctx", {}).get("error")
        if isinstance(cause, SpecError):
            raise cause from None
        raise SpecError(".".join(map(str, first["loc"])), first["msg"]) from None


def _refuse(name: str) -> None:
    raise UnreadableError(f"{name} is no JSON: every number must be finite.")
