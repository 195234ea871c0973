"""Pages of the action group: members, invitations, agencies."""

import re
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.audit.tables import AuditRow
from api.db import transaction
from api.members import addresses
from api.members.addresses import Address
from api.members.tables import InvitationRow, MemberRow
from api.staff.person import Role
from api.waves.keys import KeyRing
from tests.api.console.conftest import ADDRESS, Browser, sign_in

INVITATIONS = "/console/members/invitations"
ROW = re.compile(r'<th scope="row"[^>]*>(.*?)</th>', re.DOTALL)


def join(engine: Engine, keys: KeyRing, name: str, agency: str, day: int = 1, kind: str = "web") -> None:
    """A made-up member."""
    with transaction(engine) as session:
        member = MemberRow(name=name, agency=agency, joined=date(2026, 11, day))
        session.add(member)
        session.flush()
        session.add(addresses.row(keys, member.id, Address(kind, f"secret of {name}")))


def names(page: str) -> list[str]:
    """The rows of a table, by what names them."""
    return [re.sub("<[^>]+>", "", found).strip() for found in ROW.findall(page)]


async def test_an_invitation_is_shown_once_and_kept_as_a_digest(unit: Browser, stocked: Engine) -> None:
    assert "Nobody has joined yet" in (await unit.get("/console/members")).text
    assert "No invitation is open" in (await unit.get(INVITATIONS)).text
    page = await unit.post(INVITATIONS, name=" Sam\x00  Sample ", agency="Example School")
    assert "An invitation for Sam Sample" in page.text
    link = re.search(rf"{ADDRESS}/join/([A-Z2-9]{{12}})\b", page.text)
    assert link
    code = link.group(1)
    again = (await unit.get(INVITATIONS)).text
    assert names(again) == ["Sam Sample"]
    assert code not in again.replace("-", "")
    with Session(stocked) as session:
        [kept] = session.exec(select(InvitationRow)).all()
    assert code.encode() not in kept.code_digest
    assert kept.code_digest.hex() not in again


async def test_an_invitation_needs_a_name_and_an_agency(unit: Browser, stocked: Engine) -> None:
    page = await unit.post(INVITATIONS, name="", agency="x" * 101)
    assert page.status_code == 422
    assert "<title>Error: Invitations" in page.text
    assert "Write a name" in page.text
    assert "at most 100 letters" in page.text
    assert "x" * 101 in page.text
    with Session(stocked) as session:
        assert session.exec(select(InvitationRow)).all() == []


async def test_an_agency_is_invited_with_as_many_places_as_it_needs(unit: Browser, stocked: Engine) -> None:
    page = await unit.post(f"{INVITATIONS}/agency", whole="Example School", places="3")
    assert "An invitation for Example School" in page.text
    assert "for 3 people" in page.text
    assert "<svg" in page.text
    assert names((await unit.get(INVITATIONS)).text) == ["3 of 3 places left"]
    with Session(stocked) as session:
        [kept] = session.exec(select(InvitationRow)).all()
        whats = session.exec(select(AuditRow.what)).all()
    assert (kept.name, kept.agency, kept.places, kept.taken) == (None, "Example School", 3, 0)
    assert whats == ["agency_invited"]
    page = await unit.post(f"{INVITATIONS}/{kept.id}/back")
    assert "The invitation for Example School is taken back" in page.text


@pytest.mark.parametrize("places", ["", "1", "51", "-3", "٣", "3.5", "9" * 5000])
async def test_places_of_an_agency_are_a_number_that_fits(
    unit: Browser, stocked: Engine, places: str
) -> None:
    page = await unit.post(f"{INVITATIONS}/agency", whole="", places=places)
    assert page.status_code == 422
    assert "Write an agency" in page.text
    assert "from 2 to 50" in page.text
    with Session(stocked) as session:
        assert session.exec(select(InvitationRow)).all() == []


async def test_an_invitation_that_is_taken_back_lets_nobody_in(unit: Browser, stocked: Engine) -> None:
    for name in ("Sam Sample", "Kim Keeps"):
        await unit.post(INVITATIONS, name=name, agency="Example School")
    with Session(stocked) as session:
        [sam] = session.exec(select(InvitationRow).where(InvitationRow.name == "Sam Sample")).all()
    page = await unit.post(f"{INVITATIONS}/{sam.id}/back")
    assert "The invitation for Sam Sample is taken back" in page.text
    assert names(page.text) == ["Kim Keeps"]
    again = await unit.post(f"{INVITATIONS}/{sam.id}/back")
    assert "Nothing was changed" in again.text
    assert (await unit.post(f"{INVITATIONS}/{uuid4()}/back")).status_code == 200
    with Session(stocked) as session:
        whats = [row.what for row in session.exec(select(AuditRow).order_by(col(AuditRow.number))).all()]
    assert whats == ["invitation_made", "invitation_made", "invitation_taken_back"]


async def test_an_invitation_that_has_been_used_cannot_be_taken_back(unit: Browser, stocked: Engine) -> None:
    await unit.post(INVITATIONS, name="Sam Sample", agency="Example School")
    with transaction(stocked) as session:
        [sam] = session.exec(select(InvitationRow)).all()
        sam.taken = 1
    assert names((await unit.get(INVITATIONS)).text) == []
    assert "Nothing was changed" in (await unit.post(f"{INVITATIONS}/{sam.id}/back")).text
    with Session(stocked) as session:
        assert len(session.exec(select(InvitationRow)).all()) == 1


