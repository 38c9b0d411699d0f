"""One line for each request and each change of a job's state; quiet unless asked; never the token, never a body."""

import io
import json
import logging
import logging.config
import re
import urllib.error
import urllib.request

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from app import logs
from tests.server import running_server

TOKEN = "sesame-öffne/dich"


@pytest.fixture
def written():
    """What is written with a configuration; afterwards logging is as it was."""
    root, names = logging.getLogger(), ("nudge", "uvicorn.error")
    before = root.handlers[:], root.level, [logging.getLogger(name).level for name in names]

    def use(*settings):
        logging.config.dictConfig(logs.configuration(*settings))
        root.handlers[0].stream = text = io.StringIO()
        return text

    yield use
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    for name, level in zip(names, before[2], strict=True):
        logging.getLogger(name).setLevel(level)


def test_nothing_is_said_of_what_goes_well_unless_asked(written):
    text = written("warning", "text", None)
    logs.note_request("GET", "/livez", 200, 0.001, None)
    logs.note_event("a1", 1, '{"type":"event","seq":1,"kind":"state","step":0,"state":"queued","reason":null}')
    assert text.getvalue() == ""
    logging.getLogger("uvicorn.error").warning("Something is %s.", "odd")
    assert text.getvalue() == "WARNING: Something is odd.\n"


def test_a_request_is_one_line_in_either_format(written):
    text = written("info", "text", None)
    logs.note_request("GET", "/api/v1/jobs/{job_id}", 404, 0.0123, "a1")
    assert text.getvalue() == "INFO: GET /api/v1/jobs/{job_id} 404 in 12.3 ms\n"
    text = written("info", "json", None)
    logs.note_request("GET", "/api/v1/jobs/{job_id}", 404, 0.0123, "a1")
    line = json.loads(text.getvalue())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line.pop("time"))
    assert line == {
        "level": "info",
        "logger": "nudge.requests",
        "message": "GET /api/v1/jobs/{job_id} 404 in 12.3 ms",
        "method": "GET",
        "route": "/api/v1/jobs/{job_id}",
        "status": 404,
        "milliseconds": 12.3,
        "job": "a1",
    }


def test_of_a_job_s_events_the_changes_of_state_are_written(written):
    text = written("info", "json", None)
    logs.note_event("a1", 2, '{"type":"event","seq":7,"kind":"metric","step":40,"cost":0.5}')
    logs.note_event("a1", 2, '{"type":"event","seq":8,"kind":"state","step":40,"state":"failed","reason":"diverged"}')
    (line,) = map(json.loads, text.getvalue().splitlines())
    wanted = {"job": "a1", "state": "failed", "reason": "diverged", "step": 40, "attempt": 2}
    assert wanted.items() <= line.items()


def test_a_traceback_stays_on_its_line(written):
    text = written("warning", "json", None)
    try:
        raise RuntimeError("broken\nin two")
    except RuntimeError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    line = json.loads(text.getvalue())
    assert line["message"] == "Exception in ASGI application"
    assert "RuntimeError: broken\nin two" in line["exception"]


@pytest.mark.parametrize("form", logs.FORMATS)
def test_the_token_is_written_in_no_form(written, form):
    text = written("debug", form, TOKEN)
    for said in (TOKEN, json.dumps(TOKEN), "/jobs?token=sesame-%C3%B6ffne/dich"):
        logging.getLogger("nudge").warning("They said %s.", said)
    assert "sesame" not in text.getvalue()
    assert text.getvalue().count("***") == 3


# -- a real server -----------------------------------------------------------------------------------


def ask(server, path, body=None, **headers):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(server.address + path, data, {"content-type": "application/json"} | headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The lines of a server that says all it can, and what it was asked."""
    settings = {"NUDGE_LOG_LEVEL": "debug", "NUDGE_LOG_FORMAT": "json", "NUDGE_TOKEN": "sesame"}
    known = {"authorization": "Bearer sesame"}
    body = {"dataset": {"name": "xor"}, "network": {"hidden": [2]}, "epochs": 3, "name": "a secret name"}
    with running_server(tmp_path_factory.mktemp("told"), **settings) as server:
        _, headers, raw = ask(server, "/api/v1/jobs", body, **known)
        job = json.loads(raw)["id"]
        ask(server, f"/api/v1/jobs/{job}/events", accept="text/event-stream", **known)
        ask(server, "/api/v1/jobs?token=sesame&label=hush")
        ask(server, "/api/v1/jobs?token=wrong")
        ask(server, "/no/such/place", **known)
        with connect(
            f"ws://127.0.0.1:{server.port}/api/v1/jobs/{job}/live?token=sesame", subprotocols=["nudge.v1"]
        ) as socket:
            socket.send('{"type": "hello", "after": 0, "word": "whispered"}')
            socket.recv()
        with pytest.raises(InvalidStatus):
            connect(f"ws://127.0.0.1:{server.port}/api/v1/jobs/{job}/live?token=wrong", subprotocols=["nudge.v1"])
        server.terminate()
        text = server.log.read_text()
    first, *rest = text.splitlines()
    assert first.startswith("Nudge is at ")
    return [json.loads(line) for line in rest], job, headers["x-request-id"], "\n".join(rest)


def test_every_line_of_the_server_is_json_and_says_when_and_how_grave(told):
    lines, *_ = told
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    assert "uvicorn.error" in {line["logger"] for line in lines}


def test_every_request_has_its_line_with_its_ids(told):
    lines, job, request, _ = told
    requests = [line for line in lines if line["logger"] == "nudge.requests"]
    made = next(line for line in requests if line["request_id"] == request)
    assert (made["method"], made["route"], made["status"], made["job"]) == ("POST", "/api/v1/jobs", 201, job)
    assert made["milliseconds"] > 0
    assert len({line["request_id"] for line in requests}) == len(requests)
    found = {(line["method"], line["route"], line["status"], line.get("job")) for line in requests}
    assert {
        ("GET", "/api/v1/jobs/{job_id}/events", 200, job),
        ("GET", "/api/v1/jobs", 200, None),
        ("GET", "other", 401, None),
        ("GET", "other", 404, None),
        ("WEBSOCKET", "/api/v1/jobs/{job_id}/live", 101, job),
        ("WEBSOCKET", "other", 403, None),
    } <= found


def test_every_change_of_a_job_s_state_has_its_line(told):
    lines, job, *_ = told
    changes = [line for line in lines if line["logger"] == "nudge.jobs"]
    assert [line["state"] for line in changes] == ["queued", "starting", "running", "succeeded"]
    assert {line["job"] for line in changes} == {job}
    assert (changes[-1]["reason"], changes[-1]["step"], changes[-1]["attempt"]) == ("completed", 3, 1)


def test_neither_tokens_nor_bodies_nor_queries_are_written(told):
    *_, text = told
    for word in ("sesame", "wrong", "a secret name", "hush", "whispered", "no/such/place"):
        assert word not in text
