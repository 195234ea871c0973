"""Every kind of page of the console in a browser: on a phone and at a desk, with and without scripts."""

import asyncio
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Page, Route, expect

from api.console.access import COOKIE
from api.staff.person import Role
from tests.journeys.browser import DESK, PHONE, SCRIPTS, TOO_WIDE, a_visitor
from tests.journeys.conftest import Office
from tests.walker import CONSOLE, PAGE, Visit, walk

pytestmark = pytest.mark.journey

AXE = "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations.map(say))"
SAY = "const say = one => `${one.id}: ${one.nodes.map(node => node.html).slice(0, 3).join(' ')}`;"
# Whether what has the focus looks otherwise than without it, and can be seen. Radios draw it on their label.
LOOKS = """() => {
    if (document.activeElement == document.body) return null;
    const here = document.activeElement, label = here.labels && here.labels[0];
    const look = () => [[here, null], [label || here, label ? "::before" : null]].map(([part, piece]) => {
        const style = getComputedStyle(part, piece);
        const line = style.outlineStyle == "none" ? "" : style.outline;
        return [line, style.boxShadow, style.backgroundColor].join();
    }).join();
    const box = (label || here).getBoundingClientRect(), focused = look();
    here.blur();
    const plain = look();
    here.focus({preventScroll: true, focusVisible: true});
    return {
        name: (label || here).innerText.trim() || here.id, stands_out: focused != plain,
        in_sight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
}"""


@pytest.fixture(scope="module")
def pages(office: Office) -> Mapping[str, str]:
    """The address of each page that shows what no page of its kind has shown before, and its text."""

    async def seen() -> Mapping[str, Visit]:
        cookies = {COOKIE: office.filled.cookie(office.filled.everyone)}
        async with httpx.AsyncClient(cookies=cookies, timeout=30) as http:
            return await walk(http, f"{office.url}{CONSOLE}")

    with ThreadPoolExecutor(1) as aside:  # Playwright has a loop of its own in this thread
        visits = aside.submit(asyncio.run, seen()).result()
    shown: dict[str, set[tuple[str, str]]] = {}
    found = {}
    for address, visit in visits.items():
        if visit.page is None or visit.kind != PAGE or visit.page.parts <= shown.get(visit.door, set()):
            continue
        shown.setdefault(visit.door, set()).update(visit.page.parts)
        found[address] = visit.door
    assert len(shown) > 40
    return found


def faults(page: Page) -> Iterator[str]:
    """On a phone and at a desk."""
    for size in (PHONE, DESK):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        width = size["width"]
        yield from (f"at {width}: {fault}" for fault in page.evaluate(f"() => {{ {SAY} return {AXE} }}"))
        if (sideways := page.evaluate(TOO_WIDE)) > 0:
            yield f"at {width}: {sideways} pixels too wide"


def still(route: Route) -> None:
    """A page as a browser shows it that runs no scripts; axe is one."""
    reply = route.fetch()
    if PAGE in reply.headers.get("content-type", ""):
        route.fulfill(body=SCRIPTS.sub("", reply.text()), content_type="text/html")
    else:
        route.fulfill(response=reply)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_everybody_can_use_every_page(
    browser: Browser, office: Office, pages: Mapping[str, str], javascript: bool
) -> None:
    wrong = []
    with a_visitor(browser, office.url) as unit:
        office.let_in(unit.page)
        unit.page.on(
            "console", lambda line: unit.troubles.append(line.text) if line.type == "error" else None
        )
        unit.page.add_init_script(path=AXE_FILE_PATH)
        if not javascript:
            unit.page.route(f"{office.url}/console**", still)
        for address in pages:
            unit.page.goto(address, wait_until="load")
            found = [*faults(unit.page), *unit.troubles]
            unit.troubles.clear()
            wrong += [f"{address}: {fault}" for fault in found]
        assert unit.strangers == set()
    assert wrong == []


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("role", [*Role, None])
def test_each_role_can_use_its_first_page_and_the_one_that_says_no(
    browser: Browser, office: Office, role: Role | None, javascript: bool
) -> None:
    shut = "/console/settings" if role is not Role.ADMINISTRATOR else "/console/findings"
    with a_visitor(browser, office.url, javascript=javascript) as person:
        if role is not None:
            office.let_in(person.page, role)
        for path, asked in ((CONSOLE, "Today"), (shut, "This page is for other roles")):
            person.open(path)
            person.is_asked("Sign in to the console" if role is None else asked)
            person.can_use_the_page()


def tab_to(page: Page, name: str) -> None:
    """By the keyboard alone; on the way everything that has the focus shows it."""
    for _ in range(120):
        page.keyboard.press("Tab")
        here = page.evaluate(LOOKS)
        if here is None:  # behind the last one, before the first
            continue
        assert here["stands_out"], f"{here['name']!r} looks the same with the focus"
        assert here["in_sight"], f"{here['name']!r} has the focus out of sight"
        if here["name"] == name:
            return
    raise AssertionError(f"no way to {name!r} by the keyboard")


def press(page: Page, name: str) -> None:
    """Leads to another page."""
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_wave_is_opened_by_the_keyboard_alone(browser: Browser, office: Office) -> None:
    with a_visitor(browser, office.url, size=DESK) as author:
        page, keys = author.page, author.page.keyboard
        office.let_in(page, Role.AUTHOR)
        author.open(CONSOLE)
        tab_to(page, "Skip to main content")
        keys.press("Enter")
        expect(page.locator("main")).to_be_focused()
        author.open(CONSOLE)
        press(page, "Surveys")
        author.is_asked("Surveys")
        press(page, "Waves")
        author.is_asked("Waves")
        press(page, "Open a wave")
        press(page, "Continue")
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        assert page.title().startswith("Error: ")
        keys.press("Tab")
        keys.press("Enter")
        expect(page.locator("#survey")).to_be_focused()
        keys.press("Space")
        press(page, "Continue")
        press(page, "Open the wave")
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        for field in ("title", "closes", "entry", "watched"):
            tab_to(page, page.locator(f'.govuk-error-summary a[href="#{field}"]').inner_text())
            keys.press("Enter")
            expect(page.locator(f"#{field}")).to_be_focused()
            keys.type("Opened by keys") if field == "title" else keys.press("Space")
        press(page, "Open the wave")
        author.is_asked("Opened by keys")
        assert author.troubles == []
