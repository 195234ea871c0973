"""The table of misunderstandings."""

from datetime import date

from sqlmodel import Field, SQLModel


class MisunderstandingRow(SQLModel, table=True):
    """How often words were taken for one topic and another was chosen, in one month.

    `chosen` is empty where somebody said that the answer was not what they had asked. Equal to `guessed`
    where Heard was unsure and right.
    """

    __tablename__ = "misunderstanding"

    month: date = Field(primary_key=True)  # its first day
    guessed: str = Field(primary_key=True)
    chosen: str = Field(primary_key=True)
    times: int
