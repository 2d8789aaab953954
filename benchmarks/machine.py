"""What a measurement ran on."""

import ctypes
import os
import platform
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np


def describe() -> str:
    """The processor, and the versions that decide how fast NumPy is."""
    cores = os.cpu_count()
    return (
        f"{processor()}, {cores} cores; Python {platform.python_version()}, NumPy {np.__version__},"
        f" BLAS kernel {blas_kernel()}"
    )


def processor() -> str:
    """The processor's name."""
    try:
        found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def blas_kernel() -> str:
    """The kernel that NumPy's OpenBLAS chose for this processor, or was told to use."""
    for library in (Path(np.__file__).parents[1] / "numpy.libs").glob("*openblas*"):
        loaded = ctypes.CDLL(str(library))
        for name in ("scipy_openblas_get_corename64_", "openblas_get_corename"):
            if hasattr(loaded, name):
                function = getattr(loaded, name)
                function.restype = ctypes.c_char_p
                return str(function().decode())
    return "unknown"


@contextmanager
def one_core() -> Iterator[None]:
    """Meanwhile this thread, and threads that it starts for good, may use one core alone.

    A library that makes as many threads as it sees cores makes one.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)
