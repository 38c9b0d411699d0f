"""The jobs of the REST contract."""

import threading

import pytest

from tests.web.conftest import until

JOBS = "/api/v1/jobs"
SMALL = {
    "dataset": {"name": "blobs", "train": 20, "test": 10},
    "network": {"hidden": [3]},
    "batch_size": 5,
    "epochs": 100_000,
    "optimizer": {"name": "sgd", "learning_rate": 0.5},
}


@pytest.fixture
def create(client):
    def create_job(**more):
        answer = client.post(JOBS, json=SMALL | {"start": "paused"} | more)
        assert answer.status_code == 201, answer.text
        job = answer.json()
        assert answer.headers["location"] == f"{JOBS}/{job['id']}"
        until(lambda: get(client, job)["state"] not in ("queued", "starting"))
        return get(client, job)

    return create_job


def get(client, job):
    answer = client.get(f"{JOBS}/{job['id']}")
    assert answer.status_code == 200
    return answer.json()


def post(client, job, doing, body=None):
    return client.post(f"{JOBS}/{job['id']}/{doing}", json=body)


def test_nothing_given_trains_the_default_digits_network(client):
    job = client.post(JOBS, json={"start": "paused"}).json()
    assert job["spec"]["network"]["hidden"] == [16, 16]
    assert job["spec"]["dataset"] == {"name": "pen", "seed": 0, "train": 10000, "test": 2000, "fresh": True}
    assert (job["name"], job["dataset"]["inputs"]) == ("pen 784-16-16-10", 784)


def test_a_job_is_listed_newest_first_in_pages(client, create):
    made = [create(labels={"kind": str(i % 2)})["id"] for i in range(5)]
    page = client.get(JOBS, params={"limit": 2}).json()
    seen = [job["id"] for job in page["data"]]
    while page["has_more"]:
        page = client.get(JOBS, params={"limit": 2, "after": page["next_after"]}).json()
        seen += [job["id"] for job in page["data"]]
    assert seen == made[::-1]
    assert [job["id"] for job in client.get(JOBS, params={"label": "kind:1"}).json()["data"]] == [made[3], made[1]]
    assert len(client.get(JOBS, params={"label": "kind"}).json()["data"]) == 5
    assert client.get(JOBS, params={"state": "running"}).json()["data"] == []
    assert client.get(JOBS, params={"after": "none"}).status_code == 422
    assert client.get(JOBS, params={"limit": 0}).status_code == 422


