"""Reminders that wait for their day."""

from datetime import date
from uuid import UUID

from sqlmodel import Field, SQLModel


class ReminderRow(SQLModel, table=True):
    """One member, one stage, one day: tapped twice, it is there once. It goes when it is sent.

    `made` is the day on which it was asked for; nothing here has a finer time, and nothing is of a case.
    """

    __tablename__ = "reminder"

    member_id: UUID = Field(primary_key=True, foreign_key="member.id", ondelete="CASCADE")
    stage: str = Field(primary_key=True)
    due: date = Field(primary_key=True)
    made: date
