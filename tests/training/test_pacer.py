import pytest

from app.training.pacer import Pacer


def steps(pacer, times):
    return [now for now in times if pacer.allows(now)]


def test_without_a_rate_everything_passes():
    pacer = Pacer()
    assert steps(pacer, [0, 0, 0]) == [0, 0, 0]
    assert pacer.wait(0) == 0


@pytest.mark.parametrize(("rate", "expected"), [(1, 10), (5, 50), (50, 500)])
def test_a_rate_is_kept_over_time(rate, expected):
    ticks = [i / 1000 for i in range(10_000)]
    assert len(steps(Pacer(rate), ticks)) == pytest.approx(expected, abs=1)


def test_a_pause_saves_up_no_steps():
    pacer = Pacer(10)
    assert pacer.allows(0)
    assert len(steps(pacer, [100, 100, 100, 100])) <= 2


def test_the_wait_ends_when_the_next_step_is_allowed():
    pacer = Pacer(4)
    pacer.allows(1.0)
    pacer.allows(1.0)
    wait = pacer.wait(1.0)
    assert 0 < wait <= 0.25
    assert not pacer.allows(1.0 + wait / 2)
    assert pacer.allows(1.0 + wait)
