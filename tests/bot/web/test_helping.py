"""Help cards on the page: how each looks, what stands beside it, and what is there without the database."""

import asyncio
import re
import time
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine, text

from api import clock
from api.conversation.service import Desk
from api.db import transaction
from api.safety import contact
from api.waves import catalogue
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.service import Plan
from nlu.screen import Tier, screen
from tests.bot.web.conftest import reply, send, skip, start
from tests.people import ROBIN

URGENT = "I am going to kill myself tonight"
TOLD = "my stepdad hits me with his belt"
FOR_CHILDREN = Path("surveys/definitions/your_voice_matters_primary.md")
TO_A_CHILD = "Tell a grown-up you trust"
# The second tier learns from sentences that grow: one of these is always among what it sees.
UNEASY = ("he makes me feel uncomfortable", "i am scared of someone", "things are not right at home")


async def said(browser: httpx.AsyncClient, code: str, words: str, language: str = "en") -> httpx.Response:
    """What the page shows to words that are written where a survey asks for some."""
    page = await start(browser, code)
    if language != "en":
        page = await reply(browser, page, choice=f":language {language}")
    while "<textarea" not in page.text:
        page = await skip(browser, page, 1)
    return await reply(browser, page, text=words)


async def test_the_urgent_card_looks_like_nothing_else_and_its_buttons_follow(
    browser: httpx.AsyncClient, ponds: str
) -> None:
    page = (await said(browser, ponds, URGENT)).text
    assert "heard-signpost--urgent" in page
    assert "heard-turn--below" in page
    buttons = re.findall(r'name="choice" value="([^"]+)"', page)
    assert buttons == [":carry_on", ":stop", ":hide"]
    assert "Where this comes from" not in page


async def test_the_softer_card_is_no_alarm_and_can_be_hidden_too(
    browser: httpx.AsyncClient, ponds: str
) -> None:
    page = (await said(browser, ponds, TOLD)).text
    assert "heard-said--help" in page and "heard-signpost--urgent" not in page
    assert re.search(r'<p class="heard-beside"><button type="submit" form="hide"', page)
    assert 'value=":send"' in page  # the survey has gone on


async def test_a_check_in_is_a_quiet_sentence(browser: httpx.AsyncClient, ponds: str) -> None:
    uneasy = next(words for words in UNEASY if (seen := screen(words)) and seen.tier is Tier.check_in)
    page = (await said(browser, ponds, uneasy)).text
    assert page.count("heard-said--quiet") == 1
    assert "heard-signpost" not in page and "0800 1111" in page


async def test_hiding_beside_a_card_takes_the_person_away_without_a_script(
    browser: httpx.AsyncClient, ponds: str
) -> None:
    page = await said(browser, ponds, URGENT)
    away = await send(browser, "/chat/hide", page, choice=":hide")
    assert '<meta http-equiv="refresh" content="0; url=https://' in away.text
    assert "heard_chat" not in browser.cookies
    assert "Childline" not in away.text


async def test_hiding_the_chat_below_it_stays_on_the_closed_page(
    browser: httpx.AsyncClient, ponds: str
) -> None:
    away = await send(browser, "/chat/hide", await start(browser, ponds))
    assert (away.status_code, away.url.path) == (200, "/closed")
    assert "This is closed" in away.text and "refresh" not in away.text


async def test_who_wants_to_be_contacted_goes_to_a_page_that_knows_no_chat(
    browser: httpx.AsyncClient, ponds: str, engine: Engine
) -> None:
    with transaction(engine) as session:
        contact.arrange(session, contact.Office(True, "The duty desk", "On weekdays", 24))
    page = await reply(browser, await start(browser, ponds), choice=":help")
    assert 'href="/contact?language=en&amp;for=young_person"' in page.text


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_database_that_hangs_does_not_hold_back_the_card_in_the_persons_language(
    browser: httpx.AsyncClient, ponds: str, engine: Engine, desk: Desk, *, scripts: bool
) -> None:
    page = await reply(browser, await start(browser, ponds), choice=":language ur")
    while "<textarea" not in page.text:
        page = await skip(browser, page, 1)
    if scripts:
        browser.headers["HX-Request"] = "true"
    with engine.connect() as connection, connection.begin():
        connection.execute(text("lock table conversation in access exclusive mode"))
        began = time.monotonic()
        card = await reply(browser, page, text=TOLD)
        assert time.monotonic() - began < 4
    desk._urgent.shutdown()  # what was held back goes on now, before the tables are emptied
    assert card.status_code == 200
    assert "یہ آپ کا قصور نہیں۔" in card.text and "08001111" in card.text
    assert 'value=":carry_on"' in card.text


