"""Into the console: the first start, a colleague, a lost telephone, wrong codes, the keyboard alone."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyotp
import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import text

from tests.journeys.browser import DESK, PHONE, Visitor, a_visitor
from tests.journeys.conftest import ROOT, Site, a_site

pytestmark = pytest.mark.journey

PASSWORD = "tulip wagon forty"
ROBIN = "robin@example.org"
SAM = "sam@example.org"


@pytest.fixture(scope="module")
def fresh(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A Heard that nobody has signed in to, without an assistant."""
    home = tmp_path_factory.mktemp("fresh")
    with a_site(database_url, home, "heard_sign_in", HEARD_RASA_URL="http://127.0.0.1:9") as running:
        yield running


@pytest.fixture
def house(fresh: Site) -> Site:
    """The same, as on the first day."""
    with fresh.engine.begin() as connection:
        connection.execute(text("delete from account"))
    return fresh


@dataclass
class Colleague(Visitor):
    """Somebody of the staff, with a telephone in hand and what they have on paper."""

    secret: str = ""
    codes: tuple[str, ...] = ()

    def everybody_can_use_the_page(self) -> None:
        self.page.wait_for_load_state()
        for size in (PHONE, DESK):
            self.page.set_viewport_size({"width": size["width"], "height": size["height"]})
            self.can_use_the_page()

    def write(self, label: str, words: str) -> None:
        # The button beside a password is called "Show password".
        self.page.get_by_label(label, exact=True).fill(words)

    def follow(self, link: str) -> None:
        self.page.get_by_role("link", name=link, exact=True).first.click()

    def code(self, site: Site) -> str:
        """What the telephone shows. Half a minute has passed since the last: each works once."""
        with site.engine.begin() as connection:
            connection.execute(text("update account set step = 0"))
        return pyotp.TOTP(self.secret).now()

    def choose_password(self) -> None:
        self.write("Password", "password1234")
        self.tap("Continue")
        self.reads("There is a problem")
        self.reads("This password is among those that are guessed first")
        self.everybody_can_use_the_page()
        expect(self.page.get_by_label("Password", exact=True)).to_have_value("")
        self.write("Password", PASSWORD)
        self.tap("Continue")

    def set_up_the_telephone(self, site: Site) -> None:
        self.is_asked("Set up your second factor")
        expect(self.page.get_by_role("img", name="The picture for your app")).to_be_visible()
        self.secret = self.page.locator(".heard-secret").inner_text().replace(" ", "")
        self.write("Code in the app", "000 000")
        self.tap("Continue")
        self.reads("The code is not right")
        self.everybody_can_use_the_page()
        # The app was set up with the first picture: it still holds.
        assert self.page.locator(".heard-secret").inner_text().replace(" ", "") == self.secret
        self.write("Code in the app", self.code(site))
        self.tap("Continue")
        self.is_asked("Your recovery codes")
        self.everybody_can_use_the_page()
        self.codes = tuple(self.page.get_by_label("Recovery codes").input_value().split())
        assert len(self.codes) == 10
        self.tap("I have kept them")
        self.is_asked("Today")

    def sign_in(self, email: str) -> None:
        self.open("/console/sign-in")
        self.write("E-mail address", email)
        self.write("Password", PASSWORD)
        self.tap("Continue")
        self.is_asked("Your second factor")


@contextmanager
def somebody(browser: Browser, site: Site, *, javascript: bool = True) -> Iterator[Colleague]:
    with a_visitor(browser, site.url, size=DESK, javascript=javascript) as own:
        yield Colleague(own.page, own.site, javascript, own.troubles, own.strangers)


def first_start(colleague: Colleague, house: Site) -> None:
    """From a link that the program prints to the first page; whoever previews it uses nothing up."""
    link = house.sign_in_link()
    for _ in range(2):
        colleague.page.goto(link)
    go_in(colleague, house)


