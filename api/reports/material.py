"""What a report is made from: published numbers and confirmed meaning, frozen when it is begun."""

from collections.abc import Sequence, Set
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from api.actions.contracts import ActionLine
from api.findings.published import Counts, Published
from api.meaning.contracts import Meaning


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Part(_Frozen):
    """One closed wave: how it was held, and what may be known of it.

    `kind` and `area` are labels of the partnership's lists, empty where nobody said; `setting` are the unit's
    own words from before there was a list. `place` is the same where the same group was asked, None where it
    is not known. `spoken` are the keys of questions on what language people speak.
    """

    wave_id: UUID
    setting: str | None
    kind: str = ""
    area: str = ""
    place: UUID | None = None
    spoken: tuple[str, ...] = ()
    languages: tuple[str, ...]
    closed: date
    published: Published
    meaning: Meaning

    def without_quotes(self, gone: Set[UUID]) -> Self:
        """The same part without some of its quotes."""
        left = tuple(quote for quote in self.meaning.quotes if quote.id not in gone)
        return self.model_copy(update={"meaning": self.meaning.model_copy(update={"quotes": left})})


class Silent(_Frozen):
    """A wave that has closed and of which nothing is published."""

    title: str
    closed: date


class Raised(_Frozen):
    """An issue as it stood in a published highlight report."""

    words: str
    asked: str


class Issues(_Frozen):
    """A published highlight report: which one, what it counted and what it put before the partners."""

    first: date
    last: date
    version: int
    counts: Counts
    raised: tuple[Raised, ...]


class Timed(_Frozen):
    """An action that answers what came out on a day; None for a step that has not been taken."""

    title: str
    out: date
    made: date
    begun: date | None
    done: date | None


class Material(_Frozen):
    """All of it. `parts` are what the report is on, `practitioners` the voice beside it.

    `silent` are waves of this time without numbers, `pools` waves of one survey counted together.
    `since`: the day to which the last published report of this kind went, None for the first one;
    `compared`: whether the two have anything that can be compared; `moved`: what has clearly changed since
    then, in sentences; `timed`: how soon actions followed.
    """

    parts: tuple[Part, ...]
    practitioners: tuple[Part, ...] = ()
    issues: tuple[Issues, ...] = ()
    actions: tuple[ActionLine, ...] = ()
    pools: tuple[Published, ...] = ()
    silent: tuple[Silent, ...] = ()
    since: date | None = None
    compared: bool = True
    moved: tuple[str, ...] = ()
    timed: tuple[Timed, ...] = ()

    @property
    def every_part(self) -> Sequence[Part]:
        """Those of the report, then those of practitioners."""
        return (*self.parts, *self.practitioners)

    def without_quotes(self, gone: Set[UUID]) -> Self:
        """The same material without some quotes."""
        own = tuple(part.without_quotes(gone) for part in self.parts)
        theirs = tuple(part.without_quotes(gone) for part in self.practitioners)
        return self.model_copy(update={"parts": own, "practitioners": theirs})
