"""Contact requests in the console: who reads them is set first, and every look leaves a trace."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api import clock
from api.audit.tables import AuditRow
from api.db import transaction
from api.safety import contact
from api.safety.contact import Wish
from api.safety.contact_tables import RequestRow
from api.waves.keys import KeyRing
from tests.api.console.conftest import Browser

WISH = Wish("Robin Example", "robin@example.org", "any <b>time</b>", False, False, "")
SETTINGS = "/console/contacts/settings"
FILLED = {"open": "yes", "readers": "A worker", "times": "Monday to Friday", "hours": "48"}


@pytest.fixture
async def sent(unit: Browser, stocked: Engine, keys: KeyRing) -> str:
    """The address of a request."""
    await unit.post(SETTINGS, **FILLED)
    with transaction(stocked) as session:
        contact.send(session, keys, WISH, "23BC45DF67GH89JK", clock.today())
        return f"/console/contacts/{session.exec(select(RequestRow)).one().id}"


def trail(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return [
            row.what
            for row in session.exec(select(AuditRow).order_by(col(AuditRow.number)))
            if row.what.startswith("contact")
        ]


async def test_it_is_closed_until_somebody_says_who_reads_it(unit: Browser, stocked: Engine) -> None:
    assert "Nobody can ask at the moment" in (await unit.get("/console/contacts")).text
    refused = await unit.post(SETTINGS, open="yes", readers="A made-up worker", times="", hours="900")
    assert refused.status_code == 422
    assert "Say when they are read" in refused.text
    assert "hours from 1 to 168" in refused.text
    assert 'value="A made-up worker"' in refused.text and 'value="900"' in refused.text
    assert (await unit.post(SETTINGS, **FILLED)).status_code == 303
    assert "within 48 hours" in (await unit.get("/console/contacts")).text
    assert trail(stocked) == ["contacts_changed"]


async def test_a_request_is_read_by_whoever_takes_it(unit: Browser, sent: str, stocked: Engine) -> None:
    for path in ("/console/contacts", sent):
        assert "robin" not in (await unit.get(path)).text.lower().replace("robin madeup", "")
    assert (await unit.post(f"{sent}/take")).status_code == 303
    page = await unit.get(sent)
    assert "robin@example.org" in page.text
    assert "any &lt;b&gt;time&lt;/b&gt;" in page.text
    assert "Do not leave a message. Do not say who is calling." in page.text
    assert "Taken by Robin Madeup" in page.text
    assert trail(stocked) == ["contacts_changed", "contact_taken", "contact_opened"]


async def test_dealt_with_it_is_only_a_day_and_an_outcome(unit: Browser, sent: str, stocked: Engine) -> None:
    await unit.post(f"{sent}/take")
    refused = await unit.post(f"{sent}/done")
    assert refused.status_code == 422
    assert "Choose whether they were reached" in refused.text
    assert (await unit.post(f"{sent}/done", outcome="not_reached")).status_code == 303
    page = await unit.get(sent)
    assert "They were not reached." in page.text and "robin@" not in page.text
    assert trail(stocked)[-1] == "contact_done"
    assert (await unit.post(f"{sent}/take")).status_code == 409


async def test_a_taken_request_can_be_handed_back(unit: Browser, sent: str, stocked: Engine) -> None:
    await unit.post(f"{sent}/take")
    assert "Hand it back" in (await unit.get(sent)).text
    assert (await unit.post(f"{sent}/back")).status_code == 303
    page = await unit.get(sent)
    assert "Take it and read it" in page.text and "robin@" not in page.text
    assert trail(stocked)[-1] == "contact_handed_back"


async def test_a_request_that_nobody_dealt_with_is_said_on_every_page_until_it_is_acknowledged(
    unit: Browser, sent: str, stocked: Engine
) -> None:
    warned = "1 request to be contacted: nobody has dealt with it in time"
    assert warned not in (await unit.get("/console/waves")).text
    today = clock.today()
    with transaction(stocked) as session:
        contact.forget_past(session, today + timedelta(days=1), today)
    assert warned in (await unit.get("/console/waves")).text
    assert "I have seen this" in (await unit.get(sent)).text
    assert (await unit.post(f"{sent}/noted")).status_code == 303
    assert warned not in (await unit.get("/console/waves")).text
    assert trail(stocked)[-1] == "contact_too_late"
    assert "Nobody had dealt with it when its time was up." in (await unit.get(sent)).text


async def test_refused_requests_are_said_on_every_page(unit: Browser, stocked: Engine) -> None:
    await unit.post(SETTINGS, **FILLED)
    with transaction(stocked) as session:
        contact.refuse(session, clock.today())
    for path in ("/console", "/console/waves"):
        assert (await unit.get(path)).text.count("others were refused") == 1


async def test_endless_hours_get_the_same_words_as_too_many(unit: Browser) -> None:
    refused = await unit.post(SETTINGS, **FILLED | {"hours": "9" * 5000})
    assert refused.status_code == 422
    assert "hours from 1 to 168" in refused.text


async def test_the_trail_holds_no_word_of_a_request(unit: Browser, sent: str, stocked: Engine) -> None:
    await unit.post(f"{sent}/take")
    await unit.get(sent)
    with Session(stocked) as session:
        said = " ".join(str(row.model_dump()) for row in session.exec(select(AuditRow)))
    assert "Robin Example" not in said and "robin@" not in said


async def test_a_request_that_is_gone_says_so(
    unit: Browser, sent: str, stocked: Engine, keys: KeyRing
) -> None:
    with transaction(stocked) as session:
        assert contact.take_back(session, keys, "23BC45DF67GH89JK")
    page = await unit.get(sent)
    assert page.status_code == 404
    assert not re.search("robin@", page.text)
