from dataclasses import replace

import numpy as np
import pytest

from app.training.spec import (
    DatasetSpec,
    InitSpec,
    NetworkSpec,
    OptimizerSpec,
    ParametersSpec,
    SpecError,
    TrainingSpec,
    plain,
)

CONTRACT = {
    "dataset": {"name": "pen", "seed": 0, "train": 10000, "test": 2000, "fresh": True},
    "network": {
        "hidden": [16, 16],
        "activation": "sigmoid",
        "output_activation": "sigmoid",
        "init": {"scheme": "xavier", "seed": 0, "scale": 1.0},
    },
    "cost": "quadratic",
    "optimizer": {"name": "sgd", "learning_rate": 3.0},
    "batch_size": 10,
    "epochs": 10,
    "shuffle_seed": 0,
    "l2": 0.0,
    "precision": "float64",
}
NAN, INF = float("nan"), float("inf")
XOR = DatasetSpec("xor")


def test_the_defaults_are_those_of_the_contract():
    assert plain(TrainingSpec()) == CONTRACT


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: DatasetSpec("letters"), "name"),
        (lambda: DatasetSpec(train=0), "train"),
        (lambda: DatasetSpec(test=100_001), "test"),
        (lambda: DatasetSpec(seed=-1), "seed"),
        (lambda: InitSpec(seed=-1), "seed"),
        (lambda: InitSpec(scale=-1), "scale"),
        (lambda: InitSpec(scale=NAN), "scale"),
        (lambda: NetworkSpec([1] * 8), "hidden"),
        (lambda: NetworkSpec([4, 0]), "hidden"),
        (lambda: NetworkSpec([4, 4], ["tanh"]), "activation"),
        (lambda: OptimizerSpec(learning_rate=-0.1), "learning_rate"),
        (lambda: OptimizerSpec(learning_rate=INF), "learning_rate"),
        (lambda: OptimizerSpec(learning_rate=NAN), "learning_rate"),
        (lambda: TrainingSpec(batch_size=0), "batch_size"),
        (lambda: TrainingSpec(epochs=0), "epochs"),
        (lambda: TrainingSpec(shuffle_seed=-1), "shuffle_seed"),
        (lambda: TrainingSpec(l2=-1), "l2"),
        (lambda: TrainingSpec(l2=NAN), "l2"),
        (lambda: TrainingSpec(network=NetworkSpec([2000])), "network.hidden"),
        (lambda: TrainingSpec(network=NetworkSpec(activation="swish")), "network.activation"),
        (lambda: TrainingSpec(network=NetworkSpec(activation="softmax")), "network.activation"),
        (
            lambda: TrainingSpec(cost="cross_entropy", network=NetworkSpec(output_activation="tanh")),
            "network.output_activation",
        ),
        (lambda: TrainingSpec(XOR, NetworkSpec([2], output_activation="softmax")), "network.output_activation"),
        (
            lambda: TrainingSpec(XOR, NetworkSpec([1], parameters=ParametersSpec([[[1]], [[1]]], [[0], [0]]))),
            "network.parameters",
        ),
        (
            lambda: TrainingSpec(XOR, NetworkSpec([1], parameters=ParametersSpec([[[1, NAN]], [[1]]], [[0], [0]]))),
            "network.parameters",
        ),
    ],
)
def test_what_cannot_be_trained_is_refused_by_its_field(make, field):
    with pytest.raises(SpecError) as caught:
        make()
    assert caught.value.field == field
    assert str(caught.value)


@pytest.mark.parametrize(
    ("name", "sizes"), [("pen", (784, 5, 10)), ("xor", (2, 5, 1)), ("moons", (2, 5, 2)), ("spiral", (2, 5, 3))]
)
def test_the_data_set_decides_the_outer_sizes(name, sizes):
    assert TrainingSpec(DatasetSpec(name), NetworkSpec([5])).sizes() == sizes
    assert TrainingSpec(DatasetSpec(name), NetworkSpec([])).sizes() == (sizes[0], sizes[-1])


def test_activations_are_one_name_or_one_for_each_hidden_layer():
    assert NetworkSpec([3, 4], "relu", "softmax").activations() == ["relu", "relu", "softmax"]
    assert NetworkSpec([3, 4], ["tanh", "relu"]).activations() == ["tanh", "relu", "sigmoid"]


def test_given_parameters_are_the_start_in_the_precision_of_the_training():
    given = ParametersSpec([[[1, 2], [3, 4]], [[0.1, 6]]], [[7, 8], [9]])
    spec = TrainingSpec(XOR, NetworkSpec([2], parameters=given))
    assert spec.initial_network().parameters.tolist() == [1, 2, 3, 4, 7, 8, 0.1, 6, 9]
    assert plain(spec)["network"]["parameters"] == {"weights": given.weights, "biases": given.biases}
    assert replace(spec, precision="float32").initial_network().parameters.dtype == np.float32


def test_equal_specifications_start_equally():
    one, other = TrainingSpec().initial_network(), TrainingSpec().initial_network()
    np.testing.assert_array_equal(one.parameters, other.parameters)
    seeded = TrainingSpec(network=NetworkSpec(init=InitSpec(seed=1))).initial_network()
    assert not np.array_equal(one.parameters, seeded.parameters)
