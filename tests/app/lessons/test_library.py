"""Folders of lessons: the project's own, others beside and in place of them, and bad ones."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.lessons.errors import LessonError
from app.lessons.library import read_lessons
from app.main import create_app
from app.settings import Settings
from tests.app.lessons.folders import CHAPTER, LENS, write

CHAPTERS = {1: "The Learning Loop", 3: "The Anatomy of a Neuron"}


def two_with_a_number(root: Path) -> None:
    write(root)
    (root / "7-ours").rename(root / "7-mine")
    write(root)


def linked_file(root: Path) -> None:
    outside = root.parent / "outside.html"
    outside.write_text(LENS, "utf-8")
    (root / "7-ours/math.html").unlink()
    (root / "7-ours/math.html").symlink_to(outside)


def linked_chapter(root: Path) -> None:
    outside = write(root.parent) / "7-ours"
    for file in (root / "7-ours").iterdir():
        file.unlink()
    (root / "7-ours").rmdir()
    (root / "7-ours").symlink_to(outside)


def dangling(root: Path) -> None:
    (root / "7-ours/math.html").unlink()
    (root / "7-ours/math.html").symlink_to(root / "nowhere")


def pipe(root: Path) -> None:
    (root / "7-ours/math.html").unlink()
    os.mkfifo(root / "7-ours/math.html")


def renamed(name: str, other: str) -> Callable[[Path], None]:
    def rename(root: Path) -> None:
        (root / name).rename(root / other)

    return rename


def same_step(root: Path) -> None:
    lens = LENS.replace('lens="math"', 'lens="example"')
    (root / "7-ours/example.html").write_text(lens, "utf-8")


BAD_FOLDERS: list[tuple[Callable[[Path], None], str]] = [
    (two_with_a_number, "7-ours: There is another chapter 7."),
    (linked_file, "7-ours/math.html: This is a link out of the folder of the lessons."),
    (linked_chapter, "7-ours/chapter.html: This is a link out of the folder of the lessons."),
    (dangling, "7-ours/math.html: It cannot be read: No such file or directory."),
    (pipe, "7-ours/math.html: This is no file."),
    (
        renamed("7-ours/math.html", "7-ours/maths.html"),
        "7-ours: There is no lesson file “maths.html”; did you mean “math.html”?",
    ),
    (renamed("7-ours/chapter.html", "7-ours/chapter.txt"), "7-ours: chapter.html is missing."),
    (renamed("7-ours", "ours"), "ours: A chapter's folder is named like 1-a-name."),
    (
        same_step,
        "7-ours/example.html: The step “our-1” is in 7-ours/math.html as well.",
    ),
]


@pytest.mark.parametrize(("damage", "sentence"), BAD_FOLDERS)
def test_a_bad_folder_is_refused_with_a_sentence(
    tmp_path: Path, damage: Callable[[Path], None], sentence: str
) -> None:
    root = tmp_path / "lessons"
    root.mkdir()
    write(root)
    damage(root)
    with pytest.raises(LessonError) as caught:
        read_lessons(root)
    assert str(caught.value) == sentence


def test_a_folder_without_lessons_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match="a chapter is a folder like 1-a-name"):
        read_lessons(tmp_path)


def test_the_projects_lessons_are_there() -> None:
    chapters = read_lessons()["chapters"]
    assert {chapter["number"]: chapter["title"] for chapter in chapters} == CHAPTERS


def test_chapters_of_ones_own_come_beside_the_projects_or_in_their_place(tmp_path: Path) -> None:
    write(tmp_path)
    numbers = [chapter["number"] for chapter in read_lessons(tmp_path)["chapters"]]
    assert numbers == [*CHAPTERS, 7]
    (tmp_path / "7-ours").rename(tmp_path / "3-ours")
    chapters = read_lessons(tmp_path)["chapters"]
    assert [chapter["title"] for chapter in chapters] == [CHAPTERS[1], "Ours"]


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "README.md").write_text("Notes")
    (tmp_path / ".git").mkdir()
    (tmp_path / "7-ours/notes.txt").write_text("Notes")
    assert read_lessons(tmp_path)


def test_lessons_are_served_and_asked_for_every_time(tmp_path: Path) -> None:
    app = create_app(Settings(lessons=write(tmp_path)))
    with TestClient(app, base_url="http://localhost") as client:
        first = client.get("/lessons.json")
        assert first.json() == json.loads(json.dumps(read_lessons(tmp_path)))
        assert first.headers["content-type"] == "application/json"
        assert first.headers["cache-control"] == "no-cache"
        again = client.get("/lessons.json", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.post("/lessons.json").status_code == 405


@pytest.mark.parametrize(
    ("chapter", "sentence"),
    [
        (None, "learning-loop: The lessons in {} cannot be read: No such file or directory.\n"),
        (
            CHAPTER.replace("<learn>", "<lern>").replace("</learn>", "</lern>"),
            "learning-loop: 7-ours/chapter.html, line 2: There is no element “lern”;"
            " did you mean “learn”?\n",
        ),
    ],
)
def test_the_server_does_not_start_with_bad_lessons(
    tmp_path: Path, chapter: str | None, sentence: str
) -> None:
    root = tmp_path / "nowhere" if chapter is None else write(tmp_path, chapter=chapter)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from app.cli import main; main()",
            "--port",
            "0",
            "--no-open",
            "--lessons",
            str(root),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == sentence.format(root)
