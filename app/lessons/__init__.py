"""Lessons: documents that a teacher writes, read into plain data that the browser shows.

`read_lessons(folder)` is all that the rest of the server needs. docs/lessons.md says how to write
one; `documents` has the shape of what is sent.
"""

from app.lessons.errors import LessonError
from app.lessons.library import read_lessons

__all__ = ["LessonError", "read_lessons"]
