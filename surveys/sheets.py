"""The sheets of one survey: rows with plain column names, a check by pyxform, the same in Markdown."""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyxform import aliases  # type: ignore[import-untyped]
from pyxform.builder import create_survey_element_from_dict  # type: ignore[import-untyped]
from pyxform.errors import PyXFormError  # type: ignore[import-untyped]
from pyxform.parsing.sheet_headers import dealias_and_group_headers  # type: ignore[import-untyped]
from pyxform.xls2json import workbook_to_json  # type: ignore[import-untyped]

from surveys import files
from surveys.cells import SHEETS
from surveys.errors import Faults

YES_NO: Mapping[str, bool] = aliases.yes_no
_ALIASES = {
    "survey": aliases.survey_header,
    "choices": aliases.list_header,
    "settings": aliases.settings_header,
}
# pyxform groups these columns under the part of the XForm that they end in, and renames some.
_GROUPS = ("bind", "control", "media", "instance")
_NAMES = {
    "jr:constraintMsg": "constraint_message",
    "jr:requiredMsg": "required_message",
    "calculate": "calculation",
    "id_string": "form_id",
    "title": "form_title",
    "list name": "list_name",
}


@dataclass(frozen=True)
class Row:
    """`cells`: column -> words, or, where the heading names languages, a dict of language -> words."""

    sheet: str
    number: int
    cells: Mapping[str, Any]


class Workbook:
    """`source` is the whole definition in Markdown, as it is stored, whatever file it came from."""

    def __init__(self, data: bytes, suffix: str, faults: Faults) -> None:
        self._faults = faults
        self._tables = files.tables(data, suffix, faults)
        self.source = files.text(data, faults) if suffix == ".md" else "\n".join(self._markdown())

    def rows(self, sheet: str, columns: set[str], default_language: str = "") -> list[Row]:
        """The rows that say something. What stands outside `columns` is refused: pyxform would swallow it."""
        raw = getattr(self._tables, sheet) or []
        for number, cells in enumerate(raw, start=2):
            if not all(cells):
                self._faults.add(sheet, number, "", "a cell stands in a column without a heading")
        named = [{column: cell for column, cell in cells.items() if column} for cells in raw]
        headings = [dict.fromkeys(self._headings(sheet))]
        language = default_language or "default"
        try:
            tidy = dealias_and_group_headers(
                sheet, named, headings, _ALIASES[sheet], columns, default_language=language
            )
        except PyXFormError as failure:
            self._faults.add(sheet, 1, "", " ".join(str(failure).split()))
            return []
        rows = [Row(sheet, number, _flat(cells)) for number, cells in enumerate(tidy.data, start=2)]
        self._refuse_others(rows, columns)
        return [row for row in rows if row.cells]

    def _refuse_others(self, rows: list[Row], columns: set[str]) -> None:
        used: dict[str, list[Row]] = {}
        for row in rows:
            for column in row.cells.keys() - columns:
                used.setdefault(column, []).append(row)
        for column, (first, *others) in sorted(used.items()):
            also = f"; also in row {', '.join(str(row.number) for row in others)}" if others else ""
            self._faults.add(first.sheet, first.number, column, f"this column is not supported{also}")

    def check_as_xform(self) -> None:
        """A survey is a valid XLSForm: pyxform must be able to make an XForm of it."""
        try:
            form = workbook_to_json(copy.deepcopy(self._tables), form_name="data", warnings=[])
            create_survey_element_from_dict(form).to_xml(validate=False, pretty_print=False, warnings=[])
        except files.UNREADABLE as failure:
            self._faults.add_pyxform(str(failure))

    def _headings(self, sheet: str) -> list[str]:
        header = getattr(self._tables, f"{sheet}_header") or [{}]
        return [column for column in header[0] if column]

    def _markdown(self) -> Iterator[str]:
        for sheet in SHEETS:
            headings = self._headings(sheet)
            yield f"| {sheet} |{' |' * len(headings)}"
            yield _line(headings)
            for cells in getattr(self._tables, sheet) or []:
                if cells:
                    yield _line([cells.get(heading) or "" for heading in headings])


def _line(cells: list[str]) -> str:
    return "|".join(["", "", *(f" {_escaped(cell)} " for cell in cells), ""])


def _escaped(cell: str) -> str:
    return re.sub(r"\r\n|\r|\n", "<br>", cell.strip()).replace("|", r"\|")


def _flat(cells: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for column, cell in cells.items():
        inner = cell if column in _GROUPS and isinstance(cell, dict) else {column: cell}
        flat |= {_NAMES.get(name, name): value for name, value in inner.items()}
    return flat
