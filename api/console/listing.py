"""Long lists by link: what an address asks of one, and the addresses of its other orders and pages.

Everything stands in the query, so that a page can be kept, sent on and gone back to. What makes no sense
there falls back to what the list begins with. `listing.html` draws it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from fastapi import Request

from api.console.fields import line
from api.listing import PAGE, Part

LONGEST_SEARCH = 100
SEARCH, SORT, NUMBER = "search", "sort", "page"


@dataclass(frozen=True)
class Filter:
    """What one field of the form may hold: one of some values, or (None) whatever is typed."""

    values: Collection[str] | None
    default: str = ""

    def read(self, typed: str) -> str:
        if self.values is None:
            return typed or self.default
        return typed if typed in self.values or typed == "" else self.default


@dataclass(frozen=True)
class Asked:
    """What an address asks of a list. `sort` is a column's name, with a minus for the other way."""

    path: str
    filters: Mapping[str, Filter]
    sorts: Sequence[str]
    search: str
    chosen: Mapping[str, str]
    sort: str
    number: int = 1

    def __getitem__(self, name: str) -> str:
        """The value of a filter."""
        return self.chosen[name]

    @property
    def narrowed(self) -> bool:
        """Whether the list shows less than it does to begin with."""
        return bool(self.search) or any(
            self.chosen[name] != one.default for name, one in self.filters.items()
        )

    @property
    def to_begin_with(self) -> str:
        """The address without search and filters."""
        plain = {name: one.default for name, one in self.filters.items()}
        return replace(self, search="", chosen=plain).address()

    def of(self, total: int) -> "Shown":
        """The page of so many rows that was asked for, or the last one."""
        last = max(1, -(-total // PAGE))
        return Shown(**{**vars(self), "number": min(self.number, last)}, total=total, last=last)

    def address(self, *, sort: str | None = None, number: int = 1) -> str:
        """This list in another order, from its first page unless told. What is usual is left out."""
        fields = {SEARCH: (self.search, "")}
        fields |= {name: (self.chosen[name], one.default) for name, one in self.filters.items()}
        fields |= {SORT: (sort or self.sort, self.sorts[0]), NUMBER: (str(number), "1")}
        said = {name: value for name, (value, usual) in fields.items() if value != usual}
        return f"{self.path}?{urlencode(said)}" if said else self.path


@dataclass(frozen=True)
class Shown(Asked):
    """One page of the list, now that it is known how long it is."""

    total: int = 0
    last: int = 1

    @property
    def part(self) -> Part:
        """What to ask the database for."""
        return Part(self.sort.removeprefix("-"), self.sort.startswith("-"), self.before)

    @property
    def before(self) -> int:
        """How many rows the pages before hold."""
        return (self.number - 1) * PAGE

    @property
    def until(self) -> int:
        """The number of the last row on this page."""
        return min(self.total, self.before + PAGE)

    @property
    def numbers(self) -> Iterator[int | None]:
        """The pages to link to: the ends and those beside this one, with None where some are left out."""
        wanted = sorted({1, self.last, *range(max(1, self.number - 1), min(self.last, self.number + 1) + 1)})
        for before, number in zip([0, *wanted], wanted, strict=False):
            if number - before == 2:
                yield number - 1
            elif number - before > 2:
                yield None
            yield number

    def way(self, column: str) -> str | None:
        """How the rows are ordered by a column, as `aria-sort` says it; None if they are not."""
        if self.sort.removeprefix("-") != column:
            return None
        return "descending" if self.sort.startswith("-") else "ascending"

    def sorts_by(self, column: str) -> bool:
        """Whether the list can be put in the order of a column."""
        return any(one.removeprefix("-") == column for one in self.sorts)

    def turned(self, column: str) -> str:
        """The address in the order of a column; in the other way if it is in that order already."""
        first = next(one for one in self.sorts if one.removeprefix("-") == column)
        other = column if first.startswith("-") else f"-{column}"
        return self.address(sort=other if self.sort == first else first)


def read(
    request: Request,
    sorts: Sequence[str],
    filters: Mapping[str, Filter] | None = None,
    path: str | None = None,
) -> Asked:
    """What the query asks for. `path` is the list's own page, where another one shows it.

    `sorts` names the columns that the list can be ordered by: the first is how it begins, and a minus says
    that a column is first sorted from its end (days, newest first).
    """
    query, filters = request.query_params, filters or {}
    typed = {name: line(query.get(name, one.default))[:LONGEST_SEARCH] for name, one in filters.items()}
    sort = query.get(SORT, "")
    names = [one.removeprefix("-") for one in sorts]
    number = query.get(NUMBER, "")
    return Asked(
        path=path or request.url.path,
        filters=filters,
        sorts=sorts,
        search=line(query.get(SEARCH, ""))[:LONGEST_SEARCH],
        chosen={name: one.read(typed[name]) for name, one in filters.items()},
        sort=sort if sort.removeprefix("-") in names and sort.count("-") <= 1 else sorts[0],
        number=max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 7 else 1,
    )
