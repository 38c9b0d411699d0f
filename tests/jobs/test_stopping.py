"""Jobs that stop early: with their reason, at the same step whatever befalls them, and free to go on in a fork."""

import asyncio
import os
import signal

import pytest

from app.training.commands import Set, Step
from app.training.spec import StopSpec
from tests.jobs.houses import living
from tests.training.runs import spec

PATIENT = StopSpec(patience=3, min_delta=0.002)


def learning(stop, rate=2.0, train=200):
    return spec("moons", hidden=(6,), rate=rate, train=train, test=100, epochs=20_000, stop=stop)


def undisturbed(folder, given):
    """Where a job of this specification ends if nothing happens to it."""
    found = {}

    async def story(house):
        job = house.create(given, start="running")
        await house.until(lambda: house.heard(job, "end"), 60)
        found["step"], found["state"] = house.job(job).step, await house.state_of(job)
        found["measured"] = [(event["step"], event["test_cost"]) for event in house.heard(job, "metric")]

    living(folder)(story)
    return found


@pytest.mark.parametrize("stop", [StopSpec(0.97), PATIENT])
def test_a_job_that_has_learnt_enough_succeeds_and_says_why(tmp_path, stop):
    async def story(house):
        job = house.create(learning(stop), start="running")
        await house.until(lambda: house.heard(job, "end"), 60)
        found = house.job(job)
        assert (found.state, found.reason) == ("succeeded", "early_stopped")
        assert found.detail == house.heard(job, "state")[-1]["detail"]
        assert ("target" if stop.target_accuracy else "3 measurements") in found.detail
        assert found.progress < 1
        metrics = house.heard(job, "metric")
        assert metrics[-1]["step"] == found.step
        assert all(metric["cost"] is not None for metric in metrics)

    living(tmp_path)(story)


def test_a_job_whose_worker_dies_stops_where_it_would_have(tmp_path):
    # Measurements come so slowly late on that the worker dies between two of them.
    given = learning(StopSpec(patience=12, min_delta=0.0005), rate=0.05, train=1000)
    alone = undisturbed(tmp_path / "alone", given)

    async def story(house):
        job = house.create(given, start="running")
        for share in (0.4, 0.8):
            await house.until(lambda share=share: house.job(job).step > share * alone["step"], 60)
            before = house.job(job).attempt
            os.kill(house.runner.pids()[job], signal.SIGKILL)
            await house.until(lambda before=before: house.job(job).attempt > before, 60)
        await house.until(lambda: house.heard(job, "end"), 60)
        assert (house.job(job).reason, house.job(job).step) == ("early_stopped", alone["step"])
        assert await house.state_of(job) == alone["state"]
        kept = {(event["step"], event["test_cost"]) for event in house.heard(job, "metric")}
        assert kept == set(alone["measured"])

    living(tmp_path / "disturbed", 1)(story)


def test_a_job_stops_where_it_would_have_after_a_restart(tmp_path):
    given = learning(PATIENT)
    alone, known = undisturbed(tmp_path / "alone", given), {}

    async def before(house):
        known["job"] = house.create(given, start="running")
        await house.until(lambda: house.job(known["job"]).step > 0.6 * alone["step"])
        assert not house.job(known["job"]).ended

    async def after(house):
        await house.until(lambda: house.job(known["job"]).ended, 60)
        found = house.job(known["job"])
        assert (found.attempt, found.reason, found.step) == (2, "early_stopped", alone["step"])
        assert await house.state_of(known["job"]) == alone["state"]

    living(tmp_path / "restarted")(before)
    living(tmp_path / "restarted")(after)


def test_stepping_to_the_target_ends_a_job_too(tmp_path):
    async def story(house):
        job = house.create(learning(StopSpec(0.97)))
        while not house.job(job).ended:
            await house.ask(job, Step("epoch", 20))
            house.runner.work(20)
        assert (house.job(job).state, house.job(job).reason) == ("succeeded", "early_stopped")

    living(tmp_path)(story)


@pytest.mark.parametrize(("stop", "goes_on"), [(None, True), (StopSpec(patience=1000), True), (PATIENT, False)])
def test_a_fork_goes_on_from_an_early_stop_unless_its_own_condition_holds_already(tmp_path, stop, goes_on):
    async def story(house):
        job = house.create(learning(PATIENT), start="running")
        await house.until(lambda: house.job(job).ended, 60)
        fork = asyncio.create_task(house.service.fork(job, None, learning(stop), Set(), start="running"))
        await house.until(fork.done)
        other, end = fork.result().id, house.job(job).step
        await house.until(lambda: house.job(other).ended or house.job(other).step > end + 50)
        assert house.job(other).ended != goes_on

    living(tmp_path)(story)
