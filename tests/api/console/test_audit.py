"""The audit trail in the console: searched, followed, taken away as a file, and checked."""

import csv
import io
import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, select

from api import clock
from api.audit import repository
from api.audit import service as audit
from api.audit.tables import AuditRow
from api.console import audit_check
from api.console.audit_links import pages, words
from api.db import transaction
from api.staff.permissions import PERMISSIONS
from api.staff.person import Person, Role
from api.waves.tables import WaveRow
from tests import staff
from tests.api.console.conftest import Browser, Listener, a_browser, sign_in

TRAIL = "/console/audit"
ALERT = uuid4()
SAM = Person(uuid4(), "Sam Sample", "Scrutineer")
KIM = Person(uuid4(), "=Kim Example", "Safety reviewer")


def note(engine: Engine, who: Person, what: str, subject: UUID | None = None) -> None:
    with transaction(engine) as session:
        audit.record(session, who, what, subject)


async def text_of(browser: Browser, path: str) -> str:
    reply = await browser.get(path)
    assert reply.status_code == 200
    return " ".join(reply.text.split())


def noted(engine: Engine, what: str) -> int:
    with Session(engine) as session:
        return len(session.exec(select(AuditRow.number).where(AuditRow.what == what)).all())


@pytest.fixture
def console(unused_console: FastAPI) -> FastAPI:
    """One that has checked nothing yet."""
    return unused_console


@pytest.fixture
async def scrutineer(console: FastAPI, stocked: Engine) -> AsyncIterator[Browser]:
    """Somebody who reads the trail and may open no alert."""
    async with a_browser(console) as browser:
        sign_in(browser, stocked, "Ash Example", [Role.SCRUTINEER])
        yield browser


async def test_it_is_searched_by_person_kind_day_and_what_it_is_about(unit: Browser, stocked: Engine) -> None:
    note(stocked, SAM, "signed_in", SAM.id)
    note(stocked, KIM, "alert_opened", ALERT)
    note(stocked, KIM, "alert_acted", ALERT)
    today, tomorrow = clock.today(), clock.today() + timedelta(days=1)
    for query, found in (
        ("search=sample", 1),
        ("search=kim+reviewer", 2),
        ("search=nobody", 0),
        ("kind=alert_opened", 1),
        ("kind=made-up&search=kim", 2),
        (f"subject={ALERT}", 2),
        (f"subject={str(ALERT)[:8].upper()}", 2),
        (f"search=kim&since={today}&until={today}", 2),
        (f"search=kim&since={tomorrow}", 0),
        (f"search=kim&until={today - timedelta(days=1)}", 0),
        ("search=kim&since=31.12.&until=9999-12-31", 2),
    ):
        page = await text_of(unit, f"{TRAIL}?{query}")
        assert page.count('<tr class="govuk-table__row" role="row"><th scope="row"') == found, query
        assert ("No entries are like that" in page) is (found == 0)
    assert f'value="{today}"' in await text_of(unit, f"{TRAIL}?since={today}")


async def test_the_newest_stands_first_and_pages_do_not_shift_while_they_are_turned(
    unit: Browser, stocked: Engine
) -> None:
    for number in range(120):
        note(stocked, Person(uuid4(), f"Person {number}", "Tester"), "signed_in")
    seen: list[str] = []
    for number in (1, 2, 3):
        page = await text_of(unit, f"{TRAIL}?kind=signed_in&page={number}")
        seen += re.findall(r"(Person \d+), Tester", page)
    assert seen == [f"Person {number}" for number in reversed(range(120))]
    assert "Showing 51 to 100 of 120 entries" in await text_of(unit, f"{TRAIL}?kind=signed_in&page=2")
    for endless in ("9" * 30, "0", "x"):
        assert (await unit.get(f"{TRAIL}?page={endless}")).status_code == 200


