"""The members as a file for spreadsheets: who they are and by which channel, never where."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlmodel import Session

from api.cells import harmless
from api.languages import NAMES
from api.listing import Part
from api.members import lists
from api.members.tables import MemberRow
from api.members.words import words

EVERYBODY = Part("agency", limit=1_000_000)
Line = list[str]


def as_csv(session: Session) -> bytes:
    """With the mark by which Excel knows UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(_lines(session))
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(session: Session) -> bytes:
    """One sheet. Every cell is text: nothing in it is calculated."""
    from openpyxl import Workbook  # type: ignore[import-untyped]

    book = Workbook(write_only=True)
    sheet = book.create_sheet(words()["sheet"])
    for line in _lines(session):
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lines(session: Session) -> Iterator[Line]:
    rows = lists.members(session, "", "", EVERYBODY)
    kinds = lists.reached_by(session, [row.id for row in rows])
    yield list(words()["columns"])
    for row in rows:
        yield [harmless(cell) for cell in _cells(row, kinds)]


def _cells(row: MemberRow, kinds: Mapping[UUID, set[str]]) -> Sequence[str]:
    channels = ", ".join(words()["channels"][kind] for kind in sorted(kinds.get(row.id, ())))
    language = NAMES.get(row.language, row.language)
    return row.name, row.agency, row.role or "", row.joined.isoformat(), language, channels
