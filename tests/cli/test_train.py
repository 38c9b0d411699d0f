"""`nudge train`, here and on a server."""

import json

import numpy as np
import pytest

from app.cli import main

SMALL = ["train", "--data", "moons", "--hidden", "6", "--epochs", "20", "--rate", "2"]


def test_training_here_shows_how_it_goes_and_saves_the_network(tmp_path, capsys):
    place = tmp_path / "net.npz"
    assert main([*SMALL, "--json", "--save", str(place)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[-1]["samples"] == 20 * 400
    assert lines[-1]["test_accuracy"] > 0.8
    with np.load(place) as held:
        assert held["W1"].shape == (6, 2)


def test_the_progress_bar_says_cost_accuracy_and_what_is_left(capsys):
    assert main(SMALL) == 0
    last = capsys.readouterr().err.strip().splitlines()[-1]
    assert "100%" in last
    assert "cost 0." in last
    assert "s left" in last


def test_training_on_a_server_gives_the_same_numbers(server, tmp_path, capsys):
    here, there = tmp_path / "here.npz", tmp_path / "there.npz"
    assert main([*SMALL, "--json", "--save", str(here)]) == 0
    assert main([*SMALL, "--json", "--save", str(there), "--server", server.address]) == 0
    assert "has succeeded" in capsys.readouterr().err
    with np.load(here) as one, np.load(there) as other:
        for name in ("W1", "b1", "W2", "b2"):
            assert one[name].tobytes() == other[name].tobytes()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--hidden", "many"], "invalid literal"),
        (["--rate", "-1"], "learning rate"),
        (["--activation", "swish"], "swish"),
        (["--save", "net.exe"], "must end in"),
        (["--epochs", "0"], "epochs"),
    ],
)
def test_what_cannot_be_trained_is_explained(options, says, capsys):
    assert main(["train", *options]) == 2
    assert says in capsys.readouterr().err


def test_divergence_is_an_explained_failure(capsys):
    wild = ["--activation", "relu", "--output", "identity", "--rate", "1000"]
    assert main(["train", "--data", "blobs", "--epochs", "3", *wild]) == 1
    assert "Lower --rate" in capsys.readouterr().err
