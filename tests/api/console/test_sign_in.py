"""The way into the console: by a link, by password and code, by a recovery code; and back out."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, update
from sqlmodel import Session, select

from api import clock
from api.audit.tables import AuditRow
from api.console.access import COOKIE
from api.db import transaction
from api.staff import links
from api.staff.patience import FREE
from api.staff.tables import AccountRow, SignInLinkRow, StaffSessionRow
from api.waves.keys import KeyRing
from tests import staff
from tests.api.console.conftest import Browser, a_browser

PASSWORD = "tulip wagon forty"
ROBIN = {
    "name": "Robin Madeup",
    "title": "Business manager",
    "email": "Robin@Example.org",
    "password": PASSWORD,
}
LONG_AGO = datetime.now(UTC) - timedelta(minutes=1)


def a_link(engine: Engine, account_id: UUID | None = None) -> str:
    with transaction(engine) as session:
        return f"/console/welcome/{links.make(session, clock.now(), account_id)}"


def secret_on(page: httpx.Response) -> str:
    found = re.search(r'class="heard-secret">([^<]+)<', page.text)
    assert found
    return found.group(1).replace(" ", "")


def codes_on(page: httpx.Response) -> list[str]:
    return re.findall(r"^(?:<textarea[^>]*>)?((?:[2-9A-Z]{4}-){3}[2-9A-Z]{4})", page.text, re.MULTILINE)


def forget_steps(engine: Engine) -> None:
    """As if half a minute had passed: a code works once, and tests have no time to wait for the next."""
    with transaction(engine) as session:
        session.exec(update(AccountRow).values(step=0))


async def set_up(browser: Browser, link: str, **typed: str | list[str]) -> tuple[str, list[str]]:
    """Follows a link to its end; the secret of the app, and the recovery codes."""
    entered = await browser.post(link, **typed)
    assert entered.headers["location"] == "/console/second-factor", entered.text
    secret = secret_on(await browser.get("/console/second-factor"))
    shown = await browser.post("/console/second-factor", code=pyotp.TOTP(secret).now())
    assert "Your recovery codes" in shown.text
    return secret, codes_on(shown)


@pytest.fixture
def console(unused_console: FastAPI) -> FastAPI:
    return unused_console


@pytest.fixture
async def elsewhere(console: FastAPI) -> AsyncIterator[Browser]:
    """A browser that nobody has used yet."""
    async with a_browser(console) as browser:
        yield browser


async def sign_in(browser: Browser, secret: str, password: str = PASSWORD) -> httpx.Response:
    entered = await browser.post("/console/sign-in", email="robin@example.org", password=password)
    assert entered.status_code == 303, entered.text
    return await browser.post("/console/sign-in/code", code=pyotp.TOTP(secret).now())


async def test_the_first_person_sets_up_an_account_and_is_in(stranger: Browser, stocked: Engine) -> None:
    link = a_link(stocked)
    asked = await stranger.get(link)
    assert "You are the first here" in asked.text
    _, codes = await set_up(stranger, link, **ROBIN, roles=["author", "safety", "king"])
    assert len(set(codes)) == 10
    assert (await stranger.get("/console/alerts")).status_code == 200
    trail = (await stranger.get("/console/accounts")).text
    assert "Robin Madeup" in trail
    with Session(stocked) as session:
        [account] = session.exec(select(AccountRow)).all()
    assert set(account.roles) == {"author", "safety", "administrator"}
    assert account.email == "robin@example.org"


async def test_later_such_a_link_makes_an_administrator_and_nothing_else(
    unit: Browser, elsewhere: Browser, stocked: Engine
) -> None:
    link = a_link(stocked)
    assert "take on now" not in (await elsewhere.get(link)).text
    await set_up(elsewhere, link, **ROBIN, roles=["author", "safety"])
    with Session(stocked) as session:
        made = session.exec(select(AccountRow).where(AccountRow.email == "robin@example.org")).one()
    assert made.roles == ["administrator"]


async def test_a_link_waits_until_all_is_right_and_works_once(
    stranger: Browser, elsewhere: Browser, stocked: Engine
) -> None:
    link = a_link(stocked)
    wrong = [
        ({"name": "R"}, "Write your name, with 2 to 80 letters"),
        ({"title": "x" * 81}, "Write your job title, with 2 to 80 letters"),
        ({"email": "robin at example"}, "Write your e-mail address"),
        ({"password": "too short"}, "at least 12 letters"),
        ({"password": "x" * 201}, "200 letters at most"),
        ({"password": "password12345"}, "guessed first"),
        ({"password": "my Robin sings at dawn"}, "a part of your name"),
        ({"password": "an example of a hat"}, "e-mail address, which others know"),
    ]
    for typed, words in wrong:
        refused = await stranger.post(link, **ROBIN | typed, roles=["author"])
        assert refused.status_code == 422
        assert words in refused.text
        assert "<title>Error: " in refused.text
        # What was typed is kept, but for the password.
        assert 'value="author" checked' in refused.text
        assert (ROBIN | typed)["password"] not in refused.text
    await set_up(stranger, link, **ROBIN)
    again = await elsewhere.get(link)
    assert again.status_code == 401
    assert "This link does not sign in any more" in again.text
    assert (await elsewhere.post(link, **ROBIN | {"email": "sam@example.org"})).status_code == 401


async def test_a_link_that_has_run_out_is_refused_kindly(stranger: Browser, stocked: Engine) -> None:
    link = a_link(stocked)
    with transaction(stocked) as session:
        session.exec(update(SignInLinkRow).values(expires=LONG_AGO))
    for refused in (await stranger.get(link), await stranger.post(link, **ROBIN)):
        assert refused.status_code == 401
        assert "This link does not sign in any more" in refused.text


async def test_an_address_that_is_taken_is_said_and_the_link_stays(
    stranger: Browser, elsewhere: Browser, stocked: Engine
) -> None:
    await set_up(stranger, a_link(stocked), **ROBIN)
    link = a_link(stocked)
    refused = await elsewhere.post(link, **ROBIN)
    assert refused.status_code == 422
    assert "There is an account with this address already" in refused.text
    await set_up(elsewhere, link, **ROBIN | {"email": "robin2@example.org"})


async def test_nothing_opens_before_the_second_factor_is_set_up(stranger: Browser, stocked: Engine) -> None:
    await stranger.post(a_link(stocked), **ROBIN)
    assert (await stranger.get("/console")).status_code == 401
    wrong = await stranger.post("/console/second-factor", code="000000")
    assert wrong.status_code == 422
    assert (await stranger.get("/console")).status_code == 401
    # The picture stays the same while somebody looks for their telephone.
    assert secret_on(wrong) == secret_on(await stranger.get("/console/second-factor"))
    # Whoever was interrupted goes on with the password alone.
    stranger.http.cookies.clear()
    back = await stranger.post("/console/sign-in", email="robin@example.org", password=PASSWORD)
    assert back.headers["location"] == "/console/second-factor"


async def test_signing_in_takes_password_and_code(
    stranger: Browser, elsewhere: Browser, stocked: Engine
) -> None:
    secret, _ = await set_up(stranger, a_link(stocked), **ROBIN)
    forget_steps(stocked)
    entered = await elsewhere.post("/console/sign-in", email=" ROBIN@example.org ", password=PASSWORD)
    halfway = elsewhere.http.cookies[COOKIE]
    assert (await elsewhere.get("/console")).status_code == 401
    code = pyotp.TOTP(secret).now()
    done = await elsewhere.post("/console/sign-in/code", code=f"{code[:3]} {code[3:]}")
    assert (entered.status_code, done.headers["location"]) == (303, "/console")
    assert elsewhere.http.cookies[COOKIE] != halfway
    assert (await elsewhere.get("/console")).status_code == 200


async def test_a_code_works_once(stranger: Browser, elsewhere: Browser, stocked: Engine) -> None:
    secret, _ = await set_up(stranger, a_link(stocked), **ROBIN)
    # The one with which the app was proven counts as used.
    again = await sign_in(elsewhere, secret)
    assert again.status_code == 422
    assert "The code is not right" in again.text
    assert (await elsewhere.get("/console")).status_code == 401


async def test_whoever_wanted_a_page_comes_to_it(
    stranger: Browser, elsewhere: Browser, stocked: Engine
) -> None:
    secret, _ = await set_up(stranger, a_link(stocked), **ROBIN)
    for wanted, reached in (
        ("/console/accounts", "/console/accounts"),
        ("https://evil.example/", "/console"),
        ("//evil.example", "/console"),
        ("/console//evil.example", "/console"),
        ("/help", "/console"),
    ):
        forget_steps(stocked)
        typed = {"email": "robin@example.org", "password": PASSWORD, "to": wanted}
        entered = await elsewhere.post("/console/sign-in", **typed)
        form = await elsewhere.get(entered.headers["location"])
        kept = re.search(r'name="to" value="([^"]*)"', form.text)
        assert kept
        done = await elsewhere.post("/console/sign-in/code", code=pyotp.TOTP(secret).now(), to=wanted)
        assert (kept.group(1), done.headers["location"]) == (reached, reached)


async def test_nobody_learns_whether_there_is_an_account(
    stranger: Browser, elsewhere: Browser, stocked: Engine
) -> None:
    await set_up(stranger, a_link(stocked), **ROBIN)
    for number in range(FREE + 3):
        pages = []
        for email in ("robin@example.org", "nobody@example.org"):
            refused = await elsewhere.post("/console/sign-in", email=email, password=f"wrong {number}")
            words = re.sub(r'csrftoken" value="[^"]+|nonce="[^"]+', "", refused.text)
            pages.append((refused.status_code, words.replace(email, "")))
        assert pages[0] == pages[1]
    assert "Try again in a minute" in refused.text


async def test_wrong_tries_make_one_wait_and_the_right_one_is_not_looked_at_meanwhile(
    stranger: Browser, elsewhere: Browser, stocked: Engine
) -> None:
    secret, codes = await set_up(stranger, a_link(stocked), **ROBIN)
    forget_steps(stocked)
    await elsewhere.post("/console/sign-in", email="robin@example.org", password=PASSWORD)
    for _ in range(FREE):
        assert (await elsewhere.post("/console/sign-in/code", code="000000")).status_code == 422
    assert (await elsewhere.post("/console/sign-in/lost", code="WRONG")).status_code == 429
    for path, code in (("code", pyotp.TOTP(secret).now()), ("lost", codes[0])):
        kept_out = await elsewhere.post(f"/console/sign-in/{path}", code=code)
        assert kept_out.status_code == 429
        assert "Try again in a minute" in kept_out.text
    # Begun again with the password, the count goes on.
    again = await elsewhere.post("/console/sign-in", email="robin@example.org", password=PASSWORD)
    assert again.status_code == 429
    with Session(stocked) as session:
        trail = session.exec(select(AuditRow.what)).all()
    # Once, and not for each try.
    assert trail.count("sign_in_waits") == 1
    with transaction(stocked) as session:
        session.exec(update(AccountRow).values(waits=LONG_AGO))
    assert (await sign_in(elsewhere, secret)).status_code == 303
    with Session(stocked) as session:
        assert session.exec(select(AccountRow.misses)).all() == [0]


async def test_many_people_at_once_wait(stranger: Browser) -> None:
    said = [
        await stranger.post("/console/sign-in", email=f"nobody{number}@example.org", password="wrong")
        for number in range(31)
    ]
    assert [one.status_code for one in said] == [422] * 30 + [429]
    assert "Many people are signing in just now" in said[-1].text


async def test_a_recovery_code_stands_in_for_the_telephone_once(
    stranger: Browser, elsewhere: Browser, stocked: Engine
) -> None:
    _, codes = await set_up(stranger, a_link(stocked), **ROBIN)
    signed_in = {"email": "robin@example.org", "password": PASSWORD}
    await elsewhere.post("/console/sign-in", **signed_in)
    done = await elsewhere.post("/console/sign-in/lost", code=f" {codes[3].lower()} ")
    assert done.headers["location"] == "/console/me?lost=yes"
    me = (await elsewhere.get(done.headers["location"])).text
    assert "You signed in with a recovery code" in me
    assert "9 are left" in me
    await elsewhere.post("/console/sign-in", **signed_in)
    again = await elsewhere.post("/console/sign-in/lost", code=codes[3])
    assert again.status_code == 422
    assert "This is none of your recovery codes, or it has been used" in again.text


async def test_secrets_are_kept_so_that_the_database_alone_opens_nothing(
    stranger: Browser, stocked: Engine
) -> None:
    secret, codes = await set_up(stranger, a_link(stocked), **ROBIN)
    with Session(stocked) as session:
        connection = session.connection()
        kept = "".join(
            str(row)
            for table in ("account", "recovery_code", "staff_session", "sign_in_link")
            for row in connection.exec_driver_sql(f"select t::text from {table} t").scalars()
        )
    hidden = [PASSWORD, secret, stranger.http.cookies[COOKIE], *(code.replace("-", "") for code in codes)]
    assert "robin@example.org" in kept
    for word in hidden:
        assert word not in kept
        assert word.encode().hex() not in kept


async def test_a_factor_whose_key_is_gone_can_be_set_up_anew(
    stranger: Browser, elsewhere: Browser, stocked: Engine, keys: KeyRing
) -> None:
    secret, codes = await set_up(stranger, a_link(stocked), **ROBIN)
    forget_steps(stocked)
    keys.destroy("staff")
    refused = await sign_in(elsewhere, secret)
    assert refused.status_code == 409
    assert "Use a recovery code, or ask an administrator for a new link" in refused.text
    assert (await elsewhere.post("/console/sign-in/lost", code=codes[0])).status_code == 303
    fresh = secret_on(await elsewhere.get("/console/me/second-factor"))
    changed = await elsewhere.post(
        "/console/me/second-factor", password=PASSWORD, code=pyotp.TOTP(fresh).now()
    )
    assert changed.status_code == 303


async def test_the_session_stays_in_the_console_and_out_of_scripts(
    stranger: Browser, stocked: Engine
) -> None:
    entered = await stranger.post(a_link(stocked), **ROBIN)
    [cookie] = [one for one in entered.headers.get_list("set-cookie") if one.startswith("heard_staff=")]
    assert {"HttpOnly", "SameSite=strict", "Path=/console"} <= set(cookie.split("; "))


async def test_a_session_that_was_planted_opens_nothing(
    stranger: Browser, elsewhere: Browser, stocked: Engine
) -> None:
    """Somebody else knows the tokens that a browser holds before its owner is in."""
    secret, _ = await set_up(stranger, a_link(stocked), **ROBIN)
    forget_steps(stocked)
    known = [staff.cookie(stocked, "Eve Madeup")]
    elsewhere.http.cookies.set(COOKIE, known[0], domain="heard.example", path="/console")
    await elsewhere.post("/console/sign-in", email="robin@example.org", password=PASSWORD)
    known.append(elsewhere.http.cookies[COOKIE])
    await elsewhere.post("/console/sign-in/code", code=pyotp.TOTP(secret).now())
    assert (await elsewhere.get("/console/me")).status_code == 200
    for token in known:
        elsewhere.http.cookies.clear()
        elsewhere.http.cookies.set(COOKIE, token, domain="heard.example", path="/console")
        assert (await elsewhere.get("/console/me")).status_code == 401


async def test_a_session_ends(unit: Browser, stocked: Engine) -> None:
    assert (await unit.get("/console")).status_code == 200
    with transaction(stocked) as session:
        session.exec(update(StaffSessionRow).values(expires=LONG_AGO))
    ended = await unit.get("/console")
    assert ended.status_code == 401
    assert "Sign in to the console" in ended.text


async def test_who_comes_by_a_link_of_another_site_can_go_on(stranger: Browser) -> None:
    path = "/console/waves"
    for site, offered in (("cross-site", True), ("same-origin", False), ("none", False)):
        page = await stranger.get(path, **{"sec-fetch-site": site})
        assert page.status_code == 401
        assert (f'href="{path}"' in page.text) is offered


async def test_nothing_is_done_for_a_stranger(stranger: Browser, stocked: Engine) -> None:
    refused = await stranger.post("/console/broadcasts/new", title="Training", text="Places are open.")
    assert refused.status_code == 401
    with transaction(stocked) as session:
        assert session.connection().exec_driver_sql("select count(*) from broadcast").scalar() == 0
