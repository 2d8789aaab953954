"""The tape: one flat array with everything of a step, and the layout that names its parts.

The tape has two parts. The prefix is the same for every batch width: parameters, gradient, update,
slots, the shown example's own pass, and the losses. After it comes the batch section.

Weights lie in memory as (fan_in + 1, fan_out), the biases as last row, and activations features
first, (units, batch), with a row of ones below them that the biases are multiplied with. Strides
present all of it the way the field writes it: row i of `weights` is receiving neuron i, and
`a` is (batch, units).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from engine.program import Array

LINE = 64
"""Bytes of a cache line."""


class Tensor(NamedTuple):
    """A named part of the tape; offset and strides count numbers, not bytes.

    The value at (i, j) is `tape[offset + i · strides[0] + j · strides[1]]`. `layer` counts from 1
    and is 0 where there is none.
    """

    name: str
    layer: int
    shape: tuple[int, ...]
    offset: int
    strides: tuple[int, ...]

    @property
    def key(self) -> str:
        """The name with its layer, such as `weights.1`, or the name alone."""
        return f"{self.name}.{self.layer}" if self.layer else self.name

    def view(self, tape: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """This tensor's numbers in a flat array, without a copy."""
        return np.lib.stride_tricks.as_strided(
            tape[self.offset :],
            self.shape,
            tuple(stride * tape.itemsize for stride in self.strides),
        )


@dataclass(frozen=True)
class Layout:
    """Where every tensor lies in a flat array of `size` numbers, for one batch width.

    The first `prefix` numbers do not depend on the batch. `layout["weights", 1]`, or
    `layout["weights.1"]`, is where that tensor lies; raises KeyError for unknown names.
    """

    tensors: tuple[Tensor, ...]
    prefix: int
    size: int
    batch: int
    _named: dict[str | tuple[str, int], Tensor] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        named: dict[str | tuple[str, int], Tensor] = {}
        for tensor in self.tensors:
            named[tensor.key] = named[tensor.name, tensor.layer] = tensor
        object.__setattr__(self, "_named", named)

    def __getitem__(self, key: str | tuple[str, int]) -> Tensor:
        tensor = self._named.get(key if isinstance(key, str) else (key[0], int(key[1])))
        if tensor is None:
            name = key if isinstance(key, str) else key[0]
            like = [t.key for t in self.tensors if t.name == name.partition(".")[0]]
            known = like or dict.fromkeys(t.name for t in self.tensors)
            raise KeyError(f"There is no tensor {key!r} in this layout, but {', '.join(known)}")
        return tensor

    def view(self, tape: npt.NDArray[Any], name: str, layer: int = 0) -> npt.NDArray[Any]:
        """A tensor's numbers in a flat array, in its shape, without a copy.

        The array may be the prefix alone, if the tensor lies in it. Raises KeyError for unknown
        names, and for a tensor behind the end of the array.
        """
        tensor = self[name, layer]
        last = tensor.offset + sum(
            (n - 1) * stride for n, stride in zip(tensor.shape, tensor.strides, strict=True)
        )
        if last >= len(tape):
            raise KeyError(f"{tensor.key} lies behind the end of this array")
        return tensor.view(tape)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "size": self.size,
            "prefix": self.prefix,
            "batch": self.batch,
            "tensors": [
                {
                    "name": tensor.name,
                    "layer": tensor.layer,
                    "shape": list(tensor.shape),
                    "offset": tensor.offset,
                    "strides": list(tensor.strides),
                }
                for tensor in self.tensors
            ],
        }

    def __repr__(self) -> str:
        lines = [f"<Layout of {self.size} numbers ({self.prefix} + a batch of {self.batch})"]
        lines += [
            f"  {tensor.offset:6d}  {tensor.key:24}{' × '.join(map(str, tensor.shape)) or 'number'}"
            for tensor in self.tensors
        ]
        return "\n".join(lines) + ">"


class ParameterBlock:
    """Where the weights and biases of all layers lie in a flat block."""

    def __init__(self, shapes: Sequence[tuple[int, int]]) -> None:
        """`shapes` holds (fan_out, fan_in) of each layer."""
        self.shapes = list(shapes)
        sizes = [(fan_in + 1) * fan_out for fan_out, fan_in in shapes]
        self.size = sum(sizes)
        self.offsets = [sum(sizes[:layer]) for layer in range(len(sizes))]

    def stored(self, block: Array) -> list[Array]:
        """Each layer as it lies in memory: (…, fan_in + 1, fan_out), the biases as last row."""
        return [
            part(block, offset, (fan_in + 1, fan_out))
            for (fan_out, fan_in), offset in zip(self.shapes, self.offsets, strict=True)
        ]

    def is_weight(self, dtype: npt.DTypeLike) -> Array:
        """1 for each weight and 0 for each bias, flat."""
        marks = np.ones(self.size, dtype)
        for stored in self.stored(marks):
            stored[-1] = 0
        return marks

    def tensors(self, start: int, suffix: str = "") -> list[Tensor]:
        """Names for a block of this shape that starts at an offset of the tape."""
        tensors = []
        for layer, ((fan_out, fan_in), offset) in enumerate(
            zip(self.shapes, self.offsets, strict=True), start=1
        ):
            at = start + offset
            tensors += [
                Tensor(f"weights{suffix}", layer, (fan_out, fan_in), at, (1, fan_out)),
                Tensor(f"biases{suffix}", layer, (fan_out,), at + fan_in * fan_out, (1,)),
            ]
        return tensors


