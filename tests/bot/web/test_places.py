"""A survey that is left for something else is not lost, and who cannot go on is told what they can do."""

import re

import httpx
import pytest
from sqlalchemy import Engine

from api import clock
from api.db import transaction
from api.waves import catalogue
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.service import Plan
from bot.web.wording import LANGUAGES, words
from tests.bot.web.conftest import PONDS, field, reply, send, skip, start
from tests.people import ROBIN

CARRY_ON = "Carry on with your questions"
OWN_WORDS = "Ask in your own words"


@pytest.fixture
def other(stocked: Engine, keys: KeyRing, ponds: str) -> str:
    """The code of a second wave."""
    with transaction(stocked) as session:
        survey = catalogue.check_in(session, ROBIN, PONDS.read_bytes(), PONDS.name)
        wanted = Plan(title="Another group", watched=False, languages=["en"])
        return waves.plan(session, keys, survey, wanted, clock.now()).code


async def go_back(browser: httpx.AsyncClient, page: httpx.Response, code: str) -> httpx.Response:
    """Taps "Carry on with your questions"."""
    assert CARRY_ON in page.text and f'action="/join/{code}"' in page.text
    return await send(browser, f"/join/{code}", page)


@pytest.mark.parametrize("ending", ["question", "pause", "review"])
async def test_asking_something_in_between_loses_no_survey(
    browser: httpx.AsyncClient, ponds: str, ending: str
) -> None:
    first = await start(browser, ponds)
    if ending == "pause":
        await reply(browser, first, choice=":stop")
    elif ending == "review":
        await skip(browser, first, 7)
    talk = await send(browser, "/ask", await browser.get("/"))
    assert OWN_WORDS in talk.text
    back = await go_back(browser, talk, ponds)
    assert "already" not in back.text
    assert ("Check your answers" if ending == "review" else "Question 1 of 7") in back.text
    assert CARRY_ON not in back.text


async def test_two_surveys_are_answered_in_turn(browser: httpx.AsyncClient, ponds: str, other: str) -> None:
    await reply(browser, await start(browser, ponds), choice="happy")
    second = await start(browser, other)
    assert "Question 1 of 7" in second.text and CARRY_ON not in second.text
    back = await go_back(browser, await browser.get("/"), other)
    assert "Question 1 of 7" in back.text
    first = await send(browser, f"/join/{ponds}", await browser.get(f"/join/{ponds}"))
    assert "Question 2 of 7" in first.text
    assert other in browser.cookies["heard_survey"]


async def test_the_code_is_not_needed_twice(browser: httpx.AsyncClient, ponds: str) -> None:
    talk = await send(browser, "/ask", await browser.get("/"))
    offer = await reply(browser, talk, text=ponds.lower())
    await reply(browser, offer, choice=":start")
    talk = await send(browser, "/ask", await browser.get("/"))
    assert "Question 1 of 7" in (await go_back(browser, talk, ponds)).text


async def test_help_in_a_pause_still_shows_the_way_back(browser: httpx.AsyncClient, ponds: str) -> None:
    paused = await reply(browser, await start(browser, ponds), choice=":stop")
    assert CARRY_ON not in paused.text and "All topics" not in paused.text and OWN_WORDS not in paused.text
    helped = await reply(browser, paused, choice=":help")
    assert OWN_WORDS not in helped.text and CARRY_ON not in helped.text
    assert "Question 1 of 7" in (await reply(browser, helped, choice=":carry_on")).text


async def test_a_survey_that_is_sent_or_hidden_is_not_offered(browser: httpx.AsyncClient, ponds: str) -> None:
    await reply(browser, await start(browser, ponds), choice=":stop")
    resumed = await reply(browser, await browser.get("/chat"), choice=":carry_on")
    await reply(browser, await skip(browser, resumed, 7), choice=":send")
    assert "heard_survey" not in browser.cookies
    assert CARRY_ON not in (await browser.get("/")).text


async def test_hiding_forgets_the_survey_that_was_left(browser: httpx.AsyncClient, ponds: str) -> None:
    await start(browser, ponds)
    talk = await send(browser, "/ask", await browser.get("/"))
    assert "heard_survey" in browser.cookies
    await send(browser, "/chat/hide", talk)
    assert set(browser.cookies) == {"heard_form"}


