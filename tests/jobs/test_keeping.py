import hashlib
import json

import pytest

from app.jobs.job import Job
from app.jobs.keeping import digest, dump_job, dump_log, load_job, load_log
from app.training.checkpoint import Checkpoint
from app.training.spec import (
    DatasetSpec,
    InitSpec,
    NetworkSpec,
    OptimizerSpec,
    ParametersSpec,
    StopSpec,
    TrainingSpec,
)
from app.training.timeline import Entry, Measured

SPECS = [
    TrainingSpec(),
    TrainingSpec(
        DatasetSpec("xor", seed=3),
        NetworkSpec([2], ["tanh"], parameters=ParametersSpec([[[1, 2], [3, 4]], [[5, 6]]], [[0, 0], [1]])),
        "cross_entropy",
        OptimizerSpec("adam", 0.01),
        4,
        precision="float32",
    ),
    TrainingSpec(network=NetworkSpec([], init=InitSpec("he", 7, 0.5)), l2=0.1),
    TrainingSpec(stop=StopSpec(0.95, 5, 0.01)),
    TrainingSpec(DatasetSpec("table", rows=(("x", "y"), (0.0, "no"), (1.0, "yes")))),
    TrainingSpec(DatasetSpec("table", table="0123456789abcdef-150x5x0", targets=2)),
]
LOG = ((0, Entry("batch", 7)), (7, Entry("set", 0, {"learning_rate": 0.1})), (7, Entry("learn", 1, {"sample": 3})))


@pytest.mark.parametrize("spec", SPECS)
def test_a_job_comes_back_as_it_was(spec):
    job = Job("x", spec, "name", "now", labels={"a": "b"}, state="failed", reason="diverged", divergence={"step": 3})
    assert load_job(dump_job(job)) == job


def test_a_log_comes_back_as_it_was():
    kept = Checkpoint(8, 5, LOG, None, (Measured(0, 0, 0.1, 0.5), Measured(7, 70, None, None)))
    assert load_log(dump_log(kept)) == kept


def test_records_and_logs_of_earlier_versions_are_read():
    record = json.loads(dump_job(Job("x", TrainingSpec(), "name", "now")))
    assert "stop" not in record["spec"]
    assert load_job(json.dumps(record)).spec.stop is None
    assert load_log('[5, [[0, "batch", 7, null]]]') == Checkpoint(7, 5, LOG[:1], None)
    assert digest(5, LOG[:1]) == hashlib.sha256(b'[5, [[0, "batch", 7, null]]]').hexdigest()


def test_a_digest_tells_logs_apart():
    assert digest(0, LOG) == digest(0, tuple(LOG))
    assert len({digest(0, LOG), digest(1, LOG), digest(0, LOG[:2])}) == 3
