"""Accounts of colleagues, one's own account, and pages that none of one's roles opens."""

import html
import re
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api import clock
from api.audit.tables import AuditRow
from api.console.access import COOKIE
from api.db import transaction
from api.staff import sessions
from api.staff.person import Role
from api.staff.tables import AccountRow, Stage
from tests import staff
from tests.api.console.conftest import ROBIN, Browser, a_browser
from tests.api.console.test_sign_in import (
    PASSWORD,
    a_link,
    codes_on,
    forget_steps,
    secret_on,
    set_up,
    sign_in,
)
from tests.api.console.test_sign_in import ROBIN as TYPED

SAM: dict[str, str | list[str]] = {
    "name": "Sam Sample",
    "title": "Officer",
    "email": "sam@example.org",
    "roles": ["author", "sender"],
}


@pytest.fixture
def console(unused_console: FastAPI) -> FastAPI:
    return unused_console


@pytest.fixture
async def colleague(console: FastAPI) -> AsyncIterator[Browser]:
    """A browser in which nobody is signed in yet."""
    async with a_browser(console) as browser:
        yield browser


def link_on(page: httpx.Response) -> str:
    found = re.search(r"http://heard\.example(/console/welcome/[\w-]+)", page.text)
    assert found, page.text
    return found.group(1)


def account(engine: Engine, name: str) -> AccountRow:
    with Session(engine, expire_on_commit=False) as session:
        return session.exec(select(AccountRow).where(AccountRow.name == name)).one()


def trail(engine: Engine, of: UUID) -> list[tuple[str, str]]:
    with Session(engine) as session:
        rows = session.exec(select(AuditRow).where(AuditRow.subject == of).order_by(col(AuditRow.number)))
        return [(row.what, row.who) for row in rows]


def row_of(page: httpx.Response, key: str) -> str:
    """What a summary list says."""
    found = re.search(rf"<dt[^>]*>\s*{key}\s*</dt>\s*<dd[^>]*>(.*?)</dd>", page.text, re.DOTALL)
    assert found, key
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", found.group(1))).split())


async def test_a_colleague_comes_in_by_a_link_that_is_shown_once(
    unit: Browser, colleague: Browser, stocked: Engine
) -> None:
    shown = await unit.post("/console/accounts/new", **SAM)
    link, sam = link_on(shown), account(stocked, "Sam Sample")
    assert link not in (await unit.get(f"/console/accounts/{sam.id}")).text
    asked = await colleague.get(link)
    assert "This is the account of Sam Sample, Officer" in asked.text
    # What they are is for the administrator to say.
    await set_up(colleague, link, password=PASSWORD, name="The Queen", roles=["administrator"])
    sam = account(stocked, "Sam Sample")
    assert sam.roles == ["author", "sender"]
    assert (await colleague.get("/console/broadcasts/new")).status_code == 200
    robin = f"{ROBIN}, Designated safeguarding lead"
    own = "Sam Sample, Officer"
    assert trail(stocked, sam.id) == [
        ("account_made", robin),
        ("link_made", robin),
        ("factor_changed", own),
    ]
    page = await unit.get(f"/console/accounts/{sam.id}")
    assert row_of(page, "State") == "In use"
    assert row_of(page, "Roles") == "Author, Sender"
    assert row_of(page, "Second factor") == "Set up"
    assert row_of(page, "Recovery codes") == "10 left"


async def test_an_account_needs_to_say_who_it_is_for(unit: Browser, stocked: Engine) -> None:
    refused = await unit.post("/console/accounts/new", name="S", title="Officer", email="sam", roles=[])
    assert refused.status_code == 422
    for words in ("Write their name", "Write their e-mail address", "Choose at least one role"):
        assert words in refused.text
    assert 'value="Officer"' in refused.text
    await unit.post("/console/accounts/new", **SAM)
    taken = await unit.post("/console/accounts/new", **SAM | {"email": "SAM@example.org"})
    assert "There is an account with this address already" in taken.text


