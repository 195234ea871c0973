"""A file of people to invite (CSV or .xlsx), read and checked row by row; nothing is kept by it."""

import csv
import io
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from api.cells import harmless
from api.members.service import LONGEST_NAME
from api.members.words import words

MOST = 300  # people in one file: the page that asks for a yes carries them all
NAME, AGENCY = "name", "agency"
_HEADINGS = (NAME, AGENCY)


@dataclass(frozen=True)
class Guest:
    """Somebody to invite, as they stand in the file."""

    name: str
    agency: str

    @property
    def known_as(self) -> tuple[str, str]:
        """The same person in other letters."""
        return self.name.casefold(), self.agency.casefold()


@dataclass(frozen=True)
class Bad:
    """What is wrong; `row` counts as in a spreadsheet, the headings being row 1; 0: the whole file."""

    row: int
    text: str


@dataclass(frozen=True)
class Roll:
    """People to invite in the order of the file, and every row that is bad."""

    guests: list[Guest]
    bad: list[Bad]


def lines(data: bytes, name: str) -> tuple[list[list[str]], list[Bad]]:
    """The cells of a file, row by row; what keeps it from being read, in its place."""
    if name.lower().endswith(".xlsx"):
        return _of_workbook(data, name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [_bad(0, "letters")]
    heading = text.partition("\n")[0]
    apart = max(",;\t", key=heading.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=apart, strict=True)), []
    except csv.Error:
        return [], [_bad(0, "broken")]


def check(
    rows: Sequence[Sequence[str]], tidy: Callable[[str], str], known: Collection[tuple[str, str]]
) -> Roll:
    """Looks at every row. `known` are those who are members or invited already."""
    headings = [tidy(cell).casefold() for cell in rows[0]] if rows else []
    if not all(heading in headings for heading in _HEADINGS):
        return Roll([], [_bad(1, "headings")])
    places = [headings.index(heading) for heading in _HEADINGS]
    guests: list[Guest] = []
    bad: list[Bad] = []
    first: dict[tuple[str, str], int] = {}
    for number, row in enumerate(rows[1:], 2):
        raw = [row[place] if place < len(row) else "" for place in places]
        if not any(map(tidy, row)):
            continue
        guest = Guest(*map(tidy, raw))
        if said := list(_faults(number, raw, guest)):
            bad += said
        elif guest.known_as in first:
            bad.append(_bad(number, "twice", other=first[guest.known_as]))
        elif guest.known_as in known:
            bad.append(_bad(number, "known"))
        first.setdefault(guest.known_as, number)
        guests.append(guest)
    if not guests:
        bad.append(_bad(0, "nobody"))
    elif len(guests) > MOST:
        bad.append(_bad(0, "too_many", count=len(guests), most=MOST))
    return Roll(guests, bad)


def _faults(row: int, raw: Sequence[str], guest: Guest) -> Iterator[Bad]:
    for what, cell, tidied in zip(_HEADINGS, raw, (guest.name, guest.agency), strict=True):
        if not tidied:
            yield _bad(row, "missing", what=what)
        elif len(tidied) > LONGEST_NAME:
            yield _bad(row, "too_long", what=what, longest=LONGEST_NAME)
        elif harmless(cell) != cell or harmless(tidied) != tidied:
            yield _bad(row, "formula", what=what, sign=tidied[0])
        elif not any(sign.isalpha() for sign in tidied):
            yield _bad(row, "no_letters", what=what)


def _bad(row: int, place: str, **facts: object) -> Bad:
    return Bad(row, str(words()["bad"][place]).format(**facts))


def _refused(row: int, text: str) -> Bad:
    return Bad(row, f"{text[0].upper()}{text[1:]}.") if row else _bad(0, "refused", text=text)


def _of_workbook(data: bytes, name: str) -> tuple[list[list[str]], list[Bad]]:
    """The first sheet that has something in it."""
    from surveys.errors import Faults, SurveyFault
    from surveys.excel import sheets

    faults = Faults(name)
    try:
        found = sheets(data, faults, None)
        faults.check()
    except SurveyFault as fault:
        return [], [_refused(one.row, one.text) for one in fault.faults]
    rows = next((lines for _, lines in found if lines), [])
    return [[cell or "" for cell in row] for row in rows], []
