"""The lines of a sheet, and what no cell may hold, whatever kind of file it stands in."""

import re

Line = tuple[str | None, ...]
Lines = list[Line]
"""The first one holds the headings."""
SHEETS = ("survey", "choices", "settings")
ROWS = 2000
COLUMNS = 256
LONGEST = 4000
_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)", re.IGNORECASE)
# Embeddings, overrides and isolates; the marks that Urdu needs (200E, 200F, 061C) only stand beside words.
_TURNERS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# All but tab and line end.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_FORMULA = "is a formula: write the words themselves (in Excel: copy, then paste as values)"


def fault_of(cell: str) -> str | None:
    """Why the cell cannot be used, as the end of a sentence that begins with its name."""
    if len(cell) > LONGEST:
        return f"holds {len(cell):,} characters; {LONGEST:,} are the most that one message can carry"
    if cell.startswith("="):
        return _FORMULA
    if error := _ERROR.fullmatch(cell):
        return f"holds Excel's error {error.group()}: write the words themselves"
    if turner := _TURNERS.search(cell):
        return (
            f"holds the invisible character {_code(turner.group())}, which turns words round: take it out;"
            " pages set the direction of Urdu by themselves"
        )
    odd = _CONTROL.search(cell)
    return f"holds the control character {_code(odd.group())}: type the words anew" if odd else None


def _code(sign: str) -> str:
    return f"U+{ord(sign):04X}"
