"""Jobs through their one door, with runs in this process."""

import asyncio
import gzip
import json
import struct
import threading

import numpy as np
import pytest

from app.datasets import mnist
from app.jobs import presence
from app.jobs.admission import TooManyJobsError
from app.jobs.limits import Limits
from app.jobs.requests import CheckpointAt, TraceOf
from app.jobs.service import ConflictError
from app.jobs.store import UnknownJobError
from app.nn.gradient_check import numerical_gradient
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
    Try,
    Verify,
    Watch,
)
from app.wire.frame import decode
from tests.jobs.houses import living
from tests.training.runs import DIVERGING, finish, spec, start, state

WEIGHT = Parameter(1, 1, 0)


@pytest.fixture
def inline(tmp_path):
    return living(tmp_path)


def test_a_job_trains_to_its_end_and_says_so(inline):
    async def story(house):
        job = house.create(spec(epochs=3), start="running")
        await house.until(lambda: house.job(job).ended)
        await house.service.store.saved()  # what is told has been written
        found = house.job(job)
        assert (found.state, found.reason, found.progress, found.epoch) == ("succeeded", "completed", 1.0, 3)
        states = [event["state"] for event in house.heard(job, "state")]
        assert states == ["queued", "starting", "running", "succeeded"]
        assert house.heard(job)[-1]["kind"] == "metric" or house.heard(job, "end")
        alone = start(spec(epochs=3))
        finish(alone.advance("epoch", 3))
        assert await house.state_of(job) == state(alone)

    inline(story)


def test_events_have_no_gaps_and_can_be_replayed(inline):
    async def story(house):
        job = house.create(spec(epochs=30), start="running")
        await house.until(lambda: house.job(job).ended)
        house.runner.work()
        await house.service.store.saved()
        heard = house.heard(job)
        assert [event["seq"] for event in heard] == list(range(1, len(heard) + 1))
        assert [json.loads(text) for text in house.service.store.events(job, 3)] == heard[3:]
        assert {"state", "metric", "log", "end"} <= {event["kind"] for event in heard}
        assert house.service.store.last_event(job) == len(heard)

    inline(story)


def test_stepping_seeking_and_setting_do_what_a_run_does(inline):
    async def story(house):
        given, alone = spec(optimizer="adam", rate=0.01), start(spec(optimizer="adam", rate=0.01))
        job = house.create(given)
        answer = await house.ask(job, Step("batch", 7))
        assert (answer["state"], answer["step"], answer["epoch"]) == ("paused", 7, 1)
        await house.ask(job, Set(learning_rate=0.05, batch_size=4))
        await house.ask(job, Step("sample", 2))
        await house.ask(job, Edit(WEIGHT, 0.75))
        await house.ask(job, Step("epoch", 1))
        finish(alone.advance("batch", 7))
        alone.set(0.05, 4)
        finish(alone.advance("sample", 2))
        alone.edit(WEIGHT, 0.75)
        finish(alone.advance("epoch", 1))
        assert await house.state_of(job) == state(alone)
        answer = await house.ask(job, Seek(8))
        finish(alone.seek(8))
        assert answer["step"] == house.job(job).step == 8
        assert await house.state_of(job) == state(alone)
        assert house.heard(job, "rewind")[-1]["step"] == 8
        assert house.job(job).settings == {"learning_rate": 0.05, "batch_size": 4, "pace": None}

    inline(story)


def test_play_and_pause(inline):
    async def story(house):
        job = house.create(spec(epochs=10_000))
        assert (await house.ask(job, Play()))["state"] == "running"
        await house.until(lambda: house.job(job).step > 5)
        answer = await house.ask(job, Pause())
        assert answer["state"] == house.job(job).state == "paused"
        stands = answer["step"]
        house.runner.work(50)
        assert (await house.ask(job, Step("batch", 1)))["step"] == stands + 1
        await house.ask(job, Play())
        with pytest.raises(CommandError, match="Pause"):
            await house.ask(job, Step())

    inline(story)


