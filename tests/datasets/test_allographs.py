import numpy as np
import pytest

from app.datasets.allographs import ALLOGRAPHS, POINTS, SHAPES, Allograph

LINES = [line for line in ALLOGRAPHS.splitlines() if line and line[0] != "#"]


def test_every_digit_has_several_ways_to_be_written_whose_shares_are_one():
    digits = np.array([int(line.split()[0]) for line in LINES])
    assert set(digits) == set(range(10))
    assert np.bincount(digits).min() >= 4
    assert digits.tolist() == [shape.digit for shape in SHAPES]
    for digit in range(10):
        np.testing.assert_allclose(sum(shape.share for shape in SHAPES if shape.digit == digit), 1)


def test_strokes_have_at_least_two_points_within_the_paper():
    for line in LINES:
        for stroke in line.split(":")[1].split("/"):
            points = np.array([xy.strip("!").split(",") for xy in stroke.split()], float)
            assert len(points) >= 2, line
            assert (np.linalg.norm(np.diff(points, axis=0), axis=1) > 0).all(), line
            assert points.min() >= 0, line
            assert points.max() <= 100, line


def test_every_sample_of_a_path_is_an_average_of_control_points():
    for shape in SHAPES:
        np.testing.assert_allclose(shape.place[:, :POINTS].sum(-1), 1, atol=1e-6)


def test_a_path_passes_through_its_points_and_starts_and_ends_there():
    shape = Allograph.of(7, 1.0, "0,10 30,8 62,4! 54,44 44,100")
    x, y = np.concatenate([shape.control, shape.control @ shape.slope.T], axis=1) @ shape.place.T
    np.testing.assert_allclose([x[0], y[0], x[-1], y[-1]], [0, 0.2, 0.88, 2], atol=1e-6)
    assert np.hypot(x - 62 / 50, y - 4 / 50).min() < 0.1


def test_samples_stand_for_the_length_of_their_strokes_and_for_none_between_them():
    for line, shape in zip(LINES, SHAPES, strict=True):
        steps = shape.length.sum(0)
        assert set(steps.round(5)) <= {0, 1}
        assert (steps == 0).sum() == line.count("/")


@pytest.mark.parametrize("power", [0, 1, 2])
def test_sums_over_a_stroke_are_integrals_along_it(power):
    shape = Allograph.of(1, 1.0, "0,0 0,100")
    count = len(shape.place)
    values = np.linspace(0, 1, count) ** power
    total = values @ shape.length @ np.full(count - 1, 1 / (count - 1))
    np.testing.assert_allclose(total, 1 / (power + 1), atol=2e-6)


def test_a_tangent_is_zero_for_a_point_that_stands_still():
    for shape in SHAPES:
        np.testing.assert_allclose(shape.slope.sum(-1), 0, atol=1e-6)
        np.testing.assert_allclose(shape.end.sum(-1), 0, atol=1e-6)
