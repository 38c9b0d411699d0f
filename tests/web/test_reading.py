"""Bodies are read strictly: what no other reader of JSON would take, or nobody could be told again, is refused."""

import pytest

from app.web.reading import UnreadableError, read_json

JOBS = "/api/v1/jobs"
SMALL = '{"dataset": {"name": "xor"}, "network": {"hidden": [2]}, "start": "paused", '


def post(client, path, text, method="post"):
    return client.request(method, path, content=text, headers={"content-type": "application/json"})


@pytest.mark.parametrize("half", ["\\ud800", "a\\udfffb", "\\udc00\\ud800", "\\uD83D"])
def test_half_a_surrogate_pair_is_no_character(client, half):
    for path, text in (
        (JOBS, f'{SMALL}"name": "{half}"}}'),
        (JOBS, f'{SMALL}"labels": {{"{half}": "x"}}}}'),
        ("/api/v1/sweeps", f'{{"grid": {{"{half}": [1]}}}}'),
        ("/api/v1/sweeps", f'{{"grid": {{"cost": ["{half}"]}}}}'),
    ):
        refused = post(client, path, text)
        assert refused.status_code == 422
        assert "surrogate" in refused.json()["detail"]
    assert client.get(JOBS).json()["data"] == []


@pytest.mark.parametrize("name", ["\\ud83d\\ude00", "\\u0000", "tab\\tand\\u0001", "\\uffff", "é"])
def test_every_character_comes_back_as_it_went(client, name):
    made = post(client, JOBS, f'{SMALL}"name": "{name}", "labels": {{"{name}": "{name}"}}}}'.encode())
    assert made.status_code == 201
    meant = read_json(f'"{name}"'.encode())
    found = client.get(f"{JOBS}/{made.json()['id']}").json()
    assert (found["name"], found["labels"]) == (meant, {meant: meant})
    assert client.get(JOBS, params={"label": f"{meant}:{meant}"}).json()["data"] == [found]


@pytest.mark.parametrize("text", [b"NaN", b"[1, -Infinity]", b'{"a": {"b": Infinity}}'])
def test_numbers_are_finite(text):
    with pytest.raises(UnreadableError, match="finite"):
        read_json(text)


BAD_VALUES = [
    ("network.hidden", [2.5]),
    ("network.hidden", {}),
    ("network.hidden", "ab"),
    ("network", {"hidden": [2], "speed": 1}),
    ("network.init.seed", 1.5),
    ("network.init.scheme", "x"),
    ("network.activation", 5),
    ("dataset", "xor"),
    ("dataset.train", 2.5),
    ("dataset.fresh", "maybe"),
    ("cost", "hinge"),
    ("cost", None),
    ("precision", "float16"),
    ("optimizer.name", "x"),
    ("optimizer.learning_rate", [3]),
    ("batch_size", 2.5),
    ("epochs", "many"),
    ("l2", None),
]


@pytest.mark.parametrize(("field", "value"), BAD_VALUES)
def test_a_sweep_s_values_are_read_as_strictly_as_a_job_s(client, field, value):
    """A worker takes what it is given: a wrong kind would be its end."""
    refused = client.post("/api/v1/sweeps", json={"grid": {field: [value]}})
    assert refused.status_code == 422
    assert field in refused.json()["detail"]
    assert client.get(JOBS).json()["data"] == []


def test_whatever_a_specification_may_hold_a_sweep_may_vary(client):
    grid = {
        "dataset": [{"name": "xor"}, {"name": "table", "rows": [[0, 1, "a"], [1, 0, "b"], [1, 1, "a"], [0, 0, "b"]]}],
        "network": [{"hidden": [2]}, {}],
        "optimizer": [{"name": "adam"}],
    }
    spec = {"epochs": 1, "cost": "quadratic"}
    made = client.post("/api/v1/sweeps", json={"spec": spec, "grid": grid})
    assert made.status_code == 201, made.text
    assert len(made.json()["jobs"]) == 4
