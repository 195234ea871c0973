"""The page of one member: what they prefer, what has not reached them, and taking them out."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.audit.tables import AuditRow
from api.broadcasts import service as broadcasts
from api.broadcasts.tables import DeliveryRow, DeliveryState
from api.db import transaction
from api.members import addresses
from api.members.addresses import Address
from api.members.tables import AddressRow, AgencyRow, MemberRow
from api.staff.person import Role
from api.waves.keys import KeyRing
from tests.api.console.conftest import Browser, sign_in
from tests.people import ROBIN, approved

CHAT, MAIL = Address("telegram", "7301944820"), Address("email", "sam@school.example")


@pytest.fixture
def sam(stocked: Engine, keys: KeyRing) -> UUID:
    """A member who has chosen everything, and whom a broadcast has not reached."""
    with transaction(stocked) as session:
        member = MemberRow(
            name="Sam Sample",
            agency="Example School",
            joined=date(2026, 11, 2),
            role="Designated lead",
            language="pl",
            left_themes=["training"],
            channels=["email"],
            quiet_from=20,
            quiet_until=7,
        )
        session.add_all([member, AgencyRow(name="Example School", type="education")])
        session.flush()
        session.add_all(addresses.row(keys, member.id, one) for one in (CHAT, MAIL))
        sent = approved(session, "Made-up guide")
        broadcasts.send(session, ROBIN, sent.id)
        session.flush()
        copy = session.get_one(DeliveryRow, (sent.id, member.id))
        copy.state, copy.channel = DeliveryState.BLOCKED, "telegram"
        return member.id


async def test_the_page_says_what_they_prefer_and_never_where_they_are(unit: Browser, sam: UUID) -> None:
    page = (await unit.get(f"/console/members/{sam}")).text
    for words in (
        "Sam Sample",
        "Schools, colleges and early years",
        "Designated lead",
        "Polski",
        "Training and guidance",
        "E-mail, then Telegram",
        "From 20:00 to 07:00",
        "Made-up guide",
        "They have shut this channel. (Telegram)",
    ):
        assert words in page
    assert CHAT.value not in page
    assert MAIL.value not in page
    assert f"/console/members/{sam}" in (await unit.get("/console/members")).text


async def test_a_guest_is_chosen_and_let_go_again(unit: Browser, stocked: Engine, sam: UUID) -> None:
    place = f"/console/members/{sam}"
    assert "Send tests to them too" in (await unit.get(place)).text
    assert (await unit.post(f"{place}/guest", guest="yes")).status_code == 303
    assert "Send them no more tests" in (await unit.get(place)).text
    await unit.post(f"{place}/guest", guest="no")
    assert "Send tests to them too" in (await unit.get(place)).text
    with Session(stocked) as session:
        whats = list(session.exec(select(AuditRow.what).where(AuditRow.subject == sam)))
    assert whats.count("member_guest") == 2


async def test_who_is_removed_is_deleted(unit: Browser, stocked: Engine, sam: UUID) -> None:
    place = f"/console/members/{sam}"
    assert "cannot be taken back" in (await unit.get(f"{place}/remove")).text
    assert (await unit.post(f"{place}/remove")).headers["location"] == "/console/members"
    with Session(stocked) as session:
        for kept in (MemberRow, AddressRow, DeliveryRow):
            assert session.exec(select(kept)).all() == []
        assert "member_removed" in session.exec(select(AuditRow.what)).all()
    for again in (await unit.get(place), await unit.post(f"{place}/remove")):
        assert again.status_code == 404
        assert "perhaps they have left" in again.text


async def test_only_who_sends_broadcasts_meets_a_member(
    stranger: Browser, stocked: Engine, sam: UUID
) -> None:
    sign_in(stranger, stocked, "Sol Madeup", set(Role) - {Role.SENDER})
    assert (await stranger.get(f"/console/members/{sam}")).status_code == 403
    assert (await stranger.post(f"/console/members/{sam}/remove")).status_code == 403
    assert (await stranger.get(f"/console/members/{uuid4()}")).status_code == 403
