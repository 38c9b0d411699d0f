import numpy as np
import pytest

from app.datasets.dataset import Samples
from app.training.course import Course


def samples(epoch, count=7):
    return Samples(np.full((count, 1), float(epoch)), np.zeros((count, 1)), np.zeros(count, np.uint8))


def order_of_epoch(course):
    epoch, seen = course.epoch, []
    while course.epoch == epoch:
        assert course.ready()
        part = course.next(3).tolist()
        seen += part
        course.pass_by(len(part))
    return seen


def test_an_epoch_passes_every_sample_once_in_an_order_of_its_own():
    course = Course(samples, 5, 7)
    epochs = [order_of_epoch(course) for _ in range(3)]
    assert all(sorted(epoch) == list(range(7)) for epoch in epochs)
    assert len({tuple(epoch) for epoch in epochs}) == 3
    assert (course.epoch, course.cursor, course.seen) == (3, 0, 21)


def test_the_order_depends_on_the_seed_and_the_epoch_alone():
    course = Course(samples, 5, 7)
    first, second = order_of_epoch(course), order_of_epoch(course)
    course.go_to((1, 0, 7))
    assert order_of_epoch(course) == second
    course.go_to((0, 3, 3))
    assert course.ready()
    assert course.next(100).tolist() == first[3:]
    assert order_of_epoch(Course(samples, 6, 7)) != first


def test_a_batch_ends_with_its_epoch():
    course = Course(samples, 0, 7)
    assert course.ready()
    course.pass_by(6)
    assert len(course.next(3)) == 1


def test_samples_that_are_still_being_drawn_are_waited_for():
    drawn = {0}
    course = Course(lambda epoch: samples(epoch) if epoch in drawn else None, 0, 7)
    order_of_epoch(course)
    assert not course.ready()
    drawn.add(1)
    assert course.ready()
    assert course.samples.inputs[0, 0] == 1


def test_an_epoch_is_asked_for_once():
    asked = []

    def source(epoch):
        asked.append(epoch)
        return samples(epoch)

    course = Course(source, 0, 7)
    order_of_epoch(course)
    order_of_epoch(course)
    assert asked == [0, 1]


@pytest.mark.parametrize("place", [(0, 0, 0), (2, 5, 19)])
def test_a_place_can_be_noted_and_gone_back_to(place):
    course = Course(samples, 0, 7)
    course.go_to(place)
    assert course.place() == place
