"""Frozen numbers of a wave, or of several together, and the papers made from them."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, LargeBinary, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
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


class PoolRow(SQLModel, table=True):
    """Several closed waves of one survey as one: those that closed from a first to a last day.

    `waves` are in the order of their ids: the same ones are one row. Until the worker has counted them,
    `taken` and `published` are missing.
    """

    __tablename__ = "pool"
    __table_args__ = (UniqueConstraint("waves"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    survey: str = Field(index=True)
    first: date
    last: date
    waves: list[UUID] = Field(sa_column=Column(ARRAY(Uuid()), nullable=False))
    taken: date | None = None
    published: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))


class PoolPaperRow(SQLModel, table=True):
    """One printed form of a pool."""

    __tablename__ = "pool_paper"

    pool_id: UUID = Field(primary_key=True, foreign_key="pool.id")
    kind: str = Field(primary_key=True)
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
