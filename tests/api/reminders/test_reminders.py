"""A member asks to be reminded of the day of an escalation, once, and nobody else ever sees it."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from api import clock
from api.broadcasts import service as broadcasts
from api.broadcasts.tables import BroadcastRow, BroadcastState, DeliveryRow, DeliveryState
from api.conversation.contracts import Reply
from api.conversation.membership import Membership
from api.conversation.service import Address, Desk, Turn
from api.db import transaction
from api.members import service as members
from api.members.tables import MemberRow
from api.reminders import service as reminders
from api.reminders.tables import ReminderRow
from api.retention import service as retention
from api.retention.clocks import Clocks
from api.waves import closing
from api.waves.keys import KeyRing
from api.working_days import working_day_after
from tests.conftest import TODAY

pytestmark = pytest.mark.usefixtures("noon")

DUE = working_day_after(TODAY, 2)
REMIND, FORGET = f":remind 1a {DUE}", f":forget 1a {DUE}"
MORNING = datetime.combine(DUE, time(9), clock.HERE)

Say = Callable[[str], Reply]


def join(engine: Engine, keys: KeyRing, value: str, kind: str = "telegram") -> Address:
    address = Address(kind=kind, value=value)
    with transaction(engine) as session:
        code = members.invite(session, name=f"Member {value}", agency="Example School", today=TODAY)
        members.join(session, keys, code, address, TODAY)
    return address


@pytest.fixture
def member(stocked: Engine, keys: KeyRing) -> Address:
    return join(stocked, keys, "12345")


def saying(desk: Desk, address: Address | None) -> Say:
    conversation = desk.open("telegram", "practitioner")

    def says(choice: str) -> Reply:
        [reply] = desk.take(conversation, Turn(choice=choice, address=address))
        return reply

    return says


def waiting(engine: Engine) -> list[tuple[str, date, date]]:
    with Session(engine) as session:
        return [(row.stage, row.due, row.made) for row in session.exec(select(ReminderRow))]


def send(engine: Engine, now: datetime) -> int:
    with transaction(engine) as session:
        many = reminders.send_due(session, now)
        session.flush()
        for copy in session.exec(select(DeliveryRow)):  # as the worker does at once
            copy.state = DeliveryState.SENT
        return many


def letters(desk: Desk, address: Address) -> list[tuple[str, str]]:
    return [
        (letter.title, letter.text) for letter in Membership(desk._engine, desk._keys).inbox(address) or []
    ]


def test_a_tap_sets_it_and_a_second_tap_sets_no_other(stocked: Engine, desk: Desk, member: Address) -> None:
    says = saying(desk, member)
    first, second = says(REMIND), says(REMIND)
    assert first.text == second.text
    assert f"the morning of {DUE:%A} {DUE.day} {DUE:%B}" in first.text
    assert [choice.value for choice in first.choices][0] == FORGET
    assert waiting(stocked) == [("1a", DUE, TODAY)]


def test_it_can_be_taken_back(stocked: Engine, desk: Desk, member: Address) -> None:
    says = saying(desk, member)
    says(REMIND)
    assert "There is no reminder" in says(FORGET).text
    assert waiting(stocked) == []
    assert send(stocked, MORNING) == 0


def test_nobody_takes_back_what_another_has_asked_for(
    stocked: Engine, desk: Desk, member: Address, keys: KeyRing
) -> None:
    saying(desk, member)(REMIND)
    saying(desk, join(stocked, keys, "678"))(FORGET)
    saying(desk, None)(FORGET)
    assert len(waiting(stocked)) == 1


@pytest.mark.parametrize("address", [None, Address(kind="web", value="a stranger's browser")])
def test_who_is_no_member_hears_how_to_become_one_and_the_day_to_note(
    stocked: Engine, desk: Desk, address: Address | None
) -> None:
    text = saying(desk, address)(REMIND).text
    assert "invitation code" in text
    assert f"{DUE:%A} {DUE.day} {DUE:%B}" in text
    assert waiting(stocked) == []


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=400)])
def test_a_morning_that_has_passed_or_lies_far_ahead_cannot_be_set(
    stocked: Engine, desk: Desk, member: Address, day: date
) -> None:
    saying(desk, member)(f":remind 1a {day}")
    assert waiting(stocked) == []


@pytest.mark.parametrize("choice", [":remind", ":remind 1a", ":remind 1a soon", f":remind 9z {DUE}"])
def test_a_button_that_was_made_up_sets_nothing(
    stocked: Engine, desk: Desk, member: Address, choice: str
) -> None:
    assert saying(desk, member)(choice).choices  # the menu, and no fault
    assert waiting(stocked) == []


def test_it_comes_on_the_morning_and_not_before(stocked: Engine, desk: Desk, member: Address) -> None:
    saying(desk, member)(REMIND)
    assert send(stocked, MORNING - timedelta(minutes=1)) == 0
    assert letters(desk, member) == []
    assert send(stocked, MORNING) == 1
    assert send(stocked, MORNING) == 0
    [(title, said)] = letters(desk, member)
    assert title == "Reminder: Stage 1a of the escalation policy"
    assert f"by the end of {DUE:%A} {DUE.day} {DUE:%B}" in said
    assert waiting(stocked) == []


def test_what_was_missed_while_nothing_ran_comes_late_rather_than_never(
    stocked: Engine, desk: Desk, member: Address
) -> None:
    saying(desk, member)(REMIND)
    assert send(stocked, MORNING + timedelta(days=3)) == 1
    [(_, said)] = letters(desk, member)
    assert "is due" not in said  # it was


def test_only_the_member_sees_it_and_no_list_of_the_unit_has_it(
    stocked: Engine, desk: Desk, member: Address, keys: KeyRing
) -> None:
    browser = join(stocked, keys, "a browser", kind="web")
    saying(desk, browser)(REMIND)
    send(stocked, MORNING)
    assert len(letters(desk, browser)) == 1
    assert letters(desk, member) == []
    with Session(stocked) as session:
        assert broadcasts.count(session, "", None) == 0
        assert len(broadcasts.to_send(session)) == 1


def test_a_fault_in_the_middle_leaves_the_reminder(
    stocked: Engine, desk: Desk, member: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    saying(desk, member)(REMIND)
    saying(desk, member)(f":remind 1b {DUE}")
    with pytest.raises(ConnectionError), transaction(stocked) as session:
        reminders.send_due(session, MORNING)
        raise ConnectionError("the power fails before the commit")
    assert len(waiting(stocked)) == 2
    assert letters(desk, member) == []
    assert send(stocked, MORNING) == 2


def test_who_leaves_the_group_takes_it_along(stocked: Engine, desk: Desk, member: Address) -> None:
    saying(desk, member)(REMIND)
    with transaction(stocked) as session:
        session.delete(session.exec(select(MemberRow)).one())
    assert waiting(stocked) == []


class Nothing:
    """The worker's notes, of which there are none."""

    def forget(self, before: datetime) -> int:
        return 0

    def past(self, before: datetime) -> int:
        return 0


