"""The attacker's tools: whole-number unknowns between bounds, and how far one of them can be narrowed."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil, floor, inf
from typing import TYPE_CHECKING, Any

from api.findings.case import Name
from api.findings.protection import BASE_LEAST, HALF_STEP, SMALL_UPTO, WIDTH, highest, lowest, lowest_base
from api.findings.published import REST, Table

if TYPE_CHECKING:
    import numpy as np

ALMOST = 1e-6
# Whoever sees a number fall learns that somebody took their answers back, and supposes as few as can be.
TAKEN_BACK = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89)
DOWN_EVERY = 4
"""Of so many sweeps one pushes the unknowns down: whoever pushes others up does that by the way."""
NEARLY = 0.05
"""How far from the best a sweep may end: any solution shows what an unknown can be."""

Cells = dict[Name, int]
"""The column of each unknown count."""
Spans = dict[int, tuple[int, int]]
"""Column -> the smallest and largest number that it is known to be able to be."""


class Infeasible(ValueError):
    """No true counts can stand behind these publications: they contradict each other."""


@dataclass
class System:
    """Integer unknowns between bounds, and sums of them between bounds."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    rows: list[tuple[Mapping[int, int], float, float]] = field(default_factory=list)

    def unknown(self, low: float, high: float = inf) -> int:
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def between(self, low: float, terms: Mapping[int, int], high: float = inf) -> None:
        self.rows.append((terms, low, high))

    def at_most(self, smaller: int, larger: int, by: int = 0) -> None:
        self.between(by, {larger: 1, smaller: -1})

    def sums(self, whole: int, parts: Collection[int]) -> None:
        """The whole is exactly its parts together."""
        self.between(0, {whole: -1} | dict.fromkeys(parts, 1), 0)


def put_table(
    system: System, cells: Cells, number: int, table: Table, people: int, least: int = BASE_LEAST
) -> Iterator[Name]:
    """What a table says; `people` is the column of those who could be in it. Gives its hidden answers."""
    if table.base is None:
        return
    base = system.unknown(lowest_base(table, least), table.base + HALF_STEP)
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
    rest = cells.get((number, table.key, REST))
    for column in columns:
        if rest is not None and column != rest:
            system.between(0, {base: 1, column: -1, rest: -1})
    total = dict.fromkeys(columns, 1) | {base: -1}
    system.between(0, total, inf if table.several else 0)


class Solver:
    """Solutions of one system in whole numbers."""

    def __init__(self, system: System) -> None:
        import numpy as np
        from scipy.optimize import LinearConstraint
        from scipy.sparse import coo_array

        entries = [(row, *term) for row, (terms, _, _) in enumerate(system.rows) for term in terms.items()]
        rows, columns, factors = zip(*entries, strict=True) if entries else ((), (), ())
        shape = (len(system.rows), len(system.low))
        lows, highs = ([row[end] for row in system.rows] for end in (1, 2))
        matrix = coo_array((np.array(factors, float), (rows, columns)), shape=shape).tocsr()
        self._size = len(system.low)
        self._rules: Any = LinearConstraint(matrix, lows, highs)
        self._low, self._high = np.array(system.low, float), np.array(system.high, float)

    def least(
        self, aim: Mapping[int, float], gap: float = 0, most: Mapping[int, float] | None = None
    ) -> "np.ndarray[Any, Any]":
        """A solution with the least weighted sum; `most` are further upper ends. Raises Infeasible."""
        import numpy as np
        from scipy.optimize import Bounds, milp

        high = self._high.copy()
        if most:
            places = list(most)
            high[places] = np.minimum(high[places], list(most.values()))
        weights = np.zeros(self._size)
        weights[list(aim)] = list(aim.values())
        found = milp(
            weights,
            integrality=np.ones(self._size),
            bounds=Bounds(self._low, high),
            constraints=self._rules,
            options={"mip_rel_gap": gap},
        )
        if found.x is None:
            raise Infeasible("the published numbers contradict each other")
        solution: np.ndarray[Any, Any] = np.rint(found.x)
        return solution


def reach(system: System, column: int) -> tuple[int, int]:
    """The smallest and largest whole number that an unknown can be. Raises Infeasible."""
    solver = Solver(system)
    low, high = (solver.least({column: sign})[column] for sign in (1, -1))
    return ceil(low - ALMOST), floor(high + ALMOST)


def spans(system: System, tried: Collection[int]) -> Spans:
    """What each unknown can be, as far as it takes to see that it is safe: all of it where it is not.

    A solution shows for every unknown a number that it can be, so most of them are safe after a few. Raises
    Infeasible.
    """
    solver, seen = Solver(system), Spans()
    _note(seen, tried, solver.least({}))
    left, idle, sweep = list(tried), 0, 0
    while left and idle < DOWN_EVERY:
        _note(seen, tried, _pushed(solver, left, seen, up=sweep % DOWN_EVERY > 0))
        still = [column for column in left if not _wide(seen[column])]
        left, idle, sweep = still, 0 if len(still) < len(left) else idle + 1, sweep + 1
    for column in left:
        for sign in (-1, 1):
            if not _wide(seen[column]):
                _note(seen, tried, solver.least({column: sign}))
    return seen


def _pushed(solver: Solver, left: Collection[int], seen: Spans, *, up: bool) -> "np.ndarray[Any, Any]":
    """A solution in which as many of them as can be are small, or far enough from where they were small."""
    if not up:
        return solver.least(dict.fromkeys(left, 1.0), NEARLY)
    enough = {column: seen[column][0] + WIDTH for column in left}
    try:
        return solver.least(dict.fromkeys(left, -1.0), NEARLY, enough)
    except Infeasible:  # some of them cannot be that small all at once
        return solver.least(dict.fromkeys(left, -1.0), NEARLY)


def safe(span: tuple[int, int]) -> bool:
    """Whether so many numbers are possible that a small one is hidden among them: "6 or 7" names nobody."""
    return _wide(span) or span[0] > SMALL_UPTO


def _wide(span: tuple[int, int]) -> bool:
    low, high = span
    return high - low >= WIDTH


def _note(seen: Spans, tried: Collection[int], solution: "np.ndarray[Any, Any]") -> None:
    for column in tried:
        value = int(solution[column])
        low, high = seen.get(column, (value, value))
        seen[column] = (min(low, value), max(high, value))
