"""What the picture shows, explained: a derivative taken apart, an update accounted for, gradients side by side."""

import numpy as np
import pytest

from tests.web.conftest import until

JOBS = "/api/v1/jobs"


@pytest.fixture
def stepped(client):
    """A paused job of 2-4-3 neurons, some updates on."""

    def create(unit="batch", count=3, **more):
        spec = {"dataset": {"name": "blobs", "train": 40}, "network": {"hidden": [4]}, "batch_size": 8}
        job = client.post(JOBS, json=spec | {"start": "paused"} | more).json()
        address = f"{JOBS}/{job['id']}"
        until(lambda: client.get(address).json()["state"] == "paused")
        assert client.post(f"{address}/step", json={"unit": unit, "count": count}).is_success
        return address

    return create


def test_the_derivative_of_what_the_picture_shows_is_taken_apart(client, stepped):
    address = f"{stepped('sample')}/factors"
    answer = client.get(address, params={"layer": 1, "to": 0, "from": 1}).json()
    assert answer["difference"]["error"] < 1e-4
    assert sum(each["wish"] for each in answer["complaints"]) == pytest.approx(answer["dC_da"])
    assert sum(path["product"] for path in answer["paths"]) + answer["rest"] == pytest.approx(answer["derivative"])
    refused = client.get(address, params={"layer": 5, "to": 0})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/invalid-network")


def test_the_derivative_of_what_the_picture_shows_is_written_in_three_forms(client, stepped):
    address = stepped("sample")
    where = f"{address}/forms"
    for place, kind in (({"to": 0, "from": 1}, "weight"), ({"to": 0}, "bias")):
        written = client.get(where, params={"layer": 1, **place}).json()
        explained = client.get(f"{address}/factors", params={"layer": 1, **place}).json()
        assert (written["selected"]["kind"], written["derivative"]) == (kind, explained["derivative"])
    neuron = client.get(where, params={"layer": 1, "neuron": 0}).json()
    assert neuron["derivative"] == pytest.approx(explained["dC_da"])
    for wrong in ({}, {"to": 0, "neuron": 0}, {"neuron": 0, "from": 0}, {"neuron": 99}, {"to": 0, "from": 99}):
        refused = client.get(where, params={"layer": 1, **wrong})
        assert (refused.status_code, refused.json()["type"]) == (422, "/problems/invalid-network")


@pytest.mark.parametrize("place", [{"layer": 1, "to": 2, "from": 1}, {"layer": 2, "to": 0}])
def test_an_update_is_accounted_for(client, stepped, place):
    address = stepped(optimizer={"name": "momentum", "learning_rate": 0.1})
    told = client.get(f"{address}/update", params=place).json()
    assert told["parameter"] == {"from": None} | place
    assert told["after"] == told["before"] + told["change"]
    assert told["memory_after"]["velocity"] == pytest.approx(told["change"])
    by_hand = 0.9 * told["memory_before"]["velocity"] - 0.1 * told["gradient"]
    assert told["change"] == pytest.approx(by_hand)
    batch = told["batch"]
    assert (batch["used"], batch["size"], told["size"]) == (True, 8, 8)
    assert np.mean([each["nudge"] for each in batch["samples"]]) == pytest.approx(batch["mean"], abs=1e-15)
    assert batch["mean"] == pytest.approx(told["gradient"], abs=1e-15)
    network = client.get(f"{address}/network").json()
    layer, to = place["layer"] - 1, place["to"]
    now = network["weights"][layer][to][place["from"]] if "from" in place else network["biases"][layer][to]
    assert told["after"] == pytest.approx(now, abs=1e-15)
    assert told["multiplications"] == {"parameters": 27, "forward": 20, "backward": 39, "wiggling": 540}


def test_gradients_of_one_sample_a_batch_and_all_stand_side_by_side(client, stepped):
    told = client.get(f"{stepped()}/directions").json()
    assert [each["samples"] for each in told["directions"]] == [1, 8, 40]
    assert [each["between"] for each in told["angles"]] == [["sample", "batch"], ["sample", "all"], ["batch", "all"]]
    assert told["parameters"] == 27
    for each in told["directions"]:
        assert 0 < each["moved"] <= 27
        assert np.linalg.norm(each["lengths"]) <= each["length"]  # the biases have the rest


def test_one_linear_layer_is_set_beside_its_closed_form(client, stepped):
    rows = [["x", "y"], [0, 1], [1, 3.5], [2, 4.5], [3, 7]]
    line = {"name": "table", "rows": rows, "targets": 1, "scale": False}
    network = {"hidden": [], "output_activation": "identity"}
    told = client.get(f"{stepped(dataset=line, network=network)}/least-squares").json()
    slope, start = np.polyfit([0, 1, 2, 3], [1, 3.5, 4.5, 7], 1)
    assert told["closed_form"]["weights"][0] == pytest.approx([slope])
    assert told["closed_form"]["biases"] == pytest.approx([start])
    assert (told["samples"], told["cost"] > told["least_cost"]) == (4, True)
    refused = client.get(f"{stepped()}/least-squares")
    assert (refused.status_code, "no hidden layer" in refused.json()["detail"]) == (422, True)


def test_what_is_not_there_is_refused(client, stepped):
    address = stepped()
    refused = client.get(f"{address}/update", params={"layer": 1, "to": 9})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/invalid-command")
    assert "neurons 0 to 3" in refused.json()["detail"]
    for what in ("update?layer=1&to=0", "directions"):
        assert client.get(f"{JOBS}/none/{what}").status_code == 404
