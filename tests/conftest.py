"""Shared by all tests: where the repository stands, and the published worked examples."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

# One BLAS thread, before NumPy loads: products are the same bytes whatever the machine does besides.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def worked_examples() -> dict[str, dict[str, Any]]:
    examples = json.loads((ROOT / "tests/references/worked_examples.json").read_text())
    return {example["name"]: example for example in examples}
