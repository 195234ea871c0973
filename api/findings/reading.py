"""What a chart shows and concludes, read off published numbers only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import inf
from typing import Any

from api.findings.protection import HALF_STEP, SYMBOL_UPTO
from api.findings.published import Cell, Published, Table
from api.findings.words import words

LEAST_CHOICES = 3
"""Two answers are one number, and need no chart."""


@dataclass(frozen=True)
class Bar:
    """One question of the chart under its short name."""

    name: str
    table: Table


@dataclass(frozen=True)
class Chart:
    """Questions that share their answers. `stem` is what their labels begin with together.

    `several`: it is one question of which people chose several answers, so these are no parts of a whole.
    """

    stem: str
    bars: tuple[Bar, ...]
    percent: bool
    conclusion: str
    several: bool = False


def chart(published: Published) -> Chart | None:
    """The chart of the largest group of questions with the same answers; None when no table can be drawn."""
    ways = [one for one in charts(published.tables) if not one.several]
    large = [one for one in ways if len(one.bars[0].table.cells) >= LEAST_CHOICES]
    return max(large, key=lambda one: len(one.bars), default=None)


def charts(tables: Sequence[Table]) -> list[Chart]:
    """One for each group of questions with the same answers, in their order, where there is much to see."""
    groups: dict[Any, list[Table]] = {}
    for table in tables:
        answers = tuple((cell.value, cell.label) for cell in table.cells)
        alone = table.key if table.several else None
        if any(map(_told, table.cells)):
            groups.setdefault((alone, answers), []).append(table)
    return [
        _drawn(group)
        for (alone, answers), group in groups.items()
        if alone or len(answers) >= LEAST_CHOICES or len(group) > 1
    ]


def _drawn(group: Sequence[Table]) -> Chart:
    stem, names = _short([table.label for table in group])
    bars = tuple(Bar(name, table) for name, table in zip(names, group, strict=True))
    # Bars of people where one of the tables is too small for percentages.
    counts = any(cell.shown is not None and cell.percent is None for table in group for cell in table.cells)
    return Chart(stem, bars, not counts, _conclusion(bars, stem), group[0].several)


def share(cell: Cell, base: int) -> str:
    """A published number as words."""
    said = words()["chart"]
    if cell.most:
        return str(words()["most"])
    if cell.shown is None:
        return str(said["few"].format(symbol=words()["symbol"]))
    if cell.percent is None:
        return str(said["count"].format(shown=cell.shown, base=base))
    return str(said["share"].format(percent=cell.percent))


def _conclusion(bars: Sequence[Bar], stem: str) -> str:
    said = words()["chart"]
    if len(bars) == 1:
        cells = bars[0].table.cells
        commonest = max(cells, key=lambda cell: (cell.most, cell.shown or 0))
        return str(
            said["one"].format(
                question=bars[0].name, answer=commonest.label, share=share(commonest, _base(bars[0].table))
            )
        )
    place = _first_told(bars)
    least, most = _ends(bars, place, min), _ends(bars, place, max)
    # Apart only if rounding alone cannot have made the difference.
    apart = _span(most[0], place)[0] > _span(least[0], place)[1]
    shares = [share(ends[0].table.cells[place], _base(ends[0].table)) for ends in (least, most)]
    pattern = "apart" if apart else "same" if shares[0] == shares[1] else "alike"
    return str(
        said[pattern].format(
            answer=bars[0].table.cells[place].label,
            most=_names(most, stem),
            least=_names(least, stem),
            least_share=shares[0],
            most_share=shares[1],
        )
    )


def _names(bars: Sequence[Bar], stem: str) -> str:
    said = words()["chart"]
    return str(said["and"].join(said["part" if stem else "whole"].format(name=bar.name) for bar in bars))


def _first_told(bars: Sequence[Bar]) -> int:
    """The place of the first answer that is not hidden everywhere."""
    places = range(len(bars[0].table.cells))
    return next(i for i in places if any(_told(bar.table.cells[i]) for bar in bars))


def _ends(bars: Sequence[Bar], place: int, end: Callable[[Sequence[float]], float]) -> list[Bar]:
    value = end([_value(bar, place) for bar in bars])
    return [bar for bar in bars if _value(bar, place) == value]


def _value(bar: Bar, place: int) -> float:
    cell = bar.table.cells[place]
    if cell.most:
        return inf
    return (cell.shown or 0) / _base(bar.table)


def _span(bar: Bar, place: int) -> tuple[float, float]:
    """The share that the true numbers may have."""
    cell, base = bar.table.cells[place], _base(bar.table)
    number = base if cell.most else cell.shown
    if number is None:
        return 0, SYMBOL_UPTO / (base - HALF_STEP)
    return (number - HALF_STEP) / (base + HALF_STEP), (number + HALF_STEP) / (base - HALF_STEP)


def _told(cell: Cell) -> bool:
    return cell.most or cell.shown is not None


def _base(table: Table) -> int:
    assert table.base is not None, "a withheld table has no cells and is in no chart"
    return table.base


def _short(labels: Sequence[str]) -> tuple[str, list[str]]:
    """What the labels begin with together, and what is left of each: "How safe do you feel", "at home"."""
    if len(labels) == 1:
        return "", [labels[0].rstrip("?").strip()]
    split = [label.rstrip("?").split() for label in labels]
    alike = list(takewhile(lambda column: len(set(column)) == 1, zip(*split, strict=False)))
    cut = min(len(alike), *(len(parts) - 1 for parts in split))
    if cut < 2:
        return "", [" ".join(parts) for parts in split]
    return " ".join(split[0][:cut]), [" ".join(parts[cut:]) for parts in split]
