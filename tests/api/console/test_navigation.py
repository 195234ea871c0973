"""The bar of the console: everybody meets what their roles open, and sees where they are."""

import re

import pytest
from sqlalchemy import Engine

from api.console.navigation import Entry, bar, paths
from api.staff.permissions import PERMISSIONS
from api.staff.person import Person, Role
from tests.api.console.conftest import Browser, sign_in

BAR = re.compile(r'<nav aria-label="Console".*?</nav>', re.DOTALL)
PAGES = re.compile(r'<nav class="heard-pages".*?</nav>', re.DOTALL)


def one(*roles: Role) -> Person:
    return Person(None, "Robin Madeup", "Lead", frozenset(roles))


def test_every_page_of_the_bar_is_a_page_of_the_console() -> None:
    assert [path for path in paths() if f"GET {path}" not in PERMISSIONS] == []


@pytest.mark.parametrize(
    ("address", "section", "page"),
    [
        ("/console", "Today", None),
        ("/console/waves", "Surveys", ("Waves", "page")),
        ("/console/waves/new", "Surveys", ("Waves", "true")),
        ("/console/wavesandmore", "", None),
        ("/console/members/invitations", "Action group", ("Invitations", "page")),
        ("/console/members", "Action group", ("Members", "page")),
        ("/console/contacts/settings", "Safety", ("Contact requests", "true")),
        ("/console/me", "", None),
    ],
)
def test_a_page_knows_its_place(address: str, section: str, page: tuple[str, str] | None) -> None:
    shown = bar(one(*Role), address)
    assert len(shown.sections) <= 7
    assert shown.section == section
    assert len([entry for entry in shown.sections if entry.current]) == (1 if section else 0)
    if page:
        assert [(entry.name, entry.current) for entry in shown.pages if entry.current] == [page]


def test_a_section_leads_to_its_first_page_that_opens() -> None:
    shown = bar(one(Role.SCRUTINEER), "/console/audit")
    assert Entry("Running Heard", "/console/audit", "page") in shown.sections
    assert [entry.name for entry in shown.pages] == ["Audit trail", "What is kept"]
    assert "Safety" not in [entry.name for entry in shown.sections]


async def test_the_bar_offers_nothing_that_would_be_refused(stranger: Browser, stocked: Engine) -> None:
    for role in Role:
        sign_in(stranger, stocked, f"Sol {role}", {role})
        seen, wanted = set(), {"/console"}
        while wanted:
            path = wanted.pop()
            seen.add(path)
            page = await stranger.get(path)
            assert page.status_code == 200, (role, path)
            found = [*BAR.findall(page.text), *PAGES.findall(page.text)]
            wanted |= set(re.findall(r'href="([^"]+)"', " ".join(found))) - seen
        assert "/console/privacy" in seen, role


async def test_pages_without_a_person_have_no_bar(stranger: Browser) -> None:
    page = (await stranger.get("/console/sign-in")).text
    assert BAR.findall(page) == []
    assert "Sign out" not in page


async def test_a_name_is_drawn_as_words(stranger: Browser, stocked: Engine) -> None:
    sign_in(stranger, stocked, "<b>Robin</b>")
    page = (await stranger.get("/console/privacy")).text
    assert "&lt;b&gt;Robin&lt;/b&gt;" in page
    assert "<b>Robin" not in page
