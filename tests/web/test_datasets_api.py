"""The catalogue, samples and uploaded tables over HTTP."""

import numpy as np
import pytest

from app import datasets
from tests.web.conftest import until

DATASETS, JOBS = "/api/v1/datasets", "/api/v1/jobs"
FLOWERS = "length,width,petal,species\n" + "\n".join(
    f"{5 + k % 3},{3 + k % 2},{k % 5}.5,{('setosa', 'versicolor', 'virginica')[k % 3]}" for k in range(30)
)
HEIGHTS = "\n".join(f"{k},{k / 7}" for k in range(30))


def upload(client, text, **headers):
    return client.post(DATASETS, content=text, headers=headers)


def test_the_catalogue_says_what_can_be_used_at_once(client):
    found = {entry["name"]: entry for entry in client.get("/api/v1/datasets").json()["data"]}
    assert set(found) == set(datasets.CATALOGUE)
    assert found["pen"]["availability"] == "ready"
    assert found["mnist"]["availability"] == "absent"
    assert found["spiral"]["classes"] == ["arm 0", "arm 1", "arm 2"]


def test_a_sample_is_the_one_that_is_trained_on(client):
    answer = client.get("/api/v1/datasets/pen/samples/3?seed=5&epoch=1&train=20").json()
    samples = datasets.draw_pen_epoch(20, 5, 1)
    np.testing.assert_allclose(answer["input"], samples.inputs[3] / 255)
    assert answer["label"] == samples.labels[3] == np.argmax(answer["target"])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("letters/samples/0", 404),
        ("xor/samples/4", 404),
        ("xor/samples/-1", 404),
        ("xor/samples/one", 422),
        ("xor/samples/0?seed=-1", 422),
        ("xor/samples/0?train=0", 422),
        ("mnist/samples/0", 409),
    ],
)
def test_a_sample_that_cannot_be_had(client, path, status):
    answer = client.get(f"/api/v1/datasets/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


# -- tables ------------------------------------------------------------------------------------------


def test_an_uploaded_table_is_listed_and_its_id_is_that_of_its_bytes(client):
    first, again = upload(client, FLOWERS), upload(client, FLOWERS.encode(), **{"content-type": "text/csv"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    table = first.json()
    assert table["table"] == table["name"]
    assert (table["kind"], table["inputs"], table["outputs"], table["train"], table["test"]) == ("table", 3, 3, 24, 6)
    assert table["classes"] == ["setosa", "versicolor", "virginica"]
    assert table["columns"] == ["length", "width", "petal", "species"]
    assert client.get(first.headers["location"]).json() == table
    listed = client.get(DATASETS).json()["data"]
    assert listed[-1] == table
    assert len(listed) == len(datasets.CATALOGUE) + 1


def test_a_job_on_an_uploaded_table_trains_and_is_answered_with_its_data_set(client):
    table = upload(client, FLOWERS).json()
    job = client.post(JOBS, json={"dataset": {"name": "table", "table": table["table"]}, "epochs": 3}).json()
    assert job["spec"]["dataset"]["table"] == table["table"]
    assert job["dataset"] == {key: table[key] for key in job["dataset"]}
    ended = until(lambda: (now := client.get(f"{JOBS}/{job['id']}").json())["state"] == "succeeded" and now)
    assert ended["metrics"]["test_accuracy"] is not None
    evaluation = client.get(f"{JOBS}/{job['id']}/evaluation").json()
    assert np.sum(evaluation["confusion"]) == 6
    assert client.post(JOBS, json=job["spec"]).json()["spec"] == job["spec"]


def test_a_job_can_bring_its_rows(client):
    rows = [["a", "b", "and"], [0, 0, "no"], [0, 1, "no"], [1, 0, "no"], [1, 1, "yes"]]
    job = client.post(JOBS, json={"dataset": {"name": "table", "rows": rows}, "epochs": 2, "start": "paused"}).json()
    about = job["dataset"]
    assert (about["kind"], about["classes"], about["columns"]) == ("plane", ["no", "yes"], ["a", "b", "and"])
    assert (about["train"], about["test"], about["table"]) == (4, 4, None)
    assert job["spec"]["dataset"]["rows"] == rows
    answer = client.post(f"{JOBS}/{job['id']}/step", json={"unit": "epoch"})
    assert answer.json()["epoch"] == 1


def test_numbers_are_learnt_where_targets_are_named(client):
    table = upload(client, HEIGHTS).json()
    assert (table["targets"], table["classes"]) == (1, [])
    body = {
        "dataset": {"name": "table", "table": table["table"], "targets": 1},
        "network": {"hidden": [4], "activation": "tanh", "output_activation": "identity"},
        "optimizer": {"learning_rate": 0.01},
        "epochs": 5,
    }
    job = client.post(JOBS, json=body).json()
    ended = until(lambda: (now := client.get(f"{JOBS}/{job['id']}").json())["state"] == "succeeded" and now)
    assert ended["metrics"]["test_accuracy"] is None
    assert ended["metrics"]["test_cost"] > 0
    evaluation = client.get(f"{JOBS}/{job['id']}/evaluation").json()
    assert (evaluation["accuracy"], evaluation["mistakes"][0]["label"]) == (None, None)
    trace = client.get(f"{JOBS}/{job['id']}/trace?sample=0").json()
    assert len(trace["layers"]) == 2
    without = client.post(JOBS, json={"dataset": {"name": "table", "table": table["table"]}})
    assert without.json()["errors"][0]["pointer"] == "/dataset/targets"


def test_samples_of_a_table_are_those_that_are_trained_on(client):
    table = upload(client, HEIGHTS).json()["table"]
    answer = client.get(f"{DATASETS}/{table}/samples/3?seed=2").json()
    scaling = answer["scaling"]
    given = answer["input"][0] * scaling["deviation"][0] + scaling["mean"][0]
    assert answer["target"] == [pytest.approx(given / 7)]
    assert answer["label"] is None
    flowers = upload(client, FLOWERS).json()["table"]
    assert client.get(f"{DATASETS}/{flowers}/samples/0?train=30").json()["label"] == 0
    assert client.get(f"{DATASETS}/{flowers}/samples/24").status_code == 404
    assert client.get(f"{DATASETS}/{flowers}/samples/0?targets=1").json()["type"] == "/problems/invalid-table"


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("", 422, "0 rows"),
        ("a,b,c\n1,2,x\n1,two,y\n", 422, "Row 3, column 2 (b) is 'two'"),
        ("1,2,a\n3,4\n", 422, "Row 2 has 2 columns"),
        ("1,NaN,a\n3,4,b\n", 422, "Row 1, column 2 is nan"),
        ("1,2,a\n3,4,a\n", 422, "nothing to learn"),
        ("größe,art\n1,ä\n2,ö\n".encode("latin-1"), 422, "UTF-8"),
        (bytes(range(256)) * 20, 422, "UTF-8"),
        (b"1," * 1_000_000, 413, "at most 262,144"),
        (b"1," * 5_000_000, 413, "8,388,608 bytes"),
    ],
)
def test_what_is_no_table_is_refused_by_its_place_and_nothing_is_kept(client, text, status, said):
    answer = upload(client, text)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert said in answer.json()["detail"]
    assert len(client.get(DATASETS).json()["data"]) == len(datasets.CATALOGUE)


def test_json_and_forms_are_told_how_to_send_the_file(client):
    for headers in ({"content-type": "application/json"}, {"content-type": "multipart/form-data; boundary=x"}):
        answer = upload(client, FLOWERS, **headers)
        assert answer.status_code == 415
        assert "--data-binary" in answer.json()["detail"]
    assert upload(client, FLOWERS, **{"content-type": "application/x-www-form-urlencoded"}).status_code == 201


def test_a_table_can_be_deleted_once_no_job_needs_it(client):
    table = upload(client, FLOWERS).json()["table"]
    job = client.post(JOBS, json={"dataset": {"name": "table", "table": table}, "start": "paused"}).json()["id"]
    refused = client.delete(f"{DATASETS}/{table}")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/dataset-in-use")
    assert job in refused.json()["detail"]
    client.post(f"{JOBS}/{job}/cancel")
    client.delete(f"{JOBS}/{job}")
    assert client.delete(f"{DATASETS}/{table}").status_code == 204
    assert client.delete(f"{DATASETS}/{table}").status_code == 404
    gone = client.post(JOBS, json={"dataset": {"name": "table", "table": table}})
    assert gone.json()["errors"][0]["pointer"] == "/dataset/table"
    assert "Upload its CSV again" in gone.json()["detail"]


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ({"name": "table"}, "/dataset/table"),
        ({"name": "table", "table": "../../etc/passwd"}, "/dataset/table"),
        ({"name": "table", "rows": [[1, 2]]}, "/dataset/rows"),
        ({"name": "table", "rows": [[1, 2], [1]]}, "/dataset/rows"),
        ({"name": "table", "rows": [[0, "a"], [1, "b"]], "train": 3}, "/dataset/train"),
        ({"name": "table", "rows": [[0, "a"], [1, "b"]], "targets": 1}, "/dataset/targets"),
        ({"name": "moons", "rows": [[0, "a"], [1, "b"]]}, "/dataset/rows"),
    ],
)
def test_a_table_that_cannot_be_trained_on_is_refused_by_its_field(client, data, pointer):
    answer = client.post(JOBS, json={"dataset": data})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