async def test_the_privacy_page_names_all_that_is_kept(browser: httpx.AsyncClient) -> None:
    for language in LANGUAGES:
        page = await browser.get(f"/privacy?language={language}")
        for name in ("heard_chat", "heard_survey", "heard_person", "heard_form", "heard_words"):
            assert f">{name}</dt>" in page.text
        assert words(language)["privacy"]["survey"] in page.text


async def test_a_code_that_opens_nothing_asks_for_another(browser: httpx.AsyncClient) -> None:
    page = await send(browser, "/join/QQQQ2222", await browser.get("/join/QQQQ2222"))
    assert "That code does not open anything" in page.text
    assert OWN_WORDS not in page.text and "All topics" not in page.text
    assert 'action="/join"' in page.text and 'for="code"' in page.text
    assert 'value=":help"' in page.text and "Go to the first page" in page.text


async def test_a_second_time_asks_for_another_code(browser: httpx.AsyncClient, ponds: str) -> None:
    review = await skip(browser, await start(browser, ponds), 7)
    await reply(browser, review, choice=":send")
    page = await send(browser, f"/join/{ponds}", await browser.get(f"/join/{ponds}"))
    assert "Each person can take part once" in page.text
    assert OWN_WORDS not in page.text and 'for="code"' in page.text


async def test_a_wrong_receipt_stays_in_the_box_and_the_error_is_tied_to_it(
    browser: httpx.AsyncClient,
) -> None:
    page = await send(browser, "/withdraw", await browser.get("/withdraw"), code="QQQQ 2222 QQQQ")
    assert 'value="QQQQ 2222 QQQQ"' in page.text
    assert 'aria-describedby="code-error"' in page.text and 'href="#code"' in page.text
    assert "<title>Error: " in page.text


async def test_after_taking_answers_back_nothing_says_that_they_were_sent(
    browser: httpx.AsyncClient, ponds: str
) -> None:
    review = await skip(browser, await start(browser, ponds), 7)
    sent = await reply(browser, review, choice=":send")
    code = re.search(r'heard-receipt__code"[^>]*>([^<]+)<', sent.text)
    assert code
    gone = await send(browser, "/withdraw", sent, code=code[1])
    assert "cannot answer these questions again" in gone.text and "Go to the first page" in gone.text
    assert "have been sent" not in (await browser.get("/chat")).text


async def test_a_code_for_one_says_that_it_works_once(browser: httpx.AsyncClient, ponds: str) -> None:
    for language in LANGUAGES:
        join = words(language)["join"]
        alone = await browser.get(f"/join/ABCDEFGH23?language={language}")
        assert (join["leave_once"] in alone.text, join["leave"] in alone.text) == (True, False)
        group = await browser.get(f"/join/{ponds}?language={language}")
        assert (join["leave_once"] in group.text, join["leave"] in group.text) == (False, True)


async def test_help_is_first_for_whom_the_chat_is_with(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/help")
    assert page.text.index("If you are a child") < page.text.index("If you work with children")
    await send(browser, "/ask", page)
    page = await browser.get("/help")
    assert page.text.index("If you work with children") < page.text.index("If you are a child")


async def test_the_question_about_languages_stands_above_them(browser: httpx.AsyncClient, ponds: str) -> None:
    page = await reply(browser, await start(browser, ponds), choice=":language")
    assert page.text.index("Which language do you want?") < page.text.index('value=":language pl"')


async def test_an_answer_that_is_changed_shows_what_it_was(browser: httpx.AsyncClient, ponds: str) -> None:
    page = await reply(browser, await start(browser, ponds), choice="happy")
    page = await skip(browser, page, 5)
    page = await reply(browser, page, text="More ducks")
    again = await reply(browser, page, choice=":change ducks")
    assert re.findall('value="([^"]+)" class="heard-choice" aria-current="true"', again.text) == ["happy"]
    page = await reply(browser, again, choice=":keep")
    again = await reply(browser, page, choice=":change wish")
    assert field(again, "question") == "wish"
    assert ">More ducks</textarea>" in again.text
