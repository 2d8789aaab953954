"""Others who train the same network: how each is loaded, and what to do where one is missing."""

from importlib import import_module

from benchmarks.contenders.problem import Make

EXTRA = "pip install '.[benchmark]'"
CONTENDERS = {
    "textbook": ("textbook", ""),
    "inlined": ("inlined", ""),
    "PyTorch": ("pytorch", EXTRA),
    "JAX": ("jax_scan", EXTRA),
    "scikit-learn": ("scikit_learn", EXTRA),
    "C": ("c_limit", "install a C compiler named cc"),
}
"""Module, and the remedy where it cannot be loaded, by name."""


def load() -> dict[str, Make]:
    """Those that can take part; says in a line each who cannot."""
    found = {}
    for name, (module, remedy) in CONTENDERS.items():
        try:
            found[name] = import_module(f"benchmarks.contenders.{module}").make
        except ImportError as error:
            print(f"{name} is left out ({error}): {remedy}")
    return found