async def test_the_help_page_speaks_the_language_of_the_chat(browser: httpx.AsyncClient, ponds: str) -> None:
    await reply(browser, await start(browser, ponds), choice=":language pl")
    page = (await browser.get("/help")).text
    assert page.count('class="heard-signpost"') == 3
    assert "Dobrze jest prosić o pomoc." in page and "tel:999" in page


async def test_words_as_long_as_an_invitation_get_the_card_while_the_database_hangs(
    browser: httpx.AsyncClient, ponds: str, engine: Engine, desk: Desk
) -> None:
    page = await start(browser, ponds)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("lock table conversation, member in access exclusive mode"))
        async with asyncio.timeout(4):
            card = await reply(browser, page, text="i wanna die now")
    desk._urgent.shutdown()
    assert (card.status_code, "0800 1111" in card.text) == (200, True)


@pytest.mark.parametrize("scripts", [True, False])
async def test_typed_words_hide_the_chat_as_the_button_does(
    browser: httpx.AsyncClient, ponds: str, *, scripts: bool
) -> None:
    page = await said(browser, ponds, TOLD)
    if scripts:
        browser.headers["HX-Request"] = "true"
    away = await reply(browser, page, text="Hide this chat")
    browser.headers.pop("HX-Request", None)
    assert away.headers["HX-Redirect"] == "/closed" if scripts else away.url.path == "/closed"
    assert "Childline" not in away.text
    assert "heard_chat" not in browser.cookies and "heard_person" not in browser.cookies
    assert (await browser.get("/chat")).status_code == 404


async def test_who_tells_of_harm_in_a_chat_that_is_gone_gets_the_card(
    browser: httpx.AsyncClient, ponds: str, engine: Engine
) -> None:
    page = await start(browser, ponds)
    with transaction(engine) as session:
        session.connection().execute(text("delete from conversation"))
    assert (await reply(browser, page, text="I like the park")).status_code == 404
    page = await start(browser, ponds)
    with transaction(engine) as session:
        session.connection().execute(text("delete from conversation"))
    card = await reply(browser, page, text=TOLD)
    assert (card.status_code, "0800 1111" in card.text) == (200, True)
    assert "could not be kept" not in card.text


@pytest.fixture
def for_children(stocked: Engine, keys: KeyRing) -> str:
    """The join code of a wave of the survey for years 3 to 6."""
    with transaction(stocked) as session:
        survey = catalogue.check_in(session, ROBIN, FOR_CHILDREN.read_bytes(), FOR_CHILDREN.name)
        wanted = Plan(title="Made-up class", watched=False, languages=survey.languages)
        return waves.plan(session, keys, survey, wanted, clock.now()).code


async def test_the_help_page_is_a_childs_first_in_a_survey_for_children_and_after_it(
    browser: httpx.AsyncClient, for_children: str
) -> None:
    page = await start(browser, for_children)
    helped = (await browser.get("/help")).text
    assert "If you are in primary school" in helped
    assert helped.index(TO_A_CHILD) < helped.index("a school nurse")
    for _ in range(60):
        offered = re.findall(r'name="choice" value="([^"]+)"', page.text)
        on = next((way for way in (":send", ":next", ":skip") if way in offered), None)
        if on is None:
            break
        page = await reply(browser, page, choice=on)
    assert "heard-receipt__code" in page.text
    helped = (await browser.get("/help")).text
    assert helped.index(TO_A_CHILD) < helped.index("a school nurse")


async def test_the_help_page_names_no_primary_school_elsewhere(
    browser: httpx.AsyncClient, ponds: str
) -> None:
    await start(browser, ponds)
    assert "primary school" not in (await browser.get("/help")).text


async def test_a_child_gets_a_childs_card_while_the_database_hangs(
    browser: httpx.AsyncClient, for_children: str, engine: Engine, desk: Desk
) -> None:
    page = await start(browser, for_children)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("lock table conversation in access exclusive mode"))
        card = await reply(browser, page, text=TOLD)
    desk._urgent.shutdown()
    assert TO_A_CHILD in card.text and "a school nurse" not in card.text
