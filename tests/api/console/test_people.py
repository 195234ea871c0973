"""Pages of members and of the safety queue."""

import re
from collections.abc import Callable
from datetime import date
from uuid import uuid4

from sqlalchemy import Engine
from sqlmodel import Session, select

from api.db import transaction
from api.members.tables import InvitationRow
from api.safety import service as safety
from api.safety.tables import AlertRow
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow
from nlu.screen import screen
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


async def test_an_alert_is_read_by_two_people_at_once(
    unit: Browser, stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    assert "The queue is empty" in (await unit.get("/console/alerts")).text
    words = "<script>my uncle hits me</script>"
    verdict = screen(words)
    assert verdict
    wave = open_wave()
    with transaction(stocked) as session:
        safety.raise_alert(
            session, keys, verdict, words, wave_id=wave.id, audience=wave.audience, today=date.today()
        )
    assert "1 worrying answer that nobody has read" in " ".join((await unit.get("/console")).text.split())
    page = (await unit.get("/console/alerts")).text
    assert "&lt;script&gt;my uncle hits me" in page
    with Session(stocked) as session:
        [alert] = session.exec(select(AlertRow.id)).all()
    for _ in range(2):
        seen = await unit.post(f"/console/alerts/{alert}")
        assert (seen.status_code, seen.headers["location"]) == (303, "/console/alerts")
    page = (await unit.get("/console/alerts")).text
    assert "I have read this" not in page
    assert "my uncle hits me" in page
    assert "nobody has read" not in (await unit.get("/console")).text
    # One that has got another name meanwhile: the queue is shown again.
    assert (await unit.post(f"/console/alerts/{uuid4()}")).headers["location"] == "/console/alerts"
