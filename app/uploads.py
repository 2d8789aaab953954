"""Bodies of requests, read without trust: bounded in size, in time, and in number."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final, TypeVar

from fastapi import Request
from starlette.responses import JSONResponse

BODY_SECONDS: Final = 30.0
MOST_BYTES_IN_ALL: Final = 64 * 2**20
LEAST_ROOM: Final = 64 * 2**10
"""What even the smallest request takes up, so that their number is bounded too."""

MOST_AT_WORK: Final = 2
MIB: Final = 2**20

Made = TypeVar("Made")


class Refused(Exception):
    """A request that cannot be carried out, with a sentence for a person."""

    def __init__(self, status: int, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.field = field

    def response(self) -> JSONResponse:
        """The answer: always of the same form."""
        # JSON may hold halves of characters, which UTF-8 may not.
        field, sentence = (
            text and text.encode("utf-8", "replace").decode()
            for text in (self.field, self.sentence)
        )
        body = {"field": field, "sentence": sentence}
        return JSONResponse(body, self.status, {"Cache-Control": "no-store"})


class Uploads:
    """Room for what is being uploaded to one server, and for the work of reading it.

    It is the room of all addresses together: a school may share one.
    """

    def __init__(self) -> None:
        self._reserved = 0
        self._at_work = asyncio.Semaphore(MOST_AT_WORK)

    @asynccontextmanager
    async def body(self, request: Request, most: int) -> AsyncIterator[bytes]:
        """A request's body of at most so many bytes, with its room for as long as the block lasts:
        who waits for others to be read still takes up memory. Raises Refused."""
        declared = request.headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > most:
            raise _too_large(most)
        room = max(int(declared) if declared.isdecimal() else most, LEAST_ROOM)
        if self._reserved + room > MOST_BYTES_IN_ALL:
            raise Refused(503, "The server is busy with other files: please try again.")
        self._reserved += room
        try:
            yield await _in_time(request, most)
        finally:
            self._reserved -= room

    async def work(self, make: Callable[[], Made]) -> Made:
        """What a function makes, in a thread beside the event loop, a few at a time."""
        async with self._at_work:
            return await asyncio.to_thread(make)


async def _in_time(request: Request, most: int) -> bytes:
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _read(request, most)
    except TimeoutError:
        raise Refused(408, "The file came too slowly: please try again.") from None


async def _read(request: Request, most: int) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise _too_large(most)
    return bytes(body)


def _too_large(most: int) -> Refused:
    return Refused(413, f"This file is too large: at most {most / MIB:g} MiB are possible.")
