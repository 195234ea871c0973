"""The long list of waves, without rehearsals. Looked at, never changed."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, case, func
from sqlmodel import Session, col, select

from api.listing import Part, cut, holds
from api.waves.tables import WaveRow, WaveState

# What takes answers comes first, what is over last.
STATES = (WaveState.OPEN, WaveState.CLOSING, WaveState.PLANNED, WaveState.CLOSED)
_NEWEST = col(WaveRow.opens).desc()
_ORDERS = {
    "state": (case({state: place for place, state in enumerate(STATES)}, value=col(WaveRow.state)), _NEWEST),
    "title": (func.lower(col(WaveRow.title)), _NEWEST),
    "opens": (col(WaveRow.opens),),
    "closes": (func.coalesce(col(WaveRow.closed), col(WaveRow.closes)), _NEWEST),
}


def waves(session: Session, words: str, state: str, survey: str, part: Part) -> Sequence[WaveRow]:
    """Waves whose title holds the words; in one state and of one survey, if they are named."""
    asked = select(WaveRow).where(*_fitting(words, state, survey))
    return session.exec(cut(asked, part, _ORDERS, col(WaveRow.id))).all()


def count(session: Session, words: str = "", state: str = "", survey: str = "") -> int:
    """How many there are of them."""
    asked = select(func.count()).select_from(WaveRow)
    return session.exec(asked.where(*_fitting(words, state, survey))).one()


def surveys(session: Session) -> Sequence[tuple[str, str]]:
    """The surveys that waves have opened, each with a version of it."""
    theirs = select(WaveRow.survey, func.max(WaveRow.version)).where(WaveRow.state != WaveState.REHEARSAL)
    return session.exec(theirs.group_by(col(WaveRow.survey)).order_by(WaveRow.survey)).all()


def _fitting(words: str, state: str, survey: str) -> list[ColumnElement[bool]]:
    rows = [col(WaveRow.state) != WaveState.REHEARSAL, holds(words, col(WaveRow.title))]
    if state:
        rows.append(col(WaveRow.state) == state)
    if survey:
        rows.append(col(WaveRow.survey) == survey)
    return rows
