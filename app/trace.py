"""`learning-loop trace`: every tensor of a training step by its name on the tape."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from engine import PRESETS, Experiment, ExperimentError, Trace, Trainer

MOST_ROWS: Final = 8
MOST_COLUMNS: Final = 6


class TraceError(Exception):
    """The trace cannot be made; the message says why in one line."""


def trace(arguments: list[str]) -> Iterator[str]:
    """What `learning-loop trace` prints, text by text.

    Raises TraceError for an experiment that is none.
    """
    options = _parser().parse_args(arguments)
    if options.steps < 1:
        raise TraceError("--steps is at least 1.")
    trainer = _trainer(options)
    for number in range(options.steps):
        last = number == options.steps - 1
        if last or options.each:
            step = trainer.trace()
            yield as_json(step) if options.json else as_table(step)
        if not last:
            trainer.compute()
            trainer.apply()


def as_json(step: Trace) -> str:
    """A trace as one line of JSON, tensors by names like `weights.1`.

    What is not finite becomes null, since JSON has no word for it.
    """
    return json.dumps(step.to_dict(), allow_nan=False)


def as_table(step: Trace) -> str:
    """A trace for people: a tensor under the other, cut where it is large."""
    lines = [f"step {step.step}, epoch {step.epoch}, batch {step.batch_in_epoch} of the epoch"]
    for tensor in step.layout.tensors:
        shape = " × ".join(map(str, tensor.shape)) or "number"
        rows = np.atleast_2d(tensor.view(step.tape))
        lines.append(f"\n{tensor.key}  ({shape})")
        for row in rows[:MOST_ROWS]:
            numbers = "".join(f"{value:12.6f}" for value in row[:MOST_COLUMNS])
            lines.append(f"  {numbers}{' …' * (len(row) > MOST_COLUMNS)}")
        if len(rows) > MOST_ROWS:
            lines.append(f"  … {len(rows) - MOST_ROWS} more rows")
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="learning-loop trace",
        description="Trains and prints every tensor of the last step (or of each), by its name:"
        " the same numbers that the page draws.",
    )
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--preset", choices=sorted(PRESETS), help="a named experiment")
    source.add_argument("--experiment", type=Path, metavar="FILE", help="an experiment as JSON")
    parser.add_argument("--steps", type=int, default=1, metavar="N", help="steps to do (1)")
    parser.add_argument("--each", action="store_true", help="print each step, not only the last")
    parser.add_argument("--json", action="store_true", help="print one line of JSON a step")
    parser.add_argument("--float64", action="store_true", help="compute with 64 bits, not 32")
    return parser


def _trainer(options: argparse.Namespace) -> Trainer:
    dtype = np.float64 if options.float64 else np.float32
    if options.experiment is None:
        preset = PRESETS[options.preset or "tiny"]
        trainer = Trainer(preset.experiment, dtype=dtype)
        trainer.show(*preset.shown)
        return trainer
    try:
        document = json.loads(options.experiment.read_text("utf-8"))
        return Trainer(Experiment.from_dict(document), dtype=dtype)
    except OSError as error:
        raise TraceError(f"cannot read {options.experiment}: {error.strerror}.") from None
    except ExperimentError as error:
        raise TraceError(f"{options.experiment}: {error.field}: {error.sentence}") from None
    except ValueError as error:
        raise TraceError(f"{options.experiment} is not JSON: {error}.") from None
