"""Questions about the present step, answered by the engine's probes; the run stays as it is."""

from app.commands import Ask
from app.events import Answer
from app.questions.examples import MOST_EXAMPLES, evaluate, examples, outcomes
from app.questions.layers import activation, layer_of, statistics
from app.questions.parameters import ABOUT_PARAMETERS, evenly, nudges, parameter_of
from app.questions.plain import Content, plain
from engine import Trainer
from engine.probes import loss_fall, summarize

__all__ = ["MOST_EXAMPLES", "answer", "evenly"]


def answer(trainer: Trainer, command: Ask) -> Answer:
    """The answer about the step at which the run stands; raises ExperimentError."""
    return Answer(
        command=command.id,
        question=command.question,
        step=trainer.step,
        parameter=command.parameter if command.question in {*ABOUT_PARAMETERS, "nudge"} else None,
        layer=command.layer if command.question == "layer" else None,
        content=_content(trainer, command),
    )


def _content(trainer: Trainer, command: Ask) -> Content:
    match command.question:
        case "check" | "factors" | "wishes" | "path" as question:
            return ABOUT_PARAMETERS[question](trainer, parameter_of(trainer, command))
        case "nudge":
            return nudges(trainer, parameter_of(trainer, command), command.sizes)
        case "layer":
            return statistics(trainer, layer_of(trainer, command))
        case "examples":
            return examples(trainer, command)
        case "evaluate":
            return evaluate(trainer, command)
        case "outcomes":
            return outcomes(trainer, command)
        case "activation":
            return activation(command)
        case "fall":
            return plain(loss_fall(trainer)._asdict())
        case "summary":
            return summarize(trainer).to_dict()
