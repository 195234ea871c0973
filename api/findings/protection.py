"""The one place where true counts become numbers that may be published.

Rules and their sources. NHS Hospital Episode Statistics (since 2018): small counts are one symbol, all others
are rounded to 5, nothing is calculated from true counts. Tighter here, as our own trials asked for: zero has
the symbol too, and a hidden count keeps room for WIDTH + 1 values whatever is published with it. A base that
is rounded on its own can give one away: 13, 13 and 1 of 27, shown as 15, 15, "0 to 7" and 25, leaves 0 or 1.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from api.findings.published import After, Cell, Table
from api.findings.rules import BASE_LEAST as BASE_LEAST
from api.findings.rules import FLOOR, Rules

SYMBOL_UPTO = 7
SMALL_UPTO = 4
"""A count of one to four is what somebody could be picked out by."""
STEP = 5
HALF_STEP = 2
"""A shown 15 stands for 13 to 17."""
PEOPLE_STEP = 10
WIDTH = 3
"""A hidden cell may be narrowed to no fewer than WIDTH + 1 whole numbers."""
TONE_BANDS = ((100, 10), (30, 15))
"""Comments from which on a share is right within so many points: twice the scorer's measured noise."""


@dataclass(frozen=True)
class Counted:
    """True counts of one question: they live in memory only, and never leave this package."""

    key: str
    label: str
    choices: Sequence[tuple[str, str]]
    several: bool
    after: After | None
    base: int
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Crossed:
    """True counts of one question by the answers to another one: value, label and counts of each group."""

    key: str
    label: str
    by: str
    by_label: str
    characteristic: str
    groups: Sequence[tuple[str, str, Counted]]


def protect(counted: Counted, rules: Rules = FLOOR) -> Table:
    """The publishable table of one question."""
    shown = {value: _shown(counted.counts.get(value, 0)) for value, _ in counted.choices}
    base = _base(counted, shown.values(), rules.base_least)
    cells = []
    if base is not None:
        cells = [_cell(value, label, shown[value], base, rules) for value, label in counted.choices]
    return Table(
        key=counted.key,
        label=counted.label,
        several=counted.several,
        after=counted.after,
        base=base,
        cells=tuple(cells),
    )


def signposts(counted: Counted, at_least: int | None, rules: Rules = FLOOR) -> Table:
    """The publishable table of help cards, whose base are runs, in steps of ten.

    Whoever answered is one of those runs: a base below the number of people who answered (`at_least`), or a
    finer one, would narrow every other table of the snapshot.
    """
    base = people(counted.base, (), at_least, rules)
    shown = ((value, label, _shown(counted.counts.get(value, 0))) for value, label in counted.choices)
    cells = () if base is None else tuple(_cell(*one, base, rules) for one in shown)
    return Table(key=counted.key, label=counted.label, several=True, after=None, base=base, cells=cells)


def together(tables: Sequence[Table]) -> tuple[Table, ...]:
    """Withholds each table that tells more about the answer before it than that answer's own number does.

    A question put to those who said "yes" has no more answers than there were "yes". Only published numbers
    decide, so that what is withheld tells nothing either.
    """
    by_key = {table.key: table for table in tables}
    return tuple(table if _stands(table, by_key) else withhold(table) for table in tables)


def withhold(table: Table) -> Table:
    """The table without its numbers."""
    return table.model_copy(update={"base": None, "cells": ()})


