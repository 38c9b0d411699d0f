"""Thousands of requests that follow the API's own description, or break it: every answer must be one it describes.

`python -m tests.fuzz [CASES] [SEED]` starts a server with an empty data folder and lets schemathesis (the `fuzz`
extra) ask: examples, the edges of every schema, random cases, and walks along what answers lead to. No answer may
be a server error, of an undescribed status or media type, or of another shape than its schema. Three quarters of the
ids that are asked for are those of things that exist. One request in ten has a number or a text in it that programs
stumble over. The exit code is 0 if there was nothing to find.
"""

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import schemathesis

from tests.conftest import ROOT
from tests.server import Server, running_server

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
OPERATIONS, EDGES = 26, 1400  # about: operations with something to vary, and the cases before the random ones
KNOWN = {"job_id": re.compile("/jobs$|/fork$"), "sweep_id": re.compile("/sweeps$"), "name": re.compile("/datasets$")}

NUMBERS = (2**31, 2**53 + 1, 2**63 - 1, 2**63, 2**64, 10**30, 10**400, -1, -(2**63) - 1, 0.5, 1e308, 1e-320)
TEXTS = ("\0", "\ud800", "\U0001f642", "a" * 10_000, "../..", "%00", "'; --", "NaN", "")

_found: dict[str, list[str]] = {name: [] for name in KNOWN}
_chance = random.Random(0)


@schemathesis.hook
def after_call(_: Any, case: Any, response: Any) -> None:
    """Remember the ids of what was made."""
    if response.status_code == 201:
        for name, path in KNOWN.items():
            if path.search(case.path):
                made = json.loads(response.content)
                _found[name].append(made.get("id") or made["name"])


@schemathesis.hook
def map_path_parameters(_: Any, given: dict[str, Any] | None) -> dict[str, Any] | None:
    """Ask for what exists, mostly."""
    for name in given or {}:
        if _found.get(name) and _chance.random() < 0.75:
            given = {**(given or {}), name: _chance.choice(_found[name][-20:])}
    return given


@schemathesis.hook
def map_query(_: Any, given: dict[str, Any] | None) -> dict[str, Any] | None:
    """Ask for what nobody has, sometimes."""
    if given and _chance.random() < 0.1:
        name = _chance.choice(list(given))
        return {**given, name: str(_chance.choice(NUMBERS[:9]))}
    return given


@schemathesis.hook
def map_body(_: Any, given: Any) -> Any:
    """Put what nobody expects somewhere into the body, sometimes."""
    return _with_surprise(given) if isinstance(given, dict) and _chance.random() < 0.1 else given


def _with_surprise(value: Any) -> Any:
    """The value with one of its leaves replaced."""
    if isinstance(value, dict) and value:
        name = _chance.choice(list(value))
        return {**value, name: _with_surprise(value[name])}
    if isinstance(value, list) and value:
        place = _chance.randrange(len(value))
        return [*value[:place], _with_surprise(value[place]), *value[place + 1 :]]
    return _chance.choice(TEXTS if isinstance(value, str) else NUMBERS)


def run(server: Server, each: int, seed: int, *options: str) -> tuple[int, str]:
    """So many random cases for each operation; how many requests that made in all, and what was said of them."""
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        f"{server.address}/openapi.json",
        *("--checks", ",".join(CHECKS), "--max-examples", str(each), "--seed", str(seed)),
        *("--request-timeout", "60", "--continue-on-failure", *options),
    ]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.fuzz", "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as folder:  # for what it notes down
        done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True)
    said = done.stdout + done.stderr
    counted = re.search(r"(\d+) generated", said)
    return (int(counted[1]) if counted else 0), said


def answers(server: Server) -> dict[str, int]:
    """How often the server answered with each status, by its own count."""
    with urllib.request.urlopen(f"{server.address}/metrics") as told:
        counted = re.findall(r'nudge_requests_total\{.*status="(\d+)"\} (\d+)', told.read().decode())
    return {status: sum(int(n) for s, n in counted if s == status) for status in sorted({s for s, _ in counted})}


def main(cases: int, seed: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        mirrors = {"NUDGE_MNIST_MIRRORS": "http://127.0.0.1:9/"}  # nothing is downloaded
        with running_server(Path(folder), **mirrors) as server:
            start = time.monotonic()
            count, said = run(server, max(1, (cases - EDGES) // OPERATIONS), seed)
            print(said, server.log.read_text(), sep="\n")
            print("Answers:", ", ".join(f"{number:,} x {status}" for status, number in answers(server).items()))
            print(f"{count:,} cases in {time.monotonic() - start:.0f} s, seed {seed}")
            return 0 if f"{count} generated, {count} passed" in said and count >= cases else 1


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    sys.exit(main(*given, *(10_000, 0)[len(given) :]))
