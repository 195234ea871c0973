"""Two of the unit change the guidance in browsers; a second process and a survey read it seconds later."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import DESK, PHONE, Visitor, a_visitor
from tests.journeys.conftest import ROOT, Site, a_site, free_port
from tests.journeys.program import Program
from tests.patience import until

pytestmark = pytest.mark.journey

NEW = "024 7600 0000"
GUIDANCE = "/console/guidance"
# Twice the time after which each process looks, and some more for a busy machine.
SOON = 45


@pytest.fixture(scope="module")
def site(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A Heard of its own, since its guidance is changed. Nobody here asks Rasa anything."""
    away = {"HEARD_RASA_URL": "http://127.0.0.1:9"}
    with a_site(
        database_url, tmp_path_factory.mktemp("guidance"), f"heard_guidance_{os.getpid()}", **away
    ) as running:
        yield running


@pytest.fixture(scope="module")
def second(site: Site) -> Iterator[str]:
    """Another process with a web role on the same database; its address."""
    port = free_port()
    settings = site.settings | {"HEARD_PORT": str(port)}
    with (site.home / "second.log").open("wb") as log:
        role = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve", "web"], cwd=ROOT, env=settings, stdout=log, stderr=log
        )
    try:
        address = f"http://127.0.0.1:{port}"
        until(lambda: _answers(address))
        yield address
    finally:
        role.terminate()
        role.wait(60)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health/live").status_code == 200
    except httpx.HTTPError:
        return False


@contextmanager
def signed_in(browser: Browser, site: Site, name: str, *, javascript: bool) -> Iterator[Visitor]:
    with a_visitor(browser, site.url, size=DESK, javascript=javascript) as visitor:
        site.let_in(visitor.page, name)
        visitor.is_asked("Today")
        yield visitor


def everybody_can_use(visitor: Visitor) -> None:
    for size in (PHONE, DESK):
        visitor.page.set_viewport_size({"width": size["width"], "height": size["height"]})
        visitor.can_use_the_page()


def follow(visitor: Visitor, link: str) -> None:
    visitor.page.get_by_role("link", name=link, exact=True).first.click()


def change(visitor: Visitor, item: str, label: str, words: str) -> None:
    """To the page of the draft."""
    visitor.open(f"{GUIDANCE}/items/{item}")
    everybody_can_use(visitor)
    visitor.tap("Change it")
    visitor.page.get_by_label(label, exact=True).fill(words)
    visitor.tap("See what changes")
    visitor.reads("There is a problem")
    everybody_can_use(visitor)
    expect(visitor.page.get_by_label(label, exact=True)).to_have_value(words)
    visitor.write("Why is it changed?", "It was tried today")
    visitor.tap("See what changes")
    visitor.reads("What changes")
    everybody_can_use(visitor)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_topic_is_written_by_one_and_published_by_another(
    browser: Browser, site: Site, second: str, javascript: bool
) -> None:
    label = f"Ring the front door {'with' if javascript else 'without'} it"
    with (
        signed_in(browser, site, "Robin Madeup", javascript=javascript) as robin,
        signed_in(browser, site, "Kim Example", javascript=javascript) as kim,
    ):
        change(robin, "topic/contact-mash", "Words in the menu", label)
        robin.tap("Send it to a second person")
        robin.reads("You wrote this, so somebody else has to look at it")
        kim.open("/console")
        everybody_can_use(kim)
        follow(kim, "One change of the guidance to approve")
        kim.reads("As people read it")
        everybody_can_use(kim)
        kim.tap("Send it back")
        kim.reads("Say in a few words why")
        everybody_can_use(kim)
        kim.tap("Publish it")
        kim.reads("Published")
        for address in (site.url, second):
            found = httpx.get(f"{address}/api/v1/topics", params={"search": label}).json()
            assert label in {hit["label"] for hit in found}
            program = Program(address)
            offered = [
                choice["label"] for reply in program.turn(choice=":menu") for choice in reply["choices"]
            ]
            assert label in offered
            program.close()


def test_a_number_is_changed_and_everybody_has_it_within_seconds(
    browser: Browser, site: Site, second: str
) -> None:
    with (
        signed_in(browser, site, "Robin Madeup", javascript=True) as robin,
        signed_in(browser, site, "Kim Example", javascript=False) as kim,
    ):
        programs = [Program(address) for address in (site.url, second)]
        code = site.open_wave()
        for program in programs:
            program.begin(code)
            assert NEW not in _card(program)
        change(robin, "contact/mash", "Number to ring", NEW)
        robin.page.get_by_text("It cannot wait for a second person").click()
        robin.write("Why can it not wait?", "The line is dead")
        robin.tap("Publish it now")
        robin.reads("Not yet seen by a second person")
        for address in (site.url, second):  # topics at once, cards when the process looks again
            assert NEW in httpx.get(f"{address}/api/v1/topics/contact-mash").json()["text"]
        for program in programs:
            until(lambda program=program: NEW in _card(program), SOON)  # type: ignore[misc]
        kim.open("/console")
        everybody_can_use(kim)
        follow(kim, "One urgent change of the guidance that no second person has seen")
        everybody_can_use(kim)
        kim.tap("Take it back to what stood there before")
        kim.open(GUIDANCE)
        expect(kim.page.get_by_text("not yet seen by a second one")).to_have_count(0)
        for program in programs:
            until(lambda program=program: NEW not in _card(program), SOON)  # type: ignore[misc]
            program.close()


def _card(program: Program) -> str:
    return "\n".join(reply["text"] for reply in program.turn(choice=":help") if reply["signpost"])
