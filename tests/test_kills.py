import sys

import pytest

from tests import kills


@pytest.mark.skipif(sys.platform != "linux", reason="finds the workers in /proc")
def test_a_few_kills_lose_nothing(tmp_path):
    """The long version is `python -m tests.kills 300`."""
    jobs, compared = kills.rounds(3, 5, tmp_path)
    assert jobs >= 1
    assert compared >= 3
