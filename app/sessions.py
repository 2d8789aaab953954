"""All sessions by their tokens; they outlive their connections by two minutes."""

import asyncio
import secrets
import time
from collections.abc import Callable
from functools import partial
from typing import Final, TypeVar, cast

from app.commands import Hello
from app.events import Welcome
from app.protocol import TAKEN_OVER, Event
from app.scheduler import Link, Scheduler, Seat
from app.session import Session
from app.uploads import Refused
from app.weight import LONG_JOURNAL
from engine import ExperimentError

TOKEN_BYTES: Final = 16
SWEEP_SECONDS: Final = 10.0
TURN_SECONDS: Final = 20.0

Made = TypeVar("Made")

SENTENCES: Final = {
    "new": "Connected.",
    "live": "Connected again: the run goes on where it was.",
    "rebuilt": "The server was restarted: your run has been rebuilt and goes on.",
    "lost": "The server no longer has your run: here is a new one.",
}


class Sessions:
    """Finds, makes and forgets sessions."""

    def __init__(
        self,
        scheduler: Scheduler,
        *,
        build: str,
        most: int,
        kept_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._scheduler = scheduler
        self._build = build
        self._most = most
        self._kept_seconds = kept_seconds
        self._clock = clock
        self._seats: dict[str, Seat] = {}

    def __len__(self) -> int:
        return len(self._seats)

    def join(self, hello: Hello, link: Link) -> Seat:
        """The seat of this browser: its own where it is known, else a new one.

        An older connection of the same session is closed.
        """
        seat = self._seats.get(hello.session or "")
        if seat is not None:
            if seat.link is not None:
                seat.link.end(TAKEN_OVER, "This run has been opened in another tab.")
            seat.link = link
            self._scheduler.post(seat, partial(self._welcome, seat, hello, "live"))
            return seat
        self._make_room()
        seat = Seat(Session(), secrets.token_urlsafe(TOKEN_BYTES), link)
        self._seats[seat.token] = seat
        if hello.run is not None:
            kept = hello.branches.kept if hello.branches is not None else []
            entries = len(hello.run.journal) + sum(len(one.journal) for one in kept)
            heavy = entries > LONG_JOURNAL
            self._scheduler.post(seat, partial(self._rebuild, seat, hello), heavy=heavy)
        else:
            outcome = "new" if hello.session is None else "lost"
            self._scheduler.post(seat, partial(self._welcome, seat, hello, outcome))
        return seat

    def find(self, token: str) -> Seat | None:
        """The seat of a session, if there is one."""
        return self._seats.get(token)

    async def call(
        self, seat: Seat, act: Callable[[], tuple[Made, list[Event]]], *, heavy: bool = False
    ) -> Made:
        """What an act on a session makes, done in its turn; its events go to the tab.

        Raises what the act raises, and Refused where the turn does not come.
        """
        loop = asyncio.get_running_loop()
        made: asyncio.Future[Made] = loop.create_future()

        def settle(value: Made | None, error: Exception | None) -> None:
            if made.done():
                return
            if error is not None:
                made.set_exception(error)
            else:
                made.set_result(cast(Made, value))

        def in_turn() -> list[Event]:
            try:
                value, events = act()
            except Exception as error:  # it is the caller's, wherever the turn is played
                loop.call_soon_threadsafe(settle, None, error)
                return []
            loop.call_soon_threadsafe(settle, value, None)
            return events

        self._scheduler.post(seat, in_turn, heavy=heavy)
        try:
            async with asyncio.timeout(TURN_SECONDS):
                return await made
        except TimeoutError:
            raise Refused(503, "The server is busy: please try again.") from None

    def leave(self, seat: Seat, link: Link) -> None:
        """The connection is gone; the session stays for a while."""
        if seat.link is not link:
            return
        seat.link = None
        seat.left_at = self._clock()
        self._scheduler.post(seat, partial(_disconnect, seat.session))

    def sweep(self) -> None:
        """Forgets sessions whose connection has been gone for too long."""
        before = self._clock() - self._kept_seconds
        for seat in list(self._seats.values()):
            if seat.link is None and seat.left_at <= before:
                self._forget(seat)

    def _make_room(self) -> None:
        while len(self._seats) >= self._most:
            left = [seat for seat in self._seats.values() if seat.link is None]
            if not left:
                return  # the gate has counted the connections already
            self._forget(min(left, key=lambda seat: seat.left_at))

    def _forget(self, seat: Seat) -> None:
        self._scheduler.forget(seat)
        del self._seats[seat.token]

    def _welcome(
        self, seat: Seat, hello: Hello, resumed: str, sentence: str | None = None
    ) -> list[Event]:
        welcome = Welcome.model_validate(
            {
                "build": self._build,
                "session": seat.token,
                "resumed": resumed,
                "sentence": sentence or SENTENCES[resumed],
            }
        )
        have_step = hello.have_step or 0
        return [welcome, *seat.session.connect(have_step if resumed != "lost" else 0)]

    def _rebuild(self, seat: Seat, hello: Hello) -> list[Event]:
        assert hello.run is not None
        try:
            seat.session.rebuild(hello.run, hello.branches)
        except ExperimentError as error:
            return self._welcome(
                seat, hello, "lost", f"Your run could not be rebuilt: {error.sentence}"
            )
        return self._welcome(seat, hello, "rebuilt")


def _disconnect(session: Session) -> list[Event]:
    session.disconnect()
    return []
