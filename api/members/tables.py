"""STAG members: people who chose to be known, kept apart from every answer."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class MemberRow(SQLModel, table=True):
    """A practitioner of the action group."""

    __tablename__ = "member"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str
    agency: str
    joined: date


class InvitationRow(SQLModel, table=True):
    """A single-use code, kept as its digest; who it was made for."""

    __tablename__ = "invitation"

    code_digest: bytes = Field(primary_key=True)
    # What pages call it by: the digest is not for showing.
    id: UUID = Field(default_factory=uuid4, unique=True)
    name: str
    agency: str
    expires: date
    used: bool = False


class AddressRow(SQLModel, table=True):
    """Where a member is reached: a Telegram chat, or a browser by the digest of its token."""

    __tablename__ = "address"
    __table_args__ = (UniqueConstraint("kind", "value"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    member_id: UUID = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    kind: str
    value: str
