"""The page, and what is said where there is none."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, FastAPI, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from app.assets import asset, folder, import_map, json_for_script
from engine import catalog

router = APIRouter()


@dataclass(frozen=True)
class PageContext:
    """All that a template gets, as `page`."""

    build: str
    nonce: str
    import_map: Markup
    catalog: Markup
    asset: Callable[[str], str]


class Pages:
    """Templates with what they share, made once at start."""

    def __init__(self, build: str) -> None:
        self._build = build
        self._import_map = Markup(import_map())  # json_for_script has escaped it
        self._catalog = Markup(json_for_script(catalog()))
        self._templates = Environment(
            loader=FileSystemLoader(folder("templates")),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
        )

    def render(self, template: str, request: Request, **more: object) -> HTMLResponse:
        """A template as a response that browsers ask for every time."""
        page = PageContext(
            build=self._build,
            nonce=request.scope["nonce"],
            import_map=self._import_map,
            catalog=self._catalog,
            asset=asset,
        )
        text = self._templates.get_template(template).render(page=page, **more)
        return HTMLResponse(text, headers={"Cache-Control": "no-cache"})


@router.get("/", response_class=HTMLResponse)
async def page(request: Request) -> HTMLResponse:
    """The one page."""
    pages: Pages = request.app.state.pages
    return pages.render("page.html", request)


def add_error_pages(app: FastAPI) -> None:
    """Answers what cannot be answered with a page that says so."""

    async def show(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        pages: Pages = request.app.state.pages
        response = pages.render("error.html", request, status=error.status_code)
        response.status_code = error.status_code
        response.headers.update(error.headers or {})
        return response

    app.add_exception_handler(HTTPException, show)
