import numpy as np

from app.datasets.dataset import PICTURE_BYTES, Dataset, Samples, one_hot, pictures, read_pictures, write_pictures


def some(value):
    return pictures(np.full((3, 28, 28), value, np.uint8), np.array([2, 0, 9], np.uint8))


def test_pictures_are_taken_as_numbers_between_0_and_1():
    inputs, targets = some(51).take([0, 2])
    assert inputs.shape == (2, 784)
    np.testing.assert_allclose(inputs, 0.2)
    np.testing.assert_array_equal(targets, np.eye(10)[[2, 9]])


def test_filling_writes_what_taking_gives_in_either_precision():
    samples, order = Samples(np.arange(8.0).reshape(4, 2), np.eye(4), np.arange(4, dtype=np.uint8)), np.array([3, 1])
    for dtype in (np.float64, np.float32):
        inputs, targets = np.empty((2, 2), dtype), np.empty((2, 4), dtype)
        samples.fill(order, inputs, targets)
        np.testing.assert_array_equal(inputs, samples.take(order)[0])
        np.testing.assert_array_equal(targets, samples.take(order)[1])


def test_only_fresh_data_change_from_epoch_to_epoch():
    drawn = Dataset("pen", "image", (), some(1), some(2), lambda epoch: some(10 + epoch))
    assert drawn.epoch(0) is drawn.train
    assert drawn.epoch(5).inputs[0, 0] == 15
    still = Dataset("pen", "image", (), some(1), some(2))
    assert still.epoch(5) is still.train


def test_one_hot():
    assert one_hot(np.array([1, 0]), 3).tolist() == [[0, 1, 0], [1, 0, 0]]


def test_pictures_come_out_of_memory_as_they_were_put_there_and_stay():
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28), np.uint8)
    memory = bytearray(5 * PICTURE_BYTES)
    write_pictures(pictures(images, np.array([2, 0, 9], np.uint8)), memory)
    read = read_pictures(memory, 3)
    write_pictures(some(7), memory)
    np.testing.assert_array_equal(read.inputs, images.reshape(3, 784))
    np.testing.assert_array_equal(read.labels, [2, 0, 9])
    np.testing.assert_array_equal(read.targets, np.eye(10)[[2, 0, 9]])
