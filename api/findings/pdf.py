"""Prints the one-page summary: Typst makes a tagged PDF (PDF/UA-1) from published numbers."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from api import press
from api.findings import chart as drawing
from api.findings.published import Cell, Published, Table
from api.findings.reading import chart, share
from api.findings.words import words
from api.letters import printable

TEMPLATE = Path(__file__).with_name("summary.typ")


def body(published: Published) -> bytes:
    """The summary as PDF. The same numbers give the same bytes."""
    published = Published.model_validate_json(printable(published.model_dump_json()))
    return press.typeset(TEMPLATE, _data(published), datetime.combine(published.taken, time(), UTC))


def _data(published: Published) -> dict[str, Any]:
    """All that the template sets on the page."""
    said, taken, drawn = words()["summary"], published.taken, chart(published)
    return {
        "heading": said["heading"].format(title=published.title),
        "author": said["author"],
        "date": {"year": taken.year, "month": taken.month, "day": taken.day},
        "about": said["about"].format(audience=words()["audiences"][published.audience]),
        "facts": _facts(published),
        "conclusion": drawn.conclusion if drawn else words()["chart"]["none"],
        "chart": drawing.svg(drawn).decode() if drawn else None,
        "rows": [_row(table) for table in published.tables],
        "signposts": _row(published.signposts) if published.signposts else None,
        "rules": [rule.format(taken=_day(taken)) for rule in said["rules"]],
        "foot": said["foot"].format(
            number=published.number,
            taken=_day(taken),
            state=said["final" if published.final else "interim"],
            survey=published.survey,
            version=published.version,
        ),
    }


def _facts(published: Published) -> list[tuple[str, str]]:
    said = words()["summary"]
    facts = [
        (_about(published.asked, words()["unknown"]), said["asked"]),
        (_about(published.answered, words()["few"]), said["answered"]),
    ]
    if published.first_week and published.last_week:
        # The last week is not over where the numbers were frozen in it.
        last = min(published.last_week + timedelta(days=6), published.taken)
        period = said["week_range"].format(first=_short(published.first_week, last), last=_day(last))
        facts.append((period, said["weeks"]))
    return facts


def _row(table: Table) -> dict[str, Any]:
    base = "" if table.base is None else words()["summary"]["base"].format(base=table.base)
    cells = [_cell(cell, table.base or 0) for cell in table.cells]
    return {"label": table.label, "several": table.several, "base": base, "cells": cells}


def _cell(cell: Cell, base: int) -> dict[str, Any]:
    return {"label": cell.label, "share": _number(cell, base), "strong": cell.most or cell.shown is not None}


def _number(cell: Cell, base: int) -> str:
    # The base has a column of its own.
    if cell.shown is None and not cell.most:
        return str(words()["symbol"])
    return str(cell.shown) if cell.shown is not None and cell.percent is None else share(cell, base)


def _about(number: int | None, otherwise: str) -> str:
    return otherwise if number is None else str(words()["summary"]["about_number"].format(number=number))


def _short(first: date, last: date) -> str:
    """A first day without what the last day says again: "2" or "30 October" to 22 November 2026."""
    if first.year != last.year:
        return _day(first)
    return str(first.day) if first.month == last.month else f"{first.day} {first:%B}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
