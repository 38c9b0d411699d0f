"""The stateless mathematics over HTTP."""

import json

import numpy as np
import pytest

from app.datasets import pen

FIELDS = ("activations", "weights", "biases")


def request(example, **more):
    network = {name: example[name] for name in FIELDS}
    copied = ("cost", "input", "target", "learning_rate", "update_biases")
    return {"network": network, **{name: example[name] for name in copied}, **more}


def values(answer):
    found = {"cost": answer["cost"], "cost_after": answer["cost_after"]}
    for layer in answer["layers"]:
        found |= {f"{name}{layer['layer']}": layer[name] for name in ("a", "z", "delta", "dC_dW", "dC_db")}
        found |= {f"W{layer['layer']}_new": layer["W_new"], f"b{layer['layer']}_new": layer["b_new"]}
    return found


@pytest.mark.parametrize("name", ["mazur-2-2-2", "relu-homework-2-2-1"])
def test_published_worked_examples_come_out_to_1e_9(client, worked_examples, name):
    example = worked_examples[name]
    answer = client.post("/api/v1/traces", json=request(example))
    assert answer.status_code == 200
    found = values(answer.json())
    for key, expected in example["expect"].items():
        np.testing.assert_allclose(found[key], expected, rtol=0, atol=1e-9, err_msg=key)
    if not example["update_biases"]:
        for i, biases in enumerate(example["biases"], start=1):
            assert found[f"b{i}_new"] == biases


@pytest.mark.parametrize("name", ["mazur-2-2-2", "relu-homework-2-2-1"])
def test_a_batch_of_one_sample_twice_is_that_sample(client, worked_examples, name):
    example = worked_examples[name]
    twice = request(example, input=[example["input"]] * 2, target=[example["target"]] * 2)
    answer = client.post("/api/v1/traces", json=twice).json()
    found = values(answer)
    for key, expected in example["expect"].items():
        repeated = [expected] * 2 if key[0] in "az" else expected
        np.testing.assert_allclose(found[key], repeated, rtol=0, atol=1e-9, err_msg=key)
    assert answer["input"] == twice["input"]


NETWORK = {"activations": ["tanh", "sigmoid"], "weights": [[[1, 2]], [[3]]], "biases": [[0], [0]]}
GOOD = {"network": NETWORK, "input": [1, 2], "target": [1]}


def test_defaults_suffice(client):
    assert client.post("/api/v1/traces", json=GOOD).status_code == 200


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"input": [1, 2, 3]}, "3 numbers, but the network wants 2"),
        ({"target": [1, 2]}, "2 numbers, but the network wants 1"),
        ({"input": [[1, 2], [3, 4]]}, "one target for each"),
        ({"input": [[1, 2], [3]], "target": [[1], [1]]}, "equal length"),
        ({"input": [], "target": []}, "input"),
        ({"input": [[]], "target": [[]]}, "input"),
        ({"input": ["a", 2]}, "/input"),
        ({"input": [None, 2]}, "/input"),
        ({"cost": "hinge"}, "/cost"),
        ({"learning_rate": -1}, "/learning_rate"),
        ({"speed": 3}, "/speed"),
        ({"network": NETWORK | {"speed": 3}}, "/network/speed"),
        ({"network": NETWORK | {"activations": ["tanh"]}}, "one of each per layer"),
        ({"network": NETWORK | {"activations": ["swish", "tanh"]}}, "/network/activations/0"),
        ({"network": NETWORK | {"activations": ["softmax", "tanh"]}}, "last layer"),
        ({"network": NETWORK | {"weights": [[[1, 2]], [[3, 4]]]}}, "columns"),
        ({"network": NETWORK | {"weights": [[[1, 2], [1]], [[3]]]}}, "rectangle"),
        ({"network": NETWORK | {"biases": [[0, 0], [0]]}}, r"biases[0]"),
        ({"network": NETWORK | {"activations": ["tanh", "tanh"]}, "cost": "cross_entropy"}, "sigmoid or softmax"),
    ],
)
def test_numbers_that_do_not_fit_are_refused_with_a_reason(client, changes, says):
    answer = client.post("/api/v1/traces", json=GOOD | changes)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert says in answer.json()["detail"]


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_not_finite_is_refused(client, bad):
    for body in (GOOD | {"input": ["?", 2]}, GOOD | {"network": NETWORK | {"biases": [["?"], [0]]}}):
        text = json.dumps(body).replace('"?"', bad)
        answer = client.post("/api/v1/traces", content=text, headers={"content-type": "application/json"})
        assert answer.status_code == 422
        assert "finite" in answer.json()["detail"]


