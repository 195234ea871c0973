"""Coming in by a link in an e-mail: asked for, opened once, and the same for everybody who asks."""

import re
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, update
from sqlmodel import Session, select

from api import clock
from api.db import transaction
from api.members import service as members
from api.members.addresses import Address
from api.members.tables import AddressRow, InvitationRow, LinkRow, MemberRow
from api.waves.keys import KeyRing

from .conftest import Mailbox, send

NONCE = re.compile('nonce="[^"]+"')
SAM, KIM = "sam@school.example", "kim@health.example"


def join(engine: Engine, keys: KeyRing, name: str, address: Address) -> None:
    """A made-up member."""
    with transaction(engine) as session:
        code = members.invite(session, name=name, agency="Example School", today=clock.today())
        members.join(session, keys, code, address, clock.today())


def invite(engine: Engine, places: int = 1) -> str:
    name = "Ada Madeup" if places == 1 else None
    with transaction(engine) as session:
        return members.invite(session, name=name, agency="Example School", today=clock.today(), places=places)


async def ask(browser: httpx.AsyncClient, email: str) -> httpx.Response:
    return await send(browser, "/link", await browser.get("/inbox"), email=email)


async def use(browser: httpx.AsyncClient, link: str) -> httpx.Response:
    return await send(browser, link, await browser.get(link))


