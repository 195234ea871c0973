"""The newsletter on the web, and the reply beside a message."""

import re

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, update

from api.broadcasts import service as broadcasts
from api.broadcasts.tables import DeliveryRow, DeliveryState
from api.db import transaction
from api.members import service as members
from api.newsletter import moving, quarters
from api.newsletter import service as newsletter
from api.newsletter.reading import NewsDesk
from api.newsletter.service import Item
from api.pages.environment import create_pages
from bot.web import TEMPLATES
from bot.web.look import of_request
from bot.web.newsletter import create_router
from bot.web.wording import direction
from tests.conftest import TODAY
from tests.people import KIM, ROBIN, approved

from .conftest import send

pytestmark = pytest.mark.usefixtures("noon")

NOW = quarters.of(TODAY)


@pytest.fixture
def with_news(app: FastAPI, stocked: Engine) -> FastAPI:
    pages = create_pages([TEMPLATES], partnership="Example Partnership")
    pages.context_processors.append(of_request)
    pages.env.globals |= {"direction_of": direction}
    app.include_router(create_router(NewsDesk(stocked), pages))
    return app


def publish(engine: Engine) -> None:
    typed = Item("guide", "Asking <i>twice</i>", "- see the child", "https://example.org/guide", "consent")
    with transaction(engine) as session:
        row = newsletter.begin(session, ROBIN, NOW, TODAY)
        newsletter.put(session, ROBIN, row.id, None, typed)
        moving.ask(session, ROBIN, row.id)
        read = newsletter.mark(row, newsletter.items(session, row.id))
        moving.publish(session, KIM, row.id, read, TODAY)


@pytest.mark.usefixtures("with_news")
async def test_anybody_reads_what_is_published(browser: httpx.AsyncClient, stocked: Engine) -> None:
    assert "No issue has come out yet" in (await browser.get("/newsletter")).text
    for wrong in (NOW, "nonsense", "2026-q9"):
        page = await browser.get(f"/newsletter/{wrong}")
        assert (page.status_code, "There is no such issue" in page.text) == (404, True)
    publish(stocked)
    assert f'href="/newsletter/{NOW}"' in (await browser.get("/newsletter")).text
    page = await browser.get(f"/newsletter/{NOW}")
    assert page.status_code == 200
    for said in (
        "Asking &lt;i&gt;twice&lt;/i&gt;",
        "<li>see the child</li>",
        "https://example.org/guide",
        "ask for “",
    ):
        assert said in page.text
    assert len(re.findall("<h1", page.text)) == 1
    assert "set-cookie" not in page.headers or "heard_person" not in page.headers["set-cookie"]


async def test_a_reply_from_the_inbox_begins_an_issue_about_the_message(
    browser: httpx.AsyncClient, stocked: Engine
) -> None:
    with transaction(stocked) as session:
        code = members.invite(session, name="Ada Madeup", agency="Example School", today=TODAY)
    await send(browser, f"/join/{code}", await browser.get(f"/join/{code}"))
    with transaction(stocked) as session:
        row = approved(session, "New guide on neglect")
        broadcasts.send(session, ROBIN, row.id)
        session.flush()
        session.execute(update(DeliveryRow).values(state=DeliveryState.SENT))
    inbox = await browser.get("/inbox")
    found = re.search(r'action="(/reply/[^"]+)"', inbox.text)
    assert found
    page = await send(browser, found[1], inbox)
    assert page.url.path == "/chat"
    assert "This answers the message “New guide on neglect”." in page.text
    assert "What is it about?" in page.text
    gone = await send(browser, "/reply/nonsense", inbox)
    assert "not here any more" in gone.text
