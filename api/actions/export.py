"""Actions as a file for spreadsheets."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlmodel import Session

from api.actions import service
from api.actions.tables import ActionRow
from api.actions.words import words
from api.cells import harmless
from api.guidance import service as guidance
from api.listing import Part

EVERYTHING = Part("due", limit=1_000_000)


def as_csv(session: Session, search: str, wanted: Mapping[str, str], today: date) -> bytes:
    """Those of a list, narrowed as it is; with the mark by which Excel knows UTF-8."""
    rows = service.page(session, search, wanted, today, EVERYTHING)
    out = io.StringIO(newline="")
    lines = _lines(rows, guidance.lenses(session), today)
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([harmless(cell) for cell in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def _lines(rows: Sequence[ActionRow], lenses: Mapping[str, str], today: date) -> Iterator[Sequence[str]]:
    said = words()
    yield said["export"]["columns"]
    for row in rows:
        yield (
            row.title,
            row.measure,
            row.agency,
            row.owner,
            lenses.get(row.lens or "", row.lens or ""),
            said["priorities"][row.priority],
            said["states"][row.state],
            row.due.isoformat(),
            said["export"]["yes" if service.is_overdue(row, today) else "no"],
            row.origin,
            row.evidence,
            row.evidence_link or "",
            row.author,
            row.made.isoformat(),
            row.closed.isoformat() if row.closed else "",
        )