def names(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return sorted(session.exec(select(MemberRow.name)))


async def test_a_link_opens_the_inbox_once(
    browser: httpx.AsyncClient, stocked: Engine, keys: KeyRing, mailbox: Mailbox
) -> None:
    join(stocked, keys, "Sam Sample", Address("email", SAM))
    assert "is on its way there" in (await ask(browser, f" {SAM.upper()} ")).text
    assert mailbox.mails[0][0] == SAM
    link = mailbox.link()
    for _ in range(2):  # programs that look after mail open it first
        assert "Open your messages in this browser" in (await browser.get(link)).text
    assert "No messages yet" in (await use(browser, link)).text
    assert browser.cookies["heard_person"].endswith(".member")
    again = await browser.get(link)
    assert again.status_code == 410
    assert "does nothing any more" in again.text
    with Session(stocked) as session:
        assert session.exec(select(LinkRow)).all() == []


async def test_nobody_learns_who_is_a_member(
    browser: httpx.AsyncClient, stocked: Engine, keys: KeyRing, mailbox: Mailbox
) -> None:
    join(stocked, keys, "Sam Sample", Address("email", SAM))
    known, unknown = await ask(browser, SAM), await ask(browser, KIM)
    assert NONCE.sub("", known.text) == NONCE.sub("", unknown.text)
    assert [to for to, _ in mailbox.mails] == [SAM]


async def test_a_link_runs_out(
    browser: httpx.AsyncClient, stocked: Engine, keys: KeyRing, mailbox: Mailbox
) -> None:
    join(stocked, keys, "Sam Sample", Address("email", SAM))
    await ask(browser, SAM)
    with transaction(stocked) as session:
        late = clock.now() - timedelta(seconds=1)
        session.connection().execute(update(LinkRow).values(expires=late))
    link = mailbox.link()
    page = await browser.get(link)
    assert page.status_code == 410
    page = await send(browser, link, await browser.get("/inbox"))
    assert page.status_code == 410
    assert "You are a member already" in (await browser.get("/inbox")).text


@pytest.mark.parametrize(
    "typed", ["", "sam", "sam@", "a@b c.example", f"{'x' * 300}@school.example", "sam@\x00b.example"]
)
async def test_what_is_no_address_is_given_back(
    browser: httpx.AsyncClient, mailbox: Mailbox, typed: str
) -> None:
    page = await ask(browser, typed)
    assert page.status_code == 422
    assert "Write an e-mail address" in page.text
    assert mailbox.mails == []


async def test_many_links_to_one_address_have_to_wait(
    browser: httpx.AsyncClient, stocked: Engine, keys: KeyRing, mailbox: Mailbox
) -> None:
    join(stocked, keys, "Sam Sample", Address("email", SAM))
    for email in (SAM, KIM):  # who is no member waits alike
        said = [(await ask(browser, email)).status_code for _ in range(6)]
        assert said == [200, 200, 200, 200, 200, 429]
    assert len(mailbox.mails) == 5
    assert "a lot of links" in (await ask(browser, SAM)).text


async def test_who_asks_again_and_again_for_one_address_keeps_nobody_else_out(
    browser: httpx.AsyncClient, stocked: Engine, keys: KeyRing, mailbox: Mailbox
) -> None:
    join(stocked, keys, "Sam Sample", Address("email", SAM))
    for _ in range(40):
        await ask(browser, KIM)
    assert (await ask(browser, SAM)).status_code == 200
    assert [to for to, _ in mailbox.mails] == [SAM]


async def test_nothing_of_a_link_can_be_read_from_the_database(
    browser: httpx.AsyncClient, stocked: Engine, mailbox: Mailbox
) -> None:
    code = invite(stocked)
    await send(browser, f"/join/{code}/mail", await browser.get(f"/join/{code}/mail"), email=SAM)
    token = mailbox.link().rpartition("/")[2]
    with Session(stocked) as session:
        [row] = session.exec(select(LinkRow)).all()
        assert row.sealed is not None
        kept = row.digest + row.sealed
    for secret in (token, SAM):
        assert secret.encode() not in kept


async def test_whoever_opens_the_link_of_an_invitation_is_a_member(
    browser: httpx.AsyncClient, stocked: Engine, mailbox: Mailbox
) -> None:
    code = invite(stocked)
    assert "Join with an e-mail address" in (await browser.get(f"/join/{code}")).text
    place = f"/join/{code}/mail"
    form = await browser.get(place)
    assert "Your first and last name" not in form.text
    assert "as soon as you open it" in (await send(browser, place, form, email=SAM)).text
    assert names(stocked) == []
    link = mailbox.link()
    assert "You are a member" in (await use(browser, link)).text
    assert names(stocked) == ["Ada Madeup"]
    with Session(stocked) as session:
        assert sorted(session.exec(select(AddressRow.kind))) == ["email", "web"]
    assert "No messages yet" in (await browser.get("/inbox")).text
    assert (await browser.get(link)).status_code == 410


async def test_an_invitation_of_an_agency_asks_for_a_name(
    browser: httpx.AsyncClient, stocked: Engine, mailbox: Mailbox
) -> None:
    place = f"/join/{invite(stocked, places=2)}/mail"
    page = await send(browser, place, await browser.get(place), email="nonsense", name=" 12 ")
    assert page.status_code == 422
    assert "Write your first and last name" in page.text
    assert 'value="nonsense"' in page.text
    await send(browser, place, page, email=SAM, name=" Bo\x00  Madeup ")
    await use(browser, mailbox.link())
    assert names(stocked) == ["Bo Madeup"]


async def test_used_run_out_and_unknown_invitations_are_told_apart(
    browser: httpx.AsyncClient, stocked: Engine, keys: KeyRing, mailbox: Mailbox
) -> None:
    used, late, full, open_one = invite(stocked), invite(stocked), invite(stocked, 2), invite(stocked)
    token = await browser.get(f"/join/{open_one}/mail")
    with transaction(stocked) as session:
        for code, values in (
            (used, {"taken": 1}),
            (late, {"expires": clock.today() - timedelta(days=1)}),
            (full, {"taken": 2}),
        ):
            row = members.invitation(session, code)
            assert row is not None
            for name, value in values.items():
                setattr(row, name, value)
    for code, words in (
        (used, "has been used already"),
        (late, "has run out"),
        (full, "All places of this invitation are taken"),
        ("A" * 12, "does not open anything"),
    ):
        for page in (
            await browser.get(f"/join/{code}/mail"),
            await send(browser, f"/join/{code}/mail", token, email=SAM),
        ):
            assert page.status_code == 409
            assert words in page.text
    assert mailbox.mails == []


async def test_an_invitation_that_is_used_before_the_link_is_opened(
    browser: httpx.AsyncClient, stocked: Engine, mailbox: Mailbox
) -> None:
    place = f"/join/{invite(stocked)}/mail"
    await send(browser, place, await browser.get(place), email=SAM)
    with transaction(stocked) as session:
        session.exec(select(InvitationRow)).one().taken = 1
    page = await use(browser, mailbox.link())
    assert page.status_code == 409
    assert "You have not joined" in page.text
    assert names(stocked) == []


async def test_who_is_a_member_by_that_address_is_let_in_and_uses_up_nothing(
    browser: httpx.AsyncClient, stocked: Engine, keys: KeyRing, mailbox: Mailbox
) -> None:
    join(stocked, keys, "Sam Sample", Address("email", SAM))
    place = f"/join/{invite(stocked)}/mail"
    await send(browser, place, await browser.get(place), email=SAM)
    assert "No messages yet" in (await use(browser, mailbox.link())).text
    assert names(stocked) == ["Sam Sample"]


async def test_a_browser_of_another_member_gets_an_address_of_its_own(
    app: FastAPI, stocked: Engine, keys: KeyRing, mailbox: Mailbox
) -> None:
    join(stocked, keys, "Kim Keeps", Address("web", "0" * 32))
    join(stocked, keys, "Sam Sample", Address("email", SAM))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://heard", follow_redirects=True
    ) as shared:
        await ask(shared, SAM)
        shared.cookies.set("heard_person", f"{'0' * 32}.member", domain="heard.local")
        await use(shared, mailbox.link())
        assert "Sam Sample" in (await shared.get("/membership")).text
        assert not shared.cookies["heard_person"].startswith("0" * 32)
    with Session(stocked) as session:
        assert len(session.exec(select(AddressRow)).all()) == 3
