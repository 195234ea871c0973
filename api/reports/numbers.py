"""Published tables as tables and charts of a paper. Nothing is counted here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from api.findings.published import Cell, Crossing, Published, Table
from api.findings.reading import Chart, charts
from api.findings.rules import Rules
from api.findings.words import words as of_findings
from api.papers import blocks
from api.reports.people import by_rules
from api.reports.words import words

WIDEST = 7
"""Answers that have room beside each other in a table."""


@dataclass(frozen=True)
class Pictured:
    """A chart under the name by which its picture is kept."""

    name: str
    chart: Chart


def pictured(where: str, tables: Sequence[Table]) -> list[Pictured]:
    """The charts of some tables; `where` tells them from those of others."""
    return [Pictured(f"{where}-{place}", chart) for place, chart in enumerate(charts(tables), 1)]


def results(where: str, tables: Sequence[Table], applied: Rules) -> Iterator[blocks.Block]:
    """Each chart under its conclusion, its table beside it, then what no chart shows."""
    drawn: set[str] = set()
    for one in pictured(where, tables):
        yield blocks.Figure(name=one.name, caption=one.chart.conclusion, alt=one.chart.conclusion)
        yield from _beside(one.chart, applied)
        drawn |= {bar.table.key for bar in one.chart.bars}
    for table in tables:
        if table.key not in drawn and table.base is not None:
            yield single(table)
    yield from hidden(tables)


def hidden(tables: Sequence[Table]) -> Iterator[blocks.Block]:
    """Names what is not shown."""
    labels = [table.label for table in tables if table.base is None]
    if labels:
        told = words()["answers"]["withheld"].format(questions=listed(labels))
        yield blocks.Paragraph(text=told, quiet=True)


def questions(published: Published) -> list[Table]:
    """Those that are not about oneself: what people think, not who they are."""
    return [table for table in published.tables if table.key not in _about_oneself(published)]


def who(published: Published) -> list[Table]:
    """Those about oneself, by which the answers are told apart."""
    return [table for table in published.tables if table.key in _about_oneself(published)]


def _about_oneself(published: Published) -> set[str]:
    return {crossing.by for crossing in published.crossings}


def listed(labels: Iterable[str]) -> str:
    """Questions in one line."""
    return "; ".join(words()["quoted"].format(words=label) for label in labels)


def single(
    table: Table,
    *,
    caption: str = "",
    note: str = "",
    first: str = "",
    counted: str = "",
) -> blocks.Table:
    """One question, with its answers as rows; shares where there are any."""
    say = words()["answers"]
    base = say["several" if table.several else "base"].format(base=table.base)
    columns = 3 if any(cell.percent is not None for cell in table.cells) else 2
    rows = ((cell.label, number(cell), share(cell))[:columns] for cell in table.cells)
    return blocks.Table(
        caption=caption or table.label,
        note=note or base,
        head=(first or say["answer"], counted or say["number"], say["share"])[:columns],
        rows=tuple(rows),
    )


def crossed(crossing: Crossing, applied: Rules) -> blocks.Table | None:
    """A question told apart by groups; None where hardly any can be shown, or it would be too wide."""
    say, shown = words()["answers"], [one.table for one in crossing.groups if one.table.base is not None]
    if len(shown) < 2 or len(shown[0].cells) > WIDEST:
        return None
    answers = [cell.label for cell in shown[0].cells]
    return blocks.Table(
        caption=words()["equality"]["caption"].format(question=crossing.label, by=crossing.by_label),
        note=by_rules(words()["equality"]["note"], applied),
        head=(say["group"], *answers, say["people"]),
        rows=tuple(_row(one.label, one.table, len(answers)) for one in crossing.groups),
    )


def number(cell: Cell) -> str:
    """How many gave an answer."""
    if cell.shown is None:
        return str(of_findings()["most" if cell.most else "symbol"])
    return str(cell.shown)


def share(cell: Cell) -> str:
    """The percentage, or nothing."""
    return "" if cell.percent is None else str(of_findings()["chart"]["share"].format(percent=cell.percent))


def _beside(chart: Chart, applied: Rules) -> Iterator[blocks.Block]:
    """The numbers of a chart: one table, or one for each question where there are many answers."""
    first = chart.bars[0].table
    if len(chart.bars) == 1 or len(first.cells) > WIDEST:
        yield from (single(bar.table) for bar in chart.bars)
        return
    say = words()["answers"]
    yield blocks.Table(
        caption=say["caption"].format(stem=chart.stem) if chart.stem else say["heading"],
        note=by_rules(say["in_rows"], applied),
        head=(say["question"], *(cell.label for cell in first.cells), say["people"]),
        rows=tuple(_row(bar.name, bar.table, len(first.cells)) for bar in chart.bars),
    )


def _row(name: str, table: Table, width: int) -> tuple[str, ...]:
    say = words()["answers"]
    if table.base is None:
        return (name, *(say["dash"],) * width, say["not_shown"])
    return (name, *(share(cell) or number(cell) for cell in table.cells), str(table.base))
