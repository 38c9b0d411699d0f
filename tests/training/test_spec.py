from dataclasses import replace

import numpy as np
import pytest

from app.training.refusal import SpecError
from app.training.spec import (
    DatasetSpec,
    InitSpec,
    NetworkSpec,
    OptimizerSpec,
    ParametersSpec,
    StopSpec,
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
AND = ((0.0, 0.0, "no"), (0.0, 1.0, "no"), (1.0, 0.0, "no"), (1.0, 1.0, "yes"))
FLOWERS, HEIGHTS = "0123456789abcdef-150x5x3", "0123456789abcdef-40x4x0"  # ids of tables: rows x columns x classes


def test_the_defaults_are_those_of_the_contract():
    assert plain(TrainingSpec()) == CONTRACT


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: DatasetSpec("letters"), "name"),
        (lambda: DatasetSpec(train=0), "train"),
        (lambda: DatasetSpec(test=100_001), "test"),
        (lambda: DatasetSpec(seed=-1), "seed"),
        (lambda: DatasetSpec("moons", rows=AND), "rows"),
        (lambda: DatasetSpec("pen", table=FLOWERS), "table"),
        (lambda: DatasetSpec("xor", targets=1), "targets"),
        (lambda: DatasetSpec("table"), "table"),
        (lambda: DatasetSpec("table", rows=AND, table=FLOWERS), "table"),
        (lambda: DatasetSpec("table", rows=AND[:1]), "rows"),
        (lambda: DatasetSpec("table", rows=((0.0,) * 100,) * 101), "rows"),
        (lambda: DatasetSpec("table", rows=AND, targets=1), "targets"),
        (lambda: DatasetSpec("table", rows=AND, train=5), "train"),
        (lambda: DatasetSpec("table", table="flowers"), "table"),
        (lambda: DatasetSpec("table", table=HEIGHTS), "targets"),
        (lambda: DatasetSpec("table", table=HEIGHTS, targets=4), "targets"),
        (lambda: DatasetSpec("table", table=FLOWERS, train=100, test=51), "train"),
        (lambda: StopSpec(), "patience"),
        (lambda: StopSpec(0), "target_accuracy"),
        (lambda: StopSpec(1.01), "target_accuracy"),
        (lambda: StopSpec(NAN), "target_accuracy"),
        (lambda: StopSpec(patience=0), "patience"),
        (lambda: StopSpec(patience=3, min_delta=-0.1), "min_delta"),
        (lambda: StopSpec(patience=3, min_delta=INF), "min_delta"),
        (
            lambda: TrainingSpec(DatasetSpec("table", table=HEIGHTS, targets=1), stop=StopSpec(0.9)),
            "stop.target_accuracy",
        ),
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


@pytest.mark.parametrize(
    ("given", "sizes", "counts"),
    [
        (DatasetSpec("table", rows=AND), (2, 5, 2), (4, 4)),
        (DatasetSpec("table", rows=[["a", "b"], [1, 0.5], [2, 0.25]], targets=1), (1, 5, 1), (2, 2)),
        (DatasetSpec("table", table=FLOWERS), (4, 5, 3), (120, 30)),
        (DatasetSpec("table", table=FLOWERS, train=100), (4, 5, 3), (100, 50)),
        (DatasetSpec("table", table=HEIGHTS, targets=2, test=5), (2, 5, 2), (35, 5)),
    ],
)
def test_a_table_decides_the_outer_sizes_before_it_is_loaded(given, sizes, counts):
    assert TrainingSpec(given, NetworkSpec([5])).sizes() == sizes
    assert (given.train, given.test) == counts


def test_what_only_tables_have_is_told_of_tables_only():
    assert set(plain(TrainingSpec(XOR))["dataset"]) == {"name", "seed", "train", "test", "fresh"}
    told = plain(TrainingSpec(DatasetSpec("table", table=HEIGHTS, targets=1)))["dataset"]
    assert (told["table"], told["targets"], "rows" in told) == (HEIGHTS, 1, False)
    assert plain(TrainingSpec(DatasetSpec("table", rows=AND)))["dataset"]["rows"] == AND


def test_when_to_stop_is_told_where_it_was_said():
    told = plain(TrainingSpec(stop=StopSpec(patience=5)))["stop"]
    assert told == {"target_accuracy": None, "patience": 5, "min_delta": 0.0}


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
