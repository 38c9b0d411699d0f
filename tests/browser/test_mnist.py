"""MNIST while it is being fetched, and where it cannot be: said plainly, and the pen digits serve."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.datasets.mnist import FILES, SIZES
from tests.browser.acts import visitor
from tests.mirror import BLOCK, Mirror
from tests.server import running_server

NOBODY = "http://127.0.0.1:9/"  # the discard port: nothing answers there


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    """A slow one, of files as large as MNIST's without a digit in them."""
    slow = Mirror({name: bytes(size) for name, size in zip(FILES, SIZES, strict=True)}, slow=True)
    yield slow
    slow.close()


def test_how_much_has_come_is_shown_and_nobody_else_waits(browser: Browser, tmp_path: Path, mirror: Mirror):
    with (
        running_server(tmp_path, NUDGE_MNIST_MIRRORS=mirror.url) as server,
        visitor(browser, server.address, "#data=mnist") as lab,
    ):
        come = 0
        for blocks in (32, 96):
            mirror.send(blocks)
            come += blocks * BLOCK
            share = f"{round(100 * come / sum(SIZES))} % is here"
            expect(lab.locator("#sentence")).to_contain_text(share, timeout=20_000)
        with visitor(browser, server.address, "") as other:
            expect(other.locator("#sentence")).to_contain_text("digits seen", timeout=20_000)
        mirror.send(1000)
        expect(lab.locator("#sentence")).to_contain_text("sent a file with another checksum", timeout=20_000)
        expect(lab.get_by_role("button", name="Use pen digits")).to_be_visible()


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
