"""The present step computed for a look at it, and everything put back."""

from collections.abc import Iterator
from contextlib import contextmanager

from engine.plan import Plan
from engine.trainer import Trainer


@contextmanager
def aside(trainer: Trainer) -> Iterator[Plan]:
    """The plan of the present step with the whole step computed, update pending, on the tape.

    Afterwards tape, slots and what was pending are what they were, to the bit; so whatever is to be
    kept must be copied inside.
    """
    network, plan = trainer.network, trainer._plan()
    before = network.prefix.copy(), plan.batch.copy(), trainer._slots_before.copy()
    pending = trainer._pending
    try:
        trainer.compute()
        yield plan
    finally:
        network.prefix[...], plan.batch[...], trainer._slots_before[...] = before
        trainer._pending = pending
        network.set_rate(network.learning_rate.copy())  # also what is kept of it beside the tape
