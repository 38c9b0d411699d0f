"""Servers that go and come back, workers that are killed, and two tabs on one run."""

import contextlib
import os
import re
import signal
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.acts import ask, job, pause, shown_step, visitor
from tests.server import Server, free_port, running_server

# The inspector's panels come a moment after the first frame.
INSPECTOR_IS_THERE = """() => performance.getEntriesByType('resource')
    .some(({ name, responseEnd }) => name.endsWith('/panels/inspector/neuron.js') && responseEnd > 0)"""


def learning(lab: Page) -> Page:
    expect(lab.locator("#sentence")).to_contain_text("digits seen", timeout=30_000)
    return lab


def seen(lab: Page) -> int:
    """How many digits the run has learnt from, by the page's own sentence."""
    found = re.search(r"([\d,]+) digits seen", lab.locator("#sentence").inner_text())
    return int(found[1].replace(",", "")) if found else 0


def grows(lab: Page, above: int) -> None:
    """The sentence tells of more digits than that."""
    for _ in range(60):
        if seen(lab) > above:
            return
        lab.wait_for_timeout(250)
    raise AssertionError(lab.locator("#sentence").inner_text())


def workers(server: Server) -> list[int]:
    """The server's worker processes, as the system lists them."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            if int(parent) == server.process.pid and b"spawn_main" in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found


def test_a_lost_server_is_counted_down_and_found_again(browser: Browser, tmp_path: Path):
    port = free_port()
    with running_server(tmp_path, port) as server, visitor(browser, server.address) as lab:
        learning(lab)
        pause(lab)
        step = shown_step(lab)
        lab.wait_for_function(INSPECTOR_IS_THERE)
        server.process.kill()
        server.process.wait()
        expect(lab.locator("#sentence")).to_contain_text(re.compile(r"Connection lost\..* Trying again in \d s\."))
        expect(lab.locator("#status")).to_contain_text("Disconnected")
        expect(lab.locator("#play")).to_be_disabled()
        lab.locator("#inspector .rows button").first.click()
        expect(lab.locator("#inspector h2")).to_contain_text("Weight")
        with running_server(tmp_path, port):
            expect(lab.locator("#status")).to_contain_text(f"step {step:,}", timeout=30_000)
            expect(lab.locator("#play")).to_be_enabled()


def test_a_killed_worker_is_replaced_and_the_run_goes_on(browser: Browser, tmp_path: Path):
    with running_server(tmp_path) as server, visitor(browser, server.address) as lab:
        learning(lab)
        grows(lab, 2000)
        killed = workers(server)
        assert killed
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        expect(lab.locator("#status")).to_contain_text("Training", timeout=30_000)
        before = seen(lab)
        grows(lab, before + 500)
        assert set(workers(server)).isdisjoint(killed)
        assert ask(lab, "")["state"] in ("starting", "running")


def test_two_tabs_show_the_same_step(lab: Page, open_lab: Callable[..., Page]):
    other = open_lab(f"#job={job(lab)}")
    learning(other)
    pause(lab)
    expect(other.locator("#status")).to_contain_text("Paused")
    step = ask(lab, "")["step"]
    expect(lab.locator("#status")).to_contain_text(f"step {step:,}")
    expect(other.locator("#status")).to_contain_text(f"step {step:,}")
    lab.locator("#next-sample").click()
    expect(lab.locator("#status")).to_contain_text(f"step {step + 1:,}")
    expect(other.locator("#status")).to_contain_text(f"step {step + 1:,}")


def test_a_tab_that_sleeps_does_not_hold_up_the_other(lab: Page, open_lab: Callable[..., Page]):
    other = learning(open_lab(f"#job={job(lab)}"))
    asleep = other.context.new_cdp_session(other)
    asleep.send("Page.setWebLifecycleState", {"state": "frozen"})
    grows(lab, seen(lab) + 2000)
    pictures = int(lab.locator("#picture").get_attribute("data-frames") or "0")
    lab.wait_for_timeout(1500)
    assert int(lab.locator("#picture").get_attribute("data-frames") or "0") >= pictures + 3
    asleep.send("Page.setWebLifecycleState", {"state": "active"})
    grows(other, seen(lab) - 1)
