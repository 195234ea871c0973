"""Two things about one account at the same moment: both end well, and neither opens more than it may."""

import asyncio
import re
from collections.abc import Iterable

import httpx
import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, delete, update
from sqlmodel import Session, col, select

from api import clock
from api.console.access import COOKIE
from api.db import transaction
from api.staff import accounts, sessions
from api.staff.passwords import LINE
from api.staff.tables import AccountRow, StaffSessionRow
from tests import staff
from tests.api.console.conftest import Browser
from tests.api.console.test_sign_in import PASSWORD, ROBIN, a_link, forget_steps, secret_on, set_up
from tests.patience import PATIENCE, until_blocked


async def together(browser: Browser, path: str, forms: Iterable[dict[str, str]]) -> list[httpx.Response]:
    """Several forms of one browser, sent at once."""
    token = await browser.token()
    sent = (browser.http.post(path, data={"csrftoken": token} | form) for form in forms)
    return list(await asyncio.gather(*sent))


@pytest.fixture
def console(unused_console: FastAPI) -> FastAPI:
    return unused_console


@pytest.fixture
def seen_before(unit: Browser, stocked: Engine) -> None:
    """The unit has been away for so long that their coming back is noted."""
    with transaction(stocked) as session:
        session.exec(update(StaffSessionRow).values(seen=clock.now() - 2 * sessions.NOTED_EVERY))


@pytest.mark.usefixtures("seen_before")
async def test_who_is_signed_out_while_a_page_is_made_meets_no_fault(unit: Browser, stocked: Engine) -> None:
    with transaction(stocked) as session:
        session.exec(delete(StaffSessionRow))
        page = await asyncio.wait_for(unit.get("/console/me"), PATIENCE)
    assert page.status_code == 200
    assert (await unit.get("/console/me")).status_code == 401


@pytest.mark.usefixtures("seen_before")
async def test_one_page_does_not_wait_until_another_is_done(unit: Browser, stocked: Engine) -> None:
    with transaction(stocked) as session:
        session.exec(update(StaffSessionRow).values(seen=clock.now()))
        page = await asyncio.wait_for(unit.get("/console/me"), PATIENCE)
    assert page.status_code == 200


async def test_a_second_click_on_the_second_factor_is_no_fault(stranger: Browser, stocked: Engine) -> None:
    await stranger.post(a_link(stocked), **ROBIN)
    secret = secret_on(await stranger.get("/console/second-factor"))
    form = {"code": pyotp.TOTP(secret).now()}
    both = await together(stranger, "/console/second-factor", [form, form])
    assert sorted(page.status_code for page in both) == [200, 303]
    assert (await stranger.get("/console/me")).status_code == 200


async def test_a_new_link_ends_what_an_older_one_is_just_opening(stranger: Browser, stocked: Engine) -> None:
    with transaction(stocked) as session:
        account = staff.account(session)
        account.email = "robin@example.org"
    old = a_link(stocked, account.id)

    def another() -> None:
        with transaction(stocked) as session:
            mine = accounts.get(session, account.id)
            accounts.new_link(session, accounts.MACHINE, mine, clock.now())

    with transaction(stocked) as session:
        session.exec(select(AccountRow).with_for_update()).one()
        opening = asyncio.create_task(stranger.post(old, password=PASSWORD))
        await asyncio.to_thread(until_blocked, stocked)
        made = asyncio.create_task(asyncio.to_thread(another))
        await asyncio.to_thread(until_blocked, stocked, 2)
    assert (await opening).status_code == 303
    await made
    assert (await stranger.get("/console/second-factor")).headers["location"] == "/console"
    with Session(stocked) as session:
        assert session.exec(select(AccountRow.password)).one() is None


@pytest.mark.parametrize("way", ["code", "lost"])
async def test_a_code_that_is_sent_twice_lets_one_in(stranger: Browser, stocked: Engine, way: str) -> None:
    secret, codes = await set_up(stranger, a_link(stocked), **ROBIN)
    with transaction(stocked) as session:
        session.exec(delete(StaffSessionRow))
    forget_steps(stocked)
    await stranger.post("/console/sign-in", email="robin@example.org", password=PASSWORD)
    form = {"code": pyotp.TOTP(secret).now() if way == "code" else codes[0]}
    replies = await together(stranger, f"/console/sign-in/{way}", [form] * 4)
    given = {page.cookies[COOKIE] for page in replies if COOKIE in page.cookies}
    assert len(given) == 1
    with Session(stocked) as session:
        kept = session.exec(select(StaffSessionRow.digest)).all()
        assert kept == [sessions.digest(given.pop())]
        # Whoever clicks twice has typed nothing wrong.
        assert session.exec(select(AccountRow.misses)).one() == 0


async def test_many_guesses_at_once_do_not_tell_whether_there_is_an_account(
    stranger: Browser, stocked: Engine
) -> None:
    await set_up(stranger, a_link(stocked), **ROBIN)
    said = []
    for email in ("robin@example.org", "nobody@example.org"):
        guess = {"email": email, "password": "wrong"}
        statuses = sorted(
            page.status_code for page in await together(stranger, "/console/sign-in", [guess] * LINE)
        )
        after = await stranger.post("/console/sign-in", **guess)
        said.append((statuses, re.findall(r"Try again in [^<]+", after.text)))
    assert said[0] == said[1]
    with Session(stocked) as session:
        assert session.exec(select(col(AccountRow.misses))).one() < LINE
