"""Pen digits: reproducible, laid out like MNIST, and read the same whoever draws them."""

import numpy as np
import pytest

from app import datasets
from app.datasets import mnist, pen
from app.nn.backprop import forward, trace
from app.nn.costs import COSTS
from app.nn.network import initial
from app.nn.optimizers import Optimizer
from tests.conftest import ROOT

MNIST = ROOT.parent / "shared" / "mnist"
SEVEN = [[(10, 10), (90, 12), (50, 100)], [(30, 55), (75, 55)]]


def centre_of_mass(image):
    image = image.astype(float)
    return image.sum(1) @ np.arange(28) / image.sum(), image.sum(0) @ np.arange(28) / image.sum()


def test_the_same_seed_draws_the_same_digits():
    for one, other in zip(pen.generate(300, 7), pen.generate(300, 7), strict=True):
        np.testing.assert_array_equal(one, other)
    assert not np.array_equal(pen.generate(20, 7)[0], pen.generate(20, 8)[0])


def test_every_epoch_has_digits_of_its_own():
    epochs = [datasets.draw_pen_epoch(20, 3, epoch) for epoch in (0, 1, 1)]
    assert not np.array_equal(epochs[0].inputs, epochs[1].inputs)
    np.testing.assert_array_equal(epochs[1].inputs, epochs[2].inputs)


def test_asked_for_labels_are_drawn():
    images, labels = pen.generate(10, 0, labels=range(10))
    assert labels.tolist() == list(range(10))
    assert images.shape == (10, 28, 28)
    assert images.dtype == np.uint8


def test_digits_keep_the_conventions_of_mnist():
    images, labels = pen.generate(1000, 1)
    assert set(labels.tolist()) == set(range(10))
    boxes, centres = [], np.array([centre_of_mass(image) for image in images])
    for image in images:
        rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
        boxes.append((np.ptp(rows) + 1, np.ptp(columns) + 1))
    assert np.max(boxes) <= 20
    assert np.median(np.max(boxes, axis=1)) >= 18
    # A whole-pixel shift lands within half a pixel of (14, 14), wherever the image's edge allows it.
    assert np.mean(np.abs(centres - 14) <= 0.51) > 0.99
    assert np.abs(centres.mean(0) - 14).max() < 0.05
    assert 0.05 < (images / 255).mean() < 0.25


def test_ink_is_what_the_formula_says_of_every_pixel():
    rng = np.random.default_rng(0)
    for which in range(0, len(pen.SHAPES), 10):
        runs = pen._runs(np.full(3, which))
        paths = pen._paths(runs, rng, pen.PEOPLE)
        shares = pen._shares(paths, runs)
        radii = pen._radii(shares, rng, pen.PEOPLE)
        drawn = pen._draw(paths, shares, radii)
        for i in range(3):
            pen_radius = radii[:, i].mean(dtype=float)
            scale = 20 - 2 * pen_radius
            x, y = paths[:, :, i].astype(float) * scale + 10
            weight = shares[:, i] * scale * np.sqrt(1.2 / np.pi)
            pixel = np.arange(20) + 0.5
            far = (pixel - x[:, None])[:, None, :] ** 2 + (pixel - y[:, None])[:, :, None] ** 2
            least = -np.log(np.einsum("k,kyx->yx", weight, np.exp(-1.2 * (far - radii[:, i, None, None] ** 2)))) / 1.2
            ink = np.clip(0.5 - least / (2.2 * pen_radius), 0, 1)
            placed = pen.centre(255 * ink[None].astype(np.float32))
            # Positions are told apart to a part of a pixel.
            assert np.abs(placed[0].astype(int) - drawn[i]).max() <= 4


def test_digits_drawn_together_are_each_of_their_own_allograph():
    samples = np.array([len(shape.place) for shape in pen.SHAPES])
    which = np.repeat(np.flatnonzero(samples == np.bincount(samples).argmax()), 3)
    still = pen.Hand((0, 0), 0, 0, 0, 0, 0, 0, 0, (0, 0), 0, (1.35, 0), 0)
    paths = pen._paths(pen._runs(which), np.random.default_rng(0), still)
    for path, one in zip(np.moveaxis(paths, -1, 0), which, strict=True):
        alone = pen._paths(pen._runs(np.array([one])), np.random.default_rng(0), still)[:, :, 0]
        # How round a path is still varies, and nothing else.
        assert np.abs(path - alone).mean() < 0.03


