"""The folders of lessons: which files there are, and all of them read."""

import re
from pathlib import Path
from typing import Final

from app.assets import folder
from app.lessons.chapter import read_chapter
from app.lessons.documents import ChapterDocument, LessonsDocument, QuestionDocument
from app.lessons.errors import LessonError, quoted, unknown
from app.lessons.lens import LENSES, read_lens
from app.lessons.markup import Element, parse

LARGEST_FILE: Final = 256 * 1024
MOST_CHAPTERS: Final = 40
CHAPTER: Final = "chapter.html"
FILES: Final = (CHAPTER, *(f"{lens}.html" for lens in LENSES))


def read_lessons(own: Path | None = None) -> LessonsDocument:
    """The lessons of the project, with chapters of one's own added, or in place of its.

    Raises LessonError.
    """
    chapters = read_folder(folder("templates") / "lessons")
    if own is not None:
        chapters |= read_folder(own)
    found = [chapters[number] for number in sorted(chapters)]
    check_ids(found)
    return {"chapters": found}


def read_folder(root: Path) -> dict[int, ChapterDocument]:
    """The chapters in a folder, by number. Raises LessonError."""
    try:
        entries = [entry for entry in sorted(root.iterdir()) if not entry.name.startswith(".")]
        folders = [entry for entry in entries if entry.is_dir()]
    except OSError as error:
        raise LessonError(f"The lessons in {root} cannot be read: {error.strerror}.") from None
    if not folders:
        raise LessonError(f"There are no lessons in {root}: a chapter is a folder like 1-a-name.")
    if len(folders) > MOST_CHAPTERS:
        raise LessonError(f"There are more than {MOST_CHAPTERS} chapters in {root}.")
    chapters: dict[int, ChapterDocument] = {}
    for each in folders:
        match = re.fullmatch(r"(\d{1,3})-[a-z0-9-]{1,60}", each.name)
        if match is None:
            raise LessonError("A chapter's folder is named like 1-a-name.", file=each.name)
        number = int(match[1])
        if number in chapters:
            raise LessonError(f"There is another chapter {number}.", file=each.name)
        chapters[number] = read_chapter_folder(root, each, number)
    return chapters


def read_chapter_folder(root: Path, place: Path, number: int) -> ChapterDocument:
    """A chapter with its lenses. Raises LessonError."""
    try:
        entries = sorted(place.iterdir())
    except OSError as error:
        raise LessonError(f"It cannot be read: {error.strerror}.", file=place.name) from None
    for entry in entries:
        if entry.suffix.lower() in (".html", ".htm") and entry.name not in FILES:
            raise LessonError(unknown("lesson file", entry.name, FILES), file=place.name)
    names = {entry.name for entry in entries}
    if CHAPTER not in names:
        raise LessonError(f"{CHAPTER} is missing.", file=place.name)
    name = f"{place.name}/{CHAPTER}"
    try:
        chapter = read_chapter(read_file(root, place / CHAPTER), number, place.name)
    except LessonError as error:
        raise error.within(name) from None
    for lens in LENSES:
        path = place / f"{lens}.html"
        if path.name in names:
            try:
                chapter["lenses"][lens] = read_lens(read_file(root, path), lens)
            except LessonError as error:
                raise error.within(f"{place.name}/{path.name}") from None
    return chapter


def read_file(root: Path, path: Path) -> Element:
    """A file of a folder as a tree. Raises LessonError."""
    try:
        if not path.resolve(strict=True).is_relative_to(root.resolve()):
            raise LessonError("This is a link out of the folder of the lessons.")
        if not path.is_file():
            raise LessonError("This is no file.")
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise LessonError(f"It cannot be read: {error.strerror}.") from None
    if len(content) > LARGEST_FILE:
        raise LessonError(f"A file of a lesson has at most {LARGEST_FILE // 1024} KiB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise LessonError("This is not written in UTF-8.", line) from None
    return parse(text)


def check_ids(chapters: list[ChapterDocument]) -> None:
    """Every step has an id of its own, and questions name steps that exist. Raises LessonError."""
    where: dict[str, str] = {}
    for chapter in chapters:
        for lens, document in chapter["lenses"].items():
            file = f"{chapter['name']}/{lens}.html"
            for step in document["steps"]:
                if step["id"] in where:
                    raise LessonError(
                        f"The step {quoted(step['id'])} is in {where[step['id']]} as well.",
                        file=file,
                    )
                where[step["id"]] = file
    for chapter in chapters:
        for question in questions_of(chapter):
            if question["step"] is not None and question["step"] not in where:
                raise LessonError(
                    unknown("step", question["step"], where), file=f"{chapter['name']}/{CHAPTER}"
                )


def questions_of(chapter: ChapterDocument) -> list[QuestionDocument]:
    """All questions of a chapter."""
    return [*chapter["closing"], *(each["question"] for each in chapter["narrations"])]
