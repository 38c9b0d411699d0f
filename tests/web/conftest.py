"""The application in this process, with runs that go on by themselves in its event loop."""

import asyncio
import time

import pytest
from fastapi.testclient import TestClient

from app.jobs.runners.inline import InlineRunner
from app.settings import Settings
from app.web import application

HERE = "http://127.0.0.1:8000"


class WorkingRunner(InlineRunner):
    """An inline runner whose runs get a slice whenever the event loop is free."""

    def start(self, tell):
        super().start(tell)
        self._loop, self._stopped = asyncio.get_running_loop(), False
        self._tick()

    def stop(self):
        self._stopped = True
        super().stop()

    def _tick(self):
        if not self._stopped:
            self.work(5)
            self._loop.call_later(0.001, self._tick)


@pytest.fixture
def open_client(tmp_path):
    """Opens clients of an application with settings of one's own."""
    opened = []

    def open_one(base_url=HERE, **settings):
        app = application.create(Settings(tmp_path, **settings), WorkingRunner(tmp_path))
        client = TestClient(app, base_url=base_url)
        client.__enter__()
        opened.append(client)
        return client

    yield open_one
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def client(open_client):
    return open_client()


def until(found, seconds=10):
    """Poll until `found()` is something true; that."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if result := found():
            return result
        time.sleep(0.005)
    raise AssertionError("It did not come to pass.")
