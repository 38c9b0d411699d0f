"""A real Chromium on a real server. `lab` opens the page and fails on any error the page reports."""

import contextlib
import json
import os
import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.conftest import ROOT
from tests.server import Server


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    found = ROOT / ".browser"
    path = os.environ.get("NUDGE_TEST_BROWSER") or (found.read_text().strip() if found.exists() else None)
    path = path or shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "Run `make test`: it finds or gets a browser first."
    quiet = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    return {"executable_path": path, "args": ["--no-sandbox", *quiet]}


@pytest.fixture
def open_lab(server: Server, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens the lab at an address's hash, in a new context; whatever the page complains of fails the test."""
    complaints: list[str] = []
    contexts = []

    def open_page(hash_: str = "", width: int = 1440, height: int = 900, **options: Any) -> Page:
        options.setdefault("reduced_motion", "reduce")  # phases jump, and nobody waits for them
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)

        def hear(message: ConsoleMessage) -> None:
            # The curve of a job that was deleted meanwhile is not there, and the browser says so by itself.
            deleted = "404" in message.text and "/metrics" in message.location.get("url", "")
            driver = re.search(r"GPU stall|GL Driver Message", message.text)
            if message.type in ("error", "warning") and not driver and not deleted:
                complaints.append(message.text)

        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{server.address}/{hash_}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    end_all_jobs(server)
    assert complaints == []


def end_all_jobs(server: Server) -> None:
    """A run that nobody watches goes on for a while: the next test should have the machine to itself."""
    with urllib.request.urlopen(f"{server.address}/api/v1/jobs?limit=200") as answer:
        jobs = json.load(answer)["data"]
    for job in jobs:
        if job["state"] not in ("succeeded", "failed", "cancelled"):
            cancel = urllib.request.Request(f"{server.address}/api/v1/jobs/{job['id']}/cancel", method="POST")
            with contextlib.suppress(urllib.error.HTTPError), urllib.request.urlopen(cancel):
                pass


@pytest.fixture
def lab(open_lab: Callable[..., Page]) -> Page:
    """The lab as a newcomer finds it, with the first picture there."""
    page = open_lab()
    expect(page.locator("#sentence")).to_contain_text("digits seen")
    return page
