"""MNIST without a connection: said plainly, and the pen digits serve."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.acts import visitor
from tests.server import running_server

NOBODY = "http://127.0.0.1:9/"  # the discard port: nothing answers there


def test_offline_the_page_says_so_and_the_pen_digits_serve(browser: Browser, tmp_path: Path):
    with (
        running_server(tmp_path, NUDGE_MNIST_MIRRORS=NOBODY) as server,
        visitor(browser, server.address, "#data=mnist") as lab,
    ):
        expect(lab.locator("#sentence")).to_contain_text("MNIST could not be downloaded", timeout=20_000)
        expect(lab.locator("#status")).to_have_text("Failed")
        lab.get_by_role("button", name="Use pen digits").click()
        expect(lab.locator("#sentence")).to_contain_text("digits seen", timeout=20_000)
        expect(lab.locator("#run-dataset")).to_contain_text("pen digits")
