import numpy as np
import pytest

from app.nn.costs import COSTS
from app.nn.gradient_check import mean_cost, relative_error, wiggle
from app.nn.network import Network

X, Y = np.array([[2.0]]), np.array([[1.0]])
LINE = Network.of([[[3.0]]], [[0.5]], ["identity"])  # C = (3 x + 0.5 - y)^2


def test_the_central_difference_of_a_parabola_is_exact():
    found = wiggle(LINE, X, Y, COSTS["quadratic"], LINE.index(1, 0, 0), epsilon=1e-3)
    assert found.difference == pytest.approx(2 * (6.5 - 1) * 2, rel=1e-9)
    assert found.cost_plus > found.cost_minus


def test_wiggling_leaves_the_network_as_it_was():
    before = LINE.parameters.tobytes()
    wiggle(LINE, X, Y, COSTS["quadratic"], 0)
    assert LINE.parameters.tobytes() == before
    assert mean_cost(LINE, X, Y, COSTS["quadratic"]) == pytest.approx(5.5**2)


@pytest.mark.parametrize(("one", "other", "error"), [(0, 0, 0), (1, 1, 0), (1, 2, 0.5), (-1, 1, 2), (0, 3, 1)])
def test_relative_error(one, other, error):
    assert relative_error(one, other) == error
