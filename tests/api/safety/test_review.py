"""Who opens an alert and how it ends is written down, once, with nobody's name in the note."""

from collections.abc import Callable
from itertools import product
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.audit.tables import AuditRow
from api.errors import NotFound, WrongState
from api.safety import review
from api.safety.review import NoteNeeded
from api.safety.service import Alert
from api.safety.tables import AlertRow, AlertState
from api.staff.person import Person
from api.waves.keys import KeyRing
from tests.api.safety.conftest import DAY, ROBIN
from tests.conftest import TODAY

ALLOWED = {
    (AlertState.NEW, AlertState.SEEN),
    (AlertState.SEEN, AlertState.ACTED),
    (AlertState.SEEN, AlertState.NO_ACTION),
}


@pytest.mark.parametrize(("before", "after"), list(product(AlertState, AlertState)))
def test_an_alert_goes_one_way_only(before: AlertState, after: AlertState) -> None:
    row = AlertRow(wave_id=uuid4(), state=before, day=TODAY, sealed=b"")
    if (before, after) in ALLOWED:
        review.move(row, after)
        assert row.state == after
    else:
        with pytest.raises(WrongState):
            review.move(row, after)
        assert row.state == before


def trail(engine: Engine) -> list[tuple[str, str]]:
    with Session(engine) as session:
        return [(row.who, row.what) for row in session.exec(select(AuditRow).order_by(col(AuditRow.number)))]


def test_the_first_to_open_it_has_seen_it_and_every_look_is_noted(
    stocked: Engine, raised: Callable[..., None], look: Callable[..., Alert]
) -> None:
    raised("words")
    first = look("words")
    assert (first.state, first.seen, first.seen_by) == (AlertState.SEEN, TODAY, str(ROBIN))
    again = look("words", who=Person(uuid4(), "Sam Sample", "Manager"), day=TODAY + DAY)
    assert (again.state, again.seen, again.seen_by) == (AlertState.SEEN, TODAY, str(ROBIN))
    assert trail(stocked) == [(str(ROBIN), "alert_opened"), ("Sam Sample, Manager", "alert_opened")]
    with Session(stocked) as session:
        assert {row.subject for row in session.exec(select(AuditRow))} == {first.name}


def test_how_it_ended_stays_with_it_and_names_in_the_note_are_masked(
    stocked: Engine,
    raised: Callable[..., None],
    look: Callable[..., Alert],
    end: Callable[..., None],
    named: Callable[[str | None], Alert],
) -> None:
    raised("words")
    look("words")
    end("words", note="Told the school by phone, 024 7697 8888.")
    kept = named("words")
    assert (kept.state, kept.handled, kept.handled_by) == (AlertState.ACTED, TODAY, str(ROBIN))
    assert kept.note is not None
    assert kept.note.startswith("Told the school")
    assert "7697" not in kept.note
    assert trail(stocked)[-1] == (str(ROBIN), "alert_acted")
    with stocked.connect() as connection:
        rows = connection.exec_driver_sql(
            "select cast(alert as text) from alert union all select cast(audit as text) from audit"
        ).scalars()
        assert not any("Told the school" in row for row in rows)


@pytest.mark.parametrize("note", ["", "x" * 1001])
def test_it_does_not_end_without_a_note_of_bearable_length(
    stocked: Engine,
    raised: Callable[..., None],
    look: Callable[..., Alert],
    end: Callable[..., None],
    note: str,
) -> None:
    raised("words")
    look("words")
    with pytest.raises(NoteNeeded):
        end("words", note=note)
    assert [what for _, what in trail(stocked)] == ["alert_opened"]


def test_it_ends_once_and_only_for_who_has_opened_it(
    stocked: Engine,
    raised: Callable[..., None],
    look: Callable[..., Alert],
    end: Callable[..., None],
    named: Callable[[str | None], Alert],
) -> None:
    raised("words")
    with pytest.raises(WrongState):
        end("words")
    look("words")
    end("words", note="First")
    with pytest.raises(WrongState):
        end("words", AlertState.NO_ACTION, note="Second")
    assert (named("words").state, named("words").note) == (AlertState.ACTED, "First")
    assert [what for _, what in trail(stocked)] == ["alert_opened", "alert_acted"]


def test_there_is_nothing_to_see_under_a_name_that_nobody_has(session: Session, keys: KeyRing) -> None:
    with pytest.raises(NotFound):
        review.look(session, keys, uuid4(), ROBIN, TODAY)
    assert session.exec(select(AuditRow)).all() == []
