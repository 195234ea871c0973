"""Cells of a row, read as words, as yes or no, or as texts in languages; what is wrong with one is noted."""

import re

from surveys.errors import Faults
from surveys.model import Texts
from surveys.sheets import YES_NO, Row

_LANGUAGE = re.compile(r".*\S \(([a-z]{2,3}(?:-[A-Za-z0-9]+)*)\)")
_LINE_END = re.compile(r" *<br ?/?> *")
_ONE_FOR_ALL = "is the same in every language: no “::” in the heading"


class Fields:
    """One file's cells; `languages` fills with the codes that its headings name, the default one first."""

    def __init__(self, faults: Faults, default_heading: str) -> None:
        self._faults = faults
        self._codes: dict[str, str] = {}
        self.languages: list[str] = []
        self.default = ""
        if default_heading:
            self.default = self._code("settings", 2, "default_language", default_heading)

    def learn(self, rows: list[Row]) -> None:
        """Takes note of the languages that the headings over these rows name."""
        for row in rows:
            for column, cell in row.cells.items():
                for heading in cell if isinstance(cell, dict) else ():
                    self._code(row.sheet, 1, column, heading)

    def texts(self, row: Row, column: str) -> Texts:
        cell = row.cells.get(column) or {}
        if not isinstance(cell, dict):
            return {self.default: _with_line_ends(cell)}
        return {
            self._code(row.sheet, 1, column, heading): _with_line_ends(words)
            for heading, words in cell.items()
        }

    def label(self, row: Row) -> Texts:
        label = self.texts(row, "label")
        if self.default and not label.get(self.default):
            self.blame(row, "label", f"has no words in the default language ({self.default})")
        return label

    def cell(self, row: Row, column: str) -> str:
        cell = row.cells.get(column, "")
        if isinstance(cell, dict):
            self.blame(row, column, _ONE_FOR_ALL)
            return ""
        return str(cell).strip()

    def flag(self, row: Row, column: str, default: bool = False) -> bool:
        cell = self.cell(row, column)
        if cell and cell not in YES_NO:
            self.blame(row, column, f"“{cell}” is neither yes nor no")
        return YES_NO.get(cell, default)

    def blame(self, row: Row, column: str, text: str) -> None:
        self._faults.add(row.sheet, row.number, column, text)

    def fault(self, sheet: str, text: str) -> None:
        self._faults.add(sheet, 0, "", text)

    def _code(self, sheet: str, row: int, column: str, heading: str) -> str:
        if heading not in self._codes:
            named = _LANGUAGE.fullmatch(heading)
            if named is None:
                text = f"language “{heading}”: write its name and code, as in “English (en)”"
                self._faults.add(sheet, row, column, text)
            code = self._codes[heading] = named.group(1) if named else heading
            if code not in self.languages:
                self.languages.append(code)
        return self._codes[heading]


def _with_line_ends(words: object) -> str:
    """A cell of a Markdown table has no line ends of its own: `<br>` is one."""
    return _LINE_END.sub("\n", str(words)).strip()