async def test_a_new_link_ends_all_that_opened_the_account_before(
    unit: Browser, colleague: Browser, stocked: Engine
) -> None:
    first = link_on(await unit.post("/console/accounts/new", **SAM))
    sam = account(stocked, "Sam Sample")
    second = link_on(await unit.post(f"/console/accounts/{sam.id}/link"))
    assert (await colleague.get(first)).status_code == 401
    _, codes = await set_up(colleague, second, password=PASSWORD)
    third = link_on(await unit.post(f"/console/accounts/{sam.id}/link"))
    assert (await colleague.get("/console/me")).status_code == 401
    entered = await colleague.post("/console/sign-in", email="sam@example.org", password=PASSWORD)
    assert entered.status_code == 422
    _, fresh = await set_up(colleague, third, password="otter pencil march")
    await colleague.post("/console/sign-in", email="sam@example.org", password="otter pencil march")
    assert (await colleague.post("/console/sign-in/lost", code=codes[0])).status_code == 422
    assert (await colleague.post("/console/sign-in/lost", code=fresh[0])).status_code == 303


async def test_roles_are_given_and_taken_at_once(unit: Browser, colleague: Browser, stocked: Engine) -> None:
    colleague.http.cookies.set(COOKIE, staff.cookie(stocked, "Sam Sample", roles=[Role.SENDER]))
    sam = account(stocked, "Sam Sample")
    assert (await colleague.get("/console/waves/new")).status_code == 403
    changed = await unit.post(
        f"/console/accounts/{sam.id}/change", name="Sam Sample", title="Head of unit", roles=["author"]
    )
    assert changed.status_code == 303
    assert (await colleague.get("/console/waves/new")).status_code == 200
    assert (await colleague.get("/console/broadcasts/new")).status_code == 403
    robin = f"{ROBIN}, Designated safeguarding lead"
    assert trail(stocked, sam.id) == [("account_changed", robin), ("account_roles", robin)]
    refused = await unit.post(f"/console/accounts/{sam.id}/change", name="", title="Head", roles=[])
    assert refused.status_code == 422
    assert "Choose at least one role" in refused.text


async def test_nobody_changes_or_closes_their_own_account(unit: Browser, stocked: Engine) -> None:
    robin = account(stocked, ROBIN)
    page = (await unit.get(f"/console/accounts/{robin.id}")).text
    assert "This is your own account" in page
    assert "Close this account" not in page
    fields: dict[str, str | list[str]] = {"name": ROBIN, "title": "Queen", "roles": ["administrator"]}
    for act in ("change", "close", "link"):
        refused = await unit.post(f"/console/accounts/{robin.id}/{act}", **fields)
        assert refused.status_code == 409
    same = account(stocked, ROBIN)
    assert (same.roles, same.title, same.closed) == (robin.roles, robin.title, None)


async def test_the_last_administrator_with_a_password_stays(unit: Browser, stocked: Engine) -> None:
    """Robin comes from an identity provider, which may take the role away at any time."""
    with transaction(stocked) as session:
        row = session.exec(select(AccountRow).where(AccountRow.name == ROBIN)).one()
        row.issuer, row.subject = "https://login.example", "robin"
        staff.account(session, "Sam Sample", roles=[Role.ADMINISTRATOR, Role.AUTHOR])
    sam = account(stocked, "Sam Sample")
    words = "Somebody who signs in with a password has to be an administrator"
    kept = await unit.post(f"/console/accounts/{sam.id}/change", name="Sam", title="Head", roles=["author"])
    assert kept.status_code == 422
    assert words in kept.text
    closed = await unit.post(f"/console/accounts/{sam.id}/close")
    assert closed.status_code == 409
    assert words in closed.text
    assert account(stocked, "Sam Sample") == sam
    with transaction(stocked) as session:
        staff.account(session, "Alex Other", roles=[Role.ADMINISTRATOR])
    assert (await unit.post(f"/console/accounts/{sam.id}/close")).status_code == 303


