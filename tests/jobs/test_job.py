import itertools
from dataclasses import FrozenInstanceError
from typing import get_args

import pytest

from app.jobs.job import ENDED, NEXT, Job, State, TransitionError, describe_settings
from app.training.spec import TrainingSpec

STATES = get_args(State)
# The state machine of the contract, written out a second time.
ALLOWED = {
    "queued": {"starting", "cancelled", "failed"},
    "starting": {"running", "paused", "queued", "cancelling", "cancelled", "failed"},
    "running": {"pausing", "paused", "cancelling", "cancelled", "succeeded", "failed", "queued"},
    "pausing": {"paused", "running", "cancelling", "cancelled", "succeeded", "failed", "queued"},
    "paused": {"running", "cancelling", "cancelled", "succeeded", "failed", "queued"},
    "cancelling": {"cancelled", "succeeded", "failed"},
}
JOB = Job("a1", TrainingSpec(), "a job", "2026-01-01T00:00:00")


@pytest.mark.parametrize(("before", "after"), itertools.product(STATES, STATES))
def test_from_each_state_only_certain_states_follow(before, after):
    job = Job("a1", TrainingSpec(), "a job", "2026-01-01T00:00:00", state=before)
    if after == before or after in ALLOWED.get(before, set()):
        assert job.moved(after).state == after
    else:
        with pytest.raises(TransitionError, match=f"{before} cannot become {after}"):
            job.moved(after)
    assert job.state == before


def test_every_state_is_in_the_machine_and_the_last_ones_are_for_good():
    assert set(NEXT) == set(STATES)
    assert {"succeeded", "failed", "cancelled"} == ENDED
    assert not any(NEXT[state] for state in ENDED)


@pytest.mark.parametrize("state", STATES)
def test_from_every_state_an_end_can_be_reached(state):
    reached, new = {state}, {state}
    while new:
        new = set().union(*(NEXT[each] for each in new)) - reached
        reached |= new
    assert reached & ENDED


def test_a_job_is_a_value():
    moved = JOB.moved("starting").moved("failed", "invalid", detail="No files.")
    assert (moved.reason, moved.detail, moved.ended) == ("invalid", "No files.", True)
    assert not JOB.ended
    with pytest.raises(FrozenInstanceError):
        JOB.state = "running"


def test_settings_are_said_as_a_sentence():
    said = describe_settings({"learning_rate": 0.5, "batch_size": 10, "pace": None})
    assert said == "Learning rate 0.5, batches of 10, full speed."
    assert "2 steps a second" in describe_settings({"learning_rate": 0.5, "batch_size": 10, "pace": 2.0})
