"""Changes that belong together, and those that do not."""

from typing import Any

from app.gestures import Gestures
from engine import Experiment, Table, Trainer


def table_of(*points: tuple[float, float]) -> dict[str, Any]:
    labels = [index % 2 for index in range(len(points))]
    return {"data": {"table": Table.from_arrays(points, labels, classes=["0", "1"])}}


def test_a_dragged_slider_is_one_change_and_so_is_a_dragged_point() -> None:
    gestures, trainer = Gestures(lambda: 0.0), Trainer(Experiment())
    for rate in (0.1, 0.2, 0.3):
        gestures.change(trainer, {"learning_rate": rate})
    assert len(trainer.journal) == 1
    for place in (0.1, 0.2, 0.3):
        gestures.change(trainer, table_of((0, 0), (1, 1), (place, 0)))
    assert len(trainer.journal) == 2


def test_each_point_that_is_added_is_a_change_of_its_own() -> None:
    gestures, trainer = Gestures(lambda: 0.0), Trainer(Experiment())
    for count in (2, 3, 4):
        gestures.change(trainer, table_of(*[(index, 0.5) for index in range(count)]))
    assert len(trainer.journal) == 3
