"""A file's bytes (Markdown, CSV, Excel) -> pyxform's tables of raw rows."""

import csv
import re
from io import StringIO
from itertools import zip_longest
from typing import Any

from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from pyxform.constants import SUPPORTED_SHEET_NAMES  # type: ignore[import-untyped]
from pyxform.errors import PyXFormError  # type: ignore[import-untyped]
from pyxform.xls2json_backends import (  # type: ignore[import-untyped]
    DefinitionData,
    _md_table_to_ss_structure,
)

from surveys import cells, excel
from surveys.cells import COLUMNS, ROWS, SHEETS, Line, Lines
from surveys.errors import Faults

LARGEST = 1_000_000
_SUFFIXES = (".md", ".csv", ".xlsx")
_SAVE_AS = "in Excel or LibreOffice: Save as, “Excel Workbook (.xlsx)”"
_OTHERS = {
    ".xlsm": f"is a workbook with macros, and a survey has none; {_SAVE_AS}",
    ".xlsb": f"is a binary workbook; {_SAVE_AS}",
    ".xls": f"is a workbook of an old Excel; {_SAVE_AS}",
    ".ods": f"is an OpenDocument table; {_SAVE_AS}",
}
_SHEET_START = re.compile(r"^\s*\|\s*(\w+)\s*\|", re.MULTILINE)
# The line that Markdown wants under the headings; pyxform knows it only without spaces.
_RULE = re.compile(r"^[ \t]*\|[ \t|:-]*-[ \t|:-]*$", re.MULTILINE)
# What pyxform raises besides its own errors on a table that is no survey.
UNREADABLE = (PyXFormError, AttributeError, LookupError, TypeError, ValueError, RecursionError)


def check_name(name: str, size: int, faults: Faults) -> str:
    """The suffix, in small letters, of a file that is worth opening."""
    dot, suffix = name.rpartition(".")[1:]
    suffix = (dot + suffix).lower()
    if suffix not in _SUFFIXES:
        faults.refuse(_OTHERS.get(suffix) or f"a survey is a file in one of {', '.join(_SUFFIXES)}")
    if size > LARGEST:
        faults.refuse(f"is larger than {LARGEST:,} bytes; pictures and other sheets do not belong in it")
    if size == 0:
        faults.refuse("is empty")
    return suffix


def tables(data: bytes, suffix: str, faults: Faults) -> DefinitionData:
    """The three sheets that a survey has; any other is named as a fault, save a notes sheet in Excel."""
    sheets = {".md": _markdown, ".csv": _csv, ".xlsx": excel.sheets}[suffix](data, faults)
    book: dict[str, Any] = {"sheet_names": [title for title, _ in sheets]}
    for title, lines in sheets:
        sheet = title.lower()
        if sheet in SHEETS:
            if f"{sheet}_header" in book:
                faults.add(sheet, 0, "", "this sheet stands twice in the file")
            elif lines:
                book |= _sheet(sheet, lines, faults, lettered=suffix == ".xlsx")
        elif suffix != ".xlsx" or sheet in SUPPORTED_SHEET_NAMES:
            faults.add(title, 0, "", "this sheet is not known; a survey has survey, choices, settings")
    if not book.get("survey_header"):
        faults.refuse("has no sheet “survey”; a survey has the sheets survey, choices and settings")
    return DefinitionData(**book)


def text(data: bytes, faults: Faults) -> str:
    """Excel's CSV has a byte order mark; pyxform would take it for a letter of the sheet's name."""
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        faults.refuse(
            "is a workbook with the name of a text file: give it the name .xlsx, or save it as text"
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:2]:
        faults.refuse("is text in UTF-16; save it as UTF-8, which Excel calls “CSV UTF-8”")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as failure:
        line = data.count(b"\n", 0, failure.start) + 1
        faults.refuse(f"is not text in UTF-8 (line {line}); Excel calls it “CSV UTF-8”")


def _markdown(data: bytes, faults: Faults) -> list[tuple[str, Lines]]:
    """Put together here: pyxform's own `md_to_dict` loses a sheet or a column that stands twice."""
    written = text(data, faults)
    starts = [name.lower() for name in _SHEET_START.findall(written)]
    for name in sorted({name for name in starts if starts.count(name) > 1}):
        faults.add(name, 0, "", "this sheet stands twice in the file")
    found = _md_table_to_ss_structure(_RULE.sub("", written))
    return [(str(title), lines) for title, lines in found.items() if lines]


def _csv(data: bytes, faults: Faults) -> list[tuple[str, Lines]]:
    """A line with a word in its first cell begins a sheet; its headings follow, there or in the next line."""
    sheets: list[tuple[str, Lines]] = []
    try:
        for row in csv.reader(StringIO(text(data, faults), newline="")):
            title, *cells_ = [cell.strip() for cell in row] or [""]
            if title:
                sheets.append((title, []))
            if sheets and (any(cells_) or (sheets[-1][1] and not title)):
                sheets[-1][1].append(tuple(cells_))
    except csv.Error as failure:
        faults.refuse(f"cannot be read as CSV: {failure}")
    return sheets


def _sheet(sheet: str, lines: Lines, faults: Faults, *, lettered: bool) -> dict[str, Any]:
    """Rows of column -> words as pyxform wants them; `lettered` where a cell has a name such as B3."""
    if len(lines) > ROWS or any(len(line) > COLUMNS for line in lines):
        faults.refuse(f"has more than {ROWS:,} rows or {COLUMNS} columns in the sheet “{sheet}”")
    headings, *rows = lines
    if not any(headings):
        faults.refuse(f"has an empty first row in the sheet “{sheet}”; the headings stand there")
    for heading in sorted({one for one in headings if one and headings.count(one) > 1}):
        faults.add(sheet, 1, heading, "this column stands twice")
    for number, line in enumerate(lines, start=1):
        _check_line(sheet, number, headings, line, faults, lettered=lettered)
    named = [
        {heading: cell for heading, cell in zip(headings, row, strict=False) if heading and cell}
        for row in rows
    ]
    return {f"{sheet}_header": [dict.fromkeys(filter(None, headings))], sheet: named}


def _check_line(
    sheet: str, number: int, headings: Line, line: Line, faults: Faults, *, lettered: bool
) -> None:
    for place, (cell, heading) in enumerate(zip_longest(line, headings[: len(line)]), start=1):
        if not cell:
            continue
        name = f"the cell {get_column_letter(place)}{number}" if lettered else "a cell"
        if not heading:
            mend = "" if lettered else r"; in Markdown write \| for a line inside words"
            faults.add(sheet, number, "", f"{name} stands in a column without a heading{mend}")
        if fault := cells.fault_of(cell):
            faults.add(sheet, number, heading or "", f"{name} {fault}")
