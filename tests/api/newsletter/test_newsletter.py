"""An issue of the newsletter: put together, ordered, approved by a second person, told by a broadcast."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from api.broadcasts.tables import BroadcastRow, BroadcastState
from api.db import transaction
from api.errors import Changed, NotFilled, NotFound, SecondPerson, WrongState
from api.guidance.change_tables import ChangeRow, ChangeState
from api.newsletter import moving, offers, quarters
from api.newsletter import service as newsletter
from api.newsletter.reading import NewsDesk
from api.newsletter.service import Item
from api.newsletter.tables import ItemKind, NewsRow
from api.newsletter.words import announcement
from tests.people import KIM, ROBIN

TODAY, QUARTER = date(2026, 8, 14), "2026-q3"
LEARNING = Item(ItemKind.LEARNING, "What a review taught", "Ask the second question.")


@pytest.fixture
def session(stocked: Engine) -> Iterator[Session]:
    with transaction(stocked) as session:
        yield session


@pytest.fixture
def row(session: Session) -> NewsRow:
    return newsletter.begin(session, ROBIN, QUARTER, TODAY)


def titles(session: Session, row: NewsRow) -> list[str]:
    return [one.title for one in newsletter.items(session, row.id)]


def published(session: Session, row: NewsRow) -> None:
    moving.ask(session, ROBIN, row.id)
    moving.publish(session, KIM, row.id, newsletter.mark(row, newsletter.items(session, row.id)), TODAY)


def test_quarters_are_those_of_the_calendar() -> None:
    assert [quarters.of(date(2026, month, 1)) for month in (1, 3, 4, 12)] == [
        "2026-q1",
        "2026-q1",
        "2026-q2",
        "2026-q4",
    ]
    assert (quarters.first("2026-q4"), quarters.last("2026-q1")) == (date(2026, 10, 1), date(2026, 3, 31))
    assert (quarters.step("2026-q4", 1), quarters.step("2026-q1", -1)) == ("2027-q1", "2025-q4")
    assert quarters.said(QUARTER) == "July to September 2026"
    assert not any(map(quarters.is_one, ("2026-q5", "2026", "26-q1", "2026-q1 ", "")))


def test_a_quarter_has_one_issue(session: Session, row: NewsRow) -> None:
    assert row.title == "Newsletter, July to September 2026"
    assert newsletter.free_quarters(session, TODAY) == ["2026-q2", "2026-q4"]
    for taken in (QUARTER, "2020-q1", "nonsense"):
        with pytest.raises(NotFilled):
            newsletter.begin(session, KIM, taken, TODAY)


def test_items_stand_in_the_order_that_somebody_gives_them(session: Session, row: NewsRow) -> None:
    for title in ("One", "Two", "Three"):
        newsletter.put(session, ROBIN, row.id, None, Item(ItemKind.OTHER, title))
    first, second, third = newsletter.items(session, row.id)
    newsletter.shift(session, ROBIN, row.id, third.id, -1)
    session.flush()
    assert titles(session, row) == ["One", "Three", "Two"]
    newsletter.shift(session, ROBIN, row.id, first.id, -1)
    newsletter.shift(session, ROBIN, row.id, second.id, 1)
    session.flush()
    assert titles(session, row) == ["One", "Three", "Two"]
    read = newsletter.item_mark(second)
    newsletter.put(session, ROBIN, row.id, second.id, Item(ItemKind.GUIDE, "Second"), read)
    newsletter.drop(session, ROBIN, row.id, first.id)
    session.flush()
    assert titles(session, row) == ["Three", "Second"]
    with pytest.raises(NotFound):
        newsletter.drop(session, ROBIN, row.id, uuid4())


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (Item("cake", "Title"), "kind"),
        (Item("other", ""), "title"),
        (Item("other", "x" * 121), "title"),
        (Item("other", "Title", "x" * 1501), "words"),
        (Item("other", "Title", link="javascript:alert(1)"), "link"),
        (Item("other", "Title", link="http://example.org"), "link"),
        (Item("other", "Title", link="https://nowhere"), "link"),
        (Item("other", "Title", link="https://[example.org"), "link"),
        (Item("other", "Title", link="https://example.org@elsewhere.example"), "link"),
        (Item("other", "Title", link="https://example.org/a b"), "link"),
        (Item("other", "Title", link="https://example.org\u2100"), "link"),
        (Item("other", "Title", topic="no-such-topic"), "topic"),
        (Item("training", "Title"), "day"),
    ],
)
def test_what_lacks_something_names_its_field(
    session: Session, row: NewsRow, typed: Item, field: str
) -> None:
    with pytest.raises(NotFilled) as fault:
        newsletter.put(session, ROBIN, row.id, None, typed)
    assert fault.value.field == field


def test_of_two_who_change_an_item_the_second_is_told(session: Session, row: NewsRow) -> None:
    newsletter.put(session, ROBIN, row.id, None, LEARNING)
    [one] = newsletter.items(session, row.id)
    read = newsletter.item_mark(one)
    newsletter.put(session, ROBIN, row.id, one.id, Item(ItemKind.LEARNING, "First"), read)
    with pytest.raises(Changed):
        newsletter.put(session, KIM, row.id, one.id, Item(ItemKind.LEARNING, "Second"), read)
    assert titles(session, row) == ["First"]


def test_an_issue_has_an_end(session: Session, row: NewsRow) -> None:
    for number in range(newsletter.MOST_ITEMS):
        newsletter.put(session, ROBIN, row.id, None, Item(ItemKind.OTHER, f"Number {number}"))
    with pytest.raises(NotFilled, match="at most 30"):
        newsletter.put(session, ROBIN, row.id, None, LEARNING)


def test_what_came_out_in_the_quarter_is_offered_once(session: Session, row: NewsRow) -> None:
    inside, before = datetime(2026, 7, 1, 9, tzinfo=UTC), datetime(2026, 6, 30, 12, tzinfo=UTC)
    for item, decided, state in (
        ("topic/consent", inside, ChangeState.PUBLISHED),
        ("topic/consent", inside.replace(day=9), ChangeState.PUBLISHED),
        ("topic/private-fostering", before, ChangeState.PUBLISHED),
        ("topic/neglect", inside, ChangeState.REFUSED),
        ("topic/gone-since", inside, ChangeState.PUBLISHED),
        ("contact/mash", inside, ChangeState.PUBLISHED),
    ):
        facts: dict[str, Any] = {
            "file": "f",
            "before": "a",
            "after": "b",
            "author": "A",
            "reason": "R",
            "made": decided,
        }
        session.add(ChangeRow(item=item, title=f"About {item}", state=state, decided=decided, **facts))
    for title, review, sent in (
        ("From a review", "Review A", inside),
        ("From no review", None, inside),
        ("From an earlier one", "Review B", before),
    ):
        session.add(BroadcastRow(title=title, text="Words", review=review, sent=sent, state="sent"))
    session.flush()
    found = offers.offers(session, row, [])
    assert [one.item.title for one in found] == ["About topic/consent", "From a review"]
    with pytest.raises(NotFilled):
        offers.take(session, ROBIN, row.id, ["topic/neglect"])
    offers.take(session, ROBIN, row.id, [one.source for one in found])
    [topic, learning] = newsletter.items(session, row.id)
    assert (topic.topic, topic.kind, learning.kind, learning.words) == (
        "consent",
        "policy",
        "learning",
        "Words",
    )
    assert offers.offers(session, row, newsletter.items(session, row.id)) == []


def test_a_second_person_publishes_what_they_have_read(session: Session, row: NewsRow) -> None:
    with pytest.raises(NotFilled, match="Nothing stands in it"):
        moving.ask(session, ROBIN, row.id)
    newsletter.put(session, ROBIN, row.id, None, LEARNING)
    moving.ask(session, ROBIN, row.id)
    read = newsletter.mark(row, newsletter.items(session, row.id))
    with pytest.raises(SecondPerson):
        moving.publish(session, ROBIN, row.id, read, TODAY)
    with pytest.raises(Changed):
        moving.publish(session, KIM, row.id, "another", TODAY)
    assert (
        newsletter.to_publish(session, KIM, 3).count,
        newsletter.to_publish(session, ROBIN, 3).count,
    ) == (1, 0)
    assert newsletter.sent_back(session, ROBIN, 3).count == 0
    moving.refuse(session, KIM, row.id, "A word is missing")
    backs = [newsletter.sent_back(session, who, 3).rows for who in (ROBIN, KIM)]
    assert backs == [[row], []]
    with pytest.raises(WrongState):
        moving.publish(session, KIM, row.id, read, TODAY)
    moving.ask(session, ROBIN, row.id)
    assert newsletter.sent_back(session, ROBIN, 3).count == 0
    moving.publish(session, KIM, row.id, read, TODAY)
    with pytest.raises(WrongState):
        newsletter.put(session, ROBIN, row.id, None, LEARNING)


def test_of_two_who_write_at_once_the_second_is_told(session: Session, row: NewsRow) -> None:
    read = newsletter.mark(row, [])
    newsletter.head(session, ROBIN, row.id, "First", "", read)
    with pytest.raises(Changed):
        newsletter.head(session, KIM, row.id, "Second", "", read)


def test_the_web_shows_what_is_published_until_it_is_taken_back(stocked: Engine) -> None:
    desk = NewsDesk(stocked)
    with transaction(stocked) as session:
        row = newsletter.begin(session, ROBIN, QUARTER, TODAY)
        newsletter.put(session, ROBIN, row.id, None, LEARNING)
        issue_id = row.id
    assert (desk.issues(), desk.issue(QUARTER)) == ([], None)
    with transaction(stocked) as session:
        published(session, newsletter.get(session, issue_id))
    assert [one.path for one in desk.issues()] == ["/newsletter/2026-q3"]
    issue = desk.issue(QUARTER)
    assert issue is not None
    assert [(one.kind, one.title) for one in issue.items] == [("Learning", "What a review taught")]
    assert desk.issue("../../etc") is desk.issue("2026-q9") is None
    with transaction(stocked) as session:
        moving.take_back(session, ROBIN, issue_id)
    assert (desk.issues(), desk.issue(QUARTER)) == ([], None)


def test_one_broadcast_tells_of_it(session: Session, row: NewsRow) -> None:
    newsletter.put(session, ROBIN, row.id, None, LEARNING)
    with pytest.raises(WrongState):
        moving.tell(session, ROBIN, row.id, "https://heard.example")
    published(session, row)
    told = moving.tell(session, ROBIN, row.id, "https://heard.example")
    assert moving.tell(session, KIM, row.id, "https://heard.example") == told
    broadcast = session.get(BroadcastRow, told)
    assert broadcast is not None
    assert (broadcast.title, broadcast.state) == (row.title, BroadcastState.DRAFT)
    assert "- What a review taught" in broadcast.text
    assert broadcast.text.endswith("https://heard.example/newsletter/2026-q3")


def test_the_longest_issue_fits_into_a_broadcast() -> None:
    long = ["x" * newsletter.LONGEST_TITLE] * newsletter.MOST_ITEMS
    _, text = announcement("Title", long, "https://heard.example/newsletter/2026-q3")
    assert len(text) < 3000
    shown = text.count("- x")
    assert 0 < shown < newsletter.MOST_ITEMS
    assert f"and {newsletter.MOST_ITEMS - shown} more" in text
