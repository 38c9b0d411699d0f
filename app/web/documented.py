"""The description of the API beyond the routes' own types: refusals, media types, headers, examples; each stated once.

Knows the OpenAPI format, and what the gate and the frame may answer to any request. Does not know what a
route does: each says by name what it can answer.
"""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field

from app.web.problems import KINDS, MEDIA_TYPE, problem

ABOUT = """Everything the lab does, another program can do. JSON in and out; no number is ever NaN or infinite: where a
value is not finite, it is null. A refusal is a problem (RFC 9457) whose `detail` says what to do. Every answer carries
`X-Request-Id`, and the server's log names the same id."""

PLACES = {
    "job_id": "The job's id, as its creation answered it.",
    "sweep_id": "The sweep's id, as its creation answered it.",
}
HEADERS = {
    "Location": "Where the new thing is.",
    "ETag": "Changes when the answer does; give it back as If-None-Match.",
    "Idempotency-Replayed": "'true' where an earlier request with the same key made the job.",
    "Content-Disposition": "A name for the file.",
    "Retry-After": "Seconds to wait before asking again.",
}
EXAMPLES = json.loads((Path(__file__).parent / "examples.json").read_text())  # by operation: bodies by title, an answer
GATE = ("token-needed", "foreign-origin", "too-large", "unknown-host")  # what the gate answers, whatever is asked
WITH_SPEC = ("PresetAnswer", "JobAnswer", "SweepAnswer", "SweepHead")
WITHOUT_TOKEN = {"/livez", "/readyz"}

Responses = dict[int | str, dict[str, Any]]


class WrongPart(BaseModel):
    """A part of a request that is wrong."""

    pointer: str = Field(description="A JSON pointer into the body, or the parameter's name.")
    code: str
    detail: str


class Problem(BaseModel):
    """What is wrong, and in `detail` what to do (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")
    type: str = Field(description="The kind of problem; it does not change.")
    title: str
    status: int
    detail: str
    instance: str = Field(description="The path that was asked for.")
    request_id: str = Field(description="The server's log names the same id.")
    errors: list[WrongPart] = Field(default=[], description="For 422: every part that is wrong.")


def answer(status: int, description: str, *media: str, headers: tuple[str, ...] = ()) -> Responses:
    """An answer of a route: what it means, its media types besides JSON, its headers."""
    found: dict[str, Any] = {"description": description}
    if headers:
        found["headers"] = {name: _header(name) for name in headers}
    if media:
        found["content"] = {name: {"schema": {"type": "string"}} for name in media}
    return {status: found}


def problems(*kinds: str) -> Responses:
    """The refusals a route can give, by their kinds."""
    found: Responses = {}
    for kind in kinds:
        status = KINDS[kind].status
        found[status] = _merged(found.get(status), kind)
    return found


class Api(FastAPI):
    """An application whose description is complete."""

    def openapi(self) -> dict[str, Any]:
        """The description, made when it is first asked for."""
        if self.openapi_schema is None:
            self.openapi_schema = found = deepcopy(super().openapi())
            schemas = found["components"]["schemas"]
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            template = "#/components/schemas/{model}"
            schemas |= {each.__name__: each.model_json_schema(ref_template=template) for each in (WrongPart, Problem)}
            schemas["Problem"].pop("$defs", None)
            for name in WITH_SPEC:  # whose serializer hides from pydantic what the field is
                schemas[name]["properties"]["spec"] = {"$ref": "#/components/schemas/TrainingSpec"}
            found["info"]["description"] = ABOUT
            found["components"]["responses"] = {kind: _merged(None, kind) for kind in GATE}
            for path, item in found["paths"].items():
                for operation in item.values():
                    _complete(path, operation, schemas)
        return self.openapi_schema


def operation_name(route: Any) -> str:
    """Operations are named as their functions."""
    return str(route.name)


def _complete(path: str, operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    _tell(operation)
    for parameter in operation.get("parameters", []):
        parameter.setdefault("description", PLACES.get(parameter["name"], ""))
    responses = operation["responses"]
    name = operation["operationId"]
    if responses.get("422", {}).get("description") == "Validation Error":
        del responses["422"]  # FastAPI's own, in another format
    if "requestBody" in operation or not all(_takes_all(each["schema"]) for each in operation.get("parameters", [])):
        responses["422"] = _merged(responses.get("422"), "invalid")
    for body in operation.get("requestBody", {}).get("content", {}).values():
        given = EXAMPLES.get(name, {}).get("bodies", {})
        body["examples"] = {title: {"value": value} for title, value in given.items()}
    if "application/json" in operation.get("requestBody", {}).get("content", {}):
        responses["415"] = _merged(None, "not-json")
    for kind in GATE:
        status = str(KINDS[kind].status)
        if status in responses:  # the route has one of its own
            responses[status] = _merged(responses[status], kind)
        elif not (kind == "token-needed" and path in WITHOUT_TOKEN):
            responses[status] = {"$ref": f"#/components/responses/{kind}"}
    operation["responses"] = {status: responses[status] for status in sorted(responses)}
    for status, found in responses.items():
        if status.startswith("2"):
            _show(name, found, schemas)


def _takes_all(schema: dict[str, Any]) -> bool:
    """Whether any text will do for a parameter."""
    return all(
        option.get("type") in ("string", "null") and option.keys() <= {"type", "title", "default", "anyOf"}
        for option in schema.get("anyOf", [schema])
    )


def _tell(operation: dict[str, Any]) -> None:
    """The first paragraph of a route's docstring is its summary, the rest its description."""
    summary, _, rest = operation.get("description", "").partition("\n\n")
    operation["summary"] = " ".join(summary.split()).removesuffix(".")
    operation["description"] = rest or summary


def _show(name: str, found: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Give an answer its example, and where its route says nothing better, its schema's description."""
    content = found.get("content", {}).get("application/json")
    if content is None:
        return
    if "answer" in EXAMPLES.get(name, {}):
        content["example"] = EXAMPLES[name]["answer"]
    schema = schemas.get(content["schema"].get("$ref", "").rpartition("/")[2], {})
    if found["description"] == "Successful Response":
        found["description"] = schema.get("description", "Done.")


def _merged(known: dict[str, Any] | None, kind: str) -> dict[str, Any]:
    """A response that can also be this kind of problem."""
    title = KINDS[kind].title
    example = {**problem(kind), "instance": "/api/v1/jobs", "request_id": "5f0c6d1b2a3e4f58"}
    if kind == "invalid":
        example["errors"] = [
            {"pointer": "/batch_size", "code": "value_error", "detail": "A batch has 1 to 100,000 samples."}
        ]
    if known is None:
        schema = {"$ref": "#/components/schemas/Problem"}
        known = {"description": title, "content": {MEDIA_TYPE: {"schema": schema, "examples": {}}}}
        if KINDS[kind].status == 429:
            known["headers"] = {"Retry-After": _header("Retry-After")}
    else:
        known["description"] += f"; or: {title[0].lower()}{title[1:]}"
    known["content"][MEDIA_TYPE]["examples"][kind] = {"value": example}
    return known


def _header(name: str) -> dict[str, Any]:
    return {"description": HEADERS[name], "schema": {"type": "string"}}
