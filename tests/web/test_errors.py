"""Errors are problems in the sense of RFC 9457: they name the place and say what to do."""

import re

import pytest

from app.jobs.admission import TooManyJobsError
from app.jobs.service import ConflictError
from app.jobs.store import UnknownJobError
from app.training.commands import CommandError
from app.training.refusal import SpecError
from app.web.errors import describe
from app.web.problems import KINDS
from app.wire.messages import MessageError


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UnknownJobError("x"), 404),
        (ConflictError("no"), 409),
        (CommandError("no"), 422),
        (MessageError("no"), 422),
        (SpecError("l2", "no"), 422),
        (TooManyJobsError("no"), 429),
        (RuntimeError("secret"), 500),
    ],
)
def test_each_of_our_errors_has_its_status(error, status):
    body = describe(error)
    assert body["status"] == status
    assert body["type"].startswith("/problems/")
    assert "secret" not in str(body)


def check(answer, status):
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert body["instance"] == answer.request.url.path
    assert body["request_id"] == answer.headers["x-request-id"]
    return body


@pytest.mark.parametrize(("method", "path", "status"), [("get", "/nowhere", 404), ("put", "/api/v1/jobs", 405)])
def test_addresses_that_do_not_exist(client, method, path, status):
    check(getattr(client, method)(path), status)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"batch_size": 0}, "/batch_size"),
        ({"batch_size": "ten"}, "/batch_size"),
        ({"speed": 1}, "/speed"),
        ({"l2": -1}, "/l2"),
        ({"dataset": {"name": "letters"}}, "/dataset/name"),
        ({"dataset": {"train": 0}}, "/dataset/train"),
        ({"network": {"hidden": [0]}}, "/network/hidden"),
        ({"network": {"hidden": [3000]}}, "/network/hidden"),
        ({"network": {"activation": "softmax"}}, "/network/activation"),
        ({"network": {"init": {"scale": -1}}}, "/network/init/scale"),
        ({"optimizer": {"learning_rate": -1}}, "/optimizer/learning_rate"),
        ({"optimizer": {"rate": 1}}, "/optimizer/rate"),
        ({"cost": "cross_entropy", "network": {"output_activation": "tanh"}}, "/network/output_activation"),
        ({"precision": "float16"}, "/precision"),
        ({"name": "x" * 201}, "/name"),
        ({"labels": {str(i): "" for i in range(21)}}, "/labels"),
    ],
)
def test_a_wrong_field_is_pointed_at(client, body, pointer):
    found = check(client.post("/api/v1/jobs", json=body), 422)
    assert any(error["pointer"].startswith(pointer) for error in found["errors"]), found["errors"]
    assert all(error["code"] and error["detail"] for error in found["errors"])
    assert client.get("/api/v1/jobs").json()["data"] == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"3", b'{"l2": NaN}', b'{"l2": 1e999}', b"\xff\xfe"])
def test_a_body_that_is_no_specification_is_refused(client, content):
    check(client.post("/api/v1/jobs", content=content, headers={"content-type": "application/json"}), 422)


def test_an_unknown_job_is_a_problem_everywhere(client):
    for method, path in [("get", ""), ("post", "/pause"), ("post", "/cancel"), ("get", "/events"), ("delete", "")]:
        check(getattr(client, method)(f"/api/v1/jobs/none{path}"), 404)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", None])
def test_a_body_that_is_not_announced_as_json_is_refused_with_the_header_to_send(client, content_type):
    headers = {} if content_type is None else {"content-type": content_type}
    found = check(client.post("/api/v1/jobs", content=b'{"epochs": 1}', headers=headers), 415)
    assert "content-type: application/json" in found["detail"]


@pytest.mark.parametrize("text", [b"[" * 100_000, b'{"name": "\xff"}', b'{"epochs": ' + b"9" * 5000 + b"}"])
def test_text_that_the_reader_gives_up_on_is_refused_like_any_other(client, text):
    found = check(client.post("/api/v1/jobs", content=text, headers={"content-type": "application/json"}), 422)
    assert [error["code"] for error in found["errors"]] == ["json_invalid"]


def test_a_job_and_a_sweep_that_do_not_exist_are_told_apart(client):
    assert check(client.get("/api/v1/jobs/none"), 404)["type"] == "/problems/unknown-job"
    assert check(client.get("/api/v1/sweeps/none"), 404)["type"] == "/problems/unknown-sweep"


def test_every_kind_says_something_and_ends_its_sentence():
    for kind, about in KINDS.items():
        assert re.fullmatch("[a-z-]+", kind)
        assert about.title
        assert about.detail.endswith((".", ")"))


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"input": [0, 1], "target": 5.5}, "/target"),
        ({"input": [0, 1], "target": [1, "x"]}, "/target/1"),
        ({"input": [0, "x"], "target": 1}, "/input/1"),
        ({"target": 1}, "/input"),
        ([], ""),
        ({"input": [0, 1], "target": 1, "a/b~c": 1}, "/a~1b~0c"),
    ],
)
def test_a_pointer_leads_to_what_was_sent(client, body, pointer):
    found = check(client.post("/api/v1/jobs/none/trace", json=body), 422)
    assert pointer in {error["pointer"] for error in found["errors"]}
    assert all(pointer.startswith(error["pointer"]) for error in found["errors"])


def test_an_address_with_one_slash_too_many_is_none(client):
    check(client.get("/api/v1/jobs/", follow_redirects=False), 404)


def test_a_part_that_lacks_something_is_pointed_at(client):
    found = check(client.post("/api/v1/drawings", json={"strokes": [[[0, 0], [0]]]}), 422)
    assert [error["pointer"] for error in found["errors"]] == ["/strokes/0/1/1"]
