"""Who may enter the console: one-time links and sessions, kept as digests."""

from datetime import datetime

from sqlalchemy import Column, DateTime
from sqlmodel import Field, SQLModel


class SignInLinkRow(SQLModel, table=True):
    """A link that signs in once."""

    __tablename__ = "sign_in_link"

    digest: bytes = Field(primary_key=True)
    expires: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class StaffSessionRow(SQLModel, table=True):
    """One signed-in browser and who said to sit at it; deleting the row signs it out."""

    __tablename__ = "staff_session"

    digest: bytes = Field(primary_key=True)
    name: str
    title: str
    expires: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