def test_what_becomes_infinite_on_the_way_is_null(client):
    network = {"activations": ["identity"], "weights": [[[1e308, 1e308]]], "biases": [[0]]}
    answer = client.post("/api/v1/traces", json={"network": network, "input": [1, 1], "target": [0]})
    assert answer.status_code == 200
    assert answer.json()["cost"] is None
    assert answer.json()["layers"][0]["z"] == [None]


# -- drawings ----------------------------------------------------------------------------------------


def test_strokes_and_bitmaps_become_what_the_pen_makes_of_them(client):
    strokes = [[[1, 2], [30, 4], [5, 60]]]
    answer = client.post("/api/v1/drawings", json={"strokes": strokes}).json()
    np.testing.assert_allclose(answer["image"], pen.ink_strokes([np.array(strokes[0])]) / 255)
    bitmap = np.random.default_rng(0).uniform(0, 1, (40, 30)).round(3)
    answer = client.post("/api/v1/drawings", json={"bitmap": bitmap.tolist()}).json()
    np.testing.assert_allclose(answer["image"], pen.normalise(bitmap) / 255)


@pytest.mark.parametrize(
    "body",
    [
        {"strokes": []},
        {"strokes": [[]]},
        {"strokes": [[[1e308, -1e308], [0, 1e-308]]]},
        {"strokes": [[[0, 0]]]},
        {"bitmap": [[0]]},
        {"bitmap": [[1e308, -1e308]]},
    ],
)
def test_strange_drawings_are_drawings(client, body):
    image = client.post("/api/v1/drawings", json=body).json()["image"]
    assert [len(row) for row in image] == [28] * 28
    assert all(0 <= value <= 1 for row in image for value in row)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"strokes": [], "bitmap": [[1]]},
        {"strokes": [[[1]]]},
        {"strokes": [[[1, 2, 3]]]},
        {"strokes": [[[0, 0]] * 10_001]},
        {"strokes": [[]] * 201},
        {"bitmap": []},
        {"bitmap": [[]]},
        {"bitmap": [[1, 2], [3]]},
        {"bitmap": [[0] * 2001]},
        {"bitmap": "ink"},
    ],
)
def test_what_is_no_drawing_is_refused(client, body):
    assert client.post("/api/v1/drawings", json=body).status_code == 422


def test_a_derivative_is_explained_and_checked(client, worked_examples):
    example = worked_examples["mazur-2-2-2"]
    body = request(example, parameter={"layer": 1, "to": 0, "from": 0})
    answer = client.post("/api/v1/traces/factors", json=body).json()
    assert answer["derivative"] == pytest.approx(example["expect"]["dC_dW1"][0][0], abs=1e-12)
    assert [factor["name"] for factor in answer["factors"]] == ["dz/dw", "da/dz", "dC/da"]
    assert np.prod([factor["value"] for factor in answer["factors"]]) == pytest.approx(answer["derivative"], rel=1e-9)
    assert sum(each["wish"] for each in answer["complaints"]) == pytest.approx(answer["dC_da"], rel=1e-12)
    assert sum(path["product"] for path in answer["paths"]) + answer["rest"] == pytest.approx(answer["derivative"])
    assert (answer["path_count"], answer["paths"][0]["neurons"][0]) == (2, 0)
    assert answer["difference"]["error"] < 1e-6


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"parameter": {"layer": 3, "to": 0}}, "no layer 3"),
        ({"parameter": {"layer": 1, "to": 7}}, "neurons 0 to 0"),
        ({"parameter": {"layer": 1, "to": 0, "from": 2}}, "neurons 0 to 1"),
        ({"input": [[1, 2]], "target": [[1]]}, "one sample"),
    ],
)
def test_a_derivative_that_does_not_exist_is_explained_too(client, changes, says):
    answer = client.post("/api/v1/traces/factors", json=GOOD | {"parameter": {"layer": 1, "to": 0}} | changes)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-network")
    assert says in answer.json()["detail"]


