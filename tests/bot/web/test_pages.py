"""The pages as a browser without scripts gets them, over the real desk."""

import re
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.conversation.tables import ConversationRow
from tests.bot.web.conftest import PRIVATE, Answers, field, send, start


async def test_looking_at_a_code_starts_nothing(
    browser: httpx.AsyncClient, ponds: str, engine: Engine
) -> None:
    page = await browser.get(f"/join/{ponds}")
    assert page.status_code == 200
    with Session(engine) as session:
        assert session.exec(select(ConversationRow)).all() == []


async def test_an_answer_leads_back_to_the_page_with_the_next_question(
    browser: httpx.AsyncClient, ponds: str
) -> None:
    first = await start(browser, ponds)
    assert "Question 1 of 7" in first.text
    second = await send(browser, "/chat", first, choice="happy", turn=field(first, "turn"))
    assert (second.url.path, second.history[0].status_code) == ("/chat", 303)
    assert "Question 2 of 7" in second.text


async def test_the_same_form_sent_twice_answers_once(
    browser: httpx.AsyncClient, ponds: str, answers: Answers
) -> None:
    first = await start(browser, ponds)
    for _ in range(2):
        page = await send(browser, "/chat", first, choice="happy", turn=field(first, "turn"))
    assert "Question 2 of 7" in page.text
    assert answers() == {"ducks": "happy"}


async def test_htmx_gets_only_what_is_new(browser: httpx.AsyncClient, ponds: str) -> None:
    first = await start(browser, ponds)
    form = {"csrftoken": field(first, "csrftoken"), "choice": "happy", "turn": field(first, "turn")}
    piece = await browser.post("/chat", data=form, headers={"HX-Request": "true"})
    assert (piece.status_code, piece.history) == (200, [])
    assert "Question 2 of 7" in piece.text
    assert "<html" not in piece.text


async def test_a_chat_that_is_gone_is_said_kindly(browser: httpx.AsyncClient) -> None:
    home = await browser.get("/")
    browser.cookies.set("heard_chat", str(uuid4()))
    page = await send(browser, "/chat", home, text="hello")
    assert (page.status_code, "This chat has ended" in page.text) == (404, True)
    # Words that were sent from a chat that is gone may have been words of harm.
    assert 'href="/help">I need help</a>' in page.text
    by_htmx = await browser.post(
        "/chat", data={"csrftoken": field(home, "csrftoken")}, headers={"HX-Request": "true"}
    )
    assert by_htmx.headers["HX-Redirect"] == "/chat"


async def test_cookies_are_few_short_lived_and_out_of_reach_of_scripts(
    browser: httpx.AsyncClient, ponds: str
) -> None:
    home = await browser.get("/")
    joined = await browser.post(
        f"/join/{ponds}", data={"csrftoken": field(home, "csrftoken")}, follow_redirects=False
    )
    cookies = home.headers.get_list("set-cookie") + joined.headers.get_list("set-cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"heard_form", "heard_chat", "heard_person"}
    for cookie in cookies:
        attributes = cookie.lower()
        assert "httponly" in attributes
        assert "samesite=lax" in attributes
        assert "max-age" not in attributes and "expires" not in attributes


async def test_a_form_without_its_token_or_from_elsewhere_does_nothing(
    browser: httpx.AsyncClient, ponds: str, engine: Engine
) -> None:
    home = await browser.get("/")
    path = f"/join/{ponds}"
    token = {"csrftoken": field(home, "csrftoken")}
    for form, headers in (
        ({}, {}),
        ({"csrftoken": "guessed"}, {}),
        (token, {"Sec-Fetch-Site": "cross-site"}),
        (token, {"Origin": "https://elsewhere.example"}),
    ):
        page = await browser.post(path, data=form, headers=headers)
        assert (page.status_code, "nothing was done" in page.text) == (403, True)
    with Session(engine) as session:
        assert session.exec(select(ConversationRow)).all() == []


async def test_bodies_that_are_no_form_are_refused_without_a_fault(browser: httpx.AsyncClient) -> None:
    await browser.get("/")
    for content, kind, status in (
        (b"\xff\xfe=\xff", "application/x-www-form-urlencoded", 400),
        (b"x", "multipart/form-data", 400),
        (b"{}", "application/json", 403),
        (b"a=" + b"x" * 300_000, "application/x-www-form-urlencoded", 413),
    ):
        page = await browser.post("/chat", content=content, headers={"Content-Type": kind})
        assert page.status_code == status


async def test_a_bug_gets_a_kind_page_and_the_log_no_words(
    browser: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    page = await browser.get("/broken")
    assert (page.status_code, "It is not your fault" in page.text) == (500, True)
    assert PRIVATE not in page.text + caplog.text
    assert "RuntimeError" in caplog.text


async def test_programs_keep_their_envelope(browser: httpx.AsyncClient) -> None:
    reply = await browser.get("/api/v1/no-such-thing")
    assert (reply.status_code, set(reply.json())) == (404, {"error", "detail"})


async def test_every_page_is_locked_down_and_kept_by_nobody(browser: httpx.AsyncClient) -> None:
    for path in ("/", "/help", "/privacy", "/inbox", "/nowhere", "/broken"):
        page = await browser.get(path)
        policy = page.headers["Content-Security-Policy"]
        nonce = re.search(r"'nonce-([^']+)'", policy)
        assert nonce and f'nonce="{nonce[1]}"' in page.text
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "Strict-Transport-Security" not in page.headers


async def test_styles_are_packed_and_kept_under_an_address_of_their_content(
    browser: httpx.AsyncClient,
) -> None:
    home = await browser.get("/")
    found = re.search(r'href="(/static/[0-9a-f]+/vendor/heard.css)"', home.text)
    assert found
    style = await browser.get(found[1])
    assert style.headers["Content-Encoding"] == "gzip"
    assert "immutable" in style.headers["Cache-Control"]
    old = await browser.get("/static/000000000000/vendor/heard.css")
    assert (old.status_code, old.headers["Cache-Control"]) == (200, "no-cache")


async def test_help_can_be_rung_without_a_chat(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/help")
    assert 'href="tel:999"' in page.text
    assert 'href="tel:08001111"' in page.text
    assert 'href="sms:85258"' in page.text


async def test_words_of_a_person_are_never_on_a_page_loaded_again(
    browser: httpx.AsyncClient,
) -> None:
    menu = await send(browser, "/ask", await browser.get("/"))
    page = await send(browser, "/chat", menu, text=f"{PRIVATE} <script>", turn=field(menu, "turn"))
    assert page.status_code == 200
    assert PRIVATE not in page.text
