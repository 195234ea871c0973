"""Comments in the console: labelling, themes and quotes as people of the staff meet them."""

import html
import re
from collections.abc import AsyncIterator, Callable
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.audit.tables import AuditRow
from api.meaning.tables import CodingRow, LabelRow, QuoteRow
from api.runs.tables import ResponseRow
from api.staff.person import Role
from api.waves.tables import WaveRow
from tests import comments
from tests.api.console.conftest import Browser, a_browser, sign_in
from tests.comments import QUESTION

Opened = Callable[..., WaveRow]
BUS = "The bus is too full and people are rude."


@pytest.fixture
async def analyst(console: FastAPI, stocked: Engine) -> AsyncIterator[Browser]:
    async with a_browser(console) as browser:
        sign_in(browser, stocked, "Ann Example", [Role.ANALYST])
        yield browser


@pytest.fixture
async def approver(console: FastAPI, stocked: Engine) -> AsyncIterator[Browser]:
    async with a_browser(console) as browser:
        sign_in(browser, stocked, "Bea Example", [Role.APPROVER])
        yield browser


@pytest.fixture
async def scrutineer(console: FastAPI, stocked: Engine) -> AsyncIterator[Browser]:
    async with a_browser(console) as browser:
        sign_in(browser, stocked, "Cleo Example", [Role.SCRUTINEER])
        yield browser


