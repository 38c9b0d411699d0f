"""Jobs in real worker processes: killed, shared, broken off."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from app.datasets import mnist
from app.jobs.requests import TraceOf
from app.jobs.service import ConflictError
from app.training.commands import (
    CommandError,
    Edit,
    Parameter,
    Pause,
    Play,
    Probe,
    Reset,
    Seek,
    Set,
    Step,
    Verify,
    Watch,
)
from app.training.shown import pin
from app.wire.frame import decode
from tests.jobs.houses import living
from tests.training.runs import finish, spec, start, state

WEIGHT = Parameter(1, 1, 0)
STROKES = (((0.0, 0.0), (30.0, 5.0), (10.0, 50.0)),)
PEN = {"dataset": "pen", "hidden": (6,), "train": 40, "test": 10}
LONG = {"epochs": 1000, "train": 1000}


@pytest.fixture
def one_worker(tmp_path):
    return living(tmp_path, workers=1)


@pytest.fixture
def two_workers(tmp_path):
    return living(tmp_path, workers=2)


def kill_worker_of(house, job):
    pid = house.runner.pids()[job]
    os.kill(pid, signal.SIGKILL)
    return pid


def test_every_command_through_a_worker_is_what_a_run_does(one_worker):
    async def story(house):
        given = spec(**PEN, optimizer="adam", rate=0.01)
        job, alone = house.create(given), start(given)
        house.service.watched(job, 1)
        await house.ask(job, Step("batch", 10))  # over the border of an epoch, to fresh digits
        await house.ask(job, Set(learning_rate=0.02))
        await house.ask(job, Watch(strokes=STROKES, target=7))
        await house.ask(job, Step("sample", 1))
        await house.ask(job, Watch())
        await house.ask(job, Edit(WEIGHT, 0.5))
        await house.ask(job, Step("epoch", 1))
        finish(alone.advance("batch", 10))
        alone.set(0.02, None)
        own = pin(Watch(strokes=STROKES, target=7), alone.course.samples, alone.dataset)
        finish(alone.advance("sample", 1, own))
        alone.edit(WEIGHT, 0.5)
        finish(alone.advance("epoch", 1))
        assert await house.state_of(job) == state(alone)
        assert (await house.ask(job, Verify(WEIGHT)))["error"] < 1e-4
        assert len((await house.ask(job, Probe(WEIGHT, (0.0, 1.0))))["cost"]) == 2
        assert (await house.ask(job, TraceOf(Watch(sample=1))))["trial"].trace.cost[0] >= 0
        await house.ask(job, Seek(4))
        finish(alone.seek(4))
        assert await house.state_of(job) == state(alone)
        assert (await house.ask(job, Reset(True)))["step"] == 0
        for refused in (Seek(99), Edit(Parameter(9, 9), 1.0), Watch(sample=99)):
            with pytest.raises(CommandError):
                await house.ask(job, refused)
        await house.until(lambda: house.frames)
        assert decode(house.frames[-1][2])[0]["job"] == job

    one_worker(story)


def test_a_long_step_is_broken_off_by_a_pause_and_others_are_served_meanwhile(one_worker):
    async def story(house):
        busy, other = house.create(spec(**LONG)), house.create(spec())
        long = asyncio.create_task(house.service.command(busy, Step("epoch", 1000)))
        assert (await house.ask(other, Step()))["step"] == 1
        assert not long.done()
        await house.ask(busy, Pause())
        assert 0 <= (await asyncio.wait_for(long, 5))["step"] < 1000 * 200

    one_worker(story)


def test_a_killed_worker_loses_nothing(two_workers):
    """The job goes on by itself and ends with the weights of a run that nobody disturbed."""

    async def story(house):
        given = spec(optimizer="adam", rate=0.01, train=500, epochs=150, batch_size=5)
        job = house.create(given)
        await house.ask(job, Step("batch", 300))
        await house.ask(job, Set(learning_rate=0.005))
        await house.ask(job, Edit(WEIGHT, -0.5))
        await house.ask(job, Play())
        await house.until(lambda: house.job(job).step > 400)
        kill_worker_of(house, job)
        await house.until(lambda: house.job(job).ended, 30)
        found = house.job(job)
        assert (found.state, found.reason, found.attempt) == ("succeeded", "completed", 2)
        assert "worker_lost" in [event["reason"] for event in house.heard(job, "state")]
        assert house.heard(job, "rewind")
        assert [e["seq"] for e in house.heard(job)] == list(range(1, len(house.heard(job)) + 1))
        alone = start(given)
        finish(alone.advance("batch", 300))
        alone.set(0.005, None)
        alone.edit(WEIGHT, -0.5)
        finish(alone.advance("epoch", 150))
        assert await house.state_of(job) == state(alone)

    two_workers(story)


def test_a_paused_job_survives_its_worker_where_it_was(one_worker):
    async def story(house):
        job = house.create(spec(**PEN))
        await house.ask(job, Step("batch", 11))
        before = await house.state_of(job)
        kill_worker_of(house, job)
        await house.until(lambda: job not in house.runner.pids())
        assert await house.state_of(job) == before
        assert (house.job(job).state, house.job(job).attempt) == ("paused", 1)
        assert (await house.ask(job, Seek(3)))["step"] == 3

    one_worker(story)


def test_who_waits_for_an_answer_of_a_killed_worker_is_told(one_worker):
    async def story(house):
        job = house.create(spec(**LONG))
        await house.ask(job, Step())
        long = asyncio.create_task(house.service.command(job, Step("epoch", 1000)))
        await asyncio.sleep(0.02)
        kill_worker_of(house, job)
        with pytest.raises(ConflictError, match="ask again"):
            await asyncio.wait_for(long, 10)
        await house.until(lambda: house.job(job).state == "paused")
        assert (await house.ask(job, Step()))["step"] == 2

    one_worker(story)


def test_a_job_that_has_ended_can_be_looked_at_after_its_worker_died(one_worker):
    async def story(house):
        job = house.create(spec(epochs=1), start="running")
        await house.until(lambda: house.job(job).ended)
        before = (await house.ask(job, TraceOf(Watch(sample=0))))["trial"]
        await house.service.store.saved()
        events = len(house.heard(job))
        kill_worker_of(house, job)
        await house.until(lambda: job not in house.runner.pids())
        after = (await house.ask(job, TraceOf(Watch(sample=0))))["trial"]
        assert after.trace.gradient.tobytes() == before.trace.gradient.tobytes()
        assert (house.job(job).state, len(house.heard(job))) == ("succeeded", events)

    one_worker(story)


def test_a_job_whose_workers_keep_dying_is_given_up(one_worker, monkeypatch):
    monkeypatch.setattr("app.jobs.service.ATTEMPTS", 2)

    async def story(house):
        job = house.create(spec(**LONG), start="running")
        for attempt in (1, 2):
            await house.until(lambda n=attempt: house.job(job).attempt == n and house.job(job).state == "running")
            kill_worker_of(house, job)
        await house.until(lambda: house.job(job).ended)
        assert (house.job(job).state, house.job(job).reason) == ("failed", "worker_lost")

    one_worker(story)


def children_of(pid):
    stats = [path.read_text().rsplit(")", 1)[1].split() for path in Path("/proc").glob("[0-9]*/stat") if path.exists()]
    pids = [path.parent.name for path in Path("/proc").glob("[0-9]*/stat") if path.exists()]
    return [int(child) for child, stat in zip(pids, stats, strict=False) if int(stat[1]) == pid]


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_the_drawing_process_ends_with_its_worker(one_worker):
    async def story(house):
        job = house.create(spec(**PEN))
        await house.ask(job, Step("epoch", 2))
        worker = house.runner.pids()[job]
        drawers = children_of(worker)
        assert drawers
        kill_worker_of(house, job)
        await house.until(lambda: not any(alive(pid) for pid in drawers))
        assert (await house_goes_on(house, job))["step"] > 16

    async def house_goes_on(house, job):
        await house.until(lambda: job not in house.runner.pids())
        return await house.ask(job, Step("epoch", 2))

    one_worker(story)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_killed_drawing_process_is_replaced(one_worker):
    async def story(house):
        job, alone = house.create(spec(**PEN)), start(spec(**PEN))
        await house.ask(job, Step("epoch", 2))
        for pid in children_of(house.runner.pids()[job]):
            os.kill(pid, signal.SIGKILL)
        await house.ask(job, Step("epoch", 4))
        finish(alone.advance("epoch", 6))
        assert await house.state_of(job) == state(alone)

    one_worker(story)


def test_two_runs_share_a_worker_fairly(one_worker):
    async def story(house):
        jobs = [house.create(spec(**LONG)) for _ in range(2)]
        for job in jobs:
            await house.ask(job, Play())
        first = [house.job(job).step for job in jobs]
        await house.until(lambda: max(house.job(job).step for job in jobs) > 4000)
        done = [house.job(job).step - before for job, before in zip(jobs, first, strict=True)]
        assert min(done) > max(done) / 5

    one_worker(story)


@pytest.mark.parametrize("content", [b"a page of a hotel's network", b""])
def test_files_that_are_no_mnist_end_the_job_and_name_the_file(tmp_path, one_worker, content):
    async def story(house):
        (tmp_path / mnist.FOLDER).mkdir()
        for name in mnist.FILES:
            (tmp_path / mnist.FOLDER / name).write_bytes(content)
        bad, good = house.create(spec("mnist", train=10, test=10)), house.create(spec())
        asked = asyncio.create_task(house.service.command(bad, Verify(WEIGHT)))
        await house.until(lambda: house.job(bad).ended)
        found = house.job(bad)
        assert (found.state, found.reason) == ("failed", "invalid")
        assert str(tmp_path / mnist.FOLDER / next(iter(mnist.FILES))) in found.detail
        with pytest.raises((CommandError, ConflictError)):
            await asyncio.wait_for(asked, 5)
        with pytest.raises((CommandError, ConflictError)):
            await house.ask(bad, TraceOf(Watch(sample=0)))
        assert (await house.ask(good, Step()))["step"] == 1

    one_worker(story)


def test_a_cancelled_step_is_answered(one_worker):
    async def story(house):
        job = house.create(spec(**LONG))
        await house.ask(job, Step())
        long = asyncio.create_task(house.service.command(job, Step("epoch", 1000)))
        await asyncio.sleep(0.02)
        house.service.cancel(job)
        with pytest.raises((CommandError, ConflictError)):
            await asyncio.wait_for(long, 5)

    one_worker(story)


def test_a_pace_is_kept_by_the_next_worker(one_worker):
    async def story(house):
        job = house.create(spec(**LONG))
        await house.ask(job, Set(pace=5.0))
        await house.ask(job, Step())
        kill_worker_of(house, job)
        await house.until(lambda: job not in house.runner.pids())
        await house.ask(job, Step())
        assert house.job(job).settings["pace"] == 5.0

    one_worker(story)


def test_workers_end_when_they_are_told_to(tmp_path):
    pids = []

    async def story(house):
        jobs = [house.create(spec(**LONG), start="running") for _ in range(2)]
        await house.until(lambda: all(house.job(job).state == "running" for job in jobs))
        pids.extend(house.runner.pids().values())

    living(tmp_path, workers=2)(story)
    assert len(set(pids)) == 2
    assert not any(alive(pid) for pid in pids)


def test_the_runner_says_when_workers_are_missing(two_workers):
    async def story(house):
        assert house.runner.problem() == "2 of 2 workers are starting."
        await house.until(lambda: house.runner.problem() is None)
        job = house.create(spec(**LONG))
        await house.ask(job, Step())
        kill_worker_of(house, job)
        await house.until(lambda: house.runner.problem() == "1 of 2 workers are starting.")
        await house.until(lambda: house.runner.problem() is None)

    two_workers(story)


def test_a_run_that_cannot_even_begin_ends_alone(one_worker):
    async def story(house):
        good = house.create(spec(**LONG))
        await house.ask(good, Step())
        wrong = spec(**LONG)
        object.__setattr__(wrong, "cost", "hinge")  # past every check
        bad = house.create(wrong)
        await house.until(lambda: house.job(bad).ended)
        assert (house.job(bad).state, house.job(bad).reason) == ("failed", "invalid")
        assert (await house.ask(good, Step()))["step"] == 2
        assert house.job(good).attempt == 1

    one_worker(story)


def test_a_mistake_in_one_run_ends_that_run_alone(one_worker):
    """The mistake: a request no run knows what to do with, made to raise by its own comparison."""

    async def story(house):
        good, bad = house.create(spec(**LONG)), house.create(spec(**LONG))
        await house.ask(good, Step())
        await house.ask(bad, Step())
        with pytest.raises(ConflictError, match="no run"):
            await house.service.command(bad, Verify(Parameter("layer", 0)))
        await house.until(lambda: house.job(bad).ended)
        assert (house.job(bad).state, house.job(bad).reason) == ("failed", "invalid")
        assert "TypeError" in house.job(bad).detail
        assert (await house.ask(good, Step()))["step"] == 2

    one_worker(story)
