"""Signing in by an identity provider: a real one answers, in a process of its own."""

import re
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api import clock
from api.app import create_app
from api.audit.tables import AuditRow
from api.console import TEMPLATES, cookie, oidc
from api.console.fields import line
from api.console.routes import create_router
from api.conversation.service import Desk
from api.db import transaction
from api.pages.environment import create_pages
from api.pages.install import install
from api.staff.oidc import Provider
from api.staff.person import Role
from api.staff.tables import AccountRow, StaffSessionRow
from api.waves.keys import KeyRing
from tests.api.console.conftest import ADDRESS, Browser, a_browser
from tests.oidc import IdentityProvider, an_identity_provider

ROLES = {"Heard.Author": Role.AUTHOR, "Heard.Safety": Role.SAFETY, "Heard.Administrator": Role.ADMINISTRATOR}
ALEX = {"name": "Alex Example", "jobTitle": "Policy officer", "roles": ["Heard.Author", "Another.Program"]}

Open = Callable[..., FastAPI]


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@pytest.fixture(scope="module")
def there() -> Iterator[IdentityProvider]:
    with an_identity_provider(free_port()) as running:
        yield running


@pytest.fixture
def opened(stocked: Engine, desk: Desk, keys: KeyRing) -> Open:
    """The console beside a provider."""

    def app(issuer: str, address: str = ADDRESS) -> FastAPI:
        made = create_app(stocked, desk, lambda: "down")
        made.state.keys = keys
        pages = create_pages([TEMPLATES], partnership="Example Partnership")
        provider = Provider(issuer, "heard", SecretStr("shared"), "Example account", ROLES)
        elsewhere = oidc.Elsewhere(provider, "1" * 64)
        made.include_router(create_router(pages, address, elsewhere=elsewhere))
        install(made, pages, secret="0" * 64, https=address.startswith("https:"))
        return made

    return app


@pytest.fixture
async def alex(opened: Open, there: IdentityProvider) -> AsyncIterator[Browser]:
    """A browser in front of a console that knows the provider."""
    async with a_browser(opened(there.url)) as browser:
        yield browser


async def sent_on(browser: Browser) -> str:
    """Where the button leads."""
    answer = await browser.get(oidc.PATH)
    assert answer.status_code == 302
    return str(answer.headers["location"])


async def come_in(
    browser: Browser, there: IdentityProvider, subject: str, **claims: object
) -> httpx.Response:
    """All the way; the page that it ends on."""
    there.knows(subject, **claims)
    return await browser.get(there.agrees(await sent_on(browser), subject))


def accounts(engine: Engine) -> list[AccountRow]:
    with Session(engine) as session:
        return list(session.exec(select(AccountRow)))


async def test_somebody_with_a_role_comes_in_and_has_an_account(
    alex: Browser, there: IdentityProvider, stocked: Engine
) -> None:
    page = await come_in(alex, there, "alex-1", **ALEX)
    assert page.status_code == 200
    assert 'content="0; url=/console"' in page.text
    home = await alex.get("/console")
    assert home.status_code == 200
    assert "Today" in home.text
    [account] = accounts(stocked)
    assert (account.name, account.title, account.roles) == ("Alex Example", "Policy officer", ["author"])
    assert (account.issuer, account.subject) == (there.url, "alex-1")
    assert account.password is None and account.email is None
    assert account.seen == clock.today()
    with Session(stocked) as session:
        made, entry = session.exec(select(AuditRow).order_by(col(AuditRow.number))).all()
    assert (made.what, made.subject) == ("account_made", account.id)
    assert (entry.what, entry.who, entry.account) == ("signed_in", "Alex Example, Policy officer", account.id)


async def test_the_way_there_carries_a_state_a_nonce_and_a_challenge(alex: Browser) -> None:
    asked = parse_qs(urlsplit(await sent_on(alex)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"{ADDRESS}{oidc.BACK}"]
    assert asked["scope"] == ["openid profile"]
    again = parse_qs(urlsplit(await sent_on(alex)).query)
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name][0]) >= 20
        assert asked[name] != again[name]


