"""Pages of broadcasts: written by one, approved by another, sent once, and watched."""

import re
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, select

from api import clock
from api.broadcasts import ledger
from api.broadcasts import service as broadcasts
from api.broadcasts.ledger import ARRIVED, Fate
from api.broadcasts.tables import AttemptState, BroadcastRow, BroadcastState, DeliveryRow, DeliveryState
from api.console import quarters
from api.db import transaction
from api.members import service as members
from api.staff.person import Role
from api.waves.keys import KeyRing
from tests import staff
from tests.api.console.conftest import Browser, Listener, a_browser, sign_in
from tests.people import ROBIN, approved

WRITE = {"title": "Training", "text": "Places are open."}
ASK, APPROVE, SEND = "Ask for approval", "Approve it", "Send it now"
BACK, CHANGE = "Take it back to change it", "Change it"
CANCEL, RESUME, TIME_BACK = "Cancel the rest", "Let it go on", "Take its time back"
BUTTONS = (ASK, APPROVE, SEND, BACK, CHANGE, CANCEL, RESUME, TIME_BACK, "Send it back")
TOMORROW = clock.here(clock.now()) + timedelta(days=1)
NOON = {
    "leaves_day": str(TOMORROW.day),
    "leaves_month": str(TOMORROW.month),
    "leaves_year": str(TOMORROW.year),
    "leaves_time": "noon",
}


@pytest.fixture
async def kim(console: FastAPI, stocked: Engine) -> AsyncIterator[Browser]:
    """The second person, who approves and nothing else."""
    async with a_browser(console) as browser:
        sign_in(browser, stocked, "Kim Example", [Role.APPROVER])
        yield browser


@pytest.fixture
async def reader(console: FastAPI, stocked: Engine) -> AsyncIterator[Browser]:
    """The scrutineer."""
    async with a_browser(console) as browser:
        sign_in(browser, stocked, "Pat Scrutineer", [Role.SCRUTINEER])
        yield browser


def join(engine: Engine, keys: KeyRing, kind: str = "web") -> None:
    with transaction(engine) as session:
        code = members.invite(session, name="Made Up", agency="Example", today=clock.today())
        members.join(session, keys, code, members.Address(kind, uuid4().hex), clock.today())


async def written(unit: Browser) -> str:
    made = await unit.post("/console/broadcasts/new", **WRITE)
    assert made.status_code == 303
    return str(made.headers["location"])


def mark(page: str) -> str:
    found = re.search(r'name="read" value="(\w+)"', page)
    assert found, "no mark of what was read"
    return found.group(1)


async def ready(unit: Browser, kim: Browser) -> str:
    """Written, asked for and approved."""
    place = await written(unit)
    await unit.post(f"{place}/ask")
    done = await kim.post(f"{place}/approve", read=mark((await kim.get(place)).text))
    assert (done.status_code, done.headers.get("location")) == (303, place), done.text
    return place


async def offered(browser: Browser, place: str) -> set[str]:
    """The buttons of the page."""
    page = (await browser.get(place)).text
    found = re.findall(r'<(?:button|a)[^>]*class="govuk-button[^>]*>(.*?)</', page, re.DOTALL)
    return {one.strip() for one in found} & set(BUTTONS)


WRONG = (
    ("title", " \x00", "Write a title"),
    ("text", "\r\n \r\n", "Write the text"),
    ("title", "x" * 200, "Keep the title"),
    ("text", "x" * 5000, "Keep the text"),
)


async def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    unit: Browser, stocked: Engine
) -> None:
    for field, typed, said in WRONG:
        fields = {"title": "Kept title", "text": "Kept text"} | {field: typed}
        page = await unit.post("/console/broadcasts/new", **fields)
        assert page.status_code == 422
        assert "<title>Error: " in " ".join(page.text.split())
        assert said in page.text
        assert f'id="{field}-error"' in page.text
        assert ("Kept text" if field == "title" else "Kept title") in page.text
    with Session(stocked) as session:
        assert session.exec(select(BroadcastRow)).all() == []