def test_strokes_are_inked_as_the_generator_inks_its_own_paths():
    rng = np.random.default_rng(0)
    for which, shape in list(enumerate(pen.SHAPES))[::5]:
        runs = pen._runs(np.array([which]))
        path = pen._paths(runs, rng, pen.PEOPLE)
        shares = pen._shares(path, runs)
        image = pen._draw(path, shares, np.full(shares.shape, 1.35, np.float32))[0] / 255
        strokes = np.split(path[:, :, 0].T, np.flatnonzero(shape.length.sum(0) == 0) + 1)
        again = pen.ink_strokes([37.5 * stroke + 200 for stroke in strokes]) / 255
        assert np.abs(again - image).mean() < 0.01


@pytest.mark.parametrize("unit", [1e-30, 1e-3, 1.0, 1e6, 1e300])
def test_a_drawing_looks_the_same_in_every_unit(unit):
    drawn = pen.ink_strokes([np.array(stroke, float) * unit for stroke in SEVEN])
    difference = drawn.astype(int) - pen.ink_strokes([np.array(stroke, float) for stroke in SEVEN])
    assert np.abs(difference).max() <= 1


@pytest.mark.parametrize("size", [(20, 20), (28, 28), (60, 40), (280, 280), (3, 200)])
def test_a_bitmap_of_any_size_is_fitted_and_centred(size):
    h, w = size
    bitmap = np.zeros((2 * h, 2 * w))
    bitmap[h // 2 : h // 2 + h, w // 3 : w // 3 + w] = 0.7
    image = pen.normalise(bitmap)
    rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    assert image.max() == 255
    assert np.abs(np.array(centre_of_mass(image)) - 14).max() <= 0.51


def test_brightness_does_not_matter():
    bitmap = np.random.default_rng(0).uniform(0, 1, (40, 30))
    for factor in (1e-20, 255, 1e300):
        np.testing.assert_array_equal(pen.normalise(bitmap * factor), pen.normalise(bitmap))


def test_negative_numbers_are_no_ink():
    bitmap = np.full((20, 20), -5.0)
    bitmap[5:15, 5:15] = 1
    np.testing.assert_array_equal(pen.normalise(bitmap), pen.normalise(np.maximum(bitmap, 0)))


@pytest.mark.parametrize("nothing", [[], [[]], [[], []]])
def test_an_empty_drawing_is_an_empty_image(nothing):
    assert not pen.ink_strokes(nothing).any()
    assert not pen.normalise(np.zeros((5, 9))).any()


@pytest.mark.parametrize("dot", [[[(3, 4)]], [[(1e308, -1e308)]], [[(3, 4)], [(3, 4)]], [[(0, 0)]]])
def test_a_dot_is_a_dot_in_the_middle(dot):
    image = pen.ink_strokes(dot)
    assert 0 < np.count_nonzero(image) < 60
    np.testing.assert_allclose(centre_of_mass(image), 14, atol=0.51)


def test_any_finite_strokes_can_be_inked():
    rng = np.random.default_rng(0)
    for _ in range(50):
        strokes = [rng.normal(size=(n, 2)) * 10.0 ** rng.integers(-300, 300) for n in rng.integers(1, 9, 3)]
        assert pen.ink_strokes(strokes).any()


@pytest.fixture(scope="module")
def reader():
    """A 784-32-10 network after two passes over 6,000 pen digits."""
    samples = datasets.draw_pen_epoch(6000, 0, 0)
    network = initial((784, 32, 10), ["sigmoid", "sigmoid"], "xavier", 1.0, np.random.default_rng(0))
    optimizer, rng = Optimizer("adam", network.parameters), np.random.default_rng(0)
    for order in (rng.permutation(6000) for _ in range(3)):
        for i in range(0, 6000, 20):
            traced = trace(network, *samples.take(order[i : i + 20]), COSTS["cross_entropy"])
            network.parameters[:] += optimizer.step(traced.gradient, 0.005)
    return lambda images: forward(network, images.reshape(len(images), -1) / 255)[-1].argmax(1)


def test_a_small_network_learns_to_read_them(reader):
    images, labels = pen.generate(1000, 99)
    assert (reader(images) == labels).mean() > 0.75


@pytest.mark.skipif(not MNIST.is_dir(), reason=f"there are no MNIST files in {MNIST}")
def test_a_network_that_saw_pen_digits_alone_reads_real_ones(reader):
    images, labels = mnist.load(MNIST, "t10k", 2000)
    assert (reader(images) == labels).mean() > 0.75
