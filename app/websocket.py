"""The one place that awaits sockets: a browser tab's connection from hello to close."""

import asyncio
import contextlib
import time
from functools import partial
from typing import Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from app.bucket import Bucket
from app.commands import Credit, Hello
from app.events import Warn
from app.messages import VERSION
from app.protocol import (
    NOT_THIS_PROTOCOL,
    TOO_MANY_MESSAGES,
    Malformed,
    encode_event,
    parse_command,
)
from app.scheduler import Link, Scheduler, Seat
from app.sessions import Sessions
from app.settings import Settings
from app.weight import is_heavy

HELLO_SECONDS: Final = 10.0
SEND_SECONDS: Final = 10.0
LAST_WORDS_SECONDS: Final = 1.0
MOST_MALFORMED_IN_A_ROW: Final = 10
CREDIT_RATE: Final = 200.0
CREDIT_BURST: Final = 400

TOO_MANY: Final = "This page sends too many messages."
NOT_OURS: Final = "These are not messages of this protocol."

Close = tuple[int, str]


async def serve_tab(
    websocket: WebSocket, sessions: Sessions, scheduler: Scheduler, settings: Settings
) -> None:
    """Talks with one tab until either side ends it."""
    await websocket.accept()
    try:
        async with asyncio.timeout(HELLO_SECONDS):
            hello = await _receive_hello(websocket)
    except (TimeoutError, WebSocketDisconnect):
        hello = (NOT_THIS_PROTOCOL, "The first message is hello.")
    if isinstance(hello, tuple):
        await _close(websocket, hello)
        return
    link = Link()
    seat = sessions.join(hello, link)
    try:
        close = await _converse(websocket, seat, link, scheduler, settings)
        if close is not None:
            await _say_the_rest(websocket, link)
        await _close(websocket, close)
    finally:
        sessions.leave(seat, link)


async def _receive_hello(websocket: WebSocket) -> Hello | Close:
    try:
        hello = parse_command(await _receive_text(websocket))
    except Malformed as malformed:
        return NOT_THIS_PROTOCOL, f"The first message is hello. {malformed.rejected.sentence}"
    if not isinstance(hello, Hello):
        return NOT_THIS_PROTOCOL, "The first message is hello."
    if hello.protocol != VERSION:
        return NOT_THIS_PROTOCOL, f"This server speaks protocol {VERSION}: please reload the page."
    return hello


async def _converse(
    websocket: WebSocket, seat: Seat, link: Link, scheduler: Scheduler, settings: Settings
) -> Close | None:
    reader = asyncio.create_task(_read(websocket, seat, link, scheduler, settings))
    sender = asyncio.create_task(_send(websocket, seat, link, scheduler))
    ends: list[asyncio.Future[Close | None]] = [link.ended, reader, sender]
    try:
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        return next(end for end in ends if end.done()).result()
    except (WebSocketDisconnect, TimeoutError):
        return None
    finally:
        reader.cancel()
        sender.cancel()
        await asyncio.gather(reader, sender, return_exceptions=True)


async def _read(
    websocket: WebSocket, seat: Seat, link: Link, scheduler: Scheduler, settings: Settings
) -> Close | None:
    bucket = Bucket(settings.message_rate, settings.message_burst, time.monotonic())
    credits = Bucket(CREDIT_RATE, CREDIT_BURST, time.monotonic())
    warned = False
    malformed_in_a_row = 0
    while True:
        text = await _receive_text(websocket)
        try:
            command = parse_command(text)
            malformed_in_a_row = 0
        except Malformed as malformed:
            command = None
            rejected = malformed.rejected
            malformed_in_a_row += 1
        if not (credits if isinstance(command, Credit) else bucket).take(time.monotonic()):
            return TOO_MANY_MESSAGES, TOO_MANY
        if bucket.nearly_empty and not warned:
            link.put([Warn(sentence=f"{TOO_MANY} Please slow down.")])
        warned = bucket.nearly_empty
        if command is not None:
            scheduler.post(
                seat,
                partial(seat.session.handle, command),
                urgent=not isinstance(command, Credit) or seat.session.owes_answer,
                heavy=is_heavy(command),
            )
        elif malformed_in_a_row > MOST_MALFORMED_IN_A_ROW:
            return NOT_THIS_PROTOCOL, NOT_OURS
        else:
            link.put([rejected])


async def _send(websocket: WebSocket, seat: Seat, link: Link, scheduler: Scheduler) -> Close | None:
    while True:
        await link.filled.wait()
        link.filled.clear()
        link.sending = True
        while link.outgoing:
            messages = link.outgoing[:]
            link.outgoing.clear()
            for message in messages:
                async with asyncio.timeout(SEND_SECONDS):
                    if isinstance(message, bytes):
                        await websocket.send_bytes(message)
                    else:
                        await websocket.send_text(encode_event(message))
        link.sending = False
        scheduler.wake(seat, urgent=seat.session.owes_answer)


async def _say_the_rest(websocket: WebSocket, link: Link) -> None:
    """Sends the events that still wait, such as the warning before a flood is cut off."""
    with contextlib.suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
        async with asyncio.timeout(LAST_WORDS_SECONDS):
            for message in link.outgoing:
                if not isinstance(message, bytes):
                    await websocket.send_text(encode_event(message))


async def _receive_text(websocket: WebSocket) -> str:
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    text = message.get("text")
    # A binary message is no JSON either, and gets the same answer.
    return text if isinstance(text, str) else ""


async def _close(websocket: WebSocket, close: Close | None) -> None:
    code, reason = close or (1000, "")
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):
        await websocket.close(code, _at_most_123_bytes(reason))


def _at_most_123_bytes(reason: str) -> str:
    return reason.encode()[:123].decode(errors="ignore")
