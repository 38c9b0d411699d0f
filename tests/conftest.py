"""Shared by all tests: where the repository stands, and the published worked examples."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.server import Server

# One BLAS thread, before NumPy loads: products are the same bytes whatever the machine does besides.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def worked_examples() -> dict[str, dict[str, Any]]:
    examples = json.loads((ROOT / "tests/references/worked_examples.json").read_text())
    return {example["name"]: example for example in examples}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Server"]:
    """One real server for all tests that may share it."""
    from tests.server import running_server

    with running_server(tmp_path_factory.mktemp("data")) as running:
        yield running
