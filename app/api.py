"""Answers by ordinary requests: health, readiness, version, thumbnails, lessons."""

import asyncio
import hashlib
import json
from dataclasses import dataclass
from functools import cache

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from app import __version__
from app.assets import ASK_EVERY_TIME
from app.lessons.documents import LessonsDocument
from app.messages import VERSION
from engine.thumbnails import thumbnails

NAME = "learning-loop"

router = APIRouter()


@router.get("/healthz")
async def healthz(request: Request) -> JSONResponse:
    """Whether the event loop is alive; says who answers."""
    return JSONResponse({"name": NAME, "build": request.app.state.build, "status": "ok"})


@router.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """Whether another tab would be let in: 503 while the server is full or about to stop."""
    if request.app.state.stopping:
        return JSONResponse({"status": "stopping"}, 503)
    if request.scope["gate"].full:
        return JSONResponse({"status": "full"}, 503)
    return JSONResponse({"status": "ready"})


@router.get("/version")
async def version(request: Request) -> JSONResponse:
    """Versions of the program, of its files and of the protocol."""
    return JSONResponse(
        {"version": __version__, "build": request.app.state.build, "protocol": VERSION}
    )


@dataclass(frozen=True)
class LessonsText:
    """The lessons as they are sent, made once at start."""

    content: bytes
    etag: str

    @classmethod
    def of(cls, lessons: LessonsDocument) -> "LessonsText":
        """The text of some lessons."""
        text = json.dumps(lessons, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        content = text.encode()
        return cls(content, f'"{hashlib.sha256(content).hexdigest()[:16]}"')


@router.get("/lessons.json")
async def lessons(request: Request) -> Response:
    """All lessons; a browser asks every time whether they are still the same (ETag)."""
    text: LessonsText = request.app.state.lessons
    headers = {"Cache-Control": ASK_EVERY_TIME, "ETag": text.etag}
    if text.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(text.content, media_type="application/json", headers=headers)


@router.get("/thumbnails")
async def small_pictures() -> Response:
    """Small pictures of all data sets and features, for whoever opens a menu of them."""
    content = await asyncio.to_thread(_thumbnails)
    return Response(
        content, media_type="application/json", headers={"Cache-Control": "max-age=3600"}
    )


@cache
def _thumbnails() -> bytes:
    """Made when they are first asked for."""
    return json.dumps(thumbnails(), separators=(",", ":")).encode()