class Section:
    """The arrays of one pass over a batch of given width, in one flat block.

    In this order: examples (columns, width), features first like all that follows, which are the
    inputs, a one and the targets; ŷ with its dz and da; the activations of all hidden layers, each
    with a row of ones; all z; da and dz of the hidden layers; the masks of dropout if there are
    such; and the losses.
    """

    def __init__(
        self, features: int, units: Sequence[int], width: int, dropout: bool = False
    ) -> None:
        self.features, self.units, self.width = features, units, width
        self.outputs, self.dropout = units[-1], dropout
        self.columns = features + 1 + self.outputs
        self.offsets: dict[str, int] = {}
        at = width * self.columns
        for name, rows in self._rows():
            self.offsets[name] = at
            at += rows * width
        self.size = at

    def _rows(self) -> Iterable[tuple[str, int]]:
        """Names with their number of rows, in the order in memory."""
        last = len(self.units)
        layers = list(enumerate(self.units, start=1))
        for name in ("a", "dz", "da"):
            yield f"{name}.{last}", self.outputs
        for layer, units in layers[:-1]:
            yield f"a.{layer}", units + 1
        for layer, units in layers:
            yield f"z.{layer}", units
        for name in ("da", "dz"):
            for layer, units in layers[:-1]:
                yield f"{name}.{layer}", units
        if self.dropout:
            for layer, units in layers[:-1]:
                yield f"mask.{layer}", units
        yield "losses", 1

    def rows(self, block: Array, name: str, extra: int = 0) -> Array:
        """An array of the section as it lies in memory, (…, units + extra, width)."""
        units = self.units[int(name.partition(".")[2]) - 1] + extra
        return part(block, self.offsets[name], (units, self.width))

    def hidden(self, block: Array, name: str) -> Array:
        """`a` (with rows of ones), `z` or `mask` of all hidden layers as one, (…, rows, width)."""
        rows = sum(self.units[:-1]) + (len(self.units) - 1) * (name == "a")
        return part(block, self.offsets[f"{name}.1"], (rows, self.width))

    def examples(self, block: Array) -> Array:
        """Inputs, a one and the targets of each example, (…, columns, width)."""
        return part(block, 0, (self.columns, self.width))

    def result(self, block: Array) -> Array:
        """ŷ, dz and da of the output as one array, (…, 3 · outputs, width)."""
        return part(block, self.offsets[f"a.{len(self.units)}"], (3 * self.outputs, self.width))

    def losses(self, block: Array) -> Array:
        """The loss of each example, (…, width)."""
        return part(block, self.offsets["losses"], (self.width,))

    def tensors(self, start: int) -> list[Tensor]:
        """Names for a batch section that starts at an offset of the tape."""
        width = self.width
        targets = start + (self.features + 1) * width
        tensors = [
            Tensor("inputs", 0, (width, self.features), start, (1, width)),
            Tensor("targets", 0, (width, self.outputs), targets, (1, width)),
        ]
        for layer, units in enumerate(self.units, start=1):
            names = ["z", "a", "da", "dz"]
            if f"mask.{layer}" in self.offsets:
                names.insert(1, "mask")
            tensors += [
                Tensor(
                    name, layer, (width, units), start + self.offsets[f"{name}.{layer}"], (1, width)
                )
                for name in names
            ]
        tensors.append(Tensor("losses", 0, (width,), start + self.offsets["losses"], (1,)))
        return tensors

    def example_tensors(self, start: int) -> list[Tensor]:
        """Names for a section of width 1 that holds the shown example."""
        tensors = [
            Tensor(f"example.{tensor.name}", tensor.layer, tensor.shape[1:], tensor.offset, (1,))
            for tensor in self.tensors(start)[:-1]
        ]
        return [*tensors, Tensor("example.loss", 0, (), start + self.offsets["losses"], ())]


def part(block: Array, at: int, shape: tuple[int, ...]) -> Array:
    """A view of a part of flat numbers (…, size) in another shape, in each run of a stack."""
    size = math.prod(shape)
    return block[..., at : at + size].reshape((*block.shape[:-1], *shape))


def aligned(size: int, dtype: npt.DTypeLike, runs: int | None = None) -> Array:
    """Zeros (size,) or (runs, size), each run on cache lines, so that equal runs get equal bits."""
    itemsize = np.dtype(dtype).itemsize
    row = -(-size * itemsize // LINE) * LINE
    raw = np.zeros(row * (runs or 1) + LINE, np.uint8)
    start = -raw.ctypes.data % LINE
    numbers = raw[start : start + row * (runs or 1)].view(dtype)
    return numbers[:size] if runs is None else numbers.reshape(runs, -1)[:, :size]
