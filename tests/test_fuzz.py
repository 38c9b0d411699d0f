import pytest

pytest.importorskip("schemathesis", reason="comes with the fuzz extra")

from tests import fuzz


def test_some_hundred_requests_find_no_answer_that_is_not_described(server):
    """The long version is `python -m tests.fuzz 10000`."""
    count, said = fuzz.run(server, 12, 3, "--phases", "examples,fuzzing")
    assert count >= 200, said
    assert f"{count} generated, {count} passed" in said, said
