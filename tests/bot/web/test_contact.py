"""The form by which somebody asks to be contacted, without a script: plain, and apart from every chat."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from limits import RateLimitItemPerHour
from sqlalchemy import Engine, create_engine
from sqlmodel import Session, select

from api.app import create_app
from api.conversation.service import Desk
from api.db import transaction
from api.health.service import look
from api.pages.environment import create_pages
from api.pages.install import install
from api.safety import contact
from api.safety.contact import Office
from api.safety.contact_desk import ContactDesk
from api.safety.contact_tables import RequestRow
from api.waves.keys import CONTACT, KeyRing
from bot.web import TEMPLATES
from bot.web import contact as pages
from bot.web.contact import create_router as contact_router
from bot.web.routes import create_router
from tests.bot.web.conftest import field, send

CHILDLINE = "0800 1111"
FILLED = {
    "name": "Robin",
    "reach": "07700 900123",
    "when": "after four",
    "message": "no",
    "caller": "yes",
    "about": "",
}


def put_together(engine: Engine, desk: Desk, contact_desk: ContactDesk) -> FastAPI:
    app = create_app(engine, desk, lambda: "down")
    drawn = create_pages([TEMPLATES], partnership="Example Partnership")
    app.include_router(create_router(desk, drawn, https=False))
    app.include_router(contact_router(contact_desk, desk, drawn))
    install(app, drawn, secret="made-up", https=False)
    return app


@pytest.fixture
def app(engine: Engine, desk: Desk, keys: KeyRing) -> FastAPI:
    return put_together(engine, desk, ContactDesk(engine, keys))


@pytest.fixture
def opened(engine: Engine) -> None:
    with transaction(engine) as session:
        contact.arrange(session, Office(True, "A made-up worker", "Monday to Friday", 24))


@pytest.fixture
def down(engine: Engine, desk: Desk, keys: KeyRing) -> Iterator[FastAPI]:
    """The same pages over a database that does not answer."""
    away = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none", connect_args={"connect_timeout": 1})
    yield put_together(away, desk, ContactDesk(away, keys))
    away.dispose()


def kept(engine: Engine, keys: KeyRing) -> list[dict[str, Any]]:
    with Session(engine) as session:
        rows = session.exec(select(RequestRow)).all()
        return [keys.open(CONTACT, row.sealed or b"")["wish"] for row in rows]


async def fill(browser: httpx.AsyncClient, path: str = "/contact", **changed: str) -> httpx.Response:
    page = await browser.get(path)
    return await send(browser, path, page, code=field(page, "code"), **FILLED | changed)


async def test_while_nobody_reads_requests_the_page_says_so_and_who_can_help(
    browser: httpx.AsyncClient,
) -> None:
    page = await browser.get("/contact")
    assert page.status_code == 200
    assert "At the moment nobody reads such messages" in page.text
    assert CHILDLINE in page.text and "999" in page.text
    assert "<textarea" not in page.text


@pytest.mark.usefixtures("opened")
async def test_before_anything_is_sent_it_says_what_that_means_and_who_reads_it(
    browser: httpx.AsyncClient,
) -> None:
    page = await browser.get("/contact")
    for words in (
        "a person has to know who you are",
        "your answers stay apart",
        "It is not a secret",
        "A made-up worker",
        "Monday to Friday",
        "within 24 hours. Weekends and bank holidays do not count.",
        "not for an emergency",
        CHILDLINE,
        "999",
    ):
        assert page.text.index(words) < page.text.index("<form method"), words
    assert not re.search(r"\b(we|somebody|someone) will (come|call|help)", page.text, re.IGNORECASE)


@pytest.mark.usefixtures("opened")
async def test_what_is_sent_is_kept_once_and_the_code_takes_it_back(
    browser: httpx.AsyncClient, engine: Engine, keys: KeyRing
) -> None:
    page = await browser.get("/contact")
    form = {"code": field(page, "code"), **FILLED}
    sent = await send(browser, "/contact", page, **form)
    again = await send(browser, "/contact", page, **form)  # the button pressed twice
    assert sent.status_code == again.status_code == 200
    [code] = re.findall(r"(?:[2-9B-Z]{4}-){3}[2-9B-Z]{4}", sent.text)
    assert code in again.text
    assert kept(engine, keys) == [
        {
            "name": "Robin",
            "reach": "07700 900123",
            "when": "after four",
            "may_leave_message": False,
            "may_say_who": True,
            "about": "",
        }
    ]
    assert "A made-up worker" in sent.text and CHILDLINE in sent.text
    back = await browser.get("/contact/back")
    gone = await send(browser, "/contact/back", back, code=code.lower())
    assert "Your message has been deleted" in gone.text
    assert kept(engine, keys) == []
    unknown = await send(browser, "/contact/back", back, code=code)
    assert unknown.status_code == 404 and code in unknown.text


@pytest.mark.usefixtures("opened")
async def test_nothing_typed_is_lost_when_something_is_missing(
    browser: httpx.AsyncClient, engine: Engine, keys: KeyRing
) -> None:
    page = await fill(browser, reach="07700 9001", when="", message="", about="<i>school</i>")
    assert page.status_code == 422
    assert "<title>Error: " in page.text
    for field_name, words in (
        ("reach", "Look at the phone number again"),
        ("when", "Say when it is safe"),
        ("message", "Choose whether it is safe to leave a message"),
    ):
        assert f'href="#{field_name}"' in page.text and words in page.text
    assert 'value="Robin"' in page.text and 'value="07700 9001"' in page.text
    assert "&lt;i&gt;school&lt;/i&gt;" in page.text
    assert re.search(r'name="caller" type="radio" value="yes" checked', page.text)
    assert kept(engine, keys) == []
    first, second = field(page, "code"), field(await browser.get("/contact"), "code")
    assert first and first != second


@pytest.mark.usefixtures("opened")
async def test_words_beyond_the_length_are_refused_and_kept(browser: httpx.AsyncClient) -> None:
    page = await fill(browser, about="a" * 301)
    assert page.status_code == 422
    assert "Use at most 300 letters" in page.text and "a" * 301 in page.text


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("language", ["pa", "pl", "ro", "ur"])
async def test_it_is_asked_in_the_language_of_the_link(browser: httpx.AsyncClient, language: str) -> None:
    page = await browser.get(f"/contact?language={language}&for=parent")
    assert f'<html lang="{language}" dir="{"rtl" if language == "ur" else "ltr"}"' in page.text
    assert 'data-theme="parent"' in page.text
    assert "I want someone to contact me" not in page.text
    assert '<strong lang="en" dir="ltr">A made-up worker</strong>' in page.text
    assert f'action="/contact?language={language}&amp;for=parent"' in page.text
    sent = await fill(browser, f"/contact?language={language}&for=parent")
    assert f'<html lang="{language}"' in sent.text and "Your message has been sent" not in sent.text


@pytest.mark.usefixtures("opened")
async def test_the_cookies_of_a_chat_change_nothing_on_the_page(browser: httpx.AsyncClient) -> None:
    """Neither who it is nor where they are in a survey may be known beside a name and a number."""

    def plain(page: httpx.Response) -> str:
        return re.sub(r'(csrftoken|code)" value="[^"]*"|nonce="[^"]*"', "", page.text)

    alone = plain(await browser.get("/contact"))
    place = "00000000-0000-4000-8000-000000000000.BCDF2345.pl.young"
    chat = {"heard_chat": place, "heard_survey": place, "heard_person": "0" * 32}
    for name, value in chat.items():
        browser.cookies.set(name, value)
    assert plain(await browser.get("/contact")) == alone


async def test_with_the_database_away_the_numbers_stand_there(down: FastAPI) -> None:
    transport = httpx.ASGITransport(app=down)
    async with httpx.AsyncClient(transport=transport, base_url="http://heard") as browser:
        page = await browser.get("/contact")
        assert page.status_code == 503
        assert "cannot take messages" in page.text and CHILDLINE in page.text
        back = await browser.get("/contact/back")
        lost = await send(browser, "/contact", back, code="", **FILLED)
        assert lost.status_code == 503
        assert (
            "Nothing was sent" in lost.text and 'value="after four"' in lost.text and CHILDLINE in lost.text
        )


@pytest.mark.usefixtures("opened")
async def test_a_form_that_was_mended_and_sent_again_is_kept_under_a_code_of_its_own(
    browser: httpx.AsyncClient, engine: Engine, keys: KeyRing
) -> None:
    page = await browser.get("/contact")
    form = {"code": field(page, "code"), **FILLED}
    shown = [
        re.findall(r"(?:[2-9B-Z]{4}-){3}[2-9B-Z]{4}", (await send(browser, "/contact", page, **sent)).text)
        for sent in (form, form | {"reach": "07700 900222"})
    ]
    assert shown[0] != shown[1] and all(len(codes) == 1 for codes in shown)
    assert {wish["reach"] for wish in kept(engine, keys)} == {"07700 900123", "07700 900222"}


@pytest.mark.usefixtures("opened")
async def test_a_flood_is_stopped_and_what_was_typed_stays(
    browser: httpx.AsyncClient, engine: Engine, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "BUSIEST", RateLimitItemPerHour(10))
    page = await browser.get("/contact")
    code = field(page, "code")
    for _ in range(20):  # one form, sent over and over, keeps nobody else out
        assert (await send(browser, "/contact", page, code=code, **FILLED)).status_code == 200
    answers = [await send(browser, "/contact", page, code="", **FILLED) for _ in range(10)]
    assert [answer.status_code for answer in answers[-2:]] == [200, 429]
    assert "yours was not sent. Try again later" in answers[-1].text
    assert 'value="after four"' in answers[-1].text
    assert len(kept(engine, keys)) == 10
    assert look(engine, "down", 0).contacts_refused
    back = await browser.get("/contact/back")
    assert "has been deleted" in (await send(browser, "/contact/back", back, code=code)).text


@pytest.mark.usefixtures("opened")
async def test_a_form_of_another_site_is_refused(
    browser: httpx.AsyncClient, engine: Engine, keys: KeyRing
) -> None:
    await browser.get("/contact")
    assert (await browser.post("/contact", data=FILLED)).status_code == 403
    assert kept(engine, keys) == []
