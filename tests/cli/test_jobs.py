"""`nudge jobs` and `nudge export` against a real server."""

import json
import urllib.request

import numpy as np
import pytest

from app.cli import main

SPEC = {"dataset": {"name": "xor"}, "network": {"hidden": [2]}, "epochs": 50, "name": "from a test"}


@pytest.fixture
def job(server):
    body = json.dumps(SPEC).encode()
    request = urllib.request.Request(f"{server.address}/api/v1/jobs", body, {"content-type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["id"]


def test_a_job_is_listed_shown_and_watched_to_its_end(server, job, capsys):
    at = ["--server", server.address]
    assert main(["jobs", "watch", job, *at]) == 0
    assert "succeeded" in capsys.readouterr().out
    assert main(["jobs", "list", *at]) == 0
    assert f"{job}  succeeded" in capsys.readouterr().out
    assert main(["jobs", "show", job, "--json", *at]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "from a test"
    assert main(["jobs", "watch", job, "--json", *at]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["seq"] == 1


def test_a_network_is_exported_in_the_format_of_its_name(server, job, tmp_path):
    at = ["--server", server.address]
    main(["jobs", "watch", job, *at])
    assert main(["export", job, str(tmp_path / "net.npz"), *at]) == 0
    with np.load(tmp_path / "net.npz") as held:
        assert held["W1"].shape == (2, 2)
    assert main(["export", job, str(tmp_path / "net.py"), "--pytorch", *at]) == 0
    assert "from torch import nn" in (tmp_path / "net.py").read_text()
    assert main(["export", job, str(tmp_path / "net.exe"), *at]) == 2


def test_refusals_and_absent_servers_are_explained(server, job, capsys):
    assert main(["jobs", "show", "nothing", "--server", server.address]) == 1
    assert "no job with this id" in capsys.readouterr().err
    main(["jobs", "watch", job, "--server", server.address])
    capsys.readouterr()
    assert main(["jobs", "cancel", job, "--server", server.address]) == 1
    assert "already" in capsys.readouterr().err
    assert main(["jobs", "list", "--server", "http://127.0.0.1:9"]) == 1
    assert "nudge serve" in capsys.readouterr().err
