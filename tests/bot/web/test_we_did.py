"""What was done with what people said, as anybody reads it on the web, and how a survey leads there."""

import re
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from api import clock
from api.actions import said, said_moving
from api.actions.said import About, Words
from api.actions.said_reading import PAGE, SaidDesk
from api.db import transaction
from api.pages.environment import create_pages
from api.staff import sessions
from bot.web import TEMPLATES
from bot.web.look import of_request
from bot.web.we_did import create_router
from bot.web.wording import LANGUAGES, direction, words
from tests import staff

from .conftest import reply, send, skip

WORDS = Words("The way is <b>dark</b>.", "- forty lamps\n- lit until ten", "The partnership")
URDU = Words("راستہ اندھیرا ہے۔", "اب وہاں چالیس بتیاں ہیں۔", "شراکت")


@pytest.fixture(autouse=True)
def with_pages(app: FastAPI, stocked: Engine) -> None:
    pages = create_pages([TEMPLATES], partnership="Example Partnership")
    pages.context_processors.append(of_request)
    pages.env.globals |= {"direction_of": direction, "words_of": words, "languages": LANGUAGES}
    app.include_router(create_router(SaidDesk(stocked), pages))


def publish(engine: Engine, audience: str = "young_person", outcome: str = "done", many: int = 1) -> UUID:
    with transaction(engine) as session:
        robin, kim = (sessions.person(staff.account(session, name)) for name in ("Robin", "Kim"))
        for _ in range(many):
            row = said.begin(session, robin, About(audience, outcome, "light"), WORDS, clock.today())
            read = said.mark(said.get(session, row.id))
            said.translate(session, robin, row.id, "ur", URDU, read)
            said_moving.ask(session, robin, row.id)
            read = said.mark(said.get(session, row.id))
            said_moving.publish(session, kim, row.id, read, clock.today())
        return row.id


async def test_one_says_who_one_is_and_reads_what_is_for_them(
    browser: httpx.AsyncClient, stocked: Engine
) -> None:
    first = await browser.get("/we-did")
    for reader in ("child", "young_person", "parent", "practitioner"):
        assert f'href="/we-did?for={reader}&amp;language=en"' in first.text
    assert "Nothing stands here yet" in (await browser.get("/we-did?for=child")).text
    named = publish(stocked, "child")
    page = await browser.get("/we-did?for=child")
    assert 'data-theme="young"' in page.text
    for said_there in ("&lt;b&gt;dark", "<li>forty lamps</li>", "We did", "From: <bdi>The partnership</bdi>"):
        assert said_there in page.text
    assert "Nothing stands here yet" in (await browser.get("/we-did?for=parent")).text
    alone = await browser.get(f"/we-did/{named}")
    assert (alone.status_code, "&lt;b&gt;dark" in alone.text) == (200, True)
    assert len(re.findall("<h1", alone.text)) == 1
    assert "heard_" not in " ".join(page.headers.get_list("set-cookie")).replace("heard_form", "")


async def test_help_and_the_way_out_are_on_every_page(browser: httpx.AsyncClient, stocked: Engine) -> None:
    named = publish(stocked)
    for path in ("/we-did", "/we-did?for=young_person", f"/we-did/{named}", f"/we-did/{uuid4()}"):
        page = (await browser.get(path)).text
        assert 'class="heard-header__help" href="/help"' in page
        assert "govuk-exit-this-page" in page


async def test_it_is_read_in_another_language_or_in_english_and_says_what_is_unchecked(
    browser: httpx.AsyncClient, stocked: Engine
) -> None:
    named = publish(stocked, outcome="not_done")
    page = await browser.get("/we-did?for=young_person&language=ur")
    assert '<html lang="ur" dir="rtl"' in page.text
    for words_there in (URDU.did, words("ur")["we_did"]["unchecked"], words("ur")["we_did"]["not_done"]):
        assert words_there in page.text
    browser.headers["Accept-Language"] = "pl"
    page = await browser.get(f"/we-did/{named}")
    assert '<html lang="pl"' in page.text
    assert '<div lang="en" dir="ltr">' in page.text
    assert words("pl")["we_did"]["unchecked"] not in page.text


async def test_what_is_not_there_says_so(browser: httpx.AsyncClient, stocked: Engine) -> None:
    named = publish(stocked)
    with transaction(stocked) as session:
        robin = sessions.person(staff.account(session, "Third"))
        said_moving.take_down(session, robin, named)
    for gone in (named, uuid4(), "nonsense"):
        page = await browser.get(f"/we-did/{gone}")
        assert (page.status_code, "This is not here any more" in page.text) == (404, True)
    for odd in ("for=nobody", "for=child&page=-1", "for=child&page=999999999999", "for=child&language=xx"):
        assert (await browser.get(f"/we-did?{odd}")).status_code == 200


async def test_many_entries_come_page_by_page(browser: httpx.AsyncClient, stocked: Engine) -> None:
    publish(stocked, many=PAGE + 1)
    first, second = [await browser.get(f"/we-did?for=young_person&page={number}") for number in (1, 2)]
    assert first.text.count("<article") == PAGE
    assert 'rel="next"' in first.text
    assert second.text.count("<article") == 1
    assert 'rel="prev"' in second.text


async def test_a_survey_leads_there_at_its_beginning_and_its_end(
    browser: httpx.AsyncClient, stocked: Engine, ponds: str
) -> None:
    publish(stocked)
    offer = await send(browser, f"/join/{ponds}", await browser.get(f"/join/{ponds}"))
    # The desk of these tests does not know where it is, so that the link leads to another website.
    link = '/we-did?for=young_person&amp;language=en" rel="noreferrer">You said, we did'
    assert offer.text.count(link) == 1
    page = await reply(browser, offer, choice=":start")
    assert link not in page.text
    thanks = await reply(browser, await skip(browser, page, 7), choice=":send")
    assert thanks.text.count(link) == 1


async def test_without_anything_to_read_a_survey_leads_nowhere(
    browser: httpx.AsyncClient, stocked: Engine, ponds: str
) -> None:
    publish(stocked, "practitioner")
    offer = await send(browser, f"/join/{ponds}", await browser.get(f"/join/{ponds}"))
    thanks = await reply(
        browser,
        await skip(browser, await reply(browser, offer, choice=":start"), 7),
        choice=":send",
    )
    assert "/we-did?for=" not in offer.text + thanks.text
