"""What the server takes on at most, over HTTP."""

import pytest

from tests.web.conftest import until

JOBS = "/api/v1/jobs"
SMALL = {"dataset": {"name": "moons", "train": 100, "test": 50}, "network": {"hidden": [4]}, "epochs": 3}


def test_the_limits_are_those_of_the_settings_and_told_with_what_there_is(open_client):
    found = open_client(max_jobs=7, max_job_seconds=60).get("/api/v1/limits").json()
    assert (found["jobs"], found["job_seconds"], found["parameters"], found["layers"]) == (7, 60, 1_000_000, 8)
    assert set(found["used"]) == {"jobs", "queued", "stored_bytes"}
    assert found["used"]["jobs"] == 0


@pytest.mark.parametrize(
    ("settings", "change", "pointer"),
    [
        ({"max_parameters": 10}, {}, "/network/hidden"),
        ({"max_samples": 99}, {}, "/dataset/train"),
        ({"max_steps": 29}, {}, "/epochs"),
    ],
)
def test_a_job_that_is_too_large_for_this_server_is_refused_by_its_field(open_client, settings, change, pointer):
    answer = open_client(**settings).post(JOBS, json=SMALL | change)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert "NUDGE_MAX_" in answer.json()["detail"]


def test_a_full_queue_says_when_to_come_again(open_client):
    client = open_client(workers=1, max_queued=2)
    answers = [client.post(JOBS, json=SMALL | {"epochs": 100_000}) for _ in range(6)]
    assert [answer.status_code for answer in answers][-1] == 429
    assert answers[-1].headers["retry-after"].isdigit()
    assert answers[-1].json()["type"] == "/problems/too-many-jobs"
    sweep = {"spec": SMALL, "grid": {"network.init.seed": [0, 1, 2]}}
    assert client.post("/api/v1/sweeps", json=sweep).status_code == 429
    assert client.post(JOBS, json=SMALL | {"start": "paused"}).status_code == 201


def test_a_full_folder_is_said_with_what_to_delete(open_client):
    client = open_client(max_stored_bytes=2**20)
    csv = ("1,2,a\n3,4,b\n" * 40_000).encode()
    assert client.post("/api/v1/datasets", content=csv).status_code == 201
    other = client.post("/api/v1/datasets", content=csv + csv)
    assert (other.status_code, other.json()["type"]) == (507, "/problems/storage-full")
    assert "delete jobs" in other.json()["detail"]


def test_a_job_that_runs_too_long_ends_and_a_fork_of_it_goes_on(open_client):
    client = open_client(max_job_seconds=1)
    path = f"{JOBS}/{client.post(JOBS, json=SMALL | {'epochs': 1_000_000}).json()['id']}"
    job = until(lambda: (now := client.get(path).json())["state"] == "failed" and now)
    assert (job["reason"], job["running_seconds"] >= 1) == ("timeout", True)
    assert "Fork" in job["detail"]
    fork = client.post(f"{path}/fork", json={"spec": {"epochs": 1_000_000}, "start": "running"}).json()
    assert fork["forked_from"]["step"] == job["step"]
    until(lambda: client.get(f"{JOBS}/{fork['id']}").json()["step"] > job["step"])
