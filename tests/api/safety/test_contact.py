"""Requests to be contacted are kept apart, read by whoever takes them, and gone when they are dealt with."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from api import clock
from api.db import transaction
from api.errors import NotFound, WrongState
from api.retention import service as retention
from api.retention.clocks import Clocks
from api.runs import service as runs
from api.safety import contact
from api.safety.contact import Office, Wish
from api.safety.contact_reach import Fault, reach
from api.safety.contact_tables import ContactState, Outcome, RequestRow
from api.waves import closing
from api.waves.keys import CONTACT, KeyRing
from api.waves.tables import WaveRow
from surveys.model import Progress

NOW = datetime(2026, 11, 20, 12, tzinfo=clock.HERE)  # a Friday
TODAY = NOW.date()
DAY = timedelta(days=1)
OPEN = Office(is_open=True, readers="A made-up worker", times="Monday to Friday", hours=24)
WISH = Wish("Robin", "024 7655 5555", "after four", False, True, "canary-of-a-wish")
CODE = "23BC-45DF-67GH-89JK"
WHO = "Sam Madeup, Tester"


@pytest.fixture
def opened(engine: Engine) -> Engine:
    """A database in which the form is open."""
    with transaction(engine) as session:
        contact.arrange(session, OPEN)
    return engine


def send(engine: Engine, keys: KeyRing, code: str = CODE, day: date = TODAY) -> RequestRow:
    with transaction(engine) as session:
        before = {row.id for row in session.exec(select(RequestRow))}
        contact.send(session, keys, WISH, code, day)
        return next(row for row in session.exec(select(RequestRow)) if row.id not in before)


def row(engine: Engine) -> RequestRow:
    with Session(engine) as session:
        return session.exec(select(RequestRow)).one()


def test_nobody_can_send_anything_until_somebody_is_there_to_read_it(engine: Engine, keys: KeyRing) -> None:
    with transaction(engine) as session:
        assert not contact.is_open(session)
        with pytest.raises(WrongState):
            contact.send(session, keys, WISH, CODE, TODAY)
        contact.arrange(session, OPEN)
        assert contact.is_open(session)
        assert contact.office(session) == OPEN


def test_who_takes_a_request_reads_it_and_the_list_tells_nobody(opened: Engine, keys: KeyRing) -> None:
    sent = send(opened, keys)
    with transaction(opened) as session:
        [line] = contact.every(session, NOW)
        assert (line.day, line.state, line.is_overdue) == (TODAY, ContactState.NEW, False)
        assert contact.read(session, keys, sent.id, NOW).wish is None
    with transaction(opened) as session:
        contact.take(session, keys, sent.id, WHO, TODAY)
    with transaction(opened) as session:
        read = contact.read(session, keys, sent.id, NOW)
        assert (read.wish, read.taken_by) == (WISH, WHO)
        with pytest.raises(WrongState):
            contact.take(session, keys, sent.id, "Somebody else", TODAY)


def test_dealt_with_it_keeps_the_day_and_the_outcome_only(opened: Engine, keys: KeyRing) -> None:
    sent = send(opened, keys)
    with transaction(opened) as session, pytest.raises(WrongState):
        contact.finish(session, sent.id, Outcome.REACHED, TODAY)  # nobody has read it
    with transaction(opened) as session:
        contact.take(session, keys, sent.id, WHO, TODAY)
        contact.finish(session, sent.id, Outcome.REACHED, TODAY + DAY)
    left = row(opened)
    assert (left.day, left.ended, left.state, left.outcome) == (TODAY, TODAY + DAY, "done", "reached")
    assert (left.sealed, left.code) == (None, None)
    with transaction(opened) as session:
        assert not contact.take_back(session, keys, CODE)


def test_the_person_can_take_it_back_until_then(opened: Engine, keys: KeyRing) -> None:
    for taken in (False, True):
        sent = send(opened, keys)
        with transaction(opened) as session:
            if taken:
                contact.take(session, keys, sent.id, WHO, TODAY)
            assert contact.take_back(session, keys, CODE.lower().replace("-", " "))
            assert not contact.take_back(session, keys, CODE)
            with pytest.raises(NotFound):
                contact.read(session, keys, sent.id, NOW)


def test_a_form_that_is_sent_twice_is_one_request(opened: Engine, keys: KeyRing) -> None:
    send(opened, keys)
    with transaction(opened) as session:
        contact.send(session, keys, WISH, CODE, TODAY)
        assert len(contact.every(session, NOW)) == 1


def test_a_form_that_was_mended_is_kept_beside_the_first(opened: Engine, keys: KeyRing) -> None:
    """The person went back and gave another number: under the first code only the first can be taken back."""
    mended = replace(WISH, reach="07700 900222")
    with transaction(opened) as session:
        first = contact.send(session, keys, WISH, CODE, TODAY)
        again = contact.send(session, keys, WISH, CODE, TODAY)
        second = contact.send(session, keys, mended, CODE, TODAY)
    assert (first.code, first.is_new, again.code, again.is_new) == (CODE, True, CODE, False)
    assert second.is_new and second.code != CODE
    with transaction(opened) as session:
        assert contact.take_back(session, keys, CODE)
        [left] = contact.every(session, NOW)
        contact.take(session, keys, left.id, WHO, TODAY)
        assert contact.read(session, keys, left.id, NOW).wish == mended
        assert contact.take_back(session, keys, second.code)


@pytest.mark.parametrize(
    ("hours_later", "late"),
    [(0, 0), (37, 0), (83, 0), (85, 1)],
    ids=["at once", "on Sunday", "on Monday", "on Tuesday"],
)
def test_what_nobody_takes_in_its_time_is_overdue(
    opened: Engine, keys: KeyRing, hours_later: int, late: int
) -> None:
    """Sent on Friday at noon, 24 hours of working days from the end of the day: the midnight after Monday."""
    send(opened, keys)
    now = NOW + timedelta(hours=hours_later)
    with transaction(opened) as session:
        assert contact.overdue(session, now) == late
        assert contact.every(session, now)[0].is_overdue is bool(late)


def test_what_somebody_has_taken_and_does_not_finish_is_overdue_too(opened: Engine, keys: KeyRing) -> None:
    sent = send(opened, keys)
    with transaction(opened) as session:
        contact.take(session, keys, sent.id, WHO, TODAY + 4 * DAY)  # late, on Tuesday
        assert contact.overdue(session, NOW + 5 * DAY) == 0
        assert contact.overdue(session, NOW + 6 * DAY) == 1
        [line] = contact.every(session, NOW + 6 * DAY)
        assert line.is_overdue
        contact.finish(session, sent.id, Outcome.REACHED, TODAY + 6 * DAY)
        assert contact.overdue(session, NOW + 6 * DAY) == 0


def test_who_cannot_deal_with_it_hands_it_back(opened: Engine, keys: KeyRing) -> None:
    sent = send(opened, keys)
    with transaction(opened) as session, pytest.raises(WrongState):
        contact.hand_back(session, keys, sent.id)  # nobody has it
    with transaction(opened) as session:
        contact.take(session, keys, sent.id, WHO, TODAY)
        contact.hand_back(session, keys, sent.id)
        assert contact.read(session, keys, sent.id, NOW).line.state == ContactState.NEW
        contact.take(session, keys, sent.id, "Somebody else", TODAY)
        read = contact.read(session, keys, sent.id, NOW)
        assert (read.wish, read.taken_by) == (WISH, "Somebody else")


def test_what_expired_is_loud_until_somebody_acknowledges_it(opened: Engine, keys: KeyRing) -> None:
    sent = send(opened, keys)
    with transaction(opened) as session, pytest.raises(WrongState):
        contact.acknowledge(session, sent.id)
    with transaction(opened) as session:
        contact.forget_past(session, TODAY + DAY, TODAY + DAY)
        assert contact.overdue(session, NOW + DAY) == 1
        with pytest.raises(WrongState):
            contact.finish(session, sent.id, Outcome.REACHED, TODAY)
        contact.acknowledge(session, sent.id)
        assert contact.overdue(session, NOW + DAY) == 0
        [line] = contact.every(session, NOW)
        assert (line.state, line.outcome) == (ContactState.DONE, Outcome.TOO_LATE)


def test_without_its_own_key_a_request_is_noise_until_the_key_is_brought_back(
    opened: Engine, keys: KeyRing, tmp_path: Path
) -> None:
    sent = send(opened, keys)
    with pytest.raises(WrongState):
        keys.open(None, row(opened).sealed or b"")  # the key of the house does not open it
    key = tmp_path / "keys" / "contact.key"
    kept = key.read_bytes()
    keys.destroy(CONTACT)
    later = send(opened, keys, "98BC-45DF-67GH-89JK")  # under a new key
    with transaction(opened) as session:
        contact.take(session, keys, later.id, WHO, TODAY)
        assert contact.read(session, keys, later.id, NOW).wish == WISH
        assert len(contact.every(session, NOW)) == 2
    with pytest.raises(WrongState, match="key"), transaction(opened) as session:
        contact.take(session, keys, sent.id, WHO, TODAY)
    key.write_bytes(kept)
    with transaction(opened) as session:
        contact.take(session, keys, sent.id, WHO, TODAY)
        assert contact.read(session, keys, sent.id, NOW).wish == WISH
        assert contact.read(session, keys, later.id, NOW).wish is None


def test_nothing_that_was_written_stands_in_the_database_as_it_is(opened: Engine, keys: KeyRing) -> None:
    send(opened, keys)
    with opened.connect() as connection:
        said = str(connection.execute(text("select request::text from contact.request as request")).all())
    for words in (WISH.name, WISH.reach, WISH.about, CODE.replace("-", "")):
        assert words not in said and words.encode().hex() not in said
    with opened.connect() as connection:
        columns = connection.scalars(
            text("select column_name from information_schema.columns where table_schema = 'contact'")
        ).all()
        keyed = text(
            "select count(*) from information_schema.table_constraints"
            " where table_schema = 'contact' and constraint_type = 'FOREIGN KEY'"
        )
        assert connection.scalar(keyed) == 0
    assert not {"wave_id", "run_id", "conversation_id", "alert_id", "at", "time"} & set(columns)


def test_neither_number_nor_place_puts_a_request_beside_a_run(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    with transaction(stocked) as session:
        contact.arrange(session, OPEN)
    for number in range(30):
        with transaction(stocked) as session:
            come = Progress(answers={"number": number})
            runs.finish(keys, runs.begin(session, keys, wave.id, come), come)
        send(stocked, keys, f"{random.SystemRandom().randrange(10**15, 10**16)}")

    def seen(query: str) -> list[object]:
        with stocked.connect() as connection:
            return list(connection.scalars(text(query)))

    came = seen("select code from contact.request order by ctid")
    named = set(seen("select id from contact.request"))
    closing.blur(stocked)
    assert len(set(seen("select cast(xmin as text) from contact.request"))) == 1
    mixed = seen("select code from contact.request order by ctid")
    assert mixed != came and sorted(map(str, mixed)) == sorted(map(str, came))
    # Whoever has the list open finds each under the name that it had.
    assert set(seen("select id from contact.request")) == named


class NoNotes:
    def forget(self, before: datetime) -> int:
        return 0

    def past(self, before: datetime) -> int:
        return 0


def test_words_go_in_time_and_the_rest_after_them(opened: Engine, keys: KeyRing) -> None:
    send(opened, keys, day=TODAY - 31 * DAY)
    send(opened, keys, "98BC-45DF-67GH-89JK", day=TODAY - 30 * DAY)

    def sweep(now: datetime) -> list[str]:
        retention.delete(opened, "contacts", retention.Broom(keys, NoNotes(), Clocks(contacts=30), now))
        with transaction(opened) as session:
            return [line.state for line in contact.every(session, now)]

    assert sweep(NOW) == ["new", "expired"]
    with Session(opened) as session:
        gone = session.exec(select(RequestRow).where(RequestRow.state == "expired")).one()
        assert (gone.sealed, gone.code) == (None, None)
    assert sweep(NOW + 30 * DAY) == ["expired", "expired"]
    assert sweep(NOW + 31 * DAY) == ["expired"]
    assert sweep(NOW + 62 * DAY) == []


def test_a_day_begins_when_it_does_on_the_calendar_of_the_partnership(keys: KeyRing) -> None:
    """In summer that is an hour before the day of a server that counts in UTC."""
    night = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert retention.Broom(keys, NoNotes(), Clocks(), night).today == date(2026, 7, 2)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("07700900123", "07700 900123"),
        (" +44 (0)20 7946 0123 ", "020 7946 0123"),
        ("+48 512 345 678", "+48 512 345 678"),
        ("0770090012", Fault.PHONE),
        ("ring my mum", Fault.PHONE),
        ("robin@example.org", "robin@example.org"),
        ("robin@", Fault.MAIL),
        ("@robin", Fault.MAIL),
    ],
)
def test_a_number_or_an_address_that_cannot_be_one_is_noticed(typed: str, kept: str) -> None:
    assert reach(typed) == kept
