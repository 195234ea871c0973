"""The attacker: what somebody who knows all the rules can work out from everything published of a wave."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, inf

from api.findings.protection import (
    BASE_LEAST,
    HALF_STEP,
    PEOPLE_STEP,
    SMALL_UPTO,
    WIDTH,
    highest,
    lowest,
    lowest_base,
)
from api.findings.published import Published, Table
from api.findings.timing import NEW_LEAST

ALMOST = 1e-6
# Whoever sees a number fall learns that somebody took their answers back, and supposes as few as can be.
TAKEN_BACK = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89)

Name = tuple[int, str, str]
"""Snapshot number, question, answer."""
Cells = dict[Name, int]
"""The column of each unknown count."""


@dataclass
class System:
    """Integer unknowns between bounds, and sums of them between bounds."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    rows: list[tuple[dict[int, int], float, float]] = field(default_factory=list)

    def unknown(self, low: float, high: float = inf) -> int:
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def between(self, low: float, terms: dict[int, int], high: float = inf) -> None:
        self.rows.append((terms, low, high))

    def at_most(self, smaller: int, larger: int, by: int = 0) -> None:
        self.between(by, {larger: 1, smaller: -1})


class Infeasible(ValueError):
    """No true counts can stand behind these publications: they contradict each other."""


def pinned(history: Sequence[Published]) -> set[str]:
    """Questions with a hidden answer that may be small and can be narrowed to WIDTH or fewer whole numbers.

    "6 or 7" names nobody: a count is small up to SMALL_UPTO.
    `history` is everything published of one wave, in order. Every hidden answer is tried, whatever it truly
    is: a gate that looked at the truth would tell about it by what it stops.
    """
    for fewer in TAKEN_BACK:
        try:
            found = intervals(history, fewer)
        except Infeasible:
            continue
        return {key for (_, key, _), (low, high) in found.items() if low <= SMALL_UPTO and high - low < WIDTH}
    # Nothing that we can think of stands behind these numbers: then none of them is shown.
    return {table.key for table in history[-1].every_table}


def intervals(history: Sequence[Published], fewer: int = 0) -> dict[Name, tuple[int, int]]:
    """Smallest and largest possible count of every hidden answer; Infeasible when no counts can be.

    `fewer`: how many people at most have taken their answers back between two snapshots.
    """
    system = System()
    cells: Cells = {}
    hidden: list[Name] = []
    people = [_people(system, published) for published in history]
    for place, published in enumerate(history):
        if place:
            by = NEW_LEAST if not published.final else 0
            system.at_most(people[place - 1], people[place], by - fewer)
        if published.signposts is not None:
            hidden += _signposts(system, cells, published.number, published.signposts, people[place])
        for table in published.tables:
            hidden += put_table(system, cells, published.number, table, people[place])
        for table in published.tables:
            _after(system, cells, published.number, table)
    for earlier, later in zip(history, history[1:], strict=False):
        _grown(system, cells, earlier.number, later.number, fewer)
    return {name: reach(system, cells[name]) for name in hidden}


def _people(system: System, published: Published) -> int:
    if published.answered is None:
        return system.unknown(0, BASE_LEAST - 1)
    # Only its upper end tells anything of a table: how many skipped a question is not known.
    low = max((lowest_base(table) for table in published.tables), default=0)
    return system.unknown(max(low, BASE_LEAST), published.answered + PEOPLE_STEP // 2 - 1)


def put_table(system: System, cells: Cells, number: int, table: Table, people: int) -> Iterator[Name]:
    """What a table says; `people` is the column of those who could be in it. Gives its hidden answers."""
    if table.base is None:
        return
    base = system.unknown(lowest_base(table), table.base + HALF_STEP)
    system.at_most(base, people)
    cells[number, table.key, ""] = base
    columns = []
    for cell in table.cells:
        column = system.unknown(lowest(cell, table.base), highest(cell, table.base))
        cells[number, table.key, cell.value] = column
        columns.append(column)
        if table.several:
            system.at_most(column, base)
        if cell.shown is None and not cell.most:
            yield number, table.key, cell.value
    total = dict.fromkeys(columns, 1) | {base: -1}
    system.between(0, total, inf if table.several else 0)


def _signposts(system: System, cells: Cells, number: int, table: Table, people: int) -> Iterator[Name]:
    """Whoever answered is one of the runs. Of the survey's own answers none says which card was shown."""
    if table.base is None:
        return
    most = table.base + PEOPLE_STEP // 2 - 1
    runs = system.unknown(BASE_LEAST, most)
    system.at_most(people, runs)
    for cell in table.cells:
        high = most if cell.most else highest(cell, table.base)
        column = cells[number, table.key, cell.value] = system.unknown(lowest(cell, table.base), high)
        system.at_most(column, runs)
        if cell.shown is None and not cell.most:
            yield number, table.key, cell.value


def _after(system: System, cells: Cells, number: int, table: Table) -> None:
    """No more people answer than were asked."""
    if table.base is None or table.after is None:
        return
    before = cells.get((number, table.after.question, table.after.answer))
    if before is not None:
        system.at_most(cells[number, table.key, ""], before)


def _grown(system: System, cells: Cells, earlier: int, later: int, fewer: int) -> None:
    """A wave gains responses: no count falls, but by those that were taken back."""
    for (number, key, value), column in list(cells.items()):
        if number == earlier and (later, key, value) in cells:
            system.at_most(column, cells[later, key, value], -fewer)


def reach(system: System, column: int) -> tuple[int, int]:
    """The smallest and largest whole number that an unknown can be. Raises Infeasible."""
    return ceil(_solve(system, column, 1) - ALMOST), floor(-_solve(system, column, -1) + ALMOST)


def _solve(system: System, column: int, sign: int) -> float:
    """The least value of sign times one unknown, over all whole-number solutions."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import lil_array

    matrix = lil_array((len(system.rows), len(system.low)))
    for place, (terms, _, _) in enumerate(system.rows):
        for unknown, factor in terms.items():
            matrix[place, unknown] = factor
    aim = np.zeros(len(system.low))
    aim[column] = sign
    lows, highs = ([row[end] for row in system.rows] for end in (1, 2))
    found = milp(
        aim,
        integrality=np.ones(len(system.low)),
        bounds=Bounds(np.array(system.low), np.array(system.high)),
        constraints=LinearConstraint(matrix.tocsr(), lows, highs),
    )
    if found.fun is None:
        raise Infeasible("the published numbers contradict each other")
    return float(found.fun)
