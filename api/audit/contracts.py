"""The audit trail as other programs get it."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel


class Entry(BaseModel):
    """One act. `account`: the account, or the key of a program, behind `who`. `words`: what `what` means.

    `before` and `digest` are in hexadecimal: each entry's `before` is the digest of the entry before.
    """

    number: int
    at: datetime
    who: str
    account: UUID | None
    what: str
    words: str
    subject: UUID | None
    before: str
    digest: str
