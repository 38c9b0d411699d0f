import os
import socket
import subprocess
import sys

import pytest

from app import cli
from app.cli import serve
from tests.conftest import ROOT


def listening(port=0):
    taken = socket.socket()
    taken.bind(("127.0.0.1", port))
    taken.listen()
    return taken


def test_a_port_that_was_asked_for_is_taken_or_nothing():
    with listening() as taken:
        assert serve._bind("127.0.0.1", taken.getsockname()[1]) is None
    assert serve._bind("127.0.0.1", 70_000) is None
    with serve._bind("127.0.0.1", 0) as free:
        assert free.getsockname()[1] > 0


def test_without_one_the_next_free_port_is_taken(monkeypatch):
    with listening() as taken:
        number = taken.getsockname()[1]
        monkeypatch.setattr(serve, "DEFAULT_PORT", number)
        with serve._bind("127.0.0.1", None) as found:
            assert number < found.getsockname()[1] < number + 100


def test_small_messages_are_sent_at_once():
    """asyncio turns Nagle's algorithm off only for sockets that say they are TCP; with it answers take 40 ms more."""
    with serve._bind("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_a_port_that_cannot_be_used_is_said_plainly():
    with listening() as taken:
        command = [sys.executable, "-m", "app", "serve", "--no-browser", "--port", str(taken.getsockname()[1])]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert "Choose another with --port" in done.stderr


def test_a_setting_that_cannot_be_used_is_named(monkeypatch, capsys):
    monkeypatch.setenv("NUDGE_WORKERS", "many")
    assert cli.main(["serve", "--no-browser"]) == 2
    assert "NUDGE_WORKERS" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["fly"], ["serve", "--port", "x"]])
def test_wrong_arguments_are_explained(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_a_second_server_on_the_same_folder_is_refused_before_it_says_where_it_is(server):
    folder = str(server.log.parent)
    command = [sys.executable, "-m", "app", "serve", "--no-browser", "--port", "0"]
    environment = {**os.environ, "NUDGE_DATA_DIR": folder}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert "Another server is using the data folder" in done.stderr
    assert "Nudge is at" not in done.stdout
