"""The attacker on counts of periods: what they tell together, where periods share some of their days."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from math import inf

from api.findings.attack import TAKEN_BACK, Cells, Infeasible, System, put_table, reach
from api.findings.protection import BASE_LEAST, SMALL_UPTO, WIDTH
from api.findings.published import Counts

DAY = timedelta(days=1)
Pieces = dict[tuple[int, str, str], int]
"""Piece of time, table, value -> the column of how many came in it; the table "" is all of them."""


def pinned(history: Sequence[Counts]) -> set[str]:
    """Tables of which a small number can be narrowed to WIDTH or fewer whole numbers.

    `history` is everything published, in any order, with what is to be published last. Numbers of a hidden
    cell are tried, and those of every piece of time into which the periods cut each other.
    """
    history = _touching(history)
    for changed in TAKEN_BACK:
        try:
            found = intervals(history, changed)
        except Infeasible:
            continue
        return {key for key, low, high in found if low <= SMALL_UPTO and high - low < WIDTH}
    return {table.key for table in history[-1].tables}


def intervals(history: Sequence[Counts], changed: int = 0) -> list[tuple[str, int, int]]:
    """The table and the smallest and largest possible number of every hidden cell and piece.

    `changed`: by how much at most a count differs from one report to another because somebody gave a thing
    another theme, or it was deleted. Raises Infeasible.
    """
    system, cells, pieces = System(), Cells(), Pieces()
    hidden: list[tuple[str, int]] = []
    edges = sorted({edge for one in history for edge in (one.first, one.last + DAY)})
    for number, one in enumerate(history):
        # With no table shown there are fewer than BASE_LEAST: attackers know that rule as well.
        shown = [table for table in one.tables if table.base is not None]
        people = system.unknown(0, inf if shown else BASE_LEAST - 1)
        parts = [at for at, (start, _) in enumerate(pairwise(edges)) if one.first <= start <= one.last]
        _join(system, people, [_piece(system, pieces, at, "", "") for at in parts], changed)
        for table in shown:
            names = list(put_table(system, cells, number, table, people))
            hidden += [(table.key, cells[name]) for name in names]
            # Each thing is counted in every table.
            system.at_most(people, cells[number, table.key, ""])
            for cell in table.cells:
                own = [_piece(system, pieces, at, table.key, cell.value) for at in parts]
                _join(system, cells[number, table.key, cell.value], own, changed)
    _add_up(system, pieces)
    if len(history) > 1:
        hidden += [(key, column) for (_, key, _), column in pieces.items() if key]
    return [(key, *reach(system, column)) for key, column in hidden]


def _touching(history: Sequence[Counts]) -> Sequence[Counts]:
    """The last one, and all whose days it shares, be it through others."""
    found = [history[-1]]
    left = list(history[:-1])
    while near := [one for one in left if any(_shares(one, other) for other in found)]:
        found += near
        left = [one for one in left if one not in near]
    return [*found[1:], found[0]]


def _shares(one: Counts, other: Counts) -> bool:
    return one.first <= other.last and other.first <= one.last


def _piece(system: System, pieces: Pieces, at: int, key: str, value: str) -> int:
    if (at, key, value) not in pieces:
        pieces[at, key, value] = system.unknown(0)
    return pieces[at, key, value]


def _join(system: System, whole: int, parts: Sequence[int], changed: int) -> None:
    """The whole is the sum of its parts."""
    system.between(-changed, {whole: 1} | dict.fromkeys(parts, -1), changed)


def _add_up(system: System, pieces: Mapping[tuple[int, str, str], int]) -> None:
    """In every piece of time each table counts all that came in it."""
    for (at, key, value), everything in pieces.items():
        if key or value:
            continue
        for named in {name for piece, name, _ in pieces if piece == at and name}:
            own = [column for (piece, name, _), column in pieces.items() if (piece, name) == (at, named)]
            system.between(0, {everything: -1} | dict.fromkeys(own, 1), 0)
