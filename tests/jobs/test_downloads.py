import asyncio
import threading

from app.datasets import mnist
from app.jobs.downloads import Downloads


def lived(story):
    async def life():
        async with asyncio.timeout(10):
            await story()

    asyncio.run(life())


def test_what_is_drawn_here_is_always_ready(tmp_path):
    there, heard = Downloads(tmp_path), []
    there.when_ready("pen", heard.append)
    assert heard == [None]
    assert there.availability("spiral") == "ready"
    assert there.availability("mnist") == "absent"


def test_one_download_serves_all_who_wait(tmp_path, monkeypatch):
    go_on, calls = threading.Event(), []

    def download(folder, progress, *_):
        calls.append(folder)
        progress(0.25)
        go_on.wait(5)
        folder.mkdir()
        for name in mnist.FILES:
            (folder / name).touch()

    monkeypatch.setattr(mnist, "download", download)

    async def story():
        there, heard = Downloads(tmp_path), []
        for _ in range(3):
            there.when_ready("mnist", heard.append)
        while there.progress != 0.25:
            await asyncio.sleep(0.002)
        assert there.availability("mnist") == "downloading"
        assert heard == []
        go_on.set()
        while not heard:
            await asyncio.sleep(0.002)
        assert heard == [None] * 3
        assert there.availability("mnist") == "ready"

    lived(story)
    assert len(calls) == 1


def test_a_download_that_failed_says_why_and_may_be_tried_again(tmp_path, monkeypatch):
    def download(*_):
        raise ConnectionError("The mirrors are down.")

    monkeypatch.setattr(mnist, "download", download)

    async def story():
        there, heard = Downloads(tmp_path), []
        for times in (1, 2):
            there.when_ready("mnist", heard.append)
            while len(heard) < times:
                await asyncio.sleep(0.002)
        assert heard == ["The mirrors are down."] * 2
        assert there.availability("mnist") == "failed"
        assert there.problem == "The mirrors are down."

    lived(story)
