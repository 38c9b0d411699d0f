"""Which tensor is which: names as programs give them, and shapes."""

import pytest

from app.explain.roles import Tensor, arrange


def placed(shapes, **of_all):
    """(role and layer, final shape, turned) of each tensor by name, the sizes and the problems."""
    found = arrange([Tensor(name, tuple(shape), **of_all) for name, shape in shapes.items()])
    places = {name: (f"{p.role}{p.layer or ''}", p.shape, p.turned) for name, p in zip(shapes, found.places)}
    return places, found.sizes, found.problems


LESSON = {"W1": (3, 2), "b1": (3,), "W2": (1, 3), "b2": (1,)}
SAMPLE = {"x": (2,), "y": (1,)}


SPELLED = [
    "d{}",
    "dC_d{}",
    "dC/d{}",
    "grad_{}",
    "{}_grad",
    "{}.grad",
    "grads/{}",
    "dL_d{}",
    "dLd{}",
    "nabla_{}",
    "gradients.{}",
]
NAMES = [("0", "2"), ("fc1", "fc2"), ("layers.0", "layers.1"), ("model.0", "model.10"), ("hidden", "out")]
COLUMNS = "one sample in each column: turned"


@pytest.mark.parametrize("spelled", SPELLED)
def test_gradients_are_known_by_the_names_that_programs_give_them(spelled):
    named = {spelled.format(name): shape for name, shape in LESSON.items()}
    places, sizes, problems = placed(LESSON | named | SAMPLE)
    for name in LESSON:
        assert places[spelled.format(name)][0] == f"d{places[name][0]}"
    assert (sizes, problems) == ((2, 3, 1), ())


@pytest.mark.parametrize("names", NAMES)
def test_layers_are_those_of_pytorch_in_their_order(names):
    shapes = {}
    for name, (n, m) in zip(names, ((2, 3), (3, 1))):
        for suffix in ("", ".grad"):
            shapes |= {f"{name}.weight{suffix}": (m, n), f"{name}.bias{suffix}": (m,)}
    places, sizes, problems = placed(shapes | {"input": (5, 2), "target": (5, 1)})
    assert places[f"{names[1]}.weight.grad"] == ("dW2", (1, 3), False)
    assert (sizes, problems) == ((2, 3, 1), ())


def test_layers_out_of_order_are_put_where_their_shapes_fit():
    shapes = {"out.weight": (4, 3), "out.bias": (4,), "first.weight": (3, 2), "first.bias": (3,)}
    places, sizes, _ = placed(shapes | {f"grad_{name}": shape for name, shape in shapes.items()})
    assert (places["first.weight"][0], places["grad_out.bias"][0], sizes) == ("W1", "db2", (2, 3, 4))


def test_matrices_from_rows_to_columns_are_turned_and_it_is_said():
    shapes = {"dense/kernel": (2, 3), "dense/bias": (3,), "dense_1/kernel": (3, 4), "dense_1/bias": (4,)}
    grads = {f"grads/{name}": shape for name, shape in shapes.items()}
    places, sizes, problems = placed(shapes | grads | {"X": (8, 2), "Y": (8, 4)})
    assert places["dense/kernel"] == ("W1", (3, 2), True)
    assert places["grads/dense_1/kernel"] == ("dW2", (4, 3), True)
    assert (sizes, problems) == ((2, 3, 4), ())
    square = arrange([Tensor("kernel", (2, 2)), Tensor("bias", (2,))])
    assert square.places[0].turned
    assert not arrange([Tensor("W1", (2, 2)), Tensor("b1", (2,))]).places[0].turned


def test_a_gradient_on_its_side_is_noticed_and_left_to_the_doctor():
    found = arrange([Tensor("W1", (3, 2)), Tensor("b1", (3,)), Tensor("dW1", (2, 3)), Tensor("db1", (3, 1))])
    assert (found.places[2].shape, found.places[2].turned) == ((2, 3), False)
    assert "other way round" in found.places[2].note
    assert found.places[3].shape == (3,)


@pytest.mark.parametrize(
    ("x", "y", "is_x", "is_y"),
    [
        ((2,), (4,), ((2,), False, ""), ((4,), False, "")),
        ((2, 1), (4, 1), ((2,), False, "a column: one sample"), ((4,), False, "a column: one sample")),
        ((8, 2), (8, 4), ((8, 2), False, ""), ((8, 4), False, "")),
        ((2, 8), (4, 8), ((8, 2), True, COLUMNS), ((8, 4), True, COLUMNS)),
        ((8, 2), (8,), ((8, 2), False, ""), ((8,), False, "classes")),
        ((2,), (), ((2,), False, ""), ((), False, "classes")),
    ],
)  # fmt: skip
def test_samples_are_laid_out_as_the_network_wants_them(x, y, is_x, is_y):
    found = arrange([Tensor("W1", (4, 2)), Tensor("b1", (4,)), Tensor("x", x), Tensor("y", y)])
    assert [(each.shape, each.turned, each.note) for each in found.places[2:]] == [is_x, is_y]


def test_images_are_laid_out_in_rows():
    found = arrange(
        [Tensor("W1", (10, 784)), Tensor("b1", (10,)), Tensor("images", (5, 28, 28)), Tensor("labels", (5,))]
    )
    assert found.places[2].shape == (5, 784)


def test_a_files_name_tells_what_its_tensors_do_not():
    files = [Tensor("", (3, 2), "W1.csv"), Tensor("W1", (3, 2), "grads.npz"), Tensor("", (3,), "db1.npy")]
    assert [each.role for each in arrange(files).places] == ["W", "dW", "db"]


def test_what_is_missing_double_unknown_or_misfit_is_said_with_what_was_expected():
    _, _, problems = placed(LESSON | {"dW1": (3, 2), "velocity": (3,), "w1": (3, 2)} | {"b2": (2,)})
    text = " ".join(problems)
    assert "Not understood, and left out: velocity. Expected are names such as W1, b1" in text
    assert "W1 is there 2 times" in text
    assert "Missing: dW2, db1, db2, input, target." in text
    assert "b2 is 2, but 1 would fit" in text


def test_what_somebody_says_of_a_tensor_is_kept():
    tensors = [
        Tensor("alpha", (3, 2), role="W", layer=1), Tensor("W1", (3,), role="b", layer=1),
        Tensor("noise", (3, 2), role="dW", layer=1), Tensor("y", (2,), role="input"), Tensor("x", (3,), role="none"),
    ]  # fmt: skip
    found = arrange(tensors)
    assert [(each.role, each.layer) for each in found.places] == [
        ("W", 1), ("b", 1), ("dW", 1), ("input", None), ("none", None),
    ]  # fmt: skip


def test_a_role_without_a_layer_comes_where_it_is_lacking():
    tensors = [Tensor(name, shape) for name, shape in LESSON.items()]
    gradients = [Tensor("velocity", (1, 3), role="dW"), Tensor("dW1", (3, 2)), Tensor("db1", (3,)), Tensor("db2", (1,))]
    assert [each.layer for each in arrange(tensors + gradients).places] == [1, 1, 2, 2, 2, 1, 1, 2]


def test_too_many_layers_and_no_tensors_are_said():
    many = [Tensor(f"W{i}", (2, 2)) for i in range(1, 12)]
    assert "11 layers of weights were found; at most 8 are possible." in arrange(many).problems
    assert "Missing: W1, b1, dW1, db1, input, target." in arrange([]).problems
