"""What the other side of a connection has been told, and the frames that bring it up to date."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.codec import (
    BATCH_INCLUDED,
    COMPARED,
    LINE_MAPS,
    MAPS_INCLUDED,
    NOT_FINITE,
    RUNNING,
    Curves,
    Examples,
    Frame,
    Reading,
    encode_curves,
    encode_examples,
    encode_frame,
)
from app.events import LayoutSent
from app.protocol import Event
from engine import Layout, Trainer, activation_maps, line_maps
from engine.storage import SavedRun

Outgoing = Event | bytes
Row = NDArray[np.floating]

MOST_FLOATS: Final = 262_144
MOST_LOSS_POINTS: Final = 2048
MOST_CURVE_POINTS: Final = 512
MOST_LAYOUTS: Final = 256

RUNNING_CELLS: Final = (24, 64)
RESTING_CELLS: Final = (100, 100)
RUNNING_LINE_CELLS: Final = (48, 128)
RESTING_LINE_CELLS: Final = (100, 256)
MANY_NEURONS: Final = 24
MANY_NEURONS_CELLS: Final = 48
MOST_RUNNING_MAP_BYTES: Final = 65_536
MOST_RESTING_MAP_BYTES: Final = 524_288

_NOTHING_READ: Final[Reading] = (math.nan, math.nan, math.nan, math.nan, math.nan)


class Layouts:
    """The numbers of layouts, and which of them the other side knows."""

    def __init__(self) -> None:
        self._numbers: dict[Layout, int] = {}
        self._made = 0
        self._sent: set[int] = set()

    def forget_sent(self) -> None:
        """Whoever listens now knows none."""
        self._sent.clear()

    def number(self, layout: Layout) -> tuple[int, list[LayoutSent]]:
        """A layout's number, and the event that says what it means where that is not known."""
        if layout not in self._numbers:
            if len(self._numbers) == MOST_LAYOUTS:
                self._numbers.clear()  # their numbers are not used again
            self._made += 1
            self._numbers[layout] = self._made
        number = self._numbers[layout]
        if number in self._sent:
            return number, []
        self._sent.add(number)
        return number, [
            LayoutSent(
                id=number,
                size=layout.size,
                prefix=layout.prefix,
                tensors=layout.to_dict()["tensors"],
            )
        ]


class Stream:
    """Makes messages of a trainer's state, each loss and each evaluation in one of them.

    `flag`: set in every frame, beside what the frame itself has to say.
    """

    def __init__(self, layouts: Layouts, flag: int = 0) -> None:
        self._layouts = layouts
        self._flag = flag
        self._losses_from = 0
        self._evaluations_from = 0
        self._evaluated: Row | None = None  # the last one that was sent
        self._latest = _NOTHING_READ

    def begin(self, have_step: int = 0) -> None:
        """Starts over with a run whose losses before `have_step` are known."""
        self._losses_from = self._evaluations_from = have_step
        self._evaluated, self._latest = None, _NOTHING_READ

    def go_to(self, step: int) -> None:
        """Goes on with a run that stands at another step: what comes after it is sent again."""
        self._losses_from = min(self._losses_from, step)
        self._evaluations_from = min(self._evaluations_from, step)
        self._evaluated, self._latest = None, _NOTHING_READ

    def frame(
        self, trainer: Trainer, *, answered: int, running: bool, with_maps: bool
    ) -> list[Outgoing]:
        """The frame of the state as it is, behind its layout where that is new."""
        whole = not running and trainer.layout.size <= MOST_FLOATS
        floats = trainer.capture(batch=whole, after=not running)
        layout, layout_messages = self._layouts.number(trainer.layout)
        evaluations = self._new_evaluations(trainer)
        if len(evaluations):
            self._evaluated = evaluations[-1]
            self._evaluations_from = int(evaluations[-1, 0]) + 1
            self._latest = _reading(evaluations[-1])
        if not running:
            self._latest = _reading(np.array(trainer.evaluate()))
        first_loss, loss_steps, steps_per_point, losses = trainer.losses.since(
            self._losses_from, MOST_LOSS_POINTS
        )
        self._losses_from = trainer.step
        flags = self._flag | RUNNING * running | BATCH_INCLUDED * whole
        flags |= NOT_FINITE * (not np.isfinite(trainer.layout.view(floats, "loss")))
        hidden_cells = output_cells = 0
        ranges: np.ndarray[tuple[int, ...], np.dtype[np.float32]] = np.empty((0, 2), np.float32)
        maps: list[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]] = []
        if with_maps and trainer.experiment.dataset.is_plane:
            hidden_cells, output_cells = map_cells(trainer, running)
            ranges, maps = activation_maps(trainer, hidden_cells, output_cells)
            flags |= MAPS_INCLUDED
        elif with_maps and trainer.experiment.dataset.features == 1:
            hidden_cells, output_cells = RUNNING_LINE_CELLS if running else RESTING_LINE_CELLS
            ranges, maps = line_maps(trainer, hidden_cells, output_cells)
            flags |= MAPS_INCLUDED | LINE_MAPS
        frame = Frame(
            layout=layout,
            answered=answered,
            flags=flags,
            step=trainer.step,
            epoch=trainer.epoch,
            batch=trainer.batch_in_epoch,
            latest=self._latest,
            evaluations=evaluations,
            floats=floats,
            first_loss=first_loss,
            loss_steps=loss_steps,
            steps_per_point=steps_per_point,
            losses=losses,
            hidden_cells=hidden_cells,
            output_cells=output_cells,
            map_ranges=ranges,
            maps=tuple(maps),
        )
        return [*layout_messages, encode_frame(frame)]

    def _new_evaluations(self, trainer: Trainer) -> Row:
        """Those not sent yet, and the last one again where a change at its step made another."""
        sent = self._evaluated
        if sent is None:
            return trainer.evaluations.since(self._evaluations_from)
        evaluations = trainer.evaluations.since(int(sent[0]))
        is_known = len(evaluations) > 0 and np.array_equal(evaluations[0], sent, equal_nan=True)
        return evaluations[1:] if is_known else evaluations


