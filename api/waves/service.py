"""Planning, opening and closing waves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from sqlmodel import Session

from api import clock, codes
from api.errors import NotFound, WrongState
from api.waves import repository
from api.waves.keys import KeyRing
from api.waves.tables import AnswerWithin, Entry, EntryCodeRow, WaveRow, WaveState
from surveys.model import Survey

ALLOWED = {
    WaveState.PLANNED: {WaveState.OPEN, WaveState.CLOSING},
    WaveState.OPEN: {WaveState.CLOSING},
    WaveState.CLOSING: {WaveState.CLOSED},
    WaveState.CLOSED: set(),
    WaveState.REHEARSAL: set(),
}
REHEARSAL_LASTS = timedelta(days=1)


@dataclass(frozen=True)
class Plan:
    """What is wanted of a wave; `opens` None: at once, `closes` None: when somebody closes it.

    `answer_within` counts only where the wave is `watched`. `setting_kind` and `area` are codes of the
    partnership's lists; `place` is that of an earlier wave that asked the same group, None: another one.
    """

    title: str
    watched: bool
    languages: Sequence[str]
    invited: int | None = None
    places: int | None = None
    setting_kind: str | None = None
    area: str | None = None
    place: UUID | None = None
    entry: Entry = Entry.LINK
    opens: datetime | None = None
    closes: datetime | None = None
    answer_within: AnswerWithin = AnswerWithin.NEXT_WORKING_DAY


def plan(session: Session, keys: KeyRing, asked: Survey, wanted: Plan, now: datetime) -> WaveRow:
    """A wave that opens when its time comes, which may be now. Raises WrongState if it would never open."""
    opens = wanted.opens or now
    check_times(opens, wanted.closes, now)
    return _add(
        session,
        keys,
        asked,
        wanted,
        opens,
        WaveState.OPEN if opens.astimezone(UTC) <= now.astimezone(UTC) else WaveState.PLANNED,
    )


def check_times(opens: datetime, closes: datetime | None, now: datetime) -> None:
    """Raises WrongState when a wave would close before anybody could answer.

    In UTC: two moments of one zone are compared by the wall clock, which shows an hour of October twice.
    """
    latest = max(opens.astimezone(UTC), now.astimezone(UTC))
    if closes is not None and closes.astimezone(UTC) <= latest:
        raise WrongState("A wave must close after it opens, and after this moment.")


def rehearse(session: Session, keys: KeyRing, asked: Survey, now: datetime) -> WaveRow:
    """A trial run of a survey, draft or published, through the real chat: nothing of it is kept."""
    wanted = Plan(title=asked.key, watched=False, languages=asked.languages, closes=now + REHEARSAL_LASTS)
    return _add(session, keys, asked, wanted, now, WaveState.REHEARSAL)


def add_codes(session: Session, keys: KeyRing, wave: WaveRow, how_many: int) -> list[str]:
    """Fresh single-use codes, to be printed now: only their digests are kept."""
    if wave.entry != Entry.SINGLE_USE or wave.state not in (WaveState.PLANNED, WaveState.OPEN):
        raise WrongState("Only a wave with single-use codes that has not closed can have more of them.")
    fresh = [codes.make(codes.SINGLE_USE_LENGTH) for _ in range(how_many)]
    session.add_all(EntryCodeRow(wave_id=wave.id, token=_entry_token(keys, wave.id, code)) for code in fresh)
    session.flush()
    return fresh


def with_single_use(session: Session, keys: KeyRing, code: str) -> tuple[WaveRow, bytes] | None:
    """The wave that a single-use code opens, and its digest, by which the person is counted in."""
    for wave in repository.with_single_use(session):
        if not keys.has(wave.id):
            continue  # its key is lost: that is no reason to turn others away
        token = _entry_token(keys, wave.id, code)
        if repository.has_entry_code(session, wave.id, token):
            return wave, token
    return None


def opens(session: Session, keys: KeyRing, code: str) -> bool:
    """Whether a code, of whichever kind, leads to a wave."""
    return with_code(session, code) is not None or with_single_use(session, keys, code) is not None


def with_code(session: Session, code: str) -> WaveRow | None:
    """The wave that a code for everybody stands for."""
    wave = repository.by_code(session, codes.tidy(code))
    return None if wave is None or wave.entry == Entry.SINGLE_USE else wave


def count_alone(session: Session, wave_id: UUID) -> None:
    """Until this transaction ends nobody else counts this wave."""
    repository.count_alone(session, wave_id)


def let_in_one_by_one(session: Session, wave_id: UUID) -> None:
    """Until this transaction ends nobody else is let into this wave: its last place is given once."""
    repository.let_in_alone(session, wave_id)


def hold_open(session: Session, wave_id: UUID) -> bool:
    """Whether a wave takes answers; if so it goes on until this transaction ends."""
    return repository.state_held(session, wave_id) in (WaveState.OPEN, WaveState.REHEARSAL)


def takes_answers(wave: WaveRow, now: datetime) -> bool:
    """Whether somebody may answer; a rehearsal has a day, and nobody closes it."""
    if wave.state == WaveState.REHEARSAL:
        return wave.closes is not None and now < wave.closes
    return wave.state == WaveState.OPEN


def get(session: Session, wave_id: UUID) -> WaveRow:
    """A wave, or NotFound."""
    wave = repository.by_id(session, wave_id)
    if wave is None:
        raise NotFound("There is no such wave.")
    return wave


def every(session: Session) -> Sequence[WaveRow]:
    """All waves but rehearsals, those that are not closed first."""
    return repository.newest_first(session)


def closing(session: Session) -> Sequence[WaveRow]:
    """Waves that the worker still has to close."""
    return repository.in_state(session, WaveState.CLOSING)


def opened(session: Session) -> Sequence[WaveRow]:
    """Waves that take answers."""
    return repository.in_state(session, WaveState.OPEN)


def keep_time(session: Session, now: datetime) -> None:
    """Opens and closes the waves whose time has come; done twice, it changes nothing more."""
    today = clock.here(now).date()
    for wave in repository.due(session, now):
        if wave.state == WaveState.PLANNED:
            move(wave, WaveState.OPEN, today)
        if wave.closes is not None and wave.closes <= now:
            move(wave, WaveState.CLOSING, today)


def move(wave: WaveRow, to: WaveState, today: date) -> None:
    """Changes the state of a wave; raises WrongState when the table does not allow it."""
    if to not in ALLOWED[WaveState(wave.state)]:
        raise WrongState(f"A wave that is {wave.state} cannot become {to}.")
    wave.state = to
    if to is WaveState.OPEN:
        wave.opened = today
    if to is WaveState.CLOSING:
        wave.closed = today


def drop_codes(session: Session, wave_id: UUID) -> None:
    """At close the single-use codes go, used or not."""
    repository.drop_codes(session, wave_id)


def forget_spent_codes(session: Session) -> int:
    """Drops the single-use codes of waves that have closed; how many. Closing has done it already."""
    return repository.drop_spent_codes(session)


def spent_codes(session: Session) -> int:
    """How many codes `forget_spent_codes` would drop."""
    return repository.count_spent_codes(session)


def rehearsals_over(session: Session, now: datetime) -> Sequence[WaveRow]:
    """Rehearsals whose day is over."""
    return repository.rehearsals_over(session, now)


def rehearsals_of(session: Session, key: str, version: str) -> Sequence[WaveRow]:
    """Rehearsals of one version of a survey, over or not."""
    return repository.rehearsals_of(session, key, version)


def drop(session: Session, keys: KeyRing, wave: WaveRow) -> None:
    """Removes a wave that nothing refers to any more, and its key."""
    session.delete(wave)
    session.flush()
    keys.destroy(wave.id)


def left_keys(session: Session, keys: KeyRing) -> set[UUID]:
    """Waves whose key should be gone: closed ones, and those that are no more."""
    return keys.held() - set(repository.not_closed(session))


def _add(
    session: Session, keys: KeyRing, asked: Survey, wanted: Plan, opens: datetime, state: WaveState
) -> WaveRow:
    wave = WaveRow(
        survey=asked.key,
        version=asked.version,
        title=wanted.title,
        audience=asked.audience,
        languages=[code for code in asked.languages if code in wanted.languages] or [asked.default_language],
        setting_kind=wanted.setting_kind,
        area=wanted.area,
        place=wanted.place or uuid4(),
        entry=wanted.entry,
        code=codes.make(codes.WAVE_LENGTH),
        state=state,
        watched=wanted.watched,
        answer_within=wanted.answer_within if wanted.watched else None,
        invited=wanted.invited,
        places=wanted.places,
        opens=opens,
        closes=wanted.closes,
        opened=clock.here(opens).date(),
    )
    session.add(wave)
    session.flush()
    keys.make(wave.id)
    return wave


def _entry_token(keys: KeyRing, wave_id: UUID, code: str) -> bytes:
    return keys.token(wave_id, f"code {codes.tidy(code)}")
