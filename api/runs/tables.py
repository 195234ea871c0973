"""What is kept of people's answers, and what keeps the two apart."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, Relationship, SQLModel

from api.waves.tables import WaveRow


class ParticipationRow(SQLModel, table=True):
    """That somebody takes part in a wave: a keyed digest, in no column with a time or a run.

    PostgreSQL's own traces, its transaction number and its place in the file, lie beside those of the
    conversation until `closing.blur` has mixed them (docs/decisions/0006-who-is-known-where.md).
    """

    __tablename__ = "participation"

    wave_id: UUID = Field(primary_key=True, foreign_key="wave.id")
    token: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))


class RunRow(SQLModel, table=True):
    """One person's pass through a wave, while it lasts; the conversation leads to it until it is finished."""

    __tablename__ = "run"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    wave_id: UUID = Field(foreign_key="wave.id", index=True)
    # Read together with the run: each turn needs both.
    wave: WaveRow = Relationship(sa_relationship_kwargs={"lazy": "joined", "innerjoin": True})
    # Sealed with the key of the wave: no copy of it can be read once the wave has closed. The digest of the
    # receipt is in it too: beside it, it would lead from here to the response.
    progress: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    finished: bool = False


class ResponseRow(SQLModel, table=True):
    """What is kept of a finished run; the Monday of its week is the finest time in a column.

    The transaction that settled it is common to its batch only, and until the wave closes.
    """

    __tablename__ = "response"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    wave_id: UUID = Field(foreign_key="wave.id", index=True)
    week: date
    answers: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    # The keyed digest of a random code that only the person has: by it they can take their answers back
    # until the wave closes and its key is gone.
    receipt: bytes | None = Field(default=None, sa_column=Column(LargeBinary, unique=True))
    snapshot_id: UUID | None = None


class SignpostRow(SQLModel, table=True):
    """In how many runs of a wave each kind of help card was shown (api.runs.cards), under the wave's key.

    It is written in the transaction that settles a batch. In clear the sums would name people: where two
    cards go with ten responses, they are those whose words have moved to the safety queue.
    """

    __tablename__ = "signpost"

    wave_id: UUID = Field(primary_key=True, foreign_key="wave.id")
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
