"""The same request twice makes one job."""

BODY = {"dataset": {"name": "xor"}, "network": {"hidden": [2]}, "epochs": 3, "name": "once"}


def post(client, body, key="k-1"):
    return client.post("/api/v1/jobs", json=body, headers={"idempotency-key": key})


def test_the_same_key_and_body_make_one_job(client):
    first, again, other = post(client, BODY), post(client, dict(reversed(BODY.items()))), post(client, BODY, "k-2")
    assert [answer.status_code for answer in (first, again, other)] == [201, 201, 201]
    assert first.json()["id"] == again.json()["id"] != other.json()["id"]
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert len(client.get("/api/v1/jobs").json()["data"]) == 2


def test_the_same_key_with_another_body_is_refused(client):
    post(client, BODY)
    refused = post(client, BODY | {"epochs": 4})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/idempotency-key-reused")
    assert len(client.get("/api/v1/jobs").json()["data"]) == 1
