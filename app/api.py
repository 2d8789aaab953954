"""Short answers by ordinary requests: health, readiness, version, thumbnails."""

import asyncio
import json
from functools import cache

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from app import __version__
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
