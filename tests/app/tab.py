"""The browser's side of a session, for tests: sends commands, keeps what came."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.codec import COMPARED, Curves, Frame, decode_curves, decode_frame
from app.commands import Credit
from app.events import ExperimentChanged, LayoutSent
from app.protocol import Event
from app.session import Session
from app.stream import Outgoing
from engine import Tensor


class Clock:
    """A clock that stands still until it is moved; far ahead of the real one, which the engine's
    deadlines are compared with."""

    def __init__(self) -> None:
        self.now = 1e9

    def __call__(self) -> float:
        return self.now

    def move(self, seconds: float) -> None:
        """Lets time go by."""
        self.now += seconds


class Memory:
    """What a browser has been told: layouts by id, and the last of everything."""

    def __init__(self) -> None:
        self.layouts: dict[int, LayoutSent] = {}
        self.events: list[Event] = []
        self.frames: list[Frame] = []
        self.compared: list[Frame] = []
        self.data: list[bytes] = []
        self.curves: list[Curves] = []

    def take_in(self, messages: Sequence[Outgoing]) -> None:
        """Keeps messages, in the order in which they came."""
        for message in messages:
            if isinstance(message, bytes):
                self.take_in_bytes(message)
                continue
            self.events.append(message)
            if isinstance(message, LayoutSent):
                self.layouts[message.id] = message

    def take_in_bytes(self, message: bytes) -> None:
        """Keeps a frame or a data message."""
        if message[:3] == b"LLD":
            self.data.append(message)
        elif message[:3] == b"LLB":
            self.curves.append(decode_curves(message))
        else:
            frame = decode_frame(message)
            assert frame.layout in self.layouts, "a layout comes before its first frame"
            (self.compared if frame.flags & COMPARED else self.frames).append(frame)

    @property
    def frame(self) -> Frame:
        """The last frame."""
        return self.frames[-1]

    @property
    def experiment(self) -> ExperimentChanged:
        """The last experiment event."""
        return [event for event in self.events if isinstance(event, ExperimentChanged)][-1]

    def last(self, kind: type[Any]) -> Any:
        """The last event of a kind, or None."""
        return next((event for event in reversed(self.events) if isinstance(event, kind)), None)

    def tensor(self, name: str, layer: int = 0, frame: Frame | None = None) -> NDArray[np.float32]:
        """A tensor of a frame (the last one), by its name in the layout."""
        frame = frame or self.frame
        return tensor_of(frame, self.layouts[frame.layout], name, layer)


def tensor_of(frame: Frame, layout: LayoutSent, name: str, layer: int = 0) -> NDArray[np.float32]:
    """A tensor in the floats of a frame."""
    document = next(
        tensor for tensor in layout.tensors if (tensor["name"], tensor["layer"]) == (name, layer)
    )
    tensor = Tensor(**{**document, "shape": tuple(document["shape"])})
    view: NDArray[np.float32] = tensor.view(frame.floats)
    return view


class Tab(Memory):
    """A tab that talks with a session directly."""

    def __init__(self, session: Session | None = None, clock: Clock | None = None) -> None:
        super().__init__()
        self.clock = clock or Clock()
        self.session = session or Session(self.clock)
        self.ids = 0

    def connect(self, have_step: int = 0) -> "Tab":
        """Connects, and takes in all that comes."""
        self.take_in(self.session.connect(have_step))
        self.take_in(self.session.take())
        return self

    def send(self, kind: Any, **fields: Any) -> list[Event]:
        """Sends a command; returns its events."""
        self.ids += 1
        events = self.session.handle(kind(id=self.ids, **fields))
        self.take_in(events)
        return events

    def do(self, kind: Any, **fields: Any) -> list[Event]:
        """Sends a command, gives it a slice of time, draws what comes and returns its credit."""
        events = self.send(kind, **fields)
        self.work()
        return events

    def work(self, seconds: float = 0.001) -> None:
        """Gives the session a slice of time, and credit for all it sent."""
        self.session.work(self.clock.now + seconds)
        self.draw()

    def draw(self) -> None:
        """Takes in what is to be sent, and returns the credit for its frames."""
        before = len(self.frames)
        self.take_in(self.session.take())
        for _ in self.frames[before:]:
            self.take_in(self.session.handle(Credit()))
