"""Signs of life of roles that run in other processes."""

from datetime import datetime

from sqlalchemy import ARRAY, Column, DateTime, String
from sqlmodel import Field, SQLModel


class HeartbeatRow(SQLModel, table=True):
    """When a role last said that it lives."""

    __tablename__ = "heartbeat"

    role: str = Field(primary_key=True)
    seen: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    # Kinds of work that failed a moment ago and will be tried again.
    put_off: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(String), nullable=False))
