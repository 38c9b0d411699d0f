"""Who gets in: known hosts, the server's own pages, and holders of the token."""

import asyncio
import json

import pytest
from starlette.websockets import WebSocketDisconnect

from app.settings import Settings
from app.web.gate import Gate
from app.web.observation import Requests

HERE = "ws://127.0.0.1:8000"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:1234", "[::1]:8000", "LOCALHOST"])
def test_this_machine_is_known_by_its_names(client, host):
    assert client.get("/livez", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "localhost.evil.example:8000",
        "localhost@evil.example",
        "evil.example#127.0.0.1",
        "192.168.0.7:8000",
        "[::1",
        "[",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/", "/livez", "/api/v1/jobs", "/static/js/main.js"])
def test_a_name_that_was_bound_to_this_address_by_somebody_else_is_refused(client, host, path):
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == 421
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/unknown-host"


def test_a_name_can_be_allowed(open_client):
    client = open_client(allowed_hosts=("nudge.example",))
    assert client.get("/livez", headers={"host": "nudge.example:8000"}).status_code == 200
    assert client.get("/livez", headers={"host": "other.example"}).status_code == 421


FOREIGN = [
    "http://evil.example",
    "https://evil.example:8000",
    "http://127.0.0.1",
    "http://127.0.0.1:8001",
    "http://localhost:8000",
    "http://127.0.0.1:8000.evil.example",
    "http://127.0.0.1:8000@evil.example",
    "http://127.0.0.1:8000/",
    "null",
    "",
    "file://",
]


@pytest.mark.parametrize("origin", FOREIGN)
def test_other_sites_are_refused_over_http(client, origin):
    answer = client.post("/api/v1/jobs", json={}, headers={"origin": origin})
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/foreign-origin"
    assert client.get("/api/v1/jobs").json()["data"] == []


@pytest.mark.parametrize(
    "headers",
    [{"origin": origin} for origin in FOREIGN]
    + [{"host": "evil.example"}, {"host": "evil.example", "origin": "http://evil.example"}],
)
def test_other_sites_are_refused_over_websockets(client, headers):
    job = client.post("/api/v1/jobs", json={"dataset": {"name": "xor"}, "start": "paused"}).json()["id"]
    with (
        pytest.raises(WebSocketDisconnect) as caught,
        client.websocket_connect(f"{HERE}/api/v1/jobs/{job}/live", ["nudge.v1"], headers=headers),
    ):
        pass
    assert caught.value.code == 4403


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8000", "https://127.0.0.1:8000"])
def test_the_server_s_own_pages_get_in(client, origin):
    assert client.get("/api/v1/jobs", headers={"origin": origin}).status_code == 200
    with client.websocket_connect(f"{HERE}/api/v1/jobs/none/live", ["nudge.v1"], headers={"origin": origin}) as socket:
        assert json.loads(socket.receive_text())["problem"]["type"] == "/problems/unknown-job"


OFF_LOOPBACK = {"base_url": "http://10.1.2.3:8000", "host": "10.1.2.3", "token": "sesame-öffne"}


def test_off_this_machine_a_token_is_needed(open_client):
    client = open_client(**OFF_LOOPBACK)
    for headers in ({}, {"authorization": "Bearer wrong"}, {"cookie": "nudge_token=wrong"}, {"cookie": "nudge_token"}):
        for path in ("/", "/api/v1/jobs", "/static/js/main.js", "/openapi.json", "/?token=wrong", "/?token="):
            answer = client.get(path, headers=headers)
            assert answer.status_code == 401, (path, headers)
            assert answer.json()["type"] == "/problems/token-needed"
            assert "set-cookie" not in answer.headers


def test_without_a_token_nobody_gets_in(open_client):
    client = open_client(base_url="http://10.1.2.3:8000", host="10.1.2.3")
    assert client.get("/api/v1/jobs", headers={"authorization": "Bearer "}).status_code == 401
    assert client.get("/api/v1/jobs?token=").status_code == 401


def test_the_token_opens_by_address_then_by_cookie_or_by_header(open_client):
    client = open_client(**OFF_LOOPBACK | {"token": "sesame"})
    assert client.get("/api/v1/jobs", headers={"authorization": "Bearer sesame"}).status_code == 200
    answer = client.get("/api/v1/version?token=sesame")
    assert answer.status_code == 200
    assert {"HttpOnly", "SameSite=Strict"} <= {part.strip() for part in answer.headers["set-cookie"].split(";")}
    assert client.get("/api/v1/jobs").status_code == 200  # the cookie is kept


def test_a_token_on_this_machine_is_asked_for_too(open_client):
    assert open_client(token="sesame").get("/api/v1/jobs").status_code == 401


def test_a_websocket_needs_the_token_too(open_client):
    client = open_client(**OFF_LOOPBACK | {"token": "sesame"})
    with (
        pytest.raises(WebSocketDisconnect) as caught,
        client.websocket_connect("ws://10.1.2.3:8000/api/v1/jobs/none/live", ["nudge.v1"]),
    ):
        pass
    assert caught.value.code == 4403
    headers = {"authorization": "Bearer sesame"}
    with client.websocket_connect("ws://10.1.2.3:8000/api/v1/jobs/none/live", ["nudge.v1"], headers=headers) as socket:
        assert json.loads(socket.receive_text())["problem"]["status"] == 404


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_the_signs_of_life_are_open_and_give_nothing_away(open_client, path):
    client = open_client(**OFF_LOOPBACK | {"token": "sesame"})
    for query in ("", "?token=wrong", "?token=", "?xtoken=1"):
        answer = client.get(path + query)
        assert answer.status_code == 200
        assert "sesame" not in str(answer.headers)
        assert "sesame" not in answer.text


def test_a_body_that_is_too_large_is_refused_by_its_announced_length(open_client):
    client = open_client(max_body_bytes=2000)
    answer = client.post("/api/v1/traces", content=b"x" * 2001)
    assert answer.status_code == 413
    assert answer.json()["type"] == "/problems/too-large"
    assert client.post("/api/v1/traces", content=b"x" * 2000).status_code == 415


def test_a_body_that_grows_too_large_on_its_way_is_refused(open_client):
    client = open_client(max_body_bytes=2000)
    answer = client.post("/api/v1/traces", content=(b"x" * 500 for _ in range(5)))
    assert "content-length" not in answer.request.headers
    assert answer.status_code == 413
    assert answer.json()["detail"] == "A body may have at most 2,000 bytes."


def ask_directly(path, headers):
    """What the gate says to raw headers, which a client would not send."""
    sent = []

    async def unreachable(*_):
        raise AssertionError("The gate let it through.")

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "path": path, "headers": headers, "query_string": b"", "method": "GET"}
    asyncio.run(Gate(unreachable, Settings(None), Requests())(scope, unreachable, send))
    return sent[0]["status"]


def test_strange_headers_are_refused_and_break_nothing():
    host = (b"host", b"127.0.0.1")
    assert ask_directly("/", []) == 421
    assert ask_directly("/", [(b"host", b"\xff\xfe")]) == 421
    assert ask_directly("/", [host, (b"origin", b"\xff")]) == 403
    assert ask_directly("/", [host, (b"content-length", b"9" * 50)]) == 413


@pytest.mark.parametrize("path", ["/", "/api", "/livez", "/static/js/main.js", "/api/v1/jobs", "/nowhere"])
def test_every_answer_carries_the_policy(client, path):
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-request-id"]


def test_refusals_carry_the_policy_too(client):
    answer = client.get("/", headers={"host": "evil.example"})
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_scripts_are_asked_for_anew_each_time(client):
    assert client.get("/static/js/main.js").headers["cache-control"] == "no-cache"
