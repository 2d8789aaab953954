"""The command line: `learning-loop` serves, `learning-loop trace` prints numbers."""

import sys
from pathlib import Path
from typing import NoReturn

import app
import engine


def main() -> None:
    """Carries the command line out; exits with 1 when it cannot, with 2 when it is wrong."""
    _check_packages()
    arguments = sys.argv[1:]
    command = "serve"
    if arguments and not arguments[0].startswith("-"):
        command = arguments.pop(0)
    match command:
        case "serve":
            _serve(arguments)
        case "trace":
            from app.trace import TraceError, trace

            try:
                for text in trace(arguments):
                    print(text)
            except TraceError as error:
                _fail(2, str(error))
        case "version":
            print(app.__version__)
        case _:
            _fail(2, f"there is no command {command!r}; see learning-loop --help.")


def _serve(arguments: list[str]) -> None:
    # Imported late: `trace` and `version` need no server.
    from app.settings import BadSetting, parse_settings

    try:
        settings = parse_settings(arguments)
    except BadSetting as error:
        _fail(2, str(error))

    from app.addresses import CannotStart
    from app.assets import MissingAssets
    from app.lessons import LessonError, read_lessons
    from app.server import serve

    try:
        read_lessons(settings.lessons)
    except LessonError as error:
        _fail(2, str(error))
    try:
        serve(settings, lambda text: print(text, flush=True))
    except (CannotStart, MissingAssets) as error:
        _fail(1, str(error))


def _check_packages() -> None:
    """Two packages with common names: a folder with an `app.py` of its own may have come first."""
    homes = [Path(package.__file__ or "").resolve().parent.parent for package in (app, engine)]
    if homes[0] != homes[1]:
        _fail(
            1,
            f"`app` was found in {homes[0]} but `engine` in {homes[1]};"
            " start learning-loop in another folder.",
        )


def _fail(code: int, sentence: str) -> NoReturn:
    print(f"learning-loop: {sentence}", file=sys.stderr)
    raise SystemExit(code)
