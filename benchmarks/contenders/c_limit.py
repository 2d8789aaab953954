"""The limit of the machine: limit.c, compiled for this network and called through ctypes."""

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

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


class Tape:
    """The views of `struct tape` in limit.c."""

    def __init__(self, problem: Problem, library: ctypes.CDLL) -> None:
        units = problem.units
        shapes = list(pairwise(units))
        size = sum((fan_in + 1) * fan_out for fan_in, fan_out in shapes)
        lanes = -(-problem.batch // 16) * 16
        start = -(-3 * size // 16) * 16 + (units[0] + units[-1]) * lanes
        total = start + 4 * sum(units[1:]) * lanes
        flat = np.ctypeslib.as_array((ctypes.c_float * total).in_dll(library, "tape"))
        self.blocks: dict[str, list[tuple[Floats, Floats]]] = {}
        for i, name in enumerate(["parameters", "gradient", "update"]):
            rest = flat[i * size : (i + 1) * size]
            self.blocks[name] = []
            for fan_in, fan_out in shapes:
                w, b, rest = np.split(rest, [fan_in * fan_out, (fan_in + 1) * fan_out])
                self.blocks[name].append((w.reshape(fan_in, fan_out), b))
        self.arrays: dict[tuple[str, int], Floats] = {}
        for layer, n in enumerate(units[1:], start=1):
            for name in ("z", "a", "da", "dz"):
                end = start + n * lanes
                self.arrays[name, layer] = flat[start:end].reshape(n, lanes)[:, : problem.batch]
                start = end

    def contents(self, width: int) -> dict[tuple[str, int], Floats]:
        """Everything on the tape, after a step whose batch had this width."""
        found = {key: array[:, :width].T for key, array in self.arrays.items()}
        for name in ("gradient", "update"):
            for layer, (w, b) in enumerate(self.blocks[name], start=1):
                found[f"weights_{name}", layer], found[f"biases_{name}", layer] = w.T, b
        return found


def make(problem: Problem) -> Runner:
    """Everything is done in C, shuffling included."""
    library = compiled(problem)
    tape = Tape(problem, library)
    layers = tape.blocks["parameters"]
    for (w, b), our_w, our_b in zip(layers, problem.weights, problem.biases, strict=True):
        w[...], b[...] = our_w, our_b
    orders = np.array(problem.orders, np.int64)
    losses = np.empty(0, np.float32)
    fixed = [pointer(problem.inputs), pointer(problem.targets)]

    def run(steps: int) -> None:
        nonlocal losses
        losses = np.empty(steps, np.float32)
        count = ctypes.c_long(steps)
        library.train(*fixed, count, pointer(losses), pointer(orders), ctypes.c_long(len(orders)))

    return Runner(
        run,
        lambda: layers,
        lambda: losses,
        tape=lambda: tape.contents(ctypes.c_int.in_dll(library, "width").value),
    )


def pointer(array: npt.NDArray[Any]) -> ctypes.c_void_p:
    """Where an array begins, for C."""
    return array.ctypes.data_as(ctypes.c_void_p)