async def test_members_see_paragraphs_in_the_inbox_and_plain_lines_in_telegram(
    unit: Browser, stocked: Engine
) -> None:
    text = "Places are open.\r\n\r\n- One\r\n- <i>Two</i>\r\n"
    made = await unit.post("/console/broadcasts/new", title="Training", text=text)
    page = await unit.get(made.headers["location"])
    assert '<p class="govuk-body">Places are open.</p>' in page.text
    assert "<li>One</li><li>&lt;i&gt;Two&lt;/i&gt;</li>" in page.text
    assert "Training\n\nPlaces are open.\n\n- One\n- &lt;i&gt;Two&lt;/i&gt;</div>" in page.text
    with Session(stocked) as session:
        assert session.exec(select(BroadcastRow.text)).all() == ["Places are open.\n\n- One\n- <i>Two</i>"]


async def test_each_meets_the_buttons_that_they_can_use_and_no_others(
    unit: Browser, kim: Browser, reader: Browser, stocked: Engine, keys: KeyRing
) -> None:
    join(stocked, keys)
    place = await written(unit)
    assert await offered(unit, place) == {ASK, CHANGE}
    assert await offered(kim, place) == await offered(reader, place) == set()
    await unit.post(f"{place}/ask")
    assert await offered(unit, place) == {BACK}
    assert "You have written in it, so a second person has to approve it" in (await unit.get(place)).text
    assert "Kim Example (Designated safeguarding lead) can do that" in (await unit.get(place)).text
    assert await offered(kim, place) == {APPROVE, "Send it back"}
    assert await offered(reader, place) == set()
    await kim.post(f"{place}/approve", read=mark((await kim.get(place)).text))
    assert await offered(unit, place) == {SEND, BACK}
    assert await offered(kim, place) == await offered(reader, place) == set()
    await unit.post(f"{place}/send")
    assert await offered(unit, place) == {CANCEL}
    assert await offered(kim, place) == await offered(reader, place) == set()
    await unit.post(f"{place}/cancel")
    assert await offered(unit, place) == {RESUME}
    assert await offered(kim, place) == await offered(reader, place) == set()
    assert "Write a broadcast" not in (await kim.get("/console/broadcasts")).text


async def test_the_author_cannot_approve_by_another_way_and_is_told_who_can(
    unit: Browser, stocked: Engine
) -> None:
    place = await written(unit)
    await unit.post(f"{place}/ask")
    refused = await unit.post(f"{place}/approve", read="any")
    assert (refused.status_code, "A second person has to look at it" in refused.text) == (409, True)
    assert "So far nobody else can" in refused.text
    with Session(stocked) as session:
        assert session.exec(select(BroadcastRow.state)).all() == ["waiting"]


async def test_who_approves_what_they_have_not_read_has_approved_nothing(
    unit: Browser, kim: Browser, stocked: Engine, keys: KeyRing
) -> None:
    join(stocked, keys)
    place = await written(unit)
    await unit.post(f"{place}/ask")
    for read in ({}, {"read": "0" * 16}):
        refused = await kim.post(f"{place}/approve", **read)
        assert (refused.status_code, "Somebody has changed this broadcast" in refused.text) == (409, True)
        assert "Waiting for approval" in refused.text
    assert await offered(kim, place) == {APPROVE, "Send it back"}
    assert (await unit.post(f"{place}/send")).status_code == 409
    with Session(stocked) as session:
        assert session.exec(select(DeliveryRow)).all() == []


async def test_sent_back_it_says_why_and_can_be_changed(unit: Browser, kim: Browser) -> None:
    place = await written(unit)
    await unit.post(f"{place}/ask")
    for reason in (" ", "x" * 501):
        refused = await kim.post(f"{place}/refuse", reason=reason)
        assert (refused.status_code, 'id="reason-error"' in refused.text) == (422, True)
    assert "x" * 501 in refused.text
    assert (await kim.post(f"{place}/refuse", reason="The day <b>is</b> wrong")).status_code == 303
    page = (await unit.get(place)).text
    assert "The day &lt;b&gt;is&lt;/b&gt; wrong" in page
    assert "Kim Example" in page
    form = (await unit.get(f"{place}/change")).text
    assert 'value="Training"' in form
    saved = await unit.post(f"{place}/change", title="Training", text="On Friday.", read=mark(form))
    assert saved.headers["location"] == place
    assert "On Friday." in (await unit.get(place)).text


