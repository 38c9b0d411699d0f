import multiprocessing
import time

import numpy as np
import pytest

from app import datasets
from app.jobs import drawer
from app.jobs.drawer import Drawer


@pytest.fixture
def pen():
    held = Drawer()
    yield held
    held.close()


def drawn(pen, *key):
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if (samples := pen.epoch(*key)) is not None:
            return samples
        time.sleep(0.01)
    raise AssertionError("nothing was drawn")


@pytest.mark.parametrize("hands", [1, 3])
def test_what_is_drawn_beside_is_what_is_drawn_here(pen, monkeypatch, hands):
    monkeypatch.setattr(drawer, "HANDS", hands)
    monkeypatch.setattr(drawer, "AHEAD", hands)
    assert pen.epoch(20, 7, 1) is None
    for epoch in (1, 2, 3, 4):
        expected = datasets.draw_pen_epoch(20, 7, epoch)
        np.testing.assert_array_equal(drawn(pen, 20, 7, epoch).inputs, expected.inputs)


def test_the_next_epoch_is_drawn_before_it_is_asked_for(pen):
    until = time.monotonic() + 20
    while (20, 0, 2) not in pen._drawn and time.monotonic() < until:
        pen.epoch(20, 0, 1)
        time.sleep(0.01)
    assert pen.epoch(20, 0, 2) is not None


def test_epochs_of_different_sizes_are_drawn_side_by_side(pen):
    for count in (5, 40, 10, 80):
        expected = datasets.draw_pen_epoch(count, 1, 1)
        np.testing.assert_array_equal(drawn(pen, count, 1, 1).inputs, expected.inputs)


def test_more_epochs_than_there_are_sheets_are_all_drawn(pen):
    for seed in (0, 1, 2):
        pen.epoch(20, seed, 1)
    for seed in (2, 1, 0):
        expected = datasets.draw_pen_epoch(20, seed, 1)
        np.testing.assert_array_equal(drawn(pen, 20, seed, 1).inputs, expected.inputs)


def test_a_killed_hand_is_replaced(pen):
    drawn(pen, 20, 0, 1)
    for process in multiprocessing.active_children():
        if process.name == "nudge-drawer":
            process.kill()
            process.join()
    assert len(drawn(pen, 20, 0, 9)) == 20


def test_only_so_many_epochs_are_kept(pen, monkeypatch):
    monkeypatch.setattr(drawer, "KEPT", 3)
    for epoch in range(1, 8):
        drawn(pen, 5, 0, epoch)
    assert len(pen._drawn) <= 3 + 1
