"""A copy by its link: read without a trace, confirmed by a button, its document taken, and the way out."""

from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, delete
from sqlmodel import Session, select

from api.broadcasts import documents, drafts, letters, links, texts
from api.broadcasts import service as broadcasts
from api.broadcasts.links import Copy
from api.broadcasts.tables import BroadcastRow, DeliveryRow
from api.broadcasts.wishes import Wishes
from api.conversation.service import Address, Desk, Turn
from api.db import transaction
from api.members import addresses, places
from api.members import service as members
from api.members.tables import AddressRow, MemberRow
from api.waves.keys import KeyRing
from tests.api.broadcasts.conftest import arrive
from tests.people import KIM, ROBIN

HERE = "http://heard.example"
CHAT = Address("telegram", "7301944820")
PDF = b"%PDF-1.7 made up"
ODD = "<script>alert(1)</script> **half"


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """One that has never been here."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as http:
        yield http


@pytest.fixture
def copy(stocked: Engine, keys: KeyRing) -> Copy:
    """Sam's copy of a broadcast that asks for a word and has a document."""
    with transaction(stocked) as session:
        sam = MemberRow(name="Sam Sample", agency="Hill School", joined=date(2026, 11, 20))
        session.add(sam)
        session.flush()
        session.add(addresses.row(keys, sam.id, CHAT))
        row = drafts.write(session, ROBIN, "New guide", ODD, Wishes(asks=True))
        documents.put(session, ROBIN, row.id, "guide.html", PDF, drafts.mark(session, row))
        texts.put(session, ROBIN, row.id, "ur", "نئی ہدایت", "متن", drafts.mark(session, row))
        drafts.ask(session, ROBIN, row.id)
        drafts.approve(session, KIM, row.id, drafts.mark(session, row))
        broadcasts.send(session, ROBIN, row.id)
        session.flush()
        arrive(session, row)
        return Copy(row.id, sam.id)


def paths(keys: KeyRing, copy: Copy) -> tuple[str, str]:
    page, leave = links.writer(keys)(copy)
    return f"/inbox/{page}", f"/leave/{leave}"


def delivery(engine: Engine) -> DeliveryRow | None:
    with Session(engine) as session:
        return session.exec(select(DeliveryRow)).one_or_none()


async def token(browser: httpx.AsyncClient, path: str) -> str:
    page = await browser.get(path)
    return page.text.partition('name="csrftoken" value="')[2].partition('"')[0]


async def test_to_look_at_it_leaves_no_trace_and_a_button_does(
    browser: httpx.AsyncClient, stocked: Engine, keys: KeyRing, copy: Copy
) -> None:
    path, _ = paths(keys, copy)
    page = await browser.get(path)
    assert page.status_code == 200
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **half" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert not browser.cookies.get("heard_person")
    before = delivery(stocked)
    assert before is not None
    assert (before.opened, before.understood) == (None, None)
    assert (await browser.post(path)).status_code == 403  # a form of somebody else's page
    for _ in range(2):
        done = await browser.post(path, data={"csrftoken": await token(browser, path)})
        assert (done.status_code, done.headers["location"]) == (303, path)
        page = await browser.get(path)
        assert "that you have read and understood this" in page.text
        assert "I have read and understood it" not in page.text
    after = delivery(stocked)
    assert after is not None
    assert after.understood is not None


async def test_its_document_is_kept_and_never_drawn_as_a_page(
    browser: httpx.AsyncClient, keys: KeyRing, copy: Copy, stocked: Engine
) -> None:
    path, _ = paths(keys, copy)
    found = await browser.get(f"{path}/document")
    assert (found.status_code, found.content) == (200, PDF)
    assert found.headers["content-type"] == "application/pdf"
    assert found.headers["content-disposition"] == 'attachment; filename="guide.pdf"'
    assert found.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in found.headers["content-security-policy"]
    stranger, _ = paths(keys, Copy(copy.broadcast_id, UUID(int=1)))
    assert (await browser.get(f"{stranger}/document")).status_code == 404
    assert (await browser.get(f"/inbox/{copy.broadcast_id}/document")).status_code == 404


async def test_it_is_read_in_the_language_of_its_member(
    browser: httpx.AsyncClient, keys: KeyRing, copy: Copy, stocked: Engine
) -> None:
    with transaction(stocked) as session:
        sam = session.get(MemberRow, copy.member_id)
        assert sam is not None
        sam.language = "ur"
    page = await browser.get(paths(keys, copy)[0])
    assert '<div class="heard-long" lang="ur" dir="rtl"><p class="govuk-body">متن</p></div>' in page.text