def test_a_sent_one_is_dropped_after_thirty_days(
    stocked: Engine, desk: Desk, member: Address, keys: KeyRing
) -> None:
    saying(desk, member)(REMIND)
    send(stocked, MORNING)
    with transaction(stocked) as session:  # as the worker has done by then
        session.exec(select(BroadcastRow)).one().state = BroadcastState.SENT
    for days, left in ((29, 1), (32, 0)):
        broom = retention.Broom(keys, Nothing(), Clocks(), MORNING + timedelta(days=days))
        retention.delete(stocked, "reminded", broom)
        assert len(letters(desk, member)) == left


def test_one_that_could_not_be_sent_is_dropped_after_a_week(
    stocked: Engine, desk: Desk, member: Address, keys: KeyRing
) -> None:
    saying(desk, member)(REMIND)
    for days, left in ((7, 1), (8, 0)):
        broom = retention.Broom(keys, Nothing(), Clocks(), MORNING + timedelta(days=days))
        retention.delete(stocked, "reminders", broom)
        assert len(waiting(stocked)) == left


def test_no_transaction_number_leads_from_a_member_to_a_conversation(
    stocked: Engine, desk: Desk, member: Address, keys: KeyRing
) -> None:
    saying(desk, member)(REMIND)
    saying(desk, join(stocked, keys, "678"))(REMIND)
    closing.blur(stocked)
    with stocked.connect() as connection:
        of_reminders = set(connection.scalars(text("select cast(xmin as text) from reminder")))
        of_turns = set(connection.scalars(text("select cast(xmin as text) from turn")))
        columns = "select count(*) from pg_attribute where attrelid = 'reminder'::regclass"
        without_statistics = connection.scalar(text(f"{columns} and attstattarget = 0"))
    assert len(of_reminders) == 1
    assert not of_reminders & of_turns
    assert without_statistics == 3
    assert {len(row) for row in waiting(stocked)} == {3}


def test_no_time_finer_than_the_day_is_kept(stocked: Engine, desk: Desk, member: Address) -> None:
    saying(desk, member)(REMIND)
    send(stocked, MORNING + timedelta(minutes=17))
    with Session(stocked) as session:
        [written] = session.exec(select(BroadcastRow.written)).all()
        assert isinstance(session.exec(select(BroadcastRow.id)).one(), UUID)
    assert (written.hour, written.minute) == (12, 0)
