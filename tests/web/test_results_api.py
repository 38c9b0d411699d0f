"""What comes of a job: its network, curves, events and evaluation."""

import io
import json

import numpy as np
import pytest

from tests.web.conftest import until

SPEC = {"dataset": {"name": "moons", "train": 200, "test": 100}, "network": {"hidden": [6]}, "epochs": 30}


@pytest.fixture
def job(client):
    made = client.post("/api/v1/jobs", json=SPEC).json()["id"]
    until(lambda: client.get(f"/api/v1/jobs/{made}").json()["state"] == "succeeded")
    return f"/api/v1/jobs/{made}"


def test_the_network_comes_in_every_format_with_the_same_numbers(client, job):
    plain = client.get(f"{job}/network").json()
    assert plain["sizes"] == [2, 6, 2]
    by_accept = client.get(f"{job}/network", headers={"accept": "application/x-npz"})
    with np.load(io.BytesIO(by_accept.content)) as held:
        np.testing.assert_array_equal(held["W1"], plain["weights"][0])
    code = client.get(f"{job}/network?format=py")
    assert "attachment" in code.headers["content-disposition"]
    room = {}
    exec(code.text, room)
    trace = client.post(f"{job}/trace", json={"input": [0.3, -0.2], "target": 1}).json()
    np.testing.assert_allclose(room["predict"]([0.3, -0.2])[0], trace["layers"][-1]["a"], rtol=1e-12)
    assert client.get(f"{job}/network?format=exe").status_code == 422


def test_the_curves_come_as_columns_and_as_csv(client, job):
    columns = client.get(f"{job}/metrics").json()
    assert columns["step"] == sorted(columns["step"])
    assert len({len(values) for values in columns.values()}) == 1
    assert client.get(job).json()["metrics"]["test_cost"] == columns["test_cost"][-1]
    later = client.get(f"{job}/metrics?since_step=100").json()
    assert later["step"] == [step for step in columns["step"] if step >= 100]
    thinned = client.get(f"{job}/metrics?max_points=6").json()
    assert len(thinned["step"]) <= 6
    text = client.get(f"{job}/metrics", headers={"accept": "text/csv"}).text.splitlines()
    assert text[0] == "step,epoch,samples,cost,test_cost,test_accuracy,gradient_norm_1,gradient_norm_2"
    assert len(text) == len(columns["step"]) + 1


def test_events_are_paged_and_streamed_to_the_end(client, job):
    page = client.get(f"{job}/events?after=2&limit=3").json()
    assert [event["seq"] for event in page["data"]] == [3, 4, 5]
    assert (page["has_more"], page["next_after"]) == (True, 5)
    told = client.get(f"{job}/events", headers={"accept": "text/event-stream", "last-event-id": "4"})
    assert told.headers["content-type"].startswith("text/event-stream")
    blocks = [dict(line.split(": ", 1) for line in block.splitlines()) for block in told.text.strip().split("\n\n")]
    assert [int(block["id"]) for block in blocks] == list(range(5, 5 + len(blocks)))
    assert blocks[-1]["event"] == "end"
    assert json.loads(blocks[-1]["data"])["kind"] == "end"


def test_who_has_heard_the_end_is_not_kept_waiting(client, job):
    stream = {"accept": "text/event-stream"}
    last = client.get(job).json()["last_event"]
    for number in (last, last + 1, 10**14):
        again = client.get(f"{job}/events", headers=stream | {"last-event-id": str(number)})
        assert (again.status_code, again.content) == (204, b"")
    assert client.get(f"{job}/events?after={last}", headers=stream).status_code == 204
    assert client.get(f"{job}/events", headers=stream | {"last-event-id": str(last - 1)}).text.startswith(f"id: {last}")


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "²", "-1", "one", ""])
def test_a_last_event_id_that_never_was_is_as_none(client, job, number):
    headers = [(b"accept", b"text/event-stream"), (b"last-event-id", number.encode())]
    assert client.get(f"{job}/events", headers=headers).text.startswith("id: 1\n")


@pytest.mark.parametrize("number", [2**53 + 1, 2**63, 10**30, "9" * 5000])
def test_numbers_beyond_all_events_are_refused(client, job, number):
    assert client.get(f"{job}/events?after={number}").status_code == 422


def test_the_evaluation_counts_every_test_sample_once(client, job):
    found = client.get(f"{job}/evaluation").json()
    confusion = np.array(found["confusion"])
    assert confusion.sum() == found["samples"] == 100
    assert found["accuracy"] == pytest.approx(np.trace(confusion) / 100)
    costs = [mistake["cost"] for mistake in found["mistakes"]]
    assert costs == sorted(costs, reverse=True)
    assert all(mistake["label"] != mistake["prediction"] for mistake in found["mistakes"])


