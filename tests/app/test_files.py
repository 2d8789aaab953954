"""Runs and tables as files, over ordinary requests."""

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from fastapi import Request
from httpx2 import Client, Response

from app.plain import MOST_CELLS, check_tables
from app.server import WithoutSecrets
from app.uploads import LEAST_ROOM, MOST_BYTES_IN_ALL, Refused, Uploads
from engine import PRESETS, ExperimentError, Table, Trainer
from engine.storage import write_run
from tests.app.served import Browser, served

CSV = "height,weight,kind\n1.5,3,cat\n2.5,4,dog\n1.25,5,cat\n2.75,6,dog\n"


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """A client of a server that takes files of at most a mebibyte."""
    with (
        served(max_run_mib=1, max_table_mib=1) as server,
        Client(base_url=f"http://localhost:{server.port}") as client,
    ):
        yield client


def next_frame(tab: Browser) -> None:
    """Receives up to the next frame."""
    frames = len(tab.frames)
    tab.until(lambda: len(tab.frames) > frames)


def session_of(tab: Browser) -> str:
    """The secret that opens this tab's run."""
    session: str = tab.welcome.session
    return session


@contextmanager
def tab_of(client: Client) -> Iterator[Browser]:
    """A tab, and its session."""
    with Browser(client.base_url.port or 80) as tab:
        yield tab.ready()


