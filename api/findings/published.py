"""What may leave the system: protected tables, as they are stored and handed to papers and pages."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from api.findings.rules import FLOOR, Rules

REST = ":rest"
"""The value of those who gave no other answer of a table of several: it goes with none of the others."""


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


class Group(_Frozen):
    """What one group answered; the table's base are those of it who answered, withheld where too few."""

    value: str
    label: str
    table: Table


class Crossing(_Frozen):
    """One question, told apart by the answers to another about oneself, such as the school year.

    `characteristic` is the protected characteristic that `by` asks for (age, sex, race, disability, religion,
    orientation, gender), or the empty string where it is none, such as an area.
    """

    key: str
    label: str
    by: str
    by_label: str
    characteristic: str
    groups: tuple[Group, ...]


class Audit(_Frozen):
    """What the attacker found before numbers were let out.

    `tried`: hidden numbers that were attacked; `rounds`: how often, until none gave way; `withheld`: names of
    tables that were taken out for it; `narrowest`: the fewest whole numbers that a hidden one is left with.
    `rules`: which version of the rules of protection was applied.
    """

    rules: str
    tried: int
    rounds: int
    withheld: tuple[str, ...]
    narrowest: int | None


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
    # Which help cards were shown, in how many runs; none where they were not counted from the beginning.
    signposts: Table | None = None
    crossings: tuple[Crossing, ...] = ()
    audit: Audit | None = None

    @property
    def rules(self) -> Rules:
        """By which it was published."""
        return FLOOR if self.audit is None else Rules.of(self.audit.rules)

    @property
    def every_table(self) -> tuple[Table, ...]:
        """The survey's questions and the help cards: whatever can be withheld."""
        return self.tables if self.signposts is None else (*self.tables, self.signposts)


class Counts(_Frozen):
    """Everything that came from a first to a last day, counted in several ways: each thing once in each."""

    first: date
    last: date
    tables: tuple[Table, ...]