async def test_whoever_changes_what_another_has_changed_sees_both_first(
    unit: Browser, console: FastAPI, stocked: Engine
) -> None:
    place = await written(unit)
    old = mark((await unit.get(f"{place}/change")).text)
    async with a_browser(console) as other:
        sign_in(other, stocked, "Sam Sender", [Role.SENDER])
        await other.post(f"{place}/change", title="Sam's", text="Other words", read=old)
    refused = await unit.post(f"{place}/change", title="Mine", text="My words", read=old)
    assert refused.status_code == 409
    for said in ("Somebody has changed this broadcast", "Other words", "My words"):
        assert said in refused.text
    again = await unit.post(f"{place}/change", title="Mine", text="My words", read=mark(refused.text))
    assert again.status_code == 303
    page = (await unit.get(place)).text
    assert "My words" in page


async def test_what_is_no_draft_any_more_keeps_what_was_typed(unit: Browser) -> None:
    place = await written(unit)
    read = mark((await unit.get(f"{place}/change")).text)
    await unit.post(f"{place}/ask")
    assert (await unit.get(f"{place}/change")).headers["location"] == place
    refused = await unit.post(f"{place}/change", title="Late", text="Late words", read=read)
    assert (refused.status_code, "only a draft can be changed" in refused.text) == (409, True)
    assert "Late words" in refused.text
    assert (await unit.post(f"{place}/ask")).status_code == 409


async def test_with_nobody_to_read_it_nothing_is_sent(unit: Browser, kim: Browser) -> None:
    assert "Nothing has been written yet" in (await unit.get("/console/broadcasts")).text
    place = await ready(unit, kim)
    page = await unit.get(place)
    assert "Nobody has joined yet" in page.text
    assert SEND not in page.text
    refused = await unit.post(f"{place}/send")
    assert refused.status_code == 409
    assert "invite members first" in refused.text


async def test_nothing_is_sent_that_nobody_has_approved(
    unit: Browser, stocked: Engine, keys: KeyRing
) -> None:
    join(stocked, keys)
    place = await written(unit)
    for _ in range(2):
        assert (await unit.post(f"{place}/send")).status_code == 409
        await unit.post(f"{place}/ask")
    with Session(stocked) as session:
        assert session.exec(select(DeliveryRow)).all() == []


async def test_sending_twice_makes_one_copy_for_each_member(
    unit: Browser, kim: Browser, stocked: Engine, keys: KeyRing
) -> None:
    join(stocked, keys)
    join(stocked, keys, "telegram")
    place = await ready(unit, kim)
    assert "all 2 members of the action group, 1 of them in Telegram" in (await unit.get(place)).text
    for _ in range(2):
        sent = await unit.post(f"{place}/send")
        assert (sent.status_code, sent.headers["location"]) == (303, place)
    with Session(stocked) as session:
        assert len(session.exec(select(DeliveryRow)).all()) == 2
    page = await unit.get(place)
    assert "0 of 2 handed out." in page.text
    assert "Look again" in page.text


async def test_cancelled_it_says_how_many_have_not_left_and_goes_on(
    unit: Browser, kim: Browser, stocked: Engine, keys: KeyRing
) -> None:
    join(stocked, keys, "telegram")
    place = await ready(unit, kim)
    assert (await unit.post(f"{place}/cancel")).status_code == 409
    await unit.post(f"{place}/send")
    for act, state, said in (
        ("cancel", "cancelled", "1 of its copies have not left"),
        ("resume", "sending", "On the way"),
    ):
        for _ in range(2):  # a second tap finds it as it was wanted
            assert (await unit.post(f"{place}/{act}")).status_code == 303
        assert said in (await unit.get(place)).text
        with Session(stocked) as session:
            assert session.exec(select(BroadcastRow.state)).all() == [state]
    assert (await kim.post(f"{place}/cancel")).status_code == 403


