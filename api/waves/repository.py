"""SQL of waves and published surveys."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, delete, exists, func, or_
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from api.waves.tables import Entry, EntryCodeRow, SurveyVersionRow, WaveRow, WaveState
from surveys.model import Survey

_SPENT = col(EntryCodeRow.wave_id).in_(select(WaveRow.id).where(WaveRow.state == WaveState.CLOSED))


def survey_version(
    session: Session, key: str, version: str, *, lock: bool = False
) -> SurveyVersionRow | None:
    """One version of a survey; with `lock`, nobody else changes it meanwhile."""
    return session.get(SurveyVersionRow, (key, version), with_for_update=lock)


def hold_version(session: Session, survey: Survey, published: date | None) -> SurveyVersionRow:
    """The row of a survey's version, made where there is none; nobody else changes it meanwhile."""
    new = SurveyVersionRow(
        key=survey.key, version=survey.version, source=survey.source, published=published
    ).model_dump()
    session.exec(insert(SurveyVersionRow).values(new).on_conflict_do_nothing())
    ours = (SurveyVersionRow.key == survey.key, SurveyVersionRow.version == survey.version)
    held = select(SurveyVersionRow).where(*ours).with_for_update()
    return session.exec(held.execution_options(populate_existing=True)).one()


def drafts_of_others(account: UUID | None) -> SelectOfScalar[SurveyVersionRow]:
    """Asks for drafts that an account has not brought."""
    drafts = select(SurveyVersionRow).where(col(SurveyVersionRow.published).is_(None))
    return drafts.where(col(SurveyVersionRow.uploader).is_distinct_from(account)).order_by(
        SurveyVersionRow.key, SurveyVersionRow.version
    )


def every_version(session: Session) -> Sequence[SurveyVersionRow]:
    """Every version of every survey, in no order but that of the keys."""
    return session.exec(select(SurveyVersionRow).order_by(SurveyVersionRow.key)).all()


def any_published(session: Session) -> bool:
    """Whether a version has been published."""
    published = select(SurveyVersionRow.key).where(col(SurveyVersionRow.published).is_not(None))
    return session.exec(published.limit(1)).first() is not None


def drop_version(session: Session, row: SurveyVersionRow) -> None:
    """Removes a draft and the rehearsals of it."""
    theirs = (col(WaveRow.survey) == row.key, col(WaveRow.version) == row.version)
    session.exec(delete(WaveRow).where(*theirs))
    session.delete(row)
    session.flush()


def by_id(session: Session, wave_id: UUID) -> WaveRow | None:
    """A wave in any state."""
    return session.get(WaveRow, wave_id)


def state_held(session: Session, wave_id: UUID) -> str:
    """The state of a wave, which nobody changes until this transaction ends."""
    return session.exec(select(WaveRow.state).where(WaveRow.id == wave_id).with_for_update(read=True)).one()


def count_alone(session: Session, wave_id: UUID) -> None:
    """Waits until nobody else counts this wave; until this transaction ends nobody else begins.

    Not by locking the row of the wave: every person who finishes meanwhile would have to wait for it.
    """
    session.connection().execute(select(func.pg_advisory_xact_lock(func.hashtextextended(str(wave_id), 0))))


def let_in_alone(session: Session, wave_id: UUID) -> None:
    """Waits until nobody else is let into this wave. Not the lock of who counts it: that one may last."""
    session.connection().execute(select(func.pg_advisory_xact_lock(func.hashtextextended(str(wave_id), 1))))


def hold(session: Session, wave: WaveRow) -> None:
    """Reads a wave anew; nobody else changes it until this transaction ends."""
    session.refresh(wave, with_for_update=True)


def by_code(session: Session, code: str) -> WaveRow | None:
    """The wave that a join code opens, in any state."""
    return session.exec(select(WaveRow).where(WaveRow.code == code)).one_or_none()


def with_single_use(session: Session) -> Sequence[WaveRow]:
    """Waves that single-use codes may open now or later."""
    return session.exec(
        select(WaveRow).where(
            WaveRow.entry == Entry.SINGLE_USE,
            col(WaveRow.state).in_([WaveState.PLANNED, WaveState.OPEN, WaveState.CLOSING]),
        )
    ).all()


def has_entry_code(session: Session, wave_id: UUID, token: bytes) -> bool:
    """Whether this is the digest of a code of the wave."""
    return session.get(EntryCodeRow, (wave_id, token)) is not None


def drop_codes(session: Session, wave_id: UUID) -> None:
    """Removes the single-use codes of a wave."""
    session.exec(delete(EntryCodeRow).where(col(EntryCodeRow.wave_id) == wave_id))


def drop_spent_codes(session: Session) -> int:
    """Removes the single-use codes of closed waves; how many."""
    return session.exec(delete(EntryCodeRow).where(_SPENT)).rowcount


