"""A step as text: a table for each layer, one line a neuron."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

if TYPE_CHECKING:
    from engine.trace import Trace

MOST_NUMBERS, MOST_EXAMPLES = 3, 2
MOST_NEURONS = 10
SIGNALS = ("z", "mask", "a", "da", "dz")
Column = tuple[str, Sequence[str]]


def describe(trace: "Trace") -> str:
    """The whole step: losses, examples, and each layer's signals, parameters and slots."""
    names = list(dict.fromkeys(tensor.name for tensor in trace.layout.tensors))
    keys = {(tensor.name, tensor.layer) for tensor in trace.layout.tensors}
    numbers = [
        f"{name.replace('_', ' ')} {number(trace[name])}"
        for name in names
        if (name, 0) in keys and trace[name].ndim == 0 and not name.startswith("example.")
    ]
    width = len(trace["losses"])
    lines = [
        f"<Trace of step {trace.step} (epoch {trace.epoch}, batch {trace.batch_in_epoch}, "
        f"{width} example{'s' * (width > 1)})",
        "  " + ", ".join(numbers),
    ]
    examples = [(name, shorts(trace[name])) for name in ("inputs", "targets")]
    examples += [("losses", shorts(trace["losses"][:, None]))]
    lines += ["", *table("example", examples, width)]
    layer = 1
    while ("weights", layer) in keys:
        fan_out, fan_in = trace["weights", layer].shape
        lines += ["", f"  layer {layer}: {fan_in} → {fan_out}"]
        signals = [
            (name, shorts(trace[name, layer].T, MOST_EXAMPLES))
            for name in SIGNALS
            if (name, layer) in keys
        ]
        lines += table("neuron", signals, fan_out)
        parameters = [
            (name, shorts(trace[name, layer].reshape(fan_out, -1)))
            for name in names
            if (name, layer) in keys and name.startswith(("weights", "biases"))
        ]
        for start in range(0, len(parameters), 4):
            lines += table("neuron", parameters[start : start + 4], fan_out)
        layer += 1
    return "\n".join(lines) + ">"


def table(first: str, columns: Iterable[Column], count: int) -> list[str]:
    """Lines with aligned columns; of many rows the first and the last few."""
    rows = list(range(count))
    if count > MOST_NEURONS:
        rows = [*rows[: MOST_NEURONS // 2], -1, *rows[-MOST_NEURONS // 2 + 1 :]]
    shown: list[Column] = [(first, [str(row) for row in range(count)]), *columns]
    parts = []
    for name, cells in shown:
        texts = [name, *("…" if row < 0 else cells[row] for row in rows)]
        width = max(len(text) for text in texts)
        parts.append([text.rjust(width) for text in texts])
    return ["    " + "  ".join(texts).rstrip() for texts in zip(*parts, strict=True)]


def shorts(rows: npt.NDArray[Any], most: int = MOST_NUMBERS) -> list[str]:
    """Each row as its first few numbers."""
    few = rows[:, :most]
    more = " …" if rows.shape[1] > most else ""
    return [" ".join(number(value).rjust(10) for value in row) + more for row in few]


def number(value: Any) -> str:
    """A number in at most ten characters."""
    return f"{value:.4g}"
