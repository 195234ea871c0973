"""A browser that becomes a member's stays known, and no longer than its member does."""

import httpx
from sqlalchemy import Engine

from api import clock
from api.db import transaction
from api.members import service as members

from .conftest import reply, send


def invited(engine: Engine) -> str:
    with transaction(engine) as session:
        return members.invite(session, name=None, agency="Example School", today=clock.today(), places=2)


def is_known(browser: httpx.AsyncClient) -> bool:
    """Whether it would be after its window has closed."""
    return browser.cookies["heard_person"].endswith(".member")


async def test_an_invitation_of_an_agency_asks_for_a_name_in_the_chat(
    browser: httpx.AsyncClient, stocked: Engine
) -> None:
    link = f"/join/{invited(stocked)}"
    page = await send(browser, link, await browser.get(link))
    assert "Example School" in page.text
    assert "first and last name" in page.text
    assert "<textarea" in page.text
    assert not is_known(browser)
    page = await reply(browser, page, text="Ada Madeup")
    assert "Welcome to the Safeguarding Together Action Group" in page.text
    assert is_known(browser)
    assert "No messages yet" in (await browser.get("/inbox")).text


async def test_who_leaves_in_the_chat_is_not_known_any_more(
    browser: httpx.AsyncClient, stocked: Engine
) -> None:
    link = f"/join/{invited(stocked)}"
    page = await reply(browser, await send(browser, link, await browser.get(link)), text="Ada Madeup")
    page = await reply(browser, page, text="stop")
    assert "Do you want to leave" in page.text
    assert is_known(browser)
    page = await reply(browser, page, choice=":leave yes")
    assert "You have left" in page.text
    assert not is_known(browser)
    assert "No messages yet" not in (await browser.get("/inbox")).text
