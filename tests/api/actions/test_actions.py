"""Actions: none is put down that nobody could follow, each is moved by the table, and reports hear of all."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.actions import course, export
from api.actions import service as actions
from api.actions.contracts import OVERDUE, SOON
from api.actions.moving import ALLOWED, can
from api.actions.smart import Typed
from api.actions.tables import ActionRow, ActionState
from api.audit.tables import AuditRow
from api.db import transaction
from api.errors import Changed, NotFilled, NotFound, WrongState
from api.listing import Part
from api.staff import sessions
from api.staff.person import Person
from tests import staff
from tests.conftest import TODAY

pytestmark = pytest.mark.usefixtures("noon")

DAY = timedelta(days=1)
LIT = Typed(
    title="The path to the bus is lit until eight",
    measure="Fewer than one in five feel unsafe on the way in the spring survey",
    agency="Example Council",
    owner="Head of Highways",
    lens="citizen",
    priority="high",
    due=TODAY + 30 * DAY,
    origin="Findings of “Autumn”",
)
EVERYTHING = Part("due")


@pytest.fixture
def session(stocked: Engine) -> Iterator[Session]:
    with transaction(stocked) as session:
        yield session


@pytest.fixture
def robin(session: Session) -> Person:
    return sessions.person(staff.account(session))


@pytest.fixture
def row(session: Session, robin: Person) -> ActionRow:
    return actions.write(session, robin, LIT, TODAY)


def trail(session: Session) -> list[str]:
    return list(session.exec(select(AuditRow.what).order_by(col(AuditRow.number))))


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"measure": ""}, "measure"),
        ({"agency": ""}, "agency"),
        ({"owner": ""}, "owner"),
        ({"priority": ""}, "priority"),
        ({"priority": "huge"}, "priority"),
        ({"lens": "made-up"}, "lens"),
        ({"due": None}, "due"),
        ({"due": TODAY - DAY}, "due"),
        ({"due": date(9000, 1, 1)}, "due"),
        ({"origin": "x" * 1501}, "origin"),
    ],
)
def test_what_nobody_could_follow_is_no_action(
    session: Session, robin: Person, missing: dict[str, Any], field: str
) -> None:
    with pytest.raises(NotFilled) as fault:
        actions.write(session, robin, replace(LIT, **missing), TODAY)
    assert fault.value.field == field
    assert actions.count(session, "", {}, TODAY) == 0


def test_a_new_one_is_planned_and_stands_in_the_trail(session: Session, row: ActionRow) -> None:
    opened = actions.opened(session, row.id)
    assert (opened.row.state, [note.state for note in opened.notes]) == ("planned", ["planned"])
    assert trail(session)[-1] == "action_written"
    with pytest.raises(NotFound):
        actions.get(session, uuid4())


def test_done_needs_evidence_and_dropped_a_reason(session: Session, robin: Person, row: ActionRow) -> None:
    with pytest.raises(NotFilled, match="before it counts as done"):
        course.move_to(session, robin, row.id, ActionState.DONE, "", TODAY)
    with pytest.raises(NotFilled, match="why it will not be done"):
        course.move_to(session, robin, row.id, ActionState.DROPPED, "", TODAY)
    with pytest.raises(NotFilled, match="https"):
        course.prove(session, robin, row.id, "Lamps stand", "javascript:alert(1)", course.proof_mark(row))
    course.prove(
        session, robin, row.id, "Forty lamps stand", "https://example.org/lamps", course.proof_mark(row)
    )
    course.move_to(session, robin, row.id, ActionState.DONE, "Lit since May", TODAY)
    done = actions.get(session, row.id)
    assert (done.state, done.closed) == ("done", TODAY)
    course.move_to(session, robin, row.id, ActionState.UNDER_WAY, "Ten lamps are broken", TODAY)
    session.refresh(row)
    assert row.state == "under_way"
    assert row.closed is None
    said = [(note.state, note.words) for note in actions.opened(session, row.id).notes]
    assert said == [("under_way", "Ten lamps are broken"), ("done", "Lit since May"), ("planned", "")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(ways=st.lists(st.sampled_from(ActionState), max_size=6))
def test_it_goes_only_by_the_table(session: Session, robin: Person, ways: list[ActionState]) -> None:
    row = actions.write(session, robin, LIT, TODAY)
    course.prove(session, robin, row.id, "Seen", "", course.proof_mark(row))
    for to in ways:
        before = ActionState(row.state)
        if to in ALLOWED[before]:
            course.move_to(session, robin, row.id, to, "Because", TODAY)
            assert row.state == to
        else:
            assert not can(row, to)
            with pytest.raises(WrongState):
                course.move_to(session, robin, row.id, to, "Because", TODAY)
            assert row.state == before
        assert (row.closed is None) == (row.state in ("planned", "under_way"))


def test_of_two_who_change_it_the_second_is_told(session: Session, robin: Person, row: ActionRow) -> None:
    read = actions.mark(row)
    row.reminded = TODAY
    actions.change(session, robin, row.id, replace(LIT, due=TODAY + 60 * DAY), read)
    assert row.due == TODAY + 60 * DAY
    assert actions.get(session, row.id).reminded is None
    with pytest.raises(Changed):
        actions.change(session, robin, row.id, LIT, read)
    course.move_to(session, robin, row.id, ActionState.DROPPED, "Another agency does it", TODAY)
    with pytest.raises(WrongState, match="closed"):
        actions.change(session, robin, row.id, LIT, actions.mark(row))


def test_what_has_changed_is_not_overwritten_unseen(session: Session, robin: Person, row: ActionRow) -> None:
    read = course.proof_mark(row)
    course.prove(session, robin, row.id, "Forty lamps", "https://example.org/lamps", read)
    with pytest.raises(Changed):
        course.prove(session, robin, row.id, "Twelve lamps", "", read)
    for _ in range(2):  # saved once more as it is, nothing is noted
        course.prove(session, robin, row.id, "Twelve lamps", "", course.proof_mark(row))
    assert (row.evidence, row.evidence_link) == ("Twelve lamps", None)
    noted = [note.words for note in actions.opened(session, row.id).notes if note.words]
    assert len(noted) == 1
    assert "Forty lamps" in noted[0]
    assert "https://example.org/lamps" in noted[0]


def test_a_day_that_has_passed_may_stay_when_words_are_changed(
    session: Session, robin: Person, row: ActionRow
) -> None:
    row.due = TODAY - DAY
    wanted = replace(LIT, due=TODAY - DAY, owner="Head of Streets")
    actions.change(session, robin, row.id, wanted, actions.mark(row))
    assert row.owner == "Head of Streets"
    with pytest.raises(NotFilled, match="still to come"):
        actions.change(session, robin, row.id, replace(wanted, due=TODAY - 2 * DAY), actions.mark(row))


def test_the_list_is_narrowed_and_ordered(session: Session, robin: Person, row: ActionRow) -> None:
    late = actions.write(session, robin, replace(LIT, title="Late", agency="Police", lens=""), TODAY)
    late.due = TODAY - DAY
    soon = actions.write(session, robin, replace(LIT, title="Soon", due=TODAY + 3 * DAY), TODAY)

    def shown(search: str = "", **wanted: str) -> list[str]:
        assert actions.count(session, search, wanted, TODAY) == len(
            found := actions.page(session, search, wanted, TODAY, EVERYTHING)
        )
        return [one.title for one in found]

    assert shown() == ["Late", "Soon", LIT.title]
    assert shown(when=OVERDUE) == ["Late"]
    assert shown(when=SOON) == ["Soon"]
    assert shown(agency="Police") == ["Late"]
    assert shown(lens="citizen") == ["Soon", LIT.title]
    assert shown("lit BUS") == [LIT.title]
    course.move_to(session, robin, late.id, ActionState.DROPPED, "No longer needed", TODAY)
    assert shown(when=OVERDUE) == []
    assert shown(state="dropped") == ["Late"]
    assert actions.due(session, None, TODAY - DAY, 3).count == 0
    assert [one.title for one in actions.due(session, TODAY, soon.due, 3).rows] == ["Soon"]


def test_a_report_hears_of_what_was_open_and_of_what_moved(
    session: Session, robin: Person, row: ActionRow
) -> None:
    row.due = TODAY - DAY
    course.note(session, robin, row.id, "The order for lamps is out")
    over = actions.write(session, robin, replace(LIT, title="Over long ago", due=TODAY), TODAY)
    over.made, over.closed, over.state = TODAY - 90 * DAY, TODAY - 60 * DAY, ActionState.DONE
    [line] = actions.of_period(session, TODAY - 30 * DAY, TODAY)
    assert (line.title, line.lens, line.to_escalate) == (LIT.title, "Citizen", True)
    assert [(one.state, one.words) for one in line.moved] == [
        (ActionState.PLANNED, ""),
        (None, "The order for lamps is out"),
    ]
    before = actions.of_period(session, TODAY - 90 * DAY, TODAY - 50 * DAY)
    assert [(one.title, one.moved) for one in before] == [("Over long ago", ())]


def test_a_file_for_spreadsheets_runs_nothing(session: Session, robin: Person, row: ActionRow) -> None:
    actions.write(session, robin, replace(LIT, title='=HYPERLINK("evil")', due=TODAY), TODAY)
    body = export.as_csv(session, "", {}, TODAY).decode("utf-8-sig")
    head, first, second = csv.reader(io.StringIO(body))
    assert (head[0], first[0], second[0]) == ("What is to change", '\'=HYPERLINK("evil")', LIT.title)
    assert second[4:9] == ["Citizen", "High", "Planned", LIT.due.isoformat() if LIT.due else "", "No"]
