"""The audit trail for programs with a key, such as a log that the partnership keeps elsewhere."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.audit import service
from api.audit.contracts import Entry
from api.audit.repository import Written
from api.db import SessionDep
from api.staff.bearer import REFUSALS, Program

router = APIRouter(prefix="/api/v1/audit", tags=["audit"], responses=REFUSALS)


@router.get("")
def read_audit(
    session: SessionDep, program: Program, after: Annotated[int, Query(ge=0, lt=2**63)] = 0
) -> list[Entry]:
    """Entries with a number above `after`, the oldest first, at most a thousand; none when nothing is newer.

    Reading it is an entry too, once in ten minutes: it comes with the next reading.
    """
    entries = [_entry(row) for row in service.after(session, after)]
    service.viewed(session, program, "trail_opened")
    return entries


def _entry(row: Written) -> Entry:
    return Entry(
        number=row.number,
        at=row.at,
        who=row.who,
        account=row.account,
        what=row.what,
        words=service.kinds().get(row.what, row.what),
        subject=row.subject,
        before=row.before.hex(),
        digest=row.digest.hex(),
    )