def count_spent_codes(session: Session) -> int:
    """How many single-use codes closed waves still have."""
    return session.exec(select(func.count()).select_from(EntryCodeRow).where(_SPENT)).one()


def not_closed(session: Session) -> Sequence[UUID]:
    """Waves that still need their key."""
    return session.exec(select(WaveRow.id).where(WaveRow.state != WaveState.CLOSED)).all()


def newest_first(session: Session) -> Sequence[WaveRow]:
    """Every wave but rehearsals, those that are not closed first."""
    return session.exec(
        select(WaveRow)
        .where(WaveRow.state != WaveState.REHEARSAL)
        .order_by(col(WaveRow.state) == WaveState.CLOSED, col(WaveRow.opens).desc(), WaveRow.title)
    ).all()


def in_state(session: Session, state: WaveState) -> Sequence[WaveRow]:
    """Waves in one state."""
    return session.exec(select(WaveRow).where(WaveRow.state == state)).all()


def due(session: Session, now: datetime) -> Sequence[WaveRow]:
    """Planned waves that should be open, and open ones that should be closed."""
    to_open = and_(col(WaveRow.state) == WaveState.PLANNED, col(WaveRow.opens) <= now)
    to_close = and_(col(WaveRow.state) == WaveState.OPEN, col(WaveRow.closes) <= now)
    return session.exec(select(WaveRow).where(or_(to_open, to_close)).with_for_update()).all()


def rehearsals_over(session: Session, now: datetime) -> Sequence[WaveRow]:
    """Rehearsals whose day is over."""
    return session.exec(
        select(WaveRow).where(WaveRow.state == WaveState.REHEARSAL, col(WaveRow.closes) <= now)
    ).all()


def rehearsals_of(session: Session, key: str, version: str) -> Sequence[WaveRow]:
    """Rehearsals of one version of a survey."""
    theirs = (WaveRow.survey == key, WaveRow.version == version, WaveRow.state == WaveState.REHEARSAL)
    return session.exec(select(WaveRow).where(*theirs)).all()


def newest_at_each_place(
    session: Session, but: UUID | None, opened: datetime, limit: int
) -> Sequence[WaveRow]:
    """Of every place the last wave that opened before a moment, and of these the newest; no rehearsals."""
    others = WaveRow.state != WaveState.REHEARSAL, col(WaveRow.opens) < opened, WaveRow.id != but
    last = select(WaveRow.id).where(*others).ext(distinct_on(col(WaveRow.place)))
    ids = last.order_by(col(WaveRow.place), col(WaveRow.opens).desc(), col(WaveRow.id))
    theirs = select(WaveRow).where(col(WaveRow.id).in_(ids))
    return session.exec(theirs.order_by(col(WaveRow.opens).desc(), col(WaveRow.id)).limit(limit)).all()


def before_at(session: Session, wave: WaveRow) -> WaveRow | None:
    """The last wave at the place of this one that opened before it."""
    there = select(WaveRow).where(WaveRow.place == wave.place, WaveRow.opens < wave.opens)
    return session.exec(there.order_by(col(WaveRow.opens).desc()).limit(1)).first()


def opening(until: datetime) -> SelectOfScalar[WaveRow]:
    """Asks for planned waves that open before a moment, the nearest first."""
    asked = select(WaveRow).where(WaveRow.state == WaveState.PLANNED, col(WaveRow.opens) < until)
    return asked.order_by(col(WaveRow.opens), col(WaveRow.id))


def closing(until: datetime) -> SelectOfScalar[WaveRow]:
    """Asks for open waves that close before a moment, the nearest first."""
    asked = select(WaveRow).where(WaveRow.state == WaveState.OPEN, col(WaveRow.closes) < until)
    return asked.order_by(col(WaveRow.closes), col(WaveRow.id))


def has_any(session: Session) -> bool:
    """Whether there is a wave that is no rehearsal."""
    return session.exec(select(exists().where(col(WaveRow.state) != WaveState.REHEARSAL))).one()


def between(
    session: Session, morning: datetime, night: datetime, first: date, last: date
) -> Sequence[WaveRow]:
    """Waves that open or close between two moments, or did so on days between two, by when they open."""
    to_come = or_(
        and_(col(WaveRow.opens) >= morning, col(WaveRow.opens) < night),
        and_(col(WaveRow.closes) >= morning, col(WaveRow.closes) < night),
    )
    past = or_(col(WaveRow.opened).between(first, last), col(WaveRow.closed).between(first, last))
    asked = select(WaveRow).where(WaveRow.state != WaveState.REHEARSAL, or_(to_come, past))
    return session.exec(asked.order_by(col(WaveRow.opens), WaveRow.title)).all()
