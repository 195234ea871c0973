"""An administrator makes a key for another program, which asks with it until it is ended."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, expect

from api.staff.person import Role
from tests.journeys.browser import DESK, PHONE, Visitor, a_visitor
from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey


def everybody_can_use(visitor: Visitor) -> None:
    for size in (PHONE, DESK):
        visitor.page.set_viewport_size({"width": size["width"], "height": size["height"]})
        visitor.can_use_the_page()


def asks(site: Site, key: str) -> int:
    shown = {"Authorization": f"Bearer {key}"}
    return httpx.get(f"{site.url}/api/v1/guidance", headers=shown, timeout=30).status_code


@pytest.mark.parametrize("javascript", [True, False])
def test_a_key_from_its_making_to_its_end(browser: Browser, site: Site, javascript: bool) -> None:
    program = f"Data warehouse {'one' if javascript else 'two'}"
    with a_visitor(browser, site.url, size=DESK, javascript=javascript) as admin:
        site.let_in(admin.page, "Robin Madeup", roles=[Role.ADMINISTRATOR])
        admin.open("/console/keys")
        admin.tap("Make a key")
        admin.reads("There is a problem")
        everybody_can_use(admin)
        admin.write("What is the program called?", program)
        admin.page.get_by_label("Guidance: the published files").check()
        admin.write("For how many days is it good?", "30")
        admin.tap("Make a key")
        admin.reads(f"The key for {program}")
        everybody_can_use(admin)
        key = admin.page.locator("code").first.inner_text()
        assert asks(site, key) == 200
        admin.open("/console/keys")
        expect(admin.page.get_by_text(key)).to_have_count(0)
        admin.page.get_by_role("link", name=re.compile(program)).click()
        admin.is_asked("End this key now?")
        everybody_can_use(admin)
        admin.tap("End the key")
        admin.is_asked("Keys for other programs")
        everybody_can_use(admin)
        assert asks(site, key) == 401
