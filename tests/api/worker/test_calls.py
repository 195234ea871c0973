"""Calls to the duty member leave at once, survive a restart, and leave no trace of their minute."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlmodel import Session, select

from api import caller as calling
from api import worker as role
from api.broadcasts import calls
from api.broadcasts import service as broadcasts
from api.broadcasts.contracts import Message, Outcome
from api.broadcasts.pace import Pace
from api.broadcasts.tables import BroadcastRow, BroadcastState, DeliveryRow
from api.caller import Caller
from api.db import transaction
from api.members import addresses
from api.members.addresses import Address
from api.members.tables import AddressRow, MemberRow
from api.safety import duty
from api.safety import service as safety
from api.safety.duty import Duty
from api.staff.person import Person
from api.waves import closing
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow
from nlu.screen import Tier, Verdict
from tests.conftest import TODAY
from tests.patience import until
from tests.people import ROBIN, approved


@dataclass
class Post:
    """A carrier that notes what it is given; `broken` so often nobody can be reached."""

    broken: int = 0
    hangs: bool = False
    brought: list[tuple[str, str]] = field(default_factory=list)

    async def close(self) -> None:
        pass

    async def send(self, address: str, message: Message) -> Outcome:
        if self.hangs:
            await asyncio.sleep(3600)
        if self.broken:
            self.broken -= 1
            raise ConnectionError("nobody answers")
        self.brought.append((address, f"{message.title}\n\n{message.text}"))
        return "sent"


@pytest.fixture
def member(engine: Engine, keys: KeyRing) -> MemberRow:
    """Somebody of the action group who is in Telegram."""
    row = MemberRow(name="Sam Sample", agency="Example School", joined=TODAY)
    with transaction(engine) as session:
        session.add(row)
        session.flush()
        session.add(addresses.row(keys, row.id, Address("telegram", "12345")))
    return row


def sent(engine: Engine) -> bool:
    with Session(engine) as session:
        return set(session.exec(select(BroadcastRow.state))) == {BroadcastState.SENT}


def test_a_call_reaches_its_member_once_through_faults_and_restarts(
    engine: Engine, keys: KeyRing, member: MemberRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "WAIT_AFTER_FAULT", 0.1)
    with transaction(engine) as session:
        calls.call(session, member.id, "Safety queue", "Something waits", TODAY)
    hanging = Caller(engine, keys, {"telegram": Post(hangs=True)})
    hanging.start()
    time.sleep(0.5)
    begun = time.monotonic()
    hanging.stop()
    assert time.monotonic() - begun < 5
    post = Post(broken=2)
    for _ in range(2):
        caller = Caller(engine, keys, {"telegram": post})
        caller.start()
        until(lambda: sent(engine))
        caller.stop()
    assert post.brought == [("12345", "Safety queue\n\nSomething waits")]


def test_a_member_who_is_not_in_telegram_has_not_been_reached(
    engine: Engine, keys: KeyRing, member: MemberRow
) -> None:
    """The call waits in the inbox of the web chat, where nobody is rung."""
    with transaction(engine) as session:
        session.delete(session.exec(select(AddressRow)).one())
        calls.call(session, member.id, "Safety queue", "Something waits", TODAY)
    caller = Caller(engine, keys, {"telegram": Post()})
    caller.start()
    until(lambda: sent(engine))
    caller.stop()
    with Session(engine) as session:
        assert calls.unreached(session, member.id) == TODAY
        assert len(broadcasts.letters(session, member.id)) == 1


def test_it_does_not_wait_for_the_broadcasts_of_the_unit(
    stocked: Engine,
    keys: KeyRing,
    open_wave: Callable[..., WaveRow],
    member: MemberRow,
    work_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(role, "WAIT_AFTER_FAULT", 0.2)
    wave = open_wave(watched=True)
    with transaction(stocked) as session:
        duty.set_to(
            session, Duty("The manager", "working days", member=member.id), Person(None, "Robin", "Lead")
        )
        row = approved(session, "Training", "Places are open.")
        broadcasts.send(session, ROBIN, row.id)
        verdict = Verdict(Tier.immediate, "made-up")
        safety.raise_alert(
            session, keys, verdict, "words", wave_id=wave.id, audience="young_person", today=TODAY
        )
    post = Post()
    worker = role.Worker(
        stocked,
        keys,
        {"telegram": Post(broken=10_000)},
        Pace(30),
        caller=Caller(stocked, keys, {"telegram": post}),
        address="https://heard.example",
    )
    worker.start(work_url)
    try:
        until(lambda: len(post.brought) == 1)
    finally:
        worker.stop()
    [(address, said)] = post.brought
    assert address == "12345"
    assert said.startswith("Urgent: safety queue\n\n")
    assert said.endswith("since 20 November 2026: https://heard.example/console/alerts")
    assert no_note_of_calls(work_url)


def no_note_of_calls(work_url: str) -> bool:
    """The worker's durable notes have the millisecond of everything in them."""
    admin = create_engine(make_url(work_url).set(drivername="postgresql+psycopg"))
    with admin.connect() as connection:
        names = connection.scalars(text("select workflow_uuid from dbos.workflow_status")).all()
    admin.dispose()
    return (
        bool(names)
        and all(name.startswith(("broadcast-", "deletion-")) for name in names)
        and (sum(name.startswith("broadcast-") for name in names) == 1)
    )


def test_calls_are_mixed_like_the_alerts_that_they_follow(engine: Engine, member: MemberRow) -> None:
    for number in range(12):
        with transaction(engine) as session:
            calls.call(session, member.id, "Safety queue", f"Number {number}", TODAY)

    def numbers(table: str) -> set[str]:
        with engine.connect() as connection:
            return set(connection.scalars(text(f"select cast(xmin as text) from {table}")))

    def filed() -> list[str]:
        with engine.connect() as connection:
            return list(connection.scalars(text("select text from broadcast order by ctid")))

    came = filed()
    assert len(numbers("broadcast")) == len(numbers("delivery")) == 12
    closing.blur(engine)
    assert numbers("broadcast") == numbers("delivery")
    assert len(numbers("broadcast")) == 1
    assert sorted(filed()) == sorted(came)
    assert filed() != came
    with Session(engine) as session:
        assert len(calls.to_bring(session)) == 12
        assert len(session.exec(select(DeliveryRow)).all()) == 12