def test_an_unchanged_job_is_not_sent_again(client, create):
    job = create()
    address = f"{JOBS}/{job['id']}"
    tag = client.get(address).headers["etag"]
    again = client.get(address, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    post(client, job, "step", {})
    changed = client.get(address, headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_resuming_and_pausing(client, create):
    job = create()
    assert post(client, job, "pause").status_code == 200
    assert post(client, job, "resume").status_code == 202
    assert get(client, job)["state"] == "running"
    assert post(client, job, "resume").status_code == 200
    until(lambda: get(client, job)["step"] > 0)
    answer = post(client, job, "pause")
    assert (answer.status_code, answer.json()["state"]) == (202, "paused")


def test_stepping_and_seeking(client, create):
    job = create()
    assert post(client, job, "step", {"unit": "batch", "count": 6}).json() == {
        "state": "paused",
        "step": 6,
        "epoch": 1,
        "progress": 1.5 / 100_000,
    }
    assert post(client, job, "step", {"unit": "epoch"}).json()["step"] == 8
    assert post(client, job, "seek", {"step": 3}).json()["step"] == 3
    for body in ({"step": 9}, {"step": -1}, {}, {"step": 1, "to": 2}):
        assert post(client, job, "seek", body).status_code == 422
    for body in ({"unit": "hour"}, {"count": 0}, {"count": 10**7}):
        assert post(client, job, "step", body).status_code == 422
    post(client, job, "resume")
    assert post(client, job, "step", {}).status_code == 409


def test_settings_can_be_turned_and_names_changed(client, create):
    job, address = create(), None
    address = f"{JOBS}/{job['id']}"
    answer = client.patch(address, json={"learning_rate": 0.1, "batch_size": 3, "pace": 7, "name": "mine"})
    assert answer.status_code == 200
    found = get(client, job)
    assert found["settings"] == {"learning_rate": 0.1, "batch_size": 3, "pace": 7.0}
    assert found["name"] == "mine"
    for body in ({"learning_rate": -1}, {"batch_size": 0}, {"pace": -1}, {"speed": 1}, {"name": "x" * 201}):
        assert client.patch(address, json=body).status_code == 422
    assert get(client, job)["settings"] == found["settings"]


def test_a_fork_goes_on_from_a_step_with_other_settings(client, create):
    job = create()
    post(client, job, "step", {"count": 9})
    answer = post(client, job, "fork", {"step": 4, "spec": {"optimizer": {"learning_rate": 0.25}, "epochs": 7}})
    assert answer.status_code == 201
    fork = answer.json()
    until(lambda: get(client, fork)["settings"].get("learning_rate") == 0.25)
    found = get(client, fork)
    assert (found["state"], found["step"], found["spec"]["epochs"]) == ("paused", 4, 7)
    assert found["forked_from"] == {"id": job["id"], "step": 4}
    assert post(client, job, "fork", {"step": 10}).status_code == 422
    assert post(client, job, "fork", {"spec": {"dataset": {}}}).status_code == 422


def test_the_trace_of_a_sample_at_the_present_step(client, create):
    job = create()
    post(client, job, "step", {"count": 2})
    answer = client.get(f"{JOBS}/{job['id']}/trace", params={"sample": 4}).json()
    network = {"activations": [], "weights": [], "biases": []}
    for layer in answer["layers"]:
        network["activations"].append(layer["activation"])
        for old, new, gradient in (("weights", "W_new", "dC_dW"), ("biases", "b_new", "dC_db")):
            network[old].append(add(layer[new], layer[gradient], 0.5))
    own = {"input": answer["input"], "target": [0, 0, 1]}
    traced = post(client, job, "trace", own).json()
    alone = client.post("/api/v1/traces", json={"network": network, "learning_rate": 0.5, **own}).json()
    assert traced["cost"] == pytest.approx(alone["cost"])
    assert traced["cost_after"] == pytest.approx(alone["cost_after"])
    assert client.get(f"{JOBS}/{job['id']}/trace", params={"sample": 20}).status_code == 422
    assert post(client, job, "trace", {"input": [1], "target": 0}).status_code == 422
    assert post(client, job, "trace", {"input": [1, 2], "target": 3}).status_code == 422


def add(values, gradient, rate):
    if isinstance(values, list):
        return [add(v, g, rate) for v, g in zip(values, gradient, strict=True)]
    return values + rate * gradient


def test_events_come_in_pages_without_gaps(client, create):
    job = create()
    for _ in range(3):
        post(client, job, "step", {"unit": "epoch", "count": 50})
    address = f"{JOBS}/{job['id']}/events"
    everything = client.get(address).json()["data"]
    assert [event["seq"] for event in everything] == list(range(1, len(everything) + 1))
    page, seen = client.get(address, params={"limit": 2}).json(), []
    seen += page["data"]
    while page["has_more"]:
        page = client.get(address, params={"limit": 2, "after": page["next_after"]}).json()
        seen += page["data"]
    assert seen == everything
    assert client.get(address, params={"after": -1}).status_code == 422


def test_cancelling_and_deleting(client, create):
    job = create(start="running")
    assert client.delete(f"{JOBS}/{job['id']}").status_code == 409
    answer = post(client, job, "cancel")
    assert (answer.status_code, answer.json()["state"]) == (202, "cancelled")
    assert post(client, job, "cancel").status_code == 200
    for doing, body in (("resume", None), ("step", {}), ("seek", {"step": 0})):
        assert post(client, job, doing, body).status_code == 409
    assert client.delete(f"{JOBS}/{job['id']}").status_code == 204
    assert client.get(f"{JOBS}/{job['id']}").status_code == 404


def test_a_job_that_is_done_says_why_it_cannot_go_on(client, create):
    job = create(epochs=1, start="running")
    until(lambda: get(client, job)["state"] == "succeeded")
    assert get(client, job)["progress"] == 1
    answer = post(client, job, "resume")
    assert answer.status_code == 409
    assert "Fork" in answer.json()["detail"]


def test_a_job_on_data_that_cannot_be_had_fails_with_the_reason(open_client):
    """The first MNIST job of a machine without a network: 201, and then an explained end."""
    client = open_client(mnist_mirrors=("http://127.0.0.1:9/",))
    answer = client.post(JOBS, json={"dataset": {"name": "mnist"}})
    assert answer.status_code == 201
    job = answer.json()
    until(lambda: get(client, job)["state"] == "failed")
    found = get(client, job)
    assert found["reason"] == "invalid"
    assert "put its four files" in found["detail"]
    entry = next(each for each in client.get("/api/v1/datasets").json()["data"] if each["name"] == "mnist")
    assert entry["availability"] == "failed"
    assert entry["detail"] == found["detail"]


def test_jobs_are_made_in_the_thread_of_the_event_loop(client, create, monkeypatch):
    """The service belongs to that thread: its timers, futures and mailboxes are not made for others."""
    service, threads = client.app._app.state.service, []
    for name in ("create", "cancel", "delete"):
        original = getattr(service, name)

        def noted(*args, original=original, **more):
            threads.append(threading.current_thread())
            return original(*args, **more)

        monkeypatch.setattr(service, name, noted)
    threads_of_loop = []
    client.portal.call(lambda: threads_of_loop.append(threading.current_thread()))
    job = create()
    post(client, job, "cancel")
    client.delete(f"{JOBS}/{job['id']}")
    assert threads == threads_of_loop * 3


STOPPING = {
    "dataset": {"name": "moons", "train": 100, "test": 50},
    "network": {"hidden": [4]},
    "epochs": 5000,
    "stop": {"patience": 2, "min_delta": 0.5},
}


def test_a_job_stops_early_as_its_specification_says_and_a_fork_of_it_goes_on(client):
    made = client.post(JOBS, json=STOPPING).json()
    assert made["spec"]["stop"] == {"target_accuracy": None, "patience": 2, "min_delta": 0.5}
    path = f"{JOBS}/{made['id']}"
    job = until(lambda: (now := client.get(path).json())["state"] == "succeeded" and now)
    assert (job["reason"], job["spec"]["stop"]["patience"]) == ("early_stopped", 2)
    assert "2 measurements" in job["detail"]
    on = client.post(f"{path}/fork", json={}).json()
    assert "stop" not in on["spec"]
    given = client.post(f"{path}/fork", json={"spec": {"stop": {"patience": 900}}}).json()
    assert given["spec"]["stop"]["patience"] == 900


@pytest.mark.parametrize(
    ("stop", "pointer"),
    [
        ({}, "/stop/patience"),
        ({"patience": 0}, "/stop/patience"),
        ({"target_accuracy": 2}, "/stop/target_accuracy"),
        ({"patience": 3, "max_delta": 0.1}, "/stop/max_delta"),
    ],
)
def test_a_condition_that_cannot_be_is_refused_by_its_field(client, stop, pointer):
    answer = client.post(JOBS, json={"stop": stop})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
