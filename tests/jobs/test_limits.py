"""What a server takes on, and what becomes of jobs that take more than they may."""

import asyncio
import os
import signal
import time

import pytest

from app.jobs import room
from app.jobs.admission import TooManyJobsError
from app.jobs.keeping import load_spec
from app.jobs.limits import Limits
from app.jobs.room import NoRoomError
from app.jobs.sweeping import Sweeping
from app.training.commands import Pause, Play, Seek, Set
from app.training.refusal import SpecError
from tests.jobs.houses import living
from tests.training.runs import spec

SMALL = Limits(parameters=50, samples=100, steps=1000)
ENDLESS = {"train": 1000, "epochs": 1_000_000}
CSV = ("1,2,a\n3,4,b\n" * 33_000).encode()


@pytest.mark.parametrize(
    ("given", "field", "setting"),
    [
        (spec(hidden=(20,)), "network.hidden", "NUDGE_MAX_PARAMETERS"),
        (spec(train=101), "dataset.train", "NUDGE_MAX_SAMPLES"),
        (spec(test=101), "dataset.test", "NUDGE_MAX_SAMPLES"),
        (spec(train=51, epochs=91), "epochs", "NUDGE_MAX_STEPS"),
    ],
)
def test_a_job_that_is_too_large_is_refused_by_its_field_and_names_the_setting(given, field, setting):
    with pytest.raises(SpecError, match=setting) as caught:
        SMALL.check(given, to_the_end=True)
    assert caught.value.field == field
    Limits().check(given, to_the_end=True)


def test_a_job_that_nobody_expects_to_end_may_have_any_number_of_epochs():
    SMALL.check(spec(train=51, epochs=1_000_000), to_the_end=False)


def test_a_job_has_overrun_once_it_has_taken_what_it_may():
    limits = Limits(steps=100, job_seconds=10)
    assert limits.overrun(99, 9.9) is None
    assert "NUDGE_MAX_STEPS" in limits.overrun(100, 0)
    assert "NUDGE_MAX_JOB_SECONDS" in limits.overrun(0, 10)


def test_a_job_that_has_run_too_long_fails_and_a_fork_goes_on_from_its_last_step(tmp_path):
    async def story(house):
        job = house.create(spec(**ENDLESS), start="running")
        await house.until(lambda: house.heard(job, "end"))
        found = house.job(job)
        assert (found.state, found.reason) == ("failed", "timeout")
        assert "Fork it" in found.detail
        assert found.detail == house.heard(job, "state")[-1]["detail"]
        assert 1 <= found.running_seconds < 3
        fork = asyncio.create_task(house.service.fork(job, None, found.spec, Set(), start="running"))
        await house.until(fork.done)
        other = fork.result()
        assert other.forked_from == {"id": job, "step": found.step}
        await house.until(lambda: house.job(other.id).step > found.step + 20)
        assert house.job(other.id).running_seconds < 1

    living(tmp_path, limits=Limits(job_seconds=1))(story)


def test_steps_are_those_of_the_job_itself(tmp_path):
    async def story(house):
        job = house.create(spec(**ENDLESS), start="running", lifetime="while_watched")
        await house.until(lambda: house.job(job).ended)
        found = house.job(job)
        assert (found.state, found.reason) == ("failed", "timeout")
        assert found.step >= 300
        asked = house.service.fork(job, None, found.spec, Set(), start="running", lifetime="while_watched")
        fork = asyncio.create_task(asked)
        await house.until(fork.done)
        other = fork.result().id
        await house.until(lambda: house.job(other).ended)
        assert house.job(other).step >= found.step + 300

    living(tmp_path, limits=Limits(steps=300))(story)


def test_only_time_spent_running_counts(tmp_path):
    async def story(house):
        job = house.create(spec(**ENDLESS), start="running")
        await house.until(lambda: house.job(job).step > 50)
        await house.ask(job, Pause())
        ran = house.job(job).running_seconds
        assert 0 < ran < 1
        await asyncio.sleep(0.3)
        await house.ask(job, Seek(10))
        assert house.job(job).running_seconds == ran
        await house.ask(job, Play())
        await house.until(lambda: house.job(job).running_seconds > ran)
        assert house.job(job).running_seconds < ran + 0.2

    living(tmp_path)(story)


def test_running_time_survives_a_restart_and_goes_on_from_there(tmp_path):
    limits, known = Limits(job_seconds=3), {}

    async def before(house):
        known["job"] = house.create(spec(**ENDLESS), start="running")
        await house.until(lambda: house.job(known["job"]).running_seconds > 2.2)

    async def after(house):
        start = time.monotonic()
        assert house.job(known["job"]).running_seconds > 1.8
        await house.until(lambda: house.job(known["job"]).ended)
        assert house.job(known["job"]).reason == "timeout"
        assert time.monotonic() - start < 2

    living(tmp_path, limits=limits)(before)
    living(tmp_path, limits=limits)(after)


def test_the_time_without_a_worker_does_not_count(tmp_path):
    async def story(house):
        job = house.create(spec(**ENDLESS), start="running")
        await house.until(lambda: house.job(job).step > 50)
        os.kill(house.runner.pids()[job], signal.SIGKILL)
        await house.until(lambda: house.job(job).attempt == 2)
        ran = house.job(job).running_seconds
        await house.until(lambda: house.job(job).state == "running")
        assert house.job(job).running_seconds == pytest.approx(ran, abs=0.1)

    living(tmp_path, 1)(story)


def test_no_more_jobs_are_taken_than_may_wait_and_those_that_do_not_wait_are(tmp_path):
    async def story(house):
        parallel = 4
        jobs = [house.create(spec(**ENDLESS), start="running") for _ in range(parallel + 2)]
        with pytest.raises(TooManyJobsError, match="NUDGE_MAX_QUEUED"):
            house.create(spec(**ENDLESS), start="running")
        house.create(spec(**ENDLESS))
        house.create(spec(**ENDLESS), start="running", lifetime="while_watched")
        house.service.cancel(jobs[-1])
        house.create(spec(**ENDLESS), start="running")

    living(tmp_path, limits=Limits(queued=2))(story)


@pytest.mark.parametrize(
    ("limits", "refusal"),
    [
        (Limits(jobs=3), TooManyJobsError),
        (Limits(queued=3), TooManyJobsError),
        (Limits(parameters=100), SpecError),
    ],
)
def test_a_sweep_is_taken_as_a_whole_or_not_at_all(tmp_path, limits, refusal):
    async def story(house):
        sweeping = Sweeping(house.service)
        grid = {"network.hidden": [[2], [3], [4], [50]]}
        with pytest.raises(refusal):
            sweeping.create("", spec(), grid, 2, load_spec)
        assert len(house.service.store) == 0
        assert sweeping.all() == []

    living(tmp_path, limits=limits)(story)


def test_a_full_folder_takes_nothing_more_until_somebody_makes_room(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "EVERY", 0)
    monkeypatch.setattr(room, "AGAIN", 0)

    async def story(house):
        there = house.service.admission.room
        table = (await house.service.keep_table(CSV)).table
        house.create(spec())
        with pytest.raises(NoRoomError, match="NUDGE_MAX_STORED_BYTES"):
            await house.service.keep_table(CSV + CSV)
        (tmp_path / "keyframe").write_bytes(bytes(400_000))
        there.check()
        await house.until(lambda: there.used > 700_000)
        with pytest.raises(NoRoomError):
            house.create(spec())
        house.service.drop_table(table)
        house.create(spec())

    living(tmp_path, limits=Limits(stored_bytes=700_000))(story)
