import re

import pytest


@pytest.mark.parametrize("path", ["/", "/api"])
def test_the_pages_hold_no_inline_script_or_style(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", answer.text)
    assert "<style" not in answer.text
    assert not re.search(r"\s(on\w+|style)=", answer.text)


@pytest.mark.parametrize("path", ["/", "/api"])
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