def people(true: int, tables: Iterable[Table], at_least: int | None, rules: Rules = FLOOR) -> int | None:
    """How many answered, in steps of ten; None where too few for a table.

    Nobody is in a table without being counted here, so this number is an upper bound of every base: it goes
    up a step where it would tell how few gave a hidden answer, or skipped a question.
    """
    if true < rules.base_least:
        return None
    room = max((lowest_base(table) for table in tables if table.base is not None), default=0) + WIDTH
    above = PEOPLE_STEP * ceil((room - PEOPLE_STEP // 2 + 1) / PEOPLE_STEP)
    return max(_tens(true), above, at_least or 0)


def asked(invited: int | None, answered: int | None) -> int | None:
    """How many were asked, in steps of ten and never fewer than answered; None when nobody knows."""
    return None if invited is None else max(_tens(invited), answered or PEOPLE_STEP)


def within(table: Table) -> int | None:
    """The band of a table of tones, in points; None when there are too few comments to say anything."""
    return next((points for least, points in TONE_BANDS if _surely(table.base, least)), None)


def lowest_base(table: Table, least: int = BASE_LEAST) -> int:
    """The fewest people that a published table can come from, for somebody who knows all these rules.

    `least`: how many had to answer, by the rules under which it was published.
    """
    if table.base is None:
        return 0
    low = table.base - HALF_STEP
    lows = [lowest(cell, table.base) for cell in table.cells]
    if table.several:
        return max([low, least, *lows])
    raised = _raised(sum(lows)) if _hides(table) else 0
    # A base that may have been moved up to `raised` says only that it is not above it.
    return max(sum(lows), least, low if table.base > raised else 0)


def lowest(cell: Cell, base: int) -> int:
    """The smallest count that a published cell can stand for."""
    number = base if cell.most else cell.shown
    return 0 if number is None else number - HALF_STEP


def highest(cell: Cell, base: int) -> int:
    """The largest count that a published cell can stand for."""
    number = base if cell.most else cell.shown
    return SYMBOL_UPTO if number is None else number + HALF_STEP


def _shown(count: int) -> int | None:
    return None if count <= SYMBOL_UPTO else STEP * ((count + HALF_STEP) // STEP)


def _base(counted: Counted, shown: Iterable[int | None], least: int) -> int | None:
    """The rounded base, moved up where the cells beside it would leave a hidden one too little room."""
    if counted.base < least:
        return None
    nearest = STEP * ((counted.base + HALF_STEP) // STEP)
    numbers = list(shown)
    if counted.several or None not in numbers:
        return nearest
    return max(nearest, _raised(sum(number - HALF_STEP for number in numbers if number is not None)))


def _raised(lows: int) -> int:
    """The least base that lets a cell beside others of at least `lows` people be anything from 0 to WIDTH."""
    return STEP * ceil((lows + WIDTH - HALF_STEP) / STEP)


def _cell(value: str, label: str, shown: int | None, base: int, rules: Rules) -> Cell:
    # Showing that a whole group gave one answer tells the answer of each of them.
    most = shown is not None and shown >= base
    percent = None
    if shown is not None and not most and _surely(base, rules.percent_base):
        percent = round(100 * shown / base)
    return Cell(value=value, label=label, shown=None if most else shown, percent=percent, most=most)


def _surely(base: int | None, least: int) -> bool:
    """Whether every true base behind the shown one is large enough.

    Asking the true base instead would publish on which side of the threshold it lies.
    """
    return base is not None and base - HALF_STEP >= least


def _stands(table: Table, by_key: Mapping[str, Table]) -> bool:
    if table.base is None or table.after is None:
        return True
    before = by_key.get(table.after.question)
    if before is None or before.base is None:
        return bool(table.after.question)
    lows = {cell.value: lowest(cell, before.base) for cell in before.cells}
    highs = {cell.value: highest(cell, before.base) for cell in before.cells}
    asked_low, asked_high = lows.pop(table.after.answer, 0), highs.get(table.after.answer, 0)
    if not before.several:
        asked_high = min(asked_high, before.base + HALF_STEP - sum(lows.values()))
    least = lowest_base(table)
    return least <= asked_low and least + WIDTH <= asked_high


def _hides(table: Table) -> bool:
    return any(cell.shown is None and not cell.most for cell in table.cells)


def _tens(number: int) -> int:
    return PEOPLE_STEP * ((number + PEOPLE_STEP // 2) // PEOPLE_STEP)
