"""The web as a person uses it: a real browser, what is on its page, and whether everybody can use that."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect, sync_playwright

from tests.patience import PATIENCE, until

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PHONE = {"width": 375, "height": 740}
DESK = {"width": 1200, "height": 900}
SCRIPTS = re.compile(r"<script\b.*?</script>", re.DOTALL)
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
REFUSED = "Content Security Policy"
NEUTRAL_SITE = "https://www.bbc.co.uk/weather"
expect.set_options(timeout=PATIENCE * 1000)


@contextmanager
def a_browser() -> Iterator[Browser]:
    """The machine's own Chromium; nothing is downloaded."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium on this machine: the web pages were NOT tried (apt-get install chromium)")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """A person at a window of their own; notes what went wrong in it and where it asked for things."""

    page: Page
    site: str
    javascript: bool = True
    troubles: list[str] = field(default_factory=list)
    strangers: set[str] = field(default_factory=set)

    def open(self, path: str) -> None:
        self.page.goto(self.site + path)

    def tap(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def write(self, label: str, words: str) -> None:
        self.page.get_by_label(label).fill(words)

    def reads(self, words: str) -> None:
        """Waits until the words are on the page, and the page is whole."""
        expect(self.page.get_by_text(words).first).to_be_visible()
        self.page.wait_for_load_state()

    def finds(self, path: str, words: str | re.Pattern[str]) -> None:
        """Opens a page anew until the words are on it: the worker needs a moment to hand things out."""
        self.open(path)
        self.looks_until(self.page.get_by_text(words), lambda: self.open(path))

    def looks_until(self, there: Locator, again: Callable[[], object]) -> None:
        """Looks again until something is on the page, and the page is whole."""

        def found() -> bool:
            if there.count():
                return True
            again()
            return False

        until(found, every=0.5)
        expect(there.first).to_be_visible()
        self.page.wait_for_load_state()

    def is_asked(self, question: str) -> None:
        """Waits until this is the question, and the page is whole: without a script it comes bit by bit."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(question)
        self.page.wait_for_load_state()

    def buttons(self) -> list[str]:
        """What can be tapped."""
        return [button.inner_text() for button in self.page.get_by_role("button").all()]

    def can_use_the_page(self) -> None:
        """No violation that axe knows, no sideways scrolling, nothing that the browser refused to run."""
        with self._page_for_axe() as page:
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            sideways = page.evaluate(TOO_WIDE)
            assert sideways <= 0, f"the page is {sideways} pixels too wide"
        assert self.troubles == []

    @contextmanager
    def _page_for_axe(self) -> Iterator[Page]:
        """axe is a script: where scripts are off, it looks at a twin of the page, without its scripts."""
        self.page.wait_for_load_state()  # a link that was tapped leads to a page that is only begun, at first
        if self.javascript:
            yield self.page
            return
        address, still = self.page.url, SCRIPTS.sub("", self.page.content())
        browser = self.page.context.browser
        assert browser is not None
        context = browser.new_context(viewport=self.page.viewport_size, reduced_motion="reduce")
        twin = context.new_page()
        twin.route(address, lambda route: route.fulfill(body=still, content_type="text/html"))
        twin.goto(address)
        yield twin
        context.close()


@contextmanager
def a_visitor(
    browser: Browser, site: str, *, size: dict[str, int] = PHONE, javascript: bool = True, **window: Any
) -> Iterator[Visitor]:
    """A window that has never been here, closed at the end; the outside world is kept away.

    `window` is what else it is like: its locale, or that the device is dark.
    """
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        java_script_enabled=javascript,
        reduced_motion="reduce",
        **window,
    )
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    visitor = Visitor(page, site, javascript)
    page.on("pageerror", lambda error: visitor.troubles.append(str(error)))
    page.on("console", lambda line: visitor.troubles.extend([line.text] if REFUSED in line.text else []))
    host = urlsplit(site).netloc

    def elsewhere(route: Route) -> None:
        visitor.strangers.add(route.request.url)
        route.fulfill(body="<title>Weather</title><h1>Weather</h1>", content_type="text/html")

    page.route(lambda url: urlsplit(url).netloc != host, elsewhere)
    yield visitor
    context.close()
