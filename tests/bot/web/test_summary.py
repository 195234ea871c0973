"""A finished threshold check as a page and on paper: what it says, and what it neither asks nor keeps."""

import io
import re

import httpx
import pikepdf
import pypdfium2
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from api import clock
from api.app import create_app
from api.conversation.service import Desk
from api.guidance.summary import SummaryDesk
from api.pages.environment import create_pages
from api.pages.install import install
from bot.web import TEMPLATES
from bot.web.routes import create_router
from bot.web.summary import create_router as summary_router
from tests.api.guidance.conftest import PACK

CHECK = "flag=none&age=5-10&signs={signs}&in_place=worker&consent=refuses&earlier=many"
SIGNS = [sign for sign in PACK.levels.indicators if not sign.red_flag]
WORST = max(SIGNS, key=lambda sign: sign.level)
NOTHING_HERE = "There is no threshold check here yet"


@pytest.fixture
def app(engine: Engine, desk: Desk) -> FastAPI:
    whole = create_app(engine, desk, lambda: "down")
    pages = create_pages([TEMPLATES], partnership="Example Partnership")
    whole.include_router(create_router(desk, pages, https=False))
    whole.include_router(summary_router(SummaryDesk(engine), pages))
    install(whole, pages, secret="made-up", https=False)
    return whole


def address(*keys: str, kind: str = "") -> str:
    return f"/summary{kind}?{CHECK.format(signs='.'.join(keys))}"


def printed(answer: httpx.Response) -> str:
    assert answer.headers["content-type"] == "application/pdf"
    with pypdfium2.PdfDocument(answer.content) as paper:
        assert len(paper) == 1
        return " ".join(paper[0].get_textpage().get_text_bounded().split())


async def test_page_and_paper_say_the_level_the_route_the_signs_and_their_sources(
    browser: httpx.AsyncClient,
) -> None:
    page = await browser.get(address(WORST.key))
    shown = " ".join(re.sub("<[^>]+>", " ", page.text).split())
    paper = printed(await browser.get(address(WORST.key, kind=".pdf")))
    for said in (shown, paper):
        assert f"Level {WORST.level}" in said
        assert WORST.text.rstrip(".") in said
        assert "024 7678 8555" in said
        assert "age 5 to 10" in said
        assert "supports your judgement" in said
        assert "What to write down" in said
        assert "Made by Heard on" in said
        assert "next review by" in said
        assert "Your role and agency" in said


async def test_the_paper_can_be_read_aloud(browser: httpx.AsyncClient) -> None:
    answer = await browser.get(address(WORST.key, kind=".pdf"))
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        kinds = {
            str(thing.S) for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/S" in thing
        }
    assert {"/H1", "/H2", "/L", "/LI", "/P"} <= kinds


async def test_as_many_signs_as_fit_an_address_stay_on_one_page(browser: httpx.AsyncClient) -> None:
    keys = [sign.key for sign in sorted(SIGNS, key=lambda sign: len(sign.key))]
    text = printed(await browser.get(address(*keys[:25], kind=".pdf")))
    assert "Where this comes from" in text


async def test_it_knows_of_no_chat_and_leaves_nothing_behind(
    browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = clock.now()
    monkeypatch.setattr(clock, "now", lambda: at)  # the page tells the minute, which ends between two looks
    plain = await browser.get(address(WORST.key))
    browser.cookies.set("heard_chat", "00000000-0000-4000-8000-000000000000.CODE.pl.young")
    browser.cookies.set("heard_survey", "00000000-0000-4000-8000-000000000000.CODE.pl.young")
    again = await browser.get(address(WORST.key))
    without_tokens = [re.sub(r'(nonce|value)="[^"]*"', "", page.text) for page in (plain, again)]
    assert without_tokens[0] == without_tokens[1]
    assert again.headers["cache-control"] == "no-store"
    assert again.headers["referrer-policy"] == "no-referrer"
    assert "heard_chat" not in again.headers.get("set-cookie", "")


@pytest.mark.parametrize("query", ["", "?age=5-10", "?child=Canary+Smith&flag=none"])
@pytest.mark.parametrize("kind", ["", ".pdf"])
async def test_where_no_check_was_finished_it_says_so_kindly(
    browser: httpx.AsyncClient, kind: str, query: str
) -> None:
    page = await browser.get(f"/summary{kind}{query}")
    assert (page.status_code, NOTHING_HERE in page.text) == (400, True)
    assert "Canary" not in page.text


async def test_a_check_that_no_sign_fits_has_ended_too(browser: httpx.AsyncClient) -> None:
    assert "Level 4" in printed(await browser.get(address(kind=".pdf")))


async def test_what_is_no_code_comes_on_no_paper(browser: httpx.AsyncClient) -> None:
    query = f"signs={WORST.key}.canary-smith.<b>Canary&age=Canary&note=Canary&earlier=Canary"
    for kind in ("", ".pdf"):
        answer = await browser.get(f"/summary{kind}?{query}")
        said = printed(answer) if kind else answer.text
        assert WORST.text.rstrip(".") in said
        assert "anary smith" not in said.lower() and "Canary" not in said
