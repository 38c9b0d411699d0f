import numpy as np

from app.datasets.allographs import ALLOGRAPHS, POINTS, SHAPES

LINES = [line for line in ALLOGRAPHS.splitlines() if line and line[0] != "#"]


def test_every_digit_has_several_ways_to_be_written_whose_shares_are_one():
    digits = np.array([int(line.split()[0]) for line in LINES])
    assert set(digits) == set(range(10))
    assert np.bincount(digits).min() >= 4
    # `until` climbs from each digit to the next by its allographs' shares.
    assert (np.diff(SHAPES.until) > 0).all()
    for digit in range(10):
        np.testing.assert_allclose(SHAPES.until[digits == digit].max(), digit + 1)


def test_strokes_have_at_least_two_points_within_the_paper():
    for line in LINES:
        for stroke in line.split(":")[1].split("/"):
            points = np.array([xy.strip("!").split(",") for xy in stroke.split()], float)
            assert len(points) >= 2, line
            assert (np.linalg.norm(np.diff(points, axis=0), axis=1) > 0).all(), line
            assert points.min() >= 0, line
            assert points.max() <= 100, line


def test_every_sample_of_a_path_is_an_average_of_control_points():
    np.testing.assert_allclose(SHAPES.place.sum(-1), 1, atol=1e-6)
    assert SHAPES.place.shape[1] == POINTS


def test_the_pen_is_lifted_once_between_two_strokes():
    lifts = [line.count("/") for line in LINES]
    np.testing.assert_array_equal((SHAPES.joined == 0).sum(1), lifts)


def test_a_tangent_is_zero_for_a_point_that_stands_still():
    np.testing.assert_allclose(SHAPES.slope.sum(-1), 0, atol=1e-6)
    np.testing.assert_allclose(SHAPES.end.sum(-1), 0, atol=1e-6)
