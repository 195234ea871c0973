"""./heard demo: an empty Heard is filled once, and every page of the console has something to show."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from api.db import transaction
from api.findings import service as findings
from api.safety import service as safety
from api.safety.tables import AlertState
from api.staff.person import Role
from bot.demonstration import office
from tests.journeys.browser import DESK, a_visitor
from tests.journeys.conftest import Site
from tests.journeys.demonstration import a_demonstration, demo, sign_in, staff

# Filling takes a minute and a half, and longer where much else is under way.
pytestmark = [pytest.mark.journey, pytest.mark.timeout(1200)]

PLACES = {
    "/console": "One broadcast to approve",
    "/console/surveys": "Draft",
    "/console/waves": "Planned",
    "/console/findings": "Ready",
    "/console/guidance": "Waiting",
    "/console/guidance/understanding": "Contact MASH",
    "/console/broadcasts": "Waiting for approval",
    "/console/members": "Showing 1 to 50 of 210",
    "/console/members/invitations": "Example",
    "/console/agencies": "Showing 1 to 50 of 100",
    "/console/alerts": "Overdue",
    "/console/contacts": "They were reached",
    "/console/audit": "Dealt with an alert",
    "/console/accounts": "Pat Imagined",
    "/console/keys": "Old spreadsheet link",
}


@pytest.fixture(scope="module")
def filled(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    """A Heard with the demonstration in it, and what the command said."""
    home: Path = tmp_path_factory.mktemp("demonstration")
    with a_demonstration(database_url, home, f"heard_demonstration_{os.getpid()}") as both:
        yield both


def test_every_page_has_something_to_show(filled: tuple[Site, str], browser: Browser) -> None:
    site, _ = filled
    with a_visitor(browser, site.url, size=DESK) as visitor:
        sign_in(site, visitor.page, staff(site)[0])
        for path, words in PLACES.items():
            visitor.open(path)
            expect(visitor.page.locator("main"), path).to_contain_text(words)
        assert visitor.troubles == []


def test_the_printed_links_open_accounts_and_the_code_a_survey(
    filled: tuple[Site, str], browser: Browser
) -> None:
    site, said = filled
    lines = [line.strip() for line in said.splitlines()]
    [code] = [line.partition("the code ")[2].partition(" opens")[0] for line in lines if "the code " in line]
    opened = [line for line in lines if "/console/welcome/" in line]
    assert len(opened) == len(staff(site))
    with a_visitor(browser, site.url) as visitor:
        visitor.page.goto(opened[0])
        visitor.reads(staff(site)[0].name)
    with a_visitor(browser, site.url) as visitor:
        visitor.open(f"/join/{code.replace('-', '')}")
        visitor.reads("Show me the questions")


def test_each_state_of_the_queue_is_there_and_each_role_has_somebody(filled: tuple[Site, str]) -> None:
    site, _ = filled
    with transaction(site.engine) as session:
        assert {alert.state for alert in safety.queue(session, site.keys)} == set(AlertState)
        assert any(alert.late for alert in safety.queue(session, site.keys))
        assert findings.without_papers(session) == []
    assert set(office.in_roles(staff(site))) == set(Role)


def test_it_is_filled_once(filled: tuple[Site, str]) -> None:
    site, _ = filled
    with transaction(site.engine) as session:
        before = len(safety.queue(session, site.keys))
    site.stop()
    assert "filled with the demonstration already" in demo(site)
    site.start()
    with transaction(site.engine) as session:
        assert len(safety.queue(session, site.keys)) == before
