"""A progress bar for long runs: step, loss, steps per second and time left."""

import sys
from time import perf_counter
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from engine.lived import Lived

EVERY_SECONDS = 0.1
CELLS = 24


def run_with_progress(
    trainer: "Lived",
    steps: int,
    deadline: float | None = None,
    loss_below: float | None = None,
    stream: TextIO | None = None,
) -> int:
    """`trainer.run` with a bar that is drawn ten times a second, or a line every 10 % in a file."""
    stream = sys.stderr if stream is None else stream
    terminal = stream.isatty()
    began = perf_counter()
    done, told = 0, 0
    while done < steps:
        until = perf_counter() + EVERY_SECONDS
        until = until if deadline is None else min(until, deadline)
        applied = trainer.run(steps - done, deadline=until, loss_below=loss_below)
        done += applied
        if terminal:
            stream.write("\r" + line(trainer, done, steps, perf_counter() - began))
            stream.flush()
        elif 10 * done // steps > told:
            told = 10 * done // steps
            stream.write(line(trainer, done, steps, perf_counter() - began) + "\n")
        if not applied or (deadline is not None and perf_counter() >= deadline):
            break
    if terminal and steps > 0:
        stream.write("\n")
    stream.flush()
    return done


def line(trainer: "Lived", done: int, steps: int, seconds: float) -> str:
    """One reading of the bar, in a constant width so that each covers the one before."""
    full = CELLS * done // steps
    losses = trainer.losses.since(trainer.step - 1)[3]
    loss = f"{losses.flat[0]:.6g}" if len(losses) else "?"
    pace = done / seconds if seconds > 0 else 0.0
    left = clock((steps - done) / pace) if pace else "?"
    return (
        f"{'█' * full}{'·' * (CELLS - full)} step {trainer.step:,}  loss {loss:<12}"
        f"{pace:>10,.0f} steps/s  {left:>8} left"
    )


def clock(seconds: float) -> str:
    """A time as 1:02:03 or 2:03."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
