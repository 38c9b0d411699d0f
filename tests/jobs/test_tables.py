"""Uploaded tables: kept, used by jobs, and there again after a restart."""

import pytest

from app.datasets import shelf
from app.datasets.shelf import UnknownTableError
from app.jobs.tables import TableInUseError
from app.training.commands import Step
from app.training.refusal import SpecError
from app.training.run import Run
from app.training.spec import DatasetSpec, NetworkSpec, OptimizerSpec, TrainingSpec
from tests.jobs.houses import living
from tests.training.runs import finish, state

CSV = "\n".join(f"{k % 7},{k % 5},{k % 3},{'abc'[k % 3]}" for k in range(60)).encode()
HEIGHTS = "\n".join(f"{k},{k / 7}" for k in range(30)).encode()


def spec_of(table, **more):
    return TrainingSpec(
        DatasetSpec("table", table=table),
        NetworkSpec([5], "tanh", "softmax"),
        "categorical_cross_entropy",
        OptimizerSpec("adam", 0.01),
        **{"batch_size": 4, "epochs": 40, **more},
    )


@pytest.mark.parametrize("workers", [None, 1])
def test_a_job_on_an_uploaded_table_goes_on_after_a_restart_bit_for_bit(tmp_path, workers):
    known = {}

    async def before(house):
        known["table"] = (await house.service.tables.keep(CSV)).table
        known["paused"] = house.create(spec_of(known["table"]))
        await house.ask(known["paused"], Step("batch", 30))
        known["running"] = house.create(spec_of(known["table"]), start="running")
        await house.until(lambda: house.job(known["running"]).step > 20)

    async def after(house):
        assert [entry.table for entry in house.service.tables.all()] == [known["table"]]
        await house.until(lambda: house.job(known["running"]).ended)
        await house.ask(known["paused"], Step("batch", 3))
        for job, steps in ((known["running"], 480), (known["paused"], 33)):
            given = spec_of(known["table"])
            alone = Run(given, given.dataset.load(tmp_path))
            assert alone.course.ready()
            finish(alone.advance("batch", steps))
            assert await house.state_of(job) == state(alone)

    living(tmp_path, workers)(before)
    living(tmp_path, workers)(after)


def test_the_same_file_is_the_same_table(tmp_path):
    async def story(house):
        one, again, other = [await house.service.tables.keep(data) for data in (CSV, CSV, HEIGHTS)]
        assert one == again
        assert [entry.table for entry in house.service.tables.all()] == [one.table, other.table]
        assert (one.inputs, one.outputs, one.classes, one.train, one.test) == (3, 3, ("a", "b", "c"), 48, 12)
        assert (other.targets, other.outputs, other.classes) == (1, 1, ())

    living(tmp_path)(story)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (DatasetSpec("table", table="0123456789abcdef-60x4x3"), "There is no table"),
        (DatasetSpec("table", table="0123456789abcdef-60x4x3", targets=1), "There is no table"),
    ],
)
def test_a_job_on_a_table_that_is_not_there_is_refused(tmp_path, data, said):
    async def story(house):
        with pytest.raises(SpecError, match=said) as caught:
            house.create(TrainingSpec(data))
        assert caught.value.field == "dataset.table"

    living(tmp_path)(story)


def test_text_cannot_be_learnt_as_numbers(tmp_path):
    async def story(house):
        table = (await house.service.tables.keep(CSV)).table
        with pytest.raises(SpecError, match="holds text") as caught:
            house.create(TrainingSpec(DatasetSpec("table", table=table, targets=1)))
        assert caught.value.field == "dataset.targets"

    living(tmp_path)(story)


def test_a_table_that_a_job_needs_stays(tmp_path):
    async def story(house):
        table = (await house.service.tables.keep(CSV)).table
        job = house.create(spec_of(table))
        with pytest.raises(TableInUseError, match=job):
            house.service.drop_table(table)
        house.service.cancel(job)
        house.service.delete(job)
        house.service.drop_table(table)
        assert house.service.tables.all() == []
        with pytest.raises(UnknownTableError):
            house.service.drop_table(table)

    living(tmp_path)(story)


def test_a_job_whose_table_has_gone_fails_and_says_so(tmp_path):
    known = {}

    async def before(house):
        known["table"] = (await house.service.tables.keep(CSV)).table
        known["job"] = house.create(spec_of(known["table"], epochs=100_000), start="running")
        await house.until(lambda: house.job(known["job"]).step > 5)

    async def after(house):
        await house.until(lambda: house.job(known["job"]).ended)
        found = house.job(known["job"])
        assert (found.state, found.reason) == ("failed", "invalid")
        assert "Upload its CSV again" in found.detail
        about = house.service.tables.about(found.spec.dataset)
        assert (about.inputs, about.classes) == (3, ("0", "1", "2"))

    living(tmp_path, 1)(before)
    shelf.drop(tmp_path, known["table"])
    shelf.form_of.cache_clear()
    living(tmp_path, 1)(after)
