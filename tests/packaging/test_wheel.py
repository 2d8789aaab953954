"""The wheel carries everything that the page needs, and neither it nor the sdist needs Node."""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from hatch_build import NO_NODE, vendor_is_current

ROOT = Path(__file__).resolve().parents[2]
VENDOR = "app/static/vendor/"


def build(target: str, source: Path, folder: Path, **environment: str) -> Path:
    """Build a wheel or an sdist from `source` into `folder`."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target]
    command += ["--directory", str(folder)]
    subprocess.run(
        command, cwd=source, env={**os.environ, **environment}, check=True, capture_output=True
    )
    (built,) = folder.iterdir()
    return built


def tracked(*folders: str) -> set[str]:
    """The files of some folders that git knows."""
    listed = subprocess.check_output(["git", "ls-files", *folders], cwd=ROOT, text=True)
    return {name for name in listed.splitlines() if (ROOT / name).exists()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    return zipfile.ZipFile(build("wheel", ROOT, tmp_path_factory.mktemp("wheel")))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked source distribution."""
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))) as archive:
        # Pythons before 3.11.4 know no filters.
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
        archive.extractall(folder)
    (unpacked,) = folder.iterdir()
    return unpacked


def test_wheel_holds_every_tracked_file_of_the_packages(wheel: zipfile.ZipFile) -> None:
    assert tracked("app", "engine") <= set(wheel.namelist())


def test_wheel_holds_every_tracked_page_script_and_style(wheel: zipfile.ZipFile) -> None:
    wanted = {f"app/{name}" for name in tracked("static", "templates")}
    assert wanted <= set(wheel.namelist())


def test_wheel_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"app", "engine"}
    assert not [name for name in wheel.namelist() if re.search(r"node_modules|__pycache__", name)]


def test_every_module_in_the_import_map_is_in_the_wheel_with_its_hash(
    wheel: zipfile.ZipFile,
) -> None:
    import_map = json.loads(wheel.read(f"{VENDOR}importmap.json"))
    for address, integrity in import_map["integrity"].items():
        digest = hashlib.sha384(wheel.read(f"app/{address.removeprefix('./')}")).digest()
        assert integrity == f"sha384-{base64.b64encode(digest).decode()}", address
    assert set(import_map["imports"].values()) <= set(import_map["integrity"])


@pytest.mark.parametrize("sheet", ["fonts.css", "uplot.css", "katex.css"])
def test_every_font_that_a_style_sheet_names_is_in_the_wheel(
    wheel: zipfile.ZipFile, sheet: str
) -> None:
    text = wheel.read(f"{VENDOR}{sheet}").decode()
    named = set(re.findall(r"""url\(["']?([^"')]+)""", text))
    assert {f"{VENDOR}{name}" for name in named} <= set(wheel.namelist())


def test_wheel_gives_the_licence_of_every_library_in_it(wheel: zipfile.ZipFile) -> None:
    licences = wheel.read(f"{VENDOR}THIRD_PARTY_LICENSES.txt").decode()
    dependencies = json.loads((ROOT / "package.json").read_text())["dependencies"]
    for name, version in dependencies.items():
        assert f"{name} {version} (" in licences


def test_sdist_builds_the_same_wheel_without_node(
    wheel: zipfile.ZipFile, sdist: Path, tmp_path: Path
) -> None:
    from_sdist = zipfile.ZipFile(build("wheel", sdist, tmp_path / "wheel", PATH="/nowhere"))
    contents = {entry.filename: entry.CRC for entry in wheel.infolist()}
    assert {entry.filename: entry.CRC for entry in from_sdist.infolist()} == contents


def test_build_without_node_says_what_is_needed(sdist: Path, tmp_path: Path) -> None:
    lock = sdist / "package-lock.json"
    before = lock.read_text()
    lock.write_text(f"{before}\n")
    try:
        with pytest.raises(subprocess.CalledProcessError) as failure:
            build("wheel", sdist, tmp_path / "wheel", PATH="/nowhere")
    finally:
        lock.write_text(before)
    assert NO_NODE in failure.value.stderr.decode()


def test_libraries_are_built_again_when_contents_change_and_not_when_times_do(
    sdist: Path,
) -> None:
    script = sdist / "web/vendor.mjs"
    os.utime(script)
    assert vendor_is_current(sdist)
    before = script.read_text()
    script.write_text(before.replace("uplot", "uPlot"))
    changed = vendor_is_current(sdist)
    script.write_text(before)
    assert not changed
