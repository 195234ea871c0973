"""A large made-up partnership, put straight into the tables: what pages are measured with."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, text

from api import clock, db
from api.broadcasts.tables import BroadcastRow, BroadcastState
from api.db import transaction
from api.findings import service as findings
from api.members import addresses
from api.members.addresses import Address
from api.members.tables import InvitationRow, MemberRow
from api.waves import catalogue, closing
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.service import Plan
from api.waves.tables import Entry, SurveyVersionRow, WaveRow, WaveState
from surveys.model import Survey
from tests.bench.records import Records

MEMBERS, AGENCIES, INVITED = 10_000, 400, 500
WAVES, RESPONSES = 40, 100_000
BROADCASTS = 300
SURVEYS = ("your_voice_matters", "your_voice_matters_primary", "parents_and_carers", "stag_practitioners")
WORDS = "More light on the way to the bus would help, and somebody who listens."
TODAY = clock.today()
DAY = timedelta(days=1)

ANSWERS = (
    "insert into response (id, wave_id, week, answers) select gen_random_uuid(), :wave, :week,"
    " cast(cast(:ways as json) -> (number % :different) as jsonb) from generate_series(1, :many) number"
)
COPIES = (
    "update wave set state = 'closed', closed = (select closed from wave where id = :model) where id = :wave",
    "insert into response (id, wave_id, week, answers, snapshot_id)"
    " select gen_random_uuid(), :wave, week, answers, :snapshot from response where wave_id = :model",
    "insert into snapshot (id, wave_id, number, taken, published) select :snapshot, :wave, number, taken,"
    " jsonb_set(published, '{id}', to_jsonb(cast(:snapshot as text))) from snapshot where wave_id = :model",
    "insert into paper (snapshot_id, kind, body) select :snapshot, kind, body from paper"
    " join snapshot on snapshot.id = snapshot_id where wave_id = :model",
)
COPIES_OF_BROADCASTS = (
    "insert into delivery (broadcast_id, member_id, channel, state)"
    " select broadcast.id, member.id, 'telegram',"
    " case when broadcast.state in ('sending', 'cancelled') and random() < 0.5 then 'waiting'"
    " when random() < 0.02 then 'blocked' when random() < 0.01 then 'failed' else 'sent' end"
    " from broadcast, member where broadcast.state in ('sending', 'cancelled', 'sent')",
    "insert into attempt (broadcast_id, member_id, number, channel, state, doubted)"
    " select broadcast_id, member_id, 1, channel, state, false from delivery where state <> 'waiting'",
)


def fill(url: str, keys: KeyRing) -> None:
    """All of it; the database has the surveys and the guidance, and nothing else."""
    engine = db.connect(url, patient=True)
    Large(engine, keys).fill()
    Records(engine, keys).fill()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))  # as the server does by itself after a while
    engine.dispose()


@dataclass(frozen=True)
class Large:
    """What people write and read: waves with their answers, members, broadcasts."""

    engine: Engine
    keys: KeyRing

    def fill(self) -> None:
        """A quarter of an hour of people's work."""
        self._waves()
        self._members()
        self._broadcasts()

    def _waves(self) -> None:
        """One of each survey is closed as waves are; the others that are closed are copies of it."""
        closed = [self._wave(SURVEYS[at % len(SURVEYS)], at) for at in range(WAVES - 4)]
        models = closed[: len(SURVEYS)]
        for wave in models:
            self._answered(wave)
            self._close(wave)
        for at, wave in enumerate(closed[len(SURVEYS) :]):
            self._copy(models[at % len(SURVEYS)], wave)
        for at, kind in enumerate((Entry.LINK, Entry.GROUP, Entry.SINGLE_USE)):
            self._answered(self._wave(SURVEYS[0], at, entry=kind, watched=at == 0))
        self._wave(SURVEYS[2], 0, opens=clock.now() + 20 * DAY)
        with transaction(self.engine) as session:
            asked = catalogue.newest(session, SURVEYS[0])
            waves.rehearse(session, self.keys, asked, clock.now())
            session.add(_draft(asked))

    def _wave(self, survey: str, number: int, opens: datetime | None = None, **wanted: Any) -> WaveRow:
        plan = {"watched": False, "invited": 4000, "setting": "a secondary school", **wanted}
        with transaction(self.engine) as session:
            asked = catalogue.newest(session, survey)
            title = f"Made-up group {number + 1} of {asked.key}"
            return waves.plan(
                session,
                self.keys,
                asked,
                Plan(title=title, languages=asked.languages, opens=opens, **plan),
                clock.now(),
            )

    def _answered(self, wave: WaveRow) -> None:
        """Its share of the responses."""
        with transaction(self.engine) as session:
            ways = list(_ways(catalogue.survey(session, wave)))
            known = {"ways": json.dumps(ways), "different": len(ways), "many": RESPONSES // (WAVES - 1)}
            week = TODAY - TODAY.weekday() * DAY
            session.execute(text(ANSWERS), {"wave": wave.id, "week": week, **known})

    def _close(self, wave: WaveRow) -> None:
        with transaction(self.engine) as session:
            waves.move(waves.get(session, wave.id), WaveState.CLOSING, TODAY)
        closing.take_snapshot(self.engine, self.keys, wave.id, TODAY, closing=True)
        closing.forget(self.engine, self.keys, wave.id)
        closing.seal(self.engine, wave.id, TODAY)
        with transaction(self.engine) as session:
            for snapshot in findings.without_papers(session):
                findings.store_papers(session, snapshot)

    def _copy(self, model: WaveRow, wave: WaveRow) -> None:
        """The responses, numbers and papers of one wave, for another."""
        self.keys.destroy(wave.id)
        known = {"model": model.id, "wave": wave.id, "snapshot": uuid4()}
        with transaction(self.engine) as session:
            for statement in COPIES:
                session.execute(text(statement), known)

    def _members(self) -> None:
        """Most are reached by Telegram; some have been invited and not come."""
        joined = [
            MemberRow(name=f"Made-up member {at}", agency=_agency(at), joined=TODAY - at % 700 * DAY)
            for at in range(MEMBERS)
        ]
        reached = [
            addresses.row(self.keys, member.id, Address("telegram" if at % 3 else "web", f"made-up {at}"))
            for at, member in enumerate(joined)
        ]
        invited = [
            InvitationRow(
                code_digest=at.to_bytes(4),
                name=f"Made-up colleague {at}",
                agency=_agency(at),
                expires=TODAY + at % 60 * DAY,
            )
            for at in range(INVITED)
        ]
        with transaction(self.engine) as session:
            for rows in (joined, reached, invited):
                session.add_all(rows)
                session.flush()

    def _broadcasts(self) -> None:
        """All but those on their way to be sent have a copy for each member."""
        early = [state for state in BroadcastState if state != BroadcastState.SENT]
        with transaction(self.engine) as session:
            for at in range(BROADCASTS):
                state = early[at] if at < len(early) else BroadcastState.SENT
                title = f"Made-up guide {at + 1}"
                written = clock.now() - (at + 1) * DAY
                due = clock.now() + DAY if state == BroadcastState.SCHEDULED else None
                row = BroadcastRow(title=title, text=WORDS * 10, state=state, written=written, due=due)
                session.add(row)
            session.flush()
            # Three million copies: looking each one's member up would take minutes.
            session.execute(text("set local session_replication_role = 'replica'"))
            for statement in COPIES_OF_BROADCASTS:
                session.execute(text(statement))


def _agency(at: int) -> str:
    return f"Example agency {at % AGENCIES + 1}"


def _draft(published: Survey) -> SurveyVersionRow:
    """The same survey, brought as a version that nobody has published."""
    source = published.source.replace(published.version, "99")
    return SurveyVersionRow(key=published.key, version="99", source=source, published=None)


def _ways(asked: Survey) -> Iterator[Mapping[str, Any]]:
    """Sixty different ways to answer all of it."""
    for way in range(60):
        yield {
            question.key: _answer(way + at, [choice.name for choice in question.choices], question.kind)
            for at, question in enumerate(asked.questions)
        }


def _answer(way: int, choices: Sequence[str], kind: str) -> Any:
    if kind == "select_multiple":
        return [choices[way % len(choices)]]
    if kind == "range":
        return way % 10
    return choices[way % len(choices)] if choices else WORDS
