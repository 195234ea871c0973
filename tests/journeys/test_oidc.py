"""Staff sign in with the account that they have at work, at a provider that runs beside Heard."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import DESK, PHONE, Visitor, a_visitor
from tests.journeys.conftest import Site, a_site, free_port
from tests.oidc import IdentityProvider, an_identity_provider

pytestmark = pytest.mark.journey

NAME = "your Example Council account"
ROLES = "Heard.Author=author, Heard.Administrator=administrator"


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with an_identity_provider(free_port()) as running:
        running.knows("alex-1", name="Alex Example", jobTitle="Policy officer", roles=["Heard.Author"])
        running.knows("sam-2", name="Sam Sample", roles=["Another.Program"])
        yield running


@pytest.fixture(scope="module")
def site(
    database_url: str, tmp_path_factory: pytest.TempPathFactory, provider: IdentityProvider
) -> Iterator[Site]:
    """A Heard whose settings name the provider."""
    settings = {
        "HEARD_RASA_URL": "http://127.0.0.1:9",
        "HEARD_OIDC_ISSUER": provider.url,
        "HEARD_OIDC_CLIENT_ID": "heard",
        "HEARD_OIDC_CLIENT_SECRET": "shared",
        "HEARD_OIDC_ROLES": ROLES,
        "HEARD_OIDC_NAME": NAME,
    }
    home = tmp_path_factory.mktemp("oidc")
    with a_site(database_url, home, f"heard_oidc_{os.getpid()}", **settings) as running:
        yield running


def goes_there(visitor: Visitor, provider: IdentityProvider) -> None:
    """By the button of the sign-in page; the provider alone of the outside world can be reached."""
    visitor.page.route(f"{provider.url}/**", lambda route: route.continue_())
    visitor.open("/console/sign-in")
    visitor.can_use_the_page()
    visitor.page.get_by_role("button", name=f"Sign in with {NAME}").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Authorize Client")


def says_there(visitor: Visitor, who: str) -> None:
    """Proves who they are, as far as this provider asks."""
    visitor.page.get_by_placeholder("sub").fill(who)
    visitor.tap("Authorize")


@pytest.mark.parametrize(("size", "javascript"), [(PHONE, False), (DESK, True)])
def test_somebody_comes_in_with_the_account_that_they_have_at_work(
    browser: Browser, site: Site, provider: IdentityProvider, size: dict[str, int], javascript: bool
) -> None:
    with a_visitor(browser, site.url, size=size, javascript=javascript) as alex:
        goes_there(alex, provider)
        says_there(alex, "alex-1")
        alex.is_asked("Today")
        alex.can_use_the_page()
        alex.open("/console/me")
        alex.reads("Policy officer")
        not_for_authors = alex.page.goto(f"{site.url}/console/audit")
        assert not_for_authors is not None and not_for_authors.status == 403
        alex.open("/console")
        alex.tap("Sign out")
        alex.open("/console/surveys")
        alex.is_asked("Sign in to the console")


def test_whoever_has_no_role_or_says_no_is_told_so_kindly(
    browser: Browser, site: Site, provider: IdentityProvider
) -> None:
    with a_visitor(browser, site.url) as sam:
        goes_there(sam, provider)
        says_there(sam, "sam-2")
        sam.is_asked("You have no role in Heard yet")
        sam.can_use_the_page()
        sam.page.get_by_role("link", name="Back to signing in").click()
        goes_there(sam, provider)
        sam.tap("Deny")
        sam.is_asked("You were not signed in")
        sam.can_use_the_page()
        sam.open("/console")
        sam.is_asked("Sign in to the console")
    assert "sam-2" not in site.log() and "Sample" not in site.log()


def test_a_provider_that_is_away_leaves_the_other_way_in(
    browser: Browser, database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    nobody = {
        "HEARD_RASA_URL": "http://127.0.0.1:9",
        "HEARD_OIDC_ISSUER": f"http://127.0.0.1:{free_port()}",
        "HEARD_OIDC_CLIENT_ID": "heard",
        "HEARD_OIDC_ROLES": ROLES,
        "HEARD_OIDC_NAME": NAME,
    }
    home = tmp_path_factory.mktemp("oidc_away")
    with (
        a_site(database_url, home, f"heard_oidc_away_{os.getpid()}", **nobody) as away,
        a_visitor(browser, away.url) as alex,
    ):
        alex.open("/console/sign-in")
        alex.page.get_by_role("button", name=f"Sign in with {NAME}").click()
        alex.is_asked("Signing in is not possible right now")
        alex.can_use_the_page()
        alex.page.get_by_role("link", name="Back to signing in").click()
        alex.is_asked("Sign in to the console")
