"""Multiplications are counted as they are made."""

from itertools import pairwise

import numpy as np
import pytest

from app.explain.counts import counts


class Counting(float):
    """A number that counts how often it takes part in a product."""

    made = 0

    def __mul__(self, other):
        Counting.made += 1
        return Counting(float(self) * float(other))

    __rmul__ = __mul__

    def __add__(self, other):
        return Counting(float(self) + float(other))

    __radd__ = __add__


def numbers(*shape):
    return np.vectorize(Counting, otypes=[object])(np.ones(shape))


def product(one, other):
    """A matrix product, one multiplication after another."""
    return [[sum((a * b for a, b in zip(row, column)), Counting(0)) for column in zip(*other)] for row in one]


@pytest.mark.parametrize("sizes", [(3, 2), (4, 3, 2), (5, 1, 1, 3)])
def test_the_counts_are_those_of_a_pass_written_out(sizes):
    found = counts(sizes)
    layers = [numbers(m, n) for n, m in pairwise(sizes)]
    Counting.made = 0
    for w in layers:
        product(w, numbers(w.shape[1], 1))
    assert found.forward == Counting.made
    Counting.made = 0
    for l, w in reversed(list(enumerate(layers))):  # noqa: E741 - the lessons call a layer l
        if l < len(layers) - 1:
            product(layers[l + 1].T, numbers(layers[l + 1].shape[0], 1))
        numbers(w.shape[0]) * numbers(w.shape[0])  # dC/da times the slope
        product(numbers(w.shape[0], 1), numbers(1, w.shape[1]))
    assert found.backward == Counting.made
    assert found.parameters == sum(w.size + w.shape[0] for w in layers)
    assert found.wiggling == found.parameters * found.forward


def test_the_digits_network_shows_what_going_back_saves():
    found = counts((784, 16, 16, 10))
    assert (found.parameters, found.forward) == (13_002, 12_960)
    assert found.backward == 12_960 + 416 + 42
    assert found.wiggling == 13_002 * 12_960
