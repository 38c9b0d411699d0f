"""Bugs over HTTP: the list, runs that train with one, and the way back: the doctor names it from what they did."""

import numpy as np
import pytest

from app.nn.bugs import BUGS
from tests.web.conftest import until

JOBS = "/api/v1/jobs"
TABLE = [["x1", "x2", "y1", "y2"], [0.4, -0.7, 0.9, 0.2], [-0.3, 0.8, 0.1, 0.6], [0.9, 0.5, 0.7, 0.4]]
SPEC = {
    "dataset": {"name": "table", "rows": TABLE, "targets": 2, "scale": False},
    "network": {"hidden": [2, 2], "init": {"scale": 1.5}},
    "optimizer": {"learning_rate": 0.1},
    "batch_size": 3,
    "epochs": 50,
}
ROWS = np.array(TABLE[1:])


def start(client, *bugs, **more):
    made = client.post(JOBS, json={**SPEC, **more, "bugs": list(bugs), "start": "paused"})
    assert made.status_code == 201, made.text
    job = made.json()["id"]
    until(lambda: client.get(f"{JOBS}/{job}").json()["state"] == "paused", 60)
    return job


def network(client, job):
    found = client.get(f"{JOBS}/{job}/network").json()
    return {name: found[name] for name in ("weights", "biases", "activations")}


def step(client, job):
    assert client.post(f"{JOBS}/{job}/step", json={"unit": "batch"}).status_code == 200


def test_every_bug_is_listed_with_its_two_lines(client):
    listed = client.get("/api/v1/bugs").json()["data"]
    assert [bug["name"] for bug in listed] == list(BUGS)
    assert all(bug["wrong"] != bug["line"] for bug in listed)


@pytest.mark.parametrize("bug", BUGS)
def test_the_doctor_names_the_bug_of_a_run_from_the_step_it_made(client, bug):
    job = start(client, bug)
    if bug == "gradients-not-zeroed":
        step(client, job)  # of the first step nothing is left over yet
    before = network(client, job)
    step(client, job)
    after = network(client, job)
    gradients = {
        part: [((np.array(w) - np.array(v)) / 0.1).tolist() for w, v in zip(before[part], after[part], strict=True)]
        for part in ("weights", "biases")
    }
    report = client.post(
        "/api/v1/gradient-checks",
        json={
            "network": before,
            "input": ROWS[:, :2].tolist(),
            "target": ROWS[:, 2:].tolist(),
            "gradients": gradients,
            "learning_rate": 0.1,
        },
    ).json()
    assert not report["correct"]
    assert report["diagnosis"][0]["bug"] == bug, report["summary"]


def test_a_job_says_its_bugs_and_one_without_says_nothing(client):
    assert client.get(f"{JOBS}/{start(client, 'factor-two')}").json()["spec"]["bugs"] == ["factor-two"]
    assert "bugs" not in client.get(f"{JOBS}/{start(client)}").json()["spec"]


@pytest.mark.parametrize("form", ["md", "html", "py"])
def test_a_sheet_says_that_its_numbers_are_not_those_of_a_job_with_a_bug(client, form):
    buggy, right = (
        client.get(f"{JOBS}/{start(client, *bugs)}/worksheet", params={"format": form}).text
        for bugs in (["factor-two", "bias-shared"], [])
    )
    assert "The job trains with a bug: factor-two and bias-shared." in buggy
    assert "bug" not in right


def test_a_fork_keeps_the_bug(client):
    job = start(client, "factor-two")
    step(client, job)
    fork = client.post(f"{JOBS}/{job}/fork", json={"step": 1})
    assert fork.json()["spec"]["bugs"] == ["factor-two"]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"bugs": ["left-handed"]}, "sign-flipped"),
        ({"bugs": ["batch-sum-not-mean"], "batch_size": 1}, "more than 1"),
        ({"bugs": ["updated-weights-used"], "network": {"hidden": []}}, "hidden layer"),
    ],
)
def test_a_bug_that_cannot_be_is_refused_with_what_to_do(client, change, word):
    refused = client.post(JOBS, json={**SPEC, **change})
    assert refused.status_code == 422
    (part,) = refused.json()["errors"]
    assert part["pointer"].startswith("/bugs")
    assert word in part["detail"]


def test_a_sweep_goes_over_bugs(client):
    grid = {"bugs": [[], ["sign-flipped"]]}
    made = client.post("/api/v1/sweeps", json={"spec": {**SPEC, "epochs": 400}, "grid": grid}).json()
    path = f"/api/v1/sweeps/{made['id']}"
    until(lambda: client.get(path).json()["state"] == "succeeded", 60)
    right, wrong = client.get(f"{path}/summary").json()["table"]
    assert (right["values"], wrong["values"]) == ({"bugs": []}, {"bugs": ["sign-flipped"]})
    assert wrong["test_cost"] > right["test_cost"]


def test_its_measurements_tell_how_long_its_gradients_are(client):
    job = start(client, "factor-two", epochs=200)
    client.post(f"{JOBS}/{job}/resume")
    until(lambda: client.get(f"{JOBS}/{job}").json()["state"] == "succeeded", 60)
    metrics = [each for each in client.get(f"{JOBS}/{job}/events").json()["data"] if each["kind"] == "metric"]
    for each in metrics:
        np.testing.assert_allclose(each["bug_ratios"], [2, 2, 2])
        np.testing.assert_allclose(each["bug_angles"], [0, 0, 0], atol=1e-6)
