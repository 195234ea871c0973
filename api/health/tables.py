"""Signs of life of roles that run in other processes."""

from datetime import datetime

from sqlalchemy import Column, DateTime
from sqlmodel import Field, SQLModel


class HeartbeatRow(SQLModel, table=True):
    """When a role last said that it lives."""

    __tablename__ = "heartbeat"

    role: str = Field(primary_key=True)
    seen: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