async def test_cookies_go_no_further_than_they_must(opened: Open, there: IdentityProvider) -> None:
    there.knows("alex-1", **ALEX)
    async with a_browser(opened(there.url, "https://heard.example")) as browser:
        browser.http.base_url = httpx.URL("https://heard.example")
        on = await browser.get(oidc.PATH)
        kept = on.headers["set-cookie"]
        for part in ("httponly", "samesite=lax", "secure", f"path={oidc.PATH}", "max-age=600"):
            assert part in kept.lower()
        back = await browser.get(there.agrees(on.headers["location"], "alex-1"))
        session, short = sorted(back.headers.get_list("set-cookie"), key=lambda one: oidc.COOKIE in one)[-2:]
        assert session.startswith(f"{cookie.COOKIE}=")
        for part in ("httponly", "samesite=strict", "secure", "path=/console"):
            assert part in session.lower()
        # What was remembered for the way is forgotten.
        assert short.startswith(f"{oidc.COOKIE}=null")
        assert oidc.COOKIE not in (await browser.get("/console")).headers.get("set-cookie", "")


async def test_the_provider_is_believed_anew_each_time(
    alex: Browser, there: IdentityProvider, stocked: Engine
) -> None:
    await come_in(alex, there, "alex-1", **ALEX)
    await come_in(alex, there, "alex-1", name="Alex Married", roles=["Heard.Safety"])
    [account] = accounts(stocked)
    assert (account.name, account.title, account.roles) == ("Alex Married", "no job title given", ["safety"])
    assert (await alex.get("/console/alerts")).status_code == 200
    assert (await alex.get("/console/surveys/new")).status_code == 403
    await come_in(alex, there, "alex-1", name="Alex Married", roles=["Heard.Safety"])
    await come_in(alex, there, "alex-1", name="Alex Married", roles=[])
    with Session(stocked) as session:
        told = select(AuditRow.subject).where(AuditRow.what == "account_told")
        assert session.exec(told).all() == [account.id] * 2


async def test_whoever_has_no_role_is_told_whom_to_ask_and_has_no_account(
    alex: Browser, there: IdentityProvider, stocked: Engine
) -> None:
    given: list[object] = [None, [], ["Another.Program"], {"a": 1}, [["x"]], 7]
    for roles in given:
        page = await come_in(alex, there, "nobody", name="No Body", roles=roles)
        assert page.status_code == 403
        assert "Ask whoever looks after accounts in your organisation" in page.text
        assert (await alex.get("/console")).status_code == 401
    assert accounts(stocked) == []


async def test_whoever_has_lost_their_roles_is_signed_out_everywhere(
    opened: Open, alex: Browser, there: IdentityProvider, stocked: Engine
) -> None:
    await come_in(alex, there, "alex-1", **ALEX)
    async with a_browser(opened(there.url)) as second:
        assert (await come_in(second, there, "alex-1", name="Alex Example")).status_code == 403
    assert (await alex.get("/console")).status_code == 401
    assert accounts(stocked)[0].roles == []
    with Session(stocked) as session:
        assert session.exec(select(StaffSessionRow)).all() == []


async def test_a_closed_account_stays_closed(alex: Browser, there: IdentityProvider, stocked: Engine) -> None:
    await come_in(alex, there, "alex-1", **ALEX)
    with transaction(stocked) as session:
        session.exec(select(AccountRow)).one().closed = clock.today()
    page = await come_in(alex, there, "alex-1", **ALEX | {"roles": ["Heard.Administrator"]})
    assert page.status_code == 403
    assert "Your account here is closed" in page.text
    assert (await alex.get("/console")).status_code == 401
    assert accounts(stocked)[0].roles == ["author"]


async def test_two_people_of_one_name_are_two(
    alex: Browser, there: IdentityProvider, stocked: Engine
) -> None:
    await come_in(alex, there, "alex-1", **ALEX)
    await come_in(alex, there, "alex-2", **ALEX)
    assert {one.subject for one in accounts(stocked)} == {"alex-1", "alex-2"}


