"""MNIST while it is being fetched, and where it cannot be: said plainly, and the pen digits serve."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.datasets.mnist import SIZES
from tests.browser.acts import visitor
from tests.server import running_server

NOBODY = "http://127.0.0.1:9/"  # the discard port: nothing answers there
BLOCK = 64 * 1024  # bytes that are counted at a time


class SlowMirror:
    """A mirror on this machine that sends so many blocks of a file as it is told to; they are no digits."""

    def __init__(self) -> None:
        self.blocks = threading.Semaphore(0)
        mirror = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Length", str(SIZES[0]))
                self.end_headers()
                for start in range(0, SIZES[0], BLOCK):
                    mirror.blocks.acquire()
                    self.wfile.write(bytes(min(BLOCK, SIZES[0] - start)))

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def send(self, blocks: int) -> None:
        self.blocks.release(blocks)


@pytest.fixture
def mirror() -> Iterator[SlowMirror]:
    slow = SlowMirror()
    yield slow
    slow.send(1000)
    slow.server.shutdown()
    slow.server.server_close()


def test_how_much_has_come_is_shown_and_nobody_else_waits(browser: Browser, tmp_path: Path, mirror: SlowMirror):
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
