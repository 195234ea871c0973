"""The record that proves each deletion."""

from datetime import date

from sqlmodel import Field, SQLModel


class DeletionRow(SQLModel, table=True):
    """What was deleted of one kind of data on one day, and what should have gone and did not."""

    __tablename__ = "deletion"

    day: date = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    # Rounded down to tens: an exact number of responses never leaves the table it was counted in.
    removed: int
    # Still there past its clock after the deletion; 0 proves it.
    overdue: int
