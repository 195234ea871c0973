"""The audit trail; triggers of migration 0003 let nobody change an entry, or remove a young one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Index, LargeBinary
from sqlmodel import Field, SQLModel


class AuditRow(SQLModel, table=True):
    """One act of somebody of the staff. Never words.

    `subject` is the name of what it was about; that of an alert stands nowhere else but sealed inside it,
    so an entry tells when staff looked, and leads to no row. `before` is the digest of the last entry.
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_at", "at"),
        Index("ix_audit_what", "what", "number"),
        Index("ix_audit_subject", "subject"),
    )

    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    who: str
    # The account behind that name; none in entries made before there were accounts.
    account: UUID | None = None
    what: str
    subject: UUID | None = None
    before: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
