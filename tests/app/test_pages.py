"""The page, its headers and its files, and the answers for machines."""

import json
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.assets import folder
from app.headers import content_security_policy
from app.main import create_app
from app.settings import Settings
from engine import catalog


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """A client of a started application."""
    with TestClient(create_app(Settings()), base_url="http://localhost:8000") as client:
        yield client


def directives(policy: str) -> dict[str, list[str]]:
    """A content security policy by directive."""
    return {part.split()[0]: part.split()[1:] for part in policy.split(";")}


@pytest.mark.parametrize("path", ["/", "/healthz", "/no/such/page", "/static/js/main.js"])
def test_every_answer_has_the_headers_that_keep_it_to_itself(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    policy = directives(headers["content-security-policy"])
    assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'self'"]
    assert policy["connect-src"] == ["'self'", "ws://localhost:8000", "wss://localhost:8000"]
    everything = " ".join(sources for parts in policy.values() for sources in parts)
    assert "unsafe" not in everything
    assert "*" not in everything


def test_each_page_has_a_nonce_of_its_own_on_every_inline_element(client: TestClient) -> None:
    nonces = set()
    for _ in range(3):
        response = client.get("/")
        policy = directives(response.headers["content-security-policy"])
        nonce = re.fullmatch(r"'nonce-(.{22})'", policy["script-src"][1])
        assert nonce is not None
        nonces.add(nonce[1])
        scripts = re.findall(r"<script\b[^>]*>", response.text)
        runs = [tag for tag in scripts if "application/json" not in tag]
        assert runs
        assert all(f'nonce="{nonce[1]}"' in tag for tag in runs)
        assert not re.search(r"\s(style|on\w+)=", response.text), "no inline styles or handlers"
    assert len(nonces) == 3


def test_a_strange_host_does_not_get_into_the_policy() -> None:
    policy = content_security_policy("n", "a.example; script-src *")
    assert directives(policy)["connect-src"] == ["'self'"]
    assert directives(policy)["script-src"] == ["'self'", "'nonce-n'"]


def test_the_page_carries_catalog_and_import_map(client: TestClient) -> None:
    text = client.get("/").text
    found = re.search(r'<script[^>]*id="catalog"[^>]*>(.*?)</script>', text, re.DOTALL)
    assert found
    assert json.loads(found[1]) == catalog()
    found = re.search(r'<script[^>]*type="importmap"[^>]*>(.*?)</script>', text, re.DOTALL)
    assert found
    imports = json.loads(found[1])["imports"]
    for address in imports.values():
        assert client.get(address.removeprefix(".")).status_code == 200


def test_every_file_that_the_page_names_is_there_and_is_ours(client: TestClient) -> None:
    addresses = re.findall(r'(?:src|href)="([^"#]+)"', client.get("/").text)
    assert addresses
    for address in addresses:
        assert not re.match(r"[a-z]+:|//", address), "no other origin"
        assert client.get("/" + address.removeprefix("./")).status_code == 200, address


@pytest.mark.parametrize(
    ("pattern", "kind", "cache"),
    [
        ("js/**/*.js", "text/javascript", "no-cache"),
        ("vendor/*.mjs", "text/javascript", "no-cache"),
        ("vendor/*.css", "text/css", "no-cache"),
        ("vendor/fonts/*.woff2", "font/woff2", "public, max-age=31536000, immutable"),
    ],
)
def test_files_have_their_type_and_stay_as_long_as_they_may(
    client: TestClient, pattern: str, kind: str, cache: str
) -> None:
    path = next(folder("static").glob(pattern)).relative_to(folder("static"))
    response = client.get(f"/static/{path.as_posix()}")
    assert response.headers["content-type"].split(";")[0] == kind
    assert response.headers["cache-control"] == cache
    again = client.get(
        f"/static/{path.as_posix()}", headers={"if-none-match": response.headers["etag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/static/../app/main.py", "/static/%2e%2e/app/main.py"])
def test_files_elsewhere_are_out_of_reach(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_where_there_is_nothing_a_page_says_so(client: TestClient) -> None:
    response = client.get("/no/such/page")
    assert response.status_code == 404
    assert "nothing at this address" in response.text


def test_health_says_who_answers(client: TestClient) -> None:
    answer = client.get("/healthz").json()
    assert (answer["name"], answer["status"]) == ("learning-loop", "ok")
    assert answer["build"] == client.get("/version").json()["build"]
    assert re.fullmatch("[0-9a-f]{12}", answer["build"])


def test_ready_until_the_server_stops(client: TestClient) -> None:
    assert client.get("/readyz").status_code == 200
    state = client.app.state  # type: ignore[attr-defined]  # TestClient says it is any callable
    state.stopping = True
    assert client.get("/readyz").status_code == 503
    state.stopping = False


def test_a_foreign_host_is_refused_with_the_flag_that_would_allow_it(client: TestClient) -> None:
    response = client.get("/", headers={"host": "pc-7.school.example"})
    assert response.status_code == 403
    assert "--allow-host pc-7.school.example" in response.text
