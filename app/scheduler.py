"""Time for many sessions in one process: one round robin in the event loop.

Everything that touches a session happens in its turn: commands, a slice of training of about a
millisecond, and the frame. Who has had the least time so far comes next; who has just sent a
command is answered before that, on its own account. Networks whose single steps are long take
their turns in a worker thread, where NumPy's large products leave the loop free.
"""

import asyncio
import heapq
import itertools
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

from app.protocol import TOO_FAR_BEHIND, Event
from app.session import Session
from app.stream import Outgoing
from app.teller import NEVER

SLICE_SECONDS: Final = 0.001
WORKER_SLICE_SECONDS: Final = 0.01
URGENT_TURNS: Final = 8
MOST_OUTGOING: Final = 256
MANY_RUNNING: Final = 8
MAPS_PER_SECOND: Final = 60.0
MAPS_PER_SECOND_OF_MANY: Final = 10.0
MAPS_PER_SECOND_IN_ALL: Final = 200.0
INTERNAL_ERROR: Final = 1011
FORGOTTEN: Final = -NEVER

Action = Callable[[], list[Event]]

logger = logging.getLogger("learning_loop.scheduler")


class Link:
    """The sending half of one connection: what waits to be sent, and whether it must end."""

    def __init__(self) -> None:
        self.outgoing: list[Outgoing] = []
        self.filled = asyncio.Event()
        self.sending = False
        self.ended: asyncio.Future[tuple[int, str] | None] = (
            asyncio.get_running_loop().create_future()
        )

    @property
    def idle(self) -> bool:
        """Whether everything has been handed to the socket, so that a frame would leave at once.

        A frame is made only then: the newest state goes out, and nothing older waits before it.
        """
        return not self.sending and not self.outgoing

    def put(self, messages: Sequence[Outgoing]) -> None:
        """Queues messages; ends a connection that has fallen too far behind."""
        if not messages:
            return
        self.outgoing.extend(messages)
        self.filled.set()
        if len(self.outgoing) > MOST_OUTGOING:
            self.end(TOO_FAR_BEHIND, "This connection is too slow: please reload.")

    def end(self, code: int, sentence: str) -> None:
        """Asks for the connection to be closed."""
        if not self.ended.done():
            self.ended.set_result((code, sentence))


@dataclass(eq=False)
class Seat:
    """A session's place in the round, and its connection while it has one."""

    session: Session
    token: str
    link: Link | None = None
    left_at: float = 0.0
    inbox: deque[Action] = field(default_factory=deque)
    queued: bool = False
    urgent: bool = False
    in_worker: bool = False
    heavy_action: bool = False
    used: float = 0.0
    timer: float = NEVER
    runs: bool = False


