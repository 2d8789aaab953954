"""The limit of the machine: limit.c, compiled for this network and called through ctypes."""

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from benchmarks.contenders.problem import Floats, Problem, Runner

SOURCE = Path(__file__).with_name("limit.c")
FLAGS = ["-O3", "-march=native", "-ffast-math", "-shared", "-fPIC", "-std=gnu11"]
COMPILER = shutil.which("cc")
if COMPILER is None:
    raise ImportError("no C compiler", name="cc")


def layers(name: str, units: list[int], numbers: Iterable[int]) -> str:
    """The definition of a list of layers."""
    calls = (f"L({n},{n - 1},{units[n - 1]},{units[n]})" for n in numbers)
    return f"-D{name}(L)={' '.join(calls)}"


def compiled(problem: Problem) -> ctypes.CDLL:
    """The library for a problem; its file is gone when it is loaded."""
    units = problem.units
    last = len(units) - 1
    definitions = [
        f"-DCOUNT={problem.count}",
        f"-DFEATURES={units[0]}",
        f"-DOUTPUTS={units[-1]}",
        f"-DBATCH={problem.batch}",
        f"-DRATE={problem.rate!r}f",
        f"-DBINARY={int(problem.kind == 'binary')}",
        layers("HIDDEN", units, range(1, last)),
        layers("LAST", units, [last]),
        layers("BACK", units, range(last, 1, -1)),
        layers("FIRST", units, [1]),
    ]
    with tempfile.TemporaryDirectory() as directory:
        library = Path(directory) / "limit.so"
        command = [str(COMPILER), *FLAGS, *definitions, str(SOURCE), "-o", str(library), "-lm"]
        subprocess.run(command, check=True)
        return ctypes.CDLL(str(library))


def make(problem: Problem) -> Runner:
    """Everything is done in C, shuffling included."""
    library = compiled(problem)
    shapes = list(zip(problem.units, problem.units[1:], strict=False))
    size = sum((fan_in + 1) * fan_out for fan_in, fan_out in shapes)
    # The tape begins with the parameters, and with those of the first layer.
    flat = np.ctypeslib.as_array((ctypes.c_float * size).in_dll(library, "tape"))
    views, at = [], 0
    for fan_in, fan_out in shapes:
        end = at + fan_in * fan_out
        views.append((flat[at:end].reshape(fan_in, fan_out), flat[end : end + fan_out]))
        at = end + fan_out
    for (w, b), our_w, our_b in zip(views, problem.weights, problem.biases, strict=True):
        w[...], b[...] = our_w, our_b
    orders = np.array(problem.orders, np.int64)
    losses = np.empty(0, np.float32)
    fixed = [pointer(problem.inputs), pointer(problem.targets)]

    def run(steps: int) -> None:
        nonlocal losses
        losses = np.empty(steps, np.float32)
        library.train(
            *fixed,
            ctypes.c_long(steps),
            pointer(losses),
            orders.ctypes.data_as(ctypes.c_void_p),
            ctypes.c_long(len(orders)),
        )

    return Runner(run, lambda: [(w.copy(), b.copy()) for w, b in views], lambda: losses)


def pointer(array: Floats) -> ctypes.c_void_p:
    """Where an array begins, for C."""
    return array.ctypes.data_as(ctypes.c_void_p)
