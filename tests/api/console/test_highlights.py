"""Pages of highlight reports: begun, written, sent to a second person, published, taken along."""

import re
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.console import quarters
from api.db import transaction
from api.feedback.report_tables import EntryRow, ReportRow
from api.feedback.tables import IssueRow, IssueState
from api.staff.person import Role
from tests.api.console.conftest import Browser, a_browser, sign_in
from tests.conftest import TODAY

pytestmark = pytest.mark.usefixtures("noon")

QUARTER = quarters.of(TODAY).step(-1)
MONTHS = {"since": f"{QUARTER.first:%Y-%m}", "until": f"{QUARTER.last:%Y-%m}"}


@pytest.fixture
async def second(console: FastAPI, stocked: Engine) -> AsyncIterator[Browser]:
    """Somebody who approves, and writes nothing."""
    async with a_browser(console) as browser:
        sign_in(browser, stocked, "Kim Approver", [Role.APPROVER])
        yield browser


@pytest.fixture
async def reader(console: FastAPI, stocked: Engine) -> AsyncIterator[Browser]:
    """The scrutineer."""
    async with a_browser(console) as browser:
        sign_in(browser, stocked, "Pat Scrutineer", [Role.SCRUTINEER])
        yield browser


@pytest.fixture
def issue(stocked: Engine) -> IssueRow:
    """One that is put down for the partners."""
    row = IssueRow(
        kind="issue",
        seen="Canary words",
        receipt=uuid4().bytes,
        came=QUARTER.first,
        state=IssueState.ESCALATED,
        escalated=QUARTER.last,
    )
    with transaction(stocked) as session:
        session.add(row)
    return row


async def begin(unit: Browser) -> str:
    """The page of a new report."""
    page = await unit.post("/console/highlights/new", **MONTHS)
    assert page.status_code == 303, page.text
    return str(page.headers["location"])


def entry(engine: Engine) -> EntryRow:
    with Session(engine) as session:
        return session.exec(select(EntryRow)).one()


def mark(page: str) -> str:
    found = re.search(r'name="read" value="([^"]+)"', page)
    assert found
    return found.group(1)


async def write(unit: Browser, place: str, engine: Engine, words: str = "Families wait") -> None:
    form = await unit.get(f"{place}/change")
    one = entry(engine).id
    fields = {f"words_{one}": words, f"asked_{one}": "To look at it", f"goes_on_{one}": "yes"}
    done = await unit.post(f"{place}/change", opening="A quiet quarter", read=mark(form.text), **fields)
    assert done.status_code == 303, done.text


async def test_an_empty_list_says_so_and_a_quarter_is_offered(unit: Browser) -> None:
    assert "There is no report yet" in (await unit.get("/console/highlights")).text
    form = (await unit.get("/console/highlights/new")).text
    assert f'value="{MONTHS["since"]}" selected' in form


@pytest.mark.usefixtures("issue")
async def test_from_the_first_word_to_the_partners(unit: Browser, second: Browser, stocked: Engine) -> None:
    place = await begin(unit)
    page = await unit.get(place)
    assert "One issue waits for words of yours" in page.text
    assert "Canary words" not in page.text
    refused = await unit.post(f"{place}/ask")
    assert (refused.status_code, "no words for the partners yet" in refused.text) == (422, True)
    await write(unit, place, stocked)
    assert (await unit.post(f"{place}/ask")).status_code == 303
    own = await unit.post(f"{place}/publish", read=mark((await second.get(place)).text))
    assert own.status_code == 409
    assert "One highlight report to approve" in (await second.get("/console")).text
    unread = await second.post(f"{place}/publish", read="another")
    assert "Read it again as it is now" in unread.text
    assert (await second.post(f"{place}/refuse", reason=" ")).status_code == 422
    done = await second.post(f"{place}/publish", read=mark((await second.get(place)).text))
    assert done.status_code == 303
    page = await second.get(place)
    for said in ("Families wait", "To look at it", "A quiet quarter", "Too few came in", "Published"):
        assert said in page.text
    for kind, start in (("pdf", b"%PDF-"), ("docx", b"PK")):
        paper = await second.get(f"{place}/papers/{kind}")
        assert paper.content.startswith(start)
        assert f".{kind}" in paper.headers["content-disposition"]
    answer = f"/console/actions/new?highlight={place.rpartition('/')[2]}"
    assert answer in (await unit.get(place)).text
    assert "Highlight report on" in (await unit.get(answer)).text
    issue_page = await unit.get(f"/console/issues/{entry(stocked).issue_id}")
    assert "It stood in a highlight report" in issue_page.text
    newer = await unit.post(f"{place}/version")
    assert newer.status_code == 303
    assert "newer version" in (await unit.get(place)).text


@pytest.mark.usefixtures("issue")
async def test_what_is_typed_stays_where_somebody_else_was_quicker(unit: Browser, stocked: Engine) -> None:
    place = await begin(unit)
    read = mark((await unit.get(f"{place}/change")).text)
    await write(unit, place, stocked, "First words")
    one = entry(stocked).id
    again = await unit.post(f"{place}/change", opening="Mine", read=read, **{f"words_{one}": "Second words"})
    assert again.status_code == 409
    for said in ("First words", "Second words", "Mine", "Somebody has changed this report"):
        assert said in again.text
    long = await unit.post(
        f"{place}/change", opening="", read=mark(again.text), **{f"words_{one}": "x" * 5000}
    )
    assert (long.status_code, "it has 5,000" in long.text) == (422, True)
    saved = await unit.post(
        f"{place}/change", opening="", read=mark(again.text), **{f"words_{one}": "Second words"}
    )
    assert saved.status_code == 303


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("", ""),
        ("2026-13", "2026-13"),
        ("nonsense", "2020-01"),
        ("2020-02", "2020-01"),
        ("2090-01", "2090-01"),
    ],
)
async def test_months_that_make_no_sense_are_said_so(unit: Browser, since: str, until: str) -> None:
    page = await unit.post("/console/highlights/new", since=since, until=until)
    assert page.status_code == 422
    assert "Error: " in page.text


@pytest.mark.usefixtures("issue")
async def test_a_draft_is_thrown_away_after_a_question(unit: Browser, stocked: Engine) -> None:
    place = await begin(unit)
    assert "Throw the report on" in (await unit.get(f"{place}/discard")).text
    gone = await unit.post(f"{place}/discard")
    assert gone.headers["location"] == "/console/highlights"
    assert (await unit.get(place)).status_code == 404
    with Session(stocked) as session:
        assert [*session.exec(select(ReportRow)), *session.exec(select(EntryRow))] == []


async def test_the_scrutineer_reads_and_changes_nothing(unit: Browser, reader: Browser) -> None:
    place = await begin(unit)
    page = await reader.get(place)
    assert page.status_code == 200
    for button in ("Write in it", "Ask for approval", "Throw it away"):
        assert button not in page.text
    assert (await reader.post(f"{place}/ask")).status_code == 403
    assert (await reader.get("/console/highlights/new")).status_code == 403


async def test_of_two_who_begin_the_same_the_second_is_led_to_the_first(unit: Browser) -> None:
    await begin(unit)
    page = await unit.post("/console/highlights/new", **MONTHS)
    assert (page.status_code, "already" in page.text) == (422, True)