async def test_put_off_it_says_when_it_leaves_here_and_in_the_calendar(
    unit: Browser, kim: Browser, stocked: Engine, keys: KeyRing
) -> None:
    join(stocked, keys)
    place = await ready(unit, kim)
    assert 'name="leaves_day"' in (await unit.get(f"{place}/schedule")).text
    done = await unit.post(f"{place}/schedule", **NOON)
    assert (done.status_code, done.headers["location"]) == (303, place)
    page = (await unit.get(place)).text
    assert f"It leaves by itself at midday on {TOMORROW:%A} {TOMORROW.day} {TOMORROW:%B %Y}" in page
    assert await offered(unit, place) == {TIME_BACK, SEND, BACK}
    assert await offered(kim, place) == set()
    quarter = f"/console/calendar?quarter={quarters.of(TOMORROW.date()).written}"
    assert "leaves at midday" in (await kim.get(quarter)).text
    assert (await unit.get(f"{place}/schedule")).headers["location"] == place
    assert (await unit.post(f"{place}/schedule", **NOON)).status_code == 409
    assert (await unit.post(f"{place}/unschedule")).status_code == 303
    assert await offered(unit, place) == {SEND, BACK}
    assert (await kim.post(f"{place}/schedule", **NOON)).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"leaves_day": "32"}, "leaves_day", "Write a day that the calendar has"),
        ({"leaves_time": "3"}, "leaves_time", "the morning or the afternoon"),
        ({"leaves_year": "2020"}, "leaves_day", "Choose a time to come"),
        ({"leaves_year": "2999"}, "leaves_day", "within a year"),
    ],
)
async def test_a_moment_that_is_no_good_is_blamed_on_its_field(
    unit: Browser, kim: Browser, wrong: dict[str, str], field: str, said: str
) -> None:
    place = await ready(unit, kim)
    refused = await unit.post(f"{place}/schedule", **NOON | wrong)
    assert refused.status_code == 422
    assert said in refused.text
    assert f'href="#{field}"' in refused.text
    assert f'id="{field}"' in refused.text


async def test_a_draft_is_thrown_away_after_a_question(unit: Browser, kim: Browser, stocked: Engine) -> None:
    place = await written(unit)
    assert "Throw Training away?" in (await unit.get(f"{place}/discard")).text
    assert (await kim.post(f"{place}/discard")).status_code == 403
    await unit.post(f"{place}/ask")
    assert (await unit.post(f"{place}/discard")).status_code == 409
    assert (await unit.get(f"{place}/discard")).headers["location"] == place
    await unit.post(f"{place}/back")
    gone = await unit.post(f"{place}/discard")
    assert gone.headers["location"] == "/console/broadcasts"
    assert (await unit.get(place)).status_code == 404
    with Session(stocked) as session:
        assert session.exec(select(BroadcastRow)).all() == []


async def test_what_is_sensitive_can_be_kept_from_being_sent_twice(unit: Browser, stocked: Engine) -> None:
    made = await unit.post("/console/broadcasts/new", **WRITE, once="yes")
    place = made.headers["location"]
    assert "It is not sent again: a few may not get it" in (await unit.get(place)).text
    form = (await unit.get(f"{place}/change")).text
    assert re.search(r'name="once"[^>]*checked', form)
    await unit.post(f"{place}/change", **WRITE, read=mark(form))
    assert "It is sent again: a few may get it twice" in (await unit.get(place)).text


async def test_the_page_tells_who_was_not_reached_and_what_is_uncertain(
    unit: Browser, stocked: Engine, keys: KeyRing
) -> None:
    for _ in range(6):
        join(stocked, keys, "telegram")
    fates = [
        ARRIVED,
        Fate(AttemptState.SENT, DeliveryState.SENT, doubted=True),
        Fate(AttemptState.BLOCKED, DeliveryState.BLOCKED),
        Fate(AttemptState.GONE, DeliveryState.GONE),
        Fate(AttemptState.MOVED, DeliveryState.MOVED),
        Fate(AttemptState.UNCERTAIN, DeliveryState.UNCERTAIN, doubted=True),
    ]
    with transaction(stocked) as session:
        letter = approved(session).id
        broadcasts.send(session, ROBIN, letter)
        leave_with(session, letter, fates)
    page = " ".join((await unit.get(f"/console/broadcasts/{letter}")).text.split())
    for said in (
        "2 of 6 handed out; 3 not reached; 1 uncertain.",
        "Not reached: 3",
        "1 has shut the channel",
        "1 has no such address any more",
        "1 has a chat that became another one",
        "not tried again for 30 days",
        "1 may or may not have arrived",
        "1 may have arrived twice",
    ):
        assert said in page


