"""The first page: each meets what they can do something about, and nothing else."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, select

from api import clock
from api.broadcasts import drafts
from api.console.needs import Asked, needs, said
from api.console.today import SOURCES, STEPS
from api.db import transaction
from api.guidance.change_tables import ChangeRow, ChangeState
from api.members import service as members
from api.retention.clocks import CAUTIOUS
from api.safety import contact, standing
from api.safety import service as safety
from api.safety.contact import Office, Wish
from api.safety.tables import AlertRow
from api.staff import links
from api.staff.permissions import may
from api.staff.person import Person, Role
from api.staff.tables import AccountRow, ApiKeyRow
from api.waves import catalogue
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow
from nlu.screen import Tier, Verdict
from tests import staff
from tests.api.console.conftest import Browser, a_browser, sign_in
from tests.api.console.test_surveys import BENCH, SOURCE
from tests.people import KIM, ROBIN, approved

TASK = re.compile(
    r'govuk-task-list__link[^"]*" href="([^"]+)"[^>]*>\s*(.*?)\s*</a>.*?<strong[^>]*>\s*(.*?)\s*<', re.DOTALL
)


@pytest.fixture
def everything(stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]) -> UUID:
    """Something of each kind waits; the id of the only broadcast that waits for approval."""
    now, today = clock.now(), clock.today()
    wave = open_wave(watched=True, closes=now + timedelta(days=3))
    soon, far = (open_wave(opens=now + timedelta(days=days)) for days in (2, 20))
    with transaction(stocked) as session:
        waves.get(session, soon.id).title = "Opens soon"
        waves.get(session, far.id).title = "Far away"
        verdict = Verdict(Tier.alert, "made-up")
        for _ in range(2):
            safety.raise_alert(
                session, keys, verdict, "words", wave_id=wave.id, audience="young_person", today=today
            )
        contact.arrange(session, Office(is_open=True, readers="The unit", times="Daily", hours=24))
        for day in (today, today - timedelta(days=25)):
            contact.send(session, keys, Wish("A", "B", "C", True, True, str(day)), f"CODE{day}", day)
        waiting = drafts.write(session, ROBIN, "To approve", "words")
        drafts.ask(session, ROBIN, waiting.id)
        approved(session, "Approved letter")
        session.add(change("waits", ChangeState.WAITING))
        session.add(change("urgent", ChangeState.PUBLISHED, urgent=True, decided=now))
        key: dict[str, Any] = {"prefix": "heard_1", "digest": b"", "scopes": [], "maker": "R", "made": today}
        session.add(ApiKeyRow(name="Dashboard", expires=today + timedelta(days=5), **key))
        staff.account(session, "Never Came")
    return waiting.id


def change(title: str, state: ChangeState, **more: object) -> ChangeRow:
    """A change of a topic by Robin."""
    row: dict[str, Any] = {
        "file": "f",
        "item": f"topic/{title}",
        "title": title,
        "before": "",
        "after": "",
        "reason": "r",
    }
    row |= {"author": str(ROBIN), "author_account": ROBIN.id, "made": clock.now() - timedelta(hours=1)}
    return ChangeRow(**row | {"state": state} | more)


@asynccontextmanager
async def somebody(console: FastAPI, engine: Engine, *roles: Role) -> AsyncIterator[Browser]:
    async with a_browser(console) as browser:
        sign_in(browser, engine, "Sam Somebody", roles)
        yield browser


def tasks(page: str) -> dict[str, str]:
    """The lines, with how urgent each is."""
    return {words: urgency for _, words, urgency in TASK.findall(page)}


MEETS = {
    Role.SAFETY: {
        "One request to be contacted is overdue": "Overdue",
        "One request to be contacted is about to be deleted unanswered": "Overdue",
        "2 worrying answers that nobody has read": "Today",
        "One request to be contacted": "Today",
    },
    Role.APPROVER: {
        "One urgent change of the guidance that no second person has seen": "Today",
        "One broadcast to approve": "Today",
        "One change of the guidance to approve": "Today",
    },
    Role.SENDER: {"One broadcast is approved and not sent": "Today"},
    Role.AUTHOR: {
        "One wave closes in the next seven days": "Soon",
        "One wave opens in the next seven days": "Soon",
    },
    Role.ADMINISTRATOR: {
        "One key of another program ends in the next two weeks": "Soon",
        "One colleague cannot come in, because the link of their invitation has run out": "Not urgent",
    },
    Role.ANALYST: {},
    Role.SCRUTINEER: {},
}


async def test_each_role_meets_its_own(console: FastAPI, stocked: Engine, everything: UUID) -> None:
    for role, expected in MEETS.items():
        async with somebody(console, stocked, role) as browser:
            page = (await browser.get("/console")).text
        met = {words: urgency for words, urgency in tasks(page).items() if "review date" not in words}
        assert met == expected, role
        assert ("Nothing waits for you today" in page) == (not expected), role


async def test_the_only_one_is_one_tap_away(console: FastAPI, stocked: Engine, everything: UUID) -> None:
    async with somebody(console, stocked, *Role) as browser:
        page = (await browser.get("/console")).text
        places = {words: href for href, words, _ in TASK.findall(page)}
        assert places["One broadcast to approve"] == f"/console/broadcasts/{everything}"
        for words, href in places.items():
            assert (await browser.get(href)).status_code == 200, words
        assert re.search(r"Opens soon, (\d|mid).* on \w+day \d", page)
        assert "Far away" not in page


def test_nobody_is_led_where_they_may_not_go() -> None:
    everybody = {role: Person(None, "Any", "Body", frozenset({role})) for role in Role}
    with_lists = ((source, role) for source in SOURCES + STEPS for role in source.roles)
    for source, role in with_lists:
        path = said(source)["href"].partition("?")[0]
        assert may(everybody[role], "GET", path), (source.name, role, path)


def test_nobody_is_asked_to_look_at_their_own(session: Session) -> None:
    session.add(change("waits", ChangeState.WAITING))
    session.add(change("older", ChangeState.WAITING, author_account=None))
    drafts.ask(session, ROBIN, drafts.write(session, ROBIN, "Mine", "words").id)
    session.flush()
    own = Person(ROBIN.id, ROBIN.name, ROBIN.title, frozenset({Role.APPROVER}))
    other = Person(KIM.id, KIM.name, KIM.title, frozenset({Role.APPROVER}))
    assert found(session, own) == []
    assert found(session, other) == ["One broadcast to approve", "2 changes of the guidance to approve"]


def found(session: Session, who: Person) -> list[str]:
    asked = Asked(session, who, clock.now(), CAUTIOUS, standing.standing(session, clock.now()))
    return [need.words for need in needs(SOURCES, asked)]


def test_what_was_sent_back_waits_for_its_author_until_they_go_on(session: Session, stocked: Engine) -> None:
    author = Person(ROBIN.id, ROBIN.name, ROBIN.title, frozenset({Role.SENDER, Role.AUTHOR}))
    letter = drafts.write(session, ROBIN, "Mine", "words")
    drafts.ask(session, ROBIN, letter.id)
    drafts.refuse(session, KIM, letter.id, "No")
    refused = change("back", ChangeState.REFUSED, decided=clock.now())
    long_ago = change("left", ChangeState.REFUSED, decided=clock.now() - timedelta(days=40))
    session.add_all([refused, long_ago])
    session.flush()
    back = [words for words in found(session, author) if "sent back" in words]
    assert back == ["One broadcast was sent back to you", "One change of the guidance was sent back to you"]
    other = Person(KIM.id, "Kim", "x", author.roles)
    assert [words for words in found(session, other) if "sent back" in words] == []
    again = change("back", ChangeState.DRAFT, made=clock.now() + timedelta(seconds=1))
    session.add(again)
    drafts.ask(session, ROBIN, letter.id)
    session.flush()
    assert [words for words in found(session, author) if "sent back" in words] == []


def test_a_colleague_whose_link_still_works_needs_nothing(session: Session) -> None:
    admin = Person(None, "A", "B", frozenset({Role.ADMINISTRATOR}))
    account: AccountRow = staff.account(session, "Never Came")
    assert len(found(session, admin)) == 1
    links.make(session, clock.now(), account.id)
    session.flush()
    assert found(session, admin) == []


async def test_an_empty_heard_says_what_to_do_first(unit: Browser, stocked: Engine) -> None:
    page = (await unit.get("/console")).text
    steps = (
        "Invite a colleague",
        "Say who watches the safety queue",
        "Plan the first wave",
        "Invite the first member",
    )
    for step in steps:
        assert step in page
    async with somebody_of(unit, stocked, Role.ANALYST):
        page = (await unit.get("/console")).text
        assert "Nothing waits for you today." in page
        assert "First steps" not in page


@asynccontextmanager
async def somebody_of(browser: Browser, engine: Engine, *roles: Role) -> AsyncIterator[None]:
    sign_in(browser, engine, "Sam Somebody", roles)
    yield


def test_first_steps_go_once_they_are_taken(
    session: Session, stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    everybody = Person(None, "A", "B", frozenset(Role))
    asked = Asked(session, everybody, clock.now(), CAUTIOUS, standing.standing(session, clock.now()))
    assert len(needs(STEPS, asked)) == 4
    open_wave()
    code = members.invite(session, name="M", agency="E", today=clock.today())
    members.join(session, keys, code, members.Address("web", "1"), clock.today())
    staff.account(session, "One")
    staff.account(session, "Two")
    assert [need.href for need in needs(STEPS, asked)] == ["/console/duty"]


async def test_who_cannot_open_the_queue_is_told_that_it_is_overdue_and_no_more(
    console: FastAPI, stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave(watched=True)
    with transaction(stocked) as session:
        safety.raise_alert(
            session,
            keys,
            Verdict(Tier.alert, "made-up"),
            "words",
            wave_id=wave.id,
            audience="young_person",
            today=clock.today() - timedelta(days=9),
        )
        session.exec(select(AlertRow)).one().late = True
    async with somebody(console, stocked, Role.SENDER) as browser:
        page = (await browser.get("/console")).text
        assert "The safety queue is overdue" in page
        assert "1 worrying answer" not in page
        assert 'href="/console/alerts' not in page
        assert 'href="/console/duty"' not in page
    async with somebody(console, stocked, Role.SAFETY) as browser:
        page = (await browser.get("/console")).text
        assert "1 worrying answer is overdue" in page
        assert tasks(page)["One worrying answer is overdue"] == "Overdue"


async def test_a_survey_of_another_waits_to_be_published(console: FastAPI, stocked: Engine) -> None:
    with transaction(stocked) as session:
        catalogue.check_in(session, ROBIN, SOURCE.encode(), "bench.md")
    async with somebody(console, stocked, Role.APPROVER) as browser:
        page = (await browser.get("/console")).text
        assert [(href, words) for href, words, _ in TASK.findall(page)] == [(BENCH, "One survey to publish")]


def test_what_is_past_its_review_date_is_overdue(session: Session, stocked: Engine) -> None:
    author = Person(ROBIN.id, "R", "L", frozenset({Role.AUTHOR}))
    later = clock.now() + timedelta(days=4000)
    asked = Asked(session, author, later, CAUTIOUS, standing.standing(session, clock.now()))
    [need] = needs(SOURCES, asked)
    assert need.words.endswith("items of the guidance are past their review date")
    assert len(need.things) == 3
