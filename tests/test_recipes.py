"""The recipes of the README do what they say, as they stand there."""

import io
import json
import re
import subprocess

import numpy as np
import pytest

from tests.conftest import ROOT
from tests.server import running_server

README = (ROOT / "README.md").read_text()
SECTION = README.split("\n## Recipes\n", 1)[1].split("\n## ", 1)[0]
RECIPES = {
    title: (language, code)
    for title, language, code in re.findall(r"### ([^\n]+)\n\n```(\w+)\n(.*?)```", SECTION, re.S)
}
CURL, CLIENT, WATCH, SWEEP, PYTORCH = RECIPES


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory):
    """A server for the recipes alone, and the names that those in Python leave behind."""
    with running_server(tmp_path_factory.mktemp("kitchen")) as server:
        names: dict = {}
        yield server, names
        names["nudge"].close()


def code(kitchen, title):
    return RECIPES[title][1].replace("http://localhost:8000", kitchen[0].address)


def cook(kitchen, capsys, *titles):
    """Run recipes in Python that have not been run; the names there are then, and what the last one printed."""
    names = kitchen[1]
    for title in titles:
        if title not in names.setdefault("done", []):
            capsys.readouterr()
            exec(code(kitchen, title), names)
            names["done"].append(title)
            names["printed"] = capsys.readouterr().out.splitlines()
    return names, names["printed"]


def test_every_recipe_is_tested_here_and_is_short():
    assert len(RECIPES) == SECTION.count("###") == 5
    assert all(text.strip().count("\n") < 25 for _, text in RECIPES.values())


def test_curl_goes_from_a_new_job_to_its_network(kitchen, tmp_path):
    done = subprocess.run(["sh", "-ec", code(kitchen, CURL)], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    states = [json.loads(line.removeprefix("data: "))["state"] for line in done.stdout.splitlines()]
    assert (states[0], states[-1]) == ("queued", "succeeded")
    assert json.loads((tmp_path / "job.json").read_text())["spec"]["epochs"] == 20
    assert json.loads((tmp_path / "evaluation.json").read_text())["samples"] == 400
    assert (tmp_path / "curves.csv").read_text().startswith("step,epoch,samples,cost")
    weights = safetensors((tmp_path / "moons.safetensors").read_bytes())
    assert {name: array.shape for name, array in weights.items()} == {
        "W1": (8, 2),
        "b1": (8,),
        "W2": (2, 8),
        "b2": (2,),
    }


def safetensors(raw):
    """The arrays of a file, read as its format says."""
    size = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + size])
    kinds = {"F64": np.float64, "F32": np.float32}
    return {
        name: np.frombuffer(raw[8 + size :][slice(*about["data_offsets"])], kinds[about["dtype"]]).reshape(
            about["shape"]
        )
        for name, about in header.items()
        if name != "__metadata__"
    }


def test_the_client_trains_and_says_how_well(kitchen, capsys):
    names, printed = cook(kitchen, capsys, CLIENT)
    assert RECIPES[CLIENT][1].count("\n") == 20
    assert re.fullmatch(r"succeeded after step 2400: \d+% right", printed[-1])
    with pytest.raises(RuntimeError, match="1 to 1,000,000"):
        names["ask"]("POST", "/jobs", epochs=0)


def test_watching_sees_every_event_once(kitchen, capsys):
    names, printed = cook(kitchen, capsys, CLIENT, WATCH)
    assert len(printed) > 3
    assert all(re.fullmatch(r"step \d+: cost \d\.\d{4}", line) for line in printed)
    seen = [event["seq"] for event in names["watch"](names["job"]["id"])]
    assert seen == list(range(1, len(seen) + 1))


def test_watching_goes_on_after_a_broken_connection(kitchen, capsys, monkeypatch):
    names, _ = cook(kitchen, capsys, CLIENT, WATCH)
    client, events, breaks = names["nudge"], names["watch"](names["job"]["id"]), []
    whole = client.stream

    def broken(*args, **more):
        breaks.append(more["headers"]["last-event-id"])
        if len(breaks) == 2:
            raise names["httpx2"].ConnectError("refused")
        return whole(*args, **more)

    monkeypatch.setattr(client, "stream", broken)
    monkeypatch.setattr(names["time"], "sleep", lambda _: None)
    seen = [event["seq"] for event in events]
    assert seen == list(range(1, len(seen) + 1))
    assert breaks == ["0", str(len(seen)), str(len(seen))]


def test_thirty_two_initialisations_are_summed_up(kitchen, capsys):
    names, printed = cook(kitchen, capsys, CLIENT, SWEEP)
    assert names["sweep"]["state"] == "succeeded"
    assert len(names["summary"]["table"]) == 32
    assert re.fullmatch(r"median \d+%, half of them from \d+% to \d+%", printed[0])
    assert {int(line.split()[0]) for line in printed[1:]} == set(range(32))


def test_the_exported_weights_give_the_same_outputs_in_pytorch(kitchen, capsys):
    pytest.importorskip("torch", reason="PyTorch comes with the bench extra; the next test reads the same file without")
    names, printed = cook(kitchen, capsys, CLIENT, PYTORCH)
    np.testing.assert_allclose(names["outputs"], names["trace"]["layers"][-1]["a"], rtol=0, atol=1e-6)
    assert float(printed[-1]) < 1e-12


def test_the_exported_weights_give_the_same_outputs_in_numpy(kitchen, capsys):
    names, _ = cook(kitchen, capsys, CLIENT)
    place, sample = f"/jobs/{names['job']['id']}", [0.3, -0.8]
    expected = names["ask"]("POST", f"{place}/trace", input=sample, target=0)["layers"][-1]["a"]
    files = {form: names["nudge"].get(f"{place}/network?format={form}").content for form in ("npz", "safetensors")}
    with np.load(io.BytesIO(files["npz"])) as npz:
        for held in (npz, safetensors(files["safetensors"])):
            a = np.array(sample)
            for layer in (1, 2):
                a = 1 / (1 + np.exp(-(held[f"W{layer}"] @ a + held[f"b{layer}"])))
            np.testing.assert_allclose(a, expected, rtol=0, atol=1e-12)
