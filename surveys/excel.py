"""Reads a workbook (.xlsx) as text: nothing is calculated, fetched or run, and what would be is refused."""

import re
import warnings
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]
from openpyxl.cell.read_only import ReadOnlyCell  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet._read_only import ReadOnlyWorksheet  # type: ignore[import-untyped]
from openpyxl.worksheet._reader import WorkSheetParser  # type: ignore[import-untyped]

from surveys.cells import COLUMNS, ROWS, SHEETS, Lines
from surveys.errors import Faults, SurveyFault

# Unpacked: a file of 1 MB can claim a thousand times that.
_LARGEST = 10_000_000
_PARTS = 500
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PASSWORD = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS = "open it in Excel and save it as “Excel Workbook (.xlsx)”"
_LINKED = "takes words from elsewhere: write them into the cells and break the links"
# Parts of a package that a survey does not have -> why it is refused.
_FOREIGN = {
    "vbaproject": "holds macros, which nothing here runs; save it as “Excel Workbook (.xlsx)” without them",
    "/externallinks/": f"{_LINKED} (Data, Edit Links)",
    "/connections.xml": f"{_LINKED} (Data, Queries & Connections)",
    "/embeddings/": "holds other files inside; take them out",
    "/activex/": "holds programs (ActiveX); take them out",
}
# Entities that stand for entities unpack to gigabytes; in UTF-8 or either UTF-16.
_DECLARES = re.compile(b"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E")
_PLAIN_NUMBERS = {"General", "@", "0"}
_AS_TEXT = "format the cell as Text and type the words again"


def sheets(data: bytes, faults: Faults, wanted: Collection[str] | None = SHEETS) -> list[tuple[str, Lines]]:
    """Title and lines of the sheets that a survey has, or of all if None are named; of others the title."""
    if data.startswith(_OLE):
        locked = "is locked with a password; take it away (File, Info, Protect Workbook) and save again"
        faults.refuse(locked if _PASSWORD in data else f"is a workbook of an old Excel; {_SAVE_AS}")
    if not data.startswith(b"PK"):
        faults.refuse(f"is no Excel workbook, whatever its name says; {_SAVE_AS}")
    try:
        with warnings.catch_warnings():
            # Of Excel's extras that openpyxl passes over: none of them holds words of a survey.
            warnings.simplefilter("ignore")
            _check_package(data, faults)
            return list(_sheets(data, faults, wanted))
    except SurveyFault:
        raise
    except Exception as failure:  # openpyxl names no class for what a broken workbook can raise
        faults.refuse(f"cannot be read as an Excel workbook ({type(failure).__name__}); {_SAVE_AS}")


def _check_package(data: bytes, faults: Faults) -> None:
    """By the package's own list of parts, before anything is unpacked."""
    package = ZipFile(BytesIO(data))
    parts = package.infolist()
    names = [f"/{part.filename.lower()}" for part in parts]
    if "/mimetype" in names:
        faults.refuse(f"is an OpenDocument table, whatever its name says; {_SAVE_AS}")
    if "/xl/workbook.xml" not in names:
        faults.refuse(f"is no Excel workbook, whatever its name says; {_SAVE_AS}")
    # zipfile never unpacks more of a part than it claims here.
    if sum(part.file_size for part in parts) > _LARGEST or len(parts) > _PARTS:
        faults.refuse(f"is larger than {_LARGEST:,} bytes when unpacked; a hundredth of that is enough")
    for foreign, why in _FOREIGN.items():
        if any(foreign in name for name in names):
            faults.refuse(why)
    if any(_DECLARES.search(package.read(part)) for part in parts):
        faults.refuse(f"declares entities, as no Excel does; {_SAVE_AS}")


def _sheets(data: bytes, faults: Faults, wanted: Collection[str] | None) -> Iterator[tuple[str, Lines]]:
    book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
    for sheet in book.worksheets:
        if wanted is not None and sheet.title.lower() not in wanted:
            yield sheet.title, []
            continue
        if sheet.sheet_state != "visible":
            faults.add(
                sheet.title, 0, "", "this sheet is hidden; show it, so that everybody checks what it says"
            )
        yield sheet.title, _Sheet(book, sheet, faults).lines()


class _Sheet:
    """One sheet, read by its cells alone: what it says of its own size may be a lie."""

    def __init__(self, book: Workbook, sheet: ReadOnlyWorksheet, faults: Faults) -> None:
        self._book, self._sheet, self._faults = book, sheet, faults
        self._name = sheet.title.lower()
        self._headings: dict[int, str] = {}

    def lines(self) -> Lines:
        rows: dict[int, dict[int, str]] = {}
        with self._book._archive.open(self._sheet._worksheet_path) as source:
            parser = WorkSheetParser(
                source,
                self._sheet._shared_strings,
                epoch=self._book.epoch,
                date_formats=self._book._date_formats,
                timedelta_formats=self._book._timedelta_formats,
            )
            for number, cells in parser.parse():
                if row := self._row(number, cells):
                    rows[number] = row
                self._headings = self._headings or row
        self._refuse_unseen(parser, rows)
        return [_line(rows.get(number, {})) for number in range(1, max(rows, default=0) + 1)]

    def _row(self, number: int, cells: list[dict[str, Any]]) -> dict[int, str]:
        row: dict[int, str] = {}
        for cell in cells:
            if words := self._words(number, cell):
                row[cell["column"]] = words
        if row and (number > ROWS or max(row) > COLUMNS):
            self._faults.refuse(
                f"has more than {ROWS:,} rows or {COLUMNS} columns in the sheet “{self._name}”"
            )
        return row

    def _words(self, number: int, cell: Mapping[str, Any]) -> str:
        """What Excel shows in the cell, where that is plain; a formula stays one, for it is refused later."""
        value = cell["value"]
        if value is None:
            return ""
        if cell["data_type"] == "f":
            return "=formula"
        if isinstance(value, bool):
            return str(value).upper()
        if isinstance(value, date | datetime | time | timedelta):
            self._blame(number, cell, f"holds a date or time: {_AS_TEXT}")
        elif isinstance(value, int | float):
            shown = ReadOnlyCell(self._sheet, **cell).number_format
            if shown not in _PLAIN_NUMBERS:
                self._blame(number, cell, f"holds the number {value}, shown as “{shown}”: {_AS_TEXT}")
            # Excel itself keeps 15 digits, and writes 1.1 as 1.1000000000000001.
            return f"{value:.15g}" if isinstance(value, float) else str(value)
        return str(value).replace("\xa0", " ").replace("\r\n", "\n").replace("\r", "\n").strip()

    def _blame(self, number: int, cell: Mapping[str, Any], text: str) -> None:
        name = f"{get_column_letter(cell['column'])}{number}"
        heading = self._headings.get(cell["column"], "")
        self._faults.add(self._name, number, heading, f"the cell {name} {text}")

    def _refuse_unseen(self, parser: WorkSheetParser, rows: Mapping[int, object]) -> None:
        """What an author who looks at the sheet does not see as it will be asked."""
        for merged in parser.merged_cells.mergeCell if parser.merged_cells else ():
            text = f"the cells {merged.ref} are merged: part them, and write into each what belongs there"
            self._faults.add(self._name, merged.min_row or 0, "", text)
        for row in sorted(rows):
            if parser.row_dimensions.get(str(row), {}).get("hidden") in {"1", "true"}:
                self._faults.add(self._name, row, "", "this row is hidden; show it or take it out")


def _line(cells: Mapping[int, str]) -> tuple[str | None, ...]:
    return tuple(cells.get(place) for place in range(1, max(cells, default=0) + 1))
