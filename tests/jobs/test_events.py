import json

import pytest

from app.jobs.events import EventLog


def log_of(count):
    log = EventLog()
    for i in range(count):
        log.add("metric", cost=i)
    return log


def test_events_are_numbered_from_one_without_gaps():
    log = log_of(5)
    events = [json.loads(text) for text in log.after(0)]
    assert [event["seq"] for event in events] == [1, 2, 3, 4, 5]
    assert events[2] == {"type": "event", "seq": 3, "kind": "metric", "cost": 2}
    assert log.last == 5


@pytest.mark.parametrize(("after", "seqs"), [(0, [1, 2, 3]), (2, [3]), (3, []), (99, []), (-5, [1, 2, 3])])
def test_what_came_after_any_number_can_be_had_again(after, seqs):
    assert [json.loads(text)["seq"] for text in log_of(3).after(after)] == seqs


def test_a_page_is_limited():
    assert [json.loads(text)["seq"] for text in log_of(9).after(2, limit=3)] == [3, 4, 5]


def test_what_json_cannot_carry_is_refused_and_leaves_no_gap():
    log = log_of(1)
    with pytest.raises(ValueError):
        log.add("metric", cost=float("nan"))
    assert json.loads(log.add("end"))["seq"] == 2
