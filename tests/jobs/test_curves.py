import json

from app.jobs.curves import as_csv, from_events, thin


def metric(step, cost):
    values = {"step": step, "epoch": 0, "samples": 10 * step, "cost": cost, "test_cost": cost, "test_accuracy": None}
    return json.dumps({"kind": "metric", **values, "gradient_norms": [cost, None]})


def columns(costs):
    return from_events(metric(step, cost) for step, cost in enumerate(costs))


def test_what_came_after_a_rewind_counts_no_more():
    texts = [metric(1, 0.5), metric(2, 0.4), metric(3, 0.3), json.dumps({"kind": "rewind", "step": 2}), metric(3, 0.9)]
    found = from_events(texts)
    assert (found["step"], found["cost"]) == ([1, 2, 3], [0.5, 0.4, 0.9])


def test_thinning_keeps_the_ends_and_every_peak():
    costs = [1.0] * 1000
    costs[333], costs[700], costs[701] = 9.0, -5.0, None
    found = thin(columns(costs), 40)
    assert len(found["step"]) <= 40
    assert {0, 333, 700, 999} <= set(found["step"])
    assert found["step"] == sorted(found["step"])


def test_few_points_stay_as_they_are():
    assert thin(columns([3, 2, 1]), 10)["cost"] == [3, 2, 1]


def test_csv_has_a_line_per_point_and_leaves_out_what_is_absent():
    assert as_csv(columns([0.5])).splitlines() == [
        "step,epoch,samples,cost,test_cost,test_accuracy,gradient_norm_1,gradient_norm_2",
        "0,0,0,0.5,0.5,,0.5,",
    ]
