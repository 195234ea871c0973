"""Frozen numbers of a wave, and the papers made from them."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Column, LargeBinary, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel


class SnapshotRow(SQLModel, table=True):
    """What is published of a wave from one day on; its numbers never change."""

    __tablename__ = "snapshot"
    __table_args__ = (UniqueConstraint("wave_id", "number"),)

    id: UUID = Field(primary_key=True)
    wave_id: UUID = Field(foreign_key="wave.id")
    number: int
    taken: date
    published: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))


class PaperRow(SQLModel, table=True):
    """One printed form of a snapshot."""

    __tablename__ = "paper"

    snapshot_id: UUID = Field(primary_key=True, foreign_key="snapshot.id")
    kind: str = Field(primary_key=True)
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
