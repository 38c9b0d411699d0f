"""The worked examples over HTTP: every one is a job, and shows the numbers that were published."""

import numpy as np
import pytest

from app.training.presets import PRESETS
from tests.web.conftest import until

PUBLISHED = {"mazur": "mazur-2-2-2", "relu-homework": "relu-homework-2-2-1"}


def presets(client):
    return {preset["name"]: preset for preset in client.get("/api/v1/presets").json()["data"]}


def start(client, name):
    """A paused job of a worked example: its id."""
    made = client.post("/api/v1/jobs", json={**presets(client)[name]["spec"], "start": "paused"})
    assert made.status_code == 201, made.text
    job = made.json()["id"]
    until(lambda: client.get(f"/api/v1/jobs/{job}").json()["state"] == "paused", 60)
    return job


@pytest.mark.parametrize("name", [preset.name for preset in PRESETS])
def test_a_worked_example_is_a_job_that_has_learnt_nothing_yet(client, name):
    job = client.get(f"/api/v1/jobs/{start(client, name)}").json()
    assert job["step"] == 0
    assert job["spec"] == presets(client)[name]["spec"]


@pytest.mark.parametrize(("name", "example"), PUBLISHED.items())
def test_its_first_sample_has_the_published_numbers(client, worked_examples, name, example):
    published = worked_examples[example]
    trace = client.get(f"/api/v1/jobs/{start(client, name)}/trace?sample=0").json()
    assert trace["input"] == published["input"]
    found = {"cost": trace["cost"], "cost_after": trace["cost_after"]}
    for layer in trace["layers"]:
        number = layer["layer"]
        found |= {f"{key}{number}": layer[key] for key in ("a", "dC_dW", "dC_db")} | {f"W{number}_new": layer["W_new"]}
    # A job updates the biases too, and where the example does not, the cost afterwards is another one.
    keys = published["expect"].keys() - (set() if published["update_biases"] else {"cost_after"})
    for key in keys:
        np.testing.assert_allclose(found[key], published["expect"][key], rtol=0, atol=1e-9, err_msg=key)
    assert published["learning_rate"] == presets(client)[name]["spec"]["optimizer"]["learning_rate"]


def test_the_note_on_mazur_names_the_three_misprints(client):
    note = presets(client)["mazur"]["note"]
    for figure in ("0.291027924", "0.015912196", "0.984065734", "biases"):
        assert figure in note
