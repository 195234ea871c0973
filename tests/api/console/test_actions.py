"""Pages of actions: put down, changed, moved on, taken as a file, and met on the first page."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, update

from api import clock
from api.actions.tables import ActionRow
from api.db import transaction
from api.feedback.tables import IssueRow
from api.staff.person import Role
from api.waves.tables import WaveRow
from tests.api.console.conftest import Browser, a_browser, sign_in

DUE = clock.today() + timedelta(days=20)
WHOLE = {
    "title": "Lamps <b>stand</b> on the way to the bus",
    "measure": "- fewer than one in five feel unsafe",
    "agency": "Example Council",
    "owner": "Head of Highways",
    "lens": "citizen",
    "priority": "high",
    "due_day": str(DUE.day),
    "due_month": str(DUE.month),
    "due_year": str(DUE.year),
    "origin": "The autumn survey",
}


@pytest.fixture
async def scrutineer(console: FastAPI, stocked: Engine) -> AsyncIterator[Browser]:
    """Somebody who reads."""
    async with a_browser(console) as browser:
        sign_in(browser, stocked, "Pat Reader", [Role.SCRUTINEER])
        yield browser


async def put_down(unit: Browser, **more: str) -> str:
    """The page of a new action."""
    reply = await unit.post("/console/actions/new", **(WHOLE | more))
    assert reply.status_code == 303
    return str(reply.headers["location"])


def held(page: httpx.Response, name: str) -> str:
    """What a field of a form holds."""
    found = re.search(rf'name="{name}"[^>]*?value="([^"]*)"', page.text)
    assert found
    return found.group(1)


def standing(page: httpx.Response) -> str:
    """What a refused form shows of what stands there now."""
    assert 'href="#now"' in page.text
    return page.text.split('id="now"')[1].split("</section>")[0]


async def test_from_an_empty_list_to_a_closed_action(unit: Browser, scrutineer: Browser) -> None:
    assert "There is no action yet" in (await unit.get("/console/actions")).text
    place = await put_down(unit)
    page = (await scrutineer.get(place)).text
    for said in ("Lamps &lt;b&gt;stand", "<li>fewer than one", "Head of Highways", "Citizen", "Planned"):
        assert said in page
    assert "<form" not in page.split("<main")[1]
    assert "Choose what has become of it" in (await unit.post(f"{place}/move")).text
    kept = await unit.post(f"{place}/move", to="done", words="Lit since May")
    assert (kept.status_code, "before it counts as done" in kept.text) == (422, True)
    assert "Lit since May" in kept.text
    read = held(await unit.get(place), "read")
    wrong = await unit.post(f"{place}/evidence", evidence="Forty lamps stand", link="example.org", read=read)
    assert (wrong.status_code, "Forty lamps stand" in wrong.text) == (422, True)
    for act, fields in (
        ("evidence", {"evidence": "Forty lamps stand", "link": "https://example.org/lamps", "read": read}),
        ("note", {"note": "Looked at it in the dark"}),
        ("move", {"to": "done", "words": "Lit since May"}),
    ):
        assert (await unit.post(f"{place}/{act}", **fields)).status_code == 303
    page = (await scrutineer.get(place)).text
    for said in (
        "Done",
        "Forty lamps stand",
        "example.org (website)",
        "Looked at it in the dark",
        "Lit since",
    ):
        assert said in page
    again = await unit.post(f"{place}/move", to="dropped", words="Twice")
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("measure", "", "Say how one will see"),
        ("due_day", "32", "a day that the calendar has"),
        ("owner", " ", "Write the post"),
        ("due_year", "2001", "still to come"),
    ],
)
async def test_what_is_typed_stays_when_something_is_missing(
    unit: Browser, name: str, value: str, said: str
) -> None:
    page = await unit.post("/console/actions/new", **(WHOLE | {name: value}))
    assert (page.status_code, said in page.text) == (422, True)
    assert held(page, "agency") == "Example Council"
    assert f'href="#{name.split("_")[0]}"' in page.text


async def test_of_two_who_change_it_the_second_keeps_the_words_and_may_save_them(unit: Browser) -> None:
    place = await put_down(unit)
    read = held(await unit.get(f"{place}/change"), "read")
    first = await unit.post(f"{place}/change", **(WHOLE | {"owner": "Head of Light", "read": read}))
    assert first.status_code == 303
    late = await unit.post(f"{place}/change", **(WHOLE | {"owner": "Head of Dark", "read": read}))
    assert (late.status_code, held(late, "owner")) == (409, "Head of Dark")
    assert "Head of Light" in standing(late)
    assert "Lamps &lt;b&gt;stand" in standing(late)
    sure = WHOLE | {"owner": "Head of Dark", "read": held(late, "read")}
    assert (await unit.post(f"{place}/change", **sure)).status_code == 303
    assert "Head of Dark" in (await unit.get(place)).text


async def test_of_two_who_put_down_what_has_changed_neither_is_lost(unit: Browser) -> None:
    place = await put_down(unit)
    read = held(await unit.get(place), "read")
    first = {"evidence": "Forty <b>lamps</b>", "link": "https://example.org/lamps", "read": read}
    assert (await unit.post(f"{place}/evidence", **first)).status_code == 303
    late = await unit.post(f"{place}/evidence", evidence="Twelve lamps", link="", read=read)
    assert late.status_code == 409
    assert "Forty &lt;b&gt;lamps" in standing(late)
    assert "Twelve lamps" in late.text
    missing = await unit.post(f"{place}/evidence", evidence="", read=read)
    assert (missing.status_code, held(missing, "read")) == (422, read)
    sure = {"evidence": "Twelve lamps", "link": "", "read": held(late, "read")}
    assert (await unit.post(f"{place}/evidence", **sure)).status_code == 303
    facts, happened = (await unit.get(place)).text.split("What happened so far")
    assert "Twelve lamps" in facts
    assert "Forty" not in facts
    assert "Forty &lt;b&gt;lamps" in happened
    assert "https://example.org/lamps" in happened


async def test_it_begins_where_the_finding_or_the_issue_stands(
    unit: Browser, stocked: Engine, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    with transaction(stocked) as session:
        issue = IssueRow(
            kind="issue", seen="Words of somebody", receipt=b"r", came=clock.today(), state="looked_at"
        )
        session.add(issue)
        session.flush()
        issue_id = issue.id
    form = await unit.get(f"/console/actions/new?wave={wave.id}&question=safe_home")
    assert "Findings of “Made-up group”" in form.text
    assert (held(form, "source"), held(form, "source_id")) == ("finding", str(wave.id))
    form = await unit.get(f"/console/actions/new?issue={issue_id}")
    assert "An issue that a practitioner raised" in form.text
    assert "Words of somebody" not in form.text
    place = await put_down(unit, source="issue", source_id=str(issue_id))
    assert f'href="/console/issues/{issue_id}"' in (await unit.get(place)).text
    for nothing in (f"?issue={uuid4()}", "?wave=nonsense", f"?highlight={uuid4()}", f"?report={uuid4()}", ""):
        form = await unit.get(f"/console/actions/new{nothing}")
        assert (form.status_code, held(form, "source")) == (200, "")


async def test_the_list_its_file_and_the_first_page_tell_what_is_late(
    unit: Browser, scrutineer: Browser, stocked: Engine
) -> None:
    late, _ = await put_down(unit, title="Late one"), await put_down(unit, title="Other one")
    with transaction(stocked) as session:
        overdue = update(ActionRow).where(ActionRow.title == "Late one")  # type: ignore[arg-type]
        session.execute(overdue.values(due=clock.today() - timedelta(days=1)))
    listed = (await scrutineer.get("/console/actions?when=overdue")).text
    assert "Late one" in listed
    assert "Other one" not in listed
    assert "Overdue, to escalate" in listed
    file = await scrutineer.get("/console/actions/export?when=overdue")
    assert file.headers["content-disposition"] == 'attachment; filename="actions.csv"'
    assert ("Late one" in file.text, "Other one" in file.text) == (True, False)
    today = (await unit.get("/console")).text
    assert "One action is past its day" in today
    assert f'href="{late}"' in today
    assert "past its day" not in (await scrutineer.get("/console")).text
    quarter = (await scrutineer.get("/console/calendar")).text
    assert quarter.count("Action due:") >= 2
    assert (await scrutineer.get("/console/actions?search=nothing+like+it")).status_code == 200
