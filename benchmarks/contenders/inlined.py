"""The limit of NumPy: the work of the engine's step, unrolled by hand, with no engine around it.

The step is source text for one network and one batch width, executed once: every call is bound to a
local name, every argument is a view made beforehand. Everything of a step lies in one flat array, a
tape: parameters, gradient, update, the batch, and a, z, da, dz of all layers. Arrays are features
first, (units, batch); biases are the last row of their weights, against a row of ones.

What counts here is the number of calls, and that all arguments lie in one piece: a ufunc takes
0.15 µs then, and 0.6 µs as soon as it must broadcast or skip, which is why rows are copied side by
side first; a copy between memoryviews takes 0.03 µs.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.contenders.problem import Floats, Problem, Runner

BLOCK_STEPS = 64
SMALL = 1 << 20  # bytes of examples, up to which a whole epoch is cut into batches at once
Loop = Callable[[Iterable[Any], Iterable[memoryview]], None]


class Tape:
    """A flat array that arrays are cut from, one behind the other."""

    def __init__(self, size: int) -> None:
        self.numbers = aligned(size)
        self.used = 0

    def cut(self, *shape: int) -> Floats:
        """The next numbers, in this shape."""
        start, self.used = self.used, self.used + int(np.prod(shape))
        return self.numbers[start : self.used].reshape(shape)


def aligned(size: int) -> Floats:
    """A flat array of zeros that starts on a cache line."""
    raw = np.zeros(size * 4 + 64, np.uint8)
    start = -raw.ctypes.data % 64
    return raw[start : start + size * 4].view(np.float32)


def memory(array: Floats) -> memoryview:
    """The bytes of an array that lies in one piece."""
    return array.reshape(-1).data.cast("B")


def example_rows(problem: Problem) -> Floats:
    """What a batch needs of each example, (count, columns): inputs, a one, and then

    binary:  s, s, −1, −s, s, y with s = 1 − 2y, see `Width.sigmoid`
    classes: −y, y
    """
    y = problem.targets
    one = np.ones((problem.count, 1), np.float32)
    if problem.kind == "classes":
        return np.hstack([problem.inputs, one, -y, y])
    s = 1 - 2 * y
    return np.hstack([problem.inputs, one, s, s, -one, -s, s, y])


class Parameters:
    """Parameters, their gradient and update: flat, and by layer as (fan_in + 1, fan_out)."""

    def __init__(self, problem: Problem, tape: Tape) -> None:
        self.shapes = [(fan_in + 1, fan_out) for fan_in, fan_out in pairwise(problem.units)]
        size = sum(rows * columns for rows, columns in self.shapes)
        self.values, self.gradient, self.update = (tape.cut(size) for _ in range(3))
        self.weights, self.gradients = self.split(self.values), self.split(self.gradient)
        for layer, w, b in zip(self.weights, problem.weights, problem.biases, strict=True):
            layer[:-1], layer[-1] = w, b

    def split(self, flat: Floats) -> list[Floats]:
        """The layers of a flat array."""
        ends = np.cumsum([rows * columns for rows, columns in self.shapes])
        pieces = np.split(flat, ends[:-1])
        return [piece.reshape(shape) for piece, shape in zip(pieces, self.shapes, strict=True)]


class Width:
    """The step for batches of one width: its arrays, its source text, and the losses it leaves."""

    def __init__(
        self, problem: Problem, rows: Floats, parameters: Parameters, tape: Tape, width: int
    ) -> None:
        self.width, self.filled = width, 0
        self.features, *units = problem.units
        self.outputs, last = units[-1], len(units)
        self.wide = rows.nbytes > SMALL and last > 1
        self.first = 0 if self.wide else self.features  # the row of ones in the room
        columns = rows.shape[1] - self.features + self.first
        self.room = tape.cut(columns + 2 * self.outputs, width)  # the batch, then scratch
        self.received = self.room[: self.features + 1]
        self.names: dict[str, Any] = {
            **{name: getattr(np, name) for name in ["add", "divide", "exp", "fmax", "multiply"]},
            **{name: getattr(np, name) for name in ["square", "subtract", "tanh"]},
            "examples": memory(self.room[:columns]),
            "everything": slice(None),
            "one": np.array(1, np.float32),
            "parameters": parameters.values,
            "gradient": parameters.gradient,
            "update": parameters.update,
            "share": np.array(1 / width, np.float32),
            "minus_rate": np.array(-problem.rate, np.float32),
        }
        load = ["examples[everything] = batch"]
        if self.wide:
            load = self.wide_load(rows, tape)
        self.bind(units, parameters, tape)
        output = self.sigmoid if problem.kind == "binary" else self.softmax
        self.source = [
            *load,
            *self.forward(last),
            *output(last),
            *self.backward(last),
            "multiply(gradient, share, gradient)",
            "multiply(gradient, minus_rate, update)",
            "add(parameters, update, parameters)",
        ]
        self.loop = self.compiled()

    def wide_load(self, rows: Floats, tape: Tape) -> list[str]:
        """Many inputs: they are copied as they are, and the first layer works batch first.

        Here a batch is given as the numbers of its examples.
        """
        inputs = tape.cut(self.width, self.features + 1)
        self.received = inputs.T
        columns = rows.shape[1] - self.features
        picked = np.empty((self.width, columns), np.float32)
        self.names |= {
            "take_inputs": np.ascontiguousarray(rows[:, : self.features + 1]).take,
            "inputs": inputs,
            "take_rest": np.ascontiguousarray(rows[:, self.features :]).take,
            "picked": picked,
            "turned": picked.T,
            "rest": self.room[:columns],
            "whole": ...,
        }
        return [
            "take_inputs(batch, 0, inputs, 'clip')",
            "take_rest(batch, 0, picked, 'clip')",
            "rest[whole] = turned",
        ]

    def bind(self, units: list[int], parameters: Parameters, tape: Tape) -> None:
        """Cut the arrays of all layers from the tape, and name them and the products with them.

        The activations of the hidden layers lie one behind the other, each with its row of ones.
        """
        names, last = self.names, len(units)
        hidden = tape.cut(sum(n + 1 for n in units[:-1]), self.width)
        result = tape.cut(3, self.outputs, self.width)  # ŷ, dz and da of the output layer
        slopes = np.empty_like(hidden)
        names |= {"hidden": hidden, "slopes": slopes, "result": result.reshape(-1, self.width)}
        received, at = self.received, 0
        for layer, n in enumerate(units, start=1):
            weights = parameters.weights[layer - 1]
            batch_first = self.wide and layer == 1
            shape = (self.width, n) if batch_first else (n, self.width)
            names[f"z{layer}"] = tape.cut(*shape)
            names[f"gradient{layer}"] = parameters.gradients[layer - 1]
            names[f"gather{layer}"] = received.dot
            if batch_first:
                names["forward1"], names["mixed1"] = received.T.dot, weights
            else:
                names[f"forward{layer}"], names[f"mixed{layer}"] = weights.T.dot, received
            if layer == last:
                names[f"a{layer}"], names[f"dz{layer}"], names[f"da{layer}"] = result
            else:
                size = (n + 1) * self.width
                a, slope = (array.reshape(-1)[at : at + size] for array in (hidden, slopes))
                at += size
                if batch_first:
                    received = a.reshape(self.width, n + 1).T
                    names["a1"], names["slope1"] = received[:-1].T, slope.reshape(-1, n + 1)[:, :-1]
                else:
                    received = a.reshape(n + 1, self.width)
                    names[f"a{layer}"] = received[:-1]
                    names[f"slope{layer}"] = slope.reshape(n + 1, self.width)[:-1]
                received[-1] = 1
                names[f"da{layer}"] = tape.cut(*shape)
                names[f"dz{layer}"] = tape.cut(*shape)
            dz = names[f"dz{layer}"]
            names[f"gathered{layer}"] = dz if batch_first else dz.T
            # What brings the blame to the layer below.
            if self.wide and layer == 2:
                names["back1"], names["blame1"] = dz.T.dot, weights[:-1].T
            elif layer > 1:
                names[f"back{layer - 1}"], names[f"blame{layer - 1}"] = weights[:-1].dot, dz

    def compiled(self) -> Loop:
        """The loop over the steps of a block, as a function whose names are all local."""
        text = f"def loop(batches, records, {', '.join(self.names)}):\n"
        text += "    for batch, record in zip(batches, records):\n"
        text += "".join(f"        {line}\n" for line in self.source)
        module: dict[str, Any] = {}
        exec(compile(text, f"<a step for a batch of {self.width}>", "exec"), module)
        loop, values = module["loop"], tuple(self.names.values())

        def bound(batches: Iterable[Any], records: Iterable[memoryview]) -> None:
            loop(batches, records, *values)

        return bound

    # The lines of a step

    def forward(self, last: int) -> Iterator[str]:
        """z = W x + b and a = tanh z, layer by layer."""
        for layer in range(1, last + 1):
            yield f"forward{layer}(mixed{layer}, z{layer})"
            if layer < last:
                yield f"tanh(z{layer}, a{layer})"

    def backward(self, last: int) -> Iterator[str]:
        """da = W · dz, dz = da ⊙ (1 − a²), and the gradient a · dzᵀ."""
        if last > 1:
            yield "square(hidden, slopes)"
            yield "subtract(one, slopes, slopes)"
        for layer in range(last - 1, 0, -1):
            yield f"back{layer}(blame{layer}, da{layer})"
            yield f"multiply(da{layer}, slope{layer}, dz{layer})"
        for layer in range(last, 0, -1):  # one behind the other, which is a little faster
            yield f"gather{layer}(gathered{layer}, gradient{layer})"

    def sigmoid(self, last: int) -> list[str]:
        """ŷ, dz and da from three exponents, in four calls.

        With s = 1 − 2y: ŷ = 1 / (1 + e⁻ᶻ), dz = s / (1 + e⁻ˢᶻ) which is ŷ − y, and
        da = (1 + eˢᶻ) / s which is s (1 + eˢᶻ). The batch brings the rows 1, s | s, −1, −s | s; the
        middle ones become 1 + e^(s·z), 1 + e^(−z), 1 + e^(−s·z), and then the first three rows are
        the numerators and the last three the denominators.
        """
        first = self.first
        copies = np.zeros((3, self.width), np.float32)
        powers = self.room[first + 2 : first + 5]
        self.recorded = np.zeros((BLOCK_STEPS, 1, self.width), np.float32)  # s·z
        self.names |= {
            "z_memory": memory(self.names[f"z{last}"]),
            "copies": copies,
            **{f"copy{i}": memory(copies[i]) for i in range(3)},
            "powers": powers,
            "signed": memory(powers[0]),
            "numerators": self.room[first : first + 3],
            "denominators": self.room[first + 3 : first + 6],
        }
        return [
            *(f"copy{i}[everything] = z_memory" for i in range(3)),
            "multiply(copies, powers, powers)",
            "record[everything] = signed",
            "exp(powers, powers)",
            "add(powers, one, powers)",
            "divide(numerators, denominators, result)",
        ]

    def softmax(self, last: int) -> list[str]:
        """ŷ = e^(z − m) / Σ e^(z − m) with m = max z, dz = ŷ − y, and da = −y / ŷ.

        The largest comes to lie beside every output by taking maxima of windows over two copies of
        z, and so does the sum, by a product with ones.
        """
        n, width = self.outputs, self.width
        first, scratch = self.first + 1, self.first + 1 + 2 * n
        y, shifted, sums = (self.room[at : at + n] for at in (first + n, scratch, scratch + n))
        recorded = self.room[first + n : scratch + n + 1]
        self.recorded = np.zeros(
            (BLOCK_STEPS, *recorded.shape), np.float32
        )  # y, z − m, Σ e^(z − m)
        twice = np.zeros((2 * n, width), np.float32)
        self.names |= {
            "z_memory": memory(self.names[f"z{last}"]),
            **{f"copy{i}": memory(twice[i * n : (i + 1) * n]) for i in range(2)},
            "minus_y": self.room[first : first + n],
            "y": y,
            "shifted": shifted,
            "sums": sums,
            "powers": np.zeros((n, width), np.float32),
            "sum_up": np.ones((n, n), np.float32).dot,
            "recorded": memory(recorded),
            "tiny": np.array(np.finfo(np.float32).tiny),
        }
        lines = [f"copy{i}[everything] = z_memory" for i in range(2)]
        largest, window = twice, 1
        while window < n:
            wider = min(2 * window, n)
            rows = n if wider == n else len(largest) - (wider - window)
            self.names |= {
                f"upper{window}": largest[:rows],
                f"lower{window}": largest[wider - window : wider - window + rows],
                f"largest{wider}": np.zeros((rows, width), np.float32),
            }
            lines.append(f"fmax(upper{window}, lower{window}, largest{wider})")
            largest, window = self.names[f"largest{wider}"], wider
        return [
            *lines,
            f"subtract(z{last}, largest{n}, shifted)",
            "exp(shifted, powers)",
            "sum_up(powers, sums)",
            "record[everything] = recorded",
            f"divide(powers, sums, a{last})",
            f"subtract(a{last}, y, dz{last})",
            f"add(a{last}, tiny, da{last})",
            f"divide(minus_y, da{last}, da{last})",
        ]

    # The losses of a block

    def losses(self) -> Floats:
        """The mean loss of each recorded step."""
        recorded = self.recorded[: self.filled]
        if self.outputs == 1:  # ln(1 + e^(s·z)) = max(s·z, 0) + ln(1 + e^−|s·z|)
            x = recorded[:, 0]
            each = np.log1p(np.exp(-np.abs(x))) + np.maximum(x, 0)  # (steps, batch)
        else:  # ln Σ e^(z − m) − Σ y (z − m)
            n = self.outputs
            each = np.log(recorded[:, -1])
            each -= np.add.reduce(recorded[:, :n] * recorded[:, n:-1], 1)
        self.filled = 0
        return each @ np.full(self.width, 1 / self.width, np.float32)


class Batches:
    """The shuffled batches of an epoch, in a form that a step loads at once."""

    def __init__(self, problem: Problem, rows: Floats) -> None:
        self.shuffle, self.rows = problem.shuffler(), rows
        count, columns = rows.shape
        self.width = min(problem.batch, count)
        whole, self.rest = divmod(count, self.width)
        self.small = rows.nbytes <= SMALL or len(problem.units) == 2
        self.cuts = [slice(i * self.width, (i + 1) * self.width) for i in range(whole)]
        self.last = slice(whole * self.width, count)
        if self.small:
            self.shuffled = np.empty_like(rows)
            blocks = np.empty((whole, columns, self.width), np.float32)
            short = np.empty((columns, self.rest), np.float32)
            turned = self.shuffled[: whole * self.width].reshape(whole, self.width, columns)
            self.turns = [(blocks, turned.transpose(0, 2, 1)), (short, self.shuffled[self.last].T)]
            self.whole: list[Any] = [memory(block) for block in blocks]
            self.short: list[Any] = [memory(short)] if self.rest else []

    def next_epoch(self) -> tuple[list[Any], list[Any]]:
        """The whole batches of the next epoch, and the short one if there is one."""
        order = self.shuffle()
        if self.small:
            self.rows.take(order, 0, self.shuffled, "clip")
            for batches, turned in self.turns[: 1 + bool(self.rest)]:
                batches[...] = turned
        else:
            self.whole = [order[cut] for cut in self.cuts]
            self.short = [order[self.last]] if self.rest else []
        return self.whole, self.short


def make(problem: Problem) -> Runner:
    """One tape, and a step for whole batches and one for the short batch, if there is one."""
    rows = example_rows(problem)
    batches = Batches(problem, rows)
    units = sum(problem.units)
    size = sum((i + 1) * o for i, o in pairwise(problem.units))
    tape = Tape(3 * size + 5 * (rows.shape[1] + units + len(problem.units)) * 2 * batches.width)
    parameters = Parameters(problem, tape)
    widths = [
        Width(problem, rows, parameters, tape, width)
        for width in (batches.width, batches.rest)
        if width
    ]
    records = [[memory(record) for record in width.recorded] for width in widths]
    waiting: list[list[Any]] = [[], []]
    collected: list[Floats] = []
    latest = widths[0]

    def run(steps: int) -> None:
        """Whole batches, then the short one, then the next epoch."""
        nonlocal waiting, latest
        collected.clear()
        with np.errstate(all="ignore"):
            while steps:
                if not waiting[0] and not waiting[1]:
                    waiting = list(batches.next_epoch())
                which = 0 if waiting[0] else 1
                width = latest = widths[which]
                most = min(steps, len(waiting[which]), BLOCK_STEPS - width.filled)
                width.loop(waiting[which][:most], records[which][width.filled :])
                waiting[which] = waiting[which][most:]
                width.filled += most
                steps -= most
                other = widths[1 - which] if len(widths) > 1 else None
                if width.filled == BLOCK_STEPS or not steps or other:
                    collected.append(width.losses())

    def weights_and_biases() -> list[tuple[Floats, Floats]]:
        return [(w[:-1], w[-1]) for w in parameters.weights]

    def on_the_tape() -> dict[tuple[str, int], Floats]:
        found = {}
        layers = range(1, len(problem.units))
        for layer in layers:
            for name in ("z", "a", "da", "dz"):
                array = latest.names[f"{name}{layer}"]
                found[name, layer] = array if latest.wide and layer == 1 else array.T
            for name, flat in [("gradient", parameters.gradient), ("update", parameters.update)]:
                stored = parameters.split(flat)[layer - 1]
                found[f"weights_{name}", layer] = stored[:-1].T
                found[f"biases_{name}", layer] = stored[-1]
        return found

    return Runner(run, weights_and_biases, lambda: np.concatenate(collected), tape=on_the_tape)
