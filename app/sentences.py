"""Changes of a run in words: for undo and redo, for the list of changes, for branches."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from engine import (
    ACTIVATIONS,
    FEATURES,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    REGULARIZERS,
    SCHEDULES,
    Experiment,
)

MOST_PARTS: Final = 3
MOST_EXAMPLES: Final = 4
RULES: Final[dict[str, Mapping[str, Any]]] = {
    "start": INITIALIZERS,
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
    "regularizer": REGULARIZERS,
}
TITLES: Final = {
    "learning_rate": "Learning rate",
    "batch_size": "Batch size",
    "dropout": "Dropout",
    "clip_norm": "Longest gradient",
    "seed": "Seed",
    "draw": "Draw",
    "start": "Start",
    "optimizer": "Optimizer",
    "schedule": "Schedule",
    "regularizer": "Penalty",
    "loss": "Loss",
    "layers": "Layers",
    "data.name": "Data",
    "data.samples": "Examples",
    "data.noise": "Noise",
    "data.training_share": "Share to train on",
    "data.label_noise": "Wrong labels",
    "data.features": "Inputs",
}
NONE: Final = {"batch_size": "all", "clip_norm": "none"}


def describe_change(before: Experiment, changes: Mapping[str, Any], after: Experiment) -> str:
    """A journal's entry in a few words, without a full stop: "Learning rate 0.03 → 0.1"."""
    parts = [_operation(operation) for operation in changes.get("surgery", ())]
    if not parts:
        parts = _settings(before, after)
    parts += _edits(after, changes.get("edits", ()))
    if changes.get("examples"):
        parts.append(_examples(changes["examples"]))
    if len(parts) > MOST_PARTS:
        more = len(parts) - MOST_PARTS + 1
        parts[MOST_PARTS - 1 :] = [f"{more} more changes"]
    return "; ".join(parts) or "A change to what it was already"


def differences(one: Experiment, other: Experiment) -> list[tuple[str, str, str]]:
    """In what two experiments differ: the name of a setting, and what each has."""
    fields = other.changed_fields(one)
    if fields & {"data.name", "data.table"}:  # brings its own defaults
        found = [("Data", one.dataset.title, other.dataset.title)]
    else:
        found = [_setting(one, other, field) for field in _in_order(fields)]
    old, new = one.layers, other.layers
    if [layer.units for layer in old] != [layer.units for layer in new]:
        return [*found, ("Neurons", _shape(one), _shape(other))]
    bends = [
        (
            f"Bend of {_layer_word(other, i)}",
            ACTIVATIONS[old[i - 1].activation].title,
            ACTIVATIONS[layer.activation].title,
        )
        for i, layer in enumerate(new, 1)
        if layer != old[i - 1]
    ]
    return found + bends


def number(value: float) -> str:
    """A number as it is read."""
    return f"{value:.4g}".replace("-", "−")


def _settings(before: Experiment, after: Experiment) -> list[str]:
    fields = after.changed_fields(before)
    if "data.table" in fields and after.data.table is not None:
        own = f"Own data, {len(after.data.table.inputs):,} examples"
        return [own, *_layers(before, after)]
    if "data.name" in fields:  # brings its own defaults, and perhaps another loss
        return [_change(before, after, "data.name"), *_layers(before, after)]
    listed = [_change(before, after, field) for field in _in_order(fields)]
    return [*listed, *_layers(before, after)]


def _in_order(fields: set[str]) -> list[str]:
    """Settings but for the layers, in the order of TITLES."""
    order = list(TITLES)
    return sorted(fields - {"layers"}, key=lambda field: (order.index(_known(field)), field))


def _known(field: str) -> str:
    """The entry of TITLES that a field belongs to."""
    return field if field in TITLES else field.partition(".")[0]


def _change(before: Experiment, after: Experiment, field: str) -> str:
    title, old, new = _setting(before, after, field)
    return f"{title} {new}" if old == new else f"{title} {old} → {new}"


def _setting(before: Experiment, after: Experiment, field: str) -> tuple[str, str, str]:
    """What a setting is called, and its values before and after."""
    rule, _, setting = field.partition(".")
    title = TITLES[_known(field)]
    if rule in RULES and setting not in ("", "name"):
        entry = RULES[rule][getattr(after, rule).name]
        title = next(known.title for known in entry.settings if known.name == setting)
    return title, _value(before, field), _value(after, field)


def _value(experiment: Experiment, field: str) -> str:
    rule, _, setting = field.partition(".")
    if rule in RULES:
        choice = getattr(experiment, rule)
        if setting not in ("", "name"):
            return number(choice[setting])
        entry = RULES[rule].get(choice.name)
        return entry.title if entry is not None else "given values"
    if field == "data.name":
        return experiment.dataset.title
    if field == "data.features":
        return ", ".join(map(_input, experiment.data.input_names))
    if field == "loss":
        return LOSSES[experiment.loss].title
    value = getattr(experiment.data if rule == "data" else experiment, setting or rule)
    return NONE.get(field, "none") if value is None else number(value)


def _layers(before: Experiment, after: Experiment) -> list[str]:
    if before.layers == after.layers:
        return []
    old, new = before.layers, after.layers
    if [layer.units for layer in old] == [layer.units for layer in new]:
        return [
            f"{_layer_word(after, i).capitalize()} bends with {ACTIVATIONS[layer.activation].title}"
            for i, layer in enumerate(new, 1)
            if layer != old[i - 1]
        ]
    return [f"Neurons {_shape(before)} → {_shape(after)}"]


def _shape(experiment: Experiment) -> str:
    return "–".join(str(layer.units) for layer in experiment.layers)


def _operation(operation: Mapping[str, Any]) -> str:
    ((name, arguments),) = operation.items()
    layer = arguments.get("layer")
    match name:
        case "add_neuron":
            return f"Neuron added to layer {layer}"
        case "remove_neuron":
            return f"Neuron {arguments['index'] + 1} of layer {layer} removed"
        case "add_layer":
            return f"Layer {layer} added"
        case "remove_layer":
            return f"Layer {layer} removed"
        case _:
            return f"Layer {layer} bends with {ACTIVATIONS[arguments['activation']].title}"


def _edits(experiment: Experiment, edits: Sequence[Mapping[str, Any]]) -> list[str]:
    if len(edits) > MOST_PARTS:
        return [f"{len(edits)} weights set by hand"]
    found = []
    for edit in edits:
        layer, row, column = edit["layer"], edit["row"], edit.get("column")
        to, value = _neuron(experiment, layer, row), number(edit["value"])
        if column is None:
            found.append(f"Bias of {to} set to {value}")
        else:
            found.append(f"Weight {_neuron(experiment, layer - 1, column)} → {to} set to {value}")
    return found


def _neuron(experiment: Experiment, layer: int, index: int) -> str:
    if layer == 0:
        return _input(experiment.data.input_names[index])
    if layer < len(experiment.layers):
        return f"neuron {index + 1} of layer {layer}"
    return f"output {index}" if experiment.layers[-1].units > 1 else "the output"


def _input(name: str) -> str:
    return FEATURES[name].title if name in FEATURES else f"input {name}"


def _layer_word(experiment: Experiment, layer: int) -> str:
    return f"layer {layer}" if layer < len(experiment.layers) else "the output"


def _examples(chosen: Sequence[int]) -> str:
    if len(chosen) > MOST_EXAMPLES:
        return f"This step on {len(chosen)} chosen examples"
    numbers = ", ".join(str(index) for index in chosen)
    return f"This step on example{'s' * (len(chosen) > 1)} {numbers}"
