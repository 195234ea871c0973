"""What the unit does with an issue, and what its sender hears of it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.audit.tables import AuditRow
from api.broadcasts import service as broadcasts
from api.conversation.membership import Membership
from api.conversation.service import Address, Desk
from api.db import transaction
from api.errors import NotFilled, NotFound, WrongState
from api.feedback import triage
from api.feedback.tables import IssueRow, IssueState, Priority
from tests.api.feedback.conftest import ISSUE, PRACTICE, Practitioner, handed_out
from tests.conftest import TODAY
from tests.people import ROBIN

pytestmark = pytest.mark.usefixtures("noon")

Came = Callable[..., Practitioner]
Join = Callable[[str], Address]


def newest(engine: Engine, seen: str) -> UUID:
    with Session(engine) as session:
        return session.exec(select(IssueRow.id).where(IssueRow.seen == seen)).one()


def sent(engine: Engine, who: Practitioner, seen: str, kind: str = ISSUE) -> UUID:
    who.raises(seen, kind)
    return newest(engine, seen)


def looked_at(engine: Engine, issue_id: UUID) -> UUID:
    with transaction(engine) as session:
        triage.tag(session, ROBIN, issue_id, theme="gaps", lens="professional", priority=Priority.HIGH)
    return issue_id


def state(engine: Engine, issue_id: UUID) -> str:
    with Session(engine) as session:
        return triage.get(session, issue_id).state


def letters(desk: Desk, engine: Engine, address: Address) -> list[tuple[str, str]]:
    """What somebody reads in their inbox once the worker has handed out what waits."""
    handed_out(engine)
    return [
        (letter.title, letter.text) for letter in Membership(desk._engine, desk._keys).inbox(address) or []
    ]


def test_a_priority_a_theme_and_a_lens_say_that_somebody_has_looked(someone: Came, stocked: Engine) -> None:
    issue = sent(stocked, someone(), "Some words")
    with Session(stocked) as session:
        assert triage.unseen(session, 3).count == 1
    looked_at(stocked, issue)
    with Session(stocked) as session:
        row = triage.get(session, issue)
        assert (row.state, row.theme, row.lens, row.priority) == (
            "looked_at",
            "gaps",
            "professional",
            "high",
        )
        assert triage.unseen(session, 3).count == 0


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("priority", {"theme": "", "lens": "", "priority": "soonish"}),
        ("lens", {"theme": "", "lens": "made-up", "priority": "high"}),
        ("theme", {"theme": "made-up", "lens": "", "priority": "high"}),
    ],
)
def test_codes_that_nobody_knows_are_refused(
    someone: Came, stocked: Engine, field: str, typed: dict[str, str]
) -> None:
    issue = sent(stocked, someone(), "Some words")
    with pytest.raises(NotFilled) as fault, transaction(stocked) as session:
        triage.tag(session, ROBIN, issue, **typed)
    assert fault.value.field == field
    assert state(stocked, issue) == IssueState.NEW


def test_an_answer_reaches_its_sender_alone(someone: Came, join: Join, stocked: Engine, desk: Desk) -> None:
    sam, kim = join("1"), join("2")
    issue = looked_at(stocked, sent(stocked, someone(sam), "Words of one"))
    with transaction(stocked) as session:
        assert triage.answer(session, ROBIN, issue, "Thank you, we look into it.", TODAY) == 1
    [(title, said)] = letters(desk, stocked, sam)
    assert f"{TODAY.day} {TODAY:%B %Y}" in title
    assert said == "Thank you, we look into it."
    assert letters(desk, stocked, kim) == []
    with Session(stocked) as session:
        # The worker takes it to Telegram, and no list of the unit shows it.
        assert len(broadcasts.to_send(session)) == 1
        assert broadcasts.count(session, "", None) == 0
    assert state(stocked, issue) == IssueState.ANSWERED


def test_what_became_of_it_reaches_everybody_whose_words_were_merged(
    someone: Came, join: Join, stocked: Engine, desk: Desk
) -> None:
    sam, kim = join("1"), join("2")
    first = looked_at(stocked, sent(stocked, someone(sam), "Words of one"))
    second = looked_at(stocked, sent(stocked, someone(kim), "Words of another"))
    third = looked_at(stocked, sent(stocked, someone(), "Words of a third"))
    with transaction(stocked) as session:
        triage.merge(session, ROBIN, third, second)
        triage.merge(session, ROBIN, second, first)
    with Session(stocked) as session:
        # What had been merged into the second goes along with it.
        assert {row.id for row in triage.opened(session, first).merged} == {second, third}
    with transaction(stocked) as session:
        triage.escalate(session, ROBIN, first, TODAY)
    with transaction(stocked) as session:
        assert triage.close(session, ROBIN, first, "There is a second worker now.", TODAY) == 2
    assert [said for _, said in letters(desk, stocked, sam)] == ["There is a second worker now."]
    assert [said for _, said in letters(desk, stocked, kim)] == ["There is a second worker now."]
    assert {state(stocked, one) for one in (first, second, third)} == {IssueState.CLOSED}


def test_who_sent_two_that_were_merged_gets_one_letter(
    someone: Came, join: Join, stocked: Engine, desk: Desk
) -> None:
    sam = join("1")
    first = looked_at(stocked, sent(stocked, someone(sam), "First words"))
    second = looked_at(stocked, sent(stocked, someone(sam), "Second words"))
    with transaction(stocked) as session:
        triage.merge(session, ROBIN, second, first)
        triage.answer(session, ROBIN, first, "Thank you.", TODAY)
    assert len(letters(desk, stocked, sam)) == 1


def test_an_issue_goes_into_no_other_that_is_not_like_it(someone: Came, stocked: Engine) -> None:
    issue = looked_at(stocked, sent(stocked, someone(), "An issue"))
    practice = looked_at(stocked, sent(stocked, someone(), "A practice", PRACTICE))
    unseen = sent(stocked, someone(), "Nobody has looked")
    for into in (None, issue, practice, unseen):
        with pytest.raises(NotFilled), transaction(stocked) as session:
            triage.merge(session, ROBIN, issue, into)
    with pytest.raises(NotFound), transaction(stocked) as session:
        triage.merge(session, ROBIN, issue, uuid4())
    assert state(stocked, issue) == IssueState.LOOKED_AT


def test_nothing_is_done_with_what_nobody_has_looked_at_or_what_has_ended(
    someone: Came, stocked: Engine
) -> None:
    new = sent(stocked, someone(), "New words")
    ended = looked_at(stocked, sent(stocked, someone(), "Old words"))
    with transaction(stocked) as session:
        triage.close(session, ROBIN, ended, "Done.", TODAY)
    for issue in (new, ended):
        with pytest.raises(WrongState), transaction(stocked) as session:
            triage.answer(session, ROBIN, issue, "Words", TODAY)
        with pytest.raises(WrongState), transaction(stocked) as session:
            triage.escalate(session, ROBIN, issue, TODAY)
        with pytest.raises(WrongState), transaction(stocked) as session:
            triage.close(session, ROBIN, issue, "Words", TODAY)
    with pytest.raises(WrongState), transaction(stocked) as session:
        triage.tag(session, ROBIN, ended, theme="", lens="", priority=Priority.LOW)


def test_one_that_was_merged_is_not_closed_alone(someone: Came, stocked: Engine) -> None:
    first = looked_at(stocked, sent(stocked, someone(), "First words"))
    second = looked_at(stocked, sent(stocked, someone(), "Second words"))
    with transaction(stocked) as session:
        triage.merge(session, ROBIN, second, first)
    with pytest.raises(WrongState), transaction(stocked) as session:
        triage.close(session, ROBIN, second, "Words", TODAY)


@pytest.mark.parametrize("words", ["", "x" * (triage.LONGEST + 1)])
def test_an_answer_has_words_of_bearable_length(someone: Came, stocked: Engine, words: str) -> None:
    issue = looked_at(stocked, sent(stocked, someone(), "Some words"))
    with pytest.raises(NotFilled), transaction(stocked) as session:
        triage.answer(session, ROBIN, issue, words, TODAY)
    assert state(stocked, issue) == IssueState.LOOKED_AT


def test_of_two_who_close_it_at_once_one_does(someone: Came, join: Join, stocked: Engine, desk: Desk) -> None:
    sam = join("1")
    issue = looked_at(stocked, sent(stocked, someone(sam), "Some words"))

    def close(words: str) -> str | None:
        try:
            with transaction(stocked) as session:
                triage.close(session, ROBIN, issue, words, TODAY)
        except WrongState:
            return None
        return words

    with ThreadPoolExecutor(2) as both:
        done = [words for words in both.map(close, ("First", "Second")) if words]
    assert len(done) == 1
    assert [said for _, said in letters(desk, stocked, sam)] == done


def test_two_who_merge_crosswise_make_no_ring(someone: Came, stocked: Engine) -> None:
    first, second = (looked_at(stocked, sent(stocked, someone(), f"Words {n}")) for n in ("one", "two"))

    def merge(pair: tuple[UUID, UUID]) -> bool:
        try:
            with transaction(stocked) as session:
                triage.merge(session, ROBIN, *pair)
        except (NotFilled, WrongState):
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(merge, ((first, second), (second, first)))) == [False, True]
    assert sorted([state(stocked, first), state(stocked, second)]) == ["looked_at", "merged"]


def test_each_act_stands_in_the_trail_without_a_word_of_it(someone: Came, stocked: Engine) -> None:
    issue = looked_at(stocked, sent(stocked, someone(), "Some words"))
    with transaction(stocked) as session:
        triage.answer(session, ROBIN, issue, "Thank you.", TODAY)
        triage.escalate(session, ROBIN, issue, TODAY)
        triage.close(session, ROBIN, issue, "Done.", TODAY)
    with Session(stocked) as session:
        found = session.exec(select(AuditRow).order_by(col(AuditRow.number))).all()
    assert [row.what for row in found] == [
        "issue_looked_at",
        "issue_answered",
        "issue_escalated",
        "issue_closed",
    ]
    assert {row.subject for row in found} == {issue}
