"""The catalogue of bugs: the contract's names, complete, and where each is possible."""

from typing import get_args

import pytest

from app.nn.bugs import BUGS, BugName, why_not


def test_the_bugs_are_those_of_the_contract():
    names = (
        "sign-flipped factor-two missing-output-slope missing-hidden-slope slope-of-activation weights-not-transposed "
        "updated-weights-used batch-sum-not-mean batch-mean-not-sum extra-output-slope bias-not-updated bias-shared "
        "gradients-not-zeroed gradient-transposed wrong-layer-input"
    )
    assert list(BUGS) == names.split() == list(get_args(BugName))


@pytest.mark.parametrize("bug", BUGS.values(), ids=lambda bug: bug.name)
def test_each_bug_says_what_it_is_and_shows_two_different_lines(bug):
    assert bug.explanation.endswith(".")
    assert not bug.label.endswith(".")
    assert len(bug.label) <= 50, "it stands beside every picture"
    assert bug.wrong != bug.line


@pytest.mark.parametrize(
    ("bug", "sizes", "batch", "word"),
    [
        ("missing-hidden-slope", (2, 3), 1, "hidden layer"),
        ("updated-weights-used", (2, 3), 1, "hidden layer"),
        ("wrong-layer-input", (2, 3), 1, "hidden layer"),
        ("weights-not-transposed", (2, 3, 2), 1, "square"),
        ("gradient-transposed", (3, 2, 2), 1, "square"),
        ("batch-sum-not-mean", (2, 2), 1, "more than 1"),
        ("batch-mean-not-sum", (2, 2), 1, "more than 1"),
    ],
)
def test_where_a_bug_is_impossible_it_says_what_to_do(bug, sizes, batch, word):
    assert word in (why_not(bug, sizes, batch) or "")
    assert why_not(bug, (2, 2, 2), 2) is None
