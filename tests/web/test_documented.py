"""The description of the API is complete, and what it shows is true."""

import json
import math

import jsonschema_rs
import pytest

from app.web.documented import EXAMPLES
from app.web.problems import KINDS, MEDIA_TYPE
from tests.web.story import SILENT, Story, new_client

JOBS = "/api/v1/jobs"
PASSING = {"id", "job", "created_at", "last_event", "version", "forked_from", "running_seconds", "used"}  # each time
BEGINNING = PASSING | {"state", "counts", "step", "progress", "epoch", "metrics", "settings"}  # ... of what just began


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    with new_client(tmp_path_factory.mktemp("story")) as client:
        told = Story(client)
        told.tell()
        yield told


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    with new_client(tmp_path_factory.mktemp("api")) as client:
        return client.get("/openapi.json").json()


@pytest.fixture(scope="module")
def operations(api):
    return {
        operation["operationId"]: (method, path, operation)
        for path, item in api["paths"].items()
        for method, operation in item.items()
    }


def check(api, schema, value):
    jsonschema_rs.validator_for({**schema, "components": api["components"]}).validate(value)


def test_every_operation_says_what_it_does_and_what_it_answers(operations):
    for name, (_, _, operation) in operations.items():
        assert operation["summary"], name
        assert operation["description"], name
        assert operation["tags"], name
        assert any(status.startswith("2") for status in operation["responses"]), name
        for parameter in operation.get("parameters", []):
            assert "schema" in parameter, name
        for status, answer in operation["responses"].items():
            assert answer.get("description", "") not in ("Successful Response", "Validation Error"), (name, status)
            content = answer.get("content", {})
            assert "$ref" in answer or content or status in ("204", "304"), (name, status)
            if status.startswith("4"):
                assert "$ref" in answer or set(content) == {MEDIA_TYPE}, (name, status)


def test_headers_are_declared(operations):
    def headers(name):
        return {each["name"] for each in operations[name][2].get("parameters", []) if each["in"] == "header"}

    assert headers("create_job") == {"Idempotency-Key"}
    assert headers("get_job") == {"If-None-Match"}
    assert headers("get_events") == {"Accept", "Last-Event-ID"}
    assert headers("get_network") == headers("get_metrics") == {"Accept"}
    assert set(operations["create_job"][2]["responses"]["201"]["headers"]) == {"Location", "Idempotency-Replayed"}


def test_media_types_are_declared(operations):
    def media(name, status="200"):
        return set(operations[name][2]["responses"][status]["content"])

    assert media("get_network") == {
        "application/json",
        "application/x-npz",
        "application/x-safetensors",
        "text/x-python",
    }
    assert media("get_metrics") == {"application/json", "text/csv"}
    assert media("get_events") == {"application/json", "text/event-stream"}
    assert media("metrics") == {"text/plain"}
    assert media("readyz", "503") == {"application/json"}


def test_every_body_that_is_shown_gets_the_answer_that_is_promised(story, operations):
    for name, about in EXAMPLES.items():
        for status in story.statuses[name]:
            assert str(status) in operations[name][2]["responses"], name
        assert len(story.statuses[name]) >= len(about.get("bodies", [])), name
    with_bodies = {name for name, (_, _, operation) in operations.items() if "requestBody" in operation}
    assert with_bodies <= {name for name, about in EXAMPLES.items() if "bodies" in about}


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name not in SILENT])
def test_an_answer_that_is_shown_is_what_the_server_says(name, story, api, operations):
    shown, found = EXAMPLES[name]["answer"], story.answers[name]
    passing = BEGINNING if name in ("create_job", "fork_job", "create_sweep") else PASSING
    assert alike(shown, found, passing), (shown, found)
    for status, answer in operations[name][2]["responses"].items():
        if status.startswith("2") and status != "204":
            assert answer["content"]["application/json"]["example"] == shown
            check(api, answer["content"]["application/json"]["schema"], shown)
            check(api, answer["content"]["application/json"]["schema"], found)


def alike(shown, found, passing):
    if isinstance(shown, dict):
        kept = shown.keys() - passing
        return shown.keys() == found.keys() and all(alike(shown[name], found[name], passing) for name in kept)
    if isinstance(shown, list):
        return len(shown) == len(found) and all(alike(*pair, passing) for pair in zip(shown, found))
    if isinstance(shown, float):
        return math.isclose(shown, found, rel_tol=1e-9)
    return shown == found


def test_every_body_and_problem_that_is_shown_fits_its_schema(api, operations):
    for _, _, operation in operations.values():
        for body in operation.get("requestBody", {}).get("content", {}).values():
            for example in body["examples"].values():
                check(api, body["schema"], example["value"])
        for status, answer in operation["responses"].items():
            if "$ref" in answer:
                answer = api["components"]["responses"][answer["$ref"].rpartition("/")[2]]
            shown = answer.get("content", {}).get(MEDIA_TYPE, {"examples": {}})
            for kind, example in shown["examples"].items():
                assert KINDS[kind].status == example["value"]["status"] == int(status)
                check(api, shown["schema"], example["value"])


