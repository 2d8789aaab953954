"""The engine of Learning Loop: train a small dense network and look at every number of every step.

    >>> from engine import PRESETS, Trainer
    >>> trainer = Trainer(PRESETS["tiny"].experiment)
    >>> trace = trainer.trace()
    >>> round(trace.loss, 6)
    0.080698

A run stands before a step: `compute` writes the whole step on the tape, update included, and
`apply` adds that update to the parameters. `engine.probes` asks questions of a trained state.
docs/engine.md is a tour.
"""

import os

# One BLAS thread: same bits on every run, and small products are faster without a second thread.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from engine.archive import RunFileError
from engine.catalog import catalog
from engine.checks import ExperimentError
from engine.data.choice import Data
from engine.data.datasets import DATASETS
from engine.data.features import FEATURES
from engine.data.tables import Table
from engine.experiment import Experiment
from engine.presets import PRESETS
from engine.probes.maps import activation_maps, line_maps
from engine.program import Phase
from engine.rules.activations import ACTIVATIONS
from engine.rules.choice import Choice
from engine.rules.initializers import INITIALIZERS
from engine.rules.losses import LOSSES
from engine.rules.optimizers import OPTIMIZERS
from engine.rules.regularizers import REGULARIZERS
from engine.rules.schedules import SCHEDULES
from engine.settings import GivenLayer, Layer, Start
from engine.stack import Stack
from engine.tape import Layout, Tensor
from engine.trace import Evaluation, Snapshot, Trace
from engine.trainer import Trainer

__all__ = [
    "ACTIVATIONS",
    "DATASETS",
    "FEATURES",
    "INITIALIZERS",
    "LOSSES",
    "OPTIMIZERS",
    "PRESETS",
    "REGULARIZERS",
    "SCHEDULES",
    "Choice",
    "Data",
    "Evaluation",
    "Experiment",
    "ExperimentError",
    "GivenLayer",
    "Layer",
    "Layout",
    "Phase",
    "RunFileError",
    "Snapshot",
    "Stack",
    "Start",
    "Table",
    "Tensor",
    "Trace",
    "Trainer",
    "activation_maps",
    "catalog",
    "line_maps",
]
