"""A file's bytes (Markdown, CSV, Excel) -> pyxform's tables of raw rows."""

import re
from io import BytesIO
from typing import Any

from pyxform.constants import SUPPORTED_SHEET_NAMES  # type: ignore[import-untyped]
from pyxform.errors import PyXFormError  # type: ignore[import-untyped]
from pyxform.xls2json_backends import (  # type: ignore[import-untyped]
    DefinitionData,
    _md_table_to_ss_structure,
    csv_to_dict,
    xlsx_to_dict,
)

from surveys.errors import Faults

SHEETS = ("survey", "choices", "settings")
_SHEET_START = re.compile(r"^\s*\|\s*(\w+)\s*\|", re.MULTILINE)
# The line that Markdown wants under the headings; pyxform knows it only without spaces.
_RULE = re.compile(r"^[ \t]*\|[ \t|:-]*-[ \t|:-]*$", re.MULTILINE)
# What pyxform raises besides its own errors on a file that is not what its name says.
UNREADABLE = (PyXFormError, AttributeError, LookupError, TypeError, ValueError)


def tables(data: bytes, suffix: str, faults: Faults) -> DefinitionData:
    """The three sheets that a survey has; any other is named as a fault, save a notes sheet in Excel."""
    book = _from_markdown(text(data, faults), faults) if suffix == ".md" else _book(data, suffix, faults)
    for title in book["sheet_names"]:
        sheet = title.lower()
        if sheet not in SHEETS and (suffix != ".xlsx" or sheet in SUPPORTED_SHEET_NAMES):
            faults.add(title, 0, "", "this sheet is not known; a survey has survey, choices, settings")
    if not book.get("survey_header"):
        faults.refuse("has no sheet “survey”; a survey has the sheets survey, choices and settings")
    parts = [part for sheet in SHEETS for part in (sheet, f"{sheet}_header")]
    return DefinitionData(**{part: book.get(part) for part in parts}, sheet_names=book["sheet_names"])


def text(data: bytes, faults: Faults) -> str:
    """Excel's CSV has a byte order mark; pyxform would take it for a letter of the sheet's name."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        faults.refuse("is not text in UTF-8; Excel calls it “CSV UTF-8”")


def _book(data: bytes, suffix: str, faults: Faults) -> dict[str, Any]:
    try:
        if suffix == ".csv":
            return dict(csv_to_dict(BytesIO(text(data, faults).encode())))
        return dict(xlsx_to_dict(BytesIO(data)))
    except UNREADABLE as failure:
        faults.refuse(f"cannot be read as an XLSForm: {failure}")


def _from_markdown(written: str, faults: Faults) -> dict[str, Any]:
    """Put together here: pyxform's own `md_to_dict` loses a sheet or a column that stands twice."""
    starts = [name.lower() for name in _SHEET_START.findall(written)]
    for name in sorted({name for name in starts if starts.count(name) > 1}):
        faults.add(name, 0, "", "this sheet stands twice in the file")
    book: dict[str, Any] = {"sheet_names": []}
    for title, lines in _md_table_to_ss_structure(_RULE.sub("", written)).items():
        sheet = str(title).lower()
        if not lines:
            continue
        headings, *rows = lines
        book["sheet_names"].append(title)
        book[f"{sheet}_header"] = [dict.fromkeys(headings)]
        book[sheet] = [_row(sheet, headings, row, number, faults) for number, row in enumerate(rows, start=2)]
        for heading in sorted({one for one in headings if one and headings.count(one) > 1}):
            faults.add(sheet, 1, heading, "this column stands twice")
    return book


def _row(
    sheet: str, headings: tuple[str, ...], cells: tuple[str, ...], number: int, faults: Faults
) -> dict[str, str]:
    if any(cells[len(headings) :]):
        faults.add(sheet, number, "", r"more cells than headings; write \| for a line inside words")
    return {heading: cell for heading, cell in zip(headings, cells, strict=False) if cell}
