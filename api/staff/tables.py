"""Accounts of the staff, how each proves who they are, and the browsers in which they are signed in."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, Column, DateTime, LargeBinary, String, UniqueConstraint
from sqlmodel import Field, SQLModel


def _moment(*, null: bool = False) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=null)


class AccountRow(SQLModel, table=True):
    """Somebody of the staff.

    A local account has an address, a password and a second factor; one of an identity provider has the
    provider's name for it instead. A closed one stays, so that its name is not given to another person.
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    # In small letters: what is typed to sign in.
    email: str | None = Field(default=None, unique=True)
    name: str
    title: str
    roles: list[str] = Field(sa_column=Column(ARRAY(String), nullable=False))
    # An argon2 hash; None until somebody has followed their invitation.
    password: str | None = None
    # The shared secret of the second factor, sealed under a key that lies outside the database.
    factor: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    # The last step of time (30 s) whose code was used: no code works twice.
    step: int = 0
    issuer: str | None = None
    subject: str | None = None
    made: date
    seen: date | None = None
    closed: date | None = None
    # Wrong passwords and codes in a row, and until when no further try was or is looked at after the last.
    misses: int = 0
    waits: datetime | None = Field(default=None, sa_column=_moment(null=True))


class RecoveryCodeRow(SQLModel, table=True):
    """One of the codes that stand in for a lost second factor, as its digest; it goes when it is used."""

    __tablename__ = "recovery_code"

    digest: bytes = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", index=True)


class SignInLinkRow(SQLModel, table=True):
    """A link that works once: it makes the account of an administrator, or opens one that is there."""

    __tablename__ = "sign_in_link"

    digest: bytes = Field(primary_key=True)
    expires: datetime = Field(sa_column=_moment())
    account_id: UUID | None = Field(default=None, foreign_key="account.id", ondelete="CASCADE", index=True)


class Stage(StrEnum):
    """code: the password was right, the second factor is asked. factor: it is being set up. in: signed in."""

    CODE = "code"
    FACTOR = "factor"
    IN = "in"


class StaffSessionRow(SQLModel, table=True):
    """One browser and whose it is; deleting the row signs it out."""

    __tablename__ = "staff_session"

    digest: bytes = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    stage: str
    opened: datetime = Field(sa_column=_moment())
    seen: datetime = Field(sa_column=_moment())
    expires: datetime = Field(sa_column=_moment())
    # A second factor that is shown to be set up and not proven yet, sealed as it is in the account.
    offered: bytes | None = Field(default=None, sa_column=Column(LargeBinary))


class ApiKeyRow(SQLModel, table=True):
    """What another program shows to be let in: kept as a digest, good for its scopes until its last day."""

    __tablename__ = "api_key"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str
    # The beginning of the key, by which people tell it from others.
    prefix: str = Field(unique=True)
    digest: bytes
    scopes: list[str] = Field(sa_column=Column(ARRAY(String), nullable=False))
    maker: str
    made: date
    expires: date
    used: date | None = None
    revoked: date | None = None