LETS_GO = [Play(), Step("batch", 1), Seek(1), Reset(True), Edit(WEIGHT, 1.0), Watch(sample=2), Try()]


@pytest.mark.parametrize("command", LETS_GO)
def test_what_is_tried_changes_no_byte_and_ends_with_the_next_command(inline, command):
    async def story(house):
        job, twin = house.create(spec(epochs=10_000)), house.create(spec(epochs=10_000))
        for each in (job, twin):
            house.service.watched(each, 1)
            await house.ask(each, Step("batch", 3))
        await house.ask(job, Try(WEIGHT, 9.0))
        await house.until(lambda: "tried" in shown(house, job))
        for each in (job, twin):
            await house.ask(each, command)
            if isinstance(command, Play):
                await house.ask(each, Pause())
                await house.ask(each, Seek(3))
        await house.until(lambda: "tried" not in shown(house, job))
        assert await house.state_of(job) == await house.state_of(twin)
        kept = [(await house.ask(each, CheckpointAt()))["checkpoint"] for each in (job, twin)]
        assert kept[0].entries == kept[1].entries

    inline(story)


def shown(house, job):
    """The detail of the newest picture of a job."""
    return decode([frame for owner, _, frame in house.frames if owner == job][-1])[0]["detail"]


def test_a_value_that_is_refused_leaves_what_is_tried(inline):
    async def story(house):
        job = house.create(spec())
        house.service.watched(job, 1)
        await house.ask(job, Try(WEIGHT, 9.0))
        for refused in (Try(Parameter(9, 9), 1.0), Edit(Parameter(9, 9), 1.0, shown=True), Seek(99)):
            with pytest.raises(CommandError):
                await house.ask(job, refused)
        await house.until(lambda: shown(house, job).get("tried", {}).get("value") == 9.0)

    inline(story)


def test_a_run_that_goes_on_by_itself_is_paused_before_a_value_is_tried(inline):
    async def story(house):
        job = house.create(spec(epochs=10_000))
        await house.ask(job, Play())
        with pytest.raises(CommandError, match="Pause it"):
            await house.ask(job, Try(WEIGHT, 1.0))
        await house.ask(job, Try())

    inline(story)


def test_editing_what_is_shown_takes_the_step_on_the_picture_back_and_keeps_its_sample(inline):
    async def story(house):
        job = house.create(spec())
        house.service.watched(job, 1)
        await house.ask(job, Step("batch", 3))
        await house.ask(job, Try(WEIGHT, 9.0))
        await house.until(lambda: "tried" in shown(house, job))
        tried = shown(house, job)
        assert (await house.ask(job, Edit(WEIGHT, 9.0, shown=True)))["step"] == 2
        await house.until(lambda: "tried" not in shown(house, job))
        assert (shown(house, job)["cost"], shown(house, job)["sample"]) == (tried["cost"], tried["sample"])
        alone = start(spec())
        finish(alone.advance("batch", 2))
        alone.edit(WEIGHT, 9.0)
        assert await house.state_of(job) == state(alone)
        assert house.heard(job, "rewind")[-1]["step"] == 2
        await house.ask(job, Edit(WEIGHT, 1.0, shown=True))  # nothing is applied now: nothing is taken back
        assert house.job(job).step == 2

    inline(story)


def test_a_reset_starts_again(inline):
    async def story(house):
        job = house.create(spec())
        fresh = await house.state_of(job)
        await house.ask(job, Step("batch", 5))
        assert (await house.ask(job, Reset(True)))["step"] == 0
        assert await house.state_of(job) == fresh
        await house.ask(job, Reset(False))
        assert await house.state_of(job) == state(start(spec(seed=1)))

    inline(story)


