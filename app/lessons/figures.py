"""The figures that a step may have: what can be said of them, and the numbers that they offer.

`static/js/lesson/figures.js` names the modules that draw them: the type `FigureName`, which
`python -m app.protocol_types` makes of this list, holds it to that.
"""

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True)
class Figure:
    """A figure: a sentence, its attributes, words and acts, with a sentence each.

    Words are for `figure('word')` in checks, acts for `do="figure act"` in hints.
    """

    summary: str
    attributes: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    acts: dict[str, str] = field(default_factory=dict)


PLACES: Final = ("column", "stage")
"""Where a figure may stand: in the text, or by the stage."""

BENDS: Final = ("sigmoid", "tanh", "relu", "linear")

FIGURES: Final[dict[str, Figure]] = {
    "probe": Figure(
        "A point of the learner's own: dragged, moved by arrow keys, or typed.",
        words={"moves": "times that it was placed since the step opened"},
    ),
    "loop": Figure("The loop as a ring of its phases, the present one lit; t and L in the middle."),
    "anatomy": Figure(
        "One neuron of the running network: inputs, products, sum, bend, output.",
        {"neuron": "which one, as layer.neuron"},
    ),
    "compass": Figure(
        "Weights and input of a neuron as arrows, its sum as a shadow; the input is turned.",
        acts={"agree": "turns the input the way of the weights"},
    ),
    "flip": Figure(
        "The line of the first input, with the answers at the places that were tried.",
    ),
    "bias": Figure(
        "The bias of a neuron, to be moved.",
        {"neuron": "which one, as layer.neuron"},
    ),
    "steepness": Figure(
        "The sigmoid with its tangent over the curve of its slopes; the neuron's sum is moved.",
        words={"z": "the sum", "slope": "slope of the sigmoid there"},
        acts={"flat": "z = 5"},
    ),
    "meters": Figure(
        "A weight's slope as a product of three, with controls for target, bias and first input.",
    ),
    "twins": Figure(
        "Outputs of two runs over their steps, one with each loss, and a button that runs.",
        words={
            "half_square": "steps until the output was below 0.2, with the half-square loss",
            "cross_entropy": "steps until the output was below 0.2, with cross-entropy",
            "half_square_slope": "first slope with the half-square loss",
            "cross_entropy_slope": "first slope with cross-entropy",
        },
    ),
    "edge": Figure(
        "A neuron's border on the plane with its arrow of weights, and dials for weights and bias.",
        {"ruler": "shown with the distance of the border from the origin"},
    ),
    "descent": Figure(
        "The same plane and dials with the loss as a gauge, and a count of moves.",
        words={
            "moves": "moves by hand until 95 % were right",
            "loss": "loss that was reached by them",
        },
        acts={"turn": "starts again, for the algorithm"},
    ),
    "corners": Figure(
        "Four corners with what the neuron says of each, its dials, and the score.",
        words={"best": "most that one neuron got right of the present data"},
    ),
    "bends": Figure(
        "Sigmoid, tanh, ReLU and no bend under one sum z, with height and slope.",
        words={
            "z": "the sum",
            **{f"{name}_a": f"height of {name}" for name in BENDS},
            **{f"{name}_slope": f"slope of {name}" for name in BENDS},
        },
        acts={"high": "z = 5", "low": "z = −2", "shut": "z = −1"},
    ),
    "gate": Figure(
        "The hidden neurons as gates: a dial for each bias, the bend, and the slopes behind it.",
        words={
            "steepness_1": "slope of the bend of neuron 1",
            "steepness_2": "slope of the bend of neuron 2",
        },
    ),
    "costs": Figure(
        "Every example of the batch, with an area that grows with its own loss.",
        acts={"costliest": "picks the example that costs most"},
    ),
    "runs": Figure(
        "The runs made in this step as small pictures, each with its layers, steps and loss."
    ),
    "parts": Figure(
        "The parts of a neuron's sum for the example on the stage as stacked bars.",
        {
            "neuron": "which one, as layer.neuron",
            "worked": "yes: told whole, before the stage comes to it",
        },
    ),
    "squash": Figure(
        "The curve that bends a layer's sums, with a dot for each neuron that rises to its place.",
        {"layer": "which layer"},
        words={"landed": "1 once the sums are bent, else 0"},
    ),
    "distance": Figure(
        "The ruler between output and target with the square on their distance; the target moves."
    ),
    "chain": Figure(
        "How a slope is made on the way back: three factors on the path, and their product.",
        {
            "weight": "which weight, as layer.to.from",
            "neuron": "or which neuron before a single output, as layer.neuron",
            "product": "hidden: the product is left out",
        },
    ),
    "nudge": Figure(
        "Any weight or bias pushed by a little: how the loss answers, beside the slope.",
        words={
            "size": "the nudge",
            "loss": "the loss without it",
            "nudged": "the loss with it",
            "measured": "the change of the loss by the nudge",
            "slope": "the slope from the backward pass",
        },
        acts={"hair": "nudges by 0.01"},
    ),
    "promise": Figure(
        "The fall of the loss that the slopes promise for a step, and the one that came.",
        words={"promised": "the promised fall", "real": "the real one, once the step is made"},
    ),
    "pixels": Figure(
        "The picture on the stage as numbers that can be changed: pressed, painted, or by keys.",
        words={"changed": "pixels unlike the picture of the data; missing while a hand paints"},
        acts={"paint": "fills twelve blank pixels"},
    ),
    "wall": Figure(
        "All test pictures, tested on request: a tick or a cross on each, and the count.",
        {
            "ways": "how they can hang, with spaces: plain right further swapped",
            "neuron": "of layer 1, whose sum `before` is: 1.2",
            "follows": "epochs: tested after each epoch by itself",
        },
        {
            "count": "test pictures",
            "right": "right answers of the last test of the pictures as they are",
            "accuracy": "the same as a share",
            "moved": "share of right answers, pictures one pixel to the right",
            "further": "share of right answers, pictures two pixels to the right",
            "swapped": "share of right answers, ink and paper swapped",
            "before": "sum of that neuron for the shown test picture as it is",
        },
        {
            "test": "tests the pictures as they hang",
            "plain": "hangs them as they are and tests",
            "right": "moves them one pixel to the right and tests",
            "further": "moves them two pixels to the right and tests",
            "swapped": "swaps ink and paper and tests",
        },
    ),
    "browser": Figure(
        "Training pictures, the percent that each one's true digit gets, and its loss over that.",
        acts={"find": "shows the first picture whose digit gets less than five percent"},
    ),
    "slopes": Figure(
        "The slopes of a hidden neuron's weights as a picture, beside the picture they carried.",
        acts={"blank": "opens the weight of the first blank pixel"},
    ),
    "disturbed": Figure(
        "A dot for each training picture, by digit: it rises or falls as its loss does in a step"
        " on one picture.",
        words={
            "own": "change of that picture's loss",
            "same": "mean change of the other pictures of its digit",
            "others": "mean change of the pictures of other digits",
            "harder": "share of the pictures of other digits whose loss rose",
            "sameHarder": "the same of its own digit's",
        },
        acts={"choose": "chooses the first picture"},
    ),
    "draw": Figure("A pad to write a digit on, which the network reads."),
    "paint": Figure(
        "A neuron's weights as a picture to be painted, with the bias and the share of right"
        " training pictures; beside it the mean picture of each class.",
        words={"painted": "weights that are not zero"},
        acts={"four": "paints +1 on the four middle pixels and sets the bias to −1.6"},
    ),
    "paintings": Figure(
        "Weight pictures side by side: the learner's own, the machine's, slopes of the first step.",
        words={
            "row": "row of the machine's most positive weight, from the top",
            "column": "its column, from the left",
            "weight": "that weight",
        },
    ),
    "products": Figure(
        "Weight times ink, pixel by pixel, to point at the one that spoke loudest; and all sorted.",
        {"only": "wrong: the training pictures that are answered wrongly, to choose from"},
        {
            "rank": "place of the pixel that is pointed at, by the size of its product",
            "misled": "the same among products that lead to the wrong side; missing for others",
            "product": "its product",
        },
        {"loudest": "points at the pixel that spoke most; of a mistake, that misled most"},
    ),
    "heaps": Figure(
        "The scores of all training pictures in two heaps, and the threshold, which can be moved.",
        words={
            "misses": "pictures of the second class that are called the first",
            "alarms": "pictures of the first class that are called the second",
            "alarmsWithoutMiss": "fewest false alarms while nothing was missed",
            "missesWithoutAlarm": "fewest misses while there was no false alarm",
        },
        acts={"ends": "moves the threshold to no miss, then to no false alarm"},
    ),
    "committee": Figure(
        "The weight pictures of the hidden layer; a neuron that is pressed is silent in a test.",
        words={
            "whole": "share of right test answers with all of them",
            "dearest": "the largest share that the silence of one has cost",
            "cheapest": "the smallest such share",
            "tried": "how many were silenced",
        },
        acts={"all": "tries every one of them"},
    ),
}