class Scheduler:
    """Gives every seat its turns."""

    def __init__(self) -> None:
        self._ready: list[tuple[float, int, Seat]] = []
        self._least = 0.0
        self._urgent: deque[Seat] = deque()
        self._timers: list[tuple[float, int, Seat]] = []
        self._order = itertools.count()
        self._woken = asyncio.Event()
        self._running = 0
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="learning-loop-worker")
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to give turns, in the running event loop."""
        self._task = asyncio.create_task(self._give_turns())

    async def stop(self) -> None:
        """Gives no more turns."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._worker.shutdown(wait=False, cancel_futures=True)

    def post(self, seat: Seat, action: Action, *, urgent: bool = True, heavy: bool = False) -> None:
        """Has an action on the session done in its next turn.

        An urgent one comes before others' turns, a heavy one is done in the worker thread.
        """
        seat.inbox.append(action)
        seat.heavy_action |= heavy
        self.wake(seat, urgent=urgent)

    def wake(self, seat: Seat, *, urgent: bool = False) -> None:
        """Puts a seat into the round."""
        if seat.in_worker or seat.timer == FORGOTTEN:
            return
        if urgent and not seat.urgent:
            seat.urgent = True
            self._urgent.append(seat)
        elif not urgent and not seat.queued:
            seat.queued = True
            # Who has been at rest gets no more time than the others for that.
            seat.used = max(seat.used, self._least)
            heapq.heappush(self._ready, (seat.used, next(self._order), seat))
        self._woken.set()

    def forget(self, seat: Seat) -> None:
        """Gives a seat no more turns."""
        self._running -= seat.runs
        seat.runs = False
        seat.timer = FORGOTTEN

    async def _give_turns(self) -> None:
        while True:
            self._ring_timers(time.perf_counter())
            if not self._urgent and not self._ready:
                await self._wait()
                continue
            # So many at a time: a class that drags all its sliders must not stop the training.
            for _ in range(min(len(self._urgent), URGENT_TURNS)):
                seat = self._urgent.popleft()
                seat.urgent = False
                self._turn(seat, urgent=True)
                await asyncio.sleep(0)
            if self._ready:
                seat = self._next()
                self._turn(seat, urgent=False)
                await asyncio.sleep(0)

    def _next(self) -> Seat:
        """The ready seat that has used the least time."""
        while True:
            used, _, seat = heapq.heappop(self._ready)
            if used == seat.used:
                break
            # It has had an urgent turn since it was queued.
            heapq.heappush(self._ready, (seat.used, next(self._order), seat))
        self._least = used
        seat.queued = False
        return seat

    async def _wait(self) -> None:
        self._woken.clear()
        seconds = self._timers[0][0] - time.perf_counter() if self._timers else None
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass

    def _ring_timers(self, now: float) -> None:
        while self._timers and self._timers[0][0] <= now:
            at, _, seat = heapq.heappop(self._timers)
            if seat.timer == at:
                seat.timer = NEVER
                self.wake(seat)

    def _turn(self, seat: Seat, *, urgent: bool) -> None:
        if seat.in_worker:
            return
        turn = Turn(seat, sendable=seat.link is not None and seat.link.idle)
        seat.session.map_seconds = self._map_seconds()
        if seat.session.heavy or seat.heavy_action:
            seat.in_worker = True
            seat.heavy_action = False
            turn.seconds = WORKER_SLICE_SECONDS
            job = asyncio.get_running_loop().run_in_executor(self._worker, turn.play)
            job.add_done_callback(lambda _: self._back_from_worker(turn))
            return
        # An urgent turn is for the command and its answer; training has its ordinary turn.
        turn.seconds = 0.0 if urgent else SLICE_SECONDS
        turn.play()
        seat.used += turn.took
        self._finish(turn)

    def _back_from_worker(self, turn: "Turn") -> None:
        turn.seat.in_worker = False
        turn.seat.used += turn.took
        self._finish(turn)

    def _finish(self, turn: "Turn") -> None:
        seat = turn.seat
        if seat.timer == FORGOTTEN:
            return
        if turn.failed and seat.link is not None:
            seat.link.end(INTERNAL_ERROR, "Something went wrong on the server: please reload.")
        if seat.link is turn.link and seat.link is not None:
            seat.link.put(turn.messages)
        self._running += seat.session.runs - seat.runs
        seat.runs = seat.session.runs
        if seat.inbox:
            self.wake(seat, urgent=True)
            return
        wake_at = seat.session.wake_at(sendable=seat.link is not None and seat.link.idle)
        if wake_at <= time.perf_counter():
            self.wake(seat)
        elif wake_at < NEVER:
            seat.timer = wake_at
            heapq.heappush(self._timers, (wake_at, next(self._order), seat))

    def _map_seconds(self) -> float:
        most = MAPS_PER_SECOND_OF_MANY if self._running > MANY_RUNNING else MAPS_PER_SECOND
        return 1 / min(most, MAPS_PER_SECOND_IN_ALL / max(self._running, 1))


class Turn:
    """What one session does in one turn; may be played in another thread."""

    def __init__(self, seat: Seat, *, sendable: bool) -> None:
        self.seat = seat
        self.link = seat.link
        self.seconds = 0.0
        self.took = 0.0
        self.failed = False
        self.messages: list[Outgoing] = []
        self._sendable = sendable
        self._actions = list(seat.inbox)
        seat.inbox.clear()

    def play(self) -> None:
        """Commands, then a slice of work, then what is to be sent."""
        began = time.perf_counter()
        # Charged is processor time: a turn in which the machine did something else costs nothing.
        processor_began = time.thread_time()
        session = self.seat.session
        try:
            for action in self._actions:
                self.messages.extend(action())
            if self.seconds:
                session.work(began + self.seconds)
            if self._sendable:
                self.messages.extend(session.take())
        except Exception:
            logger.exception("A turn failed")
            self.failed = True
        self.took = time.thread_time() - processor_began
