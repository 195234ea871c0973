"""What may leave the system: protected tables, as they are stored and handed to papers and pages."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Cell(_Frozen):
    """One answer. No `shown` number means the symbol, or `most` where nearly everybody gave this answer."""

    value: str
    label: str
    shown: int | None
    percent: int | None
    most: bool


class After(_Frozen):
    """A question is only put to those who gave this answer to another; empty where it is less simple."""

    question: str
    answer: str


class Table(_Frozen):
    """One question. No `base` (people who answered it) means that the table is withheld and has no cells."""

    key: str
    label: str
    several: bool
    after: After | None
    base: int | None
    cells: tuple[Cell, ...]


class Tone(_Frozen):
    """How the comments to one question sounded; every share is right within about so many points."""

    table: Table
    within: int


class Published(_Frozen):
    """One snapshot of a wave; numbers of people are in steps of ten, None when unknown or too few to tell."""

    id: UUID
    number: int
    taken: date
    final: bool
    title: str
    audience: str
    survey: str
    version: str
    first_week: date | None
    last_week: date | None
    asked: int | None
    answered: int | None
    tables: tuple[Table, ...]
    tone: tuple[Tone, ...]
    # Which help cards were shown, in how many runs; none where they were not counted from the beginning.
    signposts: Table | None = None

    @property
    def every_table(self) -> tuple[Table, ...]:
        """The survey's questions and the help cards: whatever can be withheld."""
        return self.tables if self.signposts is None else (*self.tables, self.signposts)


class Counts(_Frozen):
    """Everything that came from a first to a last day, counted in several ways: each thing once in each."""

    first: date
    last: date
    tables: tuple[Table, ...]
