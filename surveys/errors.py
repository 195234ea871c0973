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


_CANNOT = "cannot be evaluated: "
_WORDS = "the words to look in, and the words to look for"
_WANTS = {
    "regex": "two things: what to look at, and the pattern in quotes",
    "selected": "two things: the question as ${name}, and a choice in quotes",
    "selected-at": "two things: the question as ${name}, and the place of the choice, counted from 0",
    "if": "three things: a condition, what holds if it is true, and what holds if not",
    "coalesce": "two things: what is taken first, and what is taken where that is empty",
    "concat": "two things or more to join",
    "substring": "the words and where to begin, perhaps also how many letters",
    "substring-before": f"two things: {_WORDS}",
    "substring-after": f"two things: {_WORDS}",
    "contains": f"two things: {_WORDS}",
    "starts-with": f"two things: {_WORDS}",
    "ends-with": f"two things: {_WORDS}",
    "translate": "three things: the words, the letters to replace, and the letters to put there",
    "round": "a number, perhaps also how many decimals stay",
    "min": "one number or more",
    "max": "one number or more",
    "true": "nothing in its brackets",
    "false": "nothing in its brackets",
}
_ARGUMENTS = re.compile(r"too (?:few|many) arguments|has no arguments", re.IGNORECASE)
_UNKNOWN_SIGN = re.compile(r"unknown symbol (.+)")
_SIGNS = {
    "'": "a quote is opened and not closed",
    '"': "a quote is opened and not closed",
    "&": "write “and” in place of “&”",
    **dict.fromkeys("‘’‚‛“”„‟`´", "write straight quotes (') round words"),
}


def unreadable(symbol: str, message: str) -> str:
    """What to mend in an expression; `symbol` and `message` are where and how its parser gave up."""
    sign = _UNKNOWN_SIGN.search(message)
    if _ARGUMENTS.search(message):
        return f"{_CANNOT}{symbol}( ) needs {_WANTS.get(symbol, 'one thing in its brackets')}"
    if sign is not None:
        named = sign[1][1:-1] if len(sign[1]) > 2 else sign[1]
        return _CANNOT + _SIGNS.get(named, f"the sign {named} means nothing here")
    if symbol == "(end)":
        return f"{_CANNOT}it breaks off: something is missing at its end, perhaps a closing bracket"
    if symbol == "{":
        return f"{_CANNOT}a ${{ is not closed: write the name of a question as in ${{name}}"
    if symbol in ("(string)", "(integer)", "(decimal)", "(float)", "(name)", "$"):
        return (
            f"{_CANNOT}two parts stand side by side. Put “=”, “and”, “or” or a comma between them,"
            " and leave no space inside the name of a question"
        )
    if message.startswith("unexpected") and symbol:
        return f"{_CANNOT}“{symbol}” cannot stand where it does: is it there twice, or is something missing?"
    return _CANNOT + message


def unreadable_pattern(pattern: str, place: int | None) -> str:
    """What to mend in the pattern of a regex( )."""
    after = f" after “{pattern[:place]}”" if place else ""
    return (
        f"{_CANNOT}the pattern of regex( ) cannot be read{after}: is a bracket missing, or a sign too many?"
    )


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