def test_probe_and_verify_answer_about_the_watched_sample(inline):
    async def story(house):
        job = house.create(spec())
        await house.ask(job, Step("batch", 3))
        await house.ask(job, Watch(sample=4, target=2))
        run = start(spec())
        finish(run.advance("batch", 3))
        x, y = run.course.samples.take([4])[0], np.eye(3)[[2]]
        found = await house.ask(job, Verify(WEIGHT))
        numeric = numerical_gradient(run.network, x, y, run.cost)[run.index(WEIGHT)]
        assert found["difference"] == pytest.approx(numeric, rel=1e-12)
        assert found["error"] < 1e-5
        now = float(run.network.parameters[run.index(WEIGHT)])
        probed = await house.ask(job, Probe(WEIGHT, (now - 1, now, now + 1)))
        trial = (await house.ask(job, TraceOf(Watch(sample=4, target=2))))["trial"]
        assert probed["cost"][1] == pytest.approx(trial.trace.cost[0], rel=1e-14)
        assert await house.state_of(job) == state(run)

    inline(story)


@pytest.mark.parametrize(
    "command",
    [
        Seek(99),
        Seek(-1),
        Watch(sample=99),
        Watch(inputs=(1.0,), target=0),
        Edit(Parameter(9, 0), 1.0),
        Verify(Parameter(1, 99)),
        Probe(Parameter(0, 0), (1.0,)),
        TraceOf(Watch(sample=99)),
        CheckpointAt(-1),
    ],
)
def test_a_command_that_cannot_be_done_is_refused_and_the_run_goes_on(inline, command):
    async def story(house):
        job = house.create(spec())
        await house.ask(job, Step("batch", 2))
        before = await house.state_of(job)
        if command != CheckpointAt(-1):
            with pytest.raises(CommandError):
                await house.ask(job, command)
        assert await house.state_of(job) == before
        assert (await house.ask(job, Step("batch", 1)))["step"] == 3

    inline(story)


@pytest.mark.parametrize("step", [-1, 10**9])
def test_a_refused_seek_does_not_stop_the_run(inline, step):
    async def story(house):
        job = house.create(spec(epochs=10_000), start="running")
        await house.until(lambda: house.job(job).state == "running")
        with pytest.raises(CommandError):
            await house.ask(job, Seek(step))
        assert house.job(job).state == "running"

    inline(story)


def test_a_long_step_is_broken_off_by_a_pause(inline):
    async def story(house):
        job = house.create(spec(epochs=100_000))
        await house.ask(job, Step())
        long = asyncio.create_task(house.service.command(job, Step("epoch", 10_000)))
        await asyncio.sleep(0)
        house.runner.work(50)
        assert not long.done()
        pause = await house.ask(job, Pause())
        stopped = await asyncio.wait_for(long, 5)
        assert stopped["step"] == pause["step"] < 100
        alone = start(spec(epochs=100_000))
        finish(alone.advance("batch", stopped["step"]))
        assert await house.state_of(job) == state(alone)

    inline(story)


def test_frames_are_made_only_while_somebody_watches(inline):
    async def story(house):
        job = house.create(spec(epochs=10_000), start="running")
        await house.until(lambda: house.job(job).step > 50)
        assert house.frames == []
        house.service.watched(job, 1)
        await house.until(lambda: len(house.frames) > 3)
        house.service.watched(job, 0)
        house.runner.work(5)
        count = len(house.frames)
        house.runner.work(200)
        assert len(house.frames) == count
        numbers = [number for _, number, _ in house.frames]
        assert numbers == list(range(1, count + 1))
        steps = [decode(frame)[0]["step"] for _, _, frame in house.frames]
        assert steps == sorted(steps)

    inline(story)


def test_a_paused_run_shows_each_new_picture_once(inline):
    async def story(house):
        job = house.create(spec())
        house.service.watched(job, 1)
        house.runner.work()
        before = len(house.frames)
        house.runner.work()
        assert len(house.frames) == before
        await house.ask(job, Step())
        house.runner.work()
        header, _ = decode(house.frames[-1][2])
        assert (header["step"], header["phase"], header["detail"]["state"]) == (1, "applied", "paused")
        await house.ask(job, Watch(sample=2))
        house.runner.work()
        assert decode(house.frames[-1][2])[0]["detail"]["sample"]["index"] == 2

    inline(story)


