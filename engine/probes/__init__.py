"""Questions to a trained state; each leaves the run as it is."""

from engine.probes.answers import (
    confusion_matrix,
    example_losses,
    example_outputs,
    example_right,
)
from engine.probes.boundaries import decision_boundary
from engine.probes.curvature import (
    Curvature,
    largest_curvature,
    learning_rate_cliff,
    measure_curvature,
    measuring_curvature,
)
from engine.probes.distributions import (
    Distribution,
    LayerStatistics,
    distribution,
    layer_statistics,
)
from engine.probes.maps import activation_maps, line_maps, neuron_maps
from engine.probes.measures import (
    activation_rms,
    dead_fraction,
    dead_neurons,
    gradient_noise,
    gradient_norm,
    gradient_rms,
    saturated_share,
    spread,
    weight_norm,
)
from engine.probes.pictures import PictureReading, evaluate_pictures
from engine.probes.slices import (
    LossSlice,
    Path,
    kept_path,
    loss_slice,
    path_directions,
    project_path,
    slicing,
)
from engine.probes.slopes import (
    Disagreement,
    Factors,
    Fall,
    Nudges,
    Parameter,
    SlopeCheck,
    chain_factors,
    check_slope,
    example_slopes,
    loss_fall,
    try_nudges,
)
from engine.probes.summaries import Summary, summarize
from engine.probes.surface import Surface, batch_surface, training_surface

__all__ = [
    "Curvature",
    "Disagreement",
    "Distribution",
    "Factors",
    "Fall",
    "LayerStatistics",
    "LossSlice",
    "Nudges",
    "Parameter",
    "Path",
    "PictureReading",
    "SlopeCheck",
    "Summary",
    "Surface",
    "activation_maps",
    "activation_rms",
    "batch_surface",
    "chain_factors",
    "check_slope",
    "confusion_matrix",
    "dead_fraction",
    "dead_neurons",
    "decision_boundary",
    "distribution",
    "evaluate_pictures",
    "example_losses",
    "example_outputs",
    "example_right",
    "example_slopes",
    "gradient_noise",
    "gradient_norm",
    "gradient_rms",
    "kept_path",
    "largest_curvature",
    "layer_statistics",
    "learning_rate_cliff",
    "line_maps",
    "loss_fall",
    "loss_slice",
    "measure_curvature",
    "measuring_curvature",
    "neuron_maps",
    "path_directions",
    "project_path",
    "saturated_share",
    "slicing",
    "spread",
    "summarize",
    "training_surface",
    "try_nudges",
    "weight_norm",
]
