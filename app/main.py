"""The application."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, WebSocket

from app import __version__, api, files, pages
from app.api import LessonsText
from app.assets import Assets, build_id
from app.gate import Gate
from app.headers import SecureHeaders
from app.lessons import read_lessons
from app.pages import Pages, add_error_pages
from app.scheduler import Scheduler
from app.sessions import SWEEP_SECONDS, Sessions
from app.settings import Settings
from app.uploads import Uploads
from app.websocket import serve_tab


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application with these settings, or with those of the environment."""
    settings = settings or Settings()
    app = FastAPI(
        title="Learning Loop",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.settings = settings
    app.state.stopping = False
    app.add_middleware(
        Gate,
        names=settings.allow_host,
        most=settings.max_sessions,
        most_per_address=settings.per_address,
    )
    app.add_middleware(SecureHeaders)
    app.include_router(pages.router)
    app.include_router(api.router)
    app.include_router(files.router)
    app.add_api_websocket_route("/ws", connect)
    app.mount("/static", Assets(), name="static")
    add_error_pages(app)
    return app


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Prepares what all share, and cleans up."""
    settings: Settings = app.state.settings
    app.state.build = build_id()
    app.state.pages = Pages(app.state.build)
    app.state.lessons = LessonsText.of(read_lessons(settings.lessons))
    app.state.uploads = Uploads()
    app.state.scheduler = scheduler = Scheduler()
    app.state.sessions = sessions = Sessions(
        scheduler,
        build=app.state.build,
        most=settings.max_sessions,
        kept_seconds=60 * settings.session_minutes,
    )
    # What was imported stays: looking through it all again costs 70 ms in somebody's turn.
    gc.collect()
    gc.freeze()
    scheduler.start()
    sweeper = asyncio.create_task(_sweep(sessions))
    try:
        yield
    finally:
        sweeper.cancel()
        await asyncio.gather(sweeper, return_exceptions=True)
        await scheduler.stop()


async def _sweep(sessions: Sessions) -> None:
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        sessions.sweep()


async def connect(websocket: WebSocket) -> None:
    """A browser tab's connection."""
    state = websocket.app.state
    await serve_tab(websocket, state.sessions, state.scheduler, state.settings)
