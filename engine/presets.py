"""Presets: named experiments that are worth watching, with the example that is shown first."""

from dataclasses import dataclass

from engine.data.choice import Data
from engine.data.datasets import DATASETS
from engine.experiment import Experiment
from engine.rules.choice import Choice
from engine.settings import GivenLayer, Layer, Start


@dataclass(frozen=True)
class Preset:
    """A named experiment; `shown` is the (set, index) of the example that the stage opens with."""

    name: str
    title: str
    summary: str
    experiment: Experiment
    shown: tuple[str, int] = ("training", 0)


def data(name: str, samples: int | None = None, noise: float | None = None) -> Data:
    """A data set with its defaults where nothing else is said."""
    entry = DATASETS[name]
    return Data(
        name,
        int(entry.samples.default) if samples is None else samples,
        entry.noise.default if noise is None else noise,
        entry.training_share.default,
    )


def layers(
    hidden: tuple[int, ...], activation: str, outputs: int, output: str
) -> tuple[Layer, ...]:
    """Hidden layers of one activation, and an output layer."""
    return (*(Layer(units, activation) for units in hidden), Layer(outputs, output))


TINY_START = Start(
    "given",
    layers=(
        GivenLayer(((0.6, -0.4), (-0.2, 0.8)), (0.1, -0.3)),
        GivenLayer(((0.7, -0.5),), (0.2,)),
    ),
)

PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            "welcome",
            "First look",
            "Two rings, eight neurons: watch the network find out where the inner ring is.",
            Experiment(data("rings"), layers((4, 4), "tanh", 1, "sigmoid"), seed=57),
        ),
        Preset(
            "tiny",
            "Tiny",
            "One example and nine parameters: every number can be followed by hand.",
            Experiment(
                data("single"),
                layers((2,), "sigmoid", 1, "sigmoid"),
                loss="half_square",
                start=TINY_START,
                learning_rate=0.5,
            ),
        ),
        Preset(
            "rings",
            "Rings",
            "A ring inside a ring; four neurons draw four edges round the inner one.",
            Experiment(data("rings"), layers((4,), "tanh", 1, "sigmoid")),
        ),
        Preset(
            "circle",
            "Circle",
            "A disc inside a broad ring, in small batches.",
            Experiment(
                data("circle"),
                layers((4,), "tanh", 1, "sigmoid"),
                learning_rate=0.5,
                batch_size=20,
            ),
        ),
        Preset(
            "xor",
            "Exclusive or",
            "Four squares that no single line can sort.",
            Experiment(
                data("xor"),
                layers((4,), "tanh", 1, "sigmoid"),
                learning_rate=0.5,
                batch_size=20,
            ),
        ),
        Preset(
            "moons",
            "Two moons",
            "Two half circles that reach into each other.",
            Experiment(
                data("moons"),
                layers((8, 4), "tanh", 1, "sigmoid"),
                learning_rate=0.5,
                batch_size=20,
            ),
        ),
        Preset(
            "spiral",
            "Spiral",
            "Two arms wound round each other: two layers of ReLU, momentum and some patience.",
            Experiment(
                data("spiral"),
                layers((12, 12), "relu", 1, "sigmoid"),
                start=Start("he"),
                optimizer=Choice("momentum", {"momentum": 0.9}),
                learning_rate=0.05,
                batch_size=50,
            ),
        ),
        Preset(
            "blobs",
            "Blobs",
            "Two round clouds and a single neuron: one straight line.",
            Experiment(data("blobs"), layers((), "tanh", 1, "sigmoid"), learning_rate=0.3),
        ),
        Preset(
            "plane",
            "Tilted plane",
            "A number instead of a class, learned by one linear neuron.",
            Experiment(
                data("plane"),
                layers((), "tanh", 1, "linear"),
                loss="half_square",
                learning_rate=0.1,
            ),
        ),
        Preset(
            "valley",
            "Valley",
            "A narrow valley of the loss: below a rate of 2 it settles, above it flies off.",
            Experiment(
                data("valley"),
                layers((), "tanh", 1, "linear"),
                loss="half_square",
                start=Start("given", layers=(GivenLayer(((-1.0, -1.0),), (0.0,)),)),
                learning_rate=0.1,
            ),
        ),
        Preset(
            "digits",
            "Digits",
            "Handwritten digits: 64 pixels in, ten probabilities out.",
            Experiment(
                data("digits"),
                layers((16,), "relu", 10, "softmax"),
                loss="cross_entropy",
                start=Start("he"),
                learning_rate=0.1,
                batch_size=32,
            ),
        ),
    )
}
"""Every preset by name."""