def test_divergence_is_an_explained_end(inline):
    async def story(house):
        job = house.create(spec(**DIVERGING), start="running")
        await house.until(lambda: house.heard(job, "end"))
        found = house.job(job)
        assert (found.state, found.reason) == ("failed", "diverged")
        event = house.heard(job, "state")[-1]
        assert event["divergence"] == found.divergence
        assert found.divergence["step"] == found.step + 1
        assert found.divergence["what"] in ("z", "a", "cost")
        assert found.divergence["last_good_step"] <= found.step
        with pytest.raises(ConflictError, match="Fork"):
            await house.ask(job, Step())

    inline(story)


def test_a_diverged_job_can_be_forked_from_its_last_good_step_with_a_lower_rate(inline):
    async def story(house):
        job = house.create(spec(**DIVERGING), start="running")
        await house.until(lambda: house.job(job).ended)
        good = house.job(job).divergence["last_good_step"]
        fork = asyncio.create_task(
            house.service.fork(job, good, house.job(job).spec, Set(learning_rate=0.001), start="paused")
        )
        await house.until(fork.done)
        other = fork.result().id
        await house.until(lambda: house.job(other).state == "paused")
        assert house.job(other).forked_from == {"id": job, "step": good}
        await house.ask(other, Step("batch", 20))
        assert house.job(other).state == "paused"
        assert house.job(other).settings["learning_rate"] == 0.001

    inline(story)


def test_a_fork_goes_its_own_way_from_the_same_bytes(inline):
    async def story(house):
        job = house.create(spec())
        await house.ask(job, Step("batch", 12))
        await house.ask(job, Seek(5))
        there = await house.state_of(job)
        fork = asyncio.create_task(house.service.fork(job, None, house.job(job).spec, Set(), start="paused"))
        await house.until(fork.done)
        other = fork.result().id
        assert await house.state_of(other) == there
        await house.ask(other, Step("batch", 3))
        assert await house.state_of(job) == there

    inline(story)


def test_cancelling_ends_a_job_for_good(inline):
    async def story(house):
        job = house.create(spec(epochs=10_000), start="running")
        house.runner.work(20)
        house.service.cancel(job)
        assert (house.job(job).state, house.job(job).reason) == ("cancelled", "user")
        house.runner.work(20)
        for doing in (Play(), Step()):
            with pytest.raises(ConflictError):
                await house.ask(job, doing)
        assert (await house.ask(job, Verify(WEIGHT)))["gradient"] is not None
        assert house.job(job).state == "cancelled"
        with pytest.raises(ConflictError):
            house.service.cancel(job)
        house.service.delete(job)
        with pytest.raises(UnknownJobError):
            house.job(job)

    inline(story)


def test_who_waits_for_a_job_that_is_cancelled_is_told(inline):
    async def story(house):
        job = house.create(spec(epochs=100_000))
        await house.ask(job, Step())
        waiting = [asyncio.create_task(house.service.command(job, Step("epoch", 10_000))) for _ in range(3)]
        await asyncio.sleep(0)
        house.runner.work(20)
        house.service.cancel(job)
        for task in waiting:
            with pytest.raises((CommandError, ConflictError)):
                await asyncio.wait_for(task, 5)

    inline(story)


def test_only_a_job_that_has_ended_can_be_deleted(inline):
    async def story(house):
        job = house.create(spec())
        with pytest.raises(ConflictError, match="Cancel"):
            house.service.delete(job)

    inline(story)


def test_the_oldest_ended_jobs_make_room_and_living_ones_do_not(tmp_path):
    async def story(house):
        jobs = [house.create(spec()) for _ in range(3)]
        with pytest.raises(TooManyJobsError):
            house.create(spec())
        house.service.cancel(jobs[1])
        house.create(spec())
        assert [job.id for job in house.service.store.all()][1:] == [jobs[2], jobs[0]]

    living(tmp_path, limits=Limits(jobs=3))(story)


