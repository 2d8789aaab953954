"""The web application of Learning Loop."""

import os

# One BLAS thread, set before NumPy is first imported: small products are slower with two, and
# equal bits in every run need one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
