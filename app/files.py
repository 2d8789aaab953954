"""Runs and tables as files: what is too large for a message goes by ordinary requests.

The session in an address is a secret that only its own tab knows: it opens that tab's run, and
nothing else.
"""

import json
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from app.plain import MOST_CELLS, cells
from app.scheduler import Seat
from app.sessions import Sessions
from app.settings import Settings
from app.uploads import MIB, Refused, Uploads
from engine import ExperimentError, RunFileError, Table, Trainer
from engine.storage import SavedRun, read_run, write_run

PREVIEW_ROWS: Final = 8
MOST_STATES_BYTES: Final = 12 * MIB
UNPACKED: Final = 2
"""How many times as large as its file an uploaded run may be."""

router = APIRouter()


@router.get("/runs/{session}.npz")
async def download_run(request: Request, session: str) -> Response:
    """The run on the stage, with its past and its future, as a file."""
    sessions: Sessions = request.app.state.sessions
    try:
        seat = _seat(request, session)
        saved = await sessions.call(seat, lambda: (seat.session.saved(), []))
        content = await _uploads(request).work(partial(_packed, saved))
    except (Refused, ExperimentError) as error:
        return _refused(error)
    experiment, step = seat.session.trainer.experiment, saved.state.step
    name = f"learning-loop-{experiment.dataset.name}-step-{step}.npz"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type="application/octet-stream", headers=headers)


@router.post("/runs/{session}")
async def upload_run(request: Request, session: str) -> Response:
    """Shows the run of a file, standing where it stood."""
    settings: Settings = request.app.state.settings
    sessions: Sessions = request.app.state.sessions
    most = settings.max_run_mib * MIB
    try:
        seat = _seat(request, session)
        async with _uploads(request).body(request, most) as body:
            trainer = await _uploads(request).work(partial(_unpacked, body, UNPACKED * most))
            await sessions.call(seat, lambda: (None, seat.session.adopt(trainer)))
    except (Refused, ExperimentError, RunFileError) as error:
        return _refused(error)
    return JSONResponse({"step": trainer.step, "end": trainer.end})


@router.post("/runs/{session}/table")
async def use_table(request: Request, session: str) -> Response:
    """Has the run go on with a table of one's own, as `change` of its data would."""
    sessions: Sessions = request.app.state.sessions
    try:
        seat = _seat(request, session)
        table = await _table(request)
        await sessions.call(seat, lambda: (None, seat.session.use_table(table)), heavy=True)
    except (Refused, ExperimentError) as error:
        return _refused(error)
    return JSONResponse({"preview": preview(table)})


@router.post("/tables")
async def read_table(request: Request) -> Response:
    """What a text would be as a table; nothing is kept."""
    try:
        table = await _table(request)
        content = await _uploads(request).work(partial(_as_json, table))
    except (Refused, ExperimentError) as error:
        return _refused(error)
    return Response(content, media_type="application/json")


def preview(table: Table) -> dict[str, Any]:
    """The first rows as they were given, the target last, with what the columns are."""
    return {
        "columns": list(table.columns),
        "target_column": table.target_column,
        "rows": [
            [*table.inputs[row].tolist(), *_target(table, row)]
            for row in range(min(PREVIEW_ROWS, len(table.inputs)))
        ],
        "count": len(table.inputs),
        "task": table.task,
        "classes": list(table.classes),
        "large": cells(table) > MOST_CELLS,
    }


def _target(table: Table, row: int) -> list[float | str]:
    target = table.targets[row]
    match table.task:
        case "binary":
            return [table.classes[int(target[0])]]
        case "classes":
            return [table.classes[int(target.argmax())]]
        case "regression":
            return list(target.tolist())


async def _table(request: Request) -> Table:
    """The table in a request's body: comma-separated text, or a plain table as JSON."""
    settings: Settings = request.app.state.settings
    async with _uploads(request).body(request, settings.max_table_mib * MIB) as body:
        return await _uploads(request).work(_reading(request, body))


def _reading(request: Request, body: bytes) -> Callable[[], Table]:
    if request.headers.get("content-type", "").startswith("application/json"):
        return partial(_table_of_json, body)
    query = request.query_params
    target: str | int | None = query.get("target") or None
    read = partial(
        Table.from_csv,
        header=_switch(query.get("header"), "header", None),
        delimiter=query.get("delimiter") or None,
        standardise=_switch(query.get("standardise"), "standardise", True) is not False,
    )
    return partial(_table_of_text, read, body, target)


def _as_json(table: Table) -> bytes:
    return json.dumps({"table": table.to_dict(), "preview": preview(table)}).encode()


def _table_of_json(body: bytes) -> Table:
    try:
        return Table.from_dict(json.loads(body))
    except (ValueError, RecursionError) as error:
        if isinstance(error, ExperimentError):
            raise
        raise ExperimentError("data.table", "This is not JSON with a table.") from None


def _table_of_text(read: Any, body: bytes, target: str | int | None) -> Table:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")  # what spreadsheets write where not told otherwise
    try:
        table: Table = read(text, target)
    except ExperimentError:
        # A column's name comes first; a number counts where no column is called so.
        if not (isinstance(target, str) and target.isdecimal() and len(target) < 4):
            raise
        table = read(text, int(target))
    return table


def _switch(text: str | None, field: str, default: bool | None) -> bool | None:
    if not text:
        return default
    if text not in ("true", "false"):
        raise Refused(400, f"{field} is true or false.", field)
    return text == "true"


def _packed(saved: SavedRun) -> bytes:
    file = BytesIO()
    write_run(file, saved)
    return file.getvalue()


def _unpacked(body: bytes, most: int) -> Trainer:
    trainer = Trainer.of(read_run(BytesIO(body), most))
    while trainer.snapshots.nbytes > MOST_STATES_BYTES and len(trainer.snapshots.kept) > 1:
        trainer.snapshots.thin()
    return trainer


def _seat(request: Request, session: str) -> Seat:
    sessions: Sessions = request.app.state.sessions
    seat = sessions.find(session)
    if seat is None:
        raise Refused(404, "The server does not have this run any more: please reload the page.")
    return seat


def _uploads(request: Request) -> Uploads:
    uploads: Uploads = request.app.state.uploads
    return uploads


def _refused(error: Refused | ExperimentError | RunFileError) -> Response:
    match error:
        case Refused():
            return error.response()
        case ExperimentError():
            return Refused(400, error.sentence, error.field).response()
        case _:
            return Refused(400, str(error)).response()