async def test_a_closed_account_lets_nobody_in_and_can_be_opened_again(
    unit: Browser, colleague: Browser, stocked: Engine
) -> None:
    await set_up(colleague, link_on(await unit.post("/console/accounts/new", **SAM)), password=PASSWORD)
    sam = account(stocked, "Sam Sample")
    asked = (await unit.get(f"/console/accounts/{sam.id}/close")).text
    assert "They are signed out at once" in asked
    assert "Keys of other programs stay good" in asked
    await unit.post(f"/console/accounts/{sam.id}/close")
    assert (await colleague.get("/console/me")).status_code == 401
    entered = await colleague.post("/console/sign-in", email="sam@example.org", password=PASSWORD)
    assert "The e-mail address or the password is not right" in entered.text
    page = await unit.get(f"/console/accounts/{sam.id}")
    assert row_of(page, "State") == "Closed"
    assert (await unit.post(f"/console/accounts/{sam.id}/link")).status_code == 409
    await unit.post(f"/console/accounts/{sam.id}/open")
    await set_up(colleague, link_on(await unit.post(f"/console/accounts/{sam.id}/link")), password=PASSWORD)


async def test_an_administrator_signs_somebody_out_everywhere(
    unit: Browser, colleague: Browser, stocked: Engine
) -> None:
    colleague.http.cookies.set(COOKIE, staff.cookie(stocked, "Sam Sample"))
    sam = account(stocked, "Sam Sample")
    assert row_of(await unit.get(f"/console/accounts/{sam.id}"), "Signed in now") == "In 1 browser"
    await unit.post(f"/console/accounts/{sam.id}/sign-out")
    assert (await colleague.get("/console/me")).status_code == 401


async def test_an_account_of_a_provider_is_read_only_here(
    unit: Browser, colleague: Browser, stocked: Engine
) -> None:
    colleague.http.cookies.set(COOKIE, staff.cookie(stocked, "Sam Sample", roles=[Role.AUTHOR]))
    with transaction(stocked) as session:
        row = session.exec(select(AccountRow).where(AccountRow.name == "Sam Sample")).one()
        row.issuer, row.subject = "https://login.example", "sam"
    sam = account(stocked, "Sam Sample")
    page = await unit.get(f"/console/accounts/{sam.id}")
    assert "This account has no password here" in page.text
    assert row_of(page, "Signs in at") == "https://login.example"
    assert "/link" not in page.text
    fields: dict[str, str | list[str]] = {"name": "Sam Sample", "title": "Queen", "roles": ["administrator"]}
    assert (await unit.post(f"/console/accounts/{sam.id}/change", **fields)).status_code == 409
    assert (await unit.post(f"/console/accounts/{sam.id}/link")).status_code == 409
    me = (await colleague.get("/console/me")).text
    assert "/console/me/password" not in me
    for path in ("password", "second-factor", "recovery-codes"):
        assert (await colleague.get(f"/console/me/{path}")).status_code == 404
        assert (await colleague.post(f"/console/me/{path}")).status_code == 404


async def test_one_reads_what_ones_roles_allow(stranger: Browser, stocked: Engine) -> None:
    stranger.http.cookies.set(COOKIE, staff.cookie(stocked, "Sam Sample", roles=[Role.SCRUTINEER]))
    page = (await stranger.get("/console/me")).text
    assert "<strong>Scrutineer</strong> reads findings" in page
    assert "<strong>Author</strong>" not in page


async def test_a_page_that_is_not_ones_own_says_who_may_open_it(stranger: Browser, stocked: Engine) -> None:
    stranger.http.cookies.set(COOKIE, staff.cookie(stocked, "Sam Sample", roles=[Role.SCRUTINEER]))
    refused = await stranger.get("/console/waves/new")
    assert refused.status_code == 403
    assert "The role that opens it is Author" in refused.text
    assert "an administrator, who gives roles" in refused.text
    assert 'href="/console"' in refused.text
    several = await stranger.get("/console/guidance/changes/new/edit")
    assert several.status_code == 403
    assert (await stranger.post("/console/waves/new")).status_code == 403


async def test_a_password_is_changed_by_whoever_knows_it(
    stranger: Browser, colleague: Browser, stocked: Engine
) -> None:
    secret, _ = await set_up(stranger, a_link(stocked), **TYPED)
    forget_steps(stocked)
    await sign_in(colleague, secret)
    new = "otter pencil march"
    for old, password, words in (
        ("not it at all", new, "The password is not right"),
        (PASSWORD, "robin sings at dawn", "a part of your name"),
    ):
        refused = await stranger.post("/console/me/password", old=old, password=password)
        assert refused.status_code == 422
        assert words in refused.text
    before = stranger.http.cookies[COOKIE]
    changed = await stranger.post("/console/me/password", old=PASSWORD, password=new)
    assert changed.headers["location"] == "/console/me"
    assert stranger.http.cookies[COOKIE] != before
    assert (await stranger.get("/console/me")).status_code == 200
    assert (await colleague.get("/console/me")).status_code == 401
    typed = {"email": "robin@example.org"}
    assert (await colleague.post("/console/sign-in", **typed, password=PASSWORD)).status_code == 422
    assert (await colleague.post("/console/sign-in", **typed, password=new)).status_code == 303


