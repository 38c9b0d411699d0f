from app.jobs.curves import as_csv, thin


def columns(costs):
    same = ("cost", "test_cost", "test_accuracy")
    found = {name: list(range(len(costs))) for name in ("step", "epoch", "samples")} | dict.fromkeys(same, costs)
    return found | {"gradient_norms": [[cost, None] for cost in costs]}


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
        "0,0,0,0.5,0.5,0.5,0.5,",
    ]
