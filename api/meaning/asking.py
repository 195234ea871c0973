"""What a comment is, in SQL: the words of a response that a snapshot holds."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
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
