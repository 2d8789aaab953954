"""The browser's files: where they lie, what they are called, and how they are served."""

import hashlib
import json
import mimetypes
from pathlib import Path
from typing import Final

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app import __version__

IMMUTABLE: Final = "public, max-age=31536000, immutable"
ASK_EVERY_TIME: Final = "no-cache"

_HERE: Final = Path(__file__).parent
_NO_VENDOR: Final = (
    "static/vendor is missing: run `make run`, or `npm ci && node web/vendor.mjs`, which fetch the"
    " browser's libraries."
)


class MissingAssets(RuntimeError):
    """The browser's libraries are not there."""


def folder(name: str) -> Path:
    """`static` or `templates`: inside the package in a wheel, beside it in a checkout."""
    inside = _HERE / name
    return inside if inside.is_dir() else _HERE.parent / name


def build_id() -> str:
    """Twelve digits that change with every file the browser may get."""
    digest = hashlib.sha256(__version__.encode())
    for root in (folder("static"), folder("templates")):
        for path in sorted(path for path in root.rglob("*") if path.is_file()):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def import_map() -> str:
    """The import map as JSON that may stand in a script element.

    Raises MissingAssets where the browser's libraries have not been fetched.
    """
    path = folder("static") / "vendor" / "importmap.json"
    if not path.exists():
        raise MissingAssets(_NO_VENDOR)
    return json_for_script(json.loads(path.read_text("utf-8")))


def json_for_script(value: object) -> str:
    """JSON in which nothing can end a script element."""
    text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def asset(path: str) -> str:
    """The relative address of a file under `static`."""
    return f"./static/{path}"


class Assets(StaticFiles):
    """Static files. A browser asks every time whether a file is still the same (ETag), so that a
    page always fits its server; only fonts, whose contents never change, are kept for good."""

    def __init__(self) -> None:
        # Windows takes types from its registry, where modules may have a wrong one.
        mimetypes.add_type("text/javascript", ".js")
        mimetypes.add_type("text/javascript", ".mjs")
        mimetypes.add_type("font/woff2", ".woff2")
        super().__init__(directory=folder("static"))

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file with its cache header."""
        response = await super().get_response(path, scope)
        is_font = path.endswith(".woff2") and Path(path).parts[0] == "vendor"
        response.headers["Cache-Control"] = IMMUTABLE if is_font else ASK_EVERY_TIME
        return response