async def test_an_entry_leads_to_what_it_is_about_only_where_the_reader_may_open_it(
    unit: Browser, scrutineer: Browser, stocked: Engine, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    note(stocked, KIM, "alert_opened", ALERT)
    note(stocked, KIM, "wave_planned", wave.id)
    alert, place = f'href="/console/alerts/{ALERT}"', f'href="/console/waves/{wave.id}"'
    page = await text_of(unit, TRAIL)
    assert alert in page and place in page
    page = await text_of(scrutineer, TRAIL)
    assert alert not in page and place in page
    assert f"Alert {str(ALERT)[:8]}" in page


def test_every_kind_of_entry_is_about_a_page_or_about_none() -> None:
    assert set(pages()) | set(words()["nowhere"]) == set(audit.kinds())
    assert set(pages()).isdisjoint(words()["nowhere"])
    assert {f"GET {path}" for path in words()["pages"]} <= set(PERMISSIONS)


async def test_looking_is_an_entry_once_in_a_while_and_a_file_is_one_each_time(
    unit: Browser, scrutineer: Browser, stocked: Engine
) -> None:
    for _ in range(3):
        await unit.get(f"{TRAIL}?search=sam")
    assert noted(stocked, "trail_opened") == 1
    await scrutineer.get(TRAIL)
    assert noted(stocked, "trail_opened") == 2
    for _ in range(2):
        await unit.get(f"{TRAIL}/export")
    assert noted(stocked, "trail_exported") == 2
    await unit.get(f"{TRAIL}/check")
    assert noted(stocked, "trail_opened") == 2


async def test_the_file_holds_what_was_searched_and_no_formula(unit: Browser, stocked: Engine) -> None:
    note(stocked, SAM, "signed_in")
    for _ in range(2):
        note(stocked, KIM, "alert_opened", ALERT)
    page = await text_of(unit, f"{TRAIL}?search=kim&kind=alert_opened")
    link = re.search(r'href="(/console/audit/export[^"]*)"', page)
    assert link
    reply = await unit.get(link.group(1).replace("&amp;", "&"))
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig"))))
    assert [row["who"] for row in rows] == ["'=Kim Example, Safety reviewer"] * 2
    assert int(rows[0]["number"]) > int(rows[1]["number"])
    assert rows[0]["before"] == rows[1]["digest"]
    assert rows[0]["subject"] == str(ALERT)
    everything = (await unit.get(f"{TRAIL}/export")).content.decode("utf-8-sig")
    assert "Sam Sample" in everything and "trail_exported" in everything


async def test_the_check_says_what_it_found_and_gives_a_digest_to_keep(
    unit: Browser, stocked: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_check, "FRESH", -1)
    for _ in range(60):
        note(stocked, SAM, "signed_in")
    page = await text_of(unit, f"{TRAIL}/check")
    assert "60 entries" in page
    with Session(stocked) as session:
        newest = session.exec(select(AuditRow).where(AuditRow.number == 60)).one()
    assert newest.digest.hex() in page
    with stocked.begin() as connection:
        connection.exec_driver_sql("alter table audit disable trigger user")
        connection.exec_driver_sql("update audit set who = 'Nobody' where number = 30")
        connection.exec_driver_sql("alter table audit enable trigger user")
    page = await text_of(unit, f"{TRAIL}/check")
    assert "Entry 30 was changed" in page and "Keep this elsewhere" not in page


async def test_a_long_trail_is_read_bit_by_bit(
    unit: Browser, stocked: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "CHUNK", 1)
    monkeypatch.setattr(audit_check, "AT_ONCE", 0.0)
    for _ in range(3):
        note(stocked, SAM, "signed_in")
    page = await text_of(unit, f"{TRAIL}/check")
    assert "The audit trail is being read" in page and "1 of 3 entries" in page and "Look again" in page
    assert "3 entries, each of which" in await text_of(unit, f"{TRAIL}/check")


async def test_a_check_that_was_left_alone_begins_anew(
    unit: Browser, stocked: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "CHUNK", 2)
    monkeypatch.setattr(audit_check, "AT_ONCE", 0.0)
    for _ in range(3):
        note(stocked, SAM, "signed_in")
    assert "2 of 3 entries" in await text_of(unit, f"{TRAIL}/check")
    with stocked.begin() as connection:
        connection.exec_driver_sql("alter table audit disable trigger user")
        connection.exec_driver_sql("update audit set who = 'Nobody' where number = 1")
        connection.exec_driver_sql("alter table audit enable trigger user")
    monkeypatch.setattr(audit_check, "FRESH", -1)
    assert "Entry 1 was changed" in await text_of(unit, f"{TRAIL}/check")


async def test_what_was_taken_away_at_the_beginning_is_said(unit: Browser, stocked: Engine) -> None:
    for _ in range(3):
        note(stocked, SAM, "signed_in")
    with stocked.begin() as connection:
        connection.exec_driver_sql("alter table audit disable trigger user")
        connection.exec_driver_sql("delete from audit where number < 3")
        connection.exec_driver_sql("alter table audit enable trigger user")
    page = await text_of(unit, f"{TRAIL}/check")
    assert "Before them 2 more were written" in page


def test_a_long_check_tells_how_far_it_is_while_it_goes_on(
    listener: Listener, stocked: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        note(stocked, SAM, "signed_in")
    monkeypatch.setattr(repository, "CHUNK", 1)
    monkeypatch.setattr(audit_check, "AT_ONCE", 0.0)
    monkeypatch.setattr(audit_check, "LATER", 0.0)
    with listener.news(f"{TRAIL}/check/progress", staff.cookie(stocked, roles=[Role.SCRUTINEER])) as lines:
        listener.until(lines, "1 of 5 entries have been read")
        listener.until(lines, "2 of 5 entries have been read")
        listener.until(lines, "5 of 5 entries have been read")
        listener.until(lines, "event: over")
