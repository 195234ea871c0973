"""The safety queue: answers whose words showed harm, for named people of the partnership to read."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from api.errors import NotFound, WrongState
from api.safety import repository
from api.safety.due import due_day
from api.safety.tables import AlertRow, AlertState
from api.waves.keys import KeyRing
from api.waves.tables import AnswerWithin, WaveRow
from nlu.redaction import redact
from nlu.screen import Tier, Verdict

# Somebody still has to do something about these.
OPEN = (AlertState.NEW, AlertState.SEEN)


@dataclass(frozen=True)
class Alert:
    """An alert as people read it. The words are redacted; None when the key that opens them is lost.

    `due`: the day by which somebody is to look; None where nobody watches the wave.
    """

    name: UUID
    wave: WaveRow
    day: date
    state: AlertState
    seen: date | None
    handled: date | None
    late: bool
    due: date | None
    audience: str
    tier: str
    family: str
    text: str | None
    told: str | None = None
    seen_by: str | None = None
    handled_by: str | None = None
    note: str | None = None

    @property
    def urgent(self) -> bool:
        """Somebody may be in danger now."""
        return self.tier == Tier.immediate

    @property
    def told_on(self) -> date | None:
        """The day on which the duty member was told last."""
        return date.fromisoformat(self.told) if self.told else None


def raise_alert(
    session: Session,
    keys: KeyRing,
    verdict: Verdict,
    words: str,
    *,
    wave_id: UUID,
    audience: str,
    today: date,
    alert_id: UUID | None = None,
) -> None:
    """Puts redacted words in the queue. In a transaction of its own: it must share its number with no run.

    All of them are kept, for harm may stand at the end of what is longer than an answer may be. A second
    alert of the same `alert_id` changes nothing.
    """
    said = {
        # By this pages find it, and the audit trail names it: who reads both still cannot tell the row.
        "name": str(uuid4()),
        "audience": audience,
        "tier": verdict.tier,
        "family": verdict.family,
        "text": redact(words).text,
    }
    repository.add(
        session,
        id=alert_id or uuid4(),
        wave_id=wave_id,
        day=today,
        sealed=keys.seal(None, said),
    )


def queue(
    session: Session,
    keys: KeyRing,
    states: Collection[AlertState] = tuple(AlertState),
    wave_id: UUID | None = None,
) -> list[Alert]:
    """Alerts in some states, of one wave or of all: urgent ones first, then who has waited longest."""
    found = [opened(row, wave, keys) for row, wave in repository.in_states(session, states, wave_id)]
    return sorted(found, key=lambda alert: not alert.urgent)


def waves(session: Session) -> Sequence[WaveRow]:
    """Waves that have alerts."""
    return repository.waves(session)


def unseen(session: Session) -> int:
    """How many wait for somebody."""
    return repository.count(session, AlertState.NEW)


def unhandled(session: Session) -> int:
    """How many somebody has opened, and nobody dealt with."""
    return repository.count(session, AlertState.SEEN)


def find(session: Session, keys: KeyRing, name: UUID) -> tuple[AlertRow, WaveRow]:
    """The alert of this name and its wave, which nobody else changes meanwhile. Raises NotFound.

    The name lies sealed in it, so they are opened one by one: some thousands take a tenth of a second.
    """
    repository.hold_still(session)
    for alert_id, kept in all_said(keys, repository.sealed(session)):
        if kept["name"] == str(name):
            row, wave = repository.with_wave(session, alert_id)
            repository.hold(session, row)
            return row, wave
    raise NotFound("There is no such alert. What was dealt with is not kept for long.")


def said(row: AlertRow, keys: KeyRing) -> dict[str, Any]:
    """What an alert says. One that cannot be read must not hide the others: it goes by its id."""
    [(_, kept)] = all_said(keys, [(row.id, row.sealed)])
    return kept


def all_said(keys: KeyRing, alerts: Iterable[tuple[UUID, bytes]]) -> Iterator[tuple[UUID, dict[str, Any]]]:
    """The same for many, of which the ids are known and what was sealed."""
    opens = keys.opener(None)
    for alert_id, sealed in alerts:
        try:
            kept = opens(sealed)
        except WrongState:
            kept = {"audience": "", "tier": "", "family": "", "text": None}
        # One of an older Heard that nobody could open when the database was brought up to date has no name.
        yield alert_id, {"name": str(alert_id), **kept}


def opened(row: AlertRow, wave: WaveRow, keys: KeyRing) -> Alert:
    """An alert as people read it."""
    kept = said(row, keys)
    return Alert(
        name=UUID(kept.pop("name")),
        wave=wave,
        day=row.day,
        state=AlertState(row.state),
        seen=row.seen,
        handled=row.handled,
        late=row.late,
        due=due(row, wave),
        **kept,
    )


def due(row: AlertRow, wave: WaveRow) -> date | None:
    """The day by which somebody is to look; None where nobody watches the wave."""
    return due_day(row.day, AnswerWithin(wave.answer_within)) if wave.answer_within else None


def forget_past(session: Session, *, handled_before: date, raised_before: date) -> int:
    """Drops alerts that were dealt with before a day, and whatever was raised before another; how many."""
    return repository.drop_past(session, handled_before, raised_before)


def past(session: Session, *, handled_before: date, raised_before: date) -> int:
    """How many alerts `forget_past` would drop."""
    return repository.count_past(session, handled_before, raised_before)
