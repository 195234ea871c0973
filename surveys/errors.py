"""What can be wrong with a survey file, with the cell named."""

import re
from dataclasses import dataclass
from typing import NoReturn

_PYXFORM_ROW = re.compile(r"\[row : (\d+)\]\s*")
# Urdu and Panjabi letters are joined and parted by these; they turn nothing round.
_JOINERS = {"\u200c", "\u200d"}


@dataclass(frozen=True)
class Fault:
    """`row` counts as in a spreadsheet, the headings being row 1; 0 where no row is to blame."""

    file: str
    sheet: str
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        return (
            f"{', '.join(filter(None, [self.file, where(self.sheet, self.row, self.column)]))}: {self.text}"
        )


def where(sheet: str, row: int, column: str) -> str:
    """ "survey row 3, column label"; empty where the whole file is meant."""
    named = [f"{sheet} row {row}" if row else f"{sheet} sheet"] if sheet else []
    return ", ".join([*named, *([f"column {column}"] if column else [])])


def visible(text: str) -> str:
    """On one line, and nothing in it can move a cursor or turn words round: faults quote what files hold."""
    return "".join(
        sign if sign.isprintable() or sign in _JOINERS else f"<U+{ord(sign):04X}>"
        for sign in " ".join(text.split())
    )


class SurveyFault(Exception):
    """A survey file that cannot be used: every fault of it, one a line."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class Faults:
    """Collects the faults of one file, so that its author sees them all at once."""

    def __init__(self, file: str) -> None:
        self._file = visible(file)
        self._found: dict[Fault, None] = {}

    def add(self, sheet: str, row: int, column: str, text: str) -> None:
        self._found[Fault(self._file, visible(sheet), row, visible(column), visible(text))] = None

    def add_pyxform(self, message: str) -> None:
        """pyxform stops at its first fault, which mostly is one of ours: it counts where we found none."""
        if not self._found:
            row = _PYXFORM_ROW.search(message)
            text = _PYXFORM_ROW.sub("", message)
            self.add("survey" if row else "", int(row.group(1)) if row else 0, "", text)

    def refuse(self, text: str) -> NoReturn:
        """The file cannot be read any further."""
        self.add("", 0, "", text)
        raise SurveyFault(list(self._found))

    def check(self) -> None:
        if self._found:
            raise SurveyFault(sorted(self._found, key=lambda fault: (fault.sheet, fault.row)))
