"""Let PyTorch train every configuration, and write references.npz.

    python -m pip install --editable '.[parity]'
    python -m tests.parity.make_references

A configuration is drawn again, with other numbers for the same rules, when its trajectory is no
measure of anybody's arithmetic. Rectifiers, absolute values and signs have corners, and a step that
lands within rounding of one may end on either side of it. So every configuration is trained twice,
the second time from a start that is a share of 1e-12 away and with the examples of each batch
in reverse order, and is kept when both trajectories agree within 1e-10: a tenth of what is asked
of the engine. For the comparison in float32, PyTorch itself, with its gradient in float32, must
stay within a fifth of what is asked.
"""

import argparse
from dataclasses import replace

import numpy as np
import torch

from tests.parity.configurations import Configuration, Drawer
from tests.parity.steps import Step, distances
from tests.parity.storage import FILE, KEPT, Reference, reference, save
from tests.parity.torch_reference import rounded_step, trajectory

SMALLEST_GRADIENT = 1e-5
LARGEST_PARAMETER = 100.0
NUDGE = 1e-12
ROOM = 1e-10
NUDGE32 = 5e-8
ROOM32 = 2e-6
ATTEMPTS = 60


def with_clipping(configuration: Configuration) -> Configuration:
    """The configuration with a clipping norm that bites in about half of the steps."""
    experiment = configuration.experiment
    if "clip_norm" not in experiment:
        return configuration
    free = {key: value for key, value in experiment.items() if key != "clip_norm"}
    norms = [
        float(np.linalg.norm(step.gradient))
        for step in trajectory(replace(configuration, experiment=free))
    ]
    median = float(f"{max(np.median(norms), 1e-3):.2g}")
    return replace(configuration, experiment={**experiment, "clip_norm": median})


def judge(configuration: Configuration, steps: list[Step]) -> str:
    """Why a trajectory cannot be asked of anybody who rounds; empty when it can."""
    for step in steps:
        if not np.max(np.abs(step.state["parameters"])) <= LARGEST_PARAMETER:
            return "diverges"
        if not np.max(np.abs(step.gradient)) >= SMALLEST_GRADIENT:
            return "has no gradient"
    noise = np.random.default_rng(0).standard_normal(len(configuration.start))
    twin = replace(
        configuration,
        start=configuration.start * (1 + NUDGE * noise),
        order=tuple(batch[::-1] for batch in configuration.order),
    )
    for step, nudged in zip(steps, trajectory(twin), strict=True):
        worst = max(distances(nudged, step, configuration.shapes).values())
        if not worst <= ROOM:
            return "depends on rounding"
    for number in KEPT:
        step = steps[number]
        for nudge in (0.0, NUDGE32, -NUDGE32):
            state = {name: vector * (1 + nudge * noise) for name, vector in step.state.items()}
            rounded = rounded_step(configuration, number, state)
            close = distances(rounded, step, configuration.shapes, "float32")
            worst = max(d for name, d in close.items() if name not in step.state)
            if not worst <= ROOM32:
                return "depends on rounding in float32"
    return ""


def make(drawer: Drawer, number: int) -> tuple[Reference, list[str]]:
    """The first attempt at a configuration that can be kept, and why others were not.

    Raises RuntimeError when there is none.
    """
    refused: list[str] = []
    for attempt in range(ATTEMPTS):
        configuration = with_clipping(drawer.draw(number, attempt))
        steps = list(trajectory(configuration))
        reason = judge(configuration, steps)
        if not reason:
            return reference(configuration, steps), refused
        refused.append(reason)
    raise RuntimeError(f"{configuration}: {', '.join(refused)}")


def main() -> None:
    """Draw, train, keep, and say what was made."""
    parser = argparse.ArgumentParser(description="Write the references anew with PyTorch.")
    parser.add_argument("--seed", type=int, default=0, help="draw other configurations")
    drawer = Drawer(parser.parse_args().seed)
    torch.set_num_threads(1)
    references, refused = [], []
    for number in range(drawer.count):
        made, reasons = make(drawer, number)
        references.append(made)
        refused += reasons
        if len(references) % 40 == 0:
            print(f"{len(references)} of {drawer.count} configurations", flush=True)
    for reason in sorted(set(refused)):
        print(f"drawn again {refused.count(reason)} times: {reason}")
    save(references, {"torch": str(torch.__version__), "numpy": np.__version__})
    print(f"{FILE.name}: {FILE.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
