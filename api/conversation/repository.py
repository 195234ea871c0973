"""SQL of conversations and turns."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, not_, or_, text, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import contains_eager
from sqlmodel import Session, col, select

from api.conversation.tables import ConversationRow, TurnRow
from api.runs.tables import RunRow
from api.waves.tables import WaveRow

TURNS_KEPT = 30
# What a turn needs of its wave: each column that is read costs as well.
_OF_WAVE = (
    WaveRow.survey,
    WaveRow.version,
    WaveRow.audience,
    WaveRow.languages,
    WaveRow.code,
    WaveRow.state,
    WaveRow.closes,
    WaveRow.watched,
)
# These run once a turn, where building them anew each time cost more than running them. The run and its wave
# are read along: a statement more a turn costs as much as all that is done with them.
_HELD = (
    select(ConversationRow, TurnRow, RunRow)
    .outerjoin(
        TurnRow,
        and_(col(TurnRow.conversation_id) == col(ConversationRow.id), col(TurnRow.key) == bindparam("key")),
    )
    .outerjoin(RunRow, col(RunRow.id) == col(ConversationRow.run_id))
    .outerjoin(WaveRow, col(WaveRow.id) == col(RunRow.wave_id))
    .options(contains_eager(RunRow.wave).load_only(*_OF_WAVE))  # type: ignore[arg-type]
    .where(ConversationRow.id == bindparam("id"))
    .with_for_update(of=ConversationRow)
)
_FREE = _HELD.with_for_update(of=ConversationRow, skip_locked=True)
_KEEP = text(
    "insert into turn (conversation_id, number, key, wave_id, replies)"
    " select :id, coalesce(max(number), 0) + 1, :key, cast(:wave_id as uuid), :replies"
    " from turn where conversation_id = :id"
    " on conflict (conversation_id, key) do nothing returning number"
)


class Twin(Exception):
    """The same turn has just been kept by somebody else."""


def open_once(session: Session, row: ConversationRow) -> None:
    """Adds a conversation unless its id is there already."""
    session.exec(insert(ConversationRow).values(**row.model_dump()).on_conflict_do_nothing())


def lock(
    session: Session, conversation_id: UUID, key: str | None = None
) -> tuple[ConversationRow, TurnRow | None, RunRow | None] | None:
    """A conversation, held until the transaction ends, an earlier turn with this key, and its open run."""
    asked = {"id": conversation_id, "key": key}
    found = session.exec(_FREE, params=asked).one_or_none()
    if found is None and session.exec(_HELD, params=asked).one_or_none() is not None:
        # Somebody else held it: only a statement that begins after the wait sees what they said.
        found = session.exec(_HELD, params=asked, execution_options={"populate_existing": True}).one()
    return None if found is None else (found[0], found[1], found[2])


def run_of_new_turn(session: Session, conversation_id: UUID, key: str | None) -> UUID | None:
    """The run that a turn is said in; None as well when a turn with this key has been kept already.

    A practitioner who has paused a survey talks of something else meanwhile.
    """
    taken = select(TurnRow.number).where(TurnRow.conversation_id == conversation_id, TurnRow.key == key)
    return session.exec(
        select(ConversationRow.run_id).where(
            ConversationRow.id == conversation_id,
            not_(taken.exists()) if key is not None else true(),
            not_(
                and_(
                    col(ConversationRow.paused),
                    col(ConversationRow.audience).is_not_distinct_from("practitioner"),
                )
            ),
        )
    ).one_or_none()


def latest(session: Session, conversation_id: UUID) -> TurnRow | None:
    """The last turn."""
    return session.exec(
        select(TurnRow)
        .where(TurnRow.conversation_id == conversation_id)
        .order_by(col(TurnRow.number).desc())
        .limit(1)
    ).one_or_none()


def keep(
    session: Session,
    conversation: ConversationRow,
    key: str | None,
    wave_id: UUID | None,
    sealed: bytes,
    today: date,
) -> None:
    """Keeps what was said; turns far back are forgotten. Raises Twin."""
    said = {"id": conversation.id, "key": key, "wave_id": wave_id, "replies": sealed}
    number = session.connection().execute(_KEEP, said).scalar_one_or_none()
    if number is None:
        raise Twin
    if number % TURNS_KEPT == 0:
        forget_turns(session, conversation.id, before=number - TURNS_KEPT)
    if conversation.day != today:
        conversation.day, conversation.wrong_codes = today, 0


def forget_turns(session: Session, conversation_id: UUID, before: int | None = None) -> None:
    """Removes turns of a conversation: all, or those up to a number."""
    gone = delete(TurnRow).where(col(TurnRow.conversation_id) == conversation_id)
    session.exec(gone if before is None else gone.where(col(TurnRow.number) <= before))


def drop_idle(session: Session, before: date) -> int:
    """Removes conversations that nobody has used since a day; how many."""
    gone = session.exec(delete(ConversationRow).where(_idle(before)))
    return int(gone.rowcount)


def _idle(before: date) -> ColumnElement[bool]:
    """Not used since a day, and in no run: whoever comes back while the wave is open goes on."""
    return and_(col(ConversationRow.day) < before, col(ConversationRow.run_id).is_(None))


def count_idle(session: Session, before: date) -> int:
    """How many conversations `drop_idle` would remove."""
    return session.exec(select(func.count()).select_from(ConversationRow).where(_idle(before))).one()


def leave_runs(session: Session, wave_id: UUID, run_ids: Sequence[UUID]) -> None:
    """Takes conversations out of runs, and forgets what was asked in them."""
    # First: this waits for turns that are under way, and then none begins in the wave any more.
    left = session.exec(
        update(ConversationRow)
        .where(col(ConversationRow.run_id).in_(run_ids))
        .values(run_id=None, paused=False)
        .returning(col(ConversationRow.id))
    )
    theirs = [row[0] for row in left]
    session.exec(
        update(ConversationRow)
        .where(col(ConversationRow.offered_wave) == wave_id)
        .values(offered_wave=None, offered_token=None, starting=False)
    )
    session.exec(
        delete(TurnRow).where(or_(col(TurnRow.conversation_id).in_(theirs), col(TurnRow.wave_id) == wave_id))
    )
