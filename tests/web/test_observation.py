import re

from app.web.observation import Requests, gauge


def test_requests_are_counted_by_the_template_of_their_route(client):
    for job in ("one", "two"):
        client.get(f"/api/v1/jobs/{job}")
    client.get("/no/such/place")
    text = client.get("/metrics").text
    assert 'nudge_requests_total{method="GET",route="/api/v1/jobs/{job_id}",status="404"} 2' in text
    assert 'nudge_requests_total{method="GET",route="other",status="404"} 1' in text


def test_jobs_are_counted_by_state(client):
    client.post("/api/v1/jobs", json={"dataset": {"name": "xor"}, "start": "paused", "network": {"hidden": [2]}})
    assert re.search(r'nudge_jobs\{state="(queued|starting|paused)"\} 1', client.get("/metrics").text)


def test_every_line_is_a_series_or_a_comment():
    requests = Requests()
    requests.note("GET", 'a"b\\c', 200, 0.5)
    lines = [*requests.lines(), *gauge("g", "l", {"x": 1})]
    series = re.compile(r'^[a-z_]+\{(\w+="([^"\\]|\\.)*",?)+\} [0-9.]+$')
    assert all(line.startswith("# TYPE ") or series.match(line) for line in lines)