def go_in(colleague: Colleague, house: Site) -> None:
    """From the page that such a link opens."""
    colleague.is_asked("Set up your account")
    colleague.reads("You are the first here")
    colleague.tap("Continue")
    colleague.reads("Write your name, with 2 to 80 letters")
    colleague.everybody_can_use_the_page()
    colleague.write("Your name", "Robin Madeup")
    colleague.write("Your job title", "Business manager")
    colleague.write("Your e-mail address", ROBIN)
    colleague.page.get_by_label("Author", exact=True).check()
    colleague.choose_password()
    colleague.set_up_the_telephone(house)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_the_first_start_ends_on_the_first_page(browser: Browser, house: Site, javascript: bool) -> None:
    with somebody(browser, house, javascript=javascript) as robin:
        first_start(robin, house)
        robin.open("/console/me")
        robin.is_asked("Your account")
        robin.reads("writes surveys, plans and closes waves")
        robin.everybody_can_use_the_page()
        robin.tap("Sign out")
        robin.is_asked("Sign in to the console")
        robin.everybody_can_use_the_page()
        robin.sign_in(ROBIN)
        robin.everybody_can_use_the_page()
        robin.write("Code in the app", robin.code(house))
        robin.tap("Sign in")
        robin.is_asked("Today")
        assert robin.strangers == set()


def test_the_program_prints_the_link_of_the_first_start(browser: Browser, house: Site) -> None:
    printed = re.search(rf"{house.url}/console/welcome/\S+", house.log())
    assert printed
    with somebody(browser, house) as robin:
        robin.page.goto(printed.group())
        robin.is_asked("Set up your account")
        robin.page.goto(f"{printed.group()}x")
        robin.is_asked("This link does not sign in any more")
        robin.everybody_can_use_the_page()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_colleague_is_invited_and_closed_out_again(browser: Browser, house: Site, javascript: bool) -> None:
    with (
        somebody(browser, house, javascript=javascript) as robin,
        somebody(browser, house, javascript=javascript) as sam,
    ):
        house.let_in(robin.page)
        robin.open("/console/accounts")
        robin.reads("Yours is the only account")
        robin.everybody_can_use_the_page()
        robin.tap("Make an account")
        robin.tap("Make the account")
        robin.reads("Choose at least one role")
        robin.everybody_can_use_the_page()
        robin.write("Name", "Sam Sample")
        robin.write("Job title", "Scrutineer of the partnership")
        robin.write("E-mail address", SAM)
        robin.page.get_by_label("Scrutineer", exact=True).check()
        robin.tap("Make the account")
        robin.reads("It is shown only now")
        robin.everybody_can_use_the_page()
        link = robin.page.get_by_label("Link", exact=True).input_value()
        assert link == link.strip()  # it is copied as it stands
        sam.page.goto(link)
        sam.reads("This is the account of Sam Sample")
        sam.choose_password()
        sam.set_up_the_telephone(house)
        sam.open("/console/waves/new")
        sam.is_asked("This page is for other roles")
        sam.reads("The role that opens it is Author")
        sam.everybody_can_use_the_page()
        sam.follow("Back to Today")
        sam.is_asked("Today")
        robin.open("/console/accounts")
        robin.everybody_can_use_the_page()
        robin.follow("Sam Sample")
        robin.tap("Close this account")
        robin.everybody_can_use_the_page()
        robin.tap("Close the account")
        robin.is_asked("Sam Sample")
        robin.reads("A closed account lets nobody in")
        robin.everybody_can_use_the_page()
        sam.open("/console")
        sam.is_asked("Sign in to the console")


def test_whoever_lost_the_telephone_comes_in_by_paper_and_takes_another(
    browser: Browser, house: Site
) -> None:
    with somebody(browser, house) as robin:
        first_start(robin, house)
        robin.tap("Sign out")
        robin.sign_in(ROBIN)
        robin.follow("I do not have my telephone")
        robin.is_asked("Sign in with a recovery code")
        robin.write("Recovery code", "none of them")
        robin.tap("Sign in")
        robin.reads("This is none of your recovery codes")
        robin.everybody_can_use_the_page()
        robin.write("Recovery code", robin.codes[0])
        robin.tap("Sign in")
        robin.reads("9 are left")
        robin.everybody_can_use_the_page()
        robin.follow("set up your second factor on another one")
        robin.secret = robin.page.locator(".heard-secret").inner_text().replace(" ", "")
        robin.tap("Use this telephone")
        robin.reads("There is a problem")
        robin.everybody_can_use_the_page()
        robin.write("Your password", PASSWORD)
        robin.write("Code in the app", robin.code(house))
        robin.tap("Use this telephone")
        robin.is_asked("Your account")
        robin.tap("Sign out")
        robin.sign_in(ROBIN)
        robin.write("Code in the app", robin.code(house))
        robin.tap("Sign in")
        robin.is_asked("Today")


