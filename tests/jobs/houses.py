"""A job service with its runner, in a loop of its own, for the tests of jobs."""

import asyncio
import json

from app.jobs.database import Folder
from app.jobs.downloads import Downloads
from app.jobs.limits import Limits
from app.jobs.requests import CheckpointAt
from app.jobs.runners.inline import InlineRunner
from app.jobs.runners.local import LocalRunner
from app.jobs.service import JobService
from app.jobs.store import Store
from app.training.checkpoint import restore
from tests.training.runs import finish, state


class House:
    """A service, and what it said: `frames` and `events` by job."""

    def __init__(self, runner, folder, limits):
        self.runner, self.frames, self._texts = runner, [], []
        self.folder = Folder(folder)
        self.service = JobService(
            Store(self.folder, on_event=lambda job, text: self._texts.append((job, json.loads(text)))),
            runner,
            Downloads(folder),
            on_frame=lambda job, number, frame: self.frames.append((job, number, frame)),
            limits=limits,
        )

    def create(self, spec, start="paused", **fields):
        return self.service.create(spec, start=start, **fields).id

    def job(self, job):
        return self.service.get(job)

    def heard(self, job, kind=None):
        return [event for owner, event in self._texts if owner == job and kind in (None, event["kind"])]

    async def ask(self, job, command):
        """A command and its answer; an inline runner is worked until it comes."""
        task = asyncio.create_task(self.service.command(job, command))
        while not task.done():
            await asyncio.sleep(0)
            if isinstance(self.runner, InlineRunner):
                self.runner.work(1)
            else:
                await asyncio.wait([task], timeout=20)
                assert task.done(), f"no answer to {command}"
        return task.result()

    async def until(self, condition, seconds=20):
        async with asyncio.timeout(seconds):
            while not condition():
                if isinstance(self.runner, InlineRunner):
                    self.runner.work(20)
                await asyncio.sleep(0.003)

    async def state_of(self, job):
        """Everything that decides how the job's run goes on."""
        kept, spec = (await self.ask(job, CheckpointAt()))["checkpoint"], self.job(job).spec
        dataset = spec.dataset.load(self.folder.path)
        run, work = restore(spec, dataset, dataset.epoch, kept)
        finish(work)
        return state(run)


def living(folder, workers=None, limits=Limits()):  # noqa: B008 - frozen
    """Runs a coroutine function with a house: inline, or with worker processes."""

    def run(story):
        async def life():
            house = House(LocalRunner(folder, workers) if workers else InlineRunner(folder), folder, limits)
            house.service.start()
            try:
                await story(house)
            finally:
                house.service.stop()
                house.folder.close()

        asyncio.run(life())

    return run
