"""What a comment is, in SQL: the words of a response that a snapshot holds.

Nobody who reads comments is to see which of several questions were written by one person: under each question
they stand in an order of its own and have names of its own.
"""

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, func, literal
from sqlmodel import col

from api.runs.tables import ResponseRow


def words_of(question: str) -> Any:
    """The words of a response to a question."""
    return col(ResponseRow.answers)[question].astext


def is_comment(wave_id: UUID, question: str) -> Sequence[ColumnElement[bool]]:
    """The conditions on a response."""
    return (
        col(ResponseRow.wave_id) == wave_id,
        col(ResponseRow.snapshot_id).is_not(None),
        words_of(question) != "",
    )


def drawn(question: str) -> ColumnElement[str]:
    """The name of a comment, by which comments are in random order: of the question and the random id."""
    return func.md5(literal(question) + cast(col(ResponseRow.id), String))


def name_of(question: str, response_id: UUID) -> str:
    """The same, of a comment that is at hand."""
    return hashlib.md5(f"{question}{response_id}".encode(), usedforsecurity=False).hexdigest()
