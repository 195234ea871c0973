"""STAG members: people who chose to be known, kept apart from every answer."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, Column, DateTime, SmallInteger, String, UniqueConstraint
from sqlmodel import Field, SQLModel


class AgencyRow(SQLModel, table=True):
    """Of which type an agency is; one that nobody has said it of has no row."""

    __tablename__ = "agency"

    name: str = Field(primary_key=True)
    type: str


class MemberRow(SQLModel, table=True):
    """A practitioner of the action group, and how they want to be written to.

    `left_themes` are those that they have had enough of: a new theme is theirs until they leave it.
    `channels` are kinds of address in the order that they prefer; the others come after these. Quiet hours
    are whole hours of the day and may go over midnight; without them the partnership's hold. `guest`: gets
    what is sent as a test.
    """

    __tablename__ = "member"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str
    agency: str
    joined: date
    role: str | None = None
    language: str = "en"
    left_themes: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(String), nullable=False))
    channels: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(String), nullable=False))
    quiet_from: int | None = Field(default=None, sa_column=Column(SmallInteger))
    quiet_until: int | None = Field(default=None, sa_column=Column(SmallInteger))
    guest: bool = False


class InvitationRow(SQLModel, table=True):
    """A code, kept as its digest: for one person by name, or for some of an agency, who say their names."""

    __tablename__ = "invitation"

    code_digest: bytes = Field(primary_key=True)
    # What pages call it by: the digest is not for showing.
    id: UUID = Field(default_factory=uuid4, unique=True)
    name: str | None = None
    agency: str
    expires: date
    places: int = 1
    taken: int = 0


class AddressRow(SQLModel, table=True):
    """Where a member is reached: a chat, an e-mail address or a telephone, sealed; or a browser, of which the
    digest is all.
    """

    __tablename__ = "address"
    __table_args__ = (UniqueConstraint("kind", "digest"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    member_id: UUID = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    kind: str
    digest: bytes = Field(repr=False)
    sealed: bytes | None = Field(default=None, repr=False)


class LinkRow(SQLModel, table=True):
    """A link that lets a member in once, kept as its digest.

    With an address, sealed: whoever opens it has shown that mail reaches them there, and it becomes theirs.
    With an invitation: they become a member by it.
    """

    __tablename__ = "member_link"

    digest: bytes = Field(primary_key=True, repr=False)
    member_id: UUID | None = Field(default=None, foreign_key="member.id", index=True, ondelete="CASCADE")
    invitation_id: UUID | None = Field(default=None, foreign_key="invitation.id", ondelete="CASCADE")
    # Under which somebody joins by an invitation for several.
    name: str | None = Field(default=None, repr=False)
    sealed: bytes | None = Field(default=None, repr=False)
    expires: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
