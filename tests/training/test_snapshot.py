import numpy as np
import pytest

from app.nn.backprop import forward
from app.nn.gradient_check import mean_cost
from app.training.snapshot import GRID, plane_box, regions
from app.training.view import View
from tests.training.runs import DIVERGING, spec, start


def snapshot_of(**more):
    run = start(spec(**more))
    run.train(observe=True)
    assert run.course.ready()
    return run, View(run).snapshot()


def test_the_wishes_are_the_gradient_by_the_inputs():
    run, snapshot = snapshot_of()
    x, y, eps = snapshot.shown.inputs[None], snapshot.shown.targets[None], 1e-6
    for k in range(2):
        step = np.zeros_like(x)
        step[0, k] = eps
        plus, minus = (mean_cost(snapshot.network, x + s, y, run.cost) for s in (step, -step))
        assert snapshot.wishes[k] == pytest.approx((plus - minus) / (2 * eps), rel=1e-6)


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_a_snapshot_is_float64_whatever_trains(precision):
    _, snapshot = snapshot_of(precision=precision)
    assert snapshot.network.parameters.dtype == np.float64
    assert snapshot.trace.gradient.dtype == np.float64


def test_every_cell_of_a_region_is_the_network_at_its_centre():
    run, snapshot = snapshot_of(dataset="spiral")
    x0, x1, y0, y1 = snapshot.regions.box
    for row, column in ((0, 0), (39, 0), (7, 31)):
        place = [[x0 + (column + 0.5) / GRID * (x1 - x0), y0 + (row + 0.5) / GRID * (y1 - y0)]]
        for grid, a in zip(snapshot.regions.activations, forward(snapshot.network, np.array(place))[1:], strict=True):
            np.testing.assert_allclose(grid[:, row, column], a[0], rtol=1e-12)
    assert [len(grid) for grid in regions(run.network, (0, 1, 0, 1)).activations] == [4, 3]


def test_the_box_is_a_square_around_all_points():
    x0, x1, y0, y1 = plane_box(np.array([[0.0, 0.0], [2.0, 1.0], [1.0, 0.5]]))
    assert x1 - x0 == pytest.approx(y1 - y0)
    assert x0 < 0
    assert x1 > 2
    assert y0 < 0
    assert y1 > 1


def test_pictures_have_no_regions():
    assert snapshot_of(dataset="pen", train=12, test=5)[1].regions is None


def test_a_diverged_run_can_still_be_looked_at():
    run = start(spec(**DIVERGING))
    while run.train():
        assert run.course.ready()
    snapshot = View(run).snapshot()
    assert snapshot.phase == "preview"
    assert snapshot.non_finite is None or snapshot.non_finite[1] in ("z", "a", "cost", "dC_da", "delta", "dC_dW")
    assert snapshot.shown.index is not None
