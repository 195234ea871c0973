"""The page of members."""

import re

from sqlalchemy import Engine
from sqlmodel import Session, select

from api.members.tables import InvitationRow
from tests.api.console.conftest import ADDRESS, Browser


async def test_an_invitation_is_shown_once_and_kept_as_a_digest(unit: Browser, stocked: Engine) -> None:
    assert "Nobody has joined yet" in (await unit.get("/console/members")).text
    page = await unit.post("/console/members", name=" Sam\x00  Sample ", agency="Example School")
    assert "An invitation for Sam Sample" in page.text
    link = re.search(rf"{ADDRESS}/join/([A-Z2-9]{{12}})\b", page.text)
    assert link
    code = link.group(1)
    again = (await unit.get("/console/members")).text
    assert "Sam Sample, Example School" in again
    assert code not in again.replace("-", "")
    with Session(stocked) as session:
        [kept] = session.exec(select(InvitationRow)).all()
    assert code.encode() not in kept.code_digest


async def test_an_invitation_needs_a_name_and_an_agency(unit: Browser, stocked: Engine) -> None:
    page = await unit.post("/console/members", name="", agency="x" * 101)
    assert page.status_code == 422
    assert "Write a name" in page.text
    assert "at most 100 letters" in page.text
    assert "x" * 101 in page.text
    with Session(stocked) as session:
        assert session.exec(select(InvitationRow)).all() == []
