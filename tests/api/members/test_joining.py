"""Practitioners join by invitation and are reached where they joined."""

import hashlib
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Engine, text
from sqlmodel import Session, select

from api import clock
from api.conversation.membership import Membership
from api.conversation.service import Address, Desk, Turn
from api.db import transaction
from api.members import service as members
from api.members.addresses import LOST
from api.members.tables import MemberRow
from api.waves.keys import KeyRing
from tests.conftest import TODAY
from tests.people import chats

BROWSER = Address(kind="web", value="made-up-token")
CHAT = Address(kind="telegram", value="7301944820")


def invite(session: Session, today: date = TODAY) -> str:
    return members.invite(session, name="Sam Sample", agency="Example School", today=today)


def test_a_code_serves_once(session: Session, keys: KeyRing) -> None:
    code = invite(session)
    assert members.join(session, keys, code, BROWSER, TODAY) is members.Joining.JOINED
    other = Address(kind="telegram", value="42")
    assert members.join(session, keys, code, other, TODAY) is members.Joining.USED
    assert members.join(session, keys, code, BROWSER, TODAY) is members.Joining.ALREADY
    assert session.exec(select(MemberRow.name)).all() == ["Sam Sample"]


def test_a_code_runs_out(session: Session, keys: KeyRing) -> None:
    code = invite(session, TODAY - members.INVITATION_LASTS - timedelta(days=1))
    assert members.join(session, keys, code, BROWSER, TODAY) is members.Joining.EXPIRED


def everything_in(engine: Engine) -> str:
    """All rows of all tables, as a dump has them."""
    with engine.connect() as connection:
        tables = connection.scalars(text("select tablename from pg_tables where schemaname = 'public'")).all()
        return "".join(
            connection.scalar(text(f"select coalesce(string_agg(t::text, ' '), '') from {table} t"))
            for table in tables
        )


def test_neither_code_nor_address_can_be_read_from_the_database(engine: Engine, keys: KeyRing) -> None:
    with transaction(engine) as session:
        codes = [invite(session), invite(session)]
        for code, address in zip(codes, (BROWSER, CHAT), strict=True):
            assert members.join(session, keys, code, address, TODAY) is members.Joining.JOINED
    dump = everything_in(engine)
    assert "Sam Sample" in dump
    for secret in (*codes, BROWSER.value, CHAT.value):
        assert secret not in dump
        assert secret.encode().hex() not in dump
    # A chat id is guessed from a digest without a key in seconds.
    assert hashlib.sha256(CHAT.value.encode()).hexdigest() not in dump
    with transaction(engine) as session:
        assert list(chats(session, keys).values()) == [CHAT.value]


def test_no_address_is_printed() -> None:
    assert CHAT.value not in repr(CHAT)
    assert CHAT.value not in repr(Turn(text="hello", address=CHAT))


def test_without_its_key_a_chat_is_nobodys_and_nothing_fails(
    session: Session, keys: KeyRing, tmp_path: Path
) -> None:
    members.join(session, keys, invite(session), CHAT, TODAY)
    members.join(session, keys, invite(session), BROWSER, TODAY)
    other = KeyRing(tmp_path / "another folder")
    everyone = members.everyone(session)
    assert members.lost(session, keys, everyone) == set()
    assert len(members.lost(session, other, everyone)) == 1
    assert list(chats(session, other).values()) == [LOST]
    assert members.member_at(session, other, CHAT) is None
    assert members.member_at(session, other, BROWSER) is not None
    assert members.join(session, other, invite(session), CHAT, TODAY) is members.Joining.JOINED


def test_joining_in_a_conversation(desk: Desk) -> None:
    with transaction(desk._engine) as session:
        code = members.invite(session, name="Sam Sample", agency="Example School", today=clock.today())
    conversation = desk.open("web")
    spaced = f"{code[:4]}-{code[4:8]}-{code[8:]}".lower()
    assert "Welcome" in desk.take(conversation, Turn(text=spaced, address=BROWSER))[0].text
    assert desk.is_member(BROWSER)
    assert Membership(desk._engine, desk._keys).inbox(BROWSER) == []
    assert not desk.is_member(Address(kind="web", value="another-browser"))


def test_a_program_without_an_address_is_told_where_to_join(desk: Desk) -> None:
    with transaction(desk._engine) as session:
        code = members.invite(session, name="Sam Sample", agency="Example School", today=clock.today())
    said = desk.take(desk.open("program"), Turn(text=code))[0].text
    assert "web chat or in Telegram" in said
    with transaction(desk._engine) as session:
        assert members.everyone(session) == []
