"""Time per step beside the work in it, as the network or the batch grows."""

from collections.abc import Iterator
from itertools import pairwise

from benchmarks.configurations import MANY_RINGS, experiment_of, network_of
from benchmarks.timing import Slices, Timed, seconds_per_step
from engine import Trainer

WIDTHS = (4, 8, 16, 32, 64, 128)
DEPTHS = (1, 2, 4, 8, 12)
BATCHES = (1, 4, 16, 64, 256)


def series() -> Iterator[tuple[str, list[tuple[int, list[int], int]]]]:
    """What grows, with its size, the hidden layers, and the batch size of each row."""
    yield "width", [(width, [width] * 3, 32) for width in WIDTHS]
    yield "depth", [(depth, [8] * depth, 32) for depth in DEPTHS]
    yield "batch", [(batch, [8] * 3, batch) for batch in BATCHES]


def multiply_adds(units: list[int], batch: int) -> int:
    """Of a step's products: z, the gradient, and da of all layers but the first's inputs."""
    layers = list(pairwise(units))
    mixed = sum((fan_in + 1) * fan_out for fan_in, fan_out in layers)
    blamed = sum(fan_in * fan_out for fan_in, fan_out in layers[1:])
    return batch * (2 * mixed + blamed)


def growth_table(slices: Slices) -> None:
    """Print how time grows from row to row beside how work grows."""
    print(f"{'':7}{'':>5}  {'network':28}{'batch':>6}{'µs/step':>10}", end="")
    print(f"{'multiply-adds':>15}{'time':>9}{'work':>8}")
    for title, rows in series():
        trainers = {
            str(size): Trainer(experiment_of(MANY_RINGS, hidden, batch))
            for size, hidden, batch in rows
        }
        times = seconds_per_step({size: Timed(t.run) for size, t in trainers.items()}, slices)
        before: tuple[float, int] | None = None
        for size, trainer in trainers.items():
            experiment = trainer.experiment
            units = [experiment.dataset.features, *(layer.units for layer in experiment.layers)]
            time, work = times[size], multiply_adds(units, experiment.batch)
            print(f"{title:7}{size:>5}  {network_of(trainer):28}{experiment.batch:6}", end="")
            print(f"{1e6 * time:10.2f}{work:15,}", end="")
            if before:
                slower, more = time / before[0], work / before[1]
                mark = "  faster than work" if slower > more else ""
                print(f"{slower:8.2f}×{more:7.2f}×{mark}", end="")
            print()
            before = time, work