async def test_the_page_tells_how_many_wait_for_the_morning(
    unit: Browser, stocked: Engine, keys: KeyRing
) -> None:
    for _ in range(3):
        join(stocked, keys, "telegram")
    with transaction(stocked) as session:
        letter = approved(session).id
        broadcasts.send(session, ROBIN, letter)
        session.flush()
        for number, copy in enumerate(session.exec(select(DeliveryRow))):
            copy.not_before = datetime(2099, 1, 5, 8 + number, tzinfo=UTC) if number else None
    page = " ".join((await unit.get(f"/console/broadcasts/{letter}")).text.split())
    assert "2 wait for the end of quiet hours or days off, the first of them until" in page
    assert "5 January 2099" in page


def test_the_progress_tells_itself_and_ends_when_everything_is_handed_out(
    listener: Listener, stocked: Engine, keys: KeyRing
) -> None:
    for _ in range(4):
        join(stocked, keys, "telegram")
    with transaction(stocked) as session:
        letter = approved(session).id
        broadcasts.send(session, ROBIN, letter)
    with listener.news(f"/console/broadcasts/{letter}/progress", staff.cookie(stocked)) as lines:
        listener.until(lines, "0 of 4 handed out.")
        hand_out(stocked, letter)
        last = " ".join(listener.until(lines, "event: over").replace("data:", "").split())
    assert "2 of 4 handed out; 2 not reached." in last
    assert "1 has shut the channel" in last
    assert "1 could not be delivered for another reason" in last


def hand_out(engine: Engine, letter: UUID) -> None:
    """To four, of whom two get it."""
    blocked = Fate(AttemptState.BLOCKED, DeliveryState.BLOCKED)
    fates = [ARRIVED, ARRIVED, blocked, Fate(AttemptState.FAILED, DeliveryState.FAILED)]
    with transaction(engine) as session:
        leave_with(session, letter, fates)


def leave_with(session: Session, letter: UUID, fates: Sequence[Fate]) -> None:
    """One copy comes to each of these, and that was all."""
    leaving = ledger.begin(session, letter)
    assert leaving is not None
    theirs = ledger.waiting(session, letter, clock.now())
    ledger.leave(session, leaving, "telegram", theirs, clock.now())
    ledger.end(session, leaving, "telegram", list(zip(theirs, fates, strict=True)))
    ledger.finish(session, letter)


async def test_what_was_handed_out_is_not_watched_any_more(
    unit: Browser, stocked: Engine, keys: KeyRing
) -> None:
    for _ in range(4):
        join(stocked, keys, "telegram")
    with transaction(stocked) as session:
        letter = approved(session).id
        broadcasts.send(session, ROBIN, letter)
    hand_out(stocked, letter)
    page = (await unit.get(f"/console/broadcasts/{letter}")).text
    assert "Handed out" in page
    assert "data-live" not in page


async def test_a_long_list_is_searched_by_state_and_words(unit: Browser, stocked: Engine) -> None:
    with transaction(stocked) as session:
        for number in range(60):
            state = BroadcastState.WAITING if number % 3 == 0 else BroadcastState.DRAFT
            session.add(BroadcastRow(title=f"Letter {number:02}", text="x", author="Sam", state=state))
        session.add(BroadcastRow(title="100% sure", text="x", author="Lee", sent=clock.now(), state="sent"))
    first = (await unit.get("/console/broadcasts")).text
    assert "Showing 1 to 50 of 61 broadcasts" in first
    assert "20 found" in (await unit.get("/console/broadcasts?state=waiting")).text
    assert "1 found" in (await unit.get("/console/broadcasts?search=100%25")).text
    assert "1 found" in (await unit.get("/console/broadcasts?search=lee")).text
    by_title = (await unit.get("/console/broadcasts?sort=title")).text
    assert by_title.index("100% sure") < by_title.index("Letter 00") < by_title.index("Letter 48")
    by_state = (await unit.get("/console/broadcasts?sort=-state")).text
    assert by_state.index("100% sure") < by_state.index("Letter 00")
    nonsense = await unit.get("/console/broadcasts?state=nonsense&sort=nothing&page=-1")
    assert "of 61 broadcasts" in nonsense.text
    assert "No broadcasts are like that" in (await unit.get("/console/broadcasts?search=zebra")).text
