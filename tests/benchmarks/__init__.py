"""The numbers of the README: ratios against a peer in the same run. `make bench` prints them."""

import os

# One BLAS thread for everybody, before NumPy loads.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
