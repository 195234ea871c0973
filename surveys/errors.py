"""What can be wrong with a survey file, with the cell named."""

import re
from dataclasses import dataclass
from typing import NoReturn

_PYXFORM_ROW = re.compile(r"\[row : (\d+)\]\s*")


@dataclass(frozen=True)
class Fault:
    """`row` counts as in a spreadsheet, the headings being row 1; 0 where no row is to blame."""

    file: str
    sheet: str
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        cell = [self.file]
        if self.sheet:
            cell.append(f"{self.sheet} row {self.row}" if self.row else f"{self.sheet} sheet")
        if self.column:
            cell.append(f"column {self.column}")
        return f"{', '.join(cell)}: {self.text}"


class SurveyFault(Exception):
    """A survey file that cannot be used: every fault of it, one a line."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class Faults:
    """Collects the faults of one file, so that its author sees them all at once."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._found: list[Fault] = []

    def add(self, sheet: str, row: int, column: str, text: str) -> None:
        fault = Fault(self._file, sheet, row, column, text)
        if fault not in self._found:
            self._found.append(fault)

    def add_pyxform(self, message: str) -> None:
        """pyxform stops at its first fault, which mostly is one of ours: it counts where we found none."""
        if not self._found:
            row = _PYXFORM_ROW.search(message)
            text = " ".join(_PYXFORM_ROW.sub("", message).split())
            self.add("survey" if row else "", int(row.group(1)) if row else 0, "", text)

    def refuse(self, text: str) -> NoReturn:
        """The file cannot be read any further."""
        self.add("", 0, "", text)
        raise SurveyFault(self._found)

    def check(self) -> None:
        if self._found:
            raise SurveyFault(sorted(self._found, key=lambda fault: (fault.sheet, fault.row)))
