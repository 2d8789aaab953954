"""Compare with PyTorch itself, all vectors of all steps: `make parity`.

    python -m tests.parity.live                     the stored configurations
    python -m tests.parity.live --fresh 100 --seed 7     others, drawn anew

Ends with 1 when anything is further away than 1e-9, or a sentence about PyTorch is not true.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import torch

from engine import ExperimentError
from tests.parity import engine_side, torch_reference
from tests.parity.configurations import Configuration, Drawer
from tests.parity.definitions import definitions
from tests.parity.make_references import make
from tests.parity.steps import distances
from tests.parity.storage import Reference, load, weighted_sums

TOLERANCE = 1e-9


def groups(configuration: Configuration) -> Iterator[tuple[str, str]]:
    """The lines of the table that a configuration counts in."""
    for part in ("optimizer", "schedule", "regularizer"):
        yield part, configuration.rule(part)
    yield "clipping", "on" if "clip_norm" in configuration.experiment else "off"
    yield "loss", configuration.experiment["loss"]
    for activation in sorted(set(configuration.activations)):
        yield "activation", activation
    yield "layers", str(len(configuration.shapes))


def compare(reference: Reference) -> tuple[dict[str, float], float]:
    """The worst distance of each vector in all steps, and of PyTorch from what was stored."""
    worst: dict[str, float] = defaultdict(float)
    drift = 0.0
    configuration = reference.configuration
    with engine_side.registered([configuration]):
        pairs = zip(
            engine_side.trajectory(configuration),
            torch_reference.trajectory(configuration),
            reference.sums,
            strict=True,
        )
        for ours, theirs, sums in pairs:
            for name, distance in distances(ours, theirs, configuration.shapes).items():
                if name == "update after":
                    continue  # a difference of PyTorch's parameters, which has lost digits
                worst[name] = max(worst[name], distance)
            difference = np.abs(weighted_sums(theirs) - sums) / np.maximum(np.abs(sums), 1e-3)
            drift = max(drift, float(np.max(difference)))
    return worst, drift


def main() -> None:
    """Compare, print the table, and say whether all is well."""
    parser = argparse.ArgumentParser(description="Compare the engine with PyTorch, step by step.")
    parser.add_argument("--fresh", type=int, default=0, help="so many new configurations instead")
    parser.add_argument("--seed", type=int, default=1, help="which new ones")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    if arguments.fresh:
        drawer = Drawer(arguments.seed)
        references = [make(drawer, n)[0] for n in range(min(arguments.fresh, drawer.count))]
    else:
        references, made_with = load()
        print(f"references made with PyTorch {made_with['torch']}, NumPy {made_with['numpy']}")

    count: dict[tuple[str, str], int] = defaultdict(int)
    worst: dict[tuple[str, str], float] = defaultdict(float)
    vectors: dict[str, float] = defaultdict(float)
    refused: list[str] = []
    drift = 0.0
    for reference in references:
        try:
            found, moved = compare(reference)
        except ExperimentError as error:
            refused.append(f"{reference.configuration}: {error}")
            continue
        drift = max(drift, moved)
        for group in groups(reference.configuration):
            count[group] += 1
            worst[group] = max(worst[group], *found.values())
        for name, distance in found.items():
            vectors[name] = max(vectors[name], distance)

    print(f"PyTorch {torch.__version__}: {len(references) - len(refused)} configurations compared")
    print(f"\n{'':32}configurations   worst relative difference")
    for part in dict.fromkeys(part for part, _ in count):
        for group in sorted(group for group in count if group[0] == part):
            print(f"{part:12} {group[1]:24}{count[group]:9}   {worst[group]:.1e}")
    for name, distance in vectors.items():
        print(f"{'vector':12} {name:33}   {distance:.1e}")
    print(f"\nPyTorch now and when the references were made: {drift:.1e} apart\n")

    untrue = 0
    for definition in definitions():
        untrue += not definition.holds
        other = "" if definition.other is None else f" ({definition.other:.0e} from the other)"
        print(f"{'true ' if definition.holds else 'FALSE'} {definition.sentence}{other}")

    for sentence in refused:
        print(f"refused: {sentence}")
    largest = max(vectors.values(), default=np.inf)
    print(
        f"\nworst {largest:.1e}, asked for {TOLERANCE:.0e}; "
        f"{len(refused)} configurations refused by the engine; {untrue} sentences untrue"
    )
    sys.exit(1 if refused or untrue or not largest <= TOLERANCE else 0)


if __name__ == "__main__":
    main()