@pytest.mark.parametrize("path", ["/inbox/made-up", "/leave/made-up", "/inbox/%00", "/leave/" + "A" * 500])
async def test_a_link_that_is_none_of_ours_is_a_plain_sentence(browser: httpx.AsyncClient, path: str) -> None:
    found = await browser.get(path)
    assert (found.status_code, "This message is not here" in found.text) == (404, True)
    posted = await browser.post(path, data={"csrftoken": await token(browser, "/inbox")})
    assert posted.status_code in (303, 404)


BY_PROGRAM = {"sec-fetch-site": "cross-site", "origin": "https://mail.example"}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


async def test_one_request_of_a_mail_program_ends_mail_and_nothing_else(
    browser: httpx.AsyncClient, stocked: Engine, keys: KeyRing, copy: Copy
) -> None:
    read, leave = paths(keys, copy)
    with transaction(stocked) as session:
        places.add(session, keys, copy.member_id, Address("email", "sam@example.org"))
    assert "No more mail?" in (await browser.get(leave)).text  # to look changes nothing
    for _ in range(2):  # without our form's token, and twice
        done = await browser.post(leave, data=ONE_CLICK, headers=BY_PROGRAM)
        assert (done.status_code, "No more mail comes to you" in done.text) == (200, True)
    with Session(stocked) as session:
        assert members.kinds(session, copy.member_id) == ["telegram"]
    assert (await browser.get(read)).status_code == 200
    assert "No more mail comes to you" in (await browser.get(leave)).text


async def test_whom_nothing_but_mail_reaches_leaves_the_group_with_it(
    browser: httpx.AsyncClient, stocked: Engine, keys: KeyRing, copy: Copy
) -> None:
    read, leave = paths(keys, copy)
    with transaction(stocked) as session:
        session.exec(delete(AddressRow))
        places.add(session, keys, copy.member_id, Address("email", "sam@example.org"))
    done = await browser.post(leave, data=ONE_CLICK, headers=BY_PROGRAM)
    assert "You have left the action group" in done.text
    with Session(stocked) as session:
        assert session.exec(select(MemberRow)).all() == []
    assert (await browser.get(read)).status_code == 404


async def test_the_button_of_the_page_leaves_the_whole_group(
    browser: httpx.AsyncClient, stocked: Engine, keys: KeyRing, copy: Copy
) -> None:
    read, leave = paths(keys, copy)
    for _ in range(2):
        done = await browser.post(leave, data={"whole": "yes"})
        assert (done.status_code, "You have left the action group" in done.text) == (200, True)
    with Session(stocked) as session:
        assert session.exec(select(MemberRow)).all() == []
        assert len(session.exec(select(BroadcastRow)).all()) == 1
    assert (await browser.get(read)).status_code == 404
    assert "You have left the action group" in (await browser.get(leave)).text


def test_in_a_chat_the_button_is_noted_whatever_else_is_said(desk: Desk, stocked: Engine, copy: Copy) -> None:
    conversation = desk.open("telegram")
    tap = Turn(choice=f"{letters.UNDERSTOOD} {copy.broadcast_id.hex}", address=CHAT)
    for said in ("It is noted that you have read and understood “New guide”.", "It is noted already"):
        [reply] = desk.take(conversation, tap)
        assert said in reply.text
    for choice, address in (
        (tap.choice, Address("telegram", "1")),
        (tap.choice, None),
        (f"{letters.UNDERSTOOD} {UUID(int=1).hex}", CHAT),
        (f"{letters.UNDERSTOOD} nonsense", CHAT),
        (letters.UNDERSTOOD, CHAT),
    ):
        [reply] = desk.take(conversation, Turn(choice=choice, address=address))
        assert "Nothing was noted" in reply.text


def test_nothing_of_a_receipt_is_kept_with_a_conversation(desk: Desk, stocked: Engine, copy: Copy) -> None:
    """Else the transaction of a survey that is open there would lead to a member."""
    conversation = desk.open("telegram")
    desk.take(
        conversation, Turn(choice=f"{letters.UNDERSTOOD} {copy.broadcast_id.hex}", address=CHAT, key="1")
    )
    with stocked.connect() as connection:
        turns = connection.exec_driver_sql("select count(*) from turn").scalar()
        shared = connection.exec_driver_sql(
            "select count(*) from delivery join conversation on delivery.xmin::text = conversation.xmin::text"
        ).scalar()
    assert (turns, shared) == (0, 0)
    assert desk.latest(conversation) == []
