"""Pages of issues: found, looked at, answered, merged and closed by those who may."""

from collections.abc import AsyncIterator, Callable
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api import clock
from api.conversation.membership import Membership
from api.conversation.service import Address, Desk, Turn
from api.db import transaction
from api.feedback.tables import IssueRow
from api.members import service as members
from api.staff.person import Role
from api.waves.keys import KeyRing
from tests.api.console.conftest import Browser, a_browser, sign_in
from tests.api.feedback.conftest import handed_out

TAG = {"theme": "gaps", "lens": "provider", "priority": "high"}
Sent = Callable[..., str]


@pytest.fixture
def sent(stocked: Engine, desk: Desk) -> Sent:
    """Somebody raises an issue; its page."""

    def raised(seen: str, theme: str = "online", kind: str = "issue", address: Address | None = None) -> str:
        conversation = desk.open("telegram", "practitioner")
        for choice in (f":raise {kind}", theme):
            desk.take(conversation, Turn(choice=choice, address=address))
        desk.take(conversation, Turn(text=seen, address=address))
        for choice in (":skip", ":skip", ":skip", ":send"):
            desk.take(conversation, Turn(choice=choice, address=address))
        with Session(stocked) as session:
            found = session.exec(select(IssueRow.id).where(IssueRow.seen == seen)).one()
        return f"/console/issues/{found}"

    return raised


@pytest.fixture
def sam(stocked: Engine, keys: KeyRing) -> Address:
    """A member."""
    address = Address("telegram", "4711")
    with transaction(stocked) as session:
        code = members.invite(session, name="Sam Sample", agency="Example School", today=clock.today())
        members.join(session, keys, code, address, clock.today())
    return address


@pytest.fixture
async def reader(console: FastAPI, stocked: Engine) -> AsyncIterator[Browser]:
    """The scrutineer."""
    async with a_browser(console) as browser:
        sign_in(browser, stocked, "Pat Scrutineer", [Role.SCRUTINEER])
        yield browser


def row_of(engine: Engine, place: str) -> IssueRow:
    with Session(engine) as session:
        return session.exec(select(IssueRow).where(col(IssueRow.id) == UUID(place[-36:]))).one()


async def test_an_empty_list_says_where_issues_come_from(unit: Browser) -> None:
    page = await unit.get("/console/issues")
    assert page.status_code == 200
    assert "Nobody has sent anything yet" in page.text


async def test_the_list_is_narrowed_by_kind_theme_state_priority_and_words(unit: Browser, sent: Sent) -> None:
    first = sent("Phones at night", theme="online")
    sent("A drop-in with a nurse", theme="training", kind="practice")
    await unit.post(f"{first}/tag", **TAG)
    for query, there, gone in (
        ("kind=practice", "A drop-in", "Phones"),
        ("theme=gaps", "Phones", "A drop-in"),
        ("state=new", "A drop-in", "Phones"),
        ("priority=high", "Phones", "A drop-in"),
        ("search=nurse", "A drop-in", "Phones"),
    ):
        page = (await unit.get(f"/console/issues?{query}")).text
        assert there in page, query
        assert gone not in page, query


async def test_today_tells_of_what_nobody_has_looked_at(unit: Browser, sent: Sent) -> None:
    place = sent("Some words")
    assert "One issue that nobody has looked at" in (await unit.get("/console")).text
    await unit.post(f"{place}/tag", **TAG)
    assert "that nobody has looked at" not in (await unit.get("/console")).text


async def test_a_new_one_is_looked_at_before_anything_else_is_offered(unit: Browser, sent: Sent) -> None:
    place = sent("Some words")
    page = (await unit.get(place)).text
    assert "Save" in page
    for button in ("Send the answer", "Merge it into", "Put it down", "Close it and tell them"):
        assert button not in page
    wrong = await unit.post(f"{place}/tag", theme="", lens="", priority="")
    assert (wrong.status_code, "Choose how soon" in wrong.text) == (422, True)
    done = await unit.post(f"{place}/tag", **TAG)
    assert (done.status_code, done.headers["location"]) == (303, place)
    page = (await unit.get(place)).text
    for button in ("Send the answer", "Put it down", "Close it and tell them"):
        assert button in page