def test_the_machine_lets_in_whoever_is_locked_out(browser: Browser, house: Site) -> None:
    def link(address: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bot", "link", address]
        return subprocess.run(
            command, cwd=ROOT, env=house.settings, capture_output=True, text=True, check=False
        )

    with somebody(browser, house) as robin:
        first_start(robin, house)
        refused = link("nobody@example.org")
        assert refused.returncode == 1
        assert "No open account has this address" in refused.stderr
        printed = re.search(r"http\S+", link(ROBIN).stdout)
        assert printed
        robin.open("/console")
        robin.is_asked("Sign in to the console")
        robin.page.goto(printed.group())
        robin.reads("This is the account of Robin Madeup")
        robin.write("Password", PASSWORD)
        robin.tap("Continue")
        robin.set_up_the_telephone(house)


def test_wrong_codes_make_one_wait(browser: Browser, house: Site) -> None:
    with somebody(browser, house) as robin:
        first_start(robin, house)
        robin.tap("Sign out")
        robin.sign_in(ROBIN)
        for _ in range(4):
            robin.write("Code in the app", "000000")
            robin.tap("Sign in")
            robin.reads("The code is not right")
        robin.write("Code in the app", "000000")
        robin.tap("Sign in")
        robin.reads("Too many tries were wrong. Try again in a minute")
        robin.everybody_can_use_the_page()
        # Also with the right one, and from the beginning.
        robin.write("Code in the app", robin.code(house))
        robin.tap("Sign in")
        robin.reads("Too many tries were wrong")
        robin.open("/console/sign-in")
        robin.write("E-mail address", ROBIN)
        robin.write("Password", PASSWORD)
        robin.tap("Continue")
        robin.reads("Too many tries were wrong")
        expect(robin.page.get_by_label("E-mail address")).to_have_value(ROBIN)


def test_coming_from_another_site_one_still_gets_in(browser: Browser, house: Site) -> None:
    with somebody(browser, house) as robin:

        def click_in_a_letter(address: str) -> None:
            body = f'<a href="{address}">The console</a>'
            robin.page.route(
                "http://letters.example/**",
                lambda route: route.fulfill(body=body, content_type="text/html"),
                times=1,
            )
            robin.page.goto("http://letters.example/")
            robin.follow("The console")

        click_in_a_letter(house.sign_in_link())
        go_in(robin, house)
        click_in_a_letter(f"{house.url}/console/waves")
        robin.is_asked("Sign in to the console")
        robin.follow("open the page")
        robin.is_asked("Waves")


def test_the_keyboard_is_enough(browser: Browser, house: Site) -> None:
    with somebody(browser, house) as robin:
        first_start(robin, house)
        robin.tap("Sign out")
        keys = robin.page.keyboard

        def go_to(label: str) -> None:
            field = robin.page.get_by_label(label, exact=True)
            for _ in range(12):
                keys.press("Tab")
                if field.evaluate("it => it === document.activeElement"):
                    return
            raise AssertionError(f"no way to {label} by the keyboard")

        robin.open("/console/waves")
        go_to("E-mail address")
        keys.type(ROBIN)
        go_to("Password")
        keys.type("wrong one this time")
        keys.press("Enter")
        # The summary has the focus, and its first link leads to the field.
        expect(robin.page.locator(".govuk-error-summary")).to_be_focused()
        keys.press("Tab")
        keys.press("Enter")
        expect(robin.page.get_by_label("E-mail address")).to_be_focused()
        go_to("Password")
        keys.type(PASSWORD)
        keys.press("Enter")
        robin.is_asked("Your second factor")
        go_to("Code in the app")
        keys.type(robin.code(house))
        keys.press("Enter")
        # Where they wanted to go at first.
        robin.is_asked("Waves")
