"""One measurement in a process of its own, with one BLAS thread, as workers have it."""

import os
import subprocess
import sys

from app.jobs.runners.local import BLAS_THREADS


def alone(module: str, *arguments: str) -> float:
    """The number that `module` prints when it is run."""
    environment = {**os.environ, **dict.fromkeys(BLAS_THREADS, "1")}
    command = [sys.executable, "-m", module, *arguments]
    return float(subprocess.run(command, check=True, capture_output=True, env=environment).stdout)