def test_a_job_that_lives_while_watched_pauses_without_viewers_and_goes_on_with_them(inline, monkeypatch):
    monkeypatch.setattr(presence, "ABSENCE", 0.03)

    async def story(house):
        watched = house.create(spec(epochs=10_000), start="running", lifetime="while_watched")
        other = house.create(spec(epochs=10_000), start="running")
        for job in (watched, other):
            house.service.watched(job, 1)
            await house.until(lambda job=job: house.job(job).state == "running")
            house.service.watched(job, 0)
        await house.until(lambda: house.job(watched).state == "paused")
        assert house.job(other).state == "running"
        house.service.watched(watched, 1)
        await house.until(lambda: house.job(watched).state == "running")

    inline(story)


def put_mnist(folder, count=12):
    folder.mkdir(exist_ok=True)
    rng, names = np.random.default_rng(0), iter(mnist.FILES)
    for _ in ("train", "t10k"):
        images = bytes((0, 0, 8, 3)) + struct.pack(">3I", count, 28, 28) + rng.bytes(count * 784)
        labels = bytes((0, 0, 8, 1)) + struct.pack(">I", count) + bytes(i % 10 for i in range(count))
        for content in (images, labels):
            (folder / next(names)).write_bytes(gzip.compress(content))


def test_a_job_waits_for_its_download(inline, monkeypatch):
    go_on = threading.Event()

    def download(folder, *_):
        go_on.wait(5)
        put_mnist(folder)

    monkeypatch.setattr(mnist, "download", download)

    async def story(house):
        job = house.create(spec("mnist", train=60, test=60, epochs=2), start="running")
        assert house.job(job).state == "queued"
        with pytest.raises(ConflictError):
            await house.ask(job, Step())
        go_on.set()
        await house.until(lambda: house.job(job).ended)
        assert house.job(job).state == "succeeded"
        assert house.job(job).step == 2 * 3  # 12 images in batches of 5

    inline(story)


def test_a_job_whose_download_fails_ends_with_the_reason(inline, monkeypatch):
    def download(*_):
        raise ConnectionError("The mirrors are down.")

    monkeypatch.setattr(mnist, "download", download)

    async def story(house):
        job = house.create(spec("mnist", train=60, test=60), start="running")
        await house.until(lambda: house.job(job).ended)
        found = house.job(job)
        assert (found.state, found.reason, found.detail) == ("failed", "invalid", "The mirrors are down.")
        assert house.heard(job, "state")[-1]["detail"] == "The mirrors are down."

    inline(story)


def test_a_paused_job_rests_over_a_restart_until_somebody_asks_for_it(tmp_path):
    kept = {}

    async def before(house):
        job = house.create(spec())
        await house.ask(job, Step("batch", 5))
        kept["job"], kept["state"] = job, await house.state_of(job)

    async def after(house):
        assert house.job(kept["job"]).state == "paused"
        assert not house.runner._runs
        assert await house.state_of(kept["job"]) == kept["state"]
        assert house.heard(kept["job"]) == []
        assert (await house.ask(kept["job"], Step("batch", 1)))["step"] == 6
        assert (house.job(kept["job"]).state, house.job(kept["job"]).attempt) == ("paused", 1)

    living(tmp_path)(before)
    living(tmp_path)(after)


def test_a_running_job_goes_on_after_a_restart(tmp_path):
    given, kept = spec(train=200, epochs=40), {}

    async def before(house):
        kept["job"] = house.create(given, start="running")
        await house.until(lambda: house.job(kept["job"]).step > 50)

    async def after(house):
        await house.until(lambda: house.job(kept["job"]).ended)
        assert house.job(kept["job"]).attempt == 2
        alone = start(given)
        finish(alone.advance("epoch", 40))
        assert await house.state_of(kept["job"]) == state(alone)

    living(tmp_path)(before)
    living(tmp_path)(after)