HUGE = [2**53, 2**63 - 1, 2**63, -(2**63) - 1, 10**30, "9" * 5000]


@pytest.mark.parametrize("number", HUGE, ids=lambda number: str(number)[:24])
def test_no_number_is_too_large_for_an_answer_that_is_described(story, operations, number):
    """Wherever an address takes whole numbers; the job, the sweep and the data set are real ones."""
    made = {"job_id": story.answers["create_job"]["id"], "sweep_id": story.answers["create_sweep"]["id"]}
    for name, (method, path, operation) in operations.items():
        takes = [each for each in operation.get("parameters", []) if '"integer"' in json.dumps(each["schema"])]
        for parameter in takes:
            place = {**made, "name": "xor", "index": 0}
            asked = place if parameter["in"] == "path" else {}
            asked[parameter["name"]] = number
            query = {} if parameter["in"] == "path" else asked
            answer = story.client.request(method, path.format(**place), params=query)
            assert str(answer.status_code) in operation["responses"], (name, parameter["name"], answer.text)


TINY, NONE = {"activations": ["tanh"], "weights": [[[1]]], "biases": [[0]]}, {"weights": [], "biases": []}
REFUSALS = [
    ("create_job", {"json": {"epochs": 0}}, "invalid"),
    ("create_job", {"content": b"{}", "headers": {"content-type": "text/plain"}}, "not-json"),
    ("create_job", {"json": {}, "headers": {"origin": "http://elsewhere.example"}}, "foreign-origin"),
    ("create_job", {"json": {}, "headers": {"host": "elsewhere.example"}}, "unknown-host"),
    ("create_job", {"content": b"x" * 5000}, "too-large"),
    ("create_job", {"json": {}, "headers": {"idempotency-key": "x" * 201}}, "invalid"),
    ("list_jobs", {"params": {"limit": 0}}, "invalid"),
    ("list_jobs", {"params": {"after": "none"}}, "invalid"),
    ("get_job", {}, "unknown-job"),
    ("get_events", {"params": {"after": -1}}, "invalid"),
    ("get_metrics", {"params": {"max_points": 1}}, "invalid"),
    ("get_network", {"params": {"format": "exe"}}, "invalid"),
    ("step_job", {"json": {"count": 0}}, "invalid"),
    ("fork_job", {"json": {}}, "unknown-job"),
    ("get_summary", {}, "unknown-sweep"),
    ("create_sweep", {"json": {"grid": {}}}, "invalid"),
    ("trace_network", {"json": {"network": {"activations": ["tanh"], "weights": [[[1]]], "biases": [[0]]}}}, "invalid"),
    (
        "check_gradients",
        {"json": {"network": TINY, "input": [1], "target": [1], "gradients": NONE}},
        "invalid-network",
    ),
    ("read_file", {"content": b"\x80\x02}."}, "invalid-file"),
    ("read_file", {"content": b"1,2\n" * 2000}, "too-large"),
    ("recognise_tensors", {"json": {"tensors": [{"name": "W1", "shape": [-1]}]}}, "invalid"),
    ("ink_drawing", {"json": {}}, "invalid-drawing"),
    ("create_dataset", {"content": b"1,a\n2,a\n"}, "invalid-table"),
    ("create_dataset", {"content": b"1," * 1001}, "table-too-large"),
    ("create_dataset", {"content": b"1,a\n" * 1001}, "too-large"),
    ("create_dataset", {"json": [[1, 2]]}, "not-csv"),
    ("get_dataset", {"path": {"name": "0123456789abcdef-4x3x2"}}, "unknown-dataset"),
    ("delete_dataset", {"path": {"name": "xor"}}, "dataset-in-use"),
    ("get_sample", {"path": {"name": "letters", "index": "0"}}, "unknown-dataset"),
    ("get_sample", {"path": {"name": "xor", "index": "4"}}, "unknown-sample"),
    ("get_sample", {"path": {"name": "mnist", "index": "0"}}, "dataset-not-ready"),
]


@pytest.mark.parametrize(("name", "asked", "kind"), REFUSALS)
def test_a_refusal_is_one_that_is_documented(open_client, api, operations, name, asked, kind):
    method, path, operation = operations[name]
    place = path.format(**{"job_id": "none", "sweep_id": "none"} | asked.get("path", {}))
    given = {key: value for key, value in asked.items() if key != "path"}
    refused = open_client(max_body_bytes=4000).request(method, place, **given)
    assert refused.json()["type"] == f"/problems/{kind}"
    answer = operation["responses"][str(refused.status_code)]
    if "$ref" in answer:
        answer = api["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    media = refused.headers["content-type"]
    assert kind in answer["content"][media]["examples"]
    check(api, answer["content"][media]["schema"], refused.json())