def test_a_graph_has_the_published_numbers_and_obeys_the_chain_rule(client, worked_examples):
    example = worked_examples["mazur-2-2-2"]
    graph = client.post("/api/v1/traces/graph", json=request(example)).json()
    nodes = {node["id"]: node for node in graph["nodes"]}
    assert (graph["whole"], graph["parameter"]) == (True, None)
    assert nodes["C"]["value"] == pytest.approx(example["expect"]["cost"], abs=1e-9)
    assert nodes["w1.0.0"]["gradient"] == pytest.approx(example["expect"]["dC_dW1"][0][0], abs=1e-12)
    assert nodes["w1.0.1"]["symbol"] == {"name": "w", "layer": 1, "to": 0, "from": 1}
    for name, node in nodes.items():
        parts = [edge["local"] * nodes[edge["to"]]["gradient"] for edge in graph["edges"] if edge["from"] == name]
        assert name == "C" or sum(parts) == pytest.approx(node["gradient"], rel=1e-12, abs=1e-18)


def test_a_large_graph_is_that_around_what_is_asked_and_says_what_is_left_out(client):
    rows = [[0.1] * 20 for _ in range(20)]
    network = {"activations": ["tanh", "sigmoid"], "weights": [rows, rows], "biases": [[0.0] * 20] * 2}
    body = {"network": network, "input": [1.0] * 20, "target": [0.0] * 20}
    asked = client.post("/api/v1/traces/graph", json=body | {"parameter": {"layer": 2, "to": 3, "from": 7}}).json()
    assert (asked["whole"], asked["parameter"]) == (False, {"layer": 2, "to": 3, "from": 7})
    assert asked["left_out"]["inputs"] == 20
    assert "w2.3.7" in {node["id"] for node in asked["nodes"]}
    assert client.post("/api/v1/traces/graph", json=body).json()["parameter"] is not None


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"parameter": {"layer": 3, "to": 0}}, "no layer 3"), ({"input": [[1, 2]], "target": [[1]]}, "one sample")],
)
def test_a_graph_that_does_not_exist_is_refused(client, changes, says):
    answer = client.post("/api/v1/traces/graph", json=GOOD | changes)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-network")
    assert says in answer.json()["detail"]


def test_a_derivative_is_written_in_three_forms(client, worked_examples):
    example = worked_examples["mazur-2-2-2"]
    body = request(example, parameter={"layer": 1, "to": 0, "from": 0})
    answer = client.post("/api/v1/traces/forms", json=body).json()
    assert answer["derivative"] == pytest.approx(example["expect"]["dC_dW1"][0][0], abs=1e-12)
    assert answer["selected"] == {"kind": "weight", "layer": 1, "to": 0, "from": 0}
    assert [line["left"] for line in answer["lines"]] == ["dC_dW1", "delta1", "slope1", "delta2", "slope2"]
    assert "".join(token["text"] for token in answer["pick"]) == "derivative = dC_dW1[0, 0]"
    neuron = client.post("/api/v1/traces/forms", json=body | {"parameter": {"layer": 1, "neuron": 0}}).json()
    explained = client.post("/api/v1/traces/factors", json=body).json()
    assert neuron["derivative"] == pytest.approx(explained["dC_da"], rel=1e-12)
    assert neuron["batch"] is None


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"parameter": {"layer": 3, "neuron": 0}}, "no layer 3"),
        ({"parameter": {"layer": 1, "neuron": 7}}, "neurons 0 to 0"),
        ({"input": [[1, 2]], "target": [[1]]}, "one sample"),
    ],
)
def test_a_derivative_that_does_not_exist_is_not_written(client, changes, says):
    answer = client.post("/api/v1/traces/forms", json=GOOD | {"parameter": {"layer": 1, "to": 0}} | changes)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-network")
    assert says in answer.json()["detail"]


def test_the_doctor_names_the_mistake_and_where_it_shows(client):
    solved = client.post("/api/v1/traces", json=GOOD).json()["layers"]
    gradients = {"weights": [layer["dC_dW"] for layer in solved], "biases": [layer["dC_db"] for layer in solved]}
    report = client.post("/api/v1/gradient-checks", json=GOOD | {"gradients": gradients}).json()
    assert (report["correct"], report["diagnosis"]) == (True, [])
    flipped = {name: [negative(tensor) for tensor in tensors] for name, tensors in gradients.items()}
    report = client.post("/api/v1/gradient-checks", json=GOOD | {"gradients": flipped}).json()
    assert report["diagnosis"][0]["bug"] == "sign-flipped"
    assert all(each["ratio"] == pytest.approx(-1) for each in report["tensors"])


def negative(values):
    return [negative(value) for value in values] if isinstance(values, list) else -values


def test_gradients_that_do_not_fit_are_named(client):
    answer = client.post("/api/v1/gradient-checks", json=GOOD | {"gradients": {"weights": [[[1]]], "biases": [[1]]}})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-network")
    assert "2 layers" in answer.json()["detail"]
