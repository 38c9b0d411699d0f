import numpy as np
import pytest

from app import datasets
from app.datasets import CATALOGUE

DRAWN_HERE = [name for name in CATALOGUE if name != "mnist"]


def load(name, train=25, test=15, seed=0, fresh=True, folder=None):
    return datasets.load(name, seed, train, test, fresh, folder)


@pytest.mark.parametrize("name", DRAWN_HERE)
def test_what_the_catalogue_says_is_what_is_loaded(name):
    entry, found = CATALOGUE[name], load(name)
    for samples, count in ((found.train, 25), (found.test, 15)):
        assert len(samples) == (4 if name == "xor" else count)
        inputs, targets = samples.take(slice(None))
        assert inputs.shape[1] == entry.inputs
        assert targets.shape[1] == entry.outputs
        assert samples.labels.max() < len(entry.classes)
    assert (found.name, found.kind, found.classes) == (name, entry.kind, entry.classes)


@pytest.mark.parametrize("name", [n for n in DRAWN_HERE if n != "xor"])
def test_training_and_test_samples_never_meet(name):
    found = load(name)
    assert not np.array_equal(found.train.inputs[:15], found.test.inputs)
    assert not np.array_equal(found.train.inputs, load(name, seed=1).train.inputs)


def test_fresh_digits_and_digits_that_stay():
    assert not np.array_equal(load("pen").epoch(1).inputs, load("pen").epoch(0).inputs)
    stays = load("pen", fresh=False)
    assert stays.epoch(1) is stays.epoch(0)


def test_runs_of_one_process_share_their_samples():
    assert load("spiral") is load("spiral")


@pytest.mark.parametrize("here", [True, False])
def test_mnist_without_its_files_says_so(tmp_path, here):
    with pytest.raises(FileNotFoundError, match="MNIST"):
        load("mnist", folder=tmp_path if here else None)
