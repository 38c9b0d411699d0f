import numpy as np
import pytest

from app.explain.bugs import BUGS, possible, variants
from tests.benchmarks.doctor import lesson


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("batch", [1, 8])
def test_without_a_bug_the_pass_is_back_propagation(seed, batch):
    given = lesson(seed, batch)
    (found,) = variants(given, frozenset())
    for layer, weights, biases in zip(given.traced.layers, found.weights, found.biases, strict=True):
        np.testing.assert_allclose(weights, layer.dC_dW, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(biases, layer.dC_db, rtol=1e-12, atol=1e-15)


def test_the_bugs_are_those_of_the_contract():
    names = (
        "sign-flipped factor-two missing-output-slope missing-hidden-slope slope-of-activation weights-not-transposed "
        "updated-weights-used batch-sum-not-mean batch-mean-not-sum extra-output-slope bias-not-updated bias-shared "
        "gradients-not-zeroed gradient-transposed wrong-layer-input"
    )
    assert list(BUGS) == names.split()


def test_what_cannot_be_done_in_a_network_is_not_suspected():
    given = lesson(0, 1)
    assert not possible(given, "batch-sum-not-mean")
    assert possible(lesson(0, 8), "batch-sum-not-mean")