@pytest.mark.parametrize("unit", ["batch", "sample"])
def test_many_steps_in_one_table_are_the_tables_of_each_step(client, unit):
    made = client.post("/api/v1/jobs", json=SPEC | {"start": "paused"}).json()["id"]
    address = f"/api/v1/jobs/{made}"
    until(lambda: client.get(address).json()["state"] == "paused")
    client.post(f"{address}/step", json={"unit": "batch", "count": 3})
    before = client.get(address).json()
    wanted = {"format": "csv", "steps": 6, "first": 4, "unit": unit}
    told = client.get(f"{address}/worksheet", params=wanted)
    assert told.headers["content-type"].startswith("text/csv")
    assert "steps-4-to-9.csv" in told.headers["content-disposition"]
    after = client.get(address).json()
    assert {name: after[name] for name in ("step", "state", "last_event")} == {
        name: before[name] for name in ("step", "state", "last_event")
    }
    lines = ["step,quantity,layer,to,from,value"]
    for step in range(4, 10):
        client.post(f"{address}/step", json={"unit": unit, "count": 1})
        each = client.get(f"{address}/worksheet", params={"format": "csv"}).text.splitlines()
        lines += [f"{step},{line}" for line in each[1:]]
    assert told.text.splitlines() == lines
    again = client.get(f"{address}/worksheet", params=wanted)
    assert again.text == told.text
    network = client.get(f"{address}/network").json()["weights"]
    after_all = [line.split(",") for line in lines if line.startswith("9,W_after,")]
    found = {(int(layer), int(j), int(k)): float(value) for _, _, layer, j, k, value in after_all}
    for layer, rows in enumerate(network, start=1):
        for j, row in enumerate(rows):
            for k, value in enumerate(row):
                assert found.pop((layer, j, k)) == pytest.approx(value, rel=1e-14)
    assert found == {}


def test_more_steps_than_fit_and_steps_of_a_sheet_are_refused(client, job):
    for params, word in (
        ({"format": "csv", "steps": 1001}, "1 to 1,000 steps"),
        ({"format": "csv", "steps": 1, "first": 10**6}, "out of reach"),
        ({"format": "md", "steps": 3}, "format=csv"),
        ({"format": "csv", "steps": 0}, "greater than or equal to 1"),
    ):
        refused = client.get(f"{job}/worksheet", params=params)
        assert refused.status_code == 422
        assert word in refused.json()["detail"]


def test_the_sheet_comes_as_a_page_with_the_numbers_of_the_markdown(client, job):
    page = client.get(f"{job}/worksheet?format=html")
    assert page.headers["content-type"].startswith("text/html")
    assert "content-disposition" not in page.headers
    text = client.get(f"{job}/worksheet?format=md").text
    rows = [line.strip("| ").split(" |") for line in text.split("## Key")[1].splitlines() if line.startswith("|")]
    key = page.text.split('id="key"')[1]
    cells = [cell.strip() for row in rows for cell in row[1:] if "---" not in cell]
    assert len(cells) > 100
    assert all(f">{cell}<" in key for cell in cells)
    filled = page.text.split('id="fill-in"')[1].split('id="key"')[0]
    blanks = text.count("______")
    assert filled.count('<td class="blank"></td>') == blanks
    assert page.text.count("<circle") - page.text.split("<main")[0].count("<circle") == 2 + 6 + 2
    assert "style=" not in page.text.split("<main")[1]


def test_what_the_picture_shows_can_be_taken_away_on_paper(client, job):
    fetched = {name: client.get(f"{job}/worksheet", params={"format": name}) for name in ("md", "csv", "py")}
    assert all(answer.status_code == 200 for answer in fetched.values())
    lines = fetched["csv"].text.splitlines()
    (cost,) = (float(line.rpartition(",")[2]) for line in lines if line.startswith("C,"))
    found = {"__name__": "sheet"}
    exec(fetched["py"].text, found)
    assert found["C"] == pytest.approx(cost, rel=1e-12)
    assert f"{cost:.9g}" in fetched["md"].text
    assert "attachment" in fetched["md"].headers["content-disposition"]


def test_the_graph_of_what_the_picture_shows_agrees_with_its_factors(client, job):
    graph = client.get(f"{job}/graph").json()
    assert graph["whole"]
    nodes = {node["id"]: node for node in graph["nodes"]}
    for name, place in (("w1.3.1", {"layer": 1, "to": 3, "from": 1}), ("b2.0", {"layer": 2, "to": 0})):
        factors = client.get(f"{job}/factors", params=place).json()
        assert nodes[name]["gradient"] == pytest.approx(factors["derivative"], rel=1e-12)
        assert client.get(f"{job}/graph", params=place).json() == graph


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ({"layer": 1}, "invalid"),
        ({"to": 1}, "invalid"),
        ({"from": 1}, "invalid"),
        ({"layer": 7, "to": 0}, "invalid-network"),
    ],
)
def test_a_graph_around_what_is_not_there_is_refused(client, job, place, kind):
    refused = client.get(f"{job}/graph", params=place)
    assert (refused.status_code, refused.json()["type"]) == (422, f"/problems/{kind}")
