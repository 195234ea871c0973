"""The pages in five languages, and each piece of them marked with its own."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.languages import NAMES
from bot.web import TEMPLATES
from bot.web.wording import LANGUAGES, direction, read, words
from tests.bot.web.conftest import reply, send, skip, start

PLACEHOLDER = re.compile(r"\{\w+\}")
POLISH = {"Accept-Language": "de;q=0.9, pl-PL;q=0.8, en;q=0.5"}


def leaves(book: Any, at: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(book, str):
        yield at, book
    else:
        for name, part in book.items():
            yield from leaves(part, f"{at}.{name}")


def test_every_language_has_one_name() -> None:
    assert {language: read(language)["name"] for language in LANGUAGES} == dict(NAMES)


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_every_language_says_all_that_english_says(language: str) -> None:
    own, english = dict(leaves(read(language))), dict(leaves(read("en")))
    assert set(own) == set(english)
    for place, sentence in english.items():
        assert set(PLACEHOLDER.findall(own[place])) == set(PLACEHOLDER.findall(sentence)), place
        assert own[place] != sentence or place == ".chat.title", place


def test_a_draft_says_that_it_is_one() -> None:
    folder = TEMPLATES.with_name("words")
    drafts = [Path(folder / f"{language}.yml").read_text() for language in LANGUAGES if language != "en"]
    assert all("A draft" in draft.partition("\n")[0] for draft in drafts)


def test_what_a_draft_lacks_and_a_language_of_nobody_here_is_english() -> None:
    assert words("xx") == words("en")


async def test_no_page_shows_the_inside_of_the_program(browser: httpx.AsyncClient, ponds: str) -> None:
    for path in ("/", "/help", "/privacy", "/withdraw", "/closed", "/nowhere", f"/join/{ponds}", "/inbox"):
        page = await browser.get(path)
        assert "built-in" not in page.text and "&lt;" not in page.text, path


async def test_a_new_chat_opens_in_the_language_of_the_browser(
    browser: httpx.AsyncClient, ponds: str
) -> None:
    browser.headers.update(POLISH)
    page = await browser.get(f"/join/{ponds}")
    assert '<html lang="pl" dir="ltr"' in page.text and "Zanim zaczniesz" in page.text
    page = await start(browser, ponds)
    assert "Co czujesz, gdy widzisz kaczki?" in page.text and "Pytanie 1 z 7" in page.text
    assert 'lang="en"' not in page.text.partition('id="turn"')[2].partition("</section>")[0]


async def test_the_language_of_a_link_counts_more_than_the_browsers(
    browser: httpx.AsyncClient, ponds: str
) -> None:
    browser.headers.update(POLISH)
    form = await browser.get(f"/join/{ponds}?language=ro")
    assert "Înainte să începi" in form.text
    page = await send(browser, f"/join/{ponds}?language=ro", form)
    assert "Câteva întrebări despre iazuri." in page.text


async def test_urdu_turns_the_page_and_its_help_card_round_and_numbers_stay(
    browser: httpx.AsyncClient, ponds: str
) -> None:
    offer = await send(browser, f"/join/{ponds}", await browser.get(f"/join/{ponds}"))
    page = await reply(browser, offer, choice=":language ur")
    assert '<html lang="ur" dir="rtl"' in page.text
    assert 'value=":language pa" class="heard-language" lang="pa" dir="ltr">ਪੰਜਾਬੀ' in page.text
    page = await reply(browser, await reply(browser, page, choice=":start"), choice=":help")
    card = page.text.partition("heard-signpost__title")[2]
    assert "lang=" not in card.partition("Childline")[0]  # the card is in the language of its page
    assert '<a class="govuk-link" href="tel:08001111" dir="ltr">0800 1111</a>' in card
    assert "یہ صفحہ بند کریں" in page.text and "مجھے ابھی مدد چاہیے" in page.text


async def test_with_scripts_another_language_brings_the_whole_page_anew(
    browser: httpx.AsyncClient, ponds: str
) -> None:
    offer = await send(browser, f"/join/{ponds}", await browser.get(f"/join/{ponds}"))
    browser.headers["HX-Request"] = "true"
    moved = await reply(browser, offer, choice=":language pl")
    assert moved.headers["HX-Redirect"] == "/chat"


async def test_pages_beside_the_chat_keep_its_language(browser: httpx.AsyncClient, ponds: str) -> None:
    offer = await send(browser, f"/join/{ponds}", await browser.get(f"/join/{ponds}"))
    await reply(browser, offer, choice=":language pl")
    assert "Twoja prywatność" in (await browser.get("/privacy")).text
    assert "Wycofaj moje odpowiedzi" in (await browser.get("/withdraw")).text
    lost = await browser.get("/nowhere")
    assert (lost.status_code, "Tej strony tu nie ma" in lost.text) == (404, True)
    assert "Potrzebuję pomocy" in lost.text and "Zamknij stronę" in lost.text


async def test_the_whole_way_can_be_gone_in_every_language(browser: httpx.AsyncClient, ponds: str) -> None:
    for language in LANGUAGES:
        browser.cookies.clear()
        form = await browser.get(f"/join/{ponds}?language={language}")
        offer = await send(browser, f"/join/{ponds}?language={language}", form)
        page = await skip(browser, await reply(browser, offer, choice=":start"), 7)
        assert words(language)["review"]["heading"] in page.text
        page = await reply(browser, page, choice=":send")
        assert words(language)["receipt"]["heading"] in page.text


def test_words_of_a_strange_language_still_have_a_direction() -> None:
    assert [direction(one) for one in ("ar", "ur-PK", "fr", "pa")] == ["rtl", "rtl", "ltr", "ltr"]
