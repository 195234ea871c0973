"""The one-page summary of published numbers for the partners, as blocks and as PDF."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from api.findings import chart as drawing
from api.findings.published import Cell, Published, Table
from api.findings.reading import chart, share
from api.findings.words import words
from api.papers import blocks, pdf
from api.papers.blocks import Block, Paper
from api.papers.blocks import Table as Rows

WIDTHS = (1.05, 2, 0.55)


def body(published: Published, *, together: bool = False) -> bytes:
    """The summary as PDF. The same numbers give the same bytes. `together`: they are of several waves."""
    at = datetime.combine(published.taken, time(), UTC)
    return pdf.body(paper(published, together=together), at)


def paper(published: Published, *, together: bool = False) -> Paper:
    """All that the summary says."""
    said, taken = words()["summary"], _day(published.taken)
    foot = said["foot_together" if together else "foot"]
    return Paper(
        title=published.title,
        subtitle=said["about"].format(audience=words()["audiences"][published.audience]),
        band=said["band"],
        author=said["author"],
        status=said["final" if published.final else "interim"].format(taken=taken),
        day=published.taken,
        foot=foot.format(
            number=published.number, taken=taken, survey=published.survey, version=published.version
        ),
        blocks=tuple(_blocks(published)),
        one_page=True,
    )


def _blocks(published: Published) -> Iterator[Block]:
    said, drawn = words()["summary"], chart(published)
    yield blocks.Facts(pairs=tuple(_facts(published)))
    if drawn is None:
        yield blocks.Heading(text=words()["chart"]["none"])
    else:
        picture = drawing.svg(drawn).decode()
        yield blocks.Heading(text=drawn.conclusion)
        yield blocks.Figure(name="summary", caption="", alt=drawn.conclusion, svg=picture)
    yield blocks.Heading(text=said["results"])
    rows = tuple(map(_row, published.tables))
    yield Rows(caption="", head=tuple(said["columns"]), rows=rows, numbers=False, widths=WIDTHS)
    if published.signposts:
        yield from _signposts(published.signposts)
    yield blocks.Heading(text=said["protected"])
    rules = published.rules
    known = {"base": rules.base_least, "percent": rules.percent_shown, "taken": _day(published.taken)}
    yield blocks.Bullets(items=tuple(rule.format(**known) for rule in said["rules"]))


def _facts(published: Published) -> Iterator[tuple[str, str]]:
    said = words()["summary"]
    yield _about(published.asked, words()["unknown"]), said["asked"]
    yield _about(published.answered, words()["few"]), said["answered"]
    if published.first_week and published.last_week:
        # The last week is not over where the numbers were frozen in it.
        last = min(published.last_week + timedelta(days=6), published.taken)
        yield (
            said["week_range"].format(first=_short(published.first_week, last), last=_day(last)),
            said["weeks"],
        )


def _row(table: Table) -> tuple[str, str, str]:
    label = f"{table.label} ({words()['summary']['several']})" if table.several else table.label
    return label, _answers(table, ", ") or words()["withheld"], _base(table)


def _signposts(table: Table) -> Iterator[Block]:
    said = words()["signposts"]
    numbers = f"{said['base']}: {_base(table)}. {_answers(table, '; ')}." if table.cells else said["short"]
    yield blocks.Heading(text=table.label)
    yield blocks.Paragraph(text=f"{numbers}\n{said['note']}")


def _answers(table: Table, between: str) -> str:
    return between.join(f"{cell.label} {_number(cell, table.base or 0)}" for cell in table.cells)


def _base(table: Table) -> str:
    return "" if table.base is None else _about(table.base, "")


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
