"""The programs on the page of the gradient doctor, run once mended; `tests/browser` runs them as they are."""

import html
import os
import re
import subprocess
import sys
import urllib.request

import pytest

from tests.server import running_server

MENDED = {
    "NumPy": ("delta1 = W2.T @ delta2", "delta1 = W2.T @ delta2 * a1 * (1 - a1)"),
    "PyTorch": ("optimizer.step()", "optimizer.step(); optimizer.zero_grad()"),
    "Python alone": ("2 * (y - a)", "2 * (a - y)"),
}


def programs_of(page):
    found = re.findall(r"<summary>(.*?)</summary>.*?<pre><code>(.*?)</code>", page, re.DOTALL)
    return {title: html.unescape(text) for title, text in found}


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("data")) as server:
        yield programs_of(urllib.request.urlopen(f"{server.address}/doctor").read().decode())


def output(program):
    environment = {**os.environ, "no_proxy": "127.0.0.1"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("title", MENDED)
def test_a_program_without_its_bug_is_told_that_all_is_right(programs, title):
    if title == "PyTorch":
        pytest.importorskip("torch")
    bug, mended = MENDED[title]
    assert bug in programs[title]
    assert "correct" in output(programs[title].replace(bug, mended))


def test_where_a_token_is_needed_the_programs_have_a_place_for_it(open_client):
    page = open_client(token="sesame").get("/doctor", headers={"authorization": "Bearer sesame"}).text
    assert "sesame" not in page
    assert all('"Authorization": "Bearer YOUR_TOKEN"' in text for text in programs_of(page).values())


def test_where_none_is_needed_they_speak_of_none(programs):
    assert not any("Authorization" in text for text in programs.values())
