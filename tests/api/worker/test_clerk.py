"""Whoever has set an action down hears by mail that its day comes, and that it has passed: each once."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from time import sleep
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from api import clerk, clock
from api.actions import course, reminding
from api.actions import service as actions
from api.actions.reminding import Letter
from api.actions.smart import Typed
from api.actions.tables import ActionState
from api.broadcasts.contracts import Later, Message, Outcome
from api.clerk import Clerk
from api.db import transaction
from api.staff import sessions
from api.staff.accounts import get
from tests import staff
from tests.patience import PATIENCE, comes, until

DAY = timedelta(days=1)
ADDRESS = "https://heard.example"


@dataclass
class Post:
    """A carrier that keeps what it is given; `outcomes` come first, then everything arrives."""

    outcomes: list[Outcome] = field(default_factory=list)
    carried: list[tuple[str, Message]] = field(default_factory=list)

    async def send(self, address: str, message: Message) -> Outcome:
        self.carried.append((address, message))
        return self.outcomes.pop(0) if self.outcomes else "sent"

    async def close(self) -> None:
        """It holds nothing open."""


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """It is past nine, and waits are short."""
    monkeypatch.setattr(clerk, "MORNING", time(0))
    monkeypatch.setattr(clerk, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(clerk, "WAIT_AFTER_FAULT", 0.05)
    yield


def put_down(
    engine: Engine, due: date, email: str | None = "robin@example.org", title: str = "Lamps"
) -> UUID:
    with transaction(engine) as session:
        account = staff.account(session, title)
        account.email = email
        who = sessions.person(account)
        typed = Typed(title, "Seen", "Council", "Head of Highways", priority="high", due=clock.today())
        row = actions.write(session, who, typed, clock.today())
        row.due = due
        return row.id


def letters(engine: Engine, post: Post, count: int) -> list[tuple[str, Message]]:
    """What a running clerk has sent once it should have sent so many, and a moment later."""
    ours = Clerk(engine, post, ADDRESS)
    ours.start()
    try:
        until(lambda: len(post.carried) >= count)
        comes(lambda: len(post.carried) > count, 0.5)
    finally:
        ours.stop()
    return post.carried


def test_it_is_told_a_week_before_and_once_it_is_over(stocked: Engine) -> None:
    today = clock.today()
    soon, over = put_down(stocked, today + 7 * DAY), put_down(stocked, today - DAY, "kim@example.org", "Bus")
    put_down(stocked, today + 8 * DAY, "far@example.org", "Far")
    carried = dict(letters(stocked, Post(), 2))
    assert set(carried) == {"robin@example.org", "kim@example.org"}
    first, second = carried["robin@example.org"], carried["kim@example.org"]
    assert first.title.startswith("Due on ")
    assert first.page == f"{ADDRESS}/console/actions/{soon}"
    assert (second.title, second.page) == ("Past its day: Bus", f"{ADDRESS}/console/actions/{over}")
    assert "Delegated Safeguarding Partners" in second.text
    assert letters(stocked, Post(), 0) == []


def test_what_is_closed_or_nobodys_is_not_written_about(stocked: Engine) -> None:
    done = put_down(stocked, clock.today(), "done@example.org", "Done")
    put_down(stocked, clock.today(), None, "By a provider")
    with transaction(stocked) as session:
        row = actions.get(session, done)
        assert row.author_id
        who = sessions.person(get(session, row.author_id))
        course.move_to(session, who, done, ActionState.DROPPED, "Not needed", clock.today())
    assert letters(stocked, Post(), 0) == []


def test_what_cannot_leave_now_is_tried_again_and_what_is_doubted_is_not(stocked: Engine) -> None:
    put_down(stocked, clock.today())
    post = Post([Later(0.01, everybody=True), "sent"])
    assert len(letters(stocked, post, 2)) == 2
    put_down(stocked, clock.today(), "kim@example.org")
    assert len(letters(stocked, Post([Later(0.01, doubted=True)]), 1)) == 1


def test_one_full_mailbox_keeps_nobody_else_from_their_letter(stocked: Engine) -> None:
    put_down(stocked, clock.today(), "full@example.org", "Full")
    put_down(stocked, clock.today() + DAY, "kim@example.org", "Bus")

    class Full(Post):
        async def send(self, address: str, message: Message) -> Outcome:
            await super().send(address, message)
            return Later(3600.0) if address.startswith("full") else "sent"

    assert [to for to, _ in letters(stocked, Full(), 2)] == ["full@example.org", "kim@example.org"]
    assert [to for to, _ in letters(stocked, Post(), 1)] == ["full@example.org"]


def test_a_mailbox_that_was_full_is_tried_again_in_its_time(stocked: Engine) -> None:
    put_down(stocked, clock.today())
    assert len(letters(stocked, Post([Later(0.05), Later(0.05)]), 3)) == 3


def test_whoever_ends_before_a_letter_leaves_loses_none(
    stocked: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_down(stocked, clock.today())
    fetched, ended, fetch = threading.Event(), threading.Event(), reminding.next_letter

    def slowly(*asked: Any, **named: Any) -> Letter | None:
        found = fetch(*asked, **named)
        fetched.set()
        ended.wait(PATIENCE)
        return found

    monkeypatch.setattr(reminding, "next_letter", slowly)
    post = Post()
    ours = Clerk(stocked, post, ADDRESS)
    ours.start()
    assert fetched.wait(PATIENCE)
    end = threading.Thread(target=ours.stop)
    end.start()
    sleep(0.2)  # it has asked to end
    ended.set()
    end.join()
    assert post.carried == []
    monkeypatch.setattr(reminding, "next_letter", fetch)
    assert len(letters(stocked, Post(), 1)) == 1


def test_a_server_that_refuses_us_loses_no_letter(stocked: Engine) -> None:
    put_down(stocked, clock.today())

    class Broken(Post):
        async def send(self, address: str, message: Message) -> Outcome:
            outcome = await super().send(address, message)
            if len(self.carried) == 1:
                raise OSError("no server")
            return outcome

    assert len(letters(stocked, Broken(), 2)) == 2
    with Session(stocked) as session:
        [row] = actions.due(session, None, clock.today(), 3).rows
        assert row.reminded == clock.today()


def test_before_the_morning_and_without_mail_nobody_is_written_to(
    stocked: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_down(stocked, clock.today())
    monkeypatch.setattr(clerk, "MORNING", time.max)
    assert letters(stocked, Post(), 0) == []
    nobody = Clerk(stocked, None, ADDRESS)
    nobody.start()
    nobody.stop()
    with Session(stocked) as session:
        assert actions.due(session, None, clock.today(), 3).rows[0].reminded is None