async def test_a_second_factor_moves_to_another_telephone(
    stranger: Browser, colleague: Browser, stocked: Engine
) -> None:
    old, codes = await set_up(stranger, a_link(stocked), **TYPED)
    new = secret_on(await stranger.get("/console/me/second-factor"))
    assert new != old
    for password, code in (("not it at all", pyotp.TOTP(new).now()), (PASSWORD, "000000")):
        refused = await stranger.post("/console/me/second-factor", password=password, code=code)
        assert refused.status_code == 422
        assert secret_on(refused) == new
    changed = await stranger.post("/console/me/second-factor", password=PASSWORD, code=pyotp.TOTP(new).now())
    assert changed.status_code == 303
    forget_steps(stocked)
    assert (await sign_in(colleague, old)).status_code == 422
    assert (await sign_in(colleague, new)).status_code == 303
    # The next one that is offered is another again.
    assert secret_on(await stranger.get("/console/me/second-factor")) not in (old, new)


async def test_new_recovery_codes_take_the_place_of_the_old(
    stranger: Browser, colleague: Browser, stocked: Engine
) -> None:
    secret, old = await set_up(stranger, a_link(stocked), **TYPED)
    forget_steps(stocked)
    assert (await stranger.post("/console/me/recovery-codes", code="000000")).status_code == 422
    made = await stranger.post("/console/me/recovery-codes", code=pyotp.TOTP(secret).now())
    new = codes_on(made)
    assert len(new) == 10
    assert not set(new) & set(old)
    await colleague.post("/console/sign-in", email="robin@example.org", password=PASSWORD)
    assert (await colleague.post("/console/sign-in/lost", code=old[0])).status_code == 422
    assert (await colleague.post("/console/sign-in/lost", code=new[0])).status_code == 303


async def test_one_sees_where_one_is_signed_in_and_signs_out_there(
    unit: Browser, colleague: Browser, stocked: Engine
) -> None:
    tokens = [unit.http.cookies[COOKIE]]
    with transaction(stocked) as session:
        robin = session.exec(select(AccountRow).where(AccountRow.name == ROBIN)).one()
        tokens += [sessions.start(session, robin, Stage.IN, clock.now()) for _ in range(3)]
    others = re.findall(r'name="browser" value="([0-9a-f]+)"', (await unit.get("/console/me")).text)
    assert len(others) == 3

    async def signed_in() -> int:
        count = 0
        for token in tokens[1:]:
            colleague.http.cookies.clear()
            colleague.http.cookies.set(COOKIE, token)
            count += (await colleague.get("/console/me")).status_code == 200
        return count

    await unit.post("/console/me/sign-out", browser=others[0])
    assert await signed_in() == 2
    # A browser of somebody else is none of theirs.
    sam = staff.cookie(stocked, "Sam Sample")
    await unit.post("/console/me/sign-out", browser=sessions.digest(sam).hex())
    colleague.http.cookies.clear()
    colleague.http.cookies.set(COOKIE, sam)
    assert (await colleague.get("/console/me")).status_code == 200
    await unit.post("/console/me/sign-out")
    assert await signed_in() == 0
    assert (await unit.get("/console/me")).status_code == 200


async def test_the_list_says_what_to_do_while_one_is_alone(unit: Browser) -> None:
    assert "Yours is the only account" in (await unit.get("/console/accounts")).text
    await unit.post("/console/accounts/new", **SAM)
    page = (await unit.get("/console/accounts")).text
    assert "Yours is the only account" not in page
    assert "Not set up yet" in page
    assert (await unit.get("/console/accounts/00000000-0000-4000-8000-000000000000")).status_code == 404
