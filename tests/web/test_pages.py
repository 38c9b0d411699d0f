import re

import pytest
from fastapi.testclient import TestClient

from app.settings import Settings
from app.web import application
from app.web.observation import reasons_not_ready
from tests.web.conftest import HERE, WorkingRunner


@pytest.mark.parametrize("path", ["/", "/api", "/doctor", "/jobs", "/questions", "/questions/q17"])
def test_the_pages_hold_no_inline_script_or_style(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", answer.text)
    assert "<style" not in answer.text
    assert not re.search(r"\s(on\w+|style)=", answer.text)


@pytest.mark.parametrize("path", ["/", "/api", "/doctor", "/jobs", "/questions", "/questions/q17"])
def test_everything_a_page_refers_to_is_here(client, path):
    for address in re.findall(r'(?:src|href)="([^"#]+)"', client.get(path).text):
        assert not address.startswith(("http", "//")), address
        assert client.get(address).status_code == 200, address


def test_the_signs_of_life(client):
    assert client.get("/livez").json() == {"status": "alive"}
    assert client.get("/readyz").json()["status"] == "ready"


def test_version_and_limits(client):
    assert client.get("/api/v1/version").json()["protocol"] == "nudge.v1"
    assert client.get("/api/v1/limits").json()["parameters"] == 1_000_000


def test_the_api_describes_itself(client):
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/api/v1/jobs", "/api/v1/traces", "/api/v1/jobs/{job_id}/fork"} <= set(paths)


READY = {"status": "ready", "reasons": []}


def test_a_server_is_not_ready_while_nothing_can_be_written(client):
    store = client.app._app.state.service.store
    store._journal.problem = "database or disk is full"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "not ready")
    assert "database or disk is full" in answer.json()["reasons"][0]
    assert "Make room" in answer.json()["reasons"][0]
    store._journal.problem = None
    assert client.get("/readyz").json() == READY


def test_a_server_is_not_ready_while_workers_are_missing(client, monkeypatch):
    monkeypatch.setattr(WorkingRunner, "problem", lambda _: "1 of 2 workers are starting.")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["1 of 2 workers are starting."])


def test_a_server_that_is_stopping_is_not_ready(tmp_path):
    told_to_end = []
    app = application.create(Settings(tmp_path), WorkingRunner(tmp_path), stopping=lambda: bool(told_to_end))
    with TestClient(app, base_url=HERE) as client:
        assert client.get("/readyz").json() == READY
        told_to_end.append(True)
        assert client.get("/readyz").json() == {"status": "not ready", "reasons": ["The server is stopping."]}
        assert client.get("/livez").status_code == 200


def test_a_folder_that_has_gone_is_a_reason(tmp_path):
    assert reasons_not_ready(tmp_path, None, None, stopping=False) == []
    (reason,) = reasons_not_ready(tmp_path / "gone", None, None, stopping=False)
    assert "cannot be written" in reason
    assert "gone" not in reason  # the answer needs no token: it names no places
