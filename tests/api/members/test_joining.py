"""Practitioners join by invitation and are reached where they joined."""

from datetime import date, timedelta

from sqlmodel import Session, select

from api.conversation.service import Address, Desk, Turn
from api.db import transaction
from api.members import service as members
from api.members.tables import AddressRow, InvitationRow, MemberRow

TODAY = date(2026, 11, 20)
BROWSER = Address(kind="web", value="made-up-token")


def invite(session: Session, today: date = TODAY) -> str:
    return members.invite(session, name="Sam Sample", agency="Example School", today=today)


def test_a_code_serves_once(session: Session) -> None:
    code = invite(session)
    assert members.join(session, code, BROWSER, TODAY) is members.Joining.JOINED
    other = Address(kind="telegram", value="42")
    assert members.join(session, code, other, TODAY) is members.Joining.UNKNOWN
    assert members.join(session, code, BROWSER, TODAY) is members.Joining.ALREADY
    assert session.exec(select(MemberRow.name)).all() == ["Sam Sample"]


def test_a_code_runs_out(session: Session) -> None:
    code = invite(session, TODAY - members.INVITATION_LASTS - timedelta(days=1))
    assert members.join(session, code, BROWSER, TODAY) is members.Joining.UNKNOWN


def test_neither_code_nor_browser_token_can_be_read_from_the_database(session: Session) -> None:
    code = invite(session)
    members.join(session, code, BROWSER, TODAY)
    session.flush()
    kept = session.exec(select(InvitationRow)).one().code_digest
    assert code.encode() not in kept
    assert session.exec(select(AddressRow)).one().value != BROWSER.value


def test_joining_in_a_conversation(desk: Desk) -> None:
    with transaction(desk._engine) as session:
        code = members.invite(session, name="Sam Sample", agency="Example School", today=date.today())
    conversation = desk.open("web")
    spaced = f"{code[:4]}-{code[4:8]}-{code[8:]}".lower()
    assert "Welcome" in desk.take(conversation, Turn(text=spaced, address=BROWSER))[0].text
    assert desk.is_member(BROWSER)
    assert desk.inbox(BROWSER) == []
    assert not desk.is_member(Address(kind="web", value="another-browser"))


def test_a_program_without_an_address_is_told_where_to_join(desk: Desk) -> None:
    with transaction(desk._engine) as session:
        code = members.invite(session, name="Sam Sample", agency="Example School", today=date.today())
    said = desk.take(desk.open("program"), Turn(text=code))[0].text
    assert "web chat or in Telegram" in said
    with transaction(desk._engine) as session:
        assert members.everyone(session) == []
