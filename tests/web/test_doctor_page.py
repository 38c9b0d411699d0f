"""The programs on the page of the gradient doctor are run for real."""

import html
import os
import re
import subprocess
import sys
import urllib.request

import pytest

from tests.server import running_server


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("data")) as server:
        with urllib.request.urlopen(f"{server.address}/doctor") as answer:
            page = answer.read().decode()
        found = re.findall(r"<summary>(.*?)</summary><pre><code>(.*?)</code>", page, re.DOTALL)
        yield {title: html.unescape(text) for title, text in found}


def output(program):
    environment = {**os.environ, "no_proxy": "127.0.0.1"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("title", "bug"),
    [("NumPy", "missing-hidden-slope"), ("PyTorch", "factor-two"), ("Python alone", "sign-flipped")],
)
def test_each_program_is_told_its_bug(programs, title, bug):
    if title == "PyTorch":
        pytest.importorskip("torch")
    assert bug in output(programs[title])


def test_a_program_without_its_bug_is_told_that_all_is_right(programs):
    mended = programs["NumPy"].replace("delta1 = W2.T @ delta2", "delta1 = W2.T @ delta2 * a1 * (1 - a1)")
    assert "correct" in output(mended)
