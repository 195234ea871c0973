"""What staff of a large partnership leave behind: alerts, requests, accounts, changes, the audit trail."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, insert, text
from sqlmodel import Session, col, select

from api import clock
from api.audit import chain
from api.audit import service as audit
from api.audit.tables import AuditRow
from api.db import transaction
from api.guidance import changes
from api.guidance.change_tables import ChangeRow, ChangeState
from api.guidance.items import SHAPES
from api.guidance.tables import Topic
from api.health import service as health
from api.retention.kinds import KINDS
from api.retention.tables import DeletionRow
from api.safety.contact_tables import ContactState, DeskRow, Outcome, RequestRow
from api.safety.tables import AlertRow, AlertState
from api.staff.person import Person, Role
from api.staff.tables import AccountRow, ApiKeyRow
from api.waves.keys import CONTACT, KeyRing
from api.waves.tables import WaveRow

AUDITED = 50_000
ALERTS = 5_000
REQUESTS = 300
CHANGES, TOPICS = 300, 20
ACCOUNTS, PROGRAMS = 60, 20
WORDS = "Words that somebody wrote, as long as such words are."
ROBIN = Person(uuid4(), "Robin Madeup", "Safeguarding lead")
TODAY = clock.today()
DAY = timedelta(days=1)
MISUNDERSTOOD = (
    "with few as (select slug from topic order by place limit 15)"
    " insert into misunderstanding (month, guessed, chosen, times)"
    " select date_trunc('month', cast(:today as date)) - months * interval '1 month', one.slug, other.slug,"
    " 10 + months from generate_series(0, 23) months, few one, few other where one.slug <> other.slug"
)


@dataclass(frozen=True)
class Records:
    """To be filled in after the waves."""

    engine: Engine
    keys: KeyRing

    def fill(self) -> None:
        """All of them."""
        self._queue()
        self._requests()
        self._staff()
        self._guidance()
        self._trail()

    def _queue(self) -> None:
        """Alerts: some new, some seen, most dealt with."""
        with transaction(self.engine) as session:
            watched = session.exec(select(WaveRow.id).where(col(WaveRow.watched))).one()
            session.execute(insert(AlertRow), [self._alert(watched, at) for at in range(ALERTS)])

    def _alert(self, wave: UUID, at: int) -> dict[str, Any]:
        state = {0: AlertState.NEW, 1: AlertState.SEEN}.get(at % 20, AlertState.ACTED)
        day = TODAY - (at % 150) * DAY
        said = {
            "name": str(uuid4()),
            "audience": "young_person",
            "tier": "immediate" if at % 10 == 0 else "alert",
            "family": "made-up",
            "text": WORDS,
        }
        return {
            "id": uuid4(),
            "wave_id": wave,
            "day": day,
            "sealed": self.keys.seal(None, said),
            "state": state,
            "seen": None if state == AlertState.NEW else day,
            "handled": day if state == AlertState.ACTED else None,
            "late": state == AlertState.NEW and at % 3 == 0,
            "call": False,
        }

    def _requests(self) -> None:
        wish = {
            "name": "Sam Sample",
            "reach": "sam@example.org",
            "when": "after school",
            "may_leave_message": True,
            "may_say_who": False,
            "about": WORDS,
        }
        states = [*ContactState, ContactState.NEW]
        with transaction(self.engine) as session:
            rows = [
                {
                    "id": uuid4(),
                    "day": TODAY - at % 20 * DAY,
                    "state": states[at % len(states)],
                    "taken": TODAY if states[at % len(states)] == ContactState.TAKEN else None,
                    "outcome": Outcome.REACHED if states[at % len(states)] == ContactState.DONE else None,
                    "sealed": self.keys.seal(CONTACT, {"wish": wish, "taken_by": str(ROBIN)}),
                }
                for at in range(REQUESTS)
            ]
            session.execute(insert(RequestRow), rows)
            session.execute(
                insert(DeskRow),
                {"id": 1, "open": True, "readers": "Made-up duty team", "times": "on weekdays", "hours": 24},
            )

    def _staff(self) -> None:
        """Sixty accounts, keys of programs, and the proof of a year of deletions."""
        with transaction(self.engine) as session:
            for at in range(ACCOUNTS):
                role = list(Role)[at % len(Role)]
                title = f"Made-up {role}"
                name = f"Kim Example {at + 1}"
                session.add(AccountRow(name=name, title=title, roles=[role], made=TODAY, seen=TODAY))
            for at in range(PROGRAMS):
                mark = f"heard_{at:08}"
                ends = TODAY + (at - 3) * 10 * DAY
                session.add(
                    ApiKeyRow(
                        name=f"Made-up program {at + 1}",
                        prefix=mark,
                        digest=mark.encode(),
                        scopes=["findings"],
                        maker=str(ROBIN),
                        made=TODAY,
                        expires=ends,
                    )
                )
            health.beat(session, "worker")
            proofs = [
                {"day": TODAY - day * DAY, "kind": kind.name, "removed": 10, "overdue": 0}
                for day in range(365)
                for kind in KINDS
            ]
            session.execute(insert(DeletionRow), proofs)

    def _guidance(self) -> None:
        """Changes of many topics in each state, and words that were not understood."""
        with transaction(self.engine) as session:
            slugs = session.exec(select(Topic.slug).order_by(col(Topic.place))).all()[:TOPICS]
            drafts = [self._draft(session, slug) for slug in slugs]
            open_ones = (ChangeState.DRAFT, ChangeState.WAITING)
            copies = [
                {
                    **drafts[at % TOPICS].model_dump(),
                    "id": uuid4(),
                    "state": state,
                    "made": clock.now() - at * DAY,
                    "decided": None if state in open_ones else clock.now() - at * DAY,
                }
                for at in range(CHANGES)
                for state in [list(ChangeState)[at % len(ChangeState)]]
                if at < TOPICS or state not in open_ones
            ]
            session.execute(insert(ChangeRow), copies)
            session.execute(text(MISUNDERSTOOD), {"today": TODAY})

    def _draft(self, session: Session, slug: str) -> ChangeRow:
        topic = SHAPES["topic"]
        now = changes.now(session, topic, slug)
        assert now is not None
        return changes.propose(session, ROBIN, topic, slug, now | {"title": "Made up"}, "Tried")

    def _trail(self) -> None:
        """A chain in which every link holds: a broken one would be read to its first fault only."""
        kinds, last = list(audit.kinds()), chain.FIRST
        began = clock.now() - AUDITED * timedelta(minutes=30)
        with transaction(self.engine) as session:
            rows = []
            for number in range(1, AUDITED + 1):
                row = AuditRow(
                    number=number,
                    at=began + number * timedelta(minutes=30),
                    who=str(ROBIN),
                    account=ROBIN.id,
                    what=kinds[number % len(kinds)],
                    subject=uuid4(),
                    before=last,
                    digest=b"",
                )
                last = row.digest = chain.digest(row)
                rows.append(row.model_dump())
            session.execute(insert(AuditRow), rows)