class ComparedStream:
    """Frames and data messages of the run beside the one on the stage, both of one step."""

    def __init__(self, layouts: Layouts) -> None:
        self._stream = Stream(layouts, COMPARED)
        self._trainer: Trainer | None = None
        self._data: object = None
        self._step = 0

    def forget(self) -> None:
        """Whoever listens now has been told nothing."""
        self._trainer = self._data = None

    def frame(self, trainer: Trainer, *, running: bool, with_maps: bool) -> list[Outgoing]:
        """The frame of the state as it is, behind its examples and layout where they are new."""
        if trainer is not self._trainer:
            self._trainer = trainer
            self._stream.begin()
        if trainer.step < self._step:
            self._stream.go_to(trainer.step)
        self._step = trainer.step
        messages: list[Outgoing] = []
        if trainer.data is not self._data:
            self._data = trainer.data
            messages.append(examples_message(trainer, compared=True))
        frame = self._stream.frame(trainer, answered=0, running=running, with_maps=with_maps)
        return messages + frame


def examples_message(trainer: Trainer, *, compared: bool = False) -> bytes:
    """The data message of a trainer."""
    data = trainer.data
    shown_set, index = trainer.shown
    return encode_examples(
        Examples(
            np.asarray(data.inputs, np.float32),
            np.asarray(data.targets, np.float32),
            data.training_count,
            (int(shown_set == "test"), index),
            np.asarray(data.points, np.float32) if trainer.experiment.data.features else None,
            compared,
        )
    )


def curves_message(branch: int, run: SavedRun) -> bytes:
    """The curves of a branch, with all that it has lived through."""
    first_loss, loss_steps, steps_per_point, losses = run.losses.since(
        0, MOST_CURVE_POINTS, end=run.end
    )
    return encode_curves(
        Curves(
            branch=branch,
            evaluations=run.evaluations.since(0, end=run.end),
            first_loss=first_loss,
            loss_steps=loss_steps,
            steps_per_point=steps_per_point,
            losses=losses,
        )
    )


def map_cells(trainer: Trainer, running: bool) -> tuple[int, int]:
    """Cells along the side of a hidden neuron's map, and of an output's map.

    Fewer for many neurons, so that all maps together stay small enough to send.
    """
    neurons = sum(layer.units for layer in trainer.experiment.layers)
    hidden, output = RUNNING_CELLS if running else RESTING_CELLS
    if not running and neurons > MANY_NEURONS:
        hidden = MANY_NEURONS_CELLS
    most = MOST_RUNNING_MAP_BYTES if running else MOST_RESTING_MAP_BYTES
    return min(hidden, math.isqrt(most // neurons)), output


def _reading(row: Row) -> Reading:
    step, training_loss, test_loss, training_accuracy, test_accuracy = row.tolist()
    return step, training_loss, test_loss, training_accuracy, test_accuracy