async def test_members_are_found_sorted_and_never_shown_with_an_address(
    unit: Browser, stocked: Engine, keys: KeyRing
) -> None:
    join(stocked, keys, "Ada Madeup", "Example Police", day=3, kind="telegram")
    join(stocked, keys, "bo Madeup", "Example School", day=1)
    join(stocked, keys, "Cy 100%", "Example School", day=2)
    page = (await unit.get("/console/members")).text
    assert names(page) == ["Ada Madeup", "bo Madeup", "Cy 100%"]
    assert re.findall(r'data-heading="Reached by">([^<]*)<', page) == ["Telegram", "Web chat", "Web chat"]
    assert "secret of" not in page
    for query, found in (
        ("sort=-joined", ["Ada Madeup", "Cy 100%", "bo Madeup"]),
        ("sort=agency", ["Ada Madeup", "bo Madeup", "Cy 100%"]),
        ("search=SCHOOL", ["bo Madeup", "Cy 100%"]),
        ("search=madeup+police", ["Ada Madeup"]),
        ("search=%25", ["Cy 100%"]),  # a sign of LIKE, meant as it stands
        ("agency=Example+Police", ["Ada Madeup"]),
        ("agency=Nowhere&sort=shoe&page=99", ["Ada Madeup", "bo Madeup", "Cy 100%"]),
    ):
        assert names((await unit.get(f"/console/members?{query}")).text) == found, query
    none = (await unit.get("/console/members?search=zebra")).text
    assert "No members are like that" in none
    assert 'href="/console/members"' in none


async def test_a_lost_key_is_said_in_the_list(
    unit: Browser, console: FastAPI, stocked: Engine, keys: KeyRing, tmp_path: Path
) -> None:
    join(stocked, keys, "Ada Madeup", "Example Police", kind="telegram")
    join(stocked, keys, "Bo Madeup", "Example School")
    assert "cannot be written to" not in (await unit.get("/console/members")).text
    console.state.keys = KeyRing(tmp_path / "another folder")
    page = (await unit.get("/console/members")).text
    assert "Some members cannot be written to" in page
    assert re.findall(r'data-heading="Reached by">([^<]*)<', page) == [
        "Nowhere: the key is missing",
        "Web chat",
    ]


async def test_who_opened_the_list_of_members_is_noted(unit: Browser, stocked: Engine) -> None:
    await unit.get("/console/members")
    with Session(stocked) as session:
        assert [row.what for row in session.exec(select(AuditRow)).all()] == ["members_opened"]


async def test_agencies_lead_to_their_members_and_invitations(
    unit: Browser, stocked: Engine, keys: KeyRing
) -> None:
    assert "There are no agencies yet" in (await unit.get("/console/agencies")).text
    join(stocked, keys, "Ada Madeup", "A & B Trust")
    join(stocked, keys, "Bo Madeup", "Example School")
    join(stocked, keys, "Cy Madeup", "Example School")
    await unit.post(INVITATIONS, name="Di Madeup", agency="Charity for Cats")
    page = (await unit.get("/console/agencies")).text
    assert names(page) == ["A &amp; B Trust", "Charity for Cats", "Example School"]
    most = (await unit.get("/console/agencies?sort=-members")).text
    assert names(most)[0] == "Example School"
    for link in re.findall(r'href="(/console/members\?[^"]+)"', page)[:1]:
        assert names((await unit.get(link)).text) == ["Ada Madeup"]
    [link] = re.findall(r'href="(/console/members/invitations\?[^"]+)"', page)
    assert names((await unit.get(link)).text) == ["Di Madeup"]


async def test_somebody_says_of_what_type_an_agency_is(unit: Browser, stocked: Engine, keys: KeyRing) -> None:
    join(stocked, keys, "Ada Madeup", "A & B / Trust")
    join(stocked, keys, "Bo Madeup", "Example School")
    page = (await unit.get("/console/agencies")).text
    link = re.findall(r'href="(/console/agencies/type[^"]+)"', page)[0]
    assert "Of what type is A &amp; B / Trust" in (await unit.get(link)).text
    form = {"agency": "A & B / Trust"}
    assert (await unit.post("/console/agencies/type", **form, type="health")).status_code == 303
    assert (await unit.post("/console/agencies/type", **form, type="health")).status_code == 303
    assert names((await unit.get("/console/agencies?type=health")).text) == ["A &amp; B / Trust"]
    assert names((await unit.get("/console/agencies?type=none")).text) == ["Example School"]
    wrong = await unit.post("/console/agencies/type", **form, type="circus")
    assert wrong.status_code == 422
    assert "Choose one of the types" in wrong.text
    nobody = await unit.post("/console/agencies/type", agency="Nobody's Trust", type="health")
    assert nobody.status_code == 404
    await unit.post("/console/agencies/type", **form, type="")
    assert len(names((await unit.get("/console/agencies?type=none")).text)) == 2
    with Session(stocked) as session:
        assert list(session.exec(select(AuditRow.what))) == ["agency_typed", "agency_typed"]


async def test_only_who_sends_broadcasts_meets_the_action_group(stranger: Browser, stocked: Engine) -> None:
    sign_in(stranger, stocked, "Sol Madeup", set(Role) - {Role.SENDER})
    for path in (
        "/console/members",
        "/console/members/export/csv",
        "/console/members/import",
        INVITATIONS,
        "/console/agencies",
    ):
        assert (await stranger.get(path)).status_code == 403, path
