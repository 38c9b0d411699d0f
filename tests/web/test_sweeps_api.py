"""Sweeps: every combination is a job, and what they add up to."""

import pytest

from tests.web.conftest import until

SPEC = {"dataset": {"name": "moons", "train": 60, "test": 40}, "network": {"hidden": [4]}, "epochs": 4}


def create(client, grid, spec=None, **more):
    return client.post("/api/v1/sweeps", json={"spec": spec or SPEC, "grid": grid, **more})


def test_every_combination_is_trained_and_summed_up(client):
    made = create(client, {"network.init.seed": [0, 1, 2], "optimizer.learning_rate": [0.1, 1.0]}).json()
    assert len(made["jobs"]) == 6
    assert {(job["values"]["network.init.seed"], job["values"]["optimizer.learning_rate"]) for job in made["jobs"]} == {
        (seed, rate) for seed in (0, 1, 2) for rate in (0.1, 1.0)
    }
    place = f"/api/v1/sweeps/{made['id']}"
    until(lambda: client.get(place).json()["state"] == "succeeded", 60)
    summary = client.get(f"{place}/summary").json()
    assert len(summary["table"]) == 6
    for name in ("test_cost", "test_accuracy"):
        curves = summary[name]
        known = [k for k, value in enumerate(curves["median"]) if value is not None]
        assert known
        assert all(curves["low"][k] <= curves["median"][k] <= curves["high"][k] for k in known)
    listed = client.get(f"/api/v1/jobs?sweep_id={made['id']}").json()["data"]
    assert {job["id"] for job in listed} == {job["id"] for job in made["jobs"]}
    assert client.get("/api/v1/sweeps").json()["data"][0]["counts"] == {"succeeded": 6}


def test_no_more_run_at_once_than_was_asked_and_a_pause_holds_the_rest(client):
    made = create(client, {"shuffle_seed": [0, 1, 2, 3]}, max_parallel=1, spec=SPEC | {"epochs": 100_000}).json()
    place = f"/api/v1/sweeps/{made['id']}"
    until(lambda: client.get(place).json()["counts"].get("running") == 1)
    assert client.get(place).json()["counts"] == {"running": 1, "queued": 3}
    assert client.post(f"{place}/pause").json()["counts"] == {"paused": 1, "queued": 3}
    client.post(f"{place}/resume")
    until(lambda: client.get(place).json()["counts"].get("running"))
    assert client.post(f"{place}/cancel").json()["state"] == "cancelled"
    assert client.post(f"{place}/cancel").status_code == 409


@pytest.mark.parametrize(
    ("grid", "says"),
    [
        ({}, "1 to 256"),
        ({"batch_size": []}, "at least one value"),
        ({"batch_size": [1] * 300}, "1 to 256"),
        ({"network.init.sede": [1]}, "no field"),
        ({"network.init.seed": [-1]}, "whole number from 0"),
        ({"batch_size": ["many"]}, "valid integer"),
    ],
)
def test_a_grid_that_makes_no_sense_is_refused_and_nothing_is_made(client, grid, says):
    refused = create(client, grid)
    assert refused.status_code == 422
    assert says in refused.json()["detail"]
    assert client.get("/api/v1/sweeps").json()["data"] == []
    assert client.get("/api/v1/jobs").json()["data"] == []