def refusal(response: Response, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["cache-control"] == "no-store"
    body: dict[str, Any] = response.json()
    assert set(body) == {"field", "sentence"}
    assert body["sentence"].endswith((".", ")"))
    return body


def test_a_run_is_downloaded_and_uploaded_again_to_the_bit(client: Client) -> None:
    with tab_of(client) as tab:
        tab.ask("advance", steps=300).ask("change", changes={"learning_rate": 0.25})
        tab.ask("advance", steps=10).ask("show", inputs=[0.5, 0.25])
        here = tab.frame.floats.tobytes()
        response = client.get(f"/runs/{session_of(tab)}.npz")
        assert response.status_code == 200
        assert response.headers["content-type"] == "application/octet-stream"
        assert response.headers["content-disposition"] == (
            f'attachment; filename="learning-loop-{PRESETS["welcome"].experiment.data.name}'
            '-step-310.npz"'
        )
        saved = Trainer.load(BytesIO(response.content))
        assert saved.step == 310
        tab.ask("load", preset="tiny")
        answer = client.post(f"/runs/{session_of(tab)}", content=response.content)
        assert answer.json() == {"step": 310, "end": 310}
        next_frame(tab)
        assert tab.frame.floats.tobytes() == here
        assert [entry.changes for entry in tab.experiment.journal] == [{"learning_rate": 0.25}]
        tab.ask("undo")
        assert tab.frame.step == 300


def test_a_file_that_is_no_run_is_refused_with_a_reason(client: Client) -> None:
    with tab_of(client) as tab:
        for content in (b"", b"PK", b"x" * 1000):
            body = refusal(client.post(f"/runs/{session_of(tab)}", content=content), 400)
            assert body["sentence"] == "This file is not a saved run, or is cut off."
        tab.ask("advance")
        assert tab.frame.step == 1


def test_a_file_that_unpacks_to_far_too_much_is_refused(client: Client) -> None:
    file = BytesIO()
    np.savez_compressed(file, run=np.zeros(3 * 2**20, np.uint8))
    assert len(file.getvalue()) < 2**20
    with tab_of(client) as tab:
        body = refusal(client.post(f"/runs/{session_of(tab)}", content=file.getvalue()), 400)
    assert "claims to be larger" in body["sentence"]


@pytest.mark.parametrize("path", ["/runs/{}", "/runs/{}/table", "/tables"])
def test_what_is_too_large_is_refused(client: Client, path: str) -> None:
    with tab_of(client) as tab:
        body = b"1,2\n" * 2**18 + b"1"
        response = client.post(path.format(session_of(tab)), content=body)
        assert refusal(response, 413)["sentence"] == (
            "This file is too large: at most 1 MiB are possible."
        )
        streamed = client.post(path.format(session_of(tab)), content=iter([body[:-2], body]))
        refusal(streamed, 413)


def uploading(length: int) -> Request:
    """A request that says how long its body is, and has all of it there."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"x" * length, "more_body": False}

    headers = [(b"content-length", str(length).encode())]
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


@pytest.mark.parametrize(
    ("length", "fit"), [(MOST_BYTES_IN_ALL // 4, 4), (1, MOST_BYTES_IN_ALL // LEAST_ROOM)]
)
def test_what_waits_to_be_read_takes_up_room_until_it_is_read(length: int, fit: int) -> None:
    async def crowd() -> None:
        uploads = Uploads()
        async with AsyncExitStack() as waiting:
            for _ in range(fit):
                body = await waiting.enter_async_context(uploads.body(uploading(length), length))
                assert len(body) == length
            with pytest.raises(Refused, match="busy with other files"):
                await waiting.enter_async_context(uploads.body(uploading(length), length))
        async with uploads.body(uploading(length), length):
            pass  # there is room again

    asyncio.run(crowd())


@pytest.mark.parametrize("session", ["unknown", "", "%00", "a" * 5000])
def test_a_session_that_is_not_known_has_no_files(client: Client, session: str) -> None:
    if session:
        refusal(client.get(f"/runs/{session}.npz"), 404)
        refusal(client.post(f"/runs/{session}", content=b""), 404)
        refusal(client.post(f"/runs/{session}/table", content=CSV), 404)
    else:
        assert client.post("/runs/", content=b"").status_code in (404, 405)


def test_a_text_is_read_as_a_table_with_a_preview(client: Client) -> None:
    answer = client.post("/tables", content=CSV)
    assert answer.status_code == 200
    body = answer.json()
    assert Table.from_dict(body["table"]) == Table.from_csv(CSV)
    assert body["preview"] == {
        "columns": ["height", "weight"],
        "target_column": "kind",
        "rows": [[1.5, 3, "cat"], [2.5, 4, "dog"], [1.25, 5, "cat"], [2.75, 6, "dog"]],
        "count": 4,
        "task": "binary",
        "classes": ["cat", "dog"],
        "large": False,
    }


def test_a_table_is_read_as_the_query_says(client: Client) -> None:
    query = {"target": "height", "delimiter": ",", "header": "true", "standardise": "false"}
    body = client.post("/tables", params={**query, "target": "weight"}, content=NUMBERS).json()
    assert body["preview"]["task"] == "regression"
    assert body["preview"]["columns"] == ["height", "age"]
    assert body["preview"]["rows"][0] == [1.5, 7.5, 3.25]
    assert body["table"]["input_scale"]["mean"] == [0, 0]
    by_number = client.post("/tables", params={**query, "target": "2"}, content=NUMBERS).json()
    assert by_number == body


NUMBERS = "height,weight,age\n1.5,3.25,7.5\n2.5,4.5,8.5\n3.5,1.5,9.5\n"


@pytest.mark.parametrize(
    ("query", "content", "words"),
    [
        ({}, b"", "The table is empty."),
        ({}, b"a,b\n1,x\n,y\n", "Row 3, column 1"),
        ({}, b"\x00\x01", "not a text file"),
        ({"target": "colour"}, CSV.encode(), "There is no column “colour”"),
        ({"target": "9"}, CSV.encode(), "from 1 to 3"),
        ({"delimiter": "-"}, CSV.encode(), "separated by"),
        ({"header": "perhaps"}, CSV.encode(), "header is true or false."),
    ],
)
def test_a_text_that_is_no_table_is_refused_with_a_sentence(
    client: Client, query: dict[str, str], content: bytes, words: str
) -> None:
    assert words in refusal(client.post("/tables", params=query, content=content), 400)["sentence"]


def test_what_spreadsheets_write_is_read(client: Client) -> None:
    text = "größe;art\n1,5;süß\n2,5;herb\n"
    for encoding in ("utf-8", "utf-8-sig", "cp1252"):
        body = client.post("/tables", content=text.encode(encoding)).json()
        assert body["preview"]["columns"] == ["größe"]
        assert body["preview"]["rows"][0] == [1.5, "süß"]


def test_a_run_goes_on_with_a_table_of_ones_own(client: Client) -> None:
    with tab_of(client) as tab:
        answer = client.post(f"/runs/{session_of(tab)}/table", content=CSV)
        assert answer.json()["preview"]["count"] == 4
        next_frame(tab)
        table = tab.experiment.experiment["data"]["table"]
        assert Table.from_dict(table) == Table.from_csv(CSV)
        assert tab.experiment.training_count + tab.experiment.test_count == 4
        plain = client.post("/tables", content=NUMBERS).json()["table"]
        assert client.post(f"/runs/{session_of(tab)}/table", json=plain).status_code == 200
        next_frame(tab)
        assert tab.experiment.experiment["loss"] == "half_square"
        for bad in ("{", "[1]", '{"inputs": 3}', "[" * 100_000):
            headers = {"content-type": "application/json"}
            response = client.post(f"/runs/{session_of(tab)}/table", content=bad, headers=headers)
            refusal(response, 400)


def test_a_large_table_comes_without_its_rows(client: Client) -> None:
    rows = MOST_CELLS // 3 + 1
    text = "".join(f"{i},{i * 7 % 11},{'ab'[i % 2]}\n" for i in range(rows))
    with tab_of(client) as tab:
        answer = client.post(f"/runs/{session_of(tab)}/table", content=text)
        assert answer.json()["preview"]["large"]
        next_frame(tab)
        experiment = tab.experiment.experiment
        assert experiment["data"]["samples"] == rows
        assert experiment["data"]["table"]["inputs"] == []
        assert experiment["data"]["table"]["classes"] == ["a", "b"]
        assert len(json.dumps(tab.experiment.model_dump())) < 8_000
        record = {
            "experiment": tab.experiment.initial,
            "journal": [entry.model_dump() for entry in tab.experiment.journal],
            "step": 0,
        }
        saved = client.get(f"/runs/{session_of(tab)}.npz").content
    with Browser(client.base_url.port or 80, run=record) as other:
        assert other.ready().welcome.resumed == "lost"
        assert "too large for the page to keep" in other.welcome.sentence
    assert len(Trainer.load(BytesIO(saved)).data.inputs) == rows


def test_too_many_large_tables_are_refused() -> None:
    table = Table.from_arrays(np.random.default_rng(0).random((5000, 100)), np.arange(5000) / 7)
    changes = {"data": {"table": table}}
    check_tables([(0, changes)] * 6, changes)
    with pytest.raises(ExperimentError, match="too many large tables"):
        check_tables([(0, changes)] * 7, changes)


@pytest.mark.parametrize("path", ["/tables", "/runs/unknown", "/runs/unknown/table"])
def test_a_page_of_another_site_may_not_upload(client: Client, path: str) -> None:
    refused = client.post(path, content=CSV, headers={"origin": "http://evil.example"})
    assert refused.status_code == 403
    allowed = client.post(path, content=CSV, headers={"origin": str(client.base_url).rstrip("/")})
    assert allowed.status_code in (200, 404)


def test_saved_runs_with_many_states_are_thinned_out(client: Client) -> None:
    trainer = Trainer(PRESETS["digits"].experiment)
    trainer.run(300)
    file = BytesIO()
    write_run(file, trainer.saved())
    with tab_of(client) as tab:
        answer = client.post(f"/runs/{session_of(tab)}", content=file.getvalue())
        assert answer.json() == {"step": 300, "end": 300}


def test_sessions_are_not_logged() -> None:
    record = logging.LogRecord(
        "uvicorn.access",
        logging.INFO,
        "",
        0,
        '%s - "%s %s HTTP/%s" %d',
        ("127.0.0.1:1", "GET", "/runs/A-secret_1.npz?x=1", "1.1", 200),
        None,
    )
    assert WithoutSecrets().filter(record)
    assert record.getMessage() == '127.0.0.1:1 - "GET /runs/….npz?x=1 HTTP/1.1" 200'
