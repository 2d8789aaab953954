"""The catalog: every registry as plain JSON data, for forms, menus and lessons."""

from typing import Any

import numpy as np

from engine.data.datasets import DATASETS, Span
from engine.data.features import FEATURES
from engine.presets import PRESETS
from engine.rules.activation import FLAT, Activation
from engine.rules.activations import ACTIVATIONS
from engine.rules.initializers import INITIALIZERS
from engine.rules.losses import LOSSES
from engine.rules.optimizers import OPTIMIZERS
from engine.rules.regularizers import REGULARIZERS
from engine.rules.schedules import SCHEDULES
from engine.settings import LIMITS


def catalog() -> dict[str, Any]:
    """All that can be chosen, by registry, with words, formulas (LaTeX) and limits."""
    return {
        "activations": [
            {
                **words(activation),
                "derivative": activation.derivative_formula,
                "range": [activation.low, activation.high],
                "centre": activation.centre,
                "hidden": activation.hidden,
                "saturated": activation.saturated,
                "dead": activation.dead,
                **drawing(activation),
            }
            for activation in ACTIVATIONS.values()
        ],
        "losses": [
            {
                **words(loss),
                "tasks": list(loss.tasks),
                "activations": list(loss.activations),
                "threshold": loss.threshold,
            }
            for loss in LOSSES.values()
        ],
        "optimizers": [
            {
                **with_settings(optimizer),
                "slots": [*optimizer.slots, *(["count"] if optimizer.counts else [])],
            }
            for optimizer in OPTIMIZERS.values()
        ],
        "schedules": [with_settings(schedule) for schedule in SCHEDULES.values()],
        "regularizers": [with_settings(regularizer) for regularizer in REGULARIZERS.values()],
        "initializers": [with_settings(initializer) for initializer in INITIALIZERS.values()],
        "datasets": [
            {
                "name": dataset.name,
                "title": dataset.title,
                "summary": dataset.summary,
                "task": dataset.task,
                "features": dataset.features,
                "outputs": dataset.outputs,
                "classes": list(dataset.classes),
                "samples": span(dataset.samples),
                "noise": span(dataset.noise),
                "noise_on": dataset.noise_on,
                "training_share": span(dataset.training_share),
                "label_noise": span(dataset.label_noise),
                "extent": dataset.extent,
                "picture": list(dataset.picture) if dataset.picture else None,
            }
            for dataset in DATASETS.values()
        ],
        "features": [words(feature) for feature in FEATURES.values()],
        "presets": [
            {
                "name": preset.name,
                "title": preset.title,
                "summary": preset.summary,
                "experiment": preset.experiment.to_dict(),
                "shown": dict(zip(("set", "index"), preset.shown, strict=True)),
            }
            for preset in PRESETS.values()
        ],
        "limits": dict(LIMITS),
    }


CURVE_REACH = 8.0
CURVE_POINTS = 129


def drawing(activation: Activation) -> dict[str, Any]:
    """What a picture of an activation needs: its curve from −8 to 8, and how steep is flat.

    A neuron is saturated where its slope is smaller than `flat`. Both are null where neurons are
    mixed.
    """
    if not activation.hidden:
        return {"curve": None, "flat": None}
    a = activation(np.linspace(-CURVE_REACH, CURVE_REACH, CURVE_POINTS))
    return {
        "curve": {"reach": CURVE_REACH, "values": [float(f"{value:.4g}") for value in a]},
        "flat": FLAT * activation.steepest,
    }


def words(entry: Any) -> dict[str, str]:
    """What every rule has: name, title, formula and summary."""
    return {key: getattr(entry, key) for key in ("name", "title", "formula", "summary")}


def with_settings(entry: Any) -> dict[str, Any]:
    """The words of a rule and the numbers that it can be given."""
    return {**words(entry), "settings": [setting.to_dict() for setting in entry.settings]}


def span(limits: Span) -> dict[str, float]:
    """Default, minimum, maximum and step of a setting."""
    return vars(limits).copy()