async def test_names_are_kept_short_and_plain(
    alex: Browser, there: IdentityProvider, stocked: Engine
) -> None:
    await come_in(
        alex, there, "alex-1", name=" <b>\x00Alex\n Example " + "x" * 200, jobTitle=7, roles="Heard.Author"
    )
    [account] = accounts(stocked)
    assert account.name.startswith("<b>Alex Example xxx")
    assert len(account.name) == 80
    assert account.title == "no job title given"


def test_half_a_letter_is_not_kept() -> None:
    # JSON can write it and no database takes it; our provider for tests cannot sign it.
    assert line("Alex\ud800 Example") == "Alex Example"


@pytest.mark.parametrize("name", [" ", "\x00"])
async def test_a_name_of_nothing_is_no_name(
    alex: Browser, there: IdentityProvider, stocked: Engine, name: str
) -> None:
    page = await come_in(alex, there, "alex-1", name=name, preferred_username="alex", roles="Heard.Author")
    assert page.status_code == 200
    assert accounts(stocked)[0].name == "alex"


async def test_saying_no_there_is_no_fault_here(alex: Browser, there: IdentityProvider) -> None:
    back = there.refuses(await sent_on(alex))
    assert "error=access_denied" in back
    page = await alex.get(back)
    assert page.status_code == 403
    assert "You were not signed in" in page.text


async def test_what_was_begun_in_another_browser_ends_there(
    opened: Open, alex: Browser, there: IdentityProvider, stocked: Engine
) -> None:
    there.knows("alex-1", **ALEX)
    back = there.agrees(await sent_on(alex), "alex-1")
    async with a_browser(opened(there.url)) as stranger:
        assert "Please start signing in again" in (await stranger.get(back)).text
        await sent_on(stranger)  # with a state of their own it is no better
        page = await stranger.get(back)
        assert page.status_code == 403
        assert "Please start signing in again" in page.text
        assert (await stranger.get("/console")).status_code == 401
    assert accounts(stocked) == []


async def test_the_way_back_works_once(alex: Browser, there: IdentityProvider) -> None:
    there.knows("alex-1", **ALEX)
    back = there.agrees(await sent_on(alex), "alex-1")
    assert (await alex.get(back)).status_code == 200
    page = await alex.get(back)
    assert page.status_code == 403
    assert "Please start signing in again" in page.text


async def test_a_code_that_the_provider_does_not_know_is_no_way_in(alex: Browser) -> None:
    state = parse_qs(urlsplit(await sent_on(alex)).query)["state"][0]
    page = await alex.get(f"{oidc.BACK}?{urlencode({'code': 'made up', 'state': state})}")
    assert page.status_code == 403
    assert "could not be checked" in page.text


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?error=server_error", "?state=%00&code=%00"])
async def test_odd_ways_back_get_a_page(alex: Browser, query: str) -> None:
    page = await alex.get(oidc.BACK + query)
    assert page.status_code == 403
    assert "Back to signing in" in page.text


async def test_a_provider_that_is_down_is_said_kindly(opened: Open, caplog: pytest.LogCaptureFixture) -> None:
    async with a_browser(opened(f"http://127.0.0.1:{free_port()}")) as browser:
        page = await browser.get(oidc.PATH)
        assert page.status_code == 503
        assert "does not answer" in page.text
    assert "away (ConnectError)" in caplog.text


async def test_it_is_asked_again_once_it_is_up(opened: Open) -> None:
    port = free_port()
    async with a_browser(opened(f"http://127.0.0.1:{port}")) as browser:
        assert (await browser.get(oidc.PATH)).status_code == 503
        with an_identity_provider(port) as late:
            assert (await come_in(browser, late, "alex-1", **ALEX)).status_code == 200


async def test_without_a_provider_there_is_no_such_way(stranger: Browser) -> None:
    for path in (oidc.PATH, oidc.BACK):
        assert (await stranger.get(path)).status_code == 404


async def test_the_log_names_nobody(
    alex: Browser, there: IdentityProvider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    await come_in(alex, there, "canary-subject", name="Canary Name", roles=["Canary.Role"])
    await alex.get(f"{oidc.BACK}?error=odd&error_description=Canary+words")
    ours = "\n".join(line.getMessage() for line in caplog.records if line.name.startswith("api"))
    assert "doubtful" in ours
    assert re.search("canary", ours, re.IGNORECASE) is None