def shown(text: str) -> str:
    """A page without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def hidden(text: str, name: str = "comment") -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]+)"', text)


async def confirm(browser: Browser, wave: UUID) -> None:
    """Takes every suggestion of every page as it is."""
    place = f"/console/comments/{wave}/themes/{QUESTION}"
    for number in range(1, 9):
        page = await browser.get(f"{place}?page={number}")
        fields: dict[str, str | list[str]] = {"comment": hidden(page.text)}
        for name, value in re.findall(
            r'name="(themes_[^"]+)" type="checkbox" value="([^"]+)" checked', page.text
        ):
            fields.setdefault(name, [])
            fields[name] = [*fields[name], value]
        if hidden(page.text):
            assert (await browser.post(place, **fields)).status_code == 303


async def test_before_any_wave_has_closed_the_pages_say_so(analyst: Browser, open_wave: Opened) -> None:
    wave = open_wave().id
    assert "No survey has closed yet" in shown((await analyst.get("/console/comments")).text)
    assert "Nothing has been proposed yet" in shown((await analyst.get("/console/quotes")).text)
    assert (await analyst.get(f"/console/comments/{wave}")).status_code == 409
    assert (await analyst.get(f"/console/comments/{wave}/tone/{QUESTION}")).status_code == 404


async def test_the_list_and_the_wave_say_how_far_the_comments_are(
    analyst: Browser, session: Session, open_wave: Opened
) -> None:
    wave = comments.closed(session, open_wave, comments.some(20, 20), title="Autumn group")
    listed = shown((await analyst.get("/console/comments")).text)
    assert "Autumn group" in listed and "None yet" in listed
    page = shown((await analyst.get(f"/console/comments/{wave}")).text)
    assert "Nobody has labelled comments to this question yet" in page
    assert "Hardly any comment has been read for themes yet" in page
    refused = await analyst.post(f"/console/comments/{wave}/count")
    assert refused.status_code == 409
    assert "There is nothing new to count" in shown(refused.text)


async def test_few_comments_are_not_worked_on(analyst: Browser, session: Session, open_wave: Opened) -> None:
    wave = comments.closed(session, open_wave, comments.some(9, 10))
    page = shown((await analyst.get(f"/console/comments/{wave}")).text)
    assert "No question of this survey can be worked on" in page
    for room in ("tone", "themes"):
        assert (await analyst.get(f"/console/comments/{wave}/{room}/{QUESTION}")).status_code == 404


async def test_a_comment_is_labelled_taken_back_and_labelled_again(
    analyst: Browser, session: Session, open_wave: Opened
) -> None:
    wave = comments.closed(session, open_wave, comments.some(12, 12))
    place = f"/console/comments/{wave}/tone/{QUESTION}"
    first = await analyst.get(place)
    [one] = hidden(first.text)
    second = await analyst.post(place, comment=one, tone="negative")
    assert second.status_code == 200
    assert one not in hidden(second.text.partition("Go back to the last comment")[0].partition("/back")[0])
    assert session.exec(select(LabelRow.tone)).all() == ["negative"]
    session.rollback()
    again = await analyst.post(f"{place}/back", comment=one)
    assert hidden(again.text)[0] == one
    assert session.exec(select(LabelRow)).all() == []
    session.rollback()
    await analyst.post(place, comment=one, tone="positive")
    assert session.exec(select(LabelRow.tone)).all() == ["positive"]


async def test_a_tone_has_to_be_chosen_and_the_comment_stays(
    analyst: Browser, session: Session, open_wave: Opened
) -> None:
    wave = comments.closed(session, open_wave, comments.some(12, 12))
    place = f"/console/comments/{wave}/tone/{QUESTION}"
    [one] = hidden((await analyst.get(place)).text)
    refused = await analyst.post(place, comment=one)
    assert refused.status_code == 422
    assert "Choose how it sounds" in shown(refused.text)
    assert hidden(refused.text) == [one]


async def test_no_address_and_no_exact_number_tells_of_a_comment(
    analyst: Browser, session: Session, open_wave: Opened
) -> None:
    wave = comments.closed(session, open_wave, comments.some(19, 18))
    ids = {str(one) for one in session.exec(select(ResponseRow.id)).all()}
    session.rollback()
    for room in ("", f"/tone/{QUESTION}", f"/themes/{QUESTION}"):
        page = (await analyst.get(f"/console/comments/{wave}{room}")).text
        addresses = re.findall(r'(?:href|action)="([^"]+)"', page)
        assert not [address for address in addresses for one in ids if one in address]
        assert not re.search(r"\b37\b", shown(page))


async def test_nobody_sees_which_comments_to_two_questions_one_person_wrote(
    analyst: Browser, session: Session, open_wave: Opened
) -> None:
    said = [f"{BUS} Number {number}." for number in range(20)]
    wave = comments.closed(session, open_wave, said, survey="training_after")
    rows = session.exec(select(ResponseRow)).all()
    for row in rows:
        row.answers = {**row.answers, "improve": row.answers[QUESTION]}
    ids = [str(row.id) for row in rows]
    session.commit()
    pages = [
        (await analyst.get(f"/console/comments/{wave}/{room}")).text
        for room in (f"themes/{QUESTION}", "themes/improve", f"tone/{QUESTION}")
    ]
    orders = [re.findall(r"Number (\d+)", page) for page in pages[:2]]
    names = [hidden(page) for page in pages[:2]]
    assert sorted(orders[0]) == sorted(orders[1]) and orders[0] != orders[1]
    assert len(names[0]) == len(names[1]) == 20 and not set(names[0]) & set(names[1])
    await confirm(analyst, wave)
    pages.append((await analyst.get(f"/console/comments/{wave}/quotes/{QUESTION}/travelling")).text)
    assert hidden(pages[-1])
    assert not [one for one in ids for page in pages if one in page or one.replace("-", "") in page]


async def test_themes_are_confirmed_by_the_page_and_counted(
    analyst: Browser, scrutineer: Browser, session: Session, open_wave: Opened
) -> None:
    wave = comments.closed(session, open_wave, [BUS] * 30 + ["Nothing much really"] * 13)
    await confirm(analyst, wave)
    assert len(session.exec(select(CodingRow).where(CodingRow.theme == "")).all()) == 43
    session.rollback()
    assert (await analyst.post(f"/console/comments/{wave}/count")).status_code == 303
    page = shown((await scrutineer.get(f"/console/comments/{wave}")).text)
    assert "What comments were about" in page
    assert re.search(r"Getting around 30 67 ?.? ?%", page), page
    assert "Comments in all 45" in page
    findings = shown((await scrutineer.get(f"/console/findings/{wave}")).text)
    assert "Getting around" in findings


async def test_a_theme_is_only_accepted_as_a_whole_where_enough_was_read(
    analyst: Browser, session: Session, open_wave: Opened
) -> None:
    wave = comments.closed(session, open_wave, [BUS] * 200)
    place = f"/console/comments/{wave}/themes/{QUESTION}"
    assert "No theme is that far yet" in shown((await analyst.get(place)).text)
    assert (await analyst.post(f"{place}/accept", theme="travelling")).status_code == 422
    await confirm(analyst, wave)
    ready = shown((await analyst.get(place)).text)
    assert "Getting around : of ten suggestions, people kept 10" in ready
    page = (await analyst.get(place)).text
    one, other, *_ = hidden(page)
    # Whoever has ticked something on the page and not confirmed it finds it again.
    accepted = await analyst.post(
        f"{place}/accept",
        theme="travelling",
        page=hidden(page, "page")[0],
        comment=[one, other],
        **{f"themes_{one}": ["area", "listening"]},
    )
    assert accepted.status_code == 200
    boxes = re.findall(r'name="themes_(\w+)" type="checkbox" value="([^"]+)" checked', accepted.text)
    assert sorted(theme for name, theme in boxes if name == one) == ["area", "listening"]
    assert not [theme for name, theme in boxes if name == other]
    bulk = select(CodingRow).where(CodingRow.bulk)
    assert len(session.exec(bulk).all()) == 40


async def test_suggestions_learn_from_enough_that_was_confirmed(
    analyst: Browser, scrutineer: Browser, session: Session, open_wave: Opened
) -> None:
    wave = comments.closed(session, open_wave, [BUS] * 160 + ["The queue is long"] * 140)
    place = f"/console/comments/{wave}/themes/{QUESTION}"
    assert "So far fewer than ten have been confirmed" in shown((await analyst.get(place)).text)
    early = await analyst.post(f"{place}/learn")
    assert early.status_code == 422
    assert "Read more comments first" in shown(early.text)
    for number in range(1, 16):
        page = (await analyst.get(f"{place}?page={number}")).text
        said = re.findall(r'dir="auto">([^<]+)<', page)
        ticked = {
            f"themes_{name}": ["waiting" if words.startswith("The queue") else "travelling"]
            for name, words in zip(hidden(page), said, strict=True)
        }
        await analyst.post(place, page=str(number), comment=hidden(page), **ticked)
    assert "About 300 comments have been confirmed" in shown((await analyst.get(place)).text)
    assert (await scrutineer.post(f"{place}/learn")).status_code == 403
    before = (await analyst.get(f"{place}?page=2")).text
    one = hidden(before)[0]
    ticked = {f"themes_{one}": ["area", "listening"]}
    learned = await analyst.post(f"{place}/learn", page="2", comment=hidden(before), **ticked)
    assert learned.status_code == 200
    # Whoever has ticked something on the page and not confirmed it finds it again.
    boxes = re.findall(r'name="themes_(\w+)" type="checkbox" value="([^"]+)" checked', learned.text)
    assert boxes == [(one, "area"), (one, "listening")]
    page = shown(learned.text)
    assert "Suggestions have learned from about 300 confirmed comments" in page
    assert "Waiting and getting help in time Nothing suggested 0 10 10 What was learned" in page
    assert "Getting around 10 10 10 10 List of words" in page


async def test_a_quote_goes_by_two_people(
    analyst: Browser, approver: Browser, scrutineer: Browser, session: Session, open_wave: Opened
) -> None:
    wave = comments.closed(session, open_wave, [BUS] * 30 + ["Nothing much really"] * 13)
    await confirm(analyst, wave)
    choose = f"/console/comments/{wave}/quotes/{QUESTION}/travelling"
    [one, *_] = hidden((await analyst.get(choose)).text)
    made = await analyst.post(choose, comment=one)
    place = made.headers["location"]
    assert one not in place
    refused = await analyst.post(f"{place}/shorten", words="The bus is always full …")
    assert refused.status_code == 422
    assert "always full" in refused.text and "Nothing may be added" in shown(refused.text)
    assert (await analyst.post(f"{place}/shorten", words="The bus is too full ...")).status_code == 303
    assert (await analyst.post(f"{place}/approve")).status_code == 403
    waits = (await approver.get("/console")).text
    assert "One quote to approve" in shown(waits) and f'href="{place}"' in waits
    assert "too full" not in waits
    assert (await approver.post(f"{place}/refuse", reason="Too long")).status_code == 303
    back = (await analyst.get("/console")).text
    assert "One quote was sent back to you" in shown(back) and f'href="{place}"' in back
    assert "sent back to you" not in shown((await scrutineer.get("/console")).text)
    assert (await analyst.post(f"{place}/shorten", words="The bus is too full ...")).status_code == 303
    assert "sent back to you" not in shown((await analyst.get("/console")).text)
    page = await approver.get(place)
    assert "A young person" in shown(page.text) and BUS in shown(page.text)
    [read] = hidden(page.text, "read")
    assert (await approver.post(f"{place}/approve", read=read)).status_code == 303
    told = shown((await scrutineer.get(f"/console/comments/{wave}")).text)
    assert "“The bus is too full …”" in told
    assert (await scrutineer.post(f"{place}/withdraw")).status_code == 403
    assert (await approver.post(f"{place}/withdraw")).status_code == 303
    assert "The bus is too full" not in shown((await scrutineer.get(f"/console/comments/{wave}")).text)
    assert session.exec(select(QuoteRow.response_id)).all() == [None]


async def test_whoever_only_looks_on_reads_no_quote_before_it_is_approved(
    analyst: Browser, approver: Browser, scrutineer: Browser, session: Session, open_wave: Opened
) -> None:
    wave = comments.closed(session, open_wave, [BUS] * 20)
    await confirm(analyst, wave)
    choose = f"/console/comments/{wave}/quotes/{QUESTION}/travelling"
    [one, *_] = hidden((await analyst.get(choose)).text)
    place = (await analyst.post(choose, comment=one)).headers["location"]

    async def reads() -> list[bool]:
        """Whether its page, the list of all and the list of its state hold the words."""
        addresses = (place, "/console/quotes", "/console/quotes?state=", "/console/quotes?state=refused")
        return [BUS in html.unescape((await scrutineer.get(address)).text) for address in addresses]

    assert await reads() == [False] * 4
    assert (await scrutineer.get(place)).status_code == 404
    await approver.post(f"{place}/refuse", reason="It points to one child")
    assert await reads() == [False] * 4
    await analyst.post(f"{place}/shorten", words=BUS)
    [read] = hidden((await approver.get(place)).text, "read")
    await approver.post(f"{place}/approve", read=read)
    assert await reads() == [True] * 4
    await approver.post(f"{place}/withdraw")
    assert await reads() == [False] * 4
    page = (await approver.get(place)).text
    assert BUS not in html.unescape(page) and "It was withdrawn" in shown(page)
    assert "Words taken away" in shown((await approver.get("/console/quotes")).text)
    looks = session.exec(select(AuditRow.who).where(AuditRow.what == "quotes_opened")).all()
    assert sorted(who.split(",")[0] for who in looks) == ["Bea Example", "Cleo Example"]


async def test_whoever_approves_reads_no_other_comments_and_the_scrutineer_none(
    approver: Browser, scrutineer: Browser, session: Session, open_wave: Opened
) -> None:
    wave = comments.closed(session, open_wave, comments.some(15, 15))
    for browser in (approver, scrutineer):
        for room in (f"tone/{QUESTION}", f"themes/{QUESTION}", f"quotes/{QUESTION}/travelling"):
            assert (await browser.get(f"/console/comments/{wave}/{room}")).status_code == 403
    page = (await scrutineer.get(f"/console/comments/{wave}")).text
    assert not [words for words in comments.GOOD + comments.BAD if words in page]


async def test_reading_comments_stands_in_the_trail(
    analyst: Browser, session: Session, open_wave: Opened
) -> None:
    wave = comments.closed(session, open_wave, comments.some(15, 15))
    await analyst.get(f"/console/comments/{wave}/tone/{QUESTION}")
    await analyst.get(f"/console/comments/{wave}/themes/{QUESTION}")
    found = session.exec(select(AuditRow).where(AuditRow.what == "comments_opened")).all()
    assert [(row.subject, row.who.split(",")[0]) for row in found] == [(wave, "Ann Example")]


async def test_what_the_labels_say_is_told_in_words_and_the_tone_is_shown_with_its_band(
    analyst: Browser, scrutineer: Browser, session: Session, open_wave: Opened
) -> None:
    wave = comments.closed(session, open_wave, comments.some(80, 50))
    comments.label(session, wave, 110)
    place = f"/console/comments/{wave}/tone/{QUESTION}"
    assert "Enough comments are labelled" in shown((await analyst.get(place)).text)
    assert (await analyst.post(f"{place}/check")).status_code == 303
    told = shown((await analyst.get(place)).text)
    assert "The tone of this question is shown." in told
    assert "Of ten comments that people call negative it finds" in told
    assert "VADER, another list of words" in told
    assert (await analyst.post(f"/console/comments/{wave}/count")).status_code == 303
    page = shown((await scrutineer.get(f"/console/comments/{wave}")).text)
    assert "How comments sounded" in page
    assert re.search(r"Each share is right within about (10|15) points", page)
    assert (await analyst.post(f"/console/comments/{wave}/count")).status_code == 409
