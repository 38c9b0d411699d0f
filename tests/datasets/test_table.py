import numpy as np
import pytest

from app.datasets.rows import read_csv, read_rows
from app.datasets.table import Shape, TableError, as_dataset, share


def numbers(count=50, seed=0):
    """A table of three inputs, of which one never changes, and a number that is no class."""
    values = np.random.default_rng(seed).normal([3, -500, 0.1], [2, 0.01, 0], (count, 3))
    values[:, 2] = 0.1
    lines = [",".join(map(repr, [*row, row[0] / 3])) for row in values.tolist()]
    return read_csv("\n".join(lines).encode())


def flowers(count=50):
    return read_rows(tuple((float(k), float(k * k), "ab"[k % 2]) for k in range(count)))


@pytest.mark.parametrize(
    ("asked", "shares"),
    [
        ((150, None, None), (120, 30)),
        ((10, None, None), (8, 2)),
        ((9, None, None), (9, 9)),
        ((4, None, None), (4, 4)),
        ((150, 100, None), (100, 50)),
        ((150, None, 10), (140, 10)),
        ((150, 100, 20), (100, 20)),
        ((150, 150, None), (150, 150)),
        ((150, 150, 7), (150, 7)),
        ((150, None, 150), (150, 150)),
    ],
)
def test_one_row_in_five_is_held_out_unless_there_are_few(asked, shares):
    assert share(*asked) == shares


@pytest.mark.parametrize("asked", [(10, 8, 3), (10, 11, None), (10, None, 11), (10, 0, 5), (10, 5, 0), (10, -1, None)])
def test_more_rows_than_there_are_cannot_be_shared(asked):
    with pytest.raises(TableError, match="The table has 10 rows") as caught:
        share(*asked)
    assert caught.value.field == "train"


def test_training_inputs_have_mean_0_and_deviation_1_and_the_scaling_is_told():
    table = numbers()
    found = as_dataset("table", table, 0, 40, 10, 1)
    inputs = found.train.inputs
    np.testing.assert_allclose(inputs.mean(0), 0, atol=1e-9)
    np.testing.assert_allclose(inputs[:, :2].std(0), 1, atol=1e-9)
    assert (inputs[:, 2] == 0).all()
    assert found.scaling is not None
    given = found.test.inputs * found.scaling.deviation + found.scaling.mean
    assert all(any(np.allclose(row, known) for known in table.values[:, :3]) for row in given)


def test_without_scaling_the_inputs_are_the_numbers_of_the_table():
    table = numbers()
    found = as_dataset("table", table, 0, 40, 10, 1, scale=False)
    assert found.scaling is None
    given = np.vstack([found.train.inputs, found.test.inputs])
    assert sorted(map(tuple, given)) == sorted(map(tuple, table.values[:, :3]))


def test_the_last_columns_can_be_numbers_to_learn_and_stay_as_they_are():
    table = numbers()
    one, two = (as_dataset("table", table, 3, 40, 10, targets) for targets in (1, 2))
    assert (one.kind, one.classes, one.train.labels) == ("table", (), None)
    assert one.train.targets.shape == (40, 1)
    assert two.train.inputs.shape == (40, 2)
    np.testing.assert_array_equal(two.train.targets[:, 1:], one.train.targets)
    np.testing.assert_array_equal(two.train.targets[:, 0], 0.1)


def test_classes_are_one_output_each_even_where_there_are_two():
    found = as_dataset("table", flowers(), 0, 40, 10, None)
    assert (found.kind, found.classes) == ("plane", ("a", "b"))
    np.testing.assert_array_equal(found.train.targets, np.eye(2)[found.train.labels])


def test_the_split_depends_on_the_seed_alone_and_its_parts_never_meet():
    table = flowers()
    one, again, other = (as_dataset("table", table, seed, 40, 10, None) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.train.inputs, again.train.inputs)
    assert not np.array_equal(one.test.inputs, other.test.inputs)
    raw = [
        {tuple(np.round(row, 6)) for row in part.inputs * one.scaling.deviation + one.scaling.mean}
        for part in (one.train, one.test)
    ]
    assert len(raw[0] | raw[1]) == 50


def test_a_table_trained_on_whole_keeps_its_order_and_is_tested_on_its_own_rows():
    found = as_dataset("table", flowers(6), 5, 6, 6, None)
    assert found.train.labels.tolist() == [0, 1, 0, 1, 0, 1]
    np.testing.assert_array_equal(found.train.inputs, found.test.inputs)


@pytest.mark.parametrize(
    ("table", "targets", "said"),
    [
        (flowers(), 1, "holds text"),
        (flowers(), 3, "1 to 2 targets"),
        (flowers(), 0, "1 to 2 targets"),
        (numbers(), None, "Say 'targets': 1"),
    ],
)
def test_what_cannot_be_learnt_is_refused(table, targets, said):
    with pytest.raises(TableError, match=said) as caught:
        as_dataset("table", table, 0, 5, 5, targets)
    assert caught.value.field == "targets"


def test_two_inputs_and_classes_are_a_plane():
    assert Shape(9, 3, 2).kind(None) == "plane"
    assert Shape(9, 3, 2).kind(1) == "table"
    assert Shape(9, 4, 2).kind(None) == "table"
