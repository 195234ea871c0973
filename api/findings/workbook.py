"""Protected numbers as an Excel workbook: numbers, groups, a data dictionary, how they were protected."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

from api.findings import rows
from api.findings.published import Published
from api.findings.words import words

# What somebody wrote into a survey is text, whatever it looks like.
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WIDEST, NARROWEST = 60, 12


def body(published: Published) -> bytes:
    """One table on each sheet. The same numbers give the same bytes."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    said, out = words()["workbook"], io.BytesIO()
    with Workbook(out, {"in_memory": True, **AS_TEXT}) as book:
        moment = datetime.combine(published.taken, time())
        book.set_properties({"title": published.title, "author": said["author"], "created": moment})
        columns = words()["csv"]["columns"]
        _sheet(book, said["numbers"], columns[:5], [row[:5] for row in rows.numbers(published)])
        _sheet(book, said["groups"], columns, rows.groups(published))
        _sheet(book, said["dictionary"], words()["dictionary"]["columns"], rows.dictionary(published))
        _sheet(book, said["protection"], words()["protection"]["columns"], rows.protection(published))
    return out.getvalue()


def _sheet(book: Any, name: str, columns: Sequence[str], found: Iterable[Sequence[rows.Value]]) -> None:
    """A table with its headings, which stay in sight."""
    sheet, wrapped, body = book.add_worksheet(name), book.add_format({"text_wrap": True}), list(found)
    sheet.freeze_panes(1, 0)
    for at, heading in enumerate(columns):
        longest = max((len(str(row[at])) for row in body if row[at] is not None), default=0)
        sheet.set_column(at, at, min(max(longest, len(heading), NARROWEST), WIDEST), wrapped)
    headings = [{"header": heading} for heading in columns]
    # Excel takes no table without a row.
    sheet.add_table(
        0, 0, max(len(body), 1), len(columns) - 1, {"columns": headings, "style": "Table Style Light 9"}
    )
    for down, row in enumerate(body, start=1):
        for at, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(down, at, value)
            elif value is not None:
                sheet.write_string(down, at, value)
