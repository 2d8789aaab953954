"""Which events are due because the run on the stage, its data or its branches have changed."""

from app import record
from app.comparison import NO_COMPARISON
from app.messages import KeptBranch
from app.protocol import Event
from app.stage import Stage
from app.teller import Teller
from engine import Trainer

State = tuple[int, int, object, int, object]
"""Number and version of the run on the stage, its data, the version of its branches, and what is
known of the run beside it."""


class News:
    """Compares what is with what has been told."""

    def __init__(self, stage: Stage, teller: Teller) -> None:
        self._stage = stage
        self._teller = teller
        self._told: State = (0, 0, None, 0, None)
        self._kept_told: dict[int, object] = {}

    def all(self) -> list[Event]:
        """Events for somebody who has been told nothing."""
        stage = self._stage
        self._told = self._state()
        self._kept_told = {}
        events: list[Event] = [stage.event(), *self._branches()]
        if stage.companion is not None:
            events.append(stage.companion.event(stage.trainer))
        return events

    def since(self) -> list[Event]:
        """Events about what has changed since the last ones."""
        before, now = self._told, self._state()
        self._told = now
        stage = self._stage
        events: list[Event] = []
        if before[0] != now[0]:
            self._teller.begin()
        if before[1] != now[1]:
            events.append(stage.event())
        if before[2] is not now[2]:
            self._teller.examples_due = True
        if before[3] != now[3]:
            events.extend(self._branches())
        companion = stage.companion
        if companion is None and before[4] is not None:
            events.append(NO_COMPARISON)
        elif companion is not None and (before[1], before[4]) != (now[1], now[4]):
            events.append(companion.event(stage.trainer))
        return events

    def _branches(self) -> list[Event]:
        """The list, and what rebuilds those that are not on the stage."""
        branches = self._stage.branches
        events: list[Event] = [branches.event(self._stage.trainer)]
        away = branches.away()
        there = {branch.id for branch, _ in away}
        self._kept_told = {id: told for id, told in self._kept_told.items() if id in there}
        for branch, source in away:
            if self._kept_told.get(branch.id) is source:
                continue
            self._kept_told[branch.id] = source
            kept: KeptBranch | None
            if isinstance(source, KeptBranch):
                kept = source
            else:
                run = source.saved() if isinstance(source, Trainer) else source
                kept = record.keep(branch.id, run, by_itself=branch.by_itself)
            if kept is not None:
                events.append(kept)
        return events

    def _state(self) -> State:
        stage = self._stage
        companion = stage.companion
        beside = companion and (companion.branch, len(companion.trainer.journal))
        return stage.number, stage.version, stage.trainer.data, stage.branches.version, beside
