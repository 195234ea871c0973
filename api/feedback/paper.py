"""What stands in a highlight report: the one source of its page, the PDF and the file for Word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.feedback.report_tables import EntryRow, ReportRow, ReportState
from api.feedback.words import months, said, words
from api.findings.published import Cell, Counts, Table
from api.findings.words import words as of_findings


@dataclass(frozen=True)
class Line:
    """A row of a table: `number` and `share` as they are read, `share` empty where there is none."""

    label: str
    number: str
    share: str


@dataclass(frozen=True)
class Numbers:
    """A table. `note` stands under its title: of how many, or why no numbers are shown."""

    title: str
    note: str
    alt: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Raised:
    """An issue as the partners read it. `news`: what became of it, under earlier ones alone."""

    words: str
    asked: str
    since: str
    news: str


@dataclass(frozen=True)
class Paper:
    """All of it, in order. `status` says that it is a draft, or which version of which day."""

    title: str
    subtitle: str
    band: str
    author: str
    status: str
    day: tuple[int, int, int]
    opening: str
    raised: tuple[Raised, ...]
    earlier: tuple[Raised, ...]
    counted: str
    numbers: tuple[Numbers, ...]
    rules: tuple[str, ...]
    foot: str
    words: Mapping[str, Any]


def paper(row: ReportRow, entries: Sequence[EntryRow], partnership: str) -> Paper:
    """The report as it is now, in the name of the partnership."""
    say, counts = words()["report"], Counts.model_validate(row.counts)
    period, day = months(row.first, row.last), row.published or row.counted
    title, shown = f"{say['title']}, {period}", any(table.base is not None for table in counts.tables)
    counted = say["numbers_note"].format(
        first=said(row.first), last=said(row.last), counted=said(row.counted)
    )
    return Paper(
        title=title,
        subtitle=say["subject"],
        band=say["for"],
        author=partnership,
        status=_status(row, say),
        day=(day.year, day.month, day.day),
        opening=row.opening,
        raised=tuple(_raised(one, say) for one in entries if one.since is None),
        earlier=tuple(_raised(one, say) for one in entries if one.since is not None),
        counted=counted if shown else f"{counted} {say['few']}",
        numbers=tuple(_numbers(table, say) for table in counts.tables) if shown else (),
        rules=tuple(say["rules"]),
        foot=say["foot"].format(title=say["title"], period=period, version=row.version),
        words=say,
    )


def _status(row: ReportRow, say: Mapping[str, Any]) -> str:
    if row.state != ReportState.PUBLISHED or row.published is None:
        return str(say["draft"])
    told = say["version"].format(version=row.version, day=said(row.published))
    return f"{told}. {say['replaces'].format(version=row.version - 1)}" if row.version > 1 else str(told)


def _raised(entry: EntryRow, say: Mapping[str, Any]) -> Raised:
    return Raised(
        words=entry.words or say["unsaid"],
        asked=entry.asked or say["asked_none"],
        since=say["since"].format(day=said(entry.since)) if entry.since else "",
        news=entry.became or say["became_none"],
    )


def _numbers(table: Table, say: Mapping[str, Any]) -> Numbers:
    note = say["withheld"] if table.base is None else say["base"].format(base=table.base)
    return Numbers(
        title=table.label,
        note=note,
        alt=say["alt"].format(title=table.label),
        lines=tuple(_line(cell, say) for cell in table.cells),
    )


def _line(cell: Cell, say: Mapping[str, Any]) -> Line:
    if cell.shown is None:
        return Line(cell.label, of_findings()["most" if cell.most else "symbol"], "")
    share = "" if cell.percent is None else say["percent"].format(percent=cell.percent)
    return Line(cell.label, str(cell.shown), share)
