"""What is sent to everybody has been read by two people."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.audit.tables import AuditRow
from api.broadcasts import drafts, letters
from api.broadcasts import service as broadcasts
from api.broadcasts.moving import ALLOWED
from api.broadcasts.tables import BroadcastKind, BroadcastRow, BroadcastState
from api.db import transaction
from api.errors import Changed, NotFilled, NotFound, SecondPerson, WrongState
from api.members import service as members
from api.staff.person import Person
from api.waves.keys import KeyRing
from tests.api.broadcasts.conftest import arrive
from tests.conftest import TODAY
from tests.people import KIM, ROBIN, approved

ALEX = Person(uuid4(), "Alex Invented", "Trainer")


@pytest.fixture
def draft(session: Session) -> BroadcastRow:
    return drafts.write(session, ROBIN, "New guide", "Made-up text")


@pytest.fixture
def waiting(session: Session, draft: BroadcastRow) -> BroadcastRow:
    drafts.ask(session, ROBIN, draft.id)
    return draft


def trail(session: Session) -> list[tuple[str, str]]:
    rows = session.exec(select(AuditRow).order_by(AuditRow.number)).all()  # type: ignore[arg-type]
    return [(row.who.partition(",")[0], row.what.removeprefix("broadcast_")) for row in rows]


def test_one_writes_a_second_person_approves_and_the_trail_tells(
    session: Session, waiting: BroadcastRow
) -> None:
    drafts.approve(session, KIM, waiting.id, drafts.mark(session, waiting))
    assert (waiting.state, waiting.author, waiting.approver) == ("approved", str(ROBIN), str(KIM))
    assert trail(session) == [
        ("Robin Madeup", "written"),
        ("Robin Madeup", "asked"),
        ("Kim Example", "approved"),
    ]


def test_whoever_has_written_in_it_cannot_approve_it_nor_send_it_back(
    session: Session, draft: BroadcastRow
) -> None:
    drafts.change(session, KIM, draft.id, draft.title, "Other words", drafts.mark(session, draft))
    drafts.change(session, ROBIN, draft.id, draft.title, "My words again", drafts.mark(session, draft))
    drafts.ask(session, ROBIN, draft.id)
    namesake = Person(uuid4(), ROBIN.name, ROBIN.title)
    for person in (ROBIN, KIM, Person(None, "Nobody", "Known")):
        with pytest.raises(SecondPerson):
            drafts.approve(session, person, draft.id, drafts.mark(session, draft))
        with pytest.raises(SecondPerson):
            drafts.refuse(session, person, draft.id, "No")
    assert draft.state == BroadcastState.WAITING
    drafts.approve(
        session, namesake, draft.id, drafts.mark(session, draft)
    )  # another person of the same name


def test_it_comes_back_with_a_reason_and_is_asked_for_anew(session: Session, waiting: BroadcastRow) -> None:
    drafts.refuse(session, KIM, waiting.id, "The day is wrong")
    assert (waiting.state, waiting.answer, waiting.approver) == ("draft", "The day is wrong", str(KIM))
    assert drafts.sent_back(session, ROBIN, 3).count == 1
    assert drafts.sent_back(session, ALEX, 3).count == 0
    drafts.change(session, ROBIN, waiting.id, waiting.title, "The right day", drafts.mark(session, waiting))
    drafts.ask(session, ROBIN, waiting.id)
    assert (waiting.answer, waiting.approver) == (None, None)
    assert drafts.sent_back(session, ROBIN, 3).count == 0


def test_what_was_changed_after_it_was_read_is_not_approved(session: Session, waiting: BroadcastRow) -> None:
    read = drafts.mark(session, waiting)
    drafts.take_back(session, ROBIN, waiting.id)
    drafts.change(session, ROBIN, waiting.id, waiting.title, "Something else", read)
    drafts.ask(session, ROBIN, waiting.id)
    with pytest.raises(Changed, match="Read it again"):
        drafts.approve(session, KIM, waiting.id, read)
    assert waiting.state == BroadcastState.WAITING


def test_two_who_write_at_once_do_not_write_over_each_other(session: Session, draft: BroadcastRow) -> None:
    read = drafts.mark(session, draft)
    drafts.change(session, KIM, draft.id, "Kim's", "words", read)
    with pytest.raises(Changed):
        drafts.change(session, ROBIN, draft.id, "Robin's", "words", read)
    assert draft.title == "Kim's"


def test_who_has_read_it_before_another_was_done_does_not_write_over_them(stocked: Engine) -> None:
    with transaction(stocked) as session:
        draft = drafts.write(session, ROBIN, "New guide", "Made-up text")
        number, read = draft.id, drafts.mark(session, draft)
    with transaction(stocked) as slow:
        assert broadcasts.listed(slow, number).title == "New guide"
        with transaction(stocked) as quick:
            drafts.change(quick, KIM, number, "Kim's", "words", read)
        with pytest.raises(Changed):
            drafts.change(slow, ROBIN, number, "Robin's", "words", read)
    with transaction(stocked) as session:
        assert broadcasts.get(session, number).title == "Kim's"


def test_what_is_approved_loses_it_when_it_is_taken_back(session: Session) -> None:
    row = approved(session)
    with pytest.raises(WrongState):
        drafts.change(session, ROBIN, row.id, "Other", "words", drafts.mark(session, row))
    drafts.take_back(session, ROBIN, row.id)
    assert (row.state, row.approver) == ("draft", None)
    with pytest.raises(WrongState):
        broadcasts.send(session, ROBIN, row.id)


def test_no_state_is_skipped(session: Session) -> None:
    acts: dict[BroadcastState, Callable[[BroadcastRow], None]] = {
        BroadcastState.WAITING: lambda row: drafts.ask(session, ROBIN, row.id),
        BroadcastState.APPROVED: lambda row: drafts.approve(session, KIM, row.id, drafts.mark(session, row)),
        BroadcastState.DRAFT: lambda row: drafts.take_back(session, ROBIN, row.id),
    }
    for state in BroadcastState:
        for to, act in acts.items():
            row = drafts.write(session, ROBIN, "New guide", "Made-up text")
            row.state = state
            session.flush()
            # What was put off loses its time, not by being approved once more.
            if to in ALLOWED[state] and (state, to) != (BroadcastState.SCHEDULED, BroadcastState.APPROVED):
                act(row)
                assert row.state == to
            else:
                with pytest.raises(WrongState):
                    act(row)
                assert row.state == state


def test_what_the_worker_writes_is_out_of_reach(session: Session) -> None:
    row = BroadcastRow(title="A reminder", text="of today", kind=BroadcastKind.REMINDER)
    session.add(row)
    session.flush()
    with pytest.raises(NotFound):
        drafts.ask(session, ROBIN, row.id)


def test_a_draft_from_before_there_were_accounts_is_its_askers(session: Session) -> None:
    row = BroadcastRow(title="Old", text="words")
    session.add(row)
    session.flush()
    drafts.ask(session, ROBIN, row.id)
    with pytest.raises(SecondPerson):
        drafts.approve(session, ROBIN, row.id, drafts.mark(session, row))
    drafts.approve(session, KIM, row.id, drafts.mark(session, row))


def test_who_can_approve_is_shown_what_others_wrote(session: Session, waiting: BroadcastRow) -> None:
    for number in range(4):
        drafts.ask(session, KIM, drafts.write(session, KIM, f"Number {number}", "words").id)
    for_kim = drafts.to_approve(session, KIM, 3)
    assert (for_kim.count, [row.title for row in for_kim.rows]) == (1, ["New guide"])
    for_robin = drafts.to_approve(session, ROBIN, 3)
    assert (for_robin.count, len(for_robin.rows)) == (4, 3)
    assert drafts.to_approve(session, ALEX, 3).count == 5
    assert drafts.approved(session, 3).count == 0


@pytest.mark.parametrize(
    ("title", "text", "field"),
    [("", "x", "title"), ("x" * 151, "x", "title"), ("x", " ", "text"), ("x", "x" * 3501, "text")],
)
def test_what_is_too_long_or_empty_is_blamed_on_its_field(
    session: Session, title: str, text: str, field: str
) -> None:
    with pytest.raises(NotFilled) as fault:
        drafts.write(session, ROBIN, title, text)
    assert fault.value.field == field


def test_the_inbox_tells_the_day_on_which_it_was_sent(session: Session, keys: KeyRing) -> None:
    code = members.invite(session, name="Made Up", agency="Example", today=TODAY)
    members.join(session, keys, code, members.Address("web", "1"), TODAY)
    [member] = members.everyone(session)
    row = approved(session)
    row.written = row.written.replace(year=2020)
    broadcasts.send(session, ROBIN, row.id)
    assert row.sent is not None
    arrive(session, row)
    [letter] = letters.inbox(session, keys, member)
    assert letter.sent == row.sent.date()