async def test_an_answer_is_sent_and_shown(
    unit: Browser, sent: Sent, sam: Address, desk: Desk, stocked: Engine
) -> None:
    place = sent("Some words", address=sam)
    await unit.post(f"{place}/tag", **TAG)
    assert "It goes to one member" in (await unit.get(place)).text
    empty = await unit.post(f"{place}/answer", answer="  ")
    assert (empty.status_code, "Write what the sender is to read" in empty.text) == (422, True)
    await unit.post(f"{place}/answer", answer="Thank you.\r\nWe look into it.")
    handed_out(stocked)
    assert [letter.text for letter in Membership(desk._engine, desk._keys).inbox(sam) or []] == [
        "Thank you.\nWe look into it."
    ]
    page = (await unit.get(place)).text
    assert "We look into it." in page
    again = await unit.post(f"{place}/answer", answer="x" * 2001)
    assert again.status_code == 422
    assert "x" * 2001 in again.text  # what was typed is not lost


async def test_one_is_merged_into_another_and_goes_with_it(
    unit: Browser, sent: Sent, stocked: Engine
) -> None:
    first, second = sent("First words"), sent("Second words")
    for place in (first, second):
        await unit.post(f"{place}/tag", **TAG)
    wrong = await unit.post(f"{second}/merge", into="nonsense")
    assert (wrong.status_code, "Choose the one" in wrong.text) == (422, True)
    await unit.post(f"{second}/merge", into=first[-36:])
    assert "First words" in (await unit.get(second)).text
    assert "Second words" in (await unit.get(first)).text
    await unit.post(f"{first}/escalate")
    await unit.post(f"{first}/close", became="There is a new form.")
    assert {row_of(stocked, one).became for one in (first, second)} == {"There is a new form."}


async def test_what_somebody_else_has_ended_meanwhile_says_so(unit: Browser, sent: Sent) -> None:
    place = sent("Some words")
    await unit.post(f"{place}/tag", **TAG)
    await unit.post(f"{place}/close", became="Done.")
    late = await unit.post(f"{place}/escalate")
    assert (late.status_code, "Somebody has dealt with this meanwhile" in late.text) == (409, True)


async def test_the_scrutineer_reads_without_names_and_changes_nothing(
    unit: Browser, reader: Browser, sent: Sent, sam: Address
) -> None:
    place = sent("Some words", address=sam)
    assert "Sam Sample" in (await unit.get(place)).text
    page = await reader.get(place)
    assert page.status_code == 200
    assert "Some words" in page.text
    assert "Sam Sample" not in page.text
    assert "<form" not in page.text.partition("<main")[2]
    assert (await reader.post(f"{place}/tag", **TAG)).status_code == 403


@pytest.mark.parametrize("role", [Role.SAFETY, Role.AUTHOR, Role.APPROVER, Role.ADMINISTRATOR])
async def test_other_roles_read_none(console: FastAPI, stocked: Engine, sent: Sent, role: Role) -> None:
    place = sent("Some words")
    async with a_browser(console) as browser:
        sign_in(browser, stocked, "Somebody Else", [role])
        assert (await browser.get(place)).status_code == 403
        assert (await browser.get("/console/issues")).status_code == 403


async def test_one_that_is_not_there_is_a_page(unit: Browser) -> None:
    assert (await unit.get(f"/console/issues/{uuid4()}")).status_code == 404


async def test_what_was_sent_is_drawn_as_words(unit: Browser, sent: Sent) -> None:
    place = sent("<script>alert(1)</script> at the end")
    for page in (await unit.get(place), await unit.get("/console/issues")):
        assert "<script>alert(1)" not in page.text
