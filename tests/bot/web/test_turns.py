"""A survey as a page: faces, scales, the look at all answers, the receipt, and what is not lost."""

import re

import httpx
import pytest
from sqlalchemy import Engine, text

from tests.bot.web.conftest import Answers, field, reply, send, skip, start

RECEIPT = re.compile(r'class="heard-receipt__code"[^>]*>([^<]+)<')
TOO_LONG = "More ducks & <geese>. " * 150


def buttons(page: httpx.Response) -> list[str]:
    """The values that can be tapped."""
    return re.findall(r'name="choice" value="([^"]+)"', page.text)


def everything_kept(engine: Engine) -> str:
    with engine.connect() as connection:
        names = connection.execute(
            text("select table_name from information_schema.tables where table_schema = 'public'")
        ).scalars()
        return "\n".join(
            str(row)
            for name in list(names)
            for row in connection.execute(text(f'select t::text from "{name}" t')).scalars()
        )


async def to_the_review(browser: httpx.AsyncClient, code: str) -> httpx.Response:
    page = await reply(browser, await start(browser, code), choice="happy")
    return await skip(browser, page, 6)


async def test_faces_have_their_words_beside_them(browser: httpx.AsyncClient, ponds: str) -> None:
    page = await start(browser, ponds)
    assert page.text.count('<svg class="heard-face"') == 5
    assert "Very happy" in page.text and "At the pond" in page.text
    assert 'data-theme="young"' in page.text


async def test_a_scale_and_steps_are_buttons_and_a_long_range_is_a_box(
    browser: httpx.AsyncClient, ponds: str
) -> None:
    page = await skip(browser, await start(browser, ponds), 1)
    assert "heard-choices--likert" in page.text
    page = await skip(browser, page, 1)
    assert [value for value in buttons(page) if value.isdecimal()] == [str(step) for step in range(11)]
    page = await skip(browser, page, 1)
    assert 'inputmode="numeric"' in page.text
    assert not [value for value in buttons(page) if value.isdecimal()]


async def test_what_is_only_to_be_seen_has_one_big_button(browser: httpx.AsyncClient, ponds: str) -> None:
    page = await skip(browser, await start(browser, ponds), 5)
    assert "Please do not feed the ducks." in page.text
    assert '<button type="submit" name="choice" value=":next" class="govuk-button heard-go">' in page.text


async def test_answers_are_looked_at_and_changed_before_they_are_sent(
    browser: httpx.AsyncClient, ponds: str, answers: Answers
) -> None:
    page = await to_the_review(browser, ponds)
    assert "Check your answers" in page.text
    assert 'Change<span class="govuk-visually-hidden"> How do you feel about ducks?' in page.text
    page = await reply(browser, page, choice=":change ducks")
    assert field(page, "question") == "ducks"
    page = await reply(browser, page, choice="sad")
    assert "Check your answers" in page.text
    assert answers()["ducks"] == "sad"


async def test_the_receipt_is_on_one_page_only_and_takes_the_answers_back(
    browser: httpx.AsyncClient, ponds: str, engine: Engine
) -> None:
    sent = await reply(browser, await to_the_review(browser, ponds), choice=":send")
    found = RECEIPT.search(sent.text)
    assert found and sent.history == []
    code = found[1]
    assert sent.text.count(code) == 1
    assert code not in (await browser.get("/chat")).text
    assert code not in everything_kept(engine)
    form = await browser.get("/withdraw")
    gone = await send(browser, "/withdraw", form, code=f" {code.lower()} ")
    assert (gone.status_code, "Your answers have been taken out" in gone.text) == (200, True)
    again = await send(browser, "/withdraw", form, code=code)
    assert (again.status_code, "No answers go with this code" in again.text) == (404, True)


async def test_a_receipt_that_did_not_arrive_comes_with_the_same_form_again(
    browser: httpx.AsyncClient, ponds: str
) -> None:
    review = await to_the_review(browser, ponds)
    lost, found = [RECEIPT.search((await reply(browser, review, choice=":send")).text) for _ in range(2)]
    assert lost and found and lost[1] == found[1]


async def test_an_empty_code_asks_for_one(browser: httpx.AsyncClient) -> None:
    page = await send(browser, "/withdraw", await browser.get("/withdraw"), code="  ")
    assert (page.status_code, "Type in the code that you wrote down" in page.text) == (400, True)


@pytest.mark.parametrize("by_htmx", [True, False], ids=["script", "no-script"])
async def test_words_that_are_too_many_come_back_and_are_kept_nowhere(
    browser: httpx.AsyncClient, ponds: str, engine: Engine, by_htmx: bool
) -> None:
    page = await skip(browser, await start(browser, ponds), 6)
    if by_htmx:
        browser.headers["HX-Request"] = "true"
    refused = await reply(browser, page, text=TOO_LONG)
    browser.headers.pop("HX-Request", None)
    assert "2,000" in refused.text
    assert TOO_LONG.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in refused.text
    assert "geese" not in (await browser.get("/chat")).text
    assert "geese" not in everything_kept(engine)


async def test_help_does_not_lose_what_was_being_written(browser: httpx.AsyncClient, ponds: str) -> None:
    page = await skip(browser, await start(browser, ponds), 6)
    helped = await reply(browser, page, choice=":help", text="more du")
    assert "Childline" in helped.text
    assert ">more du</textarea>" in helped.text


async def test_an_old_tab_changes_its_own_question_and_no_other(
    browser: httpx.AsyncClient, ponds: str, answers: Answers
) -> None:
    old_tab = await start(browser, ponds)
    second_tab = await browser.get("/chat")
    await reply(browser, second_tab, choice="happy")
    told = await reply(browser, old_tab, choice="sad")
    assert "Your newer answer counts" in told.text
    assert field(told, "question") == "frogs"
    assert answers() == {"ducks": "sad"}


async def test_skip_in_an_old_tab_skips_nothing_else(
    browser: httpx.AsyncClient, ponds: str, answers: Answers
) -> None:
    old_tab = await start(browser, ponds)
    second_tab = await browser.get("/chat")
    await reply(browser, second_tab, choice="happy")
    page = await reply(browser, old_tab, choice=":skip")
    assert field(page, "question") == "frogs"
    assert "frogs" not in answers()


@pytest.mark.parametrize(
    "words", ["🦆", "鸭", "x" * 4000, "\u200b\u200d\ufeff", "101", "-1", "twelve and a half"]
)
async def test_what_is_no_number_brings_the_question_again(
    browser: httpx.AsyncClient, ponds: str, answers: Answers, words: str
) -> None:
    page = await skip(browser, await start(browser, ponds), 3)
    again = await reply(browser, page, text=words)
    assert field(again, "question") == "ducklings"
    assert "ducklings" not in answers()


@pytest.mark.parametrize("words", ["🦆 👨\u200d👩\u200d👧", "ਹੋਰ ਬੱਤਖਾਂ", "مزید بطخیں", "更多鸭子", "a\x00b"])
async def test_any_script_is_an_answer_in_words(
    browser: httpx.AsyncClient, ponds: str, answers: Answers, words: str
) -> None:
    page = await skip(browser, await start(browser, ponds), 6)
    assert "Check your answers" in (await reply(browser, page, text=words)).text
    assert answers()["wish"] == words.replace("\x00", "")


async def test_letters_that_cannot_be_seen_are_no_answer(
    browser: httpx.AsyncClient, ponds: str, answers: Answers
) -> None:
    page = await skip(browser, await start(browser, ponds), 6)
    again = await reply(browser, page, text="\u200b\u2060")
    assert "Nothing came through" in again.text
    assert "wish" not in answers()
